package usage

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func init() { register(history{}) }

// history reads what a shell remembers: one command a line, of which some may
// be mistyped.
type history struct{}

var (
	historyNames = named(`^\.?(bash|zsh|sh|ksh|ash|fish)?_?history$`, "history")
	historyStamp = regexp.MustCompile(`^: \d+:\d+;|^- cmd: |^\s*\d+\s{2}`)
)

func (history) match(name string, _ []byte) bool { return historyNames.MatchString(name) }

func (history) scan(f *file, code text) error {
	var b textBuilder
	for _, line := range linesOf(withoutCR(code)) {
		if len(b.s) == 0 {
			if m := historyStamp.FindStringIndex(line.s); m != nil {
				line = line.part(m[1], len(line.s))
			}
			if strings.HasPrefix(line.s, "#") {
				continue
			}
		}
		b.addText(line)
		if strings.HasSuffix(line.s, `\`) {
			end := line.end(len(line.s))
			b.add('\n', end, end)
			continue
		}
		// A line that is no command was none when it was typed.
		_ = f.shell(b.text(), syntax.LangBash, nil, nil)
		b = textBuilder{}
	}
	return nil
}

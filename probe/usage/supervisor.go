package usage

import (
	"regexp"
	"strings"
)

func init() { register(supervisor{}) }

// supervisor reads the programs of supervisord
// (http://supervisord.org/configuration.html#program-x-section-settings).
type supervisor struct{}

var (
	supervised         = regexp.MustCompile(`(?m)^\[(program|eventlistener|fcgi-program):`)
	supervisedVariable = regexp.MustCompile(`([A-Za-z_]\w*)=("[^"]*"|'[^']*'|[^,"'\s]*)`) // A="1",B=2
)

func (supervisor) match(name string, head []byte) bool {
	return (strings.HasSuffix(name, ".conf") || strings.HasSuffix(name, ".ini")) && supervised.Match(head)
}

func (supervisor) scan(f *file, code text) error {
	for _, l := range iniLines(withoutCR(code)) {
		switch l.key.s {
		case "command":
			value, _, _ := strings.Cut(l.value.s, " ;") // a comment
			f.call(shellWords(l.value.part(0, len(value))))
		case "environment":
			for _, x := range supervisedVariable.FindAllStringSubmatchIndex(l.value.s, -1) {
				value := text{}
				if words := shellWords(l.value.part(x[4], x[5])); len(words) > 0 {
					value = words[0]
				}
				f.env(l.value.part(x[2], x[3]), value)
			}
		}
	}
	return nil
}

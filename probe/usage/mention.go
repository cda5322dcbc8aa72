package usage

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// unread says whether a file may call tools, but has no scanner yet.
func unread(name string) bool {
	return unreadKinds[strings.ToLower(path.Ext(name))]
}

var unreadKinds = setOf(strings.Fields(".toml .ini .cfg .conf .j2 .ps1 .psm1 .bat .cmd .rb .pl .js .ts .go .java .fish .kt .kts"))

// mention returns the tool that a file which no scanner reads seems to call, ""
// when there is none, so that it never counts as clean. Only the line that holds a tool's name is
// looked at, with the one behind.
func (s *search) mention(src []byte) (tool string) {
	s.tools.each(src, func(cli string, at, to int) bool {
		if !s.maySubcommand(src[to:]) {
			return true
		}
		from, to := around(src, at, to)
		if s.calls[cli].Match(src[from:to]) {
			tool = cli
		}
		return tool == ""
	})
	return tool
}

// maySubcommand says whether what follows a tool can be what mentions matches.
func (s *search) maySubcommand(rest []byte) bool {
	word := bytes.TrimLeft(rest, "\"', \t\n")
	return len(word) < len(rest) && s.subcommand(word)
}

// around returns the line on which src[from:to] stands, and the next one.
func around(src []byte, from, to int) (start, end int) {
	start = bytes.LastIndexByte(src[:from], '\n') + 1
	end = to
	for range 2 {
		n := bytes.IndexByte(src[end:], '\n')
		if n < 0 {
			return start, len(src)
		}
		end += n + 1
	}
	return start, end
}

// mentions matches what looks like a call in any language: the tool at the
// beginning of a line, a string or a command, and behind it one more word and
// a flag or the end. Prose about a tool is not meant.
func mentions(cli string, subcommands []string) *regexp.Regexp {
	sub := "[a-z][a-z0-9_-]*"
	if len(subcommands) > 0 {
		sub = "(" + strings.Join(subcommands, "|") + ")" // they are words
	}
	return regexp.MustCompile("(?m)(^[ \t]*(- +)?|[\"'`;&|(/=]|-m[ \t]+|[*0-9][ \t]+|(RUN|CMD|ENTRYPOINT|exec|run)[ \t]([^\n]*[ \t])?)[ \t]*" + regexp.QuoteMeta(cli) +
		"([\"'][ \t]*,[ \t\n]*[\"']|[ \t]+)" + sub + "([ \t]+-|[ \t]*[\"'`\\\\]|[ \t]*$)")
}

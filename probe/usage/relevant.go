package usage

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// relevant says whether a file can use anything, by the names in it.
func (s *search) relevant(src []byte, as scanner) bool {
	switch as.(type) {
	case pyFile, notebook:
		return s.python.found(src)
	case requirementsFile, tomlFile, setupConfig:
		return true // packages are spelt in many ways
	case yamlFile, jsonFile: // most manifests have "metadata:"
		arguments := sync.OnceValue(func() bool { return bytes.Contains(src, []byte("args")) || bytes.Contains(src, []byte("command")) })
		return s.holds(src, func(from, to int) bool { return s.called(src, from, to) || isValue(src, from, to) && arguments() })
	}
	return s.holds(src, func(int, int) bool { return true }) // a variable may hold the tool
}

// concerns says whether a file that could not be read to its end has to do with
// the product at all: it holds one of its names, imports it, or seems to call
// one of its tools.
func (s *search) concerns(src []byte, as scanner) bool {
	switch as.(type) {
	case pyFile, notebook:
		if s.imports.Match(src) {
			return true
		}
	}
	return s.holds(src, func(from, to int) bool { return s.called(src, from, to) })
}

// holds says whether one of the names is in src, or a tool in a place that call
// says yes to, as a word of its own.
func (s *search) holds(src []byte, call func(from, to int) bool) (yes bool) {
	var vain []string // keys that stand alone
	s.uses.each(src, func(word string, from, to int) bool {
		paths, isKey := s.keys[word]
		switch {
		case s.names[word]:
			yes = isName(src, from, to)
		case isKey && isName(src, from, to) && !slices.Contains(vain, word):
			yes = slices.ContainsFunc(paths, func(path []string) bool {
				return !slices.ContainsFunc(path, func(part string) bool { return !bytes.Contains(src, []byte(part)) })
			})
			vain = append(vain, word)
		case slices.Contains(s.opts.CLI, word):
			yes = alone(src, from, to) && call(from, to)
		}
		return !yes
	})
	return yes
}

// isName says whether a name is not a part of a longer one, as sourceConfig is
// of resourceConfig.
func isName(src []byte, from, to int) bool {
	return !(from > 0 && src[from-1] != '-' && isWord(src[from-1])) && !(to < len(src) && src[to] != '-' && isWord(src[to])) || escaped(src, from)
}

// escaped says whether what stands before a place is \n or its kin.
func escaped(src []byte, from int) bool { return from > 1 && src[from-2] == '\\' }

// alone says whether a tool's name stands as a word of its own, and not only as
// a key, an attribute or a folder, behind a # (which begins a comment, or a place
// on a page) or in a longer word.
func alone(src []byte, from, to int) bool {
	if from > 0 && !escaped(src, from) && (isWord(src[from-1]) || src[from-1] == '#' || src[from-1] == '.' && src[from] != '.') {
		return false
	}
	rest := bytes.TrimLeft(src[to:min(to+4, len(src))], "\"'")
	return len(rest) == 0 || !isWord(rest[0]) && strings.IndexByte(":./=()[", rest[0]) < 0
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// called says whether a tool that stands alone is given a subcommand, a flag or
// a variable, on its line or as the next element of a list, or is given to a
// variable itself. Prose goes on with other words.
func (s *search) called(src []byte, from, to int) bool {
	if before := bytes.TrimRight(src[max(0, from-2):from], "\"'"); bytes.HasSuffix(before, []byte("=")) {
		return true
	}
	gap := between.Find(src[to:min(to+maxName, len(src))])
	rest := src[to+len(gap):]
	return len(gap) > 0 && (given.Match(rest[:min(2, len(rest))]) || s.subcommand(rest))
}

// between matches what may stand between two words of a command: in a script, a
// list, or a script in a string.
var between = regexp.MustCompile("^([\"', \t\r\n[]|\\\\+[nrt]?)+(- [\"' \t]*)?")

// given matches the beginning of a flag, or of a variable or what else stands
// for a word.
var given = regexp.MustCompile("^(-[-a-zA-Z]|[$`{%])")

// subcommand says whether a subcommand is the first word of src.
func (s *search) subcommand(src []byte) bool {
	n := 0
	for n < len(src) && isWord(src[n]) {
		n++
	}
	return n > 0 && (len(s.subcommands) == 0 || s.subcommands[string(src[:n])])
}

// isValue says whether a value is a tool alone, whose arguments another value
// may hold.
func isValue(src []byte, from, to int) bool {
	return valueEnd.Match(src[to:min(to+maxName, len(src))]) && valueStart.Match(src[max(0, from-maxName):from])
}

// What stands before the value of a command, or an element of a list, and behind
// one that is not followed by another in a list.
var (
	valueStart = regexp.MustCompile(`((entrypoint|command)["']?[ \t]*:[ \t]*|[\[,-][ \t\r\n]*|[|>][-+]?[ \t]*\r?\n[ \t]*)["']?([\w./-]*/)?$`)
	valueEnd   = regexp.MustCompile(`^["']?[ \t]*(\r?\n|\z|[]}]|,\s*["']?[\w.-]+["']?\s*:)`)
)

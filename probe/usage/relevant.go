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
		return s.holds(s.python, src, func(word string, from, to int) bool {
			return s.inPython(src, word, from, to) || s.isTool[word] && begins(src, from) && endsString(src, from, to)
		})
	case requirementsFile, tomlFile, setupConfig:
		return true // packages are spelt in many ways
	case yamlFile, jsonFile: // most manifests have "metadata:"
		arguments := sync.OnceValue(func() bool { return bytes.Contains(src, []byte("args")) || bytes.Contains(src, []byte("command")) })
		return s.holds(s.uses, src, func(_ string, from, to int) bool {
			return s.called(src, from, to) || alone(src, from, to) && isValue(src, from, to) && arguments()
		})
	}
	return s.holds(s.uses, src, func(_ string, from, to int) bool { return alone(src, from, to) }) // a variable may hold the tool
}

// concerns says whether a file that could not be read to its end has to do with
// the product at all: it holds one of its names, imports it, or seems to call
// one of its tools.
func (s *search) concerns(src []byte, as scanner) bool {
	switch as.(type) {
	case pyFile, notebook:
		return s.holds(s.python, src, func(word string, from, to int) bool { return s.inPython(src, word, from, to) })
	case requirementsFile, tomlFile, setupConfig:
		src = bytes.ToLower(src)
	}
	return s.holds(s.uses, src, func(_ string, from, to int) bool { return s.called(src, from, to) })
}

// holds says whether one of the names is in src, or another word that call says
// yes to.
func (s *search) holds(words *finder, src []byte, call func(word string, from, to int) bool) (yes bool) {
	var vain []string // keys that stand alone
	words.each(src, func(word string, from, to int) bool {
		paths, isKey := s.keys[word]
		switch {
		case s.names[word]:
			yes = isName(src, from, to)
		case isKey:
			if !isName(src, from, to) || slices.Contains(vain, word) {
				break
			}
			yes = slices.ContainsFunc(paths, func(path []string) bool {
				return !slices.ContainsFunc(path, func(part string) bool { return !bytes.Contains(src, []byte(part)) })
			})
			vain = append(vain, word)
		default:
			yes = call(word, from, to)
		}
		return !yes
	})
	return yes
}

// inPython says whether a word is imported, an argument that holds lineage, or a
// tool that is called.
func (s *search) inPython(src []byte, word string, from, to int) bool {
	return s.isLineage[word] && isName(src, from, to) ||
		s.isRoot[word] && isName(src, from, to) && imported(src, from) ||
		s.isTool[word] && begins(src, from) && s.followed(src, to)
}

// imported says whether a name stands on the line of an import.
func imported(src []byte, from int) bool {
	line := src[max(0, from-2*maxName):from]
	for end := len(line); ; {
		n := bytes.LastIndexByte(line[:end], '\n')
		if n > 0 && line[n-1] == '\\' { // the line goes on
			end = n
			continue
		}
		return importing.Match(line[n+1:])
	}
}

// importing matches what stands before the name of a module, also in the strings
// of a notebook.
var importing = regexp.MustCompile(`(^|\\n|[;:])[ \t"',]*(from[ \t\\\r\n]+|import[ \t\\][^;#]*)$`)

// endsString says whether a string ends with a tool, so that its arguments may be
// in another, and is none that is a key.
func endsString(src []byte, from, to int) bool {
	before, behind := src[max(0, from-4):from], src[to:min(to+8, len(src))]
	return stringEnd.Match(behind) && !(dictKey.Match(behind) && quoteBefore.Match(before)) && !(subscriptEnd.Match(behind) && subscript.Match(before))
}

var (
	stringEnd    = regexp.MustCompile(`^[ \t]*\\?["']`)
	quoteBefore  = regexp.MustCompile(`["']$`)
	dictKey      = regexp.MustCompile(`^\\?["'][ \t]*:`)
	subscript    = regexp.MustCompile(`[\w)\]]\[\\?["']$`) // of a dictionary
	subscriptEnd = regexp.MustCompile(`^\\?["']\]`)
)

// isName says whether a name is not a part of a longer one, as sourceConfig is
// of resourceConfig.
func isName(src []byte, from, to int) bool {
	return !(from > 0 && src[from-1] != '-' && isWord(src[from-1])) && !(to < len(src) && src[to] != '-' && isWord(src[to])) || escaped(src, from)
}

// escaped says whether what stands before a place is \n or its kin.
func escaped(src []byte, from int) bool { return from > 1 && src[from-2] == '\\' }

// alone says whether a tool's name stands as a word of its own, and not only as
// a key, an attribute or a folder, or in a longer word.
func alone(src []byte, from, to int) bool {
	rest := bytes.TrimLeft(src[to:min(to+4, len(src))], "\"'")
	return begins(src, from) && (len(rest) == 0 || !isWord(rest[0]) && strings.IndexByte(":./=()[", rest[0]) < 0)
}

// begins says whether a word begins at a place, and not behind a #, which begins
// a comment, or a place on a page.
func begins(src []byte, from int) bool {
	return from == 0 || escaped(src, from) || !isWord(src[from-1]) && src[from-1] != '#' && (src[from-1] != '.' || src[from] == '.')
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// called says whether a tool is given a subcommand, or is given to a variable.
func (s *search) called(src []byte, from, to int) bool {
	before := bytes.TrimRight(src[max(0, from-2):from], "\"'")
	return alone(src, from, to) && (bytes.HasSuffix(before, []byte("=")) || s.followed(src, to))
}

// followed says whether a subcommand, a flag or a variable follows a tool, on its
// line or as the next element of a list. Prose goes on with other words.
func (s *search) followed(src []byte, to int) bool {
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

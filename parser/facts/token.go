package facts

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
)

// tokenKind tells the words of a sentence apart.
type tokenKind uint8

const (
	word   tokenKind = iota
	code             // a whole code span
	number           // a version or a plain number
	punct
)

// token is one word of a sentence; lower is its text in lower case.
type token struct {
	kind       tokenKind
	strong     bool // a single word set in bold or in quotation marks: a name
	text       string
	lower      string
	start, end int // in the passage
}

// tokens splits a sentence, once for all detectors. Words keep inner dots, dashes, slashes and
// apostrophes ("openmetadata-ops.sh", "doesn't"); a code span is one token.
func (s sentence) tokens() []token {
	s.read.tokenize.Do(func() { s.read.tokens = s.splitWords() })
	return slices.Clip(s.read.tokens) // whoever appends gets a copy
}

// codeTokens are the tokens that are code; most sentences have none, and need
// not be split to know.
func (s sentence) codeTokens() []token {
	if !s.hasCode() {
		return nil
	}
	var out []token
	for _, t := range s.tokens() {
		if t.kind == code {
			out = append(out, t)
		}
	}
	return out
}

func (s sentence) splitWords() []token {
	most, ascii := s.countWords()
	out := make([]token, 0, most)
	lowered := ""
	if ascii {
		lowered = strings.ToLower(s.String())
	}
	emit := func(kind tokenKind, start, end int) {
		text, lower := s.text[start:end], ""
		if ascii && start >= s.start {
			lower = lowered[start-s.start : end-s.start]
		} else {
			lower = strings.ReplaceAll(strings.ToLower(text), "’", "'")
		}
		out = append(out, token{kind, s.named(start, end), text, lower, start, end})
	}
	for i := s.start; i < s.end; {
		if m, ok := s.marked(parser.TypeCode, i); ok {
			if name := wordAndVersion(s.text[m.start:min(m.end, s.end)]); name > 0 { // `MySQL 8.0`
				emit(word, m.start, m.start+name)
				emit(number, m.start+name+1, min(m.end, s.end))
				i = m.end
				continue
			}
			emit(code, m.start, min(m.end, s.end))
			i = m.end
			continue
		}
		c := s.text[i]
		if n := symbol(s.text[i:s.end]); n > 0 {
			emit(punct, i, i+n)
			i += n
			continue
		}
		switch {
		case isSpace(c):
			i++
		case isWordByte(c) || startsPath(s.text[i:s.end]):
			j := i + 1
			for j < s.end && s.inWord(j) {
				j++
			}
			kind := word
			if isVersion(s.text[i:j]) {
				kind = number
			}
			emit(kind, i, j)
			i = j
		default:
			j := i + 1
			for j < s.end && (c == '>' || c == '<' || c == '=' || c == '~' || c == '!') && strings.IndexByte("=>~", s.text[j]) >= 0 {
				j++
			}
			emit(punct, i, j)
			i = j
		}
	}
	return out
}

// countWords is the number of words and signs between them, of which some may
// turn out to be one token, and whether all of them are ASCII.
func (s sentence) countWords() (n int, ascii bool) {
	ascii, inWord := true, false
	for i := s.start; i < s.end; i++ {
		c := s.text[i]
		begins := !inWord
		inWord = isWordByte(c)
		if begins && inWord || !inWord && !isSpace(c) {
			n++
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return n, ascii
}

// wordAndVersion is the length of the word in code that consists of a word and a
// version; 0 for other code.
func wordAndVersion(text string) int {
	name, version, ok := strings.Cut(text, " ")
	if !ok || name == "" || !isVersion(version) || strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz") != "" {
		return 0
	}
	return len(name)
}

// named says whether a word stands alone in bold or in quotation marks, and is
// no label that opens its block.
func (s sentence) named(start, end int) bool {
	if m, ok := s.marked(parser.TypeStrong, start); ok {
		inner := strings.Trim(s.text[m.start:m.end], " :")
		label := strings.TrimSpace(s.text[:m.start]) == "" && strings.HasPrefix(strings.TrimSpace(s.text[m.end:]), ":") || strings.HasSuffix(s.text[m.start:m.end], ":")
		return inner == s.text[start:end] && !label
	}
	before, after := s.text[:start], s.text[end:]
	if before == "" || before[len(before)-1] != '"' && before[len(before)-1] < utf8.RuneSelf {
		return false // nearly always
	}
	for _, q := range [][2]string{{"“", "”"}, {"\"", "\""}, {"‘", "’"}} {
		if strings.HasSuffix(before, q[0]) && strings.HasPrefix(after, q[1]) {
			return true
		}
	}
	return false
}

// symbol is the length of the dash, arrow or comparison sign that s begins
// with; letters beyond ASCII are parts of words.
func symbol(s string) int {
	if s == "" || s[0] < utf8.RuneSelf {
		return 0
	}
	for _, sign := range []string{"–", "—", "→", "≥", "≤", "“", "”", "…"} {
		if strings.HasPrefix(s, sign) {
			return len(sign)
		}
	}
	return 0
}

// startsPath recognises words that begin with punctuation: ./bin/x.sh, /v1/api
// and --flag.
func startsPath(s string) bool {
	for _, p := range []string{"./", "/", "--", "@"} {
		if rest, ok := strings.CutPrefix(s, p); ok && rest != "" && isWordByte(rest[0]) {
			return true
		}
	}
	return false
}

// inWord decides whether the byte at i goes on with the word before it.
func (s sentence) inWord(i int) bool {
	c := s.text[i]
	if isWordByte(c) {
		return symbol(s.text[i:s.end]) == 0
	}
	next := byte(' ')
	if i+1 < s.end {
		next = s.text[i+1]
	}
	switch c {
	case '.', '-', '/', '\'', '@':
		return isWordByte(next) && s.text[i-1] != ',' || (c == '/' && (next == '{' || next == '<')) ||
			(c == '.' && next == '*')
	case '*':
		return s.text[i-1] == '.'
	case '+':
		return s.text[i-1] >= '0' && s.text[i-1] <= '9'
	case '{', '}', '<', '>':
		return strings.Contains(s.text[s.wordStart(i):i], "/")
	case '(':
		return next == ')'
	case ')':
		return s.text[i-1] == '('
	}
	return false
}

func (s sentence) wordStart(i int) int {
	for i > s.start && !isSpace(s.text[i-1]) {
		i--
	}
	return i
}

// isVersion accepts what prose writes for a version: 8, 8.0.2, v1, 8.x, 4.x,
// 3.9+, 1.10.0-rc1.
func isVersion(s string) bool {
	s = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s, "v"), "V"), "+")
	if s == "" || s[0] < '0' || s[0] > '9' {
		return false
	}
	_, ok := readVersion(s)
	return ok
}

// isRelease accepts versions that can be releases of a product: at least two
// parts, so that "21" or "step 3" is none.
func isRelease(s string) bool {
	return isVersion(s) && strings.Contains(s, ".") && !strings.HasSuffix(s, "+")
}

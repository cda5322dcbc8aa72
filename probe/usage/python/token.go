// Package python reads Python source, 3.8 to 3.14, as far as a search for uses
// needs it: tokens, and over them imports, assignments, calls and literals. It
// never executes or imports anything, and it does not stop at what it cannot
// read: it says so and goes on.
package python

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind is what a token is.
type Kind int

// The kinds of tokens. Comments and blanks are none.
const (
	Name    Kind = iota // identifiers and keywords
	Number              //
	String              // with its prefix and quotes; f-strings, too
	Op                  // operators and delimiters
	Newline             // the end of a logical line
)

// Token is one token: the source's bytes From up to To.
type Token struct {
	Kind     Kind
	From, To int
}

// Problem is a place that could not be read as Python.
type Problem struct {
	At      int // byte offset
	Message string
}

// Tokenize splits source into tokens. Every source has tokens: what no Python
// reads as is among the problems, in the order of the source.
func Tokenize(src string) ([]Token, []Problem) {
	l := lexer{src: src}
	if strings.HasPrefix(src, "\ufeff") {
		l.at = len("\ufeff")
	}
	for l.at < len(src) {
		l.next()
	}
	if len(l.open) > 0 {
		l.problem(l.open[len(l.open)-1], "this bracket is never closed")
	}
	l.newline(len(src))
	return l.tokens, l.problems
}

type lexer struct {
	src      string
	at       int
	tokens   []Token
	open     []int // where the brackets begin that are open
	failed   int   // f-strings that have no end
	problems []Problem
}

// maxFailed bounds the f-strings whose end is looked for in vain: each may take
// reading to the end of the source.
const maxFailed = 100

// maxProblems bounds what is said about one source.
const maxProblems = 20

func (l *lexer) problem(at int, format string, args ...any) {
	if len(l.problems) < maxProblems {
		l.problems = append(l.problems, Problem{at, fmt.Sprintf(format, args...)})
	}
}

func (l *lexer) add(kind Kind, to int) {
	l.tokens = append(l.tokens, Token{kind, l.at, to})
	l.at = to
}

// newline ends a logical line, if there is one.
func (l *lexer) newline(to int) {
	if n := len(l.tokens); n > 0 && l.tokens[n-1].Kind != Newline {
		l.tokens = append(l.tokens, Token{Newline, min(l.at, to), to})
	}
}

func (l *lexer) next() {
	c := l.src[l.at]
	switch {
	case c == '\n' || c == '\r':
		if len(l.open) == 0 {
			l.newline(l.at + 1)
		}
		l.at++
		l.resume()
	case c == ' ' || c == '\t' || c == '\f':
		l.at++
	case c == '#':
		l.at = lineEnd(l.src, l.at)
	case c == '\\':
		l.continuation()
	case c == '"' || c == '\'':
		l.text(l.at)
	case isLetter(c):
		end := l.at + 1
		for end < len(l.src) && (isLetter(l.src[end]) || isDigit(l.src[end])) {
			end++
		}
		if end < len(l.src) && (l.src[end] == '"' || l.src[end] == '\'') && isPrefix(l.src[l.at:end]) {
			l.text(end)
			return
		}
		l.add(Name, end)
	case isDigit(c) || c == '.' && l.at+1 < len(l.src) && isDigit(l.src[l.at+1]):
		l.add(Number, l.number())
	default:
		l.operator(c)
	}
}

// continuation joins two lines that a backslash joins.
func (l *lexer) continuation() {
	switch rest := l.src[l.at+1:]; {
	case strings.HasPrefix(rest, "\r\n"):
		l.at += 3
	case rest == "" || rest[0] == '\n' || rest[0] == '\r':
		l.at += min(2, len(rest)+1)
	default:
		l.problem(l.at, "a backslash that joins no lines")
		l.at++
	}
}

// resume gives up on open brackets where a line can only begin a statement:
// one bracket too many must not hide the rest of a file.
func (l *lexer) resume() {
	if len(l.open) == 0 {
		return
	}
	rest := l.src[l.at:]
	for _, word := range []string{"def ", "class ", "import ", "async def ", "@"} {
		if strings.HasPrefix(rest, word) {
			l.problem(l.open[len(l.open)-1], "this bracket is never closed")
			l.open = nil
			l.newline(l.at)
			return
		}
	}
}

// text adds a string whose quote is at quote, and whose prefix is before it.
func (l *lexer) text(quote int) {
	prefix := strings.ToLower(l.src[l.at:quote])
	formatted := strings.ContainsAny(prefix, "ft")
	end, ok := 0, false
	if formatted && l.failed < maxFailed {
		if end, ok = formattedEnd(l.src, quote, 0); !ok {
			l.failed++
		}
	}
	if !ok {
		if end, ok = plainEnd(l.src, quote); !ok {
			l.problem(l.at, "this string is never closed")
		}
	}
	l.add(String, end)
}

// quotes returns the quotes that open a string: one or three.
func quotes(src string, at int) string {
	if q := src[at : at+1]; !strings.HasPrefix(src[at:], q+q+q) {
		return q
	}
	return src[at : at+3]
}

// plainEnd returns the offset behind a string. One that is never closed ends
// with its line, or with the source.
func plainEnd(src string, at int) (end int, closed bool) {
	q := quotes(src, at)
	for i := at + len(q); i < len(src); i++ {
		switch c := src[i]; {
		case c == '\\':
			if strings.HasPrefix(src[i+1:], "\r\n") {
				i++
			}
			i++
		case len(q) == 1 && (c == '\n' || c == '\r'):
			return i, false
		case c == q[0] && strings.HasPrefix(src[i:], q):
			return i + len(q), true
		}
	}
	return len(src), false
}

// maxNesting bounds f-strings in f-strings, and brackets in brackets.
const maxNesting = 100

// formattedEnd returns the offset behind an f-string, in whose fields any
// quotes may stand since Python 3.12.
func formattedEnd(src string, at, depth int) (end int, closed bool) {
	if depth > maxNesting {
		return len(src), false
	}
	q := quotes(src, at)
	for i := at + len(q); i < len(src); {
		switch c := src[i]; {
		case c == '\\' && i+1 < len(src) && src[i+1] != '{' && src[i+1] != '}':
			i += 2
		case len(q) == 1 && (c == '\n' || c == '\r'):
			return i, false
		case c == q[0] && strings.HasPrefix(src[i:], q):
			return i + len(q), true
		case c == '{' && strings.HasPrefix(src[i:], "{{"):
			i += 2
		case c == '{':
			f, ok := field(src, i, depth)
			if !ok {
				return len(src), false
			}
			i = f.end
		default:
			i++
		}
	}
	return len(src), false
}

// replacement is one field of an f-string.
type replacement struct {
	from, to int // the expression
	end      int // behind the closing brace
}

// field reads a field of an f-string: {expression!r:format}.
func field(src string, at, depth int) (replacement, bool) {
	f := replacement{from: at + 1}
	open := 0
	for i := at + 1; i < len(src); {
		c := src[i]
		switch {
		case c == '#':
			i = lineEnd(src, i)
		case c == '"' || c == '\'':
			end, ok := nested(src, at+1, i, depth)
			if !ok {
				return f, false
			}
			i = end
		case c == '(' || c == '[' || c == '{':
			open++
			i++
		case open > 0 && (c == ')' || c == ']' || c == '}'):
			open--
			i++
		case c == '}':
			if f.to == 0 {
				f.to = i
			}
			f.end = i + 1
			return f, true
		case open == 0 && c == '!' && !strings.HasPrefix(src[i:], "!=") && f.to == 0:
			f.to = i
			i++
		case open == 0 && c == ':':
			if f.to == 0 {
				f.to = i
			}
			end, ok := format(src, i+1, depth)
			f.end = end
			return f, ok
		default:
			i++
		}
	}
	return f, false
}

// format reads a field's format, which may have fields itself, up to and with
// the closing brace.
func format(src string, at, depth int) (end int, closed bool) {
	if depth > maxNesting {
		return len(src), false
	}
	for i := at; i < len(src); {
		switch src[i] {
		case '}':
			return i + 1, true
		case '{':
			f, ok := field(src, i, depth+1)
			if !ok {
				return len(src), false
			}
			i = f.end
		case '\n':
			return i, false
		default:
			i++
		}
	}
	return len(src), false
}

// nested returns the offset behind a string inside a field that began at start.
func nested(src string, start, at, depth int) (int, bool) {
	from := at
	for from > start && isLetter(src[from-1]) {
		from--
	}
	if prefix := src[from:at]; isPrefix(prefix) && strings.ContainsAny(strings.ToLower(prefix), "ft") {
		return formattedEnd(src, at, depth+1)
	}
	return plainEnd(src, at)
}

func (l *lexer) number() int {
	i, point := l.at, false
	hex := strings.HasPrefix(l.src[l.at:], "0x") || strings.HasPrefix(l.src[l.at:], "0X")
	for ; i < len(l.src); i++ {
		c := l.src[i]
		exponent := (c == '+' || c == '-') && i > l.at && (l.src[i-1] == 'e' || l.src[i-1] == 'E') && !hex
		if !isLetter(c) && !isDigit(c) && !exponent && (c != '.' || point) {
			break
		}
		point = point || c == '.'
	}
	return i
}

var operators = []string{
	"**=", "//=", ">>=", "<<=", "...", ":=", "->", "**", "//", ">>", "<<", "==", "!=", "<=", ">=",
	"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "@=",
}

func (l *lexer) operator(c byte) {
	switch c {
	case '(', '[', '{':
		l.open = append(l.open, l.at)
	case ')', ']', '}':
		l.close(c)
	}
	for _, op := range operators {
		if strings.HasPrefix(l.src[l.at:], op) {
			l.add(Op, l.at+len(op))
			return
		}
	}
	if strings.IndexByte("()[]{},:;.=+-*/%<>&|^~@", c) < 0 {
		l.problem(l.at, "%q is no Python", rune(c))
	}
	l.add(Op, l.at+1)
}

func (l *lexer) close(c byte) {
	n := len(l.open) - 1
	if n < 0 {
		l.problem(l.at, "this bracket closes nothing")
		return
	}
	if opened := l.src[l.open[n]]; strings.IndexByte("([{", opened) != strings.IndexByte(")]}", c) {
		l.problem(l.at, "%c closes %c", c, opened)
	}
	l.open = l.open[:n]
}

func lineEnd(src string, at int) int {
	if n := strings.IndexAny(src[at:], "\r\n"); n >= 0 {
		return at + n
	}
	return len(src)
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isPrefix says whether letters may stand before a string's quote.
func isPrefix(s string) bool {
	switch strings.ToLower(s) {
	case "", "r", "b", "u", "f", "t", "br", "rb", "fr", "rf", "tr", "rt":
		return true
	}
	return false
}

package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
)

// A lexer splits a dump into what stands at statement level: comments, client
// commands and statements. Quoted values, nested comments and copied rows are
// read over, so that text inside the data is never taken for the dump's own.
// It keeps the first bytes of each part only; a statement may be gigabytes.
type lexer struct {
	r     *reader
	mysql bool // MySQL's quoting; else PostgreSQL's

	delimiter     string // what ends a statement
	backslash     bool   // backslashes escape inside '…'
	limit         int    // how much of the token is kept
	full          bool   // it is, and the rest of the token is not
	class         [256]byte
	lineStart     bool   // nothing but blanks since the last line end
	text          []byte // the head of the current token
	insideVersion int    // depth of /*! … */
	escaped       bool
	depth, groups int    // open parentheses; pairs of them at depth 0
	commas, width int    // in the group that is open; of those in the group before
	uneven        bool   // another group has more or fewer
	history       string // the table whose rows are kept in full
}

// maxText is how much of a token the lexer keeps: more than any name or
// comment needs. Of COPY the end matters too, which says that rows follow:
// with 1600 columns, PostgreSQL's limit, of 63 bytes it fits maxCopy.
const (
	maxText = 4 << 10
	maxCopy = 128 << 10
)

// newLexer returns a lexer. Statements that name the history table are kept as
// far as those of COPY are.
func newLexer(r *reader, mysql bool, o Options) *lexer {
	l := &lexer{r: r, mysql: mysql, backslash: mysql, lineStart: true, history: strings.ToUpper(o.HistoryTable)}
	l.delimit(";")
	return l
}

type tokenKind int

const (
	endOfDump tokenKind = iota
	comment             // -- to the end of the line, without the dashes
	command             // a line for the client: \connect, DELIMITER
	message             // a line that the dumper meant for people: "mysqldump: Error …"
	statement           // up to and without its delimiter
)

// A token is one part of a dump at statement level.
type token struct {
	kind tokenKind
	text string // its first bytes
	// groups counts the pairs of parentheses that are in no other: the rows of
	// an INSERT, and its list of columns.
	groups int
	last   byte // the one before the delimiter
	// depth counts the parentheses left open, or below zero those closed that
	// were never opened.
	depth int
	// uneven says that the groups do not all list as many things.
	width  int
	uneven bool
	// escaped says that a backslash stands outside quotes: MySQL's client takes
	// what follows for a command of its own.
	escaped bool
	// open says what was still open when the dump ended: "a quoted value",
	// "a comment", "a statement", "a line"; "" when the token is whole.
	open string
}

// next returns the next token. Its error is the reader's, never io.EOF.
func (l *lexer) next() (token, error) {
	t, err := l.scan()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return t, err
}

func (l *lexer) scan() (token, error) {
	l.text, l.limit, l.full = l.text[:0], maxText, false
	for {
		next, err := l.r.Peek(1)
		if err != nil {
			return token{kind: endOfDump}, err
		}
		c := next[0]
		switch {
		case c == '\n':
			l.lineStart = true
			l.discard(1)
		case c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v':
			l.discard(1)
		case c == '-' && l.startsComment("--"):
			l.discard(2)
			return l.line(comment)
		case c == '#' && l.mysql:
			return l.line(comment)
		case c == '/' && l.peek("/*") && !l.versioned():
			l.discard(2)
			if closed, err := l.blockComment(); !closed {
				return token{kind: comment, open: "a comment"}, err
			}
		case c == '\\' && !l.mysql:
			return l.line(command)
		case l.lineStart && l.message():
			return l.line(message)
		case l.lineStart && l.mysql && l.peekFold("delimiter "):
			return l.delimiterLine()
		default:
			return l.statement()
		}
	}
}

// versioned says whether the comment at hand is one whose text MySQL or
// MariaDB runs: /*!40101 … */. The sandbox line looks like one, but has no
// delimiter behind it.
func (l *lexer) versioned() bool {
	return l.mysql && (l.peek("/*!") || l.peek("/*M!") && !l.peek(sandboxLine))
}

// sandboxLine begins the first line of newer MariaDB dumps
// (https://mariadb.org/mariadb-dump-file-compatibility-change/).
const sandboxLine = `/*M!999999\-`

func (l *lexer) message() bool {
	start, _ := l.r.Peek(longestMessage)
	return messageStart.Match(start)
}

// delimiterLine obeys the client's DELIMITER command.
func (l *lexer) delimiterLine() (token, error) {
	t, err := l.line(command)
	if d := strings.TrimSpace(t.text[len("delimiter "):]); d != "" {
		l.delimit(d)
	}
	return t, err
}

// startsComment says whether dashes, which what follows begins with, begin a
// comment. MySQL wants white space behind the two
// (https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-comments.html).
func (l *lexer) startsComment(dashes string) bool {
	next, _ := l.r.Peek(len(dashes) + 1)
	if !bytes.HasPrefix(next, []byte(dashes)) {
		return false
	}
	return !l.mysql || len(next) == len(dashes) || next[len(dashes)] <= ' '
}

// line reads to the end of the line.
func (l *lexer) line(kind tokenKind) (token, error) {
	for {
		part, err := l.r.ReadSlice('\n')
		l.keep(part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		t := token{kind: kind, text: strings.TrimRight(string(l.text), "\n")}
		if err != nil {
			t.open = "a line"
		}
		l.lineStart = true
		return t, err
	}
}

// statement reads to the delimiter.
func (l *lexer) statement() (token, error) {
	l.lineStart = false
	l.insideVersion, l.depth, l.groups, l.escaped = 0, 0, 0, false
	l.commas, l.width, l.uneven = 0, 0, false
	var c, before, before2 byte // this byte and the two before it
	for {
		before2, before = before, c
		run, err := l.plain()
		if l.full && len(run) > 0 && err == nil {
			run = run[:l.skim(len(run))]
		}
		if err != nil {
			return l.token("a statement"), err
		}
		if n := len(run); n > 0 {
			if c = run[n-1]; n > 1 {
				before = run[n-2]
			}
			l.discard(n)
			continue
		}
		if c, err = l.r.ReadByte(); err != nil {
			return l.token("a statement"), err
		}
		// As psql, but not mysql, reads: the actions of a rule stand in parentheses.
		inside := l.insideVersion > 0 || !l.mysql && l.depth > 0
		if c == l.delimiter[0] && l.peek(l.delimiter[1:]) && !inside {
			l.discard(len(l.delimiter) - 1)
			t := l.token("")
			t.last = before
			return t, nil
		}
		l.keep(c)
		switch {
		case c == '\'':
			if err := l.quoted(c, l.backslash || (before|' ') == 'e' && !isNameByte(before2)); err != nil {
				return l.token("a quoted value"), err
			}
		case c == '"':
			if err := l.quoted(c, l.mysql && l.backslash); err != nil {
				return l.token("a quoted value"), err
			}
		case c == '\\':
			l.escaped = true
		case c == '`' && l.mysql:
			if err := l.quoted(c, false); err != nil {
				return l.token("a quoted name"), err
			}
		case c == '$' && !l.mysql && !isNameByte(before):
			if closed, err := l.dollarQuoted(); !closed {
				return l.token("a quoted value"), err
			}
		case c == '-' && l.startsComment("-"), c == '#' && l.mysql:
			if err := l.skipLine(); err != nil {
				return l.token("a statement"), err
			}
		case c == '/' && l.peek("*"):
			if l.mysql && (l.peek("*!") || l.peek("*M!")) {
				l.insideVersion++
				continue
			}
			l.discard(1)
			if closed, err := l.blockComment(); !closed {
				return l.token("a comment"), err
			}
		case c == '*' && l.insideVersion > 0 && l.peek("/"):
			l.discard(1)
			l.keep('/')
			l.insideVersion--
		}
	}
}

// plain keeps, and returns, the bytes at hand that mean nothing but that
// parentheses open and close. It is what makes reading quick.
func (l *lexer) plain() ([]byte, error) {
	window, err := l.window()
	if err != nil {
		return nil, err
	}
	window = window[:l.pass(window, 0)]
	l.keep(window...)
	return window, nil
}

// skim goes on behind the n plain bytes at hand, over values in quotes and what
// is between them, and returns where it stops: at anything else, or where the
// bytes at hand end. It does what plain and quoted do, without their ceremony
// for each value, where nothing has to be kept.
func (l *lexer) skim(n int) int {
	window := l.r.at
	for n < len(window) && window[n] == '\'' && n > 0 {
		escapes := l.backslash
		if !l.mysql && window[n-1]|' ' == 'e' {
			return n // E'…': see statement
		}
		end := n + 1
		for {
			i := bytes.IndexByte(window[end:], '\'')
			if i < 0 {
				return n
			}
			end += i + 1
			if !escapes || window[end-2] != '\\' || !escaping(window[n+1:end-1], false) {
				break
			}
		}
		n = l.pass(window, end)
	}
	return n
}

// pass counts the parentheses from n on, up to a byte that means something
// else, and returns where that stands.
func (l *lexer) pass(window []byte, n int) int {
	for ; n < len(window); n++ {
		switch l.class[window[n]] {
		case opening:
			if l.depth == 0 {
				l.groups++
				l.commas = 0
			}
			l.depth++
		case closing:
			l.depth--
			if l.depth == 0 {
				l.uneven = l.uneven || l.groups > 1 && l.commas != l.width
				l.width = l.commas
			}
		case between:
			if l.depth == 1 {
				l.commas++
			}
		case special:
			return n
		}
	}
	return n
}

// window returns the bytes at hand, at least one.
func (l *lexer) window() ([]byte, error) {
	if l.r.Buffered() == 0 {
		if _, err := l.r.Peek(1); err != nil {
			return nil, err
		}
	}
	return l.r.Peek(l.r.Buffered())
}

// What a byte outside quotes may be.
const (
	ordinary byte = iota
	opening       // of a parenthesis
	closing
	between // two things in parentheses: a comma
	special // it may begin a quote, a comment or an end of either
)

func (l *lexer) delimit(delimiter string) {
	l.delimiter = delimiter
	l.class = [256]byte{'(': opening, ')': closing, ',': between}
	for _, c := range []byte("'\"`$-#/*\\" + delimiter[:1]) {
		l.class[c] = special
	}
}

// token is the statement that was read. open says what the end of the dump
// interrupted, if it did.
func (l *lexer) token(open string) token {
	return token{kind: statement, text: string(l.text), open: open, groups: l.groups, depth: l.depth, width: l.width + 1, uneven: l.uneven, escaped: l.escaped}
}

// quoted reads past the closing quote. A doubled quote is read as two values,
// which comes to the same. Looking for the quote alone, and for backslashes
// only before it, is several times quicker than stopping at each of those in a
// JSON document.
func (l *lexer) quoted(quote byte, escapes bool) error {
	open := false // an escape began at the end of the window before
	for {
		window, err := l.window()
		if err != nil {
			return err
		}
		for from := 0; ; {
			i := bytes.IndexByte(window[from:], quote)
			if i < 0 {
				break
			}
			i += from
			if !escapes || !escaping(window[:i], open) {
				l.keep(window[:i+1]...)
				l.discard(i + 1)
				return nil
			}
			from = i + 1
		}
		open = escapes && escaping(window, open)
		l.keep(window...)
		l.discard(len(window))
	}
}

// escaping says whether text ends in a backslash that escapes what follows.
// open says that its first byte is escaped itself.
func escaping(text []byte, open bool) bool {
	n := len(text)
	for n > 0 && text[n-1] == '\\' {
		n--
	}
	run := len(text) - n
	if n == 0 && open {
		run++
	}
	return run%2 == 1
}

func isNameByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// dollarTag is what may stand between the dollars of $tag$; PostgreSQL cuts
// names at 63 bytes.
var dollarTag = regexp.MustCompile(`^([A-Za-z_\x80-\xff][A-Za-z0-9_\x80-\xff]{0,62})?\$`)

// dollarQuoted reads past a value quoted as $tag$…$tag$. A lone dollar is not
// one, and closes at once.
func (l *lexer) dollarQuoted() (closed bool, err error) {
	next, _ := l.r.Peek(64)
	tag := dollarTag.Find(next)
	if tag == nil {
		return true, nil
	}
	end := "$" + string(tag)
	l.keep(tag...)
	l.discard(len(tag))
	for {
		window, err := l.r.Peek(max(l.r.Buffered(), len(end)))
		if i := bytes.Index(window, []byte(end)); i >= 0 {
			l.discard(i + len(end))
			return true, nil
		}
		if err != nil {
			return false, err
		}
		l.discard(len(window) - len(end) + 1)
	}
}

// blockComment reads past the end of a comment whose /* was read. PostgreSQL's
// nest.
func (l *lexer) blockComment() (closed bool, err error) {
	for depth := 1; depth > 0; {
		c, err := l.r.ReadByte()
		if err != nil {
			return false, err
		}
		switch {
		case c == '*' && l.peek("/"):
			l.discard(1)
			depth--
		case c == '/' && !l.mysql && l.peek("*"):
			l.discard(1)
			depth++
		}
	}
	return true, nil
}

func (l *lexer) skipLine() error {
	for {
		_, err := l.r.ReadSlice('\n')
		if !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
	}
}

func (l *lexer) peek(want string) bool {
	next, _ := l.r.Peek(len(want))
	return string(next) == want
}

func (l *lexer) peekFold(want string) bool {
	next, _ := l.r.Peek(len(want))
	return strings.EqualFold(string(next), want)
}

// discard drops bytes that were peeked at, and so are there.
func (l *lexer) discard(n int) { _, _ = l.r.Discard(n) }

// keep adds to the token's text as much as is kept of it.
func (l *lexer) keep(c ...byte) {
	if l.full {
		return
	}
	if room := l.limit - len(l.text); room > 0 {
		l.text = append(l.text, c[:min(room, len(c))]...)
		c = c[min(room, len(c)):]
	}
	if len(c) > 0 {
		if l.full = l.limit == maxCopy || !l.neededWhole(); !l.full {
			l.limit = maxCopy
			l.keep(c...)
		}
	}
}

// neededWhole says whether more than the beginning of a statement matters.
func (l *lexer) neededWhole() bool {
	head := l.text[:min(len(l.text), 256)]
	return bytes.HasPrefix(head, []byte("COPY ")) ||
		l.history != "" && bytes.Contains(bytes.ToUpper(head), []byte(l.history))
}

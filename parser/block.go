package parser

import "strings"

// maxNesting is how deep blocks, and links and tags in inline content, may be
// open at once; what lies deeper is skipped or stays text (SPEC §5, §12).
const maxNesting = 100

// line is one line of the source, as the containers read so far have left it:
// a block quote moves its start past the ">".
type line struct {
	start, end int // end excludes the newline
	indented   int // leading bytes that are spaces or tabs
	columns    int // the indent in columns; -1 marks a lazy continuation line
	consumed   int // columns used up before start, for tab stops
}

// blockParser turns lines into block tokens (SPEC §5). It follows the
// reference's block tokenizer rule by rule, since the tree depends on its
// token stream: nesting levels, line maps, and what an unclosed tag leaves
// behind.
type blockParser struct {
	*source
	options      Options
	ends         tagEnds
	jsx          jsx
	lines        []line // with one empty line more at the end
	tokens       []token
	refs         map[string]reference
	commentsFrom int // no "-->" from this offset on; 0 when not known

	line       int // the line to read next
	lineMax    int // the line after the last
	indent     int // columns the current list item requires
	listIndent int // indent around the current list, -1 outside lists
	level      int // open minus close tokens so far
	tight      bool
	paragraph  bool // the rule that asks is a paragraph
}

// reset makes the parser ready for a page. The buffers of the one before are
// used again.
func (b *blockParser) reset(src *source, options Options) {
	*b = blockParser{source: src, options: options, listIndent: -1, tokens: b.tokens[:0], lines: b.lines[:0]}
	b.ends.text, b.jsx.text = src.text, src.text
	b.splitLines()
}

// splitLines fills lines. A final line of only spaces, without newline, does
// not exist.
func (b *blockParser) splitLines() {
	text := b.text
	if n := 2 + strings.Count(text, "\n"); cap(b.lines) < n {
		b.lines = make([]line, 0, n)
	}
	for start := 0; start < len(text); {
		l := line{start: start}
		pos := start
	indent:
		for ; pos < len(text); pos++ {
			switch text[pos] {
			case ' ':
				l.columns++
			case '\t':
				l.columns += 4 - l.columns%4
			default:
				break indent
			}
		}
		if pos == len(text) {
			break
		}
		l.indented = pos - start
		if n := strings.IndexByte(text[pos:], '\n'); n >= 0 {
			l.end = pos + n
		} else {
			l.end = len(text)
		}
		b.lines = append(b.lines, l)
		start = l.end + 1
	}
	b.lineMax = len(b.lines)
	b.lines = append(b.lines, line{start: len(text), end: len(text)})
}

// first is the offset of a line's first character that is not a space.
func (b *blockParser) first(n int) int { return b.lines[n].start + b.lines[n].indented }

func (b *blockParser) isEmpty(n int) bool {
	return n < len(b.lines) && b.first(n) >= b.lines[n].end
}

// isCode reports whether a line is indented so far that in CommonMark it would
// be code. Markdoc has no indented code, but many rules still ask.
func (b *blockParser) isCode(n int) bool {
	return !b.options.AllowIndentation && b.lines[n].columns-b.indent >= 4
}

// byteAt returns the byte at pos, or 0 beyond the end.
func (b *blockParser) byteAt(pos int) byte {
	if pos < len(b.text) {
		return b.text[pos]
	}
	return 0
}

func (b *blockParser) skipSpaces(pos int) int {
	for pos < len(b.text) && isSpace(b.text[pos]) {
		pos++
	}
	return pos
}

func (b *blockParser) push(k kind, nesting int8) *token {
	if nesting < 0 {
		b.level--
	}
	b.tokens = append(b.tokens, token{kind: k, nesting: nesting, level: int32(b.level)})
	if nesting > 0 {
		b.level++
	}
	return &b.tokens[len(b.tokens)-1]
}

// spanning gives a token its map and its place in the source: from the first
// character of its first line to the end of its last line that is not blank.
func (t *token) spanning(b *blockParser, from, to int) *token {
	t.hasMap, t.first, t.last = true, int32(from), int32(to)
	t.start = b.first(from)
	for to > from+1 && b.isEmpty(to-1) {
		to--
	}
	t.end = max(b.lines[to-1].end, t.start)
	return t
}

// tokenize reads the lines from..to with all rules (SPEC §5).
func (b *blockParser) tokenize(from, to int) {
	sawEmpty := false
	for at := from; at < to; {
		for at < b.lineMax && b.isEmpty(at) {
			at++
		}
		b.line = at
		if at >= to || b.lines[at].columns < b.indent {
			return
		}
		if b.level >= maxNesting {
			b.line = to
			return
		}
		b.block(at, to)
		b.tight = !sawEmpty
		if b.isEmpty(b.line - 1) {
			sawEmpty = true
		}
		at = b.line
		if at < to && b.isEmpty(at) {
			sawEmpty = true
			at++
			b.line = at
		}
	}
}

// block reads one block. The rules' first characters hardly overlap, so the
// character picks the candidates; their order is the reference's.
func (b *blockParser) block(at, to int) {
	if b.options.AllowComments && b.comment(at, false) {
		return
	}
	if b.table(at, to, false) {
		return
	}
	switch c := b.byteAt(b.first(at)); c {
	case '`', '~':
		if b.fence(at, to, false) {
			return
		}
	case '>':
		if b.blockquote(at, to, false) {
			return
		}
	case '[':
		if b.reference(at) {
			return
		}
	case '#':
		if b.heading(at, false) {
			return
		}
	case '{':
		if b.braces(at, to, false) {
			return
		}
	case '<':
		if b.angle(at, to, false) {
			return
		}
	case 'i', 'e':
		if b.options.Dialect == MDX && b.esm(at, to) {
			return
		}
	case '*', '-', '_', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if b.frontmatter(at, to) || b.hr(at, false) || b.list(at, to, false) {
			return
		}
	default:
		if b.frontmatter(at, to) { // after a byte-order mark
			return
		}
	}
	b.paragraphBlock(at)
}

// braces reads what begins with "{": a Markdoc tag, or an expression in MDX.
func (b *blockParser) braces(at, to int, silent bool) bool {
	if b.options.Dialect == MDX {
		return b.jsxBlock(at, to, silent)
	}
	return b.blockTag(at, silent)
}

// angle reads what begins with "<": JSX, which Markdoc does not have.
func (b *blockParser) angle(at, to int, silent bool) bool {
	return b.options.Dialect == MDX && b.jsxBlock(at, to, silent)
}

// A chain is the set of rules that may interrupt a block of some kind (SPEC §5).
type chain uint8

const (
	inParagraph chain = iota
	inReference
	inBlockquote
	inList
)

// interrupts reports whether a rule of the chain accepts the line.
func (b *blockParser) interrupts(c chain, at, to int) bool {
	switch b.byteAt(b.first(at)) {
	case '`', '~':
		if b.fence(at, to, true) {
			return true
		}
	case '>':
		if b.blockquote(at, to, true) {
			return true
		}
	case '#':
		if c != inList && b.heading(at, true) {
			return true
		}
	case '{':
		if (c == inParagraph || c == inBlockquote) && b.braces(at, to, true) {
			return true
		}
	case '<':
		if c == inParagraph && b.options.AllowComments && b.comment(at, true) || c != inList && b.angle(at, to, true) {
			return true
		}
	case '*', '-', '_', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if b.hr(at, true) || c != inList && b.list(at, to, true) {
			return true
		}
	}
	return (c == inParagraph || c == inReference) && b.table(at, to, true)
}

// excerpt joins the lines from..to without the indentation of the current
// container (the reference's getLines, SPEC §4). Tabs that reach beyond the
// indent are put back as spaces.
func (b *blockParser) excerpt(from, to, indent int, keepLast bool) excerpt {
	if from >= to {
		return excerpt{}
	}
	var e excerpt
	var buf []byte
	for at := from; at < to; at++ {
		l := &b.lines[at]
		first, last, columns := l.start, l.end, 0
		if at+1 < to || keepLast {
			last = min(l.end+1, len(b.text))
		}
		for first < last && columns < indent {
			switch c := b.text[first]; {
			case c == '\t':
				columns += 4 - (columns+l.consumed)%4
			case c == ' ', first-l.start < l.indented:
				columns++
			default:
				goto append
			}
			first++
		}
	append:
		if at == from && columns <= indent {
			e.base = first
			e.text = b.text[first:last]
			continue
		}
		if buf == nil && e.pieces == nil && columns <= indent && first == e.base+len(e.text) && at > from {
			e.text = b.text[e.base:last]
			continue
		}
		if buf == nil {
			buf = append(make([]byte, 0, b.lines[to-1].end-b.lines[from].start+16), e.text...)
			e.pieces = append(e.pieces, piece{0, e.base})
		}
		for ; columns > indent; columns-- {
			e.pieces = append(e.pieces, piece{len(buf), first - 1})
			buf = append(buf, ' ')
		}
		e.pieces = append(e.pieces, piece{len(buf), first})
		buf = append(buf, b.text[first:last]...)
	}
	if buf != nil {
		e.text = string(buf)
	}
	return e
}

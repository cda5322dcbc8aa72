package facts

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
)

// passage is what some inline nodes read, with the way back to the source: every
// stretch of text knows the bytes it was read from.
type passage struct {
	*prose
	pieces []piece
}

// prose is a text with what was found out about it. Passages that read the same
// share it, whichever pages they stand on (see library), and with it the work.
type prose struct {
	text  string
	marks []mark
	next  *prose // of the same text with other marks

	read  reading // of the whole text
	cut   sync.Once
	split []sentence // the sentences, once they were asked for
	look  sync.Once
	told  uint32 // see mayTell

	name    sync.Once
	engine  Engine // the one it names
	engines bool   // it names at least one
}

// piece maps text[at:at+len] to a source span.
type piece struct {
	at, len int
	span    parser.Span
}

// mark is a stretch of text that the page sets apart.
type mark struct {
	kind       parser.NodeType // TypeCode, TypeStrong, TypeLink
	start, end int
}

// reader collects the text of one passage after the other, on one page after
// the other.
type reader struct {
	library *library
	text    []byte
	marks   []mark
	pieces  []piece

	found      []Fact // on the page, while it is read
	keptPieces slab[piece]
	blocks     slab[block]
	sections   slab[section]
}

// read collects the passage below the given nodes. Nested lists, fences and
// tags are blocks of their own and not part of it.
func (r *reader) read(nodes ...*parser.Node) passage {
	for _, n := range nodes {
		r.add(n)
	}
	return r.passage()
}

// passage is what was collected since the last one.
func (r *reader) passage() passage {
	p := passage{r.library.prose(r.text, r.marks), r.keptPieces.copy(r.pieces)}
	r.text, r.marks, r.pieces = r.text[:0], r.marks[:0], r.pieces[:0]
	return p
}

func (r *reader) add(n *parser.Node) {
	switch n.Type {
	case parser.TypeText, parser.TypeCode:
		content := n.String("content")
		if n.Type == parser.TypeCode {
			content = strings.TrimSpace(content)
			r.marks = append(r.marks, mark{n.Type, len(r.text), len(r.text) + len(content)})
		}
		r.append(content, n.Span)
	case parser.TypeSoftbreak, parser.TypeHardbreak:
		r.append(" ", n.Span)
	case parser.TypeStrong, parser.TypeEm, parser.TypeLink:
		start := len(r.text)
		for _, c := range n.Children {
			r.add(c)
		}
		if len(r.text) > start {
			r.marks = append(r.marks, mark{n.Type, start, len(r.text)})
		}
	case parser.TypeList, parser.TypeFence, parser.TypeTable, parser.TypeBlockquote, parser.TypeComment, parser.TypeImage:
	case parser.TypeTag:
		if n.Inline {
			for _, c := range n.Children {
				r.add(c)
			}
		}
	default:
		for _, c := range n.Children {
			r.add(c)
		}
	}
}

func (r *reader) append(text string, span parser.Span) {
	if text == "" {
		return
	}
	r.pieces = append(r.pieces, piece{len(r.text), len(text), span})
	r.text = append(r.text, text...)
}

// join makes one passage of a row's cells, set off so that they are never read
// as one sentence.
func (r *reader) join(cells []passage) passage {
	for i, cell := range cells {
		if i > 0 {
			r.text = append(r.text, " | "...)
		}
		base := len(r.text)
		r.text = append(r.text, cell.text...)
		for _, c := range cell.pieces {
			r.pieces = append(r.pieces, piece{c.at + base, c.len, c.span})
		}
		for _, m := range cell.marks {
			r.marks = append(r.marks, mark{m.kind, m.start + base, m.end + base})
		}
	}
	return r.passage()
}

// source returns the source bytes text[start:end] was read from.
func (p *passage) source(start, end int) parser.Span {
	var out parser.Span
	found := false
	for _, c := range p.pieces {
		from, to := max(start, c.at), min(end, c.at+c.len)
		if from >= to {
			continue
		}
		span := c.span
		if span.End-span.Start == c.len { // an exact copy: cut it to size
			span = parser.Span{Start: span.Start + from - c.at, End: span.Start + to - c.at}
		}
		if !found {
			out, found = span, true
			continue
		}
		out.Start, out.End = min(out.Start, span.Start), max(out.End, span.End)
	}
	return out
}

// marked returns the mark of the given kind that covers the offset.
func (p *prose) marked(kind parser.NodeType, at int) (mark, bool) {
	for _, m := range p.marks {
		if m.kind == kind && m.start <= at && at < m.end {
			return m, true
		}
	}
	return mark{}, false
}

// sentence is a stretch of a text that ends with a full stop or a semicolon, or
// with the text.
type sentence struct {
	*prose
	start, end int
	read       *reading
}

// reading is what was found out about a stretch of text, kept for all detectors
// and all pages that have it.
type reading struct {
	summarize, tokenize, change sync.Once
	words                       summary
	tokens                      []token
	said                        []change
}

// whole is the text as a single sentence.
func (p *prose) whole() sentence { return sentence{p, 0, len(p.text), &p.read} }

// wording is the text, ready to be asked for phrases.
func (p *prose) wording() wording { return p.whole().wording() }

// says says whether the text holds one of the phrases.
func (p *prose) says(phrases []string) bool { return p.wording().says(phrases) }

// wording is the text of the sentence, ready to be asked for phrases.
func (s sentence) wording() wording {
	text := s.String()
	s.read.summarize.Do(func() { s.read.words = summarize(text) })
	return wording{text, &s.read.words}
}

// says says whether the sentence holds one of the phrases.
func (s sentence) says(phrases []string) bool { return s.wording().says(phrases) }

func (s sentence) String() string { return s.text[s.start:s.end] }

// abbreviations end with a full stop that ends no sentence.
var abbreviations = []string{"e.g", "i.e", "vs", "etc", "cf", "approx", "incl", "no"}

// hasCode says whether code stands in the sentence.
func (s sentence) hasCode() bool {
	return slices.ContainsFunc(s.marks, func(m mark) bool {
		return m.kind == parser.TypeCode && m.start < s.end && m.end > s.start
	})
}

// sentences splits a text, once for all detectors.
func (p *prose) sentences() []sentence {
	p.cut.Do(func() { p.split = p.splitSentences() })
	return slices.Clip(p.split)
}

func (p *prose) splitSentences() []sentence {
	out := []sentence{}
	start := 0
	cut := func(end int) {
		s := sentence{p, start, end, nil}
		s.trim()
		if s.start < s.end {
			s.read = &p.read
			if s.end-s.start < len(p.text) {
				s.read = &reading{}
			}
			out = append(out, s)
		}
		start = end
	}
	for i := 0; i < len(p.text); i++ {
		switch p.text[i] {
		case '.', '!', '?':
		case ';':
			if i+1 >= len(p.text) || p.text[i+1] != ' ' {
				continue
			}
		default:
			continue
		}
		if _, code := p.marked(parser.TypeCode, i); code || p.text[i] != ';' && !p.stops(i) {
			continue
		}
		cut(i + 1)
	}
	cut(len(p.text))
	return out
}

// stops decides whether the full stop at i ends a sentence: white space or a
// closing mark follows, and what stands before it is no abbreviation.
func (p *prose) stops(i int) bool {
	rest := p.text[i+1:]
	trimmed := strings.TrimLeft(rest, `"')`+"”’")
	if trimmed != "" && trimmed[0] != ' ' && trimmed[0] != '\t' && trimmed[0] != '\n' {
		return false
	}
	before := p.text[:i]
	for _, a := range abbreviations {
		if n := len(before) - len(a); n >= 0 && strings.EqualFold(before[n:], a) &&
			(n == 0 || !isWordByte(before[n-1])) && p.text[i] == '.' && trimmed != "" {
			return false
		}
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimSpace(trimmed))
	if p.text[i] == '.' && unicode.IsLower(next) {
		// a lower-case word goes on with the sentence, unless it is a name in code
		at := strings.IndexFunc(p.text[i+1:], unicode.IsLower)
		_, code := p.marked(parser.TypeCode, i+1+at)
		return code
	}
	return true
}

func (s *sentence) trim() {
	for s.start < s.end && isSpace(s.text[s.start]) {
		s.start++
	}
	for s.start < s.end && isSpace(s.text[s.end-1]) {
		s.end--
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// isWordByte accepts letters, digits, the underscore and all that is not ASCII.
// It is asked for nearly every byte, hence the table.
func isWordByte(c byte) bool { return wordBytes[c] }

var wordBytes = func() (table [256]bool) {
	for c := range table {
		table[c] = c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
	}
	return table
}()

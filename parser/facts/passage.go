package facts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
)

// passage is the reading text of some inline nodes, with the way back to the
// source: every stretch of text knows the bytes it was read from.
type passage struct {
	text   string
	pieces []piece
	marks  []mark

	split   []sentence // the sentences, once they were asked for
	reading *reading   // of the whole text
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

// read collects the passage below the given nodes. Nested lists, fences and
// tags are blocks of their own and not part of it.
func read(nodes ...*parser.Node) passage {
	var p passage
	for _, n := range nodes {
		p.add(n)
	}
	return p
}

func (p *passage) add(n *parser.Node) {
	switch n.Type {
	case parser.TypeText, parser.TypeCode:
		content := n.String("content")
		if n.Type == parser.TypeCode {
			content = strings.TrimSpace(content)
			p.marks = append(p.marks, mark{n.Type, len(p.text), len(p.text) + len(content)})
		}
		p.append(content, n.Span)
	case parser.TypeSoftbreak, parser.TypeHardbreak:
		p.append(" ", n.Span)
	case parser.TypeStrong, parser.TypeEm, parser.TypeLink:
		start := len(p.text)
		for _, c := range n.Children {
			p.add(c)
		}
		if len(p.text) > start {
			p.marks = append(p.marks, mark{n.Type, start, len(p.text)})
		}
	case parser.TypeList, parser.TypeFence, parser.TypeTable, parser.TypeBlockquote, parser.TypeComment, parser.TypeImage:
	case parser.TypeTag:
		if n.Inline {
			for _, c := range n.Children {
				p.add(c)
			}
		}
	default:
		for _, c := range n.Children {
			p.add(c)
		}
	}
}

func (p *passage) append(text string, span parser.Span) {
	if text == "" {
		return
	}
	p.pieces = append(p.pieces, piece{len(p.text), len(text), span})
	p.text += text
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
func (p *passage) marked(kind parser.NodeType, at int) (mark, bool) {
	for _, m := range p.marks {
		if m.kind == kind && m.start <= at && at < m.end {
			return m, true
		}
	}
	return mark{}, false
}

// sentence is a stretch of a passage that ends with a full stop or a semicolon,
// or with the passage.
type sentence struct {
	*passage
	start, end int
	read       *reading
}

// reading is what was found out about a stretch of text, kept for all detectors.
type reading struct {
	words      summary
	summarized bool
	tokens     []token
}

// whole is the passage as a single sentence.
func (p *passage) whole() sentence {
	if p.reading == nil {
		p.reading = &reading{}
	}
	return sentence{p, 0, len(p.text), p.reading}
}

// wording is the text of the passage, ready to be asked for phrases.
func (p *passage) wording() wording { return p.whole().wording() }

// says says whether the passage holds one of the phrases.
func (p *passage) says(phrases []string) bool { return p.wording().says(phrases) }

// wording is the text of the sentence, ready to be asked for phrases.
func (s sentence) wording() wording {
	text := s.String()
	if !s.read.summarized {
		s.read.words, s.read.summarized = summarize(text), true
	}
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

// sentences splits a passage, once for all detectors.
func (p *passage) sentences() []sentence {
	if p.split == nil {
		p.split = p.splitSentences()
	}
	return slices.Clip(p.split)
}

func (p *passage) splitSentences() []sentence {
	out := []sentence{}
	start := 0
	cut := func(end int) {
		s := sentence{p, start, end, nil}
		s.trim()
		if s.start < s.end {
			s.read = p.whole().read
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
func (p *passage) stops(i int) bool {
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

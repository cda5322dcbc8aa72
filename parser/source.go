package parser

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// source is a page's text as the grammar sees it, and the way back to the
// bytes the caller gave (SPEC §4): invalid UTF-8 becomes U+FFFD as the WHATWG
// decoder has it, CRLF and lone CR become LF, NUL becomes U+FFFD.
type source struct {
	text   string
	shifts []shift // where text and the given bytes drift apart; nil when they are equal

	lead      int // bytes of JavaScript white space the text begins with
	leadUnits int // the same in UTF-16 units

	// The last offset counted by units; errors come in document order, so
	// counting on from it keeps the whole linear.
	countedBytes, countedUnits int
}

// shift says that text[norm:] stands at orig and after in the given bytes,
// until the next shift.
type shift struct{ norm, orig int }

func newSource(src []byte) *source {
	s := &source{}
	s.text, s.shifts = normalise(src)
	s.lead = len(s.text) - len(trimLeft(s.text))
	s.leadUnits = utf16Len(s.text[:s.lead])
	return s
}

func normalise(src []byte) (string, []shift) {
	text := string(src)
	if strings.IndexByte(text, '\r') < 0 && strings.IndexByte(text, 0) < 0 && utf8.ValidString(text) {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	var shifts []shift
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\r':
			b.WriteByte('\n')
			i++
			if i < len(text) && text[i] == '\n' {
				i++
				shifts = append(shifts, shift{b.Len(), i})
			}
		case c == 0:
			b.WriteString("\uFFFD")
			i++
			shifts = append(shifts, shift{b.Len(), i})
		case c < utf8.RuneSelf:
			n := i + 1
			for n < len(text) && text[n] < utf8.RuneSelf && text[n] != '\r' && text[n] != 0 {
				n++
			}
			b.WriteString(text[i:n])
			i = n
		default:
			r, n := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && n == 1 {
				n = maximalSubpart(text[i:])
				b.WriteString("\uFFFD")
				i += n
				shifts = append(shifts, shift{b.Len(), i})
				continue
			}
			b.WriteString(text[i : i+n])
			i += n
		}
	}
	return b.String(), shifts
}

// maximalSubpart is the number of bytes at the start of s, an invalid
// sequence, that the WHATWG decoder replaces with one U+FFFD.
func maximalSubpart(s string) int {
	lo, hi, need := byte(0x80), byte(0xBF), 0
	switch c := s[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			lo = 0xA0
		} else if c == 0xED {
			hi = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			lo = 0x90
		} else if c == 0xF4 {
			hi = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(s) && s[n] >= lo && s[n] <= hi; n++ {
		lo, hi = 0x80, 0xBF
	}
	return n
}

// original maps an offset in the text to one in the bytes the caller gave.
func (s *source) original(offset int) int {
	if len(s.shifts) == 0 {
		return offset
	}
	i := sort.Search(len(s.shifts), func(i int) bool { return s.shifts[i].norm > offset })
	if i == 0 {
		return offset
	}
	return s.shifts[i-1].orig + offset - s.shifts[i-1].norm
}

// units is the offset in UTF-16 code units of a byte offset.
func (s *source) units(offset int) int {
	if offset < s.countedBytes {
		s.countedBytes, s.countedUnits = 0, 0
	}
	s.countedUnits += utf16Len(s.text[s.countedBytes:offset])
	s.countedBytes = offset
	return s.countedUnits
}

// utf16Len is the length of s in UTF-16 code units, JavaScript's string length.
func utf16Len(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x80 || c >= 0xC0 && c < 0xF0:
			n++
		case c >= 0xF0:
			n += 2
		}
	}
	return n
}

// isSpace reports whether c is what the block grammar calls a space.
func isSpace(c byte) bool { return c == ' ' || c == '\t' }

// isTrimmable reports whether JavaScript's trim removes r. Go's
// unicode.IsSpace differs: it has U+0085 and lacks U+FEFF.
func isTrimmable(r rune) bool {
	switch {
	case r >= 0x09 && r <= 0x0D, r == ' ', r == 0xA0, r == 0x1680, r >= 0x2000 && r <= 0x200A,
		r == 0x2028, r == 0x2029, r == 0x202F, r == 0x205F, r == 0x3000, r == 0xFEFF:
		return true
	}
	return false
}

func trimLeft(s string) string {
	if s == "" || s[0] > ' ' && s[0] < utf8.RuneSelf {
		return s
	}
	return strings.TrimLeftFunc(s, isTrimmable)
}

func trimRight(s string) string {
	if s == "" || s[len(s)-1] > ' ' && s[len(s)-1] < utf8.RuneSelf {
		return s
	}
	return strings.TrimRightFunc(s, isTrimmable)
}

// trim is JavaScript's String.prototype.trim.
func trim(s string) string { return trimRight(trimLeft(s)) }

// excerpt is a string cut together from pieces of the source, such as the text
// of a paragraph in a block quote, and where each piece stands.
type excerpt struct {
	text   string
	base   int     // offset in the source of text[0], when pieces is nil
	pieces []piece // ascending; empty when the text is one contiguous piece
}

// piece says that excerpt.text[at:] stands at offset and after, until the next
// piece.
type piece struct{ at, offset int }

// at maps an offset in the excerpt to one in the source's text.
func (e *excerpt) at(offset int) int {
	if e.pieces == nil {
		return e.base + offset
	}
	i := sort.Search(len(e.pieces), func(i int) bool { return e.pieces[i].at > offset })
	p := e.pieces[max(i-1, 0)]
	return p.offset + offset - p.at
}

// end maps an offset that ends something: it belongs to the piece before it.
func (e *excerpt) end(offset int) int {
	if offset == 0 || e.pieces == nil {
		return e.at(offset)
	}
	return e.at(offset-1) + 1
}

// trimmed is the excerpt without white space around it.
func (e excerpt) trimmed() excerpt {
	left := trimLeft(e.text)
	cut := len(e.text) - len(left)
	e.text = trimRight(left)
	if cut == 0 {
		return e
	}
	e.base += cut
	if e.pieces == nil {
		return e
	}
	pieces := make([]piece, 0, len(e.pieces))
	for i, p := range e.pieces {
		p.at -= cut
		if p.at < 0 {
			if i+1 < len(e.pieces) && e.pieces[i+1].at <= cut {
				continue
			}
			p.offset -= p.at
			p.at = 0
		}
		pieces = append(pieces, p)
	}
	e.pieces = pieces
	return e
}

package usage

import "strings"

// text is a string that remembers where in the file each of its bytes was
// written. Quotes, escapes and variables make the two differ; most texts stand
// in the file as they are, and need no more than where they begin.
type text struct {
	s        string
	at       int   // where s begins, when from is nil
	from, to []int // byte i of s was written at [from[i], to[i]); nil when s stands in the file byte for byte
}

// start and end turn an offset in s into one in the file.
func (t text) start(i int) int {
	switch {
	case t.from == nil:
		return t.at + i
	case i < len(t.from):
		return t.from[i]
	}
	return t.to[len(t.to)-1]
}

func (t text) end(i int) int {
	if t.to != nil && i > 0 && i <= len(t.to) {
		return t.to[i-1]
	}
	return t.start(i)
}

// part returns the bytes from i to j.
func (t text) part(i, j int) text {
	if t.from == nil || i == j {
		return text{s: t.s[i:j], at: t.start(i)}
	}
	return text{s: t.s[i:j], from: t.from[i:j:j], to: t.to[i:j:j]}
}

// spelt returns another string of the same length, written at the same places.
func (t text) spelt(s string) text {
	t.s = s
	return t
}

// placed returns the same string as if all of it were written at [from, to): a
// value that is filled in counts where it is used, not where it is from.
func (t text) placed(from, to int) text {
	var b textBuilder
	for i := range len(t.s) {
		b.add(t.s[i], from, to)
	}
	return b.text()
}

type textBuilder struct {
	s        []byte
	at       int
	from, to []int // nil as long as what was added stands in the file byte for byte
}

// add appends one byte that was written at [from, to).
func (b *textBuilder) add(c byte, from, to int) {
	if len(b.s) == 0 {
		b.at = from
	}
	if b.from != nil || from != b.at+len(b.s) || to != from+1 {
		b.scatter()
		b.from = append(b.from, from)
		b.to = append(b.to, to)
	}
	b.s = append(b.s, c)
}

// scatter begins to note where each byte is from.
func (b *textBuilder) scatter() {
	if b.from != nil {
		return
	}
	b.from, b.to = make([]int, len(b.s), len(b.s)+16), make([]int, len(b.s), len(b.s)+16)
	for i := range b.from {
		b.from[i], b.to[i] = b.at+i, b.at+i+1
	}
}

// addText appends all of t.
func (b *textBuilder) addText(t text) {
	if len(b.s) == 0 {
		b.at = t.start(0)
	}
	if t.from == nil && b.from == nil && t.at == b.at+len(b.s) {
		b.s = append(b.s, t.s...)
		return
	}
	for i := range len(t.s) {
		b.add(t.s[i], t.start(i), t.end(i+1))
	}
}

func (b *textBuilder) text() text {
	if len(b.s) == 0 {
		return text{}
	}
	return text{s: string(b.s), at: b.at, from: b.from, to: b.to}
}

// withoutCR returns code with LF for CR LF: the parser's positions are off
// behind a continued line that ends in CR LF.
func withoutCR(code text) text {
	if !strings.Contains(code.s, "\r\n") {
		return code
	}
	var b textBuilder
	for i := range len(code.s) {
		if c := code.s[i]; c != '\r' || i+1 == len(code.s) || code.s[i+1] != '\n' {
			b.add(c, code.start(i), code.end(i+1))
		}
	}
	return b.text()
}

package usage

import "strings"

// text is a string that remembers where in the file each of its bytes was
// written. Quotes, escapes and variables make the two differ.
type text struct {
	s        string
	from, to []int // byte i of s was written at [from[i], to[i]); nil when s is the file itself
}

// start and end turn an offset in s into one in the file.
func (t text) start(i int) int {
	switch {
	case t.from == nil:
		return i
	case i < len(t.from):
		return t.from[i]
	case len(t.to) > 0:
		return t.to[len(t.to)-1]
	}
	return 0
}

func (t text) end(i int) int {
	switch {
	case t.to == nil:
		return i
	case i > 0 && i <= len(t.to):
		return t.to[i-1]
	}
	return t.start(i)
}

// part returns the bytes from i to j.
func (t text) part(i, j int) text {
	p := text{s: t.s[i:j], from: make([]int, j-i), to: make([]int, j-i)}
	for k := range p.from {
		p.from[k], p.to[k] = t.start(i+k), t.end(i+k+1)
	}
	return p
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

// add appends one byte that was written at [from, to).
func (b *textBuilder) add(c byte, from, to int) {
	b.s = append(b.s, c)
	b.from = append(b.from, from)
	b.to = append(b.to, to)
}

// addText appends all of t.
func (b *textBuilder) addText(t text) {
	for i := range len(t.s) {
		b.add(t.s[i], t.start(i), t.end(i+1))
	}
}

type textBuilder struct {
	s        []byte
	from, to []int
}

func (b *textBuilder) text() text {
	if len(b.s) == 0 {
		return text{from: []int{}, to: []int{}}
	}
	return text{s: string(b.s), from: b.from, to: b.to}
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

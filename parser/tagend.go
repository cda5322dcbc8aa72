package parser

import (
	"sort"
	"strings"
)

const (
	tagOpen  = "{%"
	tagClose = "%}"
)

// findTagEnd returns the offset of the "%}" that ends the tag starting at
// start, or -1 (SPEC §3). Only strings are looked into: a "%}" inside one does
// not end the tag. The scan begins at the "{" itself, so "{%}" ends at once.
func findTagEnd(text string, start int) int {
	for pos := start; pos < len(text); pos++ {
		switch text[pos] {
		case '%':
			if pos+1 < len(text) && text[pos+1] == '}' {
				return pos
			}
		case '"':
			for pos++; pos < len(text) && text[pos] != '"'; pos++ {
				if text[pos] == '\\' {
					pos++
				}
			}
		}
	}
	return -1
}

// tagEnds answers findTagEnd for many starts in one text. An unterminated tag
// makes each scan run to the end of the text; when that has cost more than
// reading the text a few times over, the answers for all starts are worked out
// in one pass from the end instead, so the whole stays linear.
type tagEnds struct {
	text  string
	spent int

	marks   []int32 // offsets of every '"', '\' and "%}"
	outside []int32 // the answer for a scan that reaches marks[i] outside a string
	within  []int32 // the same inside a string
}

func (t *tagEnds) find(start int) int {
	if t.marks != nil {
		return t.lookUp(start)
	}
	end := findTagEnd(t.text, start)
	if end >= 0 {
		t.spent += end - start
	} else {
		t.spent += len(t.text) - start
	}
	if t.spent > 4*len(t.text)+4096 {
		t.index()
	}
	return end
}

func (t *tagEnds) index() {
	t.marks = make([]int32, 0, 16)
	for i := 0; i < len(t.text); i++ {
		switch t.text[i] {
		case '"', '\\':
			t.marks = append(t.marks, int32(i))
		case '%':
			if strings.HasPrefix(t.text[i:], tagClose) {
				t.marks = append(t.marks, int32(i))
			}
		}
	}
	n := len(t.marks)
	t.outside, t.within = make([]int32, n+2), make([]int32, n+2)
	t.outside[n], t.within[n], t.outside[n+1], t.within[n+1] = -1, -1, -1, -1
	for i := n - 1; i >= 0; i-- {
		next := i + 1
		switch t.text[t.marks[i]] {
		case '%':
			t.outside[i], t.within[i] = t.marks[i], t.within[next]
		case '"':
			t.outside[i], t.within[i] = t.within[next], t.outside[next]
		case '\\':
			t.outside[i] = t.outside[next]
			if next < n && t.marks[next] == t.marks[i]+1 {
				next++ // the escaped unit does not count
			}
			t.within[i] = t.within[next]
		}
	}
}

func (t *tagEnds) lookUp(start int) int {
	i := sort.Search(len(t.marks), func(i int) bool { return int(t.marks[i]) >= start })
	return int(t.outside[i])
}

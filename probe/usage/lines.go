package usage

import (
	"bytes"
	"sort"
)

// lines turns byte offsets into lines and columns.
type lines []int // where each line starts

func newLines(src []byte) lines {
	l := lines{0}
	for i, c := range src {
		if c == '\n' {
			l = append(l, i+1)
		}
	}
	return l
}

// position returns the 1-based line and column (in bytes) of an offset.
func (l lines) position(offset int) (line, column int) {
	line = sort.SearchInts(l, offset+1)
	return line, offset - l[line-1] + 1
}

// span returns the offsets of the whole lines that from and to lie on.
func (l lines) span(src []byte, from, to int) (start, end int) {
	line, _ := l.position(from)
	end = len(src)
	if n := bytes.IndexByte(src[to:], '\n'); n >= 0 {
		end = to + n
	}
	if end > 0 && end <= len(src) && end > l[line-1] && src[end-1] == '\r' {
		end--
	}
	return l[line-1], end
}

// lineAt returns the text of the line that an offset lies on.
func (f *file) lineAt(offset int) string {
	start, end := f.lines.span(f.src, offset, offset)
	return f.code[start:end]
}

// Package parser turns the source of a documentation page into a [Document]:
// a syntax tree with exact source positions, and the syntax errors found on the
// way. Three dialects share one tree: Markdoc, MDX and plain CommonMark/GFM.
package parser

import (
	"bytes"
	"fmt"
	"sort"
)

// Dialect says how a page's source is to be read.
type Dialect string

// The dialects. Auto decides by file extension and content.
const (
	Auto    Dialect = ""
	Markdoc Dialect = "markdoc"
	MDX     Dialect = "mdx"
	Plain   Dialect = "plain"
)

// Document is one parsed page. It is never nil and never partial: broken
// source yields a tree that holds all of its text, and Errors.
type Document struct {
	Path        string // as given by the caller; slashes forward
	Dialect     Dialect
	Source      []byte
	Frontmatter string   // raw text between the --- lines, "" when there is none
	Imports     []Import // of an MDX page, in source order
	Root        *Node

	lines []int // byte offset of every line's start
}

// Error is a defect of syntax or schema.
type Error struct {
	ID      string // "parse-error", "missing-closing", "tag-undefined", …
	Level   string // "critical", "error", "warning", "info", "debug"
	Message string
	Span    Span // where in the source; the carrying node's span when unknown

	// What the reference reports beyond that, for omlint ast.
	lines  []int   // instead of the carrying node's
	chars  *[2]int // columns within a fence's content
	offset *[2]int // UTF-16 offsets of an error in a block tag
}

// Position is a place in a source file. Line and Column are 1-based; Column
// counts bytes, as Go's own tools do.
type Position struct {
	Line, Column int
}

func (p Position) String() string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }

// Position turns a byte offset into a line and a column. Offsets outside the
// source are moved to its nearest end.
func (d *Document) Position(offset int) Position {
	offset = max(0, min(offset, len(d.Source)))
	line := sort.Search(len(d.lines), func(i int) bool { return d.lines[i] > offset })
	return Position{Line: line, Column: offset - d.lines[line-1] + 1}
}

// Offset is where the 1-based line begins; that of a line beyond the last is the
// end of the source.
func (d *Document) Offset(line int) int {
	if line > len(d.lines) {
		return len(d.Source)
	}
	return d.lines[max(line, 1)-1]
}

// LineCount is the number of lines in the source.
func (d *Document) LineCount() int {
	n := len(d.lines)
	if n > 1 && d.lines[n-1] == len(d.Source) {
		n-- // a final newline ends the last line, it does not start one
	}
	return n
}

// Line returns the text of the 1-based line without its line ending, or "" when
// there is no such line.
func (d *Document) Line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	start, end := d.lines[n-1], len(d.Source)
	if n < len(d.lines) {
		end = d.lines[n] - 1
	}
	if n < len(d.lines) && end > start && d.Source[end-1] == '\r' && d.Source[end] == '\n' {
		end--
	}
	return string(d.Source[start:end])
}

// lineIndex lists the byte offset at which every line of src begins. A line
// ends at LF, CRLF or a lone CR.
func lineIndex(src []byte) []int {
	starts := make([]int, 1, 1+len(src)/32)
	onlyLF := bytes.IndexByte(src, '\r') < 0
	for i := 0; i < len(src); i++ {
		if onlyLF {
			n := bytes.IndexByte(src[i:], '\n')
			if n < 0 {
				break
			}
			i += n
		} else if src[i] != '\n' && (src[i] != '\r' || i+1 < len(src) && src[i+1] == '\n') {
			continue
		}
		starts = append(starts, i+1)
	}
	return starts
}

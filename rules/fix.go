package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// Fix is a change to the file of a finding's location that mends it and leaves
// every other byte alone. A rule offers one only where it cannot be wrong.
type Fix struct {
	Title string  // what it does, as an editor's menu shows it: "add the leading slash"
	Edits []Edit  // in order, not overlapping; all of them or none
	At    []Place // where each edit stands, for reports; filled in by Finding.Mend
}

// Place is where an edit stands in its file, with the text of the first and the
// last line it touches.
type Place struct {
	Location
	First, Last string
}

// Edit replaces the bytes from Start up to End of a file's source. An insertion
// has both the same.
type Edit struct {
	Start, End int
	New        string
}

// Mend gives the finding a fix of the document it is about.
func (f *Finding) Mend(d *parser.Document, title string, edits ...Edit) {
	f.Fix = &Fix{Title: title, Edits: edits}
	for _, e := range edits {
		start, end := d.Position(e.Start), d.Position(e.End)
		f.Fix.At = append(f.Fix.At, Place{
			Location: Location{File: d.Path, Line: start.Line, Column: start.Column, EndLine: end.Line, EndColumn: end.Column},
			First:    d.Line(start.Line), Last: d.Line(end.Line),
		})
	}
}

// MarshalJSON writes a fix as places and texts: whoever reads a report counts
// lines, not bytes.
func (f *Fix) MarshalJSON() ([]byte, error) {
	type edit struct {
		Line      int    `json:"line"`
		Column    int    `json:"column"`
		EndLine   int    `json:"end_line"`
		EndColumn int    `json:"end_column"`
		Text      string `json:"text"`
	}
	out := struct {
		Title string `json:"title"`
		Edits []edit `json:"edits"`
	}{f.Title, []edit{}}
	for i, p := range f.At {
		out.Edits = append(out.Edits, edit{p.Line, p.Column, p.EndLine, p.EndColumn, f.Edits[i].New})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(out)
	return b.Bytes(), err
}

// Apply makes the fixes' edits to a source, and returns how many fixes it made.
// Of fixes that touch the same bytes, or insert at the same place, only the one
// that begins first is made: the others may be about what is no longer there.
func Apply(source []byte, fixes []Fix) (fixed []byte, made int) {
	var edits []Edit
	for _, f := range inOrder(fixes) {
		if !fits(f, len(source)) || slices.ContainsFunc(f.Edits, func(e Edit) bool { return slices.ContainsFunc(edits, e.touches) }) {
			continue
		}
		edits = append(edits, f.Edits...)
		made++
	}
	if made == 0 {
		return source, 0
	}
	slices.SortFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Start, b.Start) })
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.Write(source[at:e.Start])
		out.WriteString(e.New)
		at = e.End
	}
	out.Write(source[at:])
	return []byte(out.String()), made
}

func inOrder(fixes []Fix) []Fix {
	sorted := slices.DeleteFunc(slices.Clone(fixes), func(f Fix) bool { return len(f.Edits) == 0 })
	slices.SortStableFunc(sorted, func(a, b Fix) int { return cmp.Compare(a.Edits[0].Start, b.Edits[0].Start) })
	return sorted
}

// fits says whether a fix's edits lie within size bytes and apart.
func fits(f Fix, size int) bool {
	at := 0
	for i, e := range f.Edits {
		if e.Start < at || e.End < e.Start || e.End > size || i > 0 && e.touches(f.Edits[i-1]) {
			return false
		}
		at = e.End
	}
	return true
}

// touches says whether two edits are about the same bytes or the same place.
func (e Edit) touches(o Edit) bool {
	return e.Start < o.End && o.Start < e.End || e.Start == o.Start
}

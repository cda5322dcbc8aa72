package rules

import (
	"cmp"
	"slices"
	"strings"
)

// Fix is a change to the file of a finding's location that mends it and leaves
// every other byte alone. A rule offers one only where it cannot be wrong.
type Fix struct {
	Title string // what it does, as an editor's menu shows it: "add the leading slash"
	Edits []Edit // in order, not overlapping; all of them or none
}

// Edit replaces the bytes from Start up to End of a file's source. An insertion
// has both the same.
type Edit struct {
	Start, End int
	New        string
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

package rules

import "testing"

func TestApply(t *testing.T) {
	const source = "one two three"
	fix := func(edits ...Edit) Fix { return Fix{Title: "test", Edits: edits} }
	for _, c := range []struct {
		name  string
		fixes []Fix
		want  string
		made  int
	}{
		{"nothing to do", nil, source, 0},
		{"a fix without edits does nothing", []Fix{fix()}, source, 0},
		{"replace, delete, insert", []Fix{fix(Edit{8, 13, "3"}), fix(Edit{0, 4, ""}), fix(Edit{4, 4, "1 and "})}, "1 and two 3", 3},
		{"edits of one fix go together", []Fix{fix(Edit{0, 3, "1"}, Edit{8, 13, "3"})}, "1 two 3", 1},
		{"of two that overlap the first is made", []Fix{fix(Edit{4, 13, "x"}), fix(Edit{0, 6, "y"})}, "yo three", 1},
		{"neighbours do not overlap", []Fix{fix(Edit{0, 3, "1"}), fix(Edit{3, 4, "-"})}, "1-two three", 2},
		{"two insertions at one place", []Fix{fix(Edit{3, 3, ","}), fix(Edit{3, 3, ";"})}, "one, two three", 1},
		{"beyond the end", []Fix{fix(Edit{10, 20, "x"})}, source, 0},
		{"edits that overlap each other", []Fix{fix(Edit{0, 5, "x"}, Edit{3, 6, "y"})}, source, 0},
		{"half of a fix is no fix", []Fix{fix(Edit{0, 3, "1"}), fix(Edit{2, 4, "x"}, Edit{8, 13, "3"})}, "1 two three", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, made := Apply([]byte(source), c.fixes)
			if string(got) != c.want || made != c.made {
				t.Errorf("got %q, %d fixes; want %q, %d", got, made, c.want, c.made)
			}
		})
	}
}

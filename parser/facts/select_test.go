package facts

import (
	"strings"
	"testing"
)

func version(t *testing.T, s string) Version {
	t.Helper()
	if s == "" {
		return Version{}
	}
	v, err := ParseVersion(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestBetween(t *testing.T) {
	list := []Fact{
		{ID: "always", Kind: Requirement},
		{ID: "note", Kind: BreakingChange},
		{ID: "a", Kind: Requirement, Version: "1.3.0", Summary: "old"},
		{ID: "a", Kind: Requirement, Version: "1.4.0", Summary: "new"},
		{ID: "b", Kind: BreakingChange, Version: "1.4.8"},
		{ID: "c", Kind: BreakingChange, Version: "1.10.0"},
		{ID: "d", Kind: Deprecation, Version: "1.3.0", DeprecatedIn: "1.3.0", RemovedIn: "1.10.0"},
		{ID: "pre", Kind: BreakingChange, Version: "1.10.0-rc1"},
	}
	for _, tc := range []struct{ from, to, want string }{
		{"1.3.0", "1.4.0", "a:new always"},
		{"1.3.4", "1.4", "a:new always b"},
		{"1.3.4", "1.4.x", "a:new always b"},
		{"1.2.5", "1.4.0", "a:new always d"},
		{"1.4.0", "1.9.12", "always b"},
		{"1.4.2", "1.4.x", "always b"},
		{"1.9.12", "1.10.0", "always c d pre"},
		{"1.10.0-rc1", "1.10.0", "always c d"},
		{"1.9", "1.10.0-rc1", "always c d pre"}, // a candidate demands what its release demands
	} {
		got, err := Between(list, version(t, tc.from), version(t, tc.to))
		if err != nil {
			t.Errorf("%s to %s: %v", tc.from, tc.to, err)
			continue
		}
		var ids []string
		for _, f := range got {
			id := f.ID
			if f.Summary != "" {
				id += ":" + f.Summary
			}
			ids = append(ids, id)
		}
		if s := strings.Join(ids, " "); s != tc.want {
			t.Errorf("%s to %s: %s, want %s", tc.from, tc.to, s, tc.want)
		}
	}
	for _, tc := range []struct{ from, to, says string }{
		{"1.4.0", "1.3.0", "swap"},
		{"1.4", "1.4.0", "runs now"},
		{"", "1.4.0", "--from"},
	} {
		if _, err := Between(list, version(t, tc.from), version(t, tc.to)); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%q to %q: error %v, want one that says %q", tc.from, tc.to, err, tc.says)
		}
	}
}

// A command that one page removes in 1.5 and a later page still calls deprecated
// is gone, in every run and with both pages as evidence.
func TestBetweenKeepsARemoval(t *testing.T) {
	gone := Fact{ID: "a", Kind: BreakingChange, Version: "1.5.0", RemovedIn: "1.5.0", Evidence: []Evidence{{File: "1.5.md", Line: 1}}}
	late := Fact{ID: "a", Kind: Deprecation, Version: "1.7.0", DeprecatedIn: "1.7.0", Replacement: "b", Evidence: []Evidence{{File: "1.7.md", Line: 1}}}
	for range 50 { // maps are walked in another order each time
		got, err := Between([]Fact{late, gone}, version(t, "1.4"), version(t, "1.9"))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got[0].Kind != BreakingChange || got[0].RemovedIn != "1.5.0" || got[0].Replacement != "b" || len(got[0].Evidence) != 2 {
			t.Fatalf("got %+v", got)
		}
	}
}

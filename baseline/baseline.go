// Package baseline remembers the findings that a tree of pages had when omlint
// was adopted, so that later runs show only what is new.
package baseline

import (
	"cmp"
	"path/filepath"
	"slices"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// Schema names the version of the file's form.
const Schema = "omlint.baseline/v1"

// Fixed is the id of findings about entries whose finding is gone.
const Fixed = "baseline/fixed"

// Baseline is a list of known findings. The zero value knows none.
type Baseline struct {
	path    string // of its file
	entries []entry
}

// entry is a known finding, as it is written. The message is there for people
// who read the file.
type entry struct {
	File        string `json:"file"` // relative to the baseline's folder, with slashes
	Rule        string `json:"rule"`
	Message     string `json:"message"`
	Fingerprint string `json:"fingerprint"`

	line int // where it stands
}

// Judged says whether this run would have seen a rule's findings on a page,
// given by its absolute path: an entry whose finding was not looked for is
// neither fixed nor to be forgotten.
type Judged func(page, rule string) bool

// Sorted is what a baseline makes of findings.
type Sorted struct {
	New   []rules.Finding
	Known []rules.Finding
	Fixed []rules.Finding // one for each entry that has no finding any more
}

// Sort takes known findings apart from new ones.
func (b *Baseline) Sort(found []rules.Finding, judged Judged) Sorted {
	known := map[string]bool{}
	for _, e := range b.entries {
		known[e.Fingerprint] = true
	}
	var s Sorted
	matched := map[string]bool{}
	for i, print := range fingerprints(b.path, found) {
		if known[print] {
			matched[print] = true
			s.Known = append(s.Known, found[i])
		} else {
			s.New = append(s.New, found[i])
		}
	}
	for _, e := range b.entries {
		if !matched[e.Fingerprint] && judged(page(b.path, e.File), e.Rule) {
			s.Fixed = append(s.Fixed, b.fixed(e))
		}
	}
	return s
}

func (b *Baseline) fixed(e entry) rules.Finding {
	return rules.Finding{
		Rule: Fixed, Severity: rules.Info,
		Message: "this known finding of " + e.Rule + " in " + e.File + " is gone; --write-baseline forgets it",
		Remedy:  []facts.Remedy{}, Evidence: []facts.Evidence{},
		Location: &rules.Location{File: filepath.ToSlash(b.path), Line: e.line, Column: 1, EndLine: e.line, EndColumn: 1},
	}
}

// Record makes a baseline of findings, to be written to path. Of what b knows, it
// keeps the entries that this run could not have seen.
func (b *Baseline) Record(path string, found []rules.Finding, judged Judged) *Baseline {
	r := &Baseline{path: path}
	for i, print := range fingerprints(path, found) {
		f := &found[i]
		r.entries = append(r.entries, entry{File: name(path, f.Location.File), Rule: f.Rule, Message: f.Message, Fingerprint: print})
	}
	for _, e := range b.entries {
		if !judged(page(b.path, e.File), e.Rule) {
			r.entries = append(r.entries, e)
		}
	}
	slices.SortFunc(r.entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	r.entries = slices.CompactFunc(r.entries, func(a, b entry) bool { return a.Fingerprint == b.Fingerprint })
	return r
}

// Len is the number of known findings.
func (b *Baseline) Len() int { return len(b.entries) }

func fingerprints(path string, found []rules.Finding) []string {
	return rules.Fingerprints("lint", found, func(file string) string { return name(path, file) })
}

// name is what the baseline at path calls a page: wherever omlint is started,
// the same.
func name(path, file string) string {
	dir, err1 := filepath.Abs(filepath.Dir(path))
	abs, err2 := filepath.Abs(file)
	if err1 == nil && err2 == nil {
		if rel, err := filepath.Rel(dir, abs); err == nil {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(file)
}

// page is the absolute path of what the baseline at path calls file.
func page(path, file string) string {
	if filepath.IsAbs(file) {
		return filepath.Clean(file)
	}
	abs, err := filepath.Abs(filepath.Join(filepath.Dir(path), filepath.FromSlash(file)))
	if err != nil {
		return file
	}
	return abs
}

package facts

import (
	"slices"
	"strings"
)

// PageCoverage says how a page was read: which lines led to facts, and which
// sections were read without finding any.
type PageCoverage struct {
	File     string
	Release  Optional
	Facts    int
	Lines    []int             // 1-based lines that are evidence of some fact
	Sections []SectionCoverage // every section, in order
}

// SectionCoverage is one section: its heading, its lines, what it was taken
// for, and how many facts rest on it. Zero means read and judged empty.
type SectionCoverage struct {
	Title     string
	Line, End int
	Zone      string // "breaking", "deprecation", "requirement", …; "" for prose
	Facts     int
}

// coverage accounts for the page.
func (pg *page) coverage(found []Fact) PageCoverage {
	c := PageCoverage{File: pg.doc.Path, Release: Optional(pg.release.String()), Facts: len(found), Lines: []int{}, Sections: []SectionCoverage{}}
	lines := map[int]bool{}
	for _, f := range found {
		for _, e := range f.Evidence {
			for n := e.Line; n <= e.EndLine; n++ {
				lines[n] = true
			}
		}
	}
	for n := range lines {
		c.Lines = append(c.Lines, n)
	}
	slices.Sort(c.Lines)
	for _, s := range pg.sections {
		sc := SectionCoverage{Title: s.title, Line: s.line, End: s.end, Zone: string(s.zone)}
		for _, f := range found {
			if slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Line >= s.line && e.Line <= s.end }) {
				sc.Facts++
			}
		}
		c.Sections = append(c.Sections, sc)
	}
	return c
}

// leftovers makes a manual fact of every item of a breaking-changes or
// deprecation section that no detector understood, so that none is dropped.
func (pg *page) leftovers(found []Fact) []Fact {
	covered := map[int]bool{}
	for _, f := range found {
		for _, e := range f.Evidence {
			for n := e.Line; n <= e.EndLine; n++ {
				covered[n] = true
			}
		}
	}
	touched := func(from, to int) bool {
		for n := from; n <= to; n++ {
			if covered[n] {
				return true
			}
		}
		return false
	}
	var out []Fact
	for _, s := range pg.sections {
		if !s.zone.declared() {
			continue
		}
		loose := false // prose of this section already has a fact
		for i, b := range s.blocks {
			if b.kind == headingBlock || b.parent != nil || strings.TrimSpace(b.text) == "" && b.kind != fenceBlock {
				continue
			}
			ev := b.lines()
			last := ev.EndLine
			for _, o := range s.blocks[i+1:] { // what is nested in the item
				if !o.within(b) {
					break
				}
				last = max(last, o.lines().EndLine)
			}
			switch b.kind {
			case itemBlock, rowBlock:
				if !touched(ev.Line, last) {
					out = append(out, b.complete(b.manual()))
				}
			case paragraphBlock:
				if loose || touched(s.line, sectionProse(s)) || b.introducesOnly(i) {
					continue
				}
				out = append(out, b.complete(b.manual()))
				loose = true
			}
		}
	}
	return out
}

// within says whether the block lies inside the list item o.
func (b *block) within(o *block) bool {
	for up := b.parent; up != nil; up = up.parent {
		if up == o {
			return true
		}
	}
	return false
}

// sectionProse is the last line of a section's own blocks.
func sectionProse(s *section) int {
	last := s.line
	for _, b := range s.blocks {
		last = max(last, b.lines().EndLine)
	}
	return last
}

// introducesOnly says whether a paragraph merely leads to what follows it:
// subsections or a list.
func (b *block) introducesOnly(i int) bool {
	text := strings.TrimSpace(b.text)
	next := i+1 < len(b.section.blocks) && b.section.blocks[i+1].kind == itemBlock
	if strings.HasSuffix(text, ":") || strings.HasSuffix(text, "-") {
		return next || len(b.section.kids) > 0
	}
	return len(b.section.kids) > 0 && b.section.opens && len(b.sentences()) <= 2 && !containsAny(text, modal)
}

// manual is the fact of an item that could not be typed: its text, and the best
// guess at what it is about.
func (b *block) manual() Fact {
	text := strings.Join(strings.Fields(b.text), " ")
	title := b.label()
	if title == "" {
		title = b.section.title
	}
	f := Fact{
		Kind: b.section.zone.kind(), Subject: Subject{Type: Other, Name: title}, Confidence: Manual,
		Summary: shorten(text), Evidence: []Evidence{b.lines()},
	}
	if containsAny(text, []string{"deprecated", "deprecating", "deprecate", "deprecation"}) {
		f.Kind = Deprecation
	}
	all := b.sentences()
	for _, s := range all {
		ids := identifiers(s.tokens(), b.page.profile)
		for _, id := range ids {
			if n := b.name(id.text, b.near(s)); n.Type != Other {
				f.Subject = n.Subject
				f.ID = identity(f.Subject, firstWords(title, 6))
				return f
			}
		}
	}
	f.Subject.Type = b.guess(text + " " + title)
	f.ID = identity(Subject{Type: f.Subject.Type, Name: firstWords(title, 6)}, firstWords(text, 6))
	return f
}

// guess types an item by the words in it.
func (b *block) guess(text string) Type {
	for _, g := range []struct {
		words []string
		t     Type
	}{
		{imageWords, Image}, {[]string{"api", "apis", "endpoint", "endpoints", "rest"}, API}, {connectionWords, ConnectionField},
		{[]string{"redeploy", "recreate", "re-create", "reindex", "migration", "migrations", "alerts", "workflow", "pipelines"}, Process},
		{configWords, ConfigKey}, {permissionWords, Permission},
	} {
		if containsAny(text, g.words) {
			return g.t
		}
	}
	return Other
}

func firstWords(s string, n int) string {
	words := headingWords(s)
	return strings.Join(words[:min(n, len(words))], " ")
}

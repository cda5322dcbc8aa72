package rules

import (
	"cmp"
	"slices"

	"github.com/omlint/omlint/internal/sorted"
)

// Sort orders findings by rule, fact, place and message, so that the same input
// always gives the same report.
func Sort(found []Finding) { sorted.Stable(found, (*Finding).compare) }

func (f *Finding) compare(g *Finding) int {
	if c := cmp.Or(cmp.Compare(f.Rule, g.Rule), cmp.Compare(f.Fact, g.Fact)); c != 0 {
		return c
	}
	if c := f.Location.compare(g.Location); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(f.Source, g.Source), cmp.Compare(f.Message, g.Message))
}

// SortByPlace orders findings that have a location by file, place, rule and
// message.
func SortByPlace(found []Finding) {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(a.Location.compare(b.Location), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
}

func (l *Location) compare(m *Location) int {
	switch {
	case l == nil && m == nil:
		return 0
	case l == nil:
		return -1
	case m == nil:
		return 1
	}
	if c := cmp.Compare(l.File, m.File); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(l.Line, m.Line), cmp.Compare(l.Column, m.Column))
}

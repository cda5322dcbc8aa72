package rules

import (
	"cmp"
	"slices"
)

// Sort orders findings by rule, fact, place and message, so that the same input
// always gives the same report.
func Sort(found []Finding) {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Fact, b.Fact),
			a.Location.compare(b.Location),
			cmp.Compare(a.Source, b.Source),
			cmp.Compare(a.Message, b.Message),
		)
	})
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
	return cmp.Or(cmp.Compare(l.File, m.File), cmp.Compare(l.Line, m.Line), cmp.Compare(l.Column, m.Column))
}

// Package delta compares two audits of a deployment: what is fixed since, what
// is new, what became worse.
package delta

import (
	"cmp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

// Kind is what became of a finding.
type Kind string

// The kinds. What is open in both audits, and as bad as it was, is Same.
const (
	New    Kind = "new"    // open now; before, it passed or was not there
	Worse  Kind = "worse"  // open in both, and worse than it was
	Better Kind = "better" // open in both, and less bad than it was
	Fixed  Kind = "fixed"  // it was open, and passes now or is gone
	Same   Kind = "same"
)

// Change is what became of one finding. Before or After is nil where it was not
// there.
type Change struct {
	Kind   Kind
	Before *rules.Finding
	After  *rules.Finding
}

// Finding is the finding as it is now or, if it is gone, as it was.
func (c Change) Finding() *rules.Finding { return cmp.Or(c.After, c.Before) }

// Way is how the outcome changed: "warn → fail", or the one outcome there is.
func (c Change) Way() string {
	switch {
	case c.Before == nil:
		return string(c.After.Outcome)
	case c.After == nil:
		return string(c.Before.Outcome) + " → gone"
	default:
		return string(c.Before.Outcome) + " → " + string(c.After.Outcome)
	}
}

// weight orders outcomes by how bad they are; 0 is not open.
func weight(f *rules.Finding) int {
	if f == nil {
		return 0
	}
	switch f.Outcome {
	case rules.Fail:
		return 4
	case rules.Unknown:
		return 3
	case rules.Warn:
		return 2
	case rules.Manual:
		return 1
	default:
		return 0
	}
}

// Between compares two audits. Findings belong together by their rule, their
// fact, and the place that they are about: lines and wording may change. What is
// open in neither is left out.
func Between(before, after []rules.Finding) []Change {
	earlier := map[string][]*rules.Finding{}
	for i := range before {
		k := key(&before[i])
		earlier[k] = append(earlier[k], &before[i])
	}
	var changes []Change
	add := func(b, a *rules.Finding) {
		c := Change{Before: b, After: a}
		switch was, is := weight(b), weight(a); {
		case was == 0 && is == 0:
			return
		case was == 0:
			c.Kind = New
		case is == 0:
			c.Kind = Fixed
		case is > was:
			c.Kind = Worse
		case is < was:
			c.Kind = Better
		default:
			c.Kind = Same
		}
		changes = append(changes, c)
	}
	for i := range after {
		k := key(&after[i])
		var was *rules.Finding
		if same := earlier[k]; len(same) > 0 {
			// Of several about one place, the one that says the same is the same.
			j := max(0, slices.IndexFunc(same, func(f *rules.Finding) bool { return f.Message == after[i].Message }))
			was = same[j]
			earlier[k] = slices.Delete(slices.Clone(same), j, j+1)
		}
		add(was, &after[i])
	}
	for i := range before {
		if slices.Contains(earlier[key(&before[i])], &before[i]) {
			add(&before[i], nil)
		}
	}
	order := []Kind{New, Worse, Better, Fixed, Same}
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Kind), slices.Index(order, b.Kind)),
			cmp.Compare(a.Finding().Rule, b.Finding().Rule), cmp.Compare(a.Finding().Fact, b.Finding().Fact), cmp.Compare(a.Finding().Message, b.Finding().Message))
	})
	return changes
}

// key is what stays the same of a finding from audit to audit.
func key(f *rules.Finding) string {
	place, _, _ := strings.Cut(string(f.Source), ": ") // a database without the query
	if f.Location != nil {
		place = f.Location.File
	}
	return f.Rule + "\x00" + string(f.Fact) + "\x00" + place
}

package deploy

import (
	"slices"

	"github.com/omlint/omlint/internal/parallel"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// Scan judges uses alone: what the facts deprecate, remove or change, and what
// is wrong with a use whatever the release. Facts that no file can show to be
// kept are an audit's business. Findings come in the order of Audit's.
func Scan(in Input) []rules.Finding {
	type judgement struct {
		check Check
		fact  *facts.Fact // nil: of the whole
	}
	var all []judgement
	for _, c := range Checks() {
		if !c.Uses {
			continue
		}
		if c.Whole != nil {
			all = append(all, judgement{c, nil})
		}
		for i := range in.Facts {
			if f := &in.Facts[i]; c.Fact != nil && slices.Contains(c.Types, f.Subject.Type) {
				all = append(all, judgement{c, f})
			}
		}
	}
	found := make([][]rules.Finding, len(all))
	parallel.Each(len(all), func(i int) string { return all[i].check.ID }, func(i int) {
		if j := all[i]; j.fact == nil {
			found[i] = complete(j.check.Whole(in), j.check.ID, nil)
		} else {
			found[i] = complete(j.check.Fact(*j.fact, in), j.check.ID, j.fact)
		}
	})
	sorted := append([]rules.Finding{}, slices.Concat(found...)...)
	rules.Sort(sorted)
	return sorted
}

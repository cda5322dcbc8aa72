package deploy

import "github.com/omlint/omlint/rules"

// Scan judges uses alone: what the facts deprecate, remove or change, and what
// is wrong with a use whatever the release. Facts that no file can show to be
// kept are an audit's business. Findings come in the order of Audit's.
func Scan(in Input) []rules.Finding {
	found := []rules.Finding{}
	for _, c := range Checks() {
		if !c.Uses {
			continue
		}
		if c.Whole != nil {
			found = append(found, complete(c.Whole(in), c.ID, nil)...)
		}
		for i := range in.Facts {
			f := in.Facts[i]
			for _, t := range c.Types {
				if t == f.Subject.Type && c.Fact != nil {
					found = append(found, complete(c.Fact(f, in), c.ID, &f)...)
				}
			}
		}
	}
	rules.Sort(found)
	return found
}

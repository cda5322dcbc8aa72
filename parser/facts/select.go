package facts

import (
	"cmp"
	"fmt"
	"slices"
)

// Between selects what an upgrade from one release to another demands: the
// facts of every release after from up to and including to, and the
// requirements that belong to no release. A two-part version stands for its
// line: up to "1.4" includes 1.4.8.
//
// A fact that several releases on the way state is reported once, as the latest
// of them has it; what a later release takes back of an earlier one is gone.
func Between(list []Fact, from, to Version) ([]Fact, error) {
	if from.IsZero() || to.IsZero() {
		return nil, fmt.Errorf("the upgrade's two versions are needed: give both --from and --to, for example --from 1.3.4 --to 1.4.0")
	}
	if c := from.Compare(to); c > 0 {
		return nil, fmt.Errorf("cannot upgrade from %s to %s: that is a downgrade; swap --from and --to if that was meant", from, to)
	} else if c == 0 {
		return nil, fmt.Errorf("from and to are both %s: --from is the release that runs now, --to the one it will be upgraded to", to)
	}
	latest := map[string]Fact{}
	for _, f := range list {
		v, err := ParseVersion(string(f.Version))
		switch {
		case f.Version == "" && f.Kind == Requirement:
		case f.Version == "" || err != nil:
			continue
		case v.Compare(from) <= 0, v.Compare(to) > 0 && !(to.open() && to.Line(v)):
			if !f.within(from, to) {
				continue
			}
		}
		key := f.ID + " " + string(f.Kind)
		if old, ok := latest[key]; ok {
			f = supersede(old, f)
		}
		latest[key] = f
	}
	out := make([]Fact, 0, len(latest))
	for _, f := range latest {
		out = append(out, f)
	}
	slices.SortFunc(out, compareFacts)
	return out, nil
}

// open says that v stands for a line of releases, not for one.
func (v Version) open() bool { return v.wild || v.given == 2 }

// within says whether the upgrade passes the removal of something that an
// earlier release deprecated: then the deprecation has come due.
func (f Fact) within(from, to Version) bool {
	removed, err := ParseVersion(string(f.RemovedIn))
	return err == nil && f.Kind != Requirement && removed.Compare(from) > 0 && (removed.Compare(to) <= 0 || to.open() && to.Line(removed))
}

// supersede keeps the later release's word and both releases' evidence.
func supersede(a, b Fact) Fact {
	if versionOf(b).Compare(versionOf(a)) < 0 {
		a, b = b, a
	}
	b.Evidence = distinctEvidence(append(slices.Clone(a.Evidence), b.Evidence...))
	b.DeprecatedIn, b.RemovedIn = cmp.Or(b.DeprecatedIn, a.DeprecatedIn), cmp.Or(b.RemovedIn, a.RemovedIn)
	b.Replacement = cmp.Or(b.Replacement, a.Replacement)
	return b
}

package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
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
	onward := to.open() && !from.open() && to.Line(from) // 1.4.2 to 1.4.x is on to the line's latest
	if c := from.Compare(to); c > 0 && !onward {
		return nil, fmt.Errorf("cannot upgrade from %s to %s: that is a downgrade; swap --from and --to if that was meant", from, to)
	} else if c == 0 && !onward {
		return nil, fmt.Errorf("from and to are both %s: --from is the release that runs now, --to the one it will be upgraded to, like --from 1.4.2 --to 1.4.8", to)
	}
	to.pre = "" // a candidate demands what its release demands
	latest := map[string]Fact{}
	for _, f := range list {
		v, err := ParseVersion(string(f.Version))
		switch {
		case f.Version == "" && f.Kind == Requirement:
		case f.Version == "" || err != nil:
			continue
		case v.Compare(from) <= 0, !to.Reaches(v):
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
	for _, f := range latest { // a deprecation whose removal is on the way, too, is part of it
		removal, deprecation := f.ID+" "+string(BreakingChange), f.ID+" "+string(Deprecation)
		early, both := latest[deprecation]
		if both && f.Kind == BreakingChange && f.RemovedIn != "" {
			latest[removal] = f.taking(early) // whichever page is newer: what is gone stays gone
			delete(latest, deprecation)
		}
	}
	out := make([]Fact, 0, len(latest))
	for _, f := range latest {
		if f.onPath(from, to) && !f.superseded(latest, to) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, compareFacts)
	return out, nil
}

// onPath says whether a rule about the way from release to release concerns
// this way: a required stop that lies on it, a start that is not supported and
// is the one taken, a destination that is to be passed. Facts of other types
// always do.
func (f Fact) onPath(from, to Version) bool {
	if f.Subject.Type != UpgradePath || f.Expect == nil || f.Expect.Value == "" {
		return true
	}
	v, err := ParseVersion(f.Expect.Value)
	if err != nil {
		return true
	}
	if f.Expect.Op == Absent {
		v.given = min(v.given, 2) // "from 0.9.0" is about the line 0.9
		return v.Line(from)
	}
	if f.Expect.Op == AtLeast {
		return !to.Reaches(v) // the way ends too early
	}
	return v.Compare(from) > 0 && v.Compare(to) < 0
}

// superseded says whether what f demands was taken back on the way: a key or a
// command that a later release removed is no longer to be set or run.
func (f Fact) superseded(all map[string]Fact, to Version) bool {
	if f.Kind != Requirement || f.Expect == nil || f.Expect.Op != Exists && f.Expect.Op != Run {
		return false
	}
	program, _, _ := strings.Cut(f.Subject.Name, " ")
	for _, o := range all {
		if o.RemovedIn == "" || o.Kind == Requirement || o.Subject.Type != f.Subject.Type {
			continue
		}
		removed, ok := readVersion(string(o.RemovedIn))
		if !ok || removed.Compare(versionOf(f)) <= 0 ||
			!to.Reaches(removed) {
			continue
		}
		if o.ID == f.ID || f.Subject.Type == CLICommand && o.Subject.Name == program {
			return true
		}
	}
	return false
}

// within says whether the upgrade passes the removal of something that an
// earlier release deprecated: then the deprecation has come due.
func (f Fact) within(from, to Version) bool {
	removed, ok := readVersion(string(f.RemovedIn))
	return ok && f.Kind != Requirement && removed.Compare(from) > 0 && to.Reaches(removed)
}

// supersede keeps the later release's word and both releases' evidence.
func supersede(a, b Fact) Fact {
	if versionOf(b).Compare(versionOf(a)) < 0 {
		a, b = b, a
	}
	return b.taking(a)
}

// taking adds to f, whose word holds, the evidence of another mention, and
// what f leaves open.
func (f Fact) taking(o Fact) Fact {
	f.Evidence = slices.Clone(f.Evidence) // which comes first: it says what holds
	for _, e := range o.Evidence {
		if !slices.Contains(f.Evidence, e) {
			f.Evidence = append(f.Evidence, e)
		}
	}
	f.DeprecatedIn, f.RemovedIn = cmp.Or(f.DeprecatedIn, o.DeprecatedIn), cmp.Or(f.RemovedIn, o.RemovedIn)
	f.Replacement = cmp.Or(f.Replacement, o.Replacement)
	return f
}

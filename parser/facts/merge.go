package facts

import (
	"cmp"
	"slices"
	"strings"
)

// merge makes one fact of the several mentions of it within a release, and one
// lifecycle of a deprecation and the removal that followed it.
func merge(all []Fact) []Fact {
	type key struct {
		id      string
		kind    Kind
		version Optional
	}
	groups := map[key][]*Fact{}
	for i := range all {
		f := &all[i]
		k := key{f.ID, f.Kind, f.Version}
		groups[k] = append(groups[k], f)
	}
	out := make([]Fact, 0, len(groups))
	for _, g := range groups {
		out = append(out, mergeMentions(g))
	}
	slices.SortFunc(out, compareFacts)
	lifecycles(out)
	counterparts(out)
	return out
}

// compareFacts orders facts by id, then release, then kind.
func compareFacts(a, b Fact) int {
	if c := cmp.Compare(a.ID, b.ID); c != 0 {
		return c // nearly always, and before any version is read
	}
	return cmp.Or(versionOf(a).Compare(versionOf(b)), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Summary, b.Summary))
}

func versionOf(f Fact) Version {
	v, _ := readVersion(string(f.Version))
	return v
}

// rank orders mentions by how far they can be trusted: what an author stated
// in an annotation, then code, then prose.
func rank(f *Fact) int {
	switch {
	case f.annotated:
		return 0
	case f.Confidence == Exact:
		return 1
	case f.Confidence == Inferred:
		return 2
	}
	return 3
}

// mergeMentions folds mentions of one fact into the most trustworthy one.
func mergeMentions(g []*Fact) Fact {
	slices.SortStableFunc(g, func(a, b *Fact) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), -cmp.Compare(specificity(a), specificity(b)), compareEvidence(a.Evidence[0], b.Evidence[0]), cmp.Compare(a.Summary, b.Summary))
	})
	leadStrictest(g)
	f := *g[0]
	for _, o := range g[1:] {
		if f.Expect == nil {
			f.Expect = o.Expect
		} else if contradicts(f.Expect, o.Expect) || otherVersion(f.Expect, o.Expect) {
			f.Conflicts = append(f.Conflicts, Conflict{*o.Expect, o.Evidence})
			continue // what says something else is no evidence for this
		}
		f.DeprecatedIn = cmp.Or(f.DeprecatedIn, o.DeprecatedIn)
		f.RemovedIn = cmp.Or(f.RemovedIn, o.RemovedIn)
		f.Replacement = cmp.Or(f.Replacement, o.Replacement)
		f.Evidence = append(slices.Clone(f.Evidence), o.Evidence...)
		if len(f.Remedy) == 0 {
			f.Remedy = o.Remedy
		}
	}
	f.Evidence = distinctEvidence(f.Evidence)
	if len(f.Conflicts) > 0 {
		f.Summary += " The pages do not agree: they also say " + conflicting(f.Conflicts) + "."
	}
	if f.Remedy == nil {
		f.Remedy = []Remedy{}
	}
	return f
}

// leadStrictest puts the highest of the minimum versions first that can be
// trusted as much as the first one: what meets it meets the others.
func leadStrictest(g []*Fact) {
	first := g[0]
	if first.annotated || first.Expect == nil || first.Expect.Op != AtLeast {
		return
	}
	best, ok := readVersion(first.Expect.Value)
	if !ok || !first.Subject.Type.versioned() {
		return
	}
	lead := 0
	for i, o := range g {
		if o.Expect == nil || o.Expect.Op != AtLeast || rank(o) != rank(first) {
			continue
		}
		if v, ok := readVersion(o.Expect.Value); ok && v.Compare(best) > 0 {
			best, lead = v, i
		}
	}
	strictest := g[lead]
	copy(g[1:lead+1], g[:lead])
	g[0] = strictest
}

// versioned says whether things of the type are asked for by a version.
func (t Type) versioned() bool {
	return slices.Contains([]Type{DBVersion, ToolVersion, ServiceVersion, PythonVersion, JavaVersion, Package}, t)
}

// otherVersion says whether two comparisons with versions are about different
// ones: "0.13.1 or higher" does not support "~= 1.0.0", even where both hold.
func otherVersion(a, b *Expect) bool {
	if a == nil || b == nil || a.Value == b.Value {
		return false
	}
	va, okA := readVersion(a.Value)
	vb, okB := readVersion(b.Value)
	return okA && okB && va.Compare(vb) != 0 && !va.wild && !vb.wild // 2.x leaves room for 2.19
}

// conflicting lists the other values, each once.
func conflicting(list []Conflict) string {
	var out []string
	for _, c := range list {
		text := c.Expect.Text
		if text == "" {
			text = c.Expect.String()
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, ", ")
}

// specificity prefers the mention that says most about the expected state.
func specificity(f *Fact) int {
	n := 0
	if f.Expect != nil {
		n++
		if f.Expect.Value != "" {
			n++
		}
	}
	if f.Replacement != "" {
		n++
	}
	return n
}

// contradicts says whether two expectations cannot both be what the page means:
// the same comparison with another value, the latest release and a pinned one,
// there and not there.
func contradicts(a, b *Expect) bool {
	if a == nil || b == nil {
		return false
	}
	if a.Op == Exists && b.Op == Absent || a.Op == Absent && b.Op == Exists {
		return true
	}
	if a.Value == "" || b.Value == "" || a.Value == b.Value {
		return false
	}
	pinned := func(e *Expect) bool { return e.Op == Equal || e.Op == Compatible }
	return a.Op == b.Op || a.Value == "latest" && pinned(b) || b.Value == "latest" && pinned(a)
}

func compareEvidence(a, b Evidence) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.EndLine, b.EndLine), cmp.Compare(a.Quote, b.Quote))
}

func distinctEvidence(list []Evidence) []Evidence {
	if len(list) < 2 {
		return list
	}
	list = slices.Clone(list)
	slices.SortFunc(list, compareEvidence)
	return slices.Compact(list)
}

// lifecycles tells, in a sorted list, every release's fact about a thing when the thing was
// deprecated and when it was removed, whichever pages said so.
func lifecycles(list []Fact) {
	type life struct{ deprecated, removed, replacement Optional }
	lives := map[string]*life{}
	earlier := func(a, b Optional) Optional {
		if a == "" || b == "" {
			return a + b
		}
		va, _ := ParseVersion(string(a))
		vb, _ := ParseVersion(string(b))
		if vb.Compare(va) < 0 {
			return b
		}
		return a
	}
	for _, f := range list {
		if f.Kind == Requirement {
			continue
		}
		l := lives[f.ID]
		if l == nil {
			l = &life{}
			lives[f.ID] = l
		}
		l.deprecated = earlier(l.deprecated, f.DeprecatedIn)
		l.removed = earlier(l.removed, f.RemovedIn)
		l.replacement = cmp.Or(l.replacement, f.Replacement)
	}
	for i := range list {
		if l := lives[list[i].ID]; l != nil && list[i].Kind != Requirement {
			f := &list[i]
			f.DeprecatedIn, f.RemovedIn = cmp.Or(l.deprecated, f.DeprecatedIn), cmp.Or(l.removed, f.RemovedIn)
			f.Replacement = cmp.Or(f.Replacement, l.replacement)
		}
	}
}

// counterparts links the MySQL and the PostgreSQL side of one demand: settings
// of the same release that are demanded in the same section.
func counterparts(list []Fact) {
	together := map[string][]*Fact{} // by section
	for i := range list {
		if f := &list[i]; f.section != "" && f.Subject.Engine != NoEngine {
			together[f.section] = append(together[f.section], f)
		}
	}
	for _, group := range together {
		for _, a := range group {
			for _, b := range group {
				if a.Subject.Type == b.Subject.Type && a.Version == b.Version && a.Kind == b.Kind && a.Subject.Engine != b.Subject.Engine {
					a.Counterpart = Optional(b.ID)
					break
				}
			}
		}
	}
}

// summaryName is how a summary speaks of a subject.
func summaryName(s Subject) string {
	switch s.Engine {
	case MySQL:
		return "MySQL " + s.Name
	case Postgres:
		return "PostgreSQL " + s.Name
	}
	return strings.TrimSpace(s.Name)
}

package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/pep440"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/python",
		Title: "the product's packages are installed on a Python that the target release runs on",
		Why:   "pip finds no release of the client for another Python, or installs one that fails when it is imported",
		Types: []facts.Type{facts.PythonVersion},
		Fact:  judgePython,
		Uses:  true,
	})
}

// judgePython judges the Pythons that something of the product is installed on.
func judgePython(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil || f.Expect.Value == "" {
		return nil
	}
	var found []rules.Finding
	for u := range in.usesOf(facts.PythonVersion) {
		if u.Name != f.Subject.Name {
			continue
		}
		used, ok := lineOfPython(u.Value)
		switch {
		case !ok: // it is said elsewhere which, if anywhere
		case f.Expect.Op == facts.Absent:
			if leaves(f, used) {
				found = append(found, leftPython(u, f, in))
			}
		case f.Expect.Op == facts.Equal && f.Kind != facts.Requirement: // what the images have
		case !slices.ContainsFunc(in.Facts, func(g facts.Fact) bool { return leaves(g, used) }):
			found = append(found, judgeOnePython(u, used, f, in)...)
		}
	}
	return found
}

// leaves says whether a fact takes back the support of a Python.
func leaves(f facts.Fact, used pep440.Set) bool {
	if f.Subject.Type != facts.PythonVersion || f.Expect == nil || f.Expect.Op != facts.Absent {
		return false
	}
	gone, ok := lineOfPython(f.Expect.Value)
	return ok && used.Within(gone)
}

func leftPython(u probe.Use, f facts.Fact, in Input) rules.Finding {
	finding := useFinding(u)
	finding.Remedy = remedies(f, in)
	finding.Expected = facts.Optional("not " + f.Expect.Value)
	finding.Message = "this is Python " + f.Expect.Value + ": " + f.Summary
	if removedBy(f, in.To) {
		finding.Outcome = rules.Fail
	}
	return finding
}

func judgeOnePython(u probe.Use, used pep440.Set, f facts.Fact, in Input) []rules.Finding {
	var allowed []pep440.Set
	text := f.Expect.Value
	if f.Expect.Op == facts.In {
		for _, value := range strings.Split(f.Expect.Value, ",") {
			line, ok := lineOfPython(strings.TrimSpace(value))
			if !ok {
				return nil
			}
			allowed = append(allowed, line)
		}
	} else {
		set, written, ok := expected(f, in)
		if !ok {
			return nil
		}
		allowed, text = []pep440.Set{set}, written
	}
	finding := useFinding(u)
	finding.Remedy = remedies(f, in)
	finding.Expected = facts.Optional(text)
	switch {
	case slices.ContainsFunc(allowed, used.Within):
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("Python %s is among those that the target runs on, %s", u.Value, text)
	case slices.ContainsFunc(allowed, func(a pep440.Set) bool { return !used.And(a).Empty() }):
		finding.Message = fmt.Sprintf("Python %s is whichever is newest, and the target runs on %s: name one of those", u.Value, text)
	default:
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("the target does not run on Python %s, but on %s", u.Value, text)
	}
	return []rules.Finding{finding}
}

// lineOfPython is what a Python's version stands for: 3.10 is every 3.10.x.
func lineOfPython(version string) (pep440.Set, bool) {
	v, err := pep440.Parse(version)
	parts := numbers(version)
	if err != nil || len(parts) == 0 || len(parts) != strings.Count(version, ".")+1 {
		return nil, false
	}
	return pep440.Line(v, parts), true
}

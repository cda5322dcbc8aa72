package deploy

import (
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// TestPythons judges a Python by what facts say of the target, and by nothing
// else.
func TestPythons(t *testing.T) {
	supports := func(op facts.Op, value string) facts.Fact {
		return facts.Fact{ID: "python-version/python", Kind: facts.Requirement, Subject: facts.Subject{Type: facts.PythonVersion, Name: "python"}, Expect: &facts.Expect{Op: op, Value: value}}
	}
	leaves := func(kind facts.Kind, value string, removed facts.Optional) facts.Fact {
		return facts.Fact{
			ID: "python-version/python/" + value, Kind: kind, RemovedIn: removed, Summary: "Python " + value + " is left behind.",
			Subject: facts.Subject{Type: facts.PythonVersion, Name: "python"}, Expect: &facts.Expect{Op: facts.Absent, Value: value},
		}
	}
	images := supports(facts.Equal, "3.10")
	images.Kind = facts.BreakingChange
	for _, c := range []struct {
		name  string
		uses  string
		facts []facts.Fact
		want  []rules.Outcome
	}{
		{"one of a list", "3.10", []facts.Fact{supports(facts.In, "3.9, 3.10, 3.11")}, []rules.Outcome{rules.Pass}},
		{"a patch release of one", "3.10.14", []facts.Fact{supports(facts.In, "3.9, 3.10, 3.11")}, []rules.Outcome{rules.Pass}},
		{"none of a list", "3.1", []facts.Fact{supports(facts.In, "3.9, 3.10, 3.11")}, []rules.Outcome{rules.Fail}},
		{"newer than all", "3.13", []facts.Fact{supports(facts.In, "3.9, 3.10, 3.11")}, []rules.Outcome{rules.Fail}},
		{"whichever is newest", "3", []facts.Fact{supports(facts.In, "3.9, 3.10, 3.11")}, []rules.Outcome{rules.Warn}},
		{"at least", "3.8", []facts.Fact{supports(facts.AtLeast, "3.9")}, []rules.Outcome{rules.Fail}},
		{"removed by the target", "3.7", []facts.Fact{leaves(facts.BreakingChange, "3.7", "1.2.0")}, []rules.Outcome{rules.Fail}},
		{"removed later", "3.7", []facts.Fact{leaves(facts.Deprecation, "3.7", "1.9.0")}, []rules.Outcome{rules.Warn}},
		{"another is removed", "3.8", []facts.Fact{leaves(facts.BreakingChange, "3.7", "1.2.0")}, nil},
		{"said once", "3.7", []facts.Fact{leaves(facts.BreakingChange, "3.7", "1.2.0"), supports(facts.In, "3.9, 3.10")}, []rules.Outcome{rules.Fail}},
		{"what the images have", "3.9", []facts.Fact{images}, nil},
		{"nothing is said", "3.7", nil, nil},
		{"no version", "latest", []facts.Fact{supports(facts.In, "3.9, 3.10")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := probe.New()
			s.Uses = []probe.Use{{Type: "python-version", Name: "python", Value: c.uses, File: "Dockerfile", Line: 1, Column: 1, EndLine: 1, EndColumn: 2}}
			s.FilesScanned = 1
			var got []rules.Outcome
			for _, f := range Scan(Input{Facts: c.facts, Snapshot: s, To: "1.8.0"}) {
				if f.Rule == "deploy/python" {
					got = append(got, f.Outcome)
				}
			}
			if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// TestInstalled holds that nothing of a host that was not found out passes.
func TestInstalled(t *testing.T) {
	client := func(version string) probe.Use {
		return probe.Use{Type: "package", Name: "openmetadata-ingestion", Value: "==" + version, Command: "metadata --version", Quote: "metadata " + version}
	}
	demand := facts.Fact{
		ID: "package/openmetadata-ingestion", Kind: facts.Requirement, Subject: facts.Subject{Type: facts.Package, Name: "openmetadata-ingestion"},
		Expect: &facts.Expect{Op: facts.Equal, Value: serverVersion},
	}
	answered, silent := probe.Asked{Command: "metadata --version", Found: 1}, probe.Asked{Command: "pip list"}
	broken := probe.Asked{Command: "pip list", Why: "it did not answer within 30s"}
	for _, c := range []struct {
		name  string
		to    string
		asked []probe.Asked
		uses  []probe.Use
		facts []facts.Fact
		want  string
	}{
		{"of the target's line", "1.4.0", []probe.Asked{answered}, []probe.Use{client("1.4.2.1")}, []facts.Fact{demand}, "pass"},
		{"of the line before", "1.4.0", []probe.Asked{answered}, []probe.Use{client("1.3.9.0")}, []facts.Fact{demand}, "fail"},
		{"another patch release in an era that compares it", "1.3.1", []probe.Asked{answered}, []probe.Use{client("1.3.0.2")}, []facts.Fact{demand}, "fail"},
		{"the same patch release", "1.3.1", []probe.Asked{answered}, []probe.Use{client("1.3.1.4")}, []facts.Fact{demand}, "pass"},
		{"no version", "1.4.0", []probe.Asked{answered}, []probe.Use{client("main")}, []facts.Fact{demand}, "manual"},
		{"nothing demanded", "1.4.0", []probe.Asked{answered}, []probe.Use{client("1.4.0")}, nil, "unknown"},
		{"one of two has no answer", "1.4.0", []probe.Asked{answered, broken}, []probe.Use{client("1.4.0")}, []facts.Fact{demand}, "pass unknown"},
		{"nothing of the product", "1.4.0", []probe.Asked{silent}, nil, []facts.Fact{demand}, "unknown"},
		{"found in one of two", "1.4.0", []probe.Asked{answered, silent}, []probe.Use{client("1.4.0")}, []facts.Fact{demand}, "pass"},
		{"not asked for", "1.4.0", nil, nil, []facts.Fact{demand}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := probe.New()
			s.Installed, s.Uses = c.asked, c.uses
			found := Scan(Input{Facts: c.facts, Snapshot: s, To: c.to})
			var got []string
			for _, f := range found {
				got = append(got, string(f.Outcome))
			}
			if slices.Sort(got); strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q: %v", got, c.want, found)
			}
			for _, f := range found {
				if f.Source == "" || f.Location != nil {
					t.Errorf("evidence of a host is a command, not a place in a file: %+v", f)
				}
			}
		})
	}
}

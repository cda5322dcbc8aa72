package facts

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

// A label is what a careful reader says about a line of a page: a fact that
// has to be found, one that may be found ("?" before its kind), or, with the
// kind "none", something that looks like a fact and is not. Fields other than
// file and line may list alternatives, separated by "|"; "*" is anything, and
// "-" nothing in particular.
type label struct {
	id                     string
	kinds                  []string
	version                string
	types                  []string
	engine                 string
	subjects, ops, values  []string
	file                   string
	line                   int
	optional, mustNotExist bool
}

// TestLabels compares what is extracted from pages that the extractor was not
// written for, and from the project's example pages, with labels made by
// reading them.
func TestLabels(t *testing.T) {
	for _, c := range []struct{ labels, pages string }{
		{"testdata/unseen/unseen.tsv", "testdata/unseen"},
		{"testdata/unseen/second.tsv", "testdata/unseen"},
		{"testdata/unseen/third.tsv", "testdata/unseen/site"},
		{"testdata/unseen/fourth.tsv", "testdata/unseen/site"},
		{"testdata/unseen/own.tsv", "../../testdata/docs"},
	} {
		t.Run(filepath.Base(c.labels), func(t *testing.T) { measure(t, readLabels(t, c.labels), c.pages) })
	}
}

func measure(t *testing.T, labels []label, dir string) {
	wanted, found, firm, stated, supported := 0, 0, 0, 0, 0
	for file, rows := range byFile(labels) {
		set := extractPage(t, filepath.Join(dir, file))
		used := make([]bool, len(set))
		for _, l := range rows {
			hit, sure := false, false
			for i, f := range set {
				switch {
				case l.mustNotExist:
					if f.Confidence != Manual && l.near(f, 0) && l.about(f) {
						t.Logf("INVENTED %s %s:%d %s %s", l.id, file, l.line, f.ID, f.Expect.String())
						stated++ // counted on top: the fact may be true elsewhere on the page
					}
				case l.matches(f):
					hit, used[i] = true, true
					sure = sure || f.Confidence != Manual
				}
			}
			if l.optional || l.mustNotExist {
				continue
			}
			wanted++
			if sure {
				firm++
			}
			if hit {
				found++
			} else {
				t.Logf("MISSED   %s %s:%d %v %v %v %v %v", l.id, file, l.line, l.kinds, l.types, l.subjects, l.ops, l.values)
			}
		}
		for i, f := range set {
			if f.Confidence == Manual {
				continue
			}
			stated++
			if used[i] {
				supported++
			} else {
				t.Logf("INVENTED %s:%d %s %s %s (%s) -> %q | %.100q", file, f.Evidence[0].Line, f.Kind, f.ID, f.Expect.String(), f.Version, f.Replacement, f.Evidence[0].Quote)
			}
		}
	}
	recall, precision := 100*float64(found)/float64(wanted), 100*float64(supported)/float64(stated)
	t.Logf("recall %.1f %% (%d of %d; %d without manual facts), precision %.1f %% (%d of %d)", recall, found, wanted, firm, precision, supported, stated)
	if recall < 95 || precision < 95 {
		t.Error("recall or precision is below 95 %")
	}
}

func extractPage(t *testing.T, path string) []Fact {
	t.Helper()
	doc := readPage(t, path)
	return Extract([]*parser.Document{doc}, OpenMetadata()).Facts
}

// matches says whether f is what the label describes. A fact that a person has
// to decide about answers labels of changes by its words, whatever its type: the
// person reads them. Requirements have to be typed, or nothing checks them.
func (l label) matches(f Fact) bool {
	if f.Confidence == Manual && f.Kind != Requirement {
		return slices.Contains(l.kinds, string(f.Kind)) && l.near(f, 2) && l.ofVersion(f) && l.named(f.ID+" "+f.Summary)
	}
	return slices.Contains(l.kinds, string(f.Kind)) && l.near(f, 2) && l.about(f) && l.ofVersion(f) && l.expects(f)
}

func (l label) near(f Fact, tolerance int) bool {
	return slices.ContainsFunc(f.Evidence, func(e Evidence) bool {
		return e.Line-tolerance <= l.line && l.line <= e.EndLine+tolerance
	})
}

// about says whether f has one of the label's types and subjects.
func (l label) about(f Fact) bool {
	if !slices.Contains(l.types, "*") && !slices.Contains(l.types, string(f.Subject.Type)) {
		return false
	}
	if l.engine != "-" && l.engine != "*" && l.engine != string(f.Subject.Engine) {
		return false
	}
	named := f.ID + " " + f.Subject.Name
	if f.Expect != nil && f.Kind != Requirement || l.mustNotExist {
		named += " " + f.Expect.String()
	}
	if f.Subject.Type == Process || f.Subject.Type == Other {
		named += " " + f.Summary
	}
	return l.named(named)
}

// named says whether a text names one of the label's subjects.
func (l label) named(text string) bool {
	return slices.ContainsFunc(l.subjects, func(s string) bool {
		return s == "*" || s == "-" || !slices.ContainsFunc(strings.Fields(s), func(w string) bool {
			return !strings.Contains(letters(text), letters(w))
		})
	})
}

func (l label) ofVersion(f Fact) bool {
	return l.version == "-" || string(f.Version) == l.version || string(f.Version) == l.version+".0"
}

// expects compares the label's operator and value.
func (l label) expects(f Fact) bool {
	value, text := "", string(f.Replacement)
	if e := f.Expect; e != nil {
		value, text = e.Value, text+" "+e.Value+" "+e.Text
	}
	if !slices.Contains(l.ops, "*") && f.Expect != nil && slices.ContainsFunc(l.ops, isComparison) {
		if !slices.Contains(l.ops, string(f.Expect.Op)) {
			return false
		}
		return slices.ContainsFunc(l.values, func(v string) bool {
			return v == "-" || slices.ContainsFunc(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' || r == ',' }), func(w string) bool {
				return strings.TrimSuffix(strings.ToLower(w), ".0") == strings.TrimSuffix(strings.ToLower(v), ".0")
			})
		})
	}
	return slices.ContainsFunc(l.values, func(v string) bool {
		if v == "none" {
			return f.Replacement == ""
		}
		return v == "-" || strings.Contains(letters(text), letters(v))
	})
}

func isComparison(op string) bool {
	return slices.Contains([]string{">=", "<=", "=", "<", ">", "~=", "in", "exists", "absent", "run"}, op)
}

// letters keeps letters and digits, lower-case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func readLabels(t *testing.T, name string) []label {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out []label
	for n, row := range strings.Split(strings.TrimSpace(string(src)), "\n") {
		c := strings.Split(row, "\t")
		if n == 0 {
			continue
		}
		if len(c) != 10 {
			t.Fatalf("%s:%d: %d columns instead of 10", name, n+1, len(c))
		}
		line, err := strconv.Atoi(c[9])
		if err != nil {
			t.Fatalf("%s:%d: %v", name, n+1, err)
		}
		alternatives := func(s string) []string { return strings.Split(s, "|") }
		kind, optional := strings.CutPrefix(c[1], "?")
		out = append(out, label{
			id: c[0], kinds: alternatives(kind), version: c[2], types: alternatives(c[3]), engine: c[4],
			subjects: alternatives(c[5]), ops: alternatives(c[6]), values: alternatives(c[7]), file: c[8], line: line,
			optional: optional, mustNotExist: kind == "none",
		})
	}
	return out
}

func byFile(labels []label) map[string][]label {
	out := map[string][]label{}
	for _, l := range labels {
		out[l.file] = append(out[l.file], l)
	}
	return out
}

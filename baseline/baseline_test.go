package baseline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/rules"
)

func found(file, rule, line string, at int) rules.Finding {
	return rules.Finding{Rule: rule, Message: rule + " <is> broken", Excerpt: line, Location: &rules.Location{File: file, Line: at, EndLine: at}}
}

func everything(string, string) bool { return true }

// places are findings in short.
func places(list []rules.Finding) []string {
	out := []string{}
	for _, f := range list {
		out = append(out, f.Location.File+" "+f.Rule)
	}
	return out
}

// What is written is read again, and knows what it was made of.
func TestRoundTrip(t *testing.T) {
	all := []rules.Finding{
		found("docs/b.md", "link/empty", "[]()", 3), found("docs/a.md", "link/empty", "[]()", 9),
		found("docs/a.md", "link/empty", "[]()", 3), found("../elsewhere.md", "x/y", "é \" \\", 1),
	}
	source, err := (&Baseline{}).Record("known.json", all, everything).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(source), "\n"); got != 5+len(all) {
		t.Errorf("%d lines, want one for each finding:\n%s", got, source)
	}
	read, err := Parse("known.json", source)
	if err != nil {
		t.Fatal(err)
	}
	if s := read.Sort(all, everything); len(s.Known) != len(all) || len(s.New)+len(s.Fixed) > 0 {
		t.Errorf("of %d known findings: %+v", len(all), s)
	}
	again, err := read.Record("known.json", all, everything).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(source), string(again)); diff != "" {
		t.Errorf("written again it differs:\n%s", diff)
	}
	for end := range len(source) - 1 {
		if _, err := Parse("known.json", source[:end]); err == nil {
			t.Errorf("cut after %d bytes it is still a baseline", end)
		}
	}
}

// A finding is known by its rule, page and line's text; equal ones are counted.
func TestSort(t *testing.T) {
	known := (&Baseline{}).Record("known.json", []rules.Finding{
		found("a.md", "r/one", "text", 1), found("a.md", "r/one", "text", 5), found("b.md", "r/one", "text", 1),
	}, everything)
	for _, tt := range []struct {
		name            string
		found           []rules.Finding
		judged          Judged
		fresh, gone     []string
		knownNow, after int
	}{
		{"moved", []rules.Finding{found("a.md", "r/one", " text", 7), found("a.md", "r/one", "text", 8), found("b.md", "r/one", "text", 1)}, everything, []string{}, []string{}, 3, 3},
		{
			"one more",
			[]rules.Finding{found("a.md", "r/one", "text", 1), found("a.md", "r/one", "text", 2), found("a.md", "r/one", "text", 3)},
			everything,
			[]string{"a.md r/one"},
			[]string{"known.json baseline/fixed"},
			2, 3,
		},
		{
			"another rule",
			[]rules.Finding{found("b.md", "r/two", "text", 1)},
			func(page, _ string) bool { return strings.HasSuffix(page, "b.md") },
			[]string{"b.md r/two"},
			[]string{"known.json baseline/fixed"},
			0, 3,
		},
		{"another text", []rules.Finding{found("b.md", "r/one", "texts", 1)}, func(string, string) bool { return false }, []string{"b.md r/one"}, []string{}, 0, 4},
		{"nothing", nil, everything, []string{}, []string{"known.json baseline/fixed", "known.json baseline/fixed", "known.json baseline/fixed"}, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := known.Sort(tt.found, tt.judged)
			if diff := cmp.Diff(tt.fresh, places(s.New)); diff != "" {
				t.Errorf("new (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.gone, places(s.Fixed)); diff != "" {
				t.Errorf("fixed (-want +got):\n%s", diff)
			}
			if len(s.Known) != tt.knownNow {
				t.Errorf("%d known, want %d", len(s.Known), tt.knownNow)
			}
			if n := known.Record("known.json", tt.found, tt.judged).Len(); n != tt.after {
				t.Errorf("%d entries when recorded, want %d", n, tt.after)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"schema":"omlint.baseline/v1","findings":[{"file":"a.md","rule":"r/x","message":"","fingerprint":"00112233445566778899aabbccddeeff"}]}`))
	f.Add([]byte(`{"findings":[]}`))
	f.Add([]byte(`{"schema":"omlint.baseline/v1","findings":[{}]`))
	f.Fuzz(func(t *testing.T, source []byte) {
		b, err := Parse("known.json", source)
		if err != nil {
			return
		}
		out, err := b.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse("known.json", out); err != nil || again.Len() != b.Len() {
			t.Errorf("what was written cannot be read: %v\n%s", err, out)
		}
	})
}

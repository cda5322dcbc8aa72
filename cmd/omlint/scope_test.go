package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/baseline"
	"github.com/omlint/omlint/changes"
	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/rules"
)

// Findings go from step to step: levels, baseline, new lines, order. What one
// step took away, no later one sees.
func TestNarrow(t *testing.T) {
	at := func(file, rule string, line int) rules.Finding {
		return rules.Finding{Rule: rule, Severity: rules.Error, Excerpt: file + rule, Location: &rules.Location{File: file, Line: line, EndLine: line}}
	}
	levels := func(page string) []config.Level {
		if page == "off.md" {
			return []config.Level{{Pattern: "*", Severity: config.Off}}
		}
		return []config.Level{{Pattern: "r/info", Severity: rules.Info}}
	}
	all := []rules.Finding{at("b.md", "r/info", 2), at("off.md", "r/one", 1), at("a.md", "r/one", 9), at("a.md", "r/known", 1)}
	gone := at("a.md", "r/gone", 3)
	known := (&baseline.Baseline{}).Record("known.json", []rules.Finding{all[3], gone}, func(string, string) bool { return true })

	type short struct {
		File, Rule string
		Severity   rules.Severity
	}
	for _, tt := range []struct {
		name  string
		base  *baseline.Baseline
		lines changes.Lines
		want  []short
		known int
	}{
		{"levels and order", &baseline.Baseline{}, nil, []short{{"a.md", "r/known", "error"}, {"a.md", "r/one", "error"}, {"b.md", "r/info", "info"}}, 0},
		{"baseline", known, nil, []short{{"a.md", "r/one", "error"}, {"b.md", "r/info", "info"}, {"known.json", "baseline/fixed", "info"}}, 1},
		{"no new lines", known, changes.Lines{}, nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := &narrowing{base: tt.base, lines: tt.lines, levels: levels, judged: func(string, string) bool { return true }}
			var got []short
			for _, f := range n.narrow(all) {
				got = append(got, short{f.Location.File, f.Rule, f.Severity})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(n.known) != tt.known {
				t.Errorf("%d known, want %d", len(n.known), tt.known)
			}
		})
	}
}

package delta

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func finding(rule string, o rules.Outcome, message string) rules.Finding {
	return rules.Finding{Rule: rule, Outcome: o, Message: message, Source: "mysql://om@db/openmetadata_db: SELECT 1"}
}

func TestBetween(t *testing.T) {
	inFile := func(rule, file string, line int) rules.Finding {
		f := finding(rule, rules.Warn, fmt.Sprintf("%s is used", rule))
		f.Location = &rules.Location{File: file, Line: line}
		f.Source = facts.Optional(fmt.Sprintf("%s:%d", file, line))
		return f
	}
	for _, tt := range []struct {
		name          string
		before, after []rules.Finding
		want          string
	}{
		{"nothing", nil, nil, ""},
		{"open in neither", []rules.Finding{finding("a", rules.Pass, "")}, []rules.Finding{finding("a", rules.NotApplicable, "")}, ""},
		{"fixed", []rules.Finding{finding("a", rules.Fail, "x")}, []rules.Finding{finding("a", rules.Pass, "y")}, "fixed a"},
		{"gone", []rules.Finding{finding("a", rules.Fail, "x")}, nil, "fixed a"},
		{"waived is not open", []rules.Finding{finding("a", rules.Fail, "x")}, []rules.Finding{finding("a", rules.Waived, "x; waived")}, "fixed a"},
		{"new", nil, []rules.Finding{finding("a", rules.Unknown, "x")}, "new a"},
		{"it passed before", []rules.Finding{finding("a", rules.Pass, "x")}, []rules.Finding{finding("a", rules.Fail, "y")}, "new a"},
		{"worse", []rules.Finding{finding("a", rules.Warn, "x")}, []rules.Finding{finding("a", rules.Unknown, "y")}, "worse a"},
		{"better", []rules.Finding{finding("a", rules.Fail, "x")}, []rules.Finding{finding("a", rules.Warn, "y")}, "better a"},
		{"another wording is the same", []rules.Finding{finding("a", rules.Fail, "262144")}, []rules.Finding{finding("a", rules.Fail, "131072")}, "same a"},
		{"lines move", []rules.Finding{inFile("a", "x.sh", 3)}, []rules.Finding{inFile("a", "x.sh", 7)}, "same a"},
		{"another file is another finding", []rules.Finding{inFile("a", "x.sh", 3)}, []rules.Finding{inFile("a", "y.sh", 3)}, "new a, fixed a"},
		{
			"of two, the one that is gone",
			[]rules.Finding{finding("a", rules.Fail, "x"), finding("a", rules.Warn, "y")},
			[]rules.Finding{finding("a", rules.Warn, "y")},
			"fixed a",
		},
		{"new before fixed", []rules.Finding{finding("a", rules.Fail, "x")}, []rules.Finding{finding("b", rules.Fail, "x")}, "new b, fixed a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range Between(tt.before, tt.after) {
				if c.Kind != Same || strings.HasPrefix(tt.want, "same") {
					got = append(got, string(c.Kind)+" "+c.Finding().Rule)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got %q, want %q", s, tt.want)
			}
		})
	}
}

package report

import (
	"io"
	"strings"

	"github.com/omlint/omlint/rules"
)

// Explanation is what a rule says about itself.
type Explanation struct {
	ID       string         `json:"id"`
	Severity rules.Severity `json:"severity"`
	Since    string         `json:"since"`
	Title    string         `json:"title"`
	Why      string         `json:"why"`
	Fix      string         `json:"fix"`
	Fixable  bool           `json:"fixable"` // --fix mends some of its findings
	Bad      string         `json:"bad"`
	Good     string         `json:"good"`
}

// RulesJSON writes rules as one JSON object.
func RulesJSON(w io.Writer, list []Explanation) error {
	return WriteJSON(w, struct {
		Schema string        `json:"schema"`
		Rules  []Explanation `json:"rules"`
	}{"omlint.rules/v1", list})
}

// RulesTable lists rules, one a line.
func RulesTable(w io.Writer, list []Explanation) error {
	p := &page{w: w}
	for _, e := range list {
		p.printf("%-36s %-8s %s\n", e.ID, e.Severity, e.Title)
	}
	return p.err
}

// Explain says everything about one rule.
func Explain(w io.Writer, e Explanation) error {
	p := &page{w: w}
	p.printf("%s (%s, since %s)\n\n%s.\n", e.ID, e.Severity, e.Since, capital(e.Title))
	p.printf("\nWhy: %s.\n", strings.TrimSuffix(e.Why, "."))
	if e.Fix != "" {
		p.printf("Fix: %s.\n", strings.TrimSuffix(e.Fix, "."))
	}
	if e.Fixable {
		p.printf("omlint lint --fix mends it where that cannot be wrong.\n")
	}
	for _, example := range []struct{ label, text string }{{"Bad", e.Bad}, {"Good", e.Good}} {
		if example.text != "" {
			p.printf("\n%s:\n\n    %s\n", example.label, strings.ReplaceAll(example.text, "\n", "\n    "))
		}
	}
	return p.err
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

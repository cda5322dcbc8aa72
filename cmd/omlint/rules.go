package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
	"github.com/omlint/omlint/rules/docs"
)

func newRulesCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "rules [ID]",
		Short:   "List the rules, or explain one",
		Args:    cobra.MaximumNArgs(1),
		Example: "  omlint rules\n  omlint rules markdoc/missing-closing",
	}
	g := addGlobalFlags(cmd, "text", "json", "markdown")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		list := explanations()
		if len(args) == 1 {
			i := slices.IndexFunc(list, func(e report.Explanation) bool { return e.ID == args[0] })
			if i < 0 {
				return fmt.Errorf("there is no rule %q; omlint rules lists them", args[0])
			}
			list = list[i : i+1]
		}
		return g.write(cmd, func(w io.Writer) error {
			switch {
			case g.format == "json":
				return report.RulesJSON(w, list)
			case g.format == "markdown":
				return report.RulesMarkdown(w, list)
			case len(args) == 1:
				return report.Explain(w, list[0])
			default:
				return report.RulesTable(w, list)
			}
		})
	}
	return cmd
}

// lintRules are all rules whose findings lint can have.
func lintRules() []*rules.Rule { return append(docs.Rules(), docs.Notices()...) }

// explanations are what is said about every rule, of documents and deployments.
func explanations() []report.Explanation {
	var list []report.Explanation
	example := func(e rules.Example) string { return strings.TrimRight(e.Text, "\n") }
	for _, r := range lintRules() {
		list = append(list, report.Explanation{
			ID: r.ID, Severity: r.Severity, Since: r.Since, Title: r.Title, Why: r.Why, Fix: r.Fix, Fixable: r.Fixable,
			Bad: example(r.Bad), Good: example(r.Good),
		})
	}
	for _, c := range deploy.Checks() {
		why := c.Why
		if len(c.Sources) > 0 {
			why += "; met in " + strings.Join(c.Sources, ", ")
		}
		list = append(list, report.Explanation{ID: c.ID, Severity: rules.Error, Since: "0.1.0", Title: c.Title, Why: why})
	}
	slices.SortFunc(list, func(a, b report.Explanation) int { return strings.Compare(a.ID, b.ID) })
	return list
}

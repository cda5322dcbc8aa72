package docs

import (
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/statement-conflict", Severity: rules.Error,
		Title: "the page contradicts a fact that its author stated with the fact tag",
		Why:   "audits go by the statement, readers by the text: one of them gets it wrong",
		Fix:   "correct the statement or the text",
		Bad:   rules.Example{Text: "# Prerequisites\n\n## 1.4.0\n\n{% fact kind=\"requirement\" type=\"db-setting\" name=\"work_mem\" op=\">=\" value=\"20MB\" version=\"1.4.0\" /%}\n\n```sql\nALTER SYSTEM SET work_mem = '64MB';\n```\n"},
		Good:  rules.Example{Text: "# Prerequisites\n\n## 1.4.0\n\n{% fact kind=\"requirement\" type=\"db-setting\" name=\"work_mem\" op=\">=\" value=\"20MB\" version=\"1.4.0\" /%}\n\n```sql\nALTER SYSTEM SET work_mem = '20MB';\n```\n"},
	}, statementConflict)

	register(rules.Rule{
		ID: "upgrade/statement-invalid", Severity: rules.Error, Since: "0.1.0",
		Title: "a fact tag that states nothing, because an attribute is wrong or missing",
		Why:   "audits leave it out: what its author demands is checked by nobody",
		Fix:   "write the attributes as docs/extraction.md lists them",
		Bad:   rules.Example{Text: "{% fact type=\"db-settings\" name=\"work_mem\" op=\">=\" value=\"20MB\" /%}\n"},
		Good:  rules.Example{Text: "{% fact type=\"db-setting\" name=\"work_mem\" op=\">=\" value=\"20MB\" /%}\n"},
		Nodes: []parser.NodeType{parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				if wrong := facts.StatementErrors(n, c.Site.Profile); wrong != nil {
					c.Report(n.Span, "this states no fact: %s", strings.Join(wrong, "; "))
				}
			}}
		},
	})
}

func statementConflict(c *rules.Context) {
	all := c.Facts()
	for _, f := range all {
		mine := own(c, f.Evidence)
		if !f.Stated() || len(mine) == 0 {
			continue
		}
		statement := mine[max(0, slices.IndexFunc(mine, isTag))]
		report := func(at facts.Evidence, says, stated string) {
			found := c.ReportLine(at.Line, "%s is %s here, and stated as %s in line %d", f.Subject.Name, says, stated, statement.Line)
			found.Fact, found.Evidence = facts.Optional(f.ID), []facts.Evidence{at, statement}
		}
		for _, conflict := range f.Conflicts {
			if other := own(c, conflict.Evidence); len(other) > 0 {
				report(other[0], conflict.Expect.String(), f.Expect.String())
			}
		}
		for _, g := range all { // deprecated, says one, and removed, the other
			if other := own(c, g.Evidence); g.ID == f.ID && !g.Stated() && g.Version == f.Version && g.Kind != f.Kind &&
				g.Kind != facts.Requirement && f.Kind != facts.Requirement && len(other) > 0 {
				report(other[0], kindWord(g), kindWord(f))
			}
		}
	}
}

func isTag(e facts.Evidence) bool {
	return strings.HasPrefix(strings.TrimSpace(e.Quote), "{%") || strings.HasPrefix(strings.TrimSpace(e.Quote), "<")
}

func kindWord(f facts.Fact) string {
	if f.Kind == facts.Deprecation {
		return "deprecated"
	}
	return "removed or changed"
}

package docs

import (
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// Headings of the same text are numbered by the site, so only ids that an
// author gave can meet one another.
func init() {
	register(rules.Rule{
		ID: "structure/duplicate-anchor", Severity: rules.Warning, Since: "0.1.0",
		Title: "two places of a page have the same id",
		Why:   "links to the second place lead to the first",
		Fix:   "give each its own id",
		Bad:   rules.Example{Text: "## MySQL {% #backup %}\n\ntext\n\n## PostgreSQL {% #backup %}\n\ntext\n"},
		Good:  rules.Example{Text: "## MySQL {% #mysql %}\n\ntext\n\n## PostgreSQL {% #postgresql %}\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				first := map[string]*parser.Node{}
				for _, a := range c.Site.Anchors(c.Document) {
					other := first[a.ID]
					if other == nil {
						first[a.ID] = a.Node
						continue
					}
					if a.Document == c.Document && (a.Node.String("id") != "" || other.String("id") != "") {
						c.Report(a.Node.Span, "the id %q is taken already by %q", a.ID, other.Text())
					}
				}
			}}
		},
	})
}

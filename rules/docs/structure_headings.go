package docs

import (
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// blocks visits a page's own blocks in document order.
func blocks(d *parser.Document, visit func(n *parser.Node)) {
	parser.Walk(d.Root, func(n *parser.Node) bool {
		if n.Inline || n.Type == parser.TypeInline {
			return false
		}
		visit(n)
		return true
	})
}

// headingsWithin lists the levels of the headings that a partial brings.
func headingsWithin(c *rules.Context, n *parser.Node) (levels []int, known bool) {
	partial := c.Site.Partial(c.Document, n)
	if partial == nil {
		return nil, false
	}
	c.Site.Walk(partial, func(_ *parser.Document, n *parser.Node) bool {
		if n.Type == parser.TypeHeading {
			levels = append(levels, n.Level())
		}
		return !n.Inline
	})
	return levels, true
}

func init() {
	register(rules.Rule{
		ID: "structure/heading-jump", Severity: rules.Warning, Since: "0.1.0",
		Title: "a heading skips a level",
		Why:   "the outline that readers, search and screen readers go by has a hole",
		Fix:   "make the heading one level deeper than the one above it",
		Bad:   rules.Example{Text: "# Upgrade\n\n### Back up\n\ntext\n"},
		Good:  rules.Example{Text: "# Upgrade\n\n## Back up\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				last := 0 // unknown
				blocks(c.Document, func(n *parser.Node) {
					switch {
					case n.Type == parser.TypeHeading:
						if level := n.Level(); last > 0 && level > last+1 {
							c.Report(n.Span, "heading of level %d directly below one of level %d", level, last)
						}
						last = n.Level()
					case c.PartialName(n) != "":
						if levels, known := headingsWithin(c, n); !known {
							last = 0
						} else if len(levels) > 0 {
							last = levels[len(levels)-1]
						}
					}
				})
			}}
		},
	})
	register(rules.Rule{
		ID: "structure/several-h1", Severity: rules.Warning, Since: "0.1.0",
		Title: "a page has more than one heading of level 1",
		Why:   "the page seems to end and another to begin, and its outline has no top",
		Fix:   "keep the first as the title, and make the others level 2",
		Bad:   rules.Example{Text: "# Upgrade\n\ntext\n\n# Breaking Changes\n\ntext\n"},
		Good:  rules.Example{Text: "# Upgrade\n\ntext\n\n## Breaking Changes\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				first := ""
				blocks(c.Document, func(n *parser.Node) {
					switch {
					case n.Level() == 1 && first == "":
						first = n.Text()
					case n.Level() == 1:
						c.Report(n.Span, "another heading of level 1; the page's title is %q", first)
					case c.PartialName(n) != "":
						levels, _ := headingsWithin(c, n)
						ones := 0
						for _, level := range levels {
							if level == 1 {
								ones++
							}
						}
						if ones > 0 && first != "" {
							c.Report(n.Span, "%s brings another heading of level 1; the page's title is %q", c.PartialName(n), first)
						} else if ones > 0 {
							first = "that of " + c.PartialName(n)
						}
					}
				})
			}}
		},
	})
	register(rules.Rule{
		ID: "structure/empty-section", Severity: rules.Warning, Since: "0.1.0",
		Title: "a heading with nothing below it",
		Why:   "the reader cannot tell whether there is nothing to say or something was left out",
		Fix:   "write the section, or remove the heading",
		Bad:   rules.Example{Text: "## API\n\n## UI\n\ntext\n"},
		Good:  rules.Example{Text: "## API\n\ntext\n\n## UI\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				parser.Walk(c.Root, func(parent *parser.Node) bool {
					emptySections(c, parent)
					return !parent.Inline && parent.Type != parser.TypeInline
				})
			}}
		},
	})
}

// emptySections finds headings that another of their level or above follows
// directly. What ends a page that is no partial is a section as well.
func emptySections(c *rules.Context, parent *parser.Node) {
	var open *parser.Node
	blocks := 0
	for _, n := range parent.Children {
		switch n.Type {
		case parser.TypeComment, parser.TypeESM:
			continue
		case parser.TypeText, parser.TypeSoftbreak:
			if strings.TrimSpace(n.Text()) == "" {
				continue
			}
		}
		blocks++
		if n.Type != parser.TypeHeading {
			open = nil
			continue
		}
		if open != nil && n.Level() <= open.Level() {
			c.Report(open.Span, "there is nothing below the heading %q", open.Text())
		}
		open = n
	}
	if open != nil && blocks > 1 && parent.Type == parser.TypeDocument && !isPartial(c.Document) {
		c.Report(open.Span, "there is nothing below the heading %q, which ends the page", open.Text())
	}
}

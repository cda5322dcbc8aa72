package docs

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// A link is broken only as far as it can be told: its target's folder was
// loaded, and the site as a whole. See tree.
func init() {
	register(rules.Rule{
		ID: "link/broken-page", Severity: rules.Error, Since: "0.1.0",
		Title: "a link leads to a page that is not there",
		Why:   "the reader meets an error page instead of the instructions",
		Fix:   "link to where the page is now, or remove the link",
		Bad:   rules.Example{Text: "[Upgrade](/guides/upgarde)\n", Others: map[string]string{"guides/upgrade.md": "text\n"}},
		Good:  rules.Example{Text: "[Upgrade](/guides/upgrade)\n", Others: map[string]string{"guides/upgrade.md": "text\n"}},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				t := treeOf(c.Site)
				if folder, name := t.target(c.Site, c.Document, href); folder != "" && t.whole {
					c.Report(n.Span, "the link %q leads nowhere: there is no page %s in %s", href, name, folder)
				}
			})
		},
	})
	register(rules.Rule{
		ID: "link/broken-anchor", Severity: rules.Error, Since: "0.1.0",
		Title: "a link leads to a place that its page does not have",
		Why:   "the reader lands at the top of the page and has to search",
		Fix:   "link to the anchor of a heading that is there", Fixable: true,
		Bad:   rules.Example{Text: "[Prepare](#2.-prepare)\n\n## 2. Prepare\n\ntext\n"},
		Good:  rules.Example{Text: "[Prepare](#2-prepare)\n\n## 2. Prepare\n\ntext\n"},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				if _, ok := internal(href); !ok {
					return
				}
				link := c.Site.Link(c.Document, href)
				if link.Kind != parser.LinkPage || link.Fragment == "" || link.Fragment == "top" || strings.HasPrefix(link.Fragment, ":~:") {
					return
				}
				if isPartial(link.Page) {
					return // the anchor may be one of the pages that include it
				}
				if found, like := anchored(c.Site, link.Page, link.Fragment); !found {
					f := c.Report(n.Span, "the link %q leads to no place: %s has no anchor %q", href, link.Page.Path, link.Fragment)
					if like != "" {
						f.Message += "; did you mean #" + like + "?"
						page, _, _ := strings.Cut(href, "#")
						retarget(c, f, n, href, page+"#"+like, "link to #"+like)
					}
				}
			})
		},
	})
}

// anchored reports whether a page may have an anchor, and the one that reads
// alike when it has not: "" when several do. A page whose anchors cannot all be known has every anchor.
func anchored(site *rules.Site, page *parser.Document, fragment string) (found bool, like string) {
	want := hyphens(fragment)
	several := false
	try := func(id string) {
		switch {
		case id == fragment || hyphens(id) == want:
			found = true
		case bare(id) == bare(fragment):
			several = several || like != "" && like != id
			like = id
		}
	}
	for _, a := range site.Anchors(page) {
		try(a.ID)
		if a.Node.Type == parser.TypeHeading {
			try(parser.Slug(a.Node.Text())) // besides the id given to it
			found = found || computed(a.Node)
		}
	}
	site.Walk(page, func(d *parser.Document, n *parser.Node) bool {
		if (d.PartialName(n) != "" || n.Tag == "partial") && site.Partial(d, n) == nil {
			found = true // also of a Markdoc tag left over in an MDX page
		}
		for _, name := range []string{"id", "name", "title", "label", "stepName"} {
			if s := n.String(name); s != "" && n.Type == parser.TypeTag {
				try(s)
				try(parser.Slug(s))
			}
		}
		if !found && d.Dialect != parser.MDX && n.Type == parser.TypeDocument {
			found = htmlAnchor(d, fragment)
		}
		return !found
	})
	if several {
		like = ""
	}
	return found, like
}

// htmlAnchor finds <a name="…"> and the like, which Markdoc takes for text.
func htmlAnchor(d *parser.Document, fragment string) bool {
	q := regexp.QuoteMeta(fragment)
	re, err := regexp.Compile(`<[^>\n]*\b(?:id|name)=["']` + q + `["']`)
	return err == nil && re.Match(d.Source)
}

// computed reports whether a heading's text is known only to the site.
func computed(n *parser.Node) bool {
	unknown := false
	parser.Walk(n, func(n *parser.Node) bool {
		if v, ok := n.Attr("content"); ok {
			if _, plain := v.(string); !plain {
				unknown = true
			}
		}
		return true
	})
	return unknown
}

var manyHyphens = regexp.MustCompile(`-+`)

// hyphens evens out what sites make of "a & b": a--b or a-b.
func hyphens(id string) string { return strings.Trim(manyHyphens.ReplaceAllString(id, "-"), "-") }

// bare leaves the letters and digits of an anchor.
func bare(id string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, id)
}

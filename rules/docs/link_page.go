package docs

import (
	"regexp"
	"slices"
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
		Bad:   rules.Example{Name: "page.mdx", Text: "[Prepare](#2.-prepare)\n\n## 2. Prepare\n\ntext\n"},
		Good:  rules.Example{Name: "page.mdx", Text: "[Prepare](#2-prepare)\n\n## 2. Prepare\n\ntext\n"},
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
				if isPartial(link.Page) || c.Site.Page(link.Page) == nil {
					return // the anchor may be one of the pages that include it
				}
				if found, like := anchored(c.Site.Page(link.Page), link.Fragment); !found {
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

// anchors are the places of a page that links may lead to.
type anchors struct {
	exact map[string]bool   // as written, and with every run of hyphens as one
	alike map[string]string // by their letters and digits; "" where several are alike
	open  bool              // they cannot all be known
	pages []*parser.Document
}

var pageAnchors = rules.NewPerPage(func(p *rules.Page) *anchors {
	site := p.Site
	a := &anchors{exact: map[string]bool{}, alike: map[string]string{}}
	add := func(id string) {
		a.exact[id], a.exact[hyphens(id)] = true, true
		key := bare(id)
		if like, known := a.alike[key]; known && like != id {
			id = "" // several: which one is meant cannot be told
		}
		a.alike[key] = id
	}
	for _, at := range site.Anchors(p.Document) {
		add(at.ID)
		if at.Node.Type == parser.TypeHeading {
			text := at.Node.Text()
			add(parser.Slug(text)) // besides the id given to it
			if at.Document.Dialect != parser.MDX {
				a.exact[sampleSlug(text)] = true
			}
			a.open = a.open || computed(at.Node)
		}
	}
	site.Walk(p.Document, func(d *parser.Document, n *parser.Node) bool {
		switch n.Type {
		case parser.TypeTag:
			if (d.PartialName(n) != "" || n.Tag == "partial") && site.Partial(d, n) == nil {
				a.open = true // also of a Markdoc tag left over in an MDX page
			}
			for _, name := range []string{"id", "name", "title", "label", "stepName"} {
				if s := n.String(name); s != "" {
					add(s)
					add(parser.Slug(s))
				}
			}
		case parser.TypeDocument:
			if d.Dialect != parser.MDX {
				a.pages = append(a.pages, d)
			}
		}
		return true
	})
	return a
})

// anchored reports whether a page may have an anchor, and one that reads alike
// when it has not. A page whose anchors cannot all be known has every anchor.
func anchored(page *rules.Page, fragment string) (found bool, like string) {
	a := pageAnchors.Of(page)
	if a.open || a.exact[fragment] || a.exact[hyphens(fragment)] ||
		slices.ContainsFunc(a.pages, func(d *parser.Document) bool { return htmlAnchor(d, fragment) }) {
		return true, ""
	}
	return false, a.alike[bare(fragment)]
}

// sampleSlug makes an anchor as the sample in Markdoc's guide does, which many
// sites have copied: https://markdoc.dev/docs/examples.
func sampleSlug(text string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text, "?", "")), "-"))
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

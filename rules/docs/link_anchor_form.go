package docs

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// oddInAnchor are characters that GitHub's and Mintlify's anchors of headings
// never have. The sample that Markdoc's guide gives leaves out nothing but
// question marks (https://markdoc.dev/docs/examples), so Markdoc sites differ.
var oddInAnchor = regexp.MustCompile(`[.,&()'"!]`)

func init() {
	register(rules.Rule{
		ID: "link/impossible-anchor", Severity: rules.Warning, Since: "0.1.0",
		Title: "a link's anchor has a character that no heading's anchor has",
		Why:   "whatever the heading is called, the reader lands at the top of the page and has to search",
		Fix:   "write the anchor as the site makes it: small letters, digits and hyphens",
		Bad:   rules.Example{Name: "page.mdx", Text: "[Prepare](/deployment/bare-metal#2.-prepare-&-install)\n"},
		Good:  rules.Example{Name: "page.mdx", Text: "[Prepare](/deployment/bare-metal#2-prepare-install)\n"},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				if c.Dialect != parser.MDX {
					return
				}
				if fragment, ok := unsettled(c.Page, href); ok && oddInAnchor.MatchString(fragment) {
					c.Report(n.Span, "the link %q leads to no heading: anchors have no %q", href, oddInAnchor.FindString(fragment))
				}
			})
		},
	})
	register(rules.Rule{
		ID: "link/anchor-conflict", Severity: rules.Warning, Since: "0.1.0",
		Title: "the same anchor is written in two ways",
		Why:   "one of them is not how the site makes anchors: its readers land at the top of the page. The rarer form is reported",
		Fix:   "try both, and write the one that works everywhere",
		Bad: rules.Example{
			Text:   "[Prepare](/deployment/bare-metal#4-prepare)\n",
			Others: map[string]string{"a.md": "[Prepare](/deployment/bare-metal#4.-prepare)\n", "b.md": "[Prepare](/deployment/bare-metal#4.-prepare)\n"},
		},
		Good: rules.Example{
			Text:   "[Prepare](/deployment/bare-metal#4.-prepare)\n",
			Others: map[string]string{"a.md": "[Prepare](/deployment/bare-metal#4.-prepare)\n", "b.md": "[Prepare](/deployment/bare-metal#4.-prepare)\n"},
		},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				fragment, ok := unsettled(c.Page, href)
				if !ok {
					return
				}
				forms := anchorForms.Of(c.Site)[placeOf(c.Page, href, fragment)]
				mine := forms[hyphens(fragment)]
				for _, form := range slices.Sorted(maps.Keys(forms)) {
					use := forms[form]
					if form != hyphens(fragment) && (use.count > mine.count || use.count == mine.count && oddInAnchor.MatchString(fragment)) {
						c.Report(n.Span, "the anchor is written #%s here and #%s in %s", fragment, form, use.on.Path)
						return
					}
				}
			})
		},
	})
}

// unsettled takes the fragment of a link within the site whose target's anchors
// are not all known, so that link/broken-anchor cannot judge it.
func unsettled(p *rules.Page, href string) (fragment string, ok bool) {
	if !strings.Contains(href, "#") {
		return "", false
	}
	if _, ok := internal(href); !ok {
		return "", false
	}
	link := p.Site.Link(p.Document, href)
	if link.Kind == parser.LinkExternal || link.Fragment == "" || strings.ContainsAny(link.Fragment, ":/=") {
		return "", false // a text fragment, or an address within a page that is a program
	}
	if link.Page != nil && p.Site.Page(link.Page) != nil {
		a := pageAnchors.Of(p.Site.Page(link.Page))
		if a.exact[link.Fragment] || !a.open && !isPartial(link.Page) {
			return "", false
		}
	}
	return link.Fragment, true
}

// placeOf is what links have in common that mean the same heading. Every
// dialect's sites make anchors in their own way.
func placeOf(p *rules.Page, href, fragment string) string {
	to, _ := internal(href)
	if to == "" {
		to = p.Path
	}
	return strings.Join([]string{string(p.Dialect), to, bare(fragment)}, "\x00")
}

type anchorUse struct {
	count int
	on    *parser.Document // where it stands first
}

// anchorForms are, by place, the ways in which a site's links write its anchor.
var anchorForms = rules.NewPerSite(func(s *rules.Site) map[string]map[string]anchorUse {
	found := make([][][2]string, len(s.Documents))
	eachPage(s, func(i int, p *rules.Page) {
		parser.Walk(p.Root, func(n *parser.Node) bool {
			if !slices.Contains(linkNodes, n.Type) {
				return true
			}
			for _, href := range hrefs(n) {
				if fragment, ok := unsettled(p, href); ok {
					found[i] = append(found[i], [2]string{placeOf(p, href, fragment), hyphens(fragment)})
				}
			}
			return true
		})
	})
	forms := map[string]map[string]anchorUse{}
	for i, uses := range found {
		for _, use := range uses {
			place, form := use[0], use[1]
			if forms[place] == nil {
				forms[place] = map[string]anchorUse{}
			}
			known := forms[place][form]
			if known.on == nil {
				known.on = s.Documents[i]
			}
			known.count++
			forms[place][form] = known
		}
	}
	return forms
})

package docs

import (
	"net/url"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// included lists what a page includes, and where it says so. What an MDX page
// imports counts where it is imported.
func included(c *rules.Context, visit func(at parser.Span, name string, found *parser.Document)) rules.Visitor {
	return rules.Visitor{
		Node: func(n *parser.Node) {
			if name := c.PartialName(n); name != "" && c.Dialect != parser.MDX {
				visit(n.Span, name, c.Site.Partial(c.Document, n))
			}
		},
		End: func() {
			for _, i := range c.Imports {
				n := &parser.Node{Type: parser.TypeTag, Tag: i.Name}
				if name := c.PartialName(n); name == i.Source && c.Dialect == parser.MDX {
					visit(i.Span, name, c.Site.Partial(c.Document, n))
				}
			}
		},
	}
}

func init() {
	register(rules.Rule{
		ID: "link/missing-partial", Severity: rules.Error, Since: "0.1.0",
		Title: "a partial or imported snippet that is not there",
		Why:   "the page lacks what the partial should bring, or is not built at all",
		Fix:   "name the file where it is now",
		Bad:   rules.Example{Text: "{% partial file=\"/v1.4/nonesuch.md\" /%}\n"},
		Good: rules.Example{
			Text:   "{% partial file=\"/v1.4/backup.md\" /%}\n",
			Others: map[string]string{"partials/v1.4/backup.md": "text\n"},
		},
		Nodes: []parser.NodeType{parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			return included(c, func(at parser.Span, name string, found *parser.Document) {
				if found != nil {
					return
				}
				f := c.Report(at, "there is no %s in any folder above this page", name)
				if f.Severity == rules.Error && !treeOf(c.Site).whole {
					f.Severity = rules.Warning // an excerpt of a site lacks more than its authors forgot
				}
			})
		},
	})
	register(rules.Rule{
		ID: "link/wrong-version-partial", Severity: rules.Error, Since: "0.1.0",
		Title: "a page of one version includes a partial of another",
		Why:   "the reader follows the instructions of another release",
		Fix:   "include the partial of the page's own version",
		Bad: rules.Example{
			Name: "v1.9.x/page.md", Text: "{% partial file=\"/v1.8/backup.md\" /%}\n",
			Others: map[string]string{"partials/v1.8/backup.md": "text\n"},
		},
		Good: rules.Example{
			Name: "v1.9.x/page.md", Text: "{% partial file=\"/v1.9/backup.md\" /%}\n",
			Others: map[string]string{"partials/v1.9/backup.md": "text\n"},
		},
		Nodes: []parser.NodeType{parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			own, ok := releaseOf(c.Path)
			if !ok {
				return rules.Visitor{}
			}
			return included(c, func(at parser.Span, name string, _ *parser.Document) {
				if other, ok := releaseOf(name); ok && !own.same(other) {
					c.Report(at, "this page is of %s, but includes a partial of %s", own.folder, other.folder)
				}
			})
		},
	})
	register(rules.Rule{
		ID: "link/wrong-version-page", Severity: rules.Warning, Since: "0.1.0",
		Title: "a page links to another version's copy of a page that its own version has",
		Why:   "the reader goes on with the instructions of another release without noticing",
		Fix:   "link to the page of the same version, or say which version the link is about",
		Bad: rules.Example{
			Name: "v1.9.x/page.md", Text: "[Backup](/v1.8.x/backup)\n",
			Others: map[string]string{"v1.8.x/backup.md": "text\n", "v1.9.x/backup.md": "text\n"},
		},
		Good: rules.Example{
			Name: "v1.9.x/page.md", Text: "[Backup](/v1.9.x/backup)\n",
			Others: map[string]string{"v1.8.x/backup.md": "text\n", "v1.9.x/backup.md": "text\n"},
		},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			own, ok := releaseOf(c.Path)
			if !ok || strings.Contains(c.Path, "/releases/") || strings.Contains(c.Path, "/versions/") {
				return rules.Visitor{} // pages about versions link to them
			}
			return onLinks(func(n *parser.Node, href string) {
				u, err := url.Parse(href)
				if err != nil || u.Host != "" && u.Host != "docs.open-metadata.org" || u.Host == "" && u.Scheme != "" {
					return
				}
				other, ok := releaseOf(u.Path)
				if !ok || own.same(other) {
					return
				}
				// What names the version means it.
				if strings.Contains(strings.ReplaceAll(c.Line(c.Position(n.Span.Start).Line), href, ""), other.majorMinor) {
					return
				}
				twin := strings.Replace(u.Path, "/"+other.folder+"/", "/"+own.folder+"/", 1)
				if c.Site.Link(c.Document, twin).Kind == parser.LinkPage {
					c.Report(n.Span, "this page is of %s, but links to a page of %s that its own version has, too: %s", own.folder, other.folder, twin)
				}
			})
		},
	})
}

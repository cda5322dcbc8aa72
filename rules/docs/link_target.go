package docs

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(rules.Rule{
		ID: "link/relative", Severity: rules.Error, Since: "0.1.0",
		Title: "a link within the site lacks its leading slash",
		Why:   "the browser appends it to the address of the page, where nothing is",
		Fix:   "write the path from the root of the site, with a leading slash", Fixable: true,
		Bad:   rules.Example{Name: "guides/page.md", Text: "[Docker](quick-start/docker)\n", Others: map[string]string{"quick-start/docker.md": "text\n"}},
		Good:  rules.Example{Name: "guides/page.md", Text: "[Docker](/quick-start/docker)\n", Others: map[string]string{"quick-start/docker.md": "text\n"}},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				p, ok := internal(href)
				if ok && barePath.MatchString(p) && !parser.IsPage(p) && c.Site.Link(c.Document, href).Kind == parser.LinkMissing &&
					c.Site.Look(path.Join(path.Dir(c.Path), p)) == parser.Absent {
					if domain.MatchString(p) {
						c.Report(n.Span, "the link %q lacks https://, so it is taken for a path of this site", href)
						return
					}
					f := c.Report(n.Span, "the link %q lacks its leading slash: write /%s", href, href)
					if c.Site.Link(c.Document, "/"+href).Kind == parser.LinkPage {
						retarget(c, f, n, href, "/"+href, "add the leading slash")
					}
				}
			})
		},
	})
	register(rules.Rule{
		ID: "link/empty", Severity: rules.Error, Since: "0.1.0",
		Title: "a link or image without a target",
		Why:   "the reader is told to look somewhere and led nowhere",
		Fix:   "add the target, or make it plain text",
		Bad:   rules.Example{Text: "See the [guide]().\n"},
		Good:  rules.Example{Text: "See the [guide](https://example.com/guide).\n"},
		Nodes: []parser.NodeType{parser.TypeLink, parser.TypeImage, parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				name := "href"
				if n.Type == parser.TypeImage || n.Tag == "image" || n.Tag == "img" {
					name = "src"
				}
				if v, ok := n.Attr(name); ok {
					if s, ok := v.(string); ok && strings.TrimSpace(s) == "" {
						c.Report(n.Span, "the %s is empty", map[string]string{"href": "link's target", "src": "image's source"}[name])
					}
				}
			}}
		},
	})
	register(rules.Rule{
		ID: "link/reversed", Severity: rules.Error, Since: "0.1.0",
		Title: "a link's brackets are the wrong way round",
		Why:   "the page shows the brackets and there is nothing to click",
		Fix:   "write [text](target)", Fixable: true,
		Bad:   rules.Example{Text: "See the (guide)[https://example.com/guide].\n"},
		Good:  rules.Example{Text: "See the [guide](https://example.com/guide).\n"},
		Nodes: []parser.NodeType{parser.TypeText},
		New: func(c *rules.Context) rules.Visitor {
			report := func(at parser.Span, m []string) {
				f := c.Report(at, "the brackets are the wrong way round: write [%s](%s)", m[1], m[2])
				if at.End-at.Start == len(m[0]) && !strings.ContainsAny(m[2], "()<>") {
					f.Mend(c.Document, "turn the brackets", rules.Edit{Start: at.Start, End: at.End, New: "[" + m[1] + "](" + m[2] + ")"})
				}
			}
			return rules.Visitor{Node: func(n *parser.Node) {
				if text := n.String("content"); strings.Contains(text, ")[") {
					for _, m := range reversed.FindAllStringSubmatch(text, -1) {
						at := n.Span
						if i := bytes.Index(c.Source[at.Start:at.End], []byte(m[0])); i >= 0 {
							at = parser.Span{Start: at.Start + i, End: at.Start + i + len(m[0])}
						}
						report(at, m)
					}
				}
			}}
		},
	})
}

var (
	// barePath is a path of words, such as quick-start/docker; a single word may
	// be an anchor without its #, or a note to the author.
	barePath = regexp.MustCompile(`^[A-Za-z0-9][\w.-]*(?:/[\w.-]+)+$`)
	domain   = regexp.MustCompile(`^(?:www\.|[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|net|dev|ai)/)`)
	reversed = regexp.MustCompile(`\(([^()\[\]\n]+)\)\[((?:https?://|/)[^\]\s]+)\]`)
)

package docs

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// frontmatter is what stands above a page's text.
type frontmatter struct {
	keys        map[string]any // nil when it is no mapping of keys
	title, slug string
	err         error // it is no YAML
}

var frontmatters = rules.NewPerPage(func(p *rules.Page) frontmatter {
	var f frontmatter
	if strings.TrimSpace(p.Frontmatter) == "" {
		return f
	}
	var root yaml.Node
	if f.err = yaml.Unmarshal([]byte(p.Frontmatter), &root); f.err != nil {
		return f
	}
	var named struct{ Title, Slug string }
	if root.Decode(&named) == nil && root.Decode(&f.keys) == nil {
		f.title, f.slug = named.Title, named.Slug
	}
	return f
})

var frontmatterLine = regexp.MustCompile(`line (\d+): `)

func init() {
	register(rules.Rule{
		ID: "structure/frontmatter", Severity: rules.Error, Since: "0.1.0",
		Title: "a page's frontmatter is not valid YAML",
		Why:   "the site is not built, or the page loses its title and address",
		Fix:   "write valid YAML between the --- lines; quote values that hold a colon", Fixable: true,
		Bad:  rules.Example{Text: "---\ntitle: Upgrade: overview\nslug: /upgrade\n---\n\ntext\n"},
		Good: rules.Example{Text: "---\ntitle: \"Upgrade: overview\"\nslug: /upgrade\n---\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				if err := frontmatters.Of(c.Page).err; err != nil {
					line, message := 2, strings.TrimPrefix(err.Error(), "yaml: ") // yaml does not name its first line
					if m := frontmatterLine.FindStringSubmatch(message); m != nil {
						line, _ = strconv.Atoi(m[1])
						line++ // the --- above
						message = strings.Replace(message, m[0], "", 1)
					}
					line = min(line, c.LineCount())
					f := c.ReportLine(line, "the frontmatter is not valid YAML: %s", message)
					quoteValue(c, f, line)
				}
			}}
		},
	})
	register(rules.Rule{
		ID: "structure/missing-title", Severity: rules.Warning, Since: "0.1.0",
		Title: "a page has frontmatter without a title",
		Why:   "the page has no name in the menu, in search and in the browser",
		Fix:   "add a title to the frontmatter",
		Bad:   rules.Example{Text: "---\nslug: /upgrade\n---\n\ntext\n"},
		Good:  rules.Example{Text: "---\ntitle: Upgrade\nslug: /upgrade\n---\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				front := frontmatters.Of(c.Page).keys
				if strings.TrimSpace(c.Frontmatter) == "" || isPartial(c.Document) || front == nil {
					return
				}
				// GitBook takes the title from the first heading, Mintlify from an
				// API's description; a page with a slug is of neither. On
				// other sites a title is wanted when most pages have one.
				_, slug := front["slug"]
				for _, key := range []string{"title", "sidebarTitle", "openapi", "url"} {
					if front[key] != nil && front[key] != "" {
						return
					}
				}
				if top := c.Root.Children; slug || treeOf(c.Site).titled && (len(top) == 0 || top[0].Level() != 1) {
					c.ReportLine(1, "the frontmatter has no title")
				}
			}}
		},
	})
	register(rules.Rule{
		ID: "structure/pseudo-heading", Severity: rules.Info, Since: "0.1.0",
		Title: "a bold line stands for a heading",
		Why:   "the step is not in the outline, and nothing can link to it",
		Fix:   "make it a heading",
		Bad:   rules.Example{Text: "## Upgrade\n\n**1. Back up**\n\ntext\n"},
		Good:  rules.Example{Text: "## Upgrade\n\n### 1. Back up\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				for i, n := range c.Root.Children {
					if text := boldLine(n); text != "" && i+1 < len(c.Root.Children) && leadsOn(c.Root.Children[i+1]) {
						c.Report(n.Span, "the bold line %q stands for a heading", text)
					}
				}
			}}
		},
	})
}

var colonValue = regexp.MustCompile(`^[A-Za-z_][\w-]*:[ \t]+([^\s"'\[\]{}&*!|>%@\x60#,?-][^"\\#]*:[ \t][^"\\#]*[^"\\#\s])[ \t]*$`)

// quoteValue gives a finding the fix that quotes a line's value that holds a
// colon, if the frontmatter is then valid.
func quoteValue(c *rules.Context, f *rules.Finding, line int) {
	text := c.Line(line)
	m := colonValue.FindStringSubmatchIndex(text)
	if m == nil {
		return
	}
	value := `"` + text[m[2]:m[3]] + `"`
	if strings.Count(c.Frontmatter, text) != 1 || decodeYAML(strings.Replace(c.Frontmatter, text, text[:m[2]]+value+text[m[3]:], 1)) != nil {
		return
	}
	at := c.Offset(line)
	f.Mend(c.Document, "quote the value", rules.Edit{Start: at + m[2], End: at + m[3], New: value})
}

// leadsOn reports whether a block can be what a heading is about.
func leadsOn(n *parser.Node) bool {
	return n.Type != parser.TypeHeading && n.Type != parser.TypeHr && boldLine(n) == ""
}

// boldLine returns a paragraph's text when it is one short line, all bold, and
// no sentence.
func boldLine(n *parser.Node) string {
	if n.Type != parser.TypeParagraph || len(n.Children) != 1 || n.Children[0].Type != parser.TypeInline {
		return ""
	}
	inline := n.Children[0].Children
	if len(inline) != 1 || inline[0].Type != parser.TypeStrong {
		return ""
	}
	text := strings.TrimSpace(inline[0].Text())
	if len(text) > 80 || strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...") || strings.ContainsAny(text, "!?") || strings.HasSuffix(text, ",") {
		return ""
	}
	return text
}

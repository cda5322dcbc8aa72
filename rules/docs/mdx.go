package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// mintlify are the components that pages of a Mintlify site have without
// importing them: https://mintlify.com/docs/components.
var mintlify = strings.Fields(`
	Accordion AccordionGroup Badge Banner Callout Card CardGroup Check CodeBlock CodeGroup Color Column Columns
	Danger Expandable Frame Heading Icon Info Latex Mermaid Note Panel Param ParamField Prompt RequestExample
	ResponseExample ResponseField Snippet Step Steps Tab Tabs Tile Tiles Tip Tooltip Tree Update View Visibility
	Warning`)

// Components lists those that every page of a Mintlify site has.
func Components() []string { return slices.Clone(mintlify) }

var exported = regexp.MustCompile(`\bexport\s+(?:default\s+)?(?:async\s+)?(?:const|let|var|function\*?|class)\s+([\w$]+)`)

func init() {
	for _, r := range []rules.Rule{
		mdxRule("parse-error", "a tag, expression or import that MDX cannot read",
			"the site cannot build the page", "write it as MDX has it; < and { that mean themselves go into code or are escaped by a backslash",
			"Fewer than <5 pods\n", "Fewer than \\<5 pods\n"),
		mdxRule("missing-closing", "a component is opened and never closed",
			"the site cannot build the page", "close the component, or write it self-closing: <Name />", "<Note>\n\nOne line<br>and the next.\n\n</Note>\n", "<Note>\n\ntext\n\n</Note>\n"),
		mdxRule("missing-opening", "a component is closed that was not opened",
			"the site cannot build the page", "open the component first, or remove the closing tag", "text\n\n</Note>\n", "<Note>\n\ntext\n\n</Note>\n"),
	} {
		register(r)
	}
	register(rules.Rule{
		ID: "mdx/unknown-component", Severity: rules.Error, Since: "0.1.0",
		Title: "a component that is neither imported nor built in",
		Why:   "the site fails to build the page, or leaves out what the component holds",
		Fix:   "import the component, use one of Mintlify's, or declare it in the schema of omlint.yaml",
		Bad:   rules.Example{Name: "page.mdx", Text: "<Important>\n\ntext\n\n</Important>\n"},
		Good:  rules.Example{Name: "page.mdx", Text: "<Warning>\n\ntext\n\n</Warning>\n"},
		Nodes: []parser.NodeType{parser.TypeTag, parser.TypeESM},
		New: func(c *rules.Context) rules.Visitor {
			if c.Dialect != parser.MDX {
				return rules.Visitor{}
			}
			known := append([]string{"Fragment"}, c.Schema.Undeclared...)
			for _, i := range c.Imports {
				known = append(known, i.Name)
			}
			var used []*parser.Node
			return rules.Visitor{
				Node: func(n *parser.Node) {
					if n.Type == parser.TypeESM {
						for _, m := range exported.FindAllStringSubmatch(n.String("content"), -1) {
							known = append(known, m[1])
						}
						return
					}
					used = append(used, n)
				},
				End: func() {
					for _, n := range used {
						name, _, _ := strings.Cut(n.Tag, ".")
						if name == "" || name[0] < 'A' || name[0] > 'Z' || len(n.Errors) > 0 ||
							slices.Contains(mintlify, name) || slices.Contains(known, name) ||
							slices.Contains(known, "*") || c.Schema.Tags[n.Tag] != nil {
							continue
						}
						c.Report(n.Span, "the component <%s> is neither imported nor one of Mintlify's", n.Tag)
					}
				},
			}
		},
	})
}

// mdxRule is a rule for one error of the parser in MDX pages.
func mdxRule(id, title, why, fix, bad, good string) rules.Rule {
	return syntaxRule("mdx", id, rules.Error, title, why, fix, bad, good)
}

package docs

import (
	"regexp"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// One # may begin a hashtag or a comment; several can only be meant as a heading.
var hashes = regexp.MustCompile(`^#{2,6}[\pL\pN]`)

func init() {
	register(rules.Rule{
		ID: "structure/heading-space", Severity: rules.Warning, Since: "0.1.0",
		Title: "a heading without the space behind its #",
		Why:   "the page shows the # as text, and the heading is not in the outline",
		Fix:   "put a space behind the #", Fixable: true,
		Bad:   rules.Example{Text: "##Back up\n\ntext\n"},
		Good:  rules.Example{Text: "## Back up\n\ntext\n"},
		Nodes: []parser.NodeType{parser.TypeParagraph},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				line := c.Position(n.Span.Start).Line
				at := c.Offset(line)
				text := c.Line(line)
				// A paragraph that goes on would be cut in two.
				if m := hashes.FindString(text); m != "" && n.Span.End <= at+len(text)+1 {
					f := c.Report(parser.Span{Start: at, End: at + len(text)}, "without a space behind its # this is no heading")
					space := at
					for c.Source[space] == '#' {
						space++
					}
					f.Mend(c.Document, "put a space behind the #", rules.Edit{Start: space, End: space, New: " "})
				}
			}}
		},
	})
}

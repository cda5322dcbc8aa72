package docs

import (
	"path"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(rules.Rule{
		ID: "structure/duplicate-image", Severity: rules.Warning, Since: "0.1.0",
		Title: "an image is shown twice in a row",
		Why:   "one of the two was left over when the page moved to another way of showing images",
		Fix:   "remove one of them",
		Bad:   rules.Example{Text: "![Settings](/images/settings.png)\n\n{% image src=\"/images/settings.png\" alt=\"Settings\" /%}\n"},
		Good:  rules.Example{Text: "{% image src=\"/images/settings.png\" alt=\"Settings\" /%}\n\nText.\n\n{% image src=\"/images/other.png\" alt=\"Other\" /%}\n"},
		New: func(c *rules.Context) rules.Visitor {
			last := ""
			return rules.Visitor{End: func() {
				parser.Walk(c.Root, func(n *parser.Node) bool {
					switch {
					case n.Type == parser.TypeImage, n.Type == parser.TypeTag && (n.Tag == "image" || n.Tag == "img" || n.Tag == "Image"):
						src := path.Clean(n.String("src"))
						if src != "." && src == last {
							c.Report(n.Span, "the image %s was shown right before", path.Base(src))
						}
						last = src
					case n.Type == parser.TypeText && strings.TrimSpace(n.String("content")) != "", n.Type == parser.TypeFence, n.Type == parser.TypeHeading:
						last = ""
					}
					return true
				})
			}}
		},
	})
	register(rules.Rule{
		ID: "structure/copied-description", Severity: rules.Info, Since: "0.1.0",
		Title: "two entries of a page have the same description",
		Why:   "one of them was copied and describes something else",
		Fix:   "describe each by itself",
		Bad:   rules.Example{Text: "* analyze\n\nMoves the secrets from the database to the manager that is configured.\n\n* migrate\n\nMoves the secrets from the database to the manager that is configured.\n"},
		Good:  rules.Example{Text: "* analyze\n\nUpdates the statistics of all tables of the database, for better plans.\n\n* migrate\n\nMoves the secrets from the database to the manager that is configured.\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() { copiedDescriptions(c) }}
		},
	})
}

// copiedDescriptions compares what follows each entry of a list of names: an
// item of one or two words, and the paragraph below it.
func copiedDescriptions(c *rules.Context) {
	type entry struct {
		name string
		line int
	}
	seen := map[string]entry{}
	all := topBlocks(c.Root)
	for i := 1; i < len(all); i++ {
		if all[i].Type != parser.TypeParagraph || all[i-1].Type != parser.TypeItem {
			continue
		}
		name := strings.TrimSpace(inlineText(all[i-1]))
		text := strings.TrimSpace(inlineText(all[i]))
		if name == "" || len(strings.Fields(name)) > 2 || len(strings.Fields(text)) < 10 {
			continue
		}
		line := c.Position(all[i].Span.Start).Line
		if first, copied := seen[text]; copied && first.name != name {
			c.Report(all[i].Span, "%s has the description of %s, in line %d", name, first.name, first.line)
			continue
		}
		seen[text] = entry{name, line}
	}
}

// topBlocks are the blocks of a page, those of tags among them; a list stands
// for its last item.
func topBlocks(n *parser.Node) []*parser.Node {
	var list []*parser.Node
	for _, child := range n.Children {
		switch child.Type {
		case parser.TypeTag:
			list = append(list, topBlocks(child)...)
		case parser.TypeList:
			if items := child.Children; len(items) > 0 {
				list = append(list, items[len(items)-1])
			}
		default:
			list = append(list, child)
		}
	}
	return list
}

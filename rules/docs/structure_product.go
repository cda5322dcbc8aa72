package docs

import (
	"iter"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(rules.Rule{
		ID: "structure/product-name", Severity: rules.Warning, Since: "0.1.0",
		Title: "the product's name is misspelt",
		Why:   "a search does not find the place, and in a heading its address is misspelt as well",
		Fix:   "write the name as the product does",
		Bad:   rules.Example{Text: "## Upgrade OpenMetdata\n\ntext\n"},
		Good:  rules.Example{Text: "## Upgrade OpenMetadata\n\nRun openmetadata.sh.\n"},
		Nodes: []parser.NodeType{parser.TypeText},
		New: func(c *rules.Context) rules.Visitor {
			name := strings.ToLower(c.Site.Profile.Product)
			return rules.Visitor{Node: func(n *parser.Node) {
				if len(name) < 8 {
					return // of a short name, other words are only a letter or two away
				}
				for word := range wordsOf(n.String("content")) {
					if d := len(word) - len(name); d < -2 || d > 2 || word[0]|0x20 != name[0] {
						continue
					}
					if lower := strings.ToLower(word); lower != name && lower != name+"s" && levenshtein.ComputeDistance(lower, name) <= 2 {
						c.Report(n.Span, "%s is spelt %s", word, c.Site.Profile.Product)
					}
				}
			}}
		},
	})
}

// wordsOf are the runs of ASCII letters of a text.
func wordsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i := 0; i <= len(text); i++ {
			letter := i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z')
			switch {
			case letter && start < 0:
				start = i
			case !letter && start >= 0:
				if !yield(text[start:i]) {
					return
				}
				start = -1
			}
		}
	}
}

package docs

import (
	"regexp"
	"strconv"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

var itemNumber = regexp.MustCompile(`^\s*(\d{1,9})[.)]`)

// A list may count on, or write the same number everywhere: Markdown counts.
func init() {
	register(rules.Rule{
		ID: "structure/list-numbering", Severity: rules.Info, Since: "0.1.0",
		Title: "the numbers of a list are out of order",
		Why:   "the page shows other numbers than the source, so references to a step go wrong",
		Fix:   "number the steps one after the other, or all of them 1", Fixable: true,
		Bad:   rules.Example{Text: "1. Stop\n2. Back up\n2. Migrate\n"},
		Good:  rules.Example{Text: "1. Stop\n2. Back up\n3. Migrate\n"},
		Nodes: []parser.NodeType{parser.TypeList},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				if ordered, _ := n.Attr("ordered"); ordered != true {
					return
				}
				var numbers []int
				for _, item := range n.Children {
					m := itemNumber.FindSubmatch(c.Source[item.Span.Start:item.Span.End])
					if m == nil {
						return
					}
					number, _ := strconv.Atoi(string(m[1]))
					numbers = append(numbers, number)
				}
				same := true
				for i, number := range numbers {
					same = same && number == numbers[0]
					if i > 0 && !same && number != numbers[i-1]+1 {
						f := c.Report(n.Children[i].Span, "item %d of the list is numbered %d after %d", i+1, number, numbers[i-1])
						renumber(c, f, n, numbers[0])
						return
					}
				}
			}}
		},
	})
}

// renumber gives the items the numbers that the page shows. A number that gets
// longer would move the column that the item's other lines are indented to, so
// such lists are left to a person.
func renumber(c *rules.Context, f *rules.Finding, list *parser.Node, first int) {
	var edits []rules.Edit
	for i, item := range list.Children {
		at := itemNumber.FindSubmatchIndex(c.Source[item.Span.Start:item.Span.End])
		e := rules.Edit{Start: item.Span.Start + at[2], End: item.Span.Start + at[3], New: strconv.Itoa(first + i)}
		if string(c.Source[e.Start:e.End]) == e.New {
			continue
		}
		if len(e.New) != e.End-e.Start {
			return
		}
		edits = append(edits, e)
	}
	f.Mend(c.Document, "number the items one after the other", edits...)
}

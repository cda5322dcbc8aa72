package docs

import (
	"bytes"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// gitBookTags are those that GitBook has and closes in its own way or not at
// all: https://gitbook.com/docs/creating-content/blocks.
var gitBookTags = []string{"api-method", "code", "content-ref", "embed", "file", "hint", "openapi", "stepper", "swagger", "tab", "tabs"}

// gitBook is the first tag by which a page is one of GitBook's, which closes
// {% hint %} by {% endhint %}; nil for every other page. OpenMetadata's pages up
// to 0.10 are in that dialect. A site that declares a tag means it by its name.
var gitBook = rules.NewPerPage(func(p *rules.Page) *parser.Node {
	if p.Dialect != parser.Markdoc || !bytes.Contains(p.Source, []byte("{%")) {
		return nil
	}
	var found *parser.Node
	foreign := true // every tag that the site does not have is GitBook's
	for _, problem := range p.Problems() {
		if problem.ID != "tag-undefined" || problem.Node == nil {
			continue
		}
		known := slices.Contains(gitBookTags, strings.TrimPrefix(problem.Node.Tag, "end"))
		foreign = foreign && known
		if known && found == nil {
			found = problem.Node
		}
	}
	if !foreign {
		return nil
	}
	return found
})

func init() {
	register(rules.Rule{
		ID: "markdoc/other-dialect", Severity: rules.Info, Since: "0.1.0",
		Title: "a page is written for GitBook, so its tags were not checked",
		Why:   "Markdoc closes {% hint %} by {% /hint %}; GitBook's {% endhint %} is a tag of its own to it",
		Fix:   "if the page is to be shown by a Markdoc site, write its tags as Markdoc has them",
		Bad:   rules.Example{Text: "{% hint style=\"info\" %}\nTake a backup.\n{% endhint %}\n"},
		Good:  rules.Example{Text: "{% note %}\nTake a backup.\n{% /note %}\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				if n := gitBook.Of(c.Page); n != nil {
					c.Report(n.Span, "the tag %s is GitBook's: the page's tags are not checked as Markdoc", n.Tag)
				}
			}}
		},
	})
}

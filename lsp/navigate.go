package lsp

import (
	"github.com/omlint/omlint/parser"
)

// kindString is the kind of symbol that editors show headings as.
const kindString = 15

// documentSymbol is a page's outline.
func (w *workspace) documentSymbol(p documentParams) ([]documentSymbol, error) {
	b, _, ok := w.of(p.TextDocument.URI)
	if !ok {
		return []documentSymbol{}, nil
	}
	d := parser.Parse(pathOf(b.uri), []byte(b.text), w.settings().Options)
	var headings []*parser.Node
	parser.Walk(d.Root, func(n *parser.Node) bool {
		if n.Type == parser.TypeHeading {
			headings = append(headings, n)
		}
		return n.Type != parser.TypeInline
	})
	list, _ := outline(d, headings, 0)
	return list, nil
}

// outline nests the headings that are below a level, and returns how many it
// took.
func outline(d *parser.Document, headings []*parser.Node, level int) (list []documentSymbol, taken int) {
	list = []documentSymbol{}
	for taken < len(headings) && headings[taken].Level() > level {
		h := headings[taken]
		children, below := outline(d, headings[taken+1:], h.Level())
		end := len(d.Source)
		if next := taken + 1 + below; next < len(headings) {
			end = headings[next].Span.Start
		}
		name := h.Text()
		if name == "" {
			name = "(empty heading)"
		}
		list = append(list, documentSymbol{
			Name: name, Kind: kindString, Children: children,
			Range:          textRange{at(d, h.Span.Start), at(d, end)},
			SelectionRange: textRange{at(d, h.Span.Start), at(d, h.Span.End)},
		})
		taken += 1 + below
	}
	return list, taken
}

// definition leads from a link to its page or heading, and from a partial or an
// imported component to its file.
func (w *workspace) definition(p positionParams) ([]location, error) {
	list := []location{}
	b, current, ok := w.of(p.TextDocument.URI)
	if !ok || !current {
		return list, nil
	}
	offset := offsetIn(b.text, p.Position)
	parser.Walk(b.page.Root, func(n *parser.Node) bool {
		if n.Span.Start > offset || offset > n.Span.End || n.Type != parser.TypeLink && n.Type != parser.TypeTag {
			return true
		}
		if partial := b.site.Partial(b.page, n); partial != nil {
			list = []location{{uriOf(partial.Path), textRange{}}}
			return true
		}
		href := n.String("href")
		if href == "" {
			return true
		}
		if link := b.site.Link(b.page, href); link.Kind == parser.LinkPage {
			list = []location{{uriOf(link.Page.Path), anchorIn(b.site, link)}}
		}
		return true
	})
	return list, nil
}

// anchorIn is where a link's fragment stands in its page: the page's top when it
// has none, or is in a partial.
func anchorIn(site *parser.Site, link parser.Link) textRange {
	if link.Fragment == "" {
		return textRange{}
	}
	for _, a := range site.Anchors(link.Page) {
		if a.ID == link.Fragment && a.Document == link.Page {
			return textRange{at(link.Page, a.Node.Span.Start), at(link.Page, a.Node.Span.End)}
		}
	}
	return textRange{}
}

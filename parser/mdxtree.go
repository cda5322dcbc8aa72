package parser

import "strings"

// In MDX a closing tag must match the innermost open one, and an element must
// end in the block it began in. Markdoc's recovery would let one forgotten tag
// swallow the rest of the page; here it ends with its block.

// recover makes a closing token meet its opening one: what is open in between
// is reported and closed. A closing tag that has no partner in its block stays
// without.
func (b *builder) recover(t *token, nodeType NodeType, tag string) {
	for i := len(b.stack) - 1; i > 0; i-- {
		n := b.stack[i]
		if n.Type == nodeType && n.Tag == tag {
			b.abandon(i + 1)
			return
		}
		if t.kind == kindTag && n.Type != TypeTag {
			return
		}
	}
}

// abandon reports the elements that are still open from stack[from] on, and
// closes them.
func (b *builder) abandon(from int) {
	for _, n := range b.stack[from:] {
		n.fail("missing-closing", "critical", "Expected a closing tag for `"+jsxName(n.Tag, "")+"`")
	}
	b.stack = b.stack[:from]
}

func jsxName(tag, slash string) string {
	if tag == fragment {
		tag = ""
	}
	return "<" + slash + tag + ">"
}

// unravel replaces a paragraph that holds nothing but elements and expressions
// by those, as MDX does: <Card>text</Card> on a line of its own is a block.
func (b *builder) unravel(p *Node) {
	if len(p.Children) != 1 || p.Children[0].Type != TypeInline || len(p.Errors) > 0 {
		return
	}
	in := p.Children[0]
	var blocks []*Node
	for _, c := range in.Children {
		switch {
		case c.Type == TypeTag || c.Type == TypeComment || isExpression(c):
			blocks = append(blocks, c)
		case c.Type == TypeSoftbreak, c.Type == TypeText && strings.TrimSpace(c.String("content")) == "":
		default:
			return
		}
	}
	if len(blocks) == 0 {
		return
	}
	for _, n := range blocks {
		n.Inline = false
		if len(n.Children) > 0 {
			span := Span{n.Children[0].Span.Start, n.Children[len(n.Children)-1].Span.End}
			n.Children = []*Node{{Type: TypeInline, Lines: n.Lines, Span: span, Children: n.Children}}
		}
	}
	parent := b.top()
	parent.Children = append(parent.Children[:len(parent.Children)-1], blocks...)
}

func isExpression(n *Node) bool {
	v, _ := n.Attr("content")
	_, ok := v.(Expression)
	return n.Type == TypeText && ok
}

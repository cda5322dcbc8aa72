package parser

import "slices"

// transformTables turns the lists in every table tag into a table's rows
// (SPEC §9).
func transformTables(n *Node, conditional []string) {
	visit := func(c *Node) {
		if c.Type == TypeTag && c.Tag == "table" {
			transformTable(c, conditional)
		}
		transformTables(c, conditional)
	}
	for _, s := range n.Slots {
		visit(s.Node)
	}
	for _, c := range n.Children {
		visit(c)
	}
}

func transformTable(n *Node, conditional []string) {
	if len(n.Children) == 0 || n.Children[0].Type == TypeTable {
		return
	}
	head, body := &Node{Type: TypeThead, Span: n.Span}, &Node{Type: TypeTbody, Span: n.Span}
	table := &Node{Type: TypeTable, Span: n.Span, Attributes: n.Attributes, Children: []*Node{head, body}}
	if first := n.Children[0]; first.Type == TypeList {
		head.Children = append(head.Children, first.toRow(TypeTh))
	}
	for _, row := range n.Children[1:] {
		switch {
		case row.Type == TypeList:
			body.Children = append(body.Children, row.toRow(TypeTd))
		case row.isConditional(conditional):
			row.keepRows(conditional)
			body.Children = append(body.Children, row)
		case row.Type != TypeHr && !row.isComment():
			n.failAt(row)
		}
	}
	n.Children = []*Node{table}
}

// keepRows leaves only what may stand in a conditional around rows.
func (n *Node) keepRows(conditional []string) {
	var rows []*Node
	for _, c := range n.Children {
		switch {
		case c.Type == TypeHr:
			continue
		case c.Type == TypeList:
			c.toRow(TypeTd)
		case c.isComment(), c.Tag == "else", c.isConditional(conditional):
		default:
			n.failAt(c)
			continue
		}
		rows = append(rows, c)
	}
	n.Children = rows
}

func (n *Node) toRow(cell NodeType) *Node {
	n.Type = TypeTr
	n.Attributes = nil
	for _, c := range n.Children {
		c.Type = cell
	}
	return n
}

func (n *Node) isConditional(tags []string) bool {
	return n.Type == TypeTag && n.Tag != "" && slices.Contains(tags, n.Tag)
}

func (n *Node) isComment() bool {
	return n.Type == TypeComment || n.Type == TypeTag && n.Tag == "comment"
}

// failAt reports a node that has no place in a table, at that node.
func (n *Node) failAt(c *Node) {
	what := string(c.Type)
	if c.Tag != "" {
		what += " " + c.Tag
	}
	n.fail("table-syntax", "critical",
		"Found "+what+" where a list was expected. Make sure all content inside table cells is indented.")
	e := &n.Errors[len(n.Errors)-1]
	e.Span = c.Span
	e.chars = c.chars
	if len(c.Lines) >= 2 {
		e.lines = c.Lines[:2:2]
	}
}

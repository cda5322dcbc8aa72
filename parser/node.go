package parser

import "strings"

// NodeType is the kind of a syntax-tree node. The names are those of Markdoc's
// own tree, in every dialect, so that `omlint ast` prints what the reference
// implementation prints.
type NodeType string

// The node types of Markdoc's built-in schema, plus Error for a tag that could
// not be parsed. An MDX element is a Tag, too: its Tag field holds the
// component's name.
const (
	TypeDocument   NodeType = "document"
	TypeHeading    NodeType = "heading"
	TypeParagraph  NodeType = "paragraph"
	TypeInline     NodeType = "inline"
	TypeText       NodeType = "text"
	TypeSoftbreak  NodeType = "softbreak"
	TypeHardbreak  NodeType = "hardbreak"
	TypeStrong     NodeType = "strong"
	TypeEm         NodeType = "em"
	TypeS          NodeType = "s"
	TypeCode       NodeType = "code"
	TypeLink       NodeType = "link"
	TypeImage      NodeType = "image"
	TypeList       NodeType = "list"
	TypeItem       NodeType = "item"
	TypeBlockquote NodeType = "blockquote"
	TypeFence      NodeType = "fence"
	TypeHr         NodeType = "hr"
	TypeTable      NodeType = "table"
	TypeThead      NodeType = "thead"
	TypeTbody      NodeType = "tbody"
	TypeTr         NodeType = "tr"
	TypeTh         NodeType = "th"
	TypeTd         NodeType = "td"
	TypeTag        NodeType = "tag"
	TypeComment    NodeType = "comment"
	TypeError      NodeType = "error"
	TypeHTML       NodeType = "html" // in the plain dialect only; attribute content
	TypeESM        NodeType = "esm"  // import and export statements of MDX; attribute content
)

// Attribute is one attribute of a node, in source order.
//
// Value is one of nil, bool, float64, string, []any, *Hash, Variable, Function
// or, in MDX, Expression.
type Attribute struct {
	Name  string
	Value any
}

// Variable is a reference such as $a.b[0]; Path holds strings and float64s.
type Variable struct {
	Path []any
}

// Function is a call such as equals($a, 1). Parameters keep source order; a
// positional parameter's name is its index in decimal.
type Function struct {
	Name       string
	Parameters []Attribute
}

// Hash is an object value such as {a: 1}, in source order. A class set by
// shortcuts (.wide) is a Hash of true values, too.
type Hash struct {
	Members []Attribute
}

// Get returns the named member and whether there is one.
func (h *Hash) Get(name string) (any, bool) {
	for _, m := range h.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// Set adds or replaces a member.
func (h *Hash) Set(name string, value any) { h.Members = setAttribute(h.Members, name, value) }

// Expression is a JavaScript expression between braces in MDX, as written. It
// is never evaluated.
type Expression struct {
	Source string
}

// setAttribute adds or replaces the named attribute.
func setAttribute(list []Attribute, name string, value any) []Attribute {
	for i := range list {
		if list[i].Name == name {
			list[i].Value = value
			return list
		}
	}
	return append(list, Attribute{name, value})
}

// Node is one node of the syntax tree.
type Node struct {
	Type       NodeType
	Tag        string // tag or component name; only on TypeTag and on fences whose info string holds a tag
	Attributes []Attribute
	Children   []*Node
	Inline     bool // the node lies in inline content

	// Lines are 0-based and half open, as the Markdoc reference reports them:
	// [start, end], or [open start, open end, close start, close end] for a
	// closed tag, or empty.
	Lines []int

	// Span is where the node stands in Document.Source. An inline node's span
	// is exact; a block's runs from its first line's first character to the end
	// of its last line (of the opening tag, for a tag).
	Span Span

	Slots  []Slot
	Errors []Error // errors of parsing that this node carries

	chars *[2]int // columns within a fence's content, for omlint ast
}

// Slot is a named part of a tag's content (only with Options.Slots).
type Slot struct {
	Name string
	Node *Node
}

// Span is a half-open range of byte offsets.
type Span struct{ Start, End int }

// Attr returns the value of the named attribute and whether the node has it.
func (n *Node) Attr(name string) (any, bool) {
	for _, a := range n.Attributes {
		if a.Name == name {
			return a.Value, true
		}
	}
	return nil, false
}

// String returns the named attribute if it is a string, else "".
func (n *Node) String(name string) string {
	v, _ := n.Attr(name)
	s, _ := v.(string)
	return s
}

// Level returns a heading's level (1 to 6), and 0 for any other node.
func (n *Node) Level() int {
	if n.Type != TypeHeading {
		return 0
	}
	v, _ := n.Attr("level")
	f, _ := v.(float64)
	return int(f)
}

// Walk calls visit for n and everything below it, parents first, in document
// order. When visit returns false the node's children are left out.
func Walk(n *Node, visit func(*Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, s := range n.Slots {
		Walk(s.Node, visit)
	}
	for _, c := range n.Children {
		Walk(c, visit)
	}
}

// Text returns the text a reader sees in n: text and inline code, with line
// breaks as single spaces. Fences contribute their content.
func (n *Node) Text() string {
	var b strings.Builder
	Walk(n, func(c *Node) bool {
		switch c.Type {
		case TypeText, TypeCode, TypeFence:
			b.WriteString(c.String("content"))
			return false
		case TypeSoftbreak, TypeHardbreak:
			b.WriteByte(' ')
		case TypeComment:
			return false
		}
		return true
	})
	return b.String()
}

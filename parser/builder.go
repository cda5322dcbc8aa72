package parser

import (
	"slices"
	"strings"
)

// builder is the stack machine that turns tokens into the tree (SPEC §8). A
// closing token closes the innermost open node or, when that is of another
// kind, nothing: that is how one unclosed tag shifts everything after it.
type builder struct {
	doc     *Document
	src     *source
	options Options

	stack        []*Node // open nodes; the document first
	inlineParent *Node   // the node around the current inline content
	content      *excerpt
	linkError    bool // of the inline token that comes next
	flattened    int  // opening tokens that were not descended into

	arena arena
}

// maxDepth is how deep a tree may be. Emphasis nests as deep as the input says,
// and every walk over a tree recurses; what lies deeper becomes a sibling.
const maxDepth = 5000

func newBuilder(d *Document, src *source, opts Options) *builder {
	b := &builder{doc: d, src: src, options: opts}
	d.Root = &Node{Type: TypeDocument, Span: Span{0, len(d.Source)}}
	b.stack = append(b.stack, d.Root)
	return b
}

// arena hands out small pieces of larger allocations: a page has thousands of
// nodes that all live as long as the page.
type arena struct {
	nodes      []Node
	ints       []int
	attributes []Attribute
	chunk      int
}

func (a *arena) node() *Node {
	if len(a.nodes) == 0 {
		a.chunk = min(max(2*a.chunk, 16), 128)
		a.nodes = make([]Node, a.chunk)
	}
	n := &a.nodes[0]
	a.nodes = a.nodes[1:]
	return n
}

func (a *arena) lines(first, last int) []int {
	if len(a.ints) < 2 {
		a.ints = make([]int, 128)
	}
	l := a.ints[:2:2]
	a.ints = a.ints[2:]
	l[0], l[1] = first, last
	return l
}

func (a *arena) list(attributes ...Attribute) []Attribute {
	n := len(attributes)
	if len(a.attributes) < n {
		a.attributes = make([]Attribute, 64)
	}
	l := a.attributes[:n:n]
	a.attributes = a.attributes[n:]
	copy(l, attributes)
	return l
}

func (b *builder) top() *Node { return b.stack[len(b.stack)-1] }

func (b *builder) pop() {
	if len(b.stack) > 1 {
		b.stack = b.stack[:len(b.stack)-1]
	}
}

// span maps a token's place to the bytes of the source.
func (b *builder) span(t *token) Span {
	start, end := t.start, t.end
	if b.content != nil {
		start, end = b.content.at(start), b.content.end(end)
	}
	start = b.src.original(start)
	// An empty piece may begin one line and end the line before; the newline
	// that ends a plain page's code may not be there.
	return Span{start, max(start, b.src.original(min(end, len(b.src.text))))}
}

// add handles one token, and returns the node made from it, if any.
func (b *builder) add(t *token) *Node {
	if t.kind == kindFrontmatter {
		b.doc.Frontmatter = t.content.text
		b.doc.Root.Attributes = setAttribute(b.doc.Root.Attributes, "frontmatter", t.content.text)
		return nil
	}
	if t.hidden || t.kind == kindText && t.content.text == "" {
		return nil
	}
	parent := b.top()
	if t.kind == kindAnnotation {
		b.annotation(t, parent)
		return nil
	}
	nodeType := nodeTypes[t.kind]
	tag := ""
	if t.tag != nil {
		tag = t.tag.name
	}
	if t.nesting < 0 && b.flattened > 0 {
		b.flattened--
		return nil
	}
	if t.nesting < 0 && b.options.Dialect == MDX {
		b.recover(t, nodeType, tag)
		parent = b.top()
	}
	if t.nesting < 0 && parent.Type == nodeType && parent.Tag == tag {
		b.close(t, parent)
		return nil
	}
	n := b.arena.node()
	n.Type, n.Tag, n.Inline = nodeType, tag, b.inlineParent != nil
	n.Span = b.span(t)
	if b.content != nil {
		n.chars = t.pos
	}
	if !b.options.NoLocations {
		if t.hasMap {
			n.Lines = b.arena.lines(int(t.first), int(t.last))
		} else {
			n.Lines = parent.Lines
		}
	}
	n.Attributes = b.attributes(t)
	if t.kind == kindInline && b.linkError {
		b.linkError = false
		n.fail("href-format-invalid", "error", "The 'href' format cannot contain Markdoc tag or variable. URLs must be static strings.")
	}
	if t.failure != nil {
		b.syntaxError(n, t)
	}
	switch {
	case t.nesting >= 0:
	case b.options.Dialect == MDX:
		n.fail("missing-opening", "critical", "Unexpected closing tag `"+jsxName(tag, "/")+"`, expected an open tag first")
	default:
		n.fail("missing-opening", "critical", "Node '"+string(nodeType)+"' is missing opening")
	}
	if t.kind == kindESM {
		b.doc.Imports = append(b.doc.Imports, imports(t.content.text, n.Span.Start)...)
	}
	if t.tag != nil && (nodeType == TypeTag || nodeType == TypeFence) {
		n.annotate(t.tag.attributes)
	}
	if name, ok := slotName(n); ok && b.options.Slots {
		parent.setSlot(name, n)
	} else {
		parent.Children = append(parent.Children, n)
	}
	switch {
	case t.nesting <= 0:
	case len(b.stack) < maxDepth:
		b.stack = append(b.stack, n)
	default:
		b.flattened++
	}
	return n
}

// close handles a closing token that matches the innermost open node.
func (b *builder) close(t *token, n *Node) {
	if t.hasMap && !b.options.NoLocations {
		b.extendLines(int(t.first), int(t.last))
	}
	if n.Inline && n.Type != TypeTag {
		n.Span.End = max(n.Span.End, b.span(t).End)
	}
	b.pop()
	if n.Type == TypeParagraph && b.options.Dialect == MDX {
		b.unravel(n)
	}
}

// extendLines appends the closing lines. A node without lines of its own has
// those of the node around it; in the reference it is one array, so every node
// that shares it gets the new lines, too.
func (b *builder) extendLines(first, last int) {
	owner := len(b.stack) - 1
	old := b.stack[owner].Lines
	lines := slices.Concat(old, []int{first, last})
	if len(old) == 0 {
		b.stack[owner].Lines = lines
		return
	}
	for owner > 0 && hasLines(b.stack[owner-1], old) {
		owner--
	}
	b.stack[owner].Lines = lines
	shareLines(b.stack[owner], old)
}

func hasLines(n *Node, lines []int) bool { return len(n.Lines) > 0 && &n.Lines[0] == &lines[0] }

// shareLines passes n's lines on to the nodes in it that had the old ones.
func shareLines(n *Node, old []int) {
	share := func(c *Node) {
		if hasLines(c, old) {
			c.Lines = n.Lines
			shareLines(c, old)
		}
	}
	for _, c := range n.Children {
		share(c)
	}
	for _, s := range n.Slots {
		share(s.Node)
	}
}

// annotation applies attributes that stand in inline content to the node
// around it.
func (b *builder) annotation(t *token, parent *Node) {
	if b.inlineParent != nil {
		b.inlineParent.annotate(t.tag.attributes)
		return
	}
	parent.fail("no-inline-annotations", "error", "Can't apply inline annotations to '"+string(parent.Type)+"'")
	parent.Errors[len(parent.Errors)-1].Span = b.span(t)
}

// fail adds an error to a node.
func (n *Node) fail(id, level, message string) {
	n.Errors = append(n.Errors, Error{ID: id, Level: level, Message: message, Span: n.Span})
}

// annotate sets attributes and classes.
func (n *Node) annotate(attributes []tagAttribute) {
	for _, a := range attributes {
		if a.class {
			n.addClass(a.Name)
			continue
		}
		_, exists := n.Attr(a.Name)
		if exists || isObjectProperty(a.Name) {
			n.fail("duplicate-attribute", "warning", "Attribute '"+a.Name+"' already set")
		}
		if a.Name != "__proto__" {
			n.Attributes = setAttribute(n.Attributes, a.Name, a.Value)
		}
	}
}

func (n *Node) addClass(name string) {
	class, _ := n.Attr("class")
	if !truthy(class) {
		class = &Hash{}
		n.Attributes = setAttribute(n.Attributes, "class", class)
	}
	if h, ok := class.(*Hash); ok {
		h.Set(name, true)
	}
}

// isObjectProperty reports whether every JavaScript object has a property of
// this name. To the reference such an attribute is always set, and such a tag
// always declared (SPEC §11).
func isObjectProperty(name string) bool {
	switch name {
	case "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
		"toString", "valueOf", "__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__",
		"__lookupSetter__":
		return true
	}
	return false
}

func slotName(n *Node) (string, bool) {
	if n.Tag != "slot" {
		return "", false
	}
	v, _ := n.Attr("primary")
	s, ok := v.(string)
	return s, ok
}

func (n *Node) setSlot(name string, slot *Node) {
	for i := range n.Slots {
		if n.Slots[i].Name == name {
			n.Slots[i].Node = slot
			return
		}
	}
	n.Slots = append(n.Slots, Slot{name, slot})
}

// syntaxError puts the error of a tag that could not be read on its node.
func (b *builder) syntaxError(n *Node, t *token) {
	n.fail("parse-error", "critical", t.failure.message)
	e := &n.Errors[len(n.Errors)-1]
	switch {
	case b.content == nil: // a block tag
		e.offset = t.pos
		if t.content.text != "" {
			e.Span.Start = b.src.original(t.content.at(t.failure.at))
		}
	default:
		e.Span.Start = b.src.original(b.content.at(t.failure.at))
		if t.pos != nil { // in a fence
			e.chars = &[2]int{t.pos[0] + t.failure.start, t.pos[0] + t.failure.end}
			e.lines = []int{int(t.first), int(t.last)}
		}
	}
	e.Span.End = max(e.Span.End, e.Span.Start)
}

// Values that many nodes have, boxed once.
var levels, markers = func() (l [7]any, m [128]any) {
	for i := range l {
		l[i] = float64(i)
	}
	for i := range m {
		m[i] = string(rune(i))
	}
	return l, m
}()

// attributes are those a token brings along itself.
func (b *builder) attributes(t *token) []Attribute {
	switch t.kind {
	case kindText, kindCode, kindComment, kindHTML, kindESM:
		return b.arena.list(Attribute{"content", t.content.text})
	case kindVariable:
		return b.arena.list(Attribute{"content", t.tag.value})
	case kindHeading:
		return b.arena.list(Attribute{"level", levels[t.number]})
	case kindList:
		ordered, marker := t.isOrdered(), Attribute{"marker", markers[t.marker]}
		if ordered && t.number > 1 {
			return b.arena.list(Attribute{"ordered", true}, Attribute{"start", float64(t.number)}, marker)
		}
		return b.arena.list(Attribute{"ordered", ordered}, marker)
	case kindLink:
		return b.arena.list(withTitle(t, Attribute{"href", t.href})...)
	case kindImage:
		return b.arena.list(withTitle(t, Attribute{"alt", t.content.text}, Attribute{"src", t.href})...)
	case kindEm:
		return b.arena.list(Attribute{"marker", markers[t.marker]})
	case kindStrong:
		return b.arena.list(Attribute{"marker", string([]byte{t.marker, t.marker})})
	case kindFence:
		language, _, _ := strings.Cut(t.info, " ")
		if language == "" || language == tagOpen {
			return b.arena.list(Attribute{"content", t.content.text})
		}
		return b.arena.list(Attribute{"content", t.content.text}, Attribute{"language", language})
	case kindTd, kindTh:
		switch t.align {
		case 'l':
			return b.arena.list(Attribute{"align", "left"})
		case 'c':
			return b.arena.list(Attribute{"align", "center"})
		case 'r':
			return b.arena.list(Attribute{"align", "right"})
		}
	}
	return nil
}

func withTitle(t *token, attributes ...Attribute) []Attribute {
	if t.info != "" {
		attributes = append(attributes, Attribute{"title", t.info})
	}
	return attributes
}

// inline handles a block's inline content, whose tokens were parsed from t's.
func (b *builder) inline(t *token, tokens []token) {
	parent := b.top()
	in := b.add(t)
	b.stack = append(b.stack, in)
	b.inlineParent, b.content = parent, &t.content
	for i := 0; i < len(tokens); i++ {
		if tokens[i].kind == kindText {
			i = b.text(tokens, i)
			continue
		}
		b.add(&tokens[i])
	}
	b.inlineParent, b.content, b.flattened = nil, nil, 0
	if b.options.Dialect == MDX {
		for i := len(b.stack) - 1; b.stack[i] != in; i-- {
			if b.stack[i-1] == in {
				b.abandon(i)
				break
			}
		}
	}
	b.pop() // one entry, even when tags are still open: that is the reference's recovery
}

// text handles a run of text tokens as one, and returns the index of its last.
func (b *builder) text(tokens []token, from int) (last int) {
	run := tokens[from]
	var joined []byte
	last = from
	for ; last+1 < len(tokens) && tokens[last+1].kind == kindText; last++ {
		next := &tokens[last+1]
		switch {
		case next.content.text == "":
		case run.content.text == "" && joined == nil:
			run = *next
		default:
			if joined == nil {
				joined = append(joined, run.content.text...)
			}
			joined = append(joined, next.content.text...)
			run.end = max(run.end, next.end)
		}
	}
	if joined != nil {
		run.content.text = string(joined)
	}
	if b.options.Dialect == MDX && b.bareLinks(&run) {
		return last
	}
	b.add(&run)
	return last
}

// validateLinks reports a tag within a URL (SPEC §7, option LinkValidation).
// Only the first tag of a content decides.
func (b *builder) validateLinks(text string) {
	ends := tagEnds{text: text}
	for pos := 0; ; pos += len(tagOpen) {
		n := strings.Index(text[pos:], tagOpen)
		if n < 0 {
			return
		}
		pos += n
		if ends.find(pos) < 0 {
			continue
		}
		before := text[:pos]
		if i := strings.LastIndexFunc(before, isTrimmable); i >= 0 {
			before = before[i:]
		}
		protocols := b.options.ValidatedProtocols
		if protocols == nil {
			protocols = []string{"http", "https"}
		}
		for _, protocol := range protocols {
			if strings.Contains(before, protocol+"://") {
				b.linkError = true
			}
		}
		return
	}
}

// finish reports what is still open and reshapes the tables.
func (b *builder) finish() {
	if b.options.Dialect != Markdoc {
		b.abandon(1)
		return
	}
	for _, n := range b.stack[1:] {
		name := n.Tag
		if name == "" {
			name = string(n.Type)
		}
		n.fail("missing-closing", "critical", "Node '"+name+"' is missing closing")
	}
	conditional := b.options.ConditionalTags
	if conditional == nil {
		conditional = []string{"if"}
	}
	transformTables(b.doc.Root, conditional)
}

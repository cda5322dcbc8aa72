package parser

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tagKind says what stands between "{%" and "%}".
type tagKind uint8

const (
	tagValue      tagKind = iota // a variable or a function call
	tagAnnotation                // attributes for the node around it
	tagOpening
	tagSelfClosing
	tagClosing
)

// tagContent is what a tag's text says.
type tagContent struct {
	kind       tagKind
	name       string
	attributes []tagAttribute
	value      any // of a tagValue
}

// tagAttribute is one attribute as written. A class shortcut (".wide") sets a
// member of the class attribute instead of an attribute of that name.
type tagAttribute struct {
	Attribute
	class bool
}

// syntaxError is a defect in a tag's text. Offsets count UTF-16 units from the
// start of the trimmed text, as the reference's do.
type syntaxError struct {
	message    string
	start, end int
	at         int // byte offset
}

// maxValueDepth bounds how deep arrays, hashes and calls may nest, so that no
// input can exhaust the stack.
const maxValueDepth = 2000

// parseTagContent reads the trimmed text of one tag. It implements the PEG of
// SPEC §2: ordered choice, and the whole text must be consumed.
func parseTagContent(text string) (*tagContent, *syntaxError) {
	p := grammar{text: text}
	if c := p.top(); c != nil && p.pos == len(text) {
		return c, nil
	}
	// Only a text that failed is worth the bookkeeping for the message.
	p = grammar{text: text, record: true}
	if p.top() != nil && p.pos < len(text) {
		p.note("end of input")
	}
	return nil, p.failure()
}

// grammar is a recogniser with the two things a PEG error message needs: the
// furthest position reached and what was tried there.
type grammar struct {
	text  string
	pos   int
	depth int

	record   bool
	quiet    int // inside a named rule, which stands for all its parts
	far      int
	expected []string
}

func (g *grammar) note(description string) {
	if !g.record || g.quiet > 0 || g.pos < g.far {
		return
	}
	if g.pos > g.far {
		g.far = g.pos
		g.expected = g.expected[:0]
	}
	if !slices.Contains(g.expected, description) {
		g.expected = append(g.expected, description)
	}
}

func (g *grammar) failure() *syntaxError {
	found, end := "end of input", g.far
	if g.far < len(g.text) {
		r, _ := utf8.DecodeRuneInString(g.text[g.far:])
		found, end = `"`+describeUnit(r)+`"`, g.far+1
	}
	start := utf16Len(g.text[:g.far])
	return &syntaxError{
		message: fmt.Sprintf("Expected %s but %s found.", describeList(g.expected), found),
		start:   start,
		end:     start + end - g.far,
		at:      g.far,
	}
}

func describeList(names []string) string {
	slices.Sort(names)
	switch n := len(names); n {
	case 0:
		return "end of input"
	case 1:
		return names[0]
	case 2:
		return names[0] + " or " + names[1]
	default:
		return strings.Join(names[:n-1], ", ") + ", or " + names[n-1]
	}
}

// describeUnit prints the first UTF-16 unit of r as an error message does.
func describeUnit(r rune) string {
	switch {
	case r == '\\' || r == '"':
		return `\` + string(r)
	case r == 0:
		return `\0`
	case r == '\t':
		return `\t`
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r < 0x10:
		return fmt.Sprintf(`\x0%X`, r)
	case r < 0x20 || r >= 0x7F && r <= 0x9F:
		return fmt.Sprintf(`\x%X`, r)
	case r > 0xFFFF:
		return "\uFFFD" // half of a surrogate pair
	}
	return string(r)
}

// literal matches one character.
func (g *grammar) literal(c byte) bool {
	if g.record {
		g.note(`"` + string(rune(c)) + `"`)
	}
	if g.pos < len(g.text) && g.text[g.pos] == c {
		g.pos++
		return true
	}
	return false
}

// space matches one white-space character.
func (g *grammar) space() bool {
	g.note("whitespace")
	if g.pos < len(g.text) {
		switch g.text[g.pos] {
		case ' ', '\n', '\t':
			g.pos++
			return true
		}
	}
	return false
}

func (g *grammar) spaces() {
	for g.space() {
	}
}

func isIdentifierByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// identifier matches a name; as says what the message calls it.
func (g *grammar) identifier(as string) (string, bool) {
	g.note(as)
	start := g.pos
	for g.pos < len(g.text) && isIdentifierByte(g.text[g.pos]) {
		g.pos++
	}
	return g.text[start:g.pos], g.pos > start
}

func (g *grammar) top() *tagContent {
	if v, ok := g.variable(); ok {
		return &tagContent{kind: tagValue, value: v}
	}
	if f, ok := g.function(); ok {
		return &tagContent{kind: tagValue, value: f}
	}
	if attributes := g.attributes(); attributes != nil {
		g.spaces()
		return &tagContent{kind: tagAnnotation, attributes: attributes}
	}
	if name, ok := g.identifier("tag name"); ok {
		return g.opening(name)
	}
	if g.literal('/') {
		if name, ok := g.identifier("tag name"); ok {
			return &tagContent{kind: tagClosing, name: name}
		}
		g.pos = 0
	}
	return nil
}

// opening matches the rest of an opening or self-closing tag.
func (g *grammar) opening(name string) *tagContent {
	c := &tagContent{kind: tagOpening, name: name}
	g.spaces()
	primary, ok := g.value()
	if ok {
		g.space()
	}
	c.attributes = g.attributes()
	// A falsy primary is no primary: {% if false %} has none.
	if ok && truthy(primary) {
		c.attributes = slices.Insert(c.attributes, 0, tagAttribute{Attribute: Attribute{"primary", primary}})
	}
	g.spaces()
	if g.literal('/') {
		c.kind = tagSelfClosing
	}
	return c
}

// truthy is JavaScript's notion of it.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case float64:
		return v != 0 && v == v
	case string:
		return v != ""
	}
	return true
}

// attributes matches one item or more; nil when there is none.
func (g *grammar) attributes() []tagAttribute {
	item, ok := g.attribute()
	if !ok {
		return nil
	}
	list := []tagAttribute{item}
	for {
		before := g.pos
		if !g.space() {
			return list
		}
		g.spaces()
		item, ok := g.attribute()
		if !ok {
			g.pos = before
			return list
		}
		list = append(list, item)
	}
}

func (g *grammar) attribute() (tagAttribute, bool) {
	start := g.pos
	if name, ok := g.shortcut('#', "id"); ok {
		return tagAttribute{Attribute: Attribute{"id", name}}, true
	}
	if name, ok := g.shortcut('.', "class"); ok {
		return tagAttribute{Attribute: Attribute{name, true}, class: true}, true
	}
	if name, ok := g.identifier("identifier"); ok && g.literal('=') {
		if v, ok := g.value(); ok {
			return tagAttribute{Attribute: Attribute{name, v}}, true
		}
	}
	g.pos = start
	return tagAttribute{}, false
}

func (g *grammar) shortcut(mark byte, as string) (name string, ok bool) {
	g.note(as)
	start := g.pos
	g.quiet++
	if g.literal(mark) {
		name, ok = g.identifier("identifier")
	}
	g.quiet--
	if !ok {
		g.pos = start
	}
	return name, ok
}

// value matches any attribute value. The words null, true and false match as
// prefixes: "nullable" is null and "able".
func (g *grammar) value() (any, bool) {
	if g.depth >= maxValueDepth {
		return nil, false
	}
	g.depth++
	defer func() { g.depth-- }()
	if g.word("null", "null") {
		return nil, true
	}
	if g.word("true", "boolean") {
		return true, true
	}
	if g.word("false", "boolean") {
		return false, true
	}
	if s, ok := g.string(); ok {
		return s, true
	}
	if n, ok := g.number(); ok {
		return n, true
	}
	if a, ok := g.array(); ok {
		return a, true
	}
	if h, ok := g.hash(); ok {
		return h, true
	}
	if f, ok := g.function(); ok {
		return f, true
	}
	return g.variable()
}

func (g *grammar) word(w, as string) bool {
	g.note(as)
	if strings.HasPrefix(g.text[g.pos:], w) {
		g.pos += len(w)
		return true
	}
	return false
}

func (g *grammar) string() (string, bool) {
	g.note("string")
	if g.pos >= len(g.text) || g.text[g.pos] != '"' {
		return "", false
	}
	start := g.pos + 1
	var b []byte // only once there was an escape
	for i := start; i < len(g.text); i++ {
		switch c := g.text[i]; {
		case c == '"':
			g.pos = i + 1
			if b == nil {
				return g.text[start:i], true
			}
			return string(b), true
		case c == '\\':
			if b == nil {
				b = append(make([]byte, 0, 64), g.text[start:i]...)
			}
			i++
			if i == len(g.text) {
				return "", false
			}
			switch g.text[i] {
			case '"', '\\':
				b = append(b, g.text[i])
			case 'n':
				b = append(b, '\n')
			case 'r':
				b = append(b, '\r')
			case 't':
				b = append(b, '\t')
			default:
				return "", false
			}
		case c < ' ':
			return "", false
		case b != nil:
			b = append(b, c)
		}
	}
	return "", false
}

func (g *grammar) number() (float64, bool) {
	g.note("number")
	digits := func(i int) int {
		for i < len(g.text) && g.text[i] >= '0' && g.text[i] <= '9' {
			i++
		}
		return i
	}
	start := g.pos
	if start < len(g.text) && g.text[start] == '-' {
		start++
	}
	end := digits(start)
	if end == start {
		return 0, false
	}
	if end < len(g.text) && g.text[end] == '.' {
		if fraction := digits(end + 1); fraction > end+1 {
			end = fraction
		}
	}
	n, _ := strconv.ParseFloat(g.text[g.pos:end], 64) // out of range is ±Inf, as in JavaScript
	g.pos = end
	return n, true
}

func (g *grammar) array() ([]any, bool) {
	start := g.pos
	if !g.literal('[') {
		return nil, false
	}
	items := []any{}
	ok := g.list(']', func() bool {
		v, ok := g.value()
		if ok {
			items = append(items, v)
		}
		return ok
	})
	if !ok {
		g.pos = start
	}
	return items, ok
}

func (g *grammar) hash() (*Hash, bool) {
	start := g.pos
	if !g.literal('{') {
		return nil, false
	}
	h := &Hash{}
	ok := g.list('}', func() bool {
		key, ok := g.identifier("identifier")
		if !ok {
			key, ok = g.string()
		}
		if !ok || !g.literal(':') {
			return false
		}
		g.spaces()
		v, ok := g.value()
		if ok && key != "$$mdtype" {
			h.Set(key, v)
		}
		return ok
	})
	if !ok {
		g.pos = start
	}
	return h, ok
}

// list matches items separated by commas, an optional comma after the last,
// and the closing bracket.
func (g *grammar) list(closing byte, item func() bool) bool {
	g.spaces()
	before := g.pos
	if !item() {
		g.pos = before
	} else {
		for {
			before = g.pos
			g.spaces()
			if !g.literal(',') {
				g.pos = before
				break
			}
			comma := g.pos
			g.spaces()
			if !item() {
				g.pos = comma
				break
			}
		}
	}
	g.spaces()
	return g.literal(closing)
}

func (g *grammar) function() (Function, bool) {
	start := g.pos
	name, ok := g.identifier("identifier")
	if !ok || !g.literal('(') {
		g.pos = start
		return Function{}, false
	}
	f := Function{Name: name}
	count := 0
	g.spaces()
	target := &f
	if !g.parameter(target, &count) {
		target = &Function{} // f(,1) is accepted and has no parameters
	}
	for {
		before := g.pos
		g.spaces()
		if !g.literal(',') {
			g.pos = before
			break
		}
		g.spaces()
		if !g.parameter(target, &count) {
			g.pos = before
			break
		}
	}
	if !g.literal(')') {
		g.pos = start
		return Function{}, false
	}
	return f, true
}

// parameter matches one parameter; a positional one is named by its index.
func (g *grammar) parameter(f *Function, count *int) bool {
	start := g.pos
	name, ok := g.identifier("identifier")
	if !ok || !g.literal('=') {
		name, g.pos = "", start
	}
	v, ok := g.value()
	if !ok {
		g.pos = start
		return false
	}
	if name == "" {
		name = strconv.Itoa(*count)
	}
	*count++
	f.Parameters = setAttribute(f.Parameters, name, v)
	return true
}

// variable matches $a.b[0], and @a.b[0], whose value is a plain array.
func (g *grammar) variable() (any, bool) {
	g.note("variable")
	start := g.pos
	g.quiet++
	defer func() { g.quiet-- }()
	if !g.literal('$') && !g.literal('@') {
		return nil, false
	}
	plain := g.text[start] == '@'
	head, ok := g.identifier("identifier")
	if !ok {
		g.pos = start
		return nil, false
	}
	path := []any{head}
	for {
		step, ok := g.step()
		if !ok {
			break
		}
		path = append(path, step)
	}
	if plain {
		return path, true
	}
	return Variable{Path: path}, true
}

// step matches .name or [0] or ["name"] in a variable.
func (g *grammar) step() (any, bool) {
	start := g.pos
	if g.literal('.') {
		if name, ok := g.identifier("identifier"); ok {
			return name, true
		}
	} else if g.literal('[') {
		var key any
		n, ok := g.number()
		if key = n; !ok {
			key, ok = g.string()
		}
		if ok && g.literal(']') {
			return key, true
		}
	}
	g.pos = start
	return nil, false
}

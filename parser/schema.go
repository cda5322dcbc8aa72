package parser

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Schema declares which tags, nodes, functions, variables and partials there
// are, and what they may look like. [DefaultSchema] is what Markdoc itself
// brings along; a Schema is not changed by validating.
type Schema struct {
	Tags      map[string]*Element
	Nodes     map[string]*Element
	Functions map[string]*FunctionSchema
	Variables any             // nil when variables are not checked
	Partials  map[string]bool // the files a partial tag may name

	// ValidateFunctions makes calls in attributes be checked, too.
	ValidateFunctions bool

	// Undeclared names tags that are accepted with whatever attributes and
	// slots they have, unless Tags declares them; "*" stands for all.
	Undeclared []string

	// Source is what the schema was parsed from, nil for Markdoc's own.
	Source []byte
}

// Element is the schema of a tag or a node.
type Element struct {
	Children    []string // node types allowed in it; nil allows all
	Attributes  map[string]*AttributeSchema
	Slots       map[string]SlotSchema
	SelfClosing bool
	Inline      *bool // whether it must, or must not, lie in inline content

	open     bool     // accepts every attribute and slot
	required []string // names of the attributes that must be there, sorted
	prepared bool     // required is filled in
}

// mustHave lists the attributes that must be there.
func (e *Element) mustHave() []string {
	if e.prepared {
		return e.required
	}
	var names []string
	for name, a := range e.Attributes {
		if a.Required {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func (e *Element) prepare() { e.required, e.prepared = e.mustHave(), true }

// SlotSchema is the schema of a slot.
type SlotSchema struct{ Required bool }

// AttributeSchema is the schema of an attribute, or of a function's parameter.
type AttributeSchema struct {
	Type       *Type // nil accepts every value
	Required   bool
	Matches    []any          // the values allowed; nil allows all
	Pattern    *regexp.Regexp // what the value's text must match; nil for anything
	ErrorLevel string         // instead of "error"

	pattern string // Pattern as JavaScript prints it
}

// FunctionSchema is the schema of a function.
type FunctionSchema struct {
	Returns    []string // nil when any value may come back
	Parameters map[string]*AttributeSchema
}

// Type says which values an attribute takes: one of the names String, Number,
// Boolean, Object and Array, or any of several types.
type Type struct {
	Name  string
	OneOf []*Type

	builtin bool // JavaScript's own constructor, not its name
	check   func(v any, s *Schema, key string) *Error
}

func (t *Type) String() string {
	if t == nil {
		return ""
	}
	if t.OneOf == nil {
		return t.Name
	}
	names := make([]string, len(t.OneOf))
	for i, one := range t.OneOf {
		names[i] = one.String()
	}
	return strings.Join(names, " | ")
}

func builtinType(name string) *Type { return &Type{Name: name, builtin: true} }

// The types with checks of their own.
var (
	typeClass       = &Type{Name: "Class", check: checkClass}
	typeID          = &Type{Name: "Id", check: checkID}
	typeConditional = &Type{Name: "ConditionalAttributeType", check: checkConditional}
	typePartial     = &Type{Name: "PartialFile", check: checkPartial}
)

func checkClass(v any, _ *Schema, key string) *Error {
	switch v.(type) {
	case bool, float64:
		return &Error{ID: "attribute-type-invalid", Level: "error", Message: "Attribute '" + key + "' must be type 'string | object'"}
	}
	return nil
}

func checkID(v any, _ *Schema, _ string) *Error {
	if s, ok := v.(string); ok && s != "" && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z') {
		return nil
	}
	return &Error{ID: "attribute-value-invalid", Level: "error", Message: "The 'id' attribute must start with a letter"}
}

func checkConditional(v any, _ *Schema, key string) *Error {
	switch v.(type) {
	case string, float64:
		return &Error{
			ID: "attribute-type-invalid", Level: "error",
			Message: "Attribute '" + key + "' must be type 'boolean | object' (null or undefined are also allowed)",
		}
	}
	return nil
}

func checkPartial(v any, s *Schema, _ string) *Error {
	file := jsString(v)
	if s.Partials[file] || s.Partials != nil && isObjectProperty(file) || s.Partials == nil && isObjectProperty(file) {
		return nil
	}
	return &Error{
		ID: "attribute-value-invalid", Level: "error",
		Message: "Partial `" + file + "` not found. The 'file' attribute must be set in `config.partials`",
	}
}

// globalAttributes may stand on every node and tag.
var globalAttributes = map[string]*AttributeSchema{
	"class": {Type: typeClass},
	"id":    {Type: typeID},
}

// DefaultSchema is the schema Markdoc brings along (SPEC §10).
func DefaultSchema() *Schema {
	typed := func(name string) *AttributeSchema { return &AttributeSchema{Type: builtinType(name)} }
	required := func(name string) *AttributeSchema {
		return &AttributeSchema{Type: builtinType(name), Required: true}
	}
	type attributes = map[string]*AttributeSchema
	list := strings.Fields
	no := false
	cell := list("inline heading paragraph image table tag fence blockquote list hr")
	s := &Schema{
		Nodes: map[string]*Element{
			"document": {
				Children:   list("heading paragraph image table tag fence blockquote comment list hr"),
				Attributes: attributes{"frontmatter": {}},
			},
			"heading":    {Children: list("inline"), Attributes: attributes{"level": required("Number")}},
			"paragraph":  {Children: list("inline")},
			"image":      {Attributes: attributes{"src": required("String"), "alt": typed("String"), "title": typed("String")}},
			"fence":      {Attributes: attributes{"content": required("String"), "language": typed("String"), "process": typed("Boolean")}},
			"blockquote": {Children: list("heading paragraph image table tag fence blockquote list hr")},
			"item":       {Children: cell},
			"list": {
				Children:   list("item"),
				Attributes: attributes{"ordered": required("Boolean"), "start": typed("Number"), "marker": typed("String")},
			},
			"hr":        {},
			"table":     {},
			"hardbreak": {},
			"softbreak": {},
			"error":     {},
			"node":      {},
			"td": {
				Children:   cell,
				Attributes: attributes{"align": typed("String"), "colspan": typed("Number"), "rowspan": typed("Number")},
			},
			"th": {Attributes: attributes{
				"width": typed("String"), "align": typed("String"), "colspan": typed("Number"), "rowspan": typed("Number"),
			}},
			"tr":      {Children: list("th td")},
			"tbody":   {Children: list("tr tag")},
			"thead":   {Children: list("tr")},
			"strong":  {Children: list("em s link code text tag"), Attributes: attributes{"marker": typed("String")}},
			"em":      {Children: list("strong s link code text tag"), Attributes: attributes{"marker": typed("String")}},
			"s":       {Children: list("strong em link code text tag")},
			"inline":  {Children: list("strong em s code text tag link image hardbreak softbreak comment")},
			"link":    {Children: list("strong em s code text tag"), Attributes: attributes{"href": required("String"), "title": typed("String")}},
			"code":    {Attributes: attributes{"content": required("String")}},
			"text":    {Attributes: attributes{"content": required("String")}},
			"comment": {Attributes: attributes{"content": required("String")}},
		},
		Tags: map[string]*Element{
			"if":    {Attributes: attributes{"primary": {Type: typeConditional}}},
			"else":  {SelfClosing: true, Attributes: attributes{"primary": {Type: typeConditional}}},
			"table": {Inline: &no, Children: list("table")},
			"partial": {Inline: &no, SelfClosing: true, Attributes: attributes{
				"file": {Type: typePartial, Required: true}, "variables": typed("Object"),
			}},
			"slot": {Attributes: attributes{"primary": required("String")}},
		},
		Functions: map[string]*FunctionSchema{
			"and": {}, "or": {}, "equals": {}, "default": {}, "debug": {},
			"not": {Parameters: attributes{"0": {Required: true}}},
		},
	}
	for _, e := range s.Nodes {
		e.prepare()
	}
	for _, e := range s.Tags {
		e.prepare()
	}
	return s
}

// element finds the schema of a node, nil when there is none.
func (s *Schema) element(n *Node) *Element {
	if n.Tag == "" {
		return s.Nodes[string(n.Type)]
	}
	if e, ok := s.Tags[n.Tag]; ok {
		return e
	}
	if slices.Contains(s.Undeclared, n.Tag) || slices.Contains(s.Undeclared, "*") {
		return &openElement
	}
	if isObjectProperty(n.Tag) {
		return &emptyElement
	}
	return nil
}

var openElement, emptyElement = Element{open: true}, Element{}

// attribute finds the schema of an attribute, nil when it is not declared.
func (e *Element) attribute(name string) *AttributeSchema {
	if a, ok := e.Attributes[name]; ok {
		return a
	}
	if a, ok := globalAttributes[name]; ok {
		return a
	}
	if e.open || isObjectProperty(name) {
		return &anyAttribute
	}
	return nil
}

var anyAttribute AttributeSchema

// accepts reports whether a value is of the type. Variables and functions
// always are, their value being unknown, unless the schema says what the
// function returns.
func (t *Type) accepts(v any, s *Schema) bool {
	switch v := v.(type) {
	case Function:
		if s.ValidateFunctions {
			return s.returns(v.Name, t)
		}
		return true
	case Variable, Expression:
		return true
	}
	if t.OneOf != nil {
		return slices.ContainsFunc(t.OneOf, func(one *Type) bool { return one == nil || one.accepts(v, s) })
	}
	switch v := v.(type) {
	case string:
		return t.Name == "String"
	case float64:
		return t.Name == "Number"
	case bool:
		return t.Name == "Boolean"
	case []any:
		return t.Name == "Array"
	case *Hash:
		_, shadowed := v.Get("constructor")
		return t.Name == "Object" && !shadowed
	}
	return false
}

// returns reports whether a function is declared to return the type.
func (s *Schema) returns(name string, t *Type) bool {
	f := s.Functions[name]
	if f == nil || f.Returns == nil {
		return true
	}
	return !t.builtin && t.OneOf == nil && slices.Contains(f.Returns, t.Name)
}

// describePattern prints a pattern as JavaScript prints a RegExp.
func describePattern(source, flags string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case c == '\\' && i+1 < len(source):
			b.WriteByte(c)
			i++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			b.WriteByte('\\')
		}
		b.WriteByte(source[i])
	}
	if source == "" {
		b.WriteString("(?:)")
	}
	sorted := []byte(flags)
	slices.Sort(sorted)
	return fmt.Sprintf("/%s/%s", b.String(), sorted)
}

package parser

import (
	"slices"
	"strings"
)

// Problem is an error and the node that carries it.
type Problem struct {
	Node *Node
	Error
}

// Lines are the lines the reference reports: the node's, or those of the place
// in a fence or a table that the error is about. 0-based and half open.
func (p *Problem) Lines() []int {
	if p.lines != nil {
		return p.lines
	}
	return p.Node.Lines
}

// Errors lists what is wrong with the page's syntax, in document order.
func (d *Document) Errors() []Problem {
	var list []Problem
	Walk(d.Root, func(n *Node) bool {
		for _, e := range n.Errors {
			list = append(list, Problem{n, e})
		}
		return true
	})
	return list
}

// Validate checks the page against a schema, and lists what is wrong with its
// syntax or not declared in the schema, in document order (SPEC §11). The schema
// is Markdoc's; in the other dialects only the syntax is checked.
func (d *Document) Validate(s *Schema) []Problem {
	if d.Dialect != Markdoc {
		return d.Errors()
	}
	v := validator{schema: s}
	v.visit(d.Root)
	return v.problems
}

type validator struct {
	schema   *Schema
	problems []Problem
	node     *Node
}

func (v *validator) visit(n *Node) {
	v.node = n
	v.validate(n)
	for _, s := range n.Slots {
		v.visit(s.Node)
	}
	for _, c := range n.Children {
		v.visit(c)
	}
}

func (v *validator) report(e Error) {
	if e.Span == (Span{}) {
		e.Span = v.node.Span
	}
	v.problems = append(v.problems, Problem{v.node, e})
}

func (v *validator) fail(id, level, message string) {
	v.report(Error{ID: id, Level: level, Message: message})
}

func (v *validator) validate(n *Node) {
	for _, e := range n.Errors {
		v.report(e)
	}
	e := v.schema.element(n)
	if e == nil {
		if n.Tag != "" {
			v.fail("tag-undefined", "critical", "Undefined tag: '"+n.Tag+"'")
		} else {
			v.fail("node-undefined", "critical", "Undefined node: '"+string(n.Type)+"'")
		}
		return
	}
	name := n.Tag
	if e.Inline != nil && n.Inline != *e.Inline {
		where := "block"
		if *e.Inline {
			where = "inline"
		}
		v.fail("tag-placement-invalid", "critical", "'"+nameOrUndefined(name)+"' tag should be "+where)
	}
	if e.SelfClosing && len(n.Children) > 0 {
		v.fail("tag-selfclosing-has-children", "critical", "'"+nameOrUndefined(name)+"' tag should be self-closing")
	}
	for _, slot := range n.Slots {
		if _, ok := e.Slots[slot.Name]; !ok && !e.open && (e.Slots == nil || !isObjectProperty(slot.Name)) {
			v.fail("slot-undefined", "error", "Invalid slot: '"+slot.Name+"'")
		}
	}
	for _, a := range n.Attributes {
		v.attribute(e, a)
	}
	for _, name := range e.mustHave() {
		if _, ok := n.Attr(name); !ok && !isObjectProperty(name) {
			v.fail("attribute-missing-required", "error", "Missing required attribute: '"+name+"'")
		}
	}
	for _, name := range sortedKeys(e.Slots) {
		if e.Slots[name].Required && !slices.ContainsFunc(n.Slots, func(s Slot) bool { return s.Name == name }) {
			v.fail("slot-missing-required", "error", "Missing required slot: '"+name+"'")
		}
	}
	if e.Children == nil {
		return
	}
	for _, c := range n.Children {
		if c.Type == TypeError || slices.Contains(e.Children, string(c.Type)) {
			continue
		}
		if name == "" {
			name = string(n.Type)
		}
		v.report(Error{ID: "child-invalid", Level: "warning", Message: "Can't nest '" + string(c.Type) + "' in '" + name + "'", Span: c.Span})
	}
}

// nameOrUndefined prints a tag's name; JavaScript prints that of a node, which
// has none, as "undefined".
func nameOrUndefined(tag string) string {
	if tag == "" {
		return "undefined"
	}
	return tag
}

// sortedKeys makes the order of problems the same on every run.
func sortedKeys[V any](m map[string]V) []string {
	if len(m) < 2 {
		for k := range m {
			return []string{k}
		}
		return nil
	}
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (v *validator) attribute(e *Element, a Attribute) {
	schema := e.attribute(a.Name)
	if schema == nil {
		v.fail("attribute-undefined", "error", "Invalid attribute: '"+a.Name+"'")
		return
	}
	switch value := a.Value.(type) {
	case Function:
		if !v.schema.ValidateFunctions {
			return
		}
		v.function(value)
	case Variable:
		if v.schema.Variables == nil {
			return
		}
		if !hasPath(v.schema.Variables, value.Path) {
			names := make([]string, len(value.Path))
			for i, step := range value.Path {
				names[i] = jsString(step)
			}
			v.fail("variable-undefined", "error", "Undefined variable: '"+strings.Join(names, ".")+"'")
		}
	case Expression:
		return
	}
	level := schema.ErrorLevel
	if level == "" {
		level = "error"
	}
	if t := schema.Type; t != nil {
		switch {
		case t.check != nil:
			if isAST(a.Value) {
				if f, ok := a.Value.(Function); ok && !v.schema.returns(f.Name, t) {
					v.fail("attribute-type-invalid", level, "Attribute '"+a.Name+"' must be type of '"+t.String()+"'")
				}
			} else if err := t.check(a.Value, v.schema, a.Name); err != nil {
				v.report(*err)
			}
		case !t.accepts(a.Value, v.schema):
			v.fail("attribute-type-invalid", level, "Attribute '"+a.Name+"' must be type of '"+t.String()+"'")
		}
	}
	if schema.Matches != nil && !slices.ContainsFunc(schema.Matches, func(m any) bool { return isSame(m, a.Value) }) {
		v.fail("attribute-value-invalid", level,
			"Attribute '"+a.Name+"' must match one of "+describeMatches(schema.Matches)+". Got '"+jsString(a.Value)+"' instead.")
	}
	if schema.Pattern != nil && !schema.Pattern.MatchString(jsString(a.Value)) {
		v.fail("attribute-value-invalid", level,
			"Attribute '"+a.Name+"' must match "+schema.pattern+". Got '"+jsString(a.Value)+"' instead.")
	}
}

func isAST(v any) bool {
	switch v.(type) {
	case Variable, Function, Expression:
		return true
	}
	return false
}

// isSame compares as JavaScript's includes does: objects never equal a literal.
func isSame(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case bool:
		b, ok := b.(bool)
		return ok && a == b
	case float64:
		b, ok := b.(float64)
		return ok && a == b
	case string:
		b, ok := b.(string)
		return ok && a == b
	}
	return false
}

// describeMatches lists the allowed values, at most eight.
func describeMatches(matches []any) string {
	const most = 8
	b := []byte{'['}
	for i, m := range matches {
		if i > 0 {
			b = append(b, ',')
		}
		if i == most {
			b = append(b, " ... "...)
			b = append(b, jsNumber(float64(len(matches)-most))...)
			return string(append(b, " more]"...))
		}
		b = appendJSON(b, m)
	}
	return string(append(b, ']'))
}

// hasPath walks a variable's path by own properties.
func hasPath(v any, path []any) bool {
	for _, step := range path {
		key := jsString(step)
		switch at := v.(type) {
		case *Hash:
			next, ok := at.Get(key)
			if !ok {
				return false
			}
			v = next
		case []any:
			if key == "length" {
				v = float64(len(at))
				continue
			}
			i := arrayIndex(key)
			if i < 0 || i >= len(at) {
				return false
			}
			v = at[i]
		case string:
			if i := arrayIndex(key); key != "length" && (i < 0 || i >= utf16Len(at)) {
				return false
			}
			v = nil
		default:
			return false
		}
	}
	return true
}

func arrayIndex(key string) int {
	n := 0
	for _, c := range []byte(key) {
		if c < '0' || c > '9' || len(key) > 9 {
			return -1
		}
		n = 10*n + int(c-'0')
	}
	if key == "" || len(key) > 1 && key[0] == '0' {
		return -1
	}
	return n
}

func (v *validator) function(f Function) {
	schema, ok := v.schema.Functions[f.Name]
	if !ok && isObjectProperty(f.Name) {
		return
	}
	if schema == nil {
		v.fail("function-undefined", "critical", "Undefined function: '"+f.Name+"'")
		return
	}
	if schema.Parameters == nil {
		return
	}
	for _, p := range f.Parameters {
		param := schema.Parameters[p.Name]
		if param == nil && isObjectProperty(p.Name) {
			continue
		}
		if param == nil {
			v.fail("parameter-undefined", "error", "Invalid parameter: '"+p.Name+"'")
			continue
		}
		if _, ok := p.Value.(Variable); ok || param.Type == nil {
			continue
		}
		if !param.Type.accepts(p.Value, v.schema) {
			v.fail("parameter-type-invalid", "error",
				"Parameter '"+p.Name+"' of '"+f.Name+"' must be type of '"+param.Type.String()+"'")
		}
	}
	for _, name := range sortedKeys(schema.Parameters) {
		given := slices.ContainsFunc(f.Parameters, func(p Attribute) bool { return p.Name == name })
		if schema.Parameters[name].Required && !given {
			v.fail("parameter-missing-required", "error", "Missing required parameter: '"+name+"'")
		}
	}
}

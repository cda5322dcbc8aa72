package parser

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ParseSchema reads a schema in JSON or YAML and adds it to Markdoc's own: tags, nodes,
// functions, variables, partials, and validation.validateFunctions. A node with
// $extends keeps what Markdoc declares for it, another replaces it, and null
// removes it.
func ParseSchema(src []byte) (*Schema, error) {
	src, err := asJSON(src)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	var config struct {
		Tags       map[string]*elementJSON
		Nodes      map[string]*elementJSON
		Functions  map[string]*functionJSON
		Variables  json.RawMessage
		Partials   json.RawMessage
		Validation struct {
			ValidateFunctions truth `json:"validateFunctions"`
		}
	}
	if err := json.Unmarshal(src, &config); err != nil {
		return nil, fmt.Errorf("read the schema: %w", describeJSONError(src, err))
	}
	s := DefaultSchema()
	s.Source = src
	for name, e := range config.Tags {
		element, err := e.element(nil)
		if err != nil {
			return nil, fmt.Errorf("schema of tag %q: %w", name, err)
		}
		s.Tags[name] = element
	}
	for name, e := range config.Nodes {
		element, err := e.element(s.Nodes[name])
		if err != nil {
			return nil, fmt.Errorf("schema of node %q: %w", name, err)
		}
		s.Nodes[name] = element
	}
	for name, f := range config.Functions {
		schema, err := f.function()
		if err != nil {
			return nil, fmt.Errorf("schema of function %q: %w", name, err)
		}
		s.Functions[name] = schema
	}
	if v, err := orderedJSON(config.Variables); err != nil {
		return nil, err
	} else if truthy(v) {
		s.Variables = v
	}
	partials, err := orderedJSON(config.Partials)
	if err != nil {
		return nil, err
	}
	if h, ok := partials.(*Hash); ok {
		s.Partials = map[string]bool{}
		for _, m := range h.Members {
			s.Partials[m.Name] = truthy(m.Value)
		}
	}
	s.ValidateFunctions = bool(config.Validation.ValidateFunctions)
	return s, nil
}

// asJSON turns YAML into JSON, and leaves JSON as it is.
func asJSON(src []byte) ([]byte, error) {
	if trimmed := bytes.TrimSpace(src); len(trimmed) == 0 || trimmed[0] == '{' {
		return src, nil
	}
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		return nil, err
	}
	if root.Kind != yaml.DocumentNode || root.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("a schema is a mapping with the keys tags and nodes")
	}
	v, err := yamlValue(root.Content[0], 0)
	return appendJSON(nil, v), err
}

func yamlValue(n *yaml.Node, depth int) (any, error) {
	if depth > 100 {
		return nil, fmt.Errorf("line %d: nested too deeply", n.Line)
	}
	switch n.Kind {
	case yaml.MappingNode:
		h := &Hash{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := yamlValue(n.Content[i+1], depth+1)
			if err != nil {
				return nil, err
			}
			h.Set(n.Content[i].Value, v)
		}
		return h, nil
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := yamlValue(c, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.ScalarNode:
		var v any
		if err := n.Decode(&v); err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case nil, bool, string, float64:
			return v, nil
		case int:
			return float64(v), nil
		}
		return n.Value, nil
	}
	return nil, fmt.Errorf("line %d: anchors and aliases are not supported in a schema", n.Line)
}

// describeJSONError says in which line the JSON is wrong.
func describeJSONError(src []byte, err error) error {
	offset := int64(-1)
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &mismatch):
		offset = mismatch.Offset
	}
	if offset < 0 || offset > int64(len(src)) {
		return err
	}
	return fmt.Errorf("line %d: %w", 1+bytes.Count(src[:offset], []byte("\n")), err)
}

// truth is a JSON value taken for true or false as JavaScript does.
type truth bool

func (t *truth) UnmarshalJSON(src []byte) error {
	v, err := orderedJSON(src)
	*t = truth(truthy(v))
	return err
}

type elementJSON struct {
	Extends     truth `json:"$extends"`
	Children    []string
	Attributes  map[string]*attributeJSON
	Slots       map[string]*struct{ Required truth }
	SelfClosing *truth `json:"selfClosing"`
	Inline      *bool
}

func (e *elementJSON) element(base *Element) (*Element, error) {
	if e == nil {
		return nil, nil
	}
	out := &Element{}
	if e.Extends && base != nil {
		*out = *base
	}
	if e.Children != nil {
		out.Children = e.Children
	}
	if e.SelfClosing != nil {
		out.SelfClosing = bool(*e.SelfClosing)
	}
	if e.Inline != nil {
		out.Inline = e.Inline
	}
	if e.Slots != nil {
		out.Slots = map[string]SlotSchema{}
		for name, slot := range e.Slots {
			if slot != nil {
				out.Slots[name] = SlotSchema{Required: bool(slot.Required)}
			}
		}
	}
	attributes := map[string]*AttributeSchema{}
	for name, a := range out.Attributes {
		attributes[name] = a
	}
	for name, a := range e.Attributes {
		schema, err := a.attribute()
		if err != nil {
			return nil, fmt.Errorf("attribute %q: %w", name, err)
		}
		attributes[name] = schema
	}
	out.Attributes = attributes
	out.prepared = false
	out.prepare()
	return out, nil
}

type attributeJSON struct {
	Type       json.RawMessage
	Required   truth
	Matches    json.RawMessage
	ErrorLevel string `json:"errorLevel"`
}

func (a *attributeJSON) attribute() (*AttributeSchema, error) {
	out := &AttributeSchema{}
	if a == nil {
		return out, nil
	}
	out.Required, out.ErrorLevel = bool(a.Required), a.ErrorLevel
	v, err := orderedJSON(a.Type)
	if err != nil {
		return nil, err
	}
	out.Type = typeOf(v)
	matches, err := orderedJSON(a.Matches)
	if err != nil {
		return nil, err
	}
	switch m := matches.(type) {
	case []any:
		out.Matches = m
	case *Hash:
		source, isPattern := m.Get("$regexp")
		if !isPattern {
			break
		}
		flags, _ := m.Get("flags")
		flagText, _ := flags.(string)
		if err := out.setPattern(jsString(source), flagText); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// setPattern compiles a JavaScript pattern; Go knows all its syntax but look
// around and back references.
func (a *AttributeSchema) setPattern(source, flags string) error {
	var options string
	for _, f := range []string{"i", "m", "s"} {
		if strings.Contains(flags, f) {
			options += f
		}
	}
	expr := source
	if options != "" {
		expr = "(?" + options + ")" + source
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return fmt.Errorf("pattern %s: %w (look-around and back references are not supported)", describePattern(source, flags), err)
	}
	a.Pattern, a.pattern = re, describePattern(source, flags)
	return nil
}

// typeOf reads a type: a name or a list of types.
func typeOf(v any) *Type {
	switch v := v.(type) {
	case string:
		if v != "" {
			return &Type{Name: v}
		}
	case []any:
		t := &Type{OneOf: []*Type{}}
		for _, one := range v {
			t.OneOf = append(t.OneOf, typeOf(one))
		}
		return t
	}
	return nil
}

type functionJSON struct {
	Returns    json.RawMessage
	Parameters map[string]*attributeJSON
}

func (f *functionJSON) function() (*FunctionSchema, error) {
	if f == nil {
		return nil, nil
	}
	out := &FunctionSchema{}
	returns, err := orderedJSON(f.Returns)
	if err != nil {
		return nil, err
	}
	switch r := returns.(type) {
	case string:
		out.Returns = []string{r}
	case []any:
		out.Returns = []string{}
		for _, name := range r {
			out.Returns = append(out.Returns, jsString(name))
		}
	}
	if f.Parameters != nil {
		out.Parameters = map[string]*AttributeSchema{}
	}
	for name, p := range f.Parameters {
		schema, err := p.attribute()
		if err != nil {
			return nil, fmt.Errorf("parameter %q: %w", name, err)
		}
		out.Parameters[name] = schema
	}
	return out, nil
}

// orderedJSON decodes a value with the members of objects in source order.
func orderedJSON(src []byte) (any, error) {
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(src))
	return decodeOrdered(d)
}

func decodeOrdered(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if delim == '[' {
		list := []any{}
		for d.More() {
			v, err := decodeOrdered(d)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	h := &Hash{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeOrdered(d)
		if err != nil {
			return nil, err
		}
		h.Set(key.(string), v)
	}
	_, err = d.Token()
	return h, err
}

// Clone returns a schema whose maps can be changed without changing s.
func (s *Schema) Clone() *Schema {
	c := *s
	c.Tags, c.Nodes, c.Functions = cloneMap(s.Tags), cloneMap(s.Nodes), cloneMap(s.Functions)
	c.Partials = cloneMap(s.Partials)
	c.Undeclared = slices.Clone(s.Undeclared)
	return &c
}

func cloneMap[V any](m map[string]V) map[string]V {
	if m == nil {
		return nil
	}
	c := make(map[string]V, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

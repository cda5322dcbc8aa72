package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Effective is what a configuration comes to, for one page or for all.
type Effective struct {
	Schema  string             `json:"schema"` // omlint.config/v1
	Page    string             `json:"page,omitempty"`
	Files   []string           `json:"files"`
	Ignored string             `json:"ignored,omitempty"` // the entry that excludes the page
	Values  map[string]Setting `json:"values"`
	Rules   map[string]Setting `json:"rules"`
}

// Setting is a value and the place it was written at; From is "default" for
// what nobody wrote.
type Setting struct {
	Value any    `json:"value"`
	From  string `json:"from"`
}

// Effective works out what holds for a page: the levels of all rules, and the
// values of flags, with defaults for those not in the configuration. Without a
// page it leaves out overrides.
func (c *Config) Effective(page string, keys Keys, defaults map[string]string) (*Effective, error) {
	e := &Effective{
		Schema: "omlint.config/v1", Page: page, Files: append([]string{}, c.Files...),
		Values: map[string]Setting{}, Rules: map[string]Setting{},
	}
	for name, value := range defaults {
		e.Values[name] = Setting{value, "default"}
	}
	set := func(name string, v *Value) error {
		var value any
		if err := v.Node.Decode(&value); err != nil {
			return fmt.Errorf("%s: %s: %w", v.Origin, name, err)
		}
		e.Values[name] = Setting{value, v.Origin.String()}
		return nil
	}
	for name, v := range c.Values {
		if err := set(name, &v); err != nil {
			return nil, err
		}
	}
	waivers := map[string][]map[string]string{}
	for _, w := range c.Waivers {
		section := "waivers"
		if w.Manual {
			section = "acknowledged"
		}
		waivers[section] = append(waivers[section], described(w))
		e.Values[section] = Setting{waivers[section], Origin{File: w.File, Line: w.Line, Column: w.Column}.String()}
	}
	levels := c.Rules
	if page != "" {
		levels = c.Levels(page)
		if g := c.IgnoredBy(page); g != nil {
			e.Ignored = g.Origin.String()
		}
		if s := c.Schema(page); s != nil {
			if err := set("schema", s); err != nil {
				return nil, err
			}
		}
	}
	for _, r := range keys.Rules {
		e.Rules[r.ID] = Setting{r.Severity, "default"}
		if l := LevelOf(levels, r.ID); l != nil {
			e.Rules[r.ID] = Setting{l.Severity, l.Origin.String()}
		}
	}
	return e, nil
}

// YAML writes the settings as a configuration file that says in comments where
// each one is from.
func (e *Effective) YAML() ([]byte, error) {
	root := &yaml.Node{Kind: yaml.MappingNode}
	if err := addSettings(root, e.Values); err != nil {
		return nil, err
	}
	levels := &yaml.Node{Kind: yaml.MappingNode}
	if err := addSettings(levels, e.Rules); err != nil {
		return nil, err
	}
	root.Content = append(root.Content, word("rules"), levels)
	var b bytes.Buffer
	if e.Page != "" {
		fmt.Fprintf(&b, "# for the page %q\n", e.Page)
	}
	if e.Ignored != "" {
		fmt.Fprintf(&b, "# the page is not judged: it is ignored by %q\n", e.Ignored)
	}
	for _, f := range e.Files {
		fmt.Fprintf(&b, "# read: %q\n", f)
	}
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(root); err != nil {
		return nil, fmt.Errorf("write the configuration as YAML: %w", err)
	}
	return b.Bytes(), nil
}

// addSettings adds settings to a mapping, in the order of their names.
func addSettings(mapping *yaml.Node, settings map[string]Setting) error {
	names := make([]string, 0, len(settings))
	for name := range settings {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		s := settings[name]
		key, value := word(name), &yaml.Node{}
		if err := value.Encode(s.Value); err != nil {
			return fmt.Errorf("write %s as YAML: %w", name, err)
		}
		switch value.Kind {
		case yaml.ScalarNode:
			value.LineComment = s.From
		case yaml.SequenceNode:
			value.Style = yaml.FlowStyle
			value.LineComment = s.From
		default:
			key.HeadComment = s.From // a mapping's own lines have no room for it
		}
		mapping.Content = append(mapping.Content, key, value)
	}
	return nil
}

func word(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// JSON writes the settings as one JSON object.
func (e *Effective) JSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("write the configuration as JSON: %w", err)
	}
	return b.Bytes(), nil
}

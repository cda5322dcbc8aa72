// Package config reads omlint.yaml: defaults for flags, the levels of rules,
// exceptions for some paths, and files that other files extend. It knows where
// each value was written, for messages and for omlint config.
package config

import (
	"fmt"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/rules"
)

// Config is what a configuration file says, together with all it extends. Of
// several entries about the same thing, the last one counts. The zero value is
// that of no file.
type Config struct {
	Files     []string         // those read; a file stands behind all it extends
	Values    map[string]Value // defaults for flags, by long name
	Rules     []Level
	Ignore    []Glob
	Overrides []Override
	Waivers   []rules.Waiver // of audits; acknowledgements, too
}

// Value is a flag's value as it is written.
type Value struct {
	Node   *yaml.Node
	Dir    string // the folder that a path in it is relative to
	Origin Origin
}

// Override is what holds for some pages only.
type Override struct {
	Paths  []Glob
	Rules  []Level
	Schema *Value // nil leaves the schema as it is
}

// Origin is where a value was written: 1-based, and without Line for what has
// none, such as the command line.
type Origin struct {
	File         string
	Line, Column int
}

func (o Origin) String() string {
	if o.Line == 0 {
		return o.File
	}
	return fmt.Sprintf("%s:%d:%d", o.File, o.Line, o.Column)
}

// IgnoredBy is the pattern of ignore that a page falls under, nil if none does.
func (c *Config) IgnoredBy(page string) *Glob { return lastMatch(c.Ignore, page) }

// Levels are all levels that concern a page: those for every page, then those
// of the overrides for its path.
func (c *Config) Levels(page string) []Level {
	levels := c.Rules
	for i := range c.Overrides {
		if o := &c.Overrides[i]; lastMatch(o.Paths, page) != nil {
			levels = append(levels[:len(levels):len(levels)], o.Rules...)
		}
	}
	return levels
}

// Schema is the schema that an override gives a page, nil if none does.
func (c *Config) Schema(page string) *Value {
	var schema *Value
	for i := range c.Overrides {
		if o := &c.Overrides[i]; o.Schema != nil && lastMatch(o.Paths, page) != nil {
			schema = o.Schema
		}
	}
	return schema
}

// Find looks for the file in the folder dir and those above it. It returns "" if
// there is none.
func Find(dir, name string) (string, error) {
	for {
		path := filepath.Join(dir, name)
		switch found, err := isFile(path); {
		case err != nil:
			return "", fmt.Errorf("find the configuration: %w", err)
		case found:
			return path, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", nil
		}
		dir = parent
	}
}

// Off is the level of a rule that is not to be heard of.
const Off rules.Severity = "off"

package main

import (
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/parser"
)

// schemaFlag is the schema that documents are checked against: Markdoc's own
// unless a file, a built-in name, or the configuration itself declares more.
type schemaFlag struct {
	name   string
	source []byte // written out in the configuration
}

// openMetadata names the built-in schema of OpenMetadata's site.
const openMetadata = "openmetadata"

// addSchemaFlag is for the commands that judge pages as the site shows them.
func addSchemaFlag(flags *pflag.FlagSet) *schemaFlag {
	s := &schemaFlag{name: openMetadata}
	flags.Var(s, "schema", "the tags and nodes of the site, declared in `FILE`, JSON or YAML; openmetadata names OpenMetadata's")
	return s
}

func (s *schemaFlag) String() string { return s.name }

// Set takes a file's name, or that of a built-in schema.
func (s *schemaFlag) Set(name string) error {
	s.name, s.source = name, nil
	return nil
}

// Type is what the help text calls the value.
func (s *schemaFlag) Type() string { return "FILE" }

// SetMapping takes a schema that is written out in the configuration.
func (s *schemaFlag) SetMapping(source []byte) error {
	if _, err := parser.ParseSchema(source); err != nil {
		return err
	}
	s.source = source
	return nil
}

// schema reads what the flag names.
func (s *schemaFlag) schema() (*parser.Schema, error) {
	switch {
	case s.source != nil:
		return parser.ParseSchema(s.source)
	case s.name == "":
		return parser.DefaultSchema(), nil
	case s.name == openMetadata:
		return parser.OpenMetadataSchema(), nil
	}
	source, err := os.ReadFile(s.name)
	if err != nil {
		return nil, fmt.Errorf("read the schema: %w", err)
	}
	schema, err := parser.ParseSchema(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	return schema, nil
}

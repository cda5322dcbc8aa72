package parser

import (
	_ "embed"
	"sync"
)

// openMetadataSchema declares the tags OpenMetadata's documentation site
// renders, as its pages up to release 1.9 use them.
//
//go:embed openmetadata-schema.json
var openMetadataSchema []byte

var loadOpenMetadataSchema = sync.OnceValues(func() (*Schema, error) { return ParseSchema(openMetadataSchema) })

// OpenMetadataSchema is the schema of OpenMetadata's documentation site.
func OpenMetadataSchema() *Schema {
	s, err := loadOpenMetadataSchema()
	if err != nil {
		panic("the embedded schema: " + err.Error()) // a test loads it
	}
	return s.Clone()
}

// Package schema holds the JSON Schemas of what omlint prints.
package schema

import _ "embed"

// Facts is the schema of omlint facts --format json.
//
//go:embed facts.schema.json
var Facts string

// Report is the schema of what lint, audit, scan and backup print.
//
//go:embed report.schema.json
var Report string

// Snapshot is the schema of what omlint probe writes.
//
//go:embed snapshot.schema.json
var Snapshot string

// Fleet is the JSON Schema of what omlint audit --fleet and omlint merge print.
//
//go:embed fleet.schema.json
var Fleet string

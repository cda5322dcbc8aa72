package config

import (
	"encoding/json"
	"strings"
)

// object is a part of a JSON Schema. encoding/json writes its keys sorted.
type object map[string]any

// JSONSchema describes configuration files to editors, with the given keys.
func JSONSchema(keys Keys) ([]byte, error) {
	properties := object{
		"extends": object{
			"description": "Configuration files to start from, relative to this one. What comes later wins.",
			"$ref":        "#/$defs/words",
		},
		"ignore": object{
			"description": "Pages that are not judged: patterns relative to this file's folder, ** for any number of folders. Links may lead to them.",
			"$ref":        "#/$defs/words",
		},
		"overrides": object{
			"description": "What holds for some pages only. Of several that are about a page, the last one counts.",
			"type":        "array",
			"items": object{
				"type":                 "object",
				"required":             []string{"paths"},
				"additionalProperties": false,
				"properties": object{
					"paths":  object{"description": "Patterns of the pages' paths, relative to this file's folder.", "$ref": "#/$defs/words"},
					"rules":  object{"$ref": "#/$defs/rules"},
					"schema": object{"description": "The tags and nodes of these pages: a file, openmetadata, or the declarations themselves.", "type": []string{"string", "object"}},
				},
			},
		},
		"rules":        object{"$ref": "#/$defs/rules"},
		"waivers":      waiverSchema("Findings of audits that somebody answers for, for a while."),
		"acknowledged": waiverSchema("What only a person can check, and somebody did."),
	}
	for _, f := range keys.Flags {
		properties[f.Name] = flagSchema(f)
	}
	levels := object{}
	for _, pattern := range keys.patterns() {
		levels[pattern] = object{"description": describePattern(pattern, keys), "$ref": "#/$defs/level"}
	}
	schema, err := json.MarshalIndent(object{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "omlint.yaml",
		"description":          "The configuration of omlint: defaults for flags by their long names, levels of rules, exceptions for paths.",
		"type":                 []string{"object", "null"}, // an empty file
		"additionalProperties": false,
		"properties":           properties,
		"$defs": object{
			"level": object{"enum": severities},
			"rules": object{
				"description":          "The level of rules: of one by its id, of a family as family/*, of all as *. The more specific entry wins.",
				"type":                 []string{"object", "null"},
				"additionalProperties": false,
				"properties":           levels,
			},
			"words": object{"type": []string{"string", "array"}, "items": object{"type": "string"}},
		},
	}, "", "  ")
	return append(schema, '\n'), err
}

func flagSchema(f Flag) object {
	types := map[string][]string{
		"bool": {"boolean"},
		"list": {"string", "number", "array"},
	}[f.Type]
	if types == nil {
		types = []string{"string", "number", "boolean"} // YAML takes 1.4 for a number
	}
	if f.Mapping {
		types = append(types, "object")
	}
	return object{"description": f.Usage, "type": types}
}

func describePattern(pattern string, keys Keys) string {
	if pattern == "*" {
		return "every rule"
	}
	if family, ok := strings.CutSuffix(pattern, "/*"); ok {
		return "every rule of the family " + family
	}
	for _, r := range keys.Rules {
		if r.ID == pattern {
			return r.Title + " (" + string(r.Severity) + " by itself)"
		}
	}
	return ""
}

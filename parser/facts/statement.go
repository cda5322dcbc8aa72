package facts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// types are the contract's, in its order.
var types = []Type{
	DBSetting, DBVersion, DBCharset, DBPrivilege, DBExtension, DBSchema, Backup, Connectivity, ToolVersion,
	ServiceVersion, PythonVersion, JavaVersion, Package, EnvVar, ConfigKey, ConnectionField, HelmValue, Image,
	CLICommand, CLIFlag, PythonSymbol, LineageAnnotation, API, Permission, SearchSetting, UpgradePath, Process, Other,
}

// statementAttributes are those of the tag with which an author states a fact,
// each with the values it takes; none where any text will do.
var statementAttributes = map[string][]string{
	"kind": words(Requirement, Deprecation, BreakingChange), "type": words(types...), "engine": words(MySQL, Postgres), "name": nil,
	"op":    words(AtLeast, AtMost, Equal, Less, Greater, Compatible, In, Exists, Absent, Run),
	"value": nil, "unit": nil, "text": nil, "version": nil, "deprecatedIn": nil, "deprecated_in": nil, "removedIn": nil, "removed_in": nil,
	"replacement": nil, "phase": words(Before, During, After), "summary": nil,
}

func words[T ~string](list ...T) []string {
	var out []string
	for _, w := range list {
		out = append(out, string(w))
	}
	return out
}

// StatementErrors says what is wrong with a tag by which an author states a
// fact; nothing for any other node. A statement with an error is no fact: what
// its author meant cannot be known.
func StatementErrors(n *parser.Node, p *Profile) []string {
	if n.Type != parser.TypeTag || !isAnnotation(n.Tag) {
		return nil
	}
	var wrong []string
	given := map[string]string{}
	for _, a := range n.Attributes {
		value := attributeText(a.Value)
		allowed, known := statementAttributes[a.Name]
		switch {
		case !known:
			wrong = append(wrong, fmt.Sprintf("there is no attribute %s", a.Name))
		case allowed != nil && !slices.Contains(allowed, value):
			wrong = append(wrong, fmt.Sprintf("%s=%q is none of %s", a.Name, value, strings.Join(allowed, ", ")))
		case slices.Contains([]string{"version", "deprecatedIn", "deprecated_in", "removedIn", "removed_in"}, a.Name):
			if _, err := ParseVersion(value); err != nil {
				wrong = append(wrong, fmt.Sprintf("%s: %v", a.Name, err))
			}
		}
		given[a.Name] = value
	}
	for _, needed := range []string{"type", "name"} {
		if given[needed] == "" {
			wrong = append(wrong, "it needs the attribute "+needed)
		}
	}
	comparison := slices.Contains(words(AtLeast, AtMost, Equal, Less, Greater, Compatible, In), given["op"])
	if comparison && given["value"] == "" {
		wrong = append(wrong, fmt.Sprintf("op=%q needs a value to compare with", given["op"]))
	}
	if known, ok := p.setting(given["name"]); ok && given["type"] == string(DBSetting) && known.Unit == "bytes" && given["value"] != "" {
		if _, err := statedSize(given["value"], given["unit"], known); err != nil {
			written := strings.TrimSpace(given["value"] + " " + given["unit"])
			wrong = append(wrong, fmt.Sprintf("%q is no size: write value=\"20MB\", or value=\"20\" with unit=\"MB\"", written))
		}
	}
	return wrong
}

// statedSize is a size in bytes as the attributes value and unit have it: the
// unit belongs to the value, whatever the server takes a bare number for.
func statedSize(value, unit string, of Setting) (string, error) {
	if unit != "" && unit != "bytes" {
		return bytesOf(value+unit, of.Bare)
	}
	if unit == "bytes" {
		return bytesOf(value, "B")
	}
	return bytesOf(value, of.Bare)
}

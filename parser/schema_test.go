package parser

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func validate(t *testing.T, s *Schema, source string) []string {
	t.Helper()
	var list []string
	for _, p := range Parse("a.md", []byte(source), Options{}).Validate(s) {
		list = append(list, p.ID+": "+p.Message)
	}
	return list
}

// A schema says the same in JSON, the reference's form, and in YAML.
func TestSchemaInJSONAndYAML(t *testing.T) {
	sources := map[string]string{
		"JSON": `{"tags": {"step": {"selfClosing": true, "attributes": {"n": {"type": ["Number", "String"], "required": true},
			"kind": {"matches": ["a", "b"]}, "id2": {"type": "String", "matches": {"$regexp": "^x/", "flags": "i"}}}}}}`,
		"YAML": `
tags:
  step:
    selfClosing: true
    attributes:
      n: {type: [Number, String], required: true}
      kind: {matches: [a, b]}
      id2:
        type: String
        matches: {$regexp: ^x/, flags: i}
`,
	}
	for name, source := range sources {
		schema, err := ParseSchema([]byte(source))
		if err != nil {
			t.Fatal(name, err)
		}
		for page, want := range map[string][]string{
			`{% step n=1 kind="a" id2="X/1" /%}`: nil,
			`{% step kind="c" other=1 /%}`: {
				`attribute-value-invalid: Attribute 'kind' must match one of ["a","b"]. Got 'c' instead.`,
				`attribute-undefined: Invalid attribute: 'other'`,
				`attribute-missing-required: Missing required attribute: 'n'`,
			},
			`{% step n=true id2="y" /%}`: {
				`attribute-type-invalid: Attribute 'n' must be type of 'Number | String'`,
				`attribute-value-invalid: Attribute 'id2' must match /^x\//i. Got 'y' instead.`,
			},
			"{% step n=1 %}\nx\n{% /step %}": {"tag-selfclosing-has-children: 'step' tag should be self-closing"},
			"{% stop /%}":                    {"tag-undefined: Undefined tag: 'stop'"},
		} {
			if diff := cmp.Diff(want, validate(t, schema, page)); diff != "" {
				t.Errorf("%s, %q (-want +got):\n%s", name, page, diff)
			}
		}
	}
}

func TestBadSchemasSayWhere(t *testing.T) {
	for source, want := range map[string]string{
		"{\"tags\":\n{\"a\": }}":   "line 2",
		"{\"tags\":\n{\"a\": []}}": "line 2",
		"tags:\n\t- a":             "line 2",
		"just text":                "a mapping",
		"tags: {a: &x {}, b: *x}":  "aliases are not supported",
		`{"tags": {"a": {"attributes": {"b": {"matches": {"$regexp": "(?=x)"}}}}}}`: `tag "a": attribute "b": pattern /(?=x)/`,
	} {
		if _, err := ParseSchema([]byte(source)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want something with %q", source, err, want)
		}
	}
}

func TestOpenMetadataSchema(t *testing.T) {
	page := `{% note noteType="Warning" %}
x
{% /note %}

{% partial file="/v1.9/deployment/x.md" /%}

{% inlineCalloutContainer %}
{% inlineCallout color="violet-70" bold="Backup" icon="luggage" href="/deployment/backup" %}
x
{% /inlineCallout %}
{% /inlineCalloutContainer %}

{% note noteType="Loud" %}
x
{% /note %}
`
	want := []string{`attribute-value-invalid: Attribute 'noteType' must match one of ["Note","Tip","Warning"]. Got 'Loud' instead.`}
	if diff := cmp.Diff(want, validate(t, OpenMetadataSchema(), page)); diff != "" {
		t.Error(diff)
	}
}

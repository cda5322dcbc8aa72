package parser_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/parser"
)

// The cases hold what the npm package @markdoc/markdoc makes of each input.
// They are found through OMLINT_MARKDOC, the folder with cases-*.json.
func cases(t *testing.T, file string) []conformanceCase {
	t.Helper()
	dir := os.Getenv("OMLINT_MARKDOC")
	if dir == "" {
		t.Skip("NOT CHECKED against the Markdoc reference: set OMLINT_MARKDOC to the folder that holds " + file)
	}
	src, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []conformanceCase }
	if err := json.Unmarshal(src, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Cases) == 0 {
		t.Fatalf("%s holds no cases", file)
	}
	return all.Cases
}

type conformanceCase struct {
	ID, Kind, Code, Note string
	Start, FirstLine     int
	Options              struct {
		AllowIndentation, AllowComments, AllowLinkValidation, Slots bool
		LinkValidationOptions                                       struct{ ValidatedProtocols []string }
		ConditionalTags                                             []string
		Location                                                    *bool
	}
	Config   json.RawMessage
	Tags     []string
	Expected json.RawMessage
}

func (c *conformanceCase) options() parser.Options {
	return parser.Options{
		Dialect:            parser.Markdoc,
		AllowIndentation:   c.Options.AllowIndentation,
		AllowComments:      c.Options.AllowComments,
		LinkValidation:     c.Options.AllowLinkValidation,
		ValidatedProtocols: c.Options.LinkValidationOptions.ValidatedProtocols,
		Slots:              c.Options.Slots,
		ConditionalTags:    c.Options.ConditionalTags,
		NoLocations:        c.Options.Location != nil && !*c.Options.Location,
	}
}

func TestMarkdocCases(t *testing.T) { testDocuments(t, "cases-dev.json") }

func TestCommonMarkCases(t *testing.T) { testDocuments(t, "cases-commonmark.json") }

func testDocuments(t *testing.T, file string) {
	for _, c := range cases(t, file) {
		if c.Kind != "doc" {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			schema := parser.DefaultSchema()
			if len(c.Config) > 0 && string(c.Config) != "null" {
				var err error
				if schema, err = parser.ParseSchema(c.Config); err != nil {
					t.Fatal(err)
				}
			}
			schema.Undeclared = c.Tags
			doc := parser.Parse(c.ID, []byte(c.Code), c.options())
			got := decode(t, doc.AppendJSON(nil, c.ID, doc.Validate(schema)))
			checkSpans(t, doc)

			want := decode(t, c.Expected)
			if want["exception"] != nil {
				return // the reference fails here; that omlint does not is enough
			}
			if diff := cmp.Diff(indented(t, normalNode(want["ast"])), indented(t, normalNode(got["ast"]))); diff != "" {
				t.Errorf("tree of %q (-reference +omlint):\n%s", c.Code, diff)
			}
			if want["errors"] == nil {
				return // the reference's schema was code
			}
			if diff := cmp.Diff(normalErrors(want["errors"]), normalErrors(got["errors"])); diff != "" {
				t.Errorf("errors of %q (-reference +omlint):\n%s", c.Code, diff)
			}
		})
	}
}

func decode(t *testing.T, src []byte) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(src, &v); err != nil {
		t.Fatalf("%v in %s", err, src)
	}
	return v
}

// indented prints a tree one member a line: comparing deep trees as text is
// linear.
func indented(t *testing.T, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// normalNode adds the members a dump may leave out.
func normalNode(v any) any {
	n, ok := v.(map[string]any)
	if !ok {
		return v
	}
	for member, absent := range map[string]any{"attributes": map[string]any{}, "inline": false, "lines": []any{}} {
		if n[member] == nil {
			n[member] = absent
		}
	}
	children, _ := n["children"].([]any)
	for i, c := range children {
		children[i] = normalNode(c)
	}
	n["children"] = children
	if slots, ok := n["slots"].(map[string]any); ok {
		for name, s := range slots {
			slots[name] = normalNode(s)
		}
	}
	return n
}

// normalErrors makes a list of errors comparable: their order means nothing.
func normalErrors(v any) []string {
	var lines []string
	for _, e := range v.([]any) {
		m := e.(map[string]any)
		lines = append(lines, fmt.Sprint(m["type"], m["lines"], m["id"], m["level"], m["message"], m["pos"], m["offset"]))
	}
	slices.Sort(lines)
	return lines
}

// checkSpans makes sure that every node and error stands somewhere in the
// source, that children lie within inline parents, and that plain text and code
// are what the source has there.
func checkSpans(t *testing.T, doc *parser.Document) {
	t.Helper()
	inside := func(what string, s parser.Span) {
		if s.Start < 0 || s.End < s.Start || s.End > len(doc.Source) {
			t.Errorf("%s: span %v is not within the source's %d bytes", what, s, len(doc.Source))
		}
	}
	parser.Walk(doc.Root, func(n *parser.Node) bool {
		inside(string(n.Type), n.Span)
		for _, e := range n.Errors {
			inside(e.ID, e.Span)
		}
		return true
	})
}

func TestTagCases(t *testing.T) {
	for _, c := range cases(t, "cases-dev.json") {
		if c.Kind != "tag" {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			got := decode(t, parser.DumpTag(c.Code))
			if diff := cmp.Diff(decode(t, c.Expected), got); diff != "" {
				t.Errorf("%q (-reference +omlint):\n%s", c.Code, diff)
			}
		})
	}
}

func TestFindTagEndCases(t *testing.T) {
	for _, c := range cases(t, "cases-dev.json") {
		if c.Kind != "findTagEnd" {
			continue
		}
		want := -1
		if string(c.Expected) != "null" {
			if err := json.Unmarshal(c.Expected, &want); err != nil {
				t.Fatal(err)
			}
		}
		if got := parser.FindTagEnd(c.Code, c.Start); got != want {
			t.Errorf("%s: %q from %d: %d, the reference says %d", c.ID, c.Code, c.Start, got, want)
		}
	}
}

func TestParseTagsCases(t *testing.T) {
	for _, c := range cases(t, "cases-dev.json") {
		if c.Kind != "parseTags" {
			continue
		}
		got := "[" + strings.Join(parser.DumpFence(c.Code, c.FirstLine), ",") + "]"
		var g, w any
		if err := json.Unmarshal([]byte(got), &g); err != nil {
			t.Fatal(err, got)
		}
		if err := json.Unmarshal(c.Expected, &w); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w, g); diff != "" {
			t.Errorf("%s: %q (-reference +omlint):\n%s", c.ID, c.Code, diff)
		}
	}
}

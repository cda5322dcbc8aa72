package config

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/rules"
)

var keys = Keys{
	Flags: []Flag{
		{Name: "fail-on", Type: "list", Usage: "the failing level"},
		{Name: "format", Type: "string", Usage: "output format"},
		{Name: "quiet", Type: "bool"},
		{Name: "schema", Type: "FILE", Mapping: true},
	},
	Rules: []Rule{
		{"link/broken-page", "a link leads nowhere", rules.Error},
		{"link/empty", "a link without a target", rules.Error},
		{"structure/heading-jump", "a level is left out", rules.Warning},
	},
}

// tree writes files into a new working directory.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func load(t *testing.T, file string) *Config {
	t.Helper()
	c, err := Load(file, keys)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// What decides about a rule on a page: the own entry before the family's, the
// later override before the earlier, an override before the rest, a file before
// those it extends.
func TestLevels(t *testing.T) {
	tree(t, map[string]string{
		"base/one.yaml": "rules: {structure/*: info, link/empty: info, '*': warning}\nignore: gone/",
		"base/two.yaml": "extends: one.yaml\nrules:\n  link/empty: warning",
		"omlint.yaml": `overrides:
  - paths: ["docs/**/*.mdx"]
    rules: {link/*: off}
  - paths: [docs/old]
    rules: {link/broken-page: info}
rules:
  link/broken-page: error
extends: [base/two.yaml]
`,
	})
	c := load(t, "omlint.yaml")
	if diff := cmp.Diff([]string{"base/one.yaml", "base/two.yaml", "omlint.yaml"}, c.Files); diff != "" {
		t.Errorf("files read (-want +got):\n%s", diff)
	}
	for _, tt := range []struct{ page, rule, want string }{
		{"page.md", "link/broken-page", "error omlint.yaml:7:3"},
		{"page.md", "link/empty", "warning base/two.yaml:3:3"},
		{"page.md", "structure/heading-jump", "info base/one.yaml:1:9"},
		{"page.md", "markdoc/anything", "warning base/one.yaml:1:46"},
		{"docs/page.mdx", "link/broken-page", "off omlint.yaml:3:13"},
		{"docs/a/b/page.mdx", "link/empty", "off omlint.yaml:3:13"},
		{"docs/a/b/page.mdx", "structure/heading-jump", "info base/one.yaml:1:9"},
		{"docs/a/page.md", "link/empty", "warning base/two.yaml:3:3"},
		{"docs/old/a/page.mdx", "link/broken-page", "info omlint.yaml:5:13"},
		{"docs/older/page.md", "link/broken-page", "error omlint.yaml:7:3"},
		{"../docs/old/page.md", "link/broken-page", "error omlint.yaml:7:3"},
	} {
		l := LevelOf(c.Levels(tt.page), tt.rule)
		if got := fmt.Sprint(l.Severity, " ", l.Origin); got != tt.want {
			t.Errorf("%s on %s: %s, want %s", tt.rule, tt.page, got, tt.want)
		}
	}
	for page, want := range map[string]bool{"base/gone/a.md": true, "base/gone/b/c.md": true, "gone/a.md": false, "base/gone.md": false} {
		if got := c.IgnoredBy(page) != nil; got != want {
			t.Errorf("%s ignored: %v, want %v", page, got, want)
		}
	}
}

// A rule runs when it is on for some page, and the command line decides first.
func TestRuns(t *testing.T) {
	tree(t, map[string]string{"omlint.yaml": "rules: {link/*: off}\noverrides: [{paths: [a], rules: {link/empty: info}}]"})
	c := load(t, "omlint.yaml")
	off, on := []Level{{Pattern: "*", Severity: Off}}, []Level{{Pattern: "link/*", Severity: rules.Info}}
	for _, tt := range []struct {
		rule  string
		above []Level
		want  bool
	}{
		{"link/empty", nil, true},
		{"link/broken-page", nil, false},
		{"link/broken-page", on, true},
		{"link/empty", off, false},
		{"structure/heading-jump", nil, true},
	} {
		if got := c.Runs(tt.rule, tt.above); got != tt.want {
			t.Errorf("%s runs below %v: %v, want %v", tt.rule, tt.above, got, tt.want)
		}
	}
}

func TestRelevel(t *testing.T) {
	found := func(file, rule string, s rules.Severity) rules.Finding {
		return rules.Finding{Rule: rule, Severity: s, Location: &rules.Location{File: file, Line: 1}}
	}
	got := Relevel([]rules.Finding{
		found("a.md", "link/empty", rules.Error), found("b.md", "link/empty", rules.Error),
		found("b.md", "link/broken-page", rules.Error), found("b.md", "structure/heading-jump", rules.Warning),
	}, func(page string) []Level {
		if page == "a.md" {
			return nil
		}
		return []Level{{Pattern: "link/*", Severity: Off}, {Pattern: "link/empty", Severity: rules.Info}}
	})
	want := []rules.Finding{
		found("a.md", "link/empty", rules.Error), found("b.md", "link/empty", rules.Info), found("b.md", "structure/heading-jump", rules.Warning),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Every mistake is told with its place and what to write instead.
func TestMistakes(t *testing.T) {
	for _, tt := range []struct{ name, source, want string }{
		{"key", "format: json\nschemas: x", `omlint.yaml:2:1: there is no key "schemas"; did you mean schema?`},
		{"key unlike any", "exceptions: x", `omlint.yaml:1:1: there is no key "exceptions"; the keys are extends, rules, overrides, ignore, waivers, acknowledged and the long flags of the commands`},
		{"rule", "rules:\n  link/broken-pages: off", `omlint.yaml:2:3: rules: there is no such rule as "link/broken-pages"; did you mean link/broken-page?`},
		{"family", "rules: {snippet/*: off}", `omlint.yaml:1:9: rules: there is no such rule as "snippet/*"; omlint rules lists them`},
		{"level", "rules: {link/empty: warn}", `omlint.yaml:1:9: rules: "warn" is no severity of a rule; it is error, warning, info or off`},
		{"misspelt level", "rules: {link/empty: warnings}", `omlint.yaml:1:9: rules: "warnings" is no severity of a rule; did you mean warning?`},
		{"no level", "rules: {link/empty: [off]}", `omlint.yaml:1:21: the level of link/empty is one of error, warning, info and off`},
		{"rules of another form", "rules: [link/empty]", `omlint.yaml:1:8: this is to be a mapping of keys to values`},
		{"override without paths", "overrides: [{rules: {link/empty: off}}]", `omlint.yaml:1:13: the override names no paths, so it is about nothing: add paths: [PATTERN]`},
		{"override's key", "overrides: [{path: [a], paths: [b]}]", `omlint.yaml:1:14: there is no key "path" in an override; did you mean paths?`},
		{"overrides of another form", "overrides: {paths: [a]}", `omlint.yaml:1:12: overrides is a list of {paths: […], rules: {…}, schema: …}`},
		{"pattern", "ignore: ['a[']", `omlint.yaml:1:10: ignore: "a[" is no pattern of paths; write one like docs/v1.0.x/** or **/*.mdx`},
		{"list of lists", "ignore: [[a]]", `omlint.yaml:1:10: ignore is a list of plain values`},
		{"key twice", "format: json\nformat: table", `omlint.yaml:2:1: the key "format" stands here again, after line 1`},
		{"no YAML", "rules: {link", "omlint.yaml:1: did not find expected ',' or '}'"},
		{"two documents", "format: json\n---\nformat: table", "omlint.yaml: a configuration is one YAML document, this file has more"},
		{"not a mapping", "just words", "omlint.yaml:1:1: this is to be a mapping of keys to values"},
		{"missing file", "extends: [gone.yaml]", "omlint.yaml:1:11: extends: open gone.yaml: no such file or directory"},
		{"itself", "extends: omlint.yaml", "omlint.yaml:1:10: omlint.yaml extends itself, by way of omlint.yaml"},
		{"cycle", "extends: sub/a.yaml", "sub/b.yaml:1:10: omlint.yaml extends itself, by way of sub/b.yaml"},
		{"without end", "extends: deep/0.yaml", "deep/59.yaml:1:20: the configuration extends more than 100 files, counting those read several times"},
		{"all of them", "rules: {a/b: off}\nx-y: 1", "omlint.yaml:1:9: rules: there is no such rule as \"a/b\"; omlint rules lists them\n" +
			`omlint.yaml:2:1: there is no key "x-y"; the keys are extends, rules, overrides, ignore, waivers, acknowledged and the long flags of the commands`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := map[string]string{"omlint.yaml": tt.source, "sub/a.yaml": "extends: b.yaml", "sub/b.yaml": "extends: ../omlint.yaml", "deep/60.yaml": ""}
			for i := range 60 { // each extends the next one twice
				files[fmt.Sprintf("deep/%d.yaml", i)] = fmt.Sprintf("extends: [%d.yaml, %[1]d.yaml]", i+1)
			}
			tree(t, files)
			_, err := Load("omlint.yaml", keys)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// What omlint takes, the JSON Schema takes, and what it refuses by its form or
// words, the schema refuses.
func TestJSONSchema(t *testing.T) {
	source, err := JSONSchema(keys)
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("omlint.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("omlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		source string
		valid  bool
	}{
		{"", true},
		{"format: json\nquiet: true\nfail-on: [fail, warn]\nfail-on: fail", false},
		{"format: json\nquiet: true\nfail-on: [fail, warn]", true},
		{"schema: site.yaml", true},
		{"schema: {tags: {note: {}}}", true},
		{"rules: {link/empty: off, link/*: info, '*': error}", true},
		{"ignore: gone", true},
		{"overrides: [{paths: ['**/*.mdx'], rules: {link/empty: warning}, schema: {tags: {}}}]", true},
		{"rules: {link/emptied: off}", false},
		{"rules: {snippet/*: off}", false},
		{"rules: {link/empty: warn}", false},
		{"rules: [link/empty]", false},
		{"overrides: [{rules: {}}]", false},
		{"overrides: [{paths: [a], ignore: [b]}]", false},
		{"overrides: {paths: [a]}", false},
		{"ignore: [[a]]", false},
		{"exceptions: []", false},
		{"waivers: []", true},
		{"waivers: [{rule: deploy/*, owner: a, reason: b, expires: '2025-12-31'}]", true},
		{"acknowledged: [{fact: process/*, match: c, owner: a, reason: b, expires: '2025-12-31'}]", true},
		{"waivers: {rule: deploy/*}", false},
		{"waivers: [{owner: a, reason: b, expires: '2025-12-31'}]", false},
		{"waivers: [{rule: deploy/*, owner: a, expires: '2025-12-31'}]", false},
		{"waivers: [{rule: deploy/*, owner: a, reason: b, expires: soon}]", false},
		{"waivers: [{rule: deploy/*, owner: a, reason: b, expires: '2025-12-31', until: x}]", false},
	} {
		tree(t, map[string]string{"omlint.yaml": tt.source})
		if _, err := Load("omlint.yaml", keys); (err == nil) != tt.valid {
			t.Errorf("%q: omlint says %v", tt.source, err)
		}
		var value any
		if err := yaml.Unmarshal([]byte(tt.source), &value); err != nil {
			continue // YAML itself refuses
		}
		if err := schema.Validate(value); (err == nil) != tt.valid {
			t.Errorf("%q: the schema says %v", tt.source, err)
		}
	}
}

// What is printed as in effect means the same when it is read again.
func TestEffectiveIsConfiguration(t *testing.T) {
	tree(t, map[string]string{
		"omlint.yaml": "format: json\nfail-on: [fail, warn]\nschema: {tags: {note: {}}}\nrules: {link/*: off}\noverrides: [{paths: [a.md], rules: {link/empty: info}}]",
	})
	first, err := load(t, "omlint.yaml").Effective("a.md", keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := first.YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, comment := range []string{"link/empty: info # omlint.yaml:5:37", "structure/heading-jump: warning # default", "fail-on: [fail, warn] # omlint.yaml:2:1"} {
		if !strings.Contains(string(printed), comment) {
			t.Errorf("%q is not in\n%s", comment, printed)
		}
	}
	if err := os.WriteFile("again.yaml", printed, 0o644); err != nil {
		t.Fatal(err)
	}
	second, err := load(t, "again.yaml").Effective("a.md", keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	values := func(e *Effective) map[string]any {
		all := map[string]any{}
		for name, s := range e.Values {
			all[name] = s.Value
		}
		for id, s := range e.Rules {
			all[id] = s.Value
		}
		return all
	}
	if diff := cmp.Diff(values(first), values(second)); diff != "" {
		t.Error(diff)
	}
}

// No file makes the reader panic or hang.
func FuzzLoad(f *testing.F) {
	f.Add("rules: {link/empty: off}\noverrides: [{paths: [a], schema: {}}]\nignore: ['**']\nextends: []")
	f.Add("a: &a {b: *a}\nrules: *a")
	f.Add("extends: omlint.yaml")
	f.Fuzz(func(t *testing.T, source string) {
		file := filepath.Join(t.TempDir(), "omlint.yaml")
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := Load(file, keys)
		if err == nil {
			_ = c.Levels("a.md")
			if e, err := c.Effective("a.md", keys, nil); err == nil {
				_, _ = e.YAML()
			}
		}
	})
}

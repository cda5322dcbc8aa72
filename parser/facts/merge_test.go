package facts

import (
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

// extract reads pages given as path and text.
func extract(t *testing.T, pages ...string) *Set {
	t.Helper()
	var docs []*parser.Document
	for i := 0; i+1 < len(pages); i += 2 {
		docs = append(docs, parser.Parse(pages[i], []byte(pages[i+1]), parser.Options{}))
	}
	return Extract(docs, OpenMetadata())
}

func find(t *testing.T, set *Set, id string, kind Kind) Fact {
	t.Helper()
	for _, f := range set.Facts {
		if f.ID == id && f.Kind == kind {
			return f
		}
	}
	t.Fatalf("no %s %s among %v", kind, id, ids(set.Facts))
	return Fact{}
}

func TestLifecycle(t *testing.T) {
	set := extract(t,
		"v1.4.x/upgrade.md", "# Deprecation Notice\n\n- `metadata insight` is deprecated.\n",
		"v1.5.x/upgrade.md", "# Breaking Changes\n\n- The `metadata insight` command was removed, use the application instead.\n")
	for _, kind := range []Kind{Deprecation, BreakingChange} {
		f := find(t, set, "cli-command/metadata-insight", kind)
		if f.DeprecatedIn != "1.4.0" || f.RemovedIn != "1.5.0" {
			t.Errorf("%s: deprecated in %q, removed in %q", kind, f.DeprecatedIn, f.RemovedIn)
		}
	}
}

func TestConflict(t *testing.T) {
	set := extract(t, "v1.4.x/upgrade.md", "# Prerequisites\n\n```sql\nSET work_mem = '20MB';\n```\n\n```sql\nSET work_mem = '64MB';\n```\n")
	f := find(t, set, "db-setting/postgres/work_mem", Requirement)
	if len(f.Conflicts) != 1 || len(f.Evidence) != 1 || !strings.Contains(f.Summary, "do not agree") {
		t.Errorf("conflicts %v, evidence %v, summary %q", f.Conflicts, f.Evidence, f.Summary)
	}
}

// What says something else is no evidence; of several minimums the strictest counts.
func TestOtherVersions(t *testing.T) {
	set := extract(t, "v1.4.x/upgrade.md", "# Upgrade\n\nThe backup needs `openmetadata-ingestion` version 1.2.0 or higher.\n\nThe restore needs `openmetadata-ingestion` version 1.3.1 or higher.\n")
	f := find(t, set, "package/openmetadata-ingestion", Requirement)
	if f.Expect.Value != "1.3.1" || len(f.Evidence) != 1 || f.Evidence[0].Line != 5 || len(f.Conflicts) != 1 || f.Conflicts[0].Expect.Value != "1.2.0" {
		t.Errorf("expects %v by %v, conflicts %v", f.Expect, f.Evidence, f.Conflicts)
	}
}

func TestCounterparts(t *testing.T) {
	set := extract(t, "v1.4.x/upgrade.md", "# Prerequisites\n\n## Memory\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n\n```sql\nSET work_mem = '20MB';\n```\n")
	f := find(t, set, "db-setting/mysql/sort_buffer_size", Requirement)
	if f.Counterpart != "db-setting/postgres/work_mem" {
		t.Errorf("counterpart %q", f.Counterpart)
	}
}

// TestNothingDropped holds the promise that every item of a section of
// breaking changes is evidence of some fact.
func TestNothingDropped(t *testing.T) {
	page := `# Breaking Changes

Some words before.

## 2.0.0

- One thing.
- Another thing, with ` + "`code`" + `.
  - nested
- **Bold**: and words.

### A heading

A paragraph of its own.

| Thing | Note |
| ----- | ---- |
| a     | b    |

> A quotation.
`
	set := extract(t, "page.md", page)
	lines := map[int]bool{}
	for _, n := range set.Coverage[0].Lines {
		lines[n] = true
	}
	for _, n := range []int{7, 8, 10, 14, 18} {
		if !lines[n] {
			t.Errorf("line %d led to no fact", n)
		}
	}
}

func TestCoverage(t *testing.T) {
	set := extract(t, "page.md", "# Breaking Changes\n\n- `a_b` was removed.\n\n# Something else\n\nNothing here.\n")
	c := set.Coverage[0]
	if c.Facts != 1 || len(c.Sections) != 3 {
		t.Fatalf("%+v", c)
	}
	if s := c.Sections[1]; s.Zone != "breaking" || s.Facts != 1 || s.Line != 1 || s.End != 4 {
		t.Errorf("%+v", s)
	}
	if s := c.Sections[2]; s.Zone != "" || s.Facts != 0 || s.Line != 5 {
		t.Errorf("%+v", s)
	}
}

// TestOtherProduct describes another product by a profile alone.
func TestOtherProduct(t *testing.T) {
	p, err := ParseProfile([]byte(`
product: Widgetd
headings: {breaking: [what breaks]}
commands:
  - {name: widgetctl, forms: [[widgetctl]], subcommands: {spin: {}, polish: {replacement: buff}}}
software: [{name: postgres, title: PostgreSQL, type: db-version, engine: postgres, words: [postgres]}]
`))
	if err != nil {
		t.Fatal(err)
	}
	doc := parser.Parse("v3.1/notes.md", []byte("# What breaks\n\n- `widgetctl polish` was removed.\n- Postgres 14 or higher is required.\n"), parser.Options{})
	set := Extract([]*parser.Document{doc}, p)
	f := find(t, set, "cli-command/widgetctl-polish", BreakingChange)
	if f.Replacement != "buff" || f.RemovedIn != "3.1.0" {
		t.Errorf("%+v", f)
	}
	if f := find(t, set, "db-version/postgres", Requirement); f.Expect.String() != ">= 14" {
		t.Errorf("%+v", f)
	}
	if _, err := ParseProfile([]byte("product: x\nheadigns: {}\n")); err == nil {
		t.Error("a misspelt key was accepted")
	}
}

package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/report/schema"
	"github.com/omlint/omlint/rules"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// example is a report with every outcome.
func example() *Report {
	passage := []facts.Evidence{{File: "docs/v1.4.x/upgrade.md", Line: 69, EndLine: 69, Column: 1, Quote: "SET GLOBAL sort_buffer_size = 20971520"}}
	finding := func(o rules.Outcome, message string, change func(*rules.Finding)) rules.Finding {
		f := rules.Finding{
			Rule: "deploy/example", Outcome: o, Severity: rules.SeverityOf(o), Message: message, Phase: facts.Before,
			Remedy: []facts.Remedy{}, Evidence: []facts.Evidence{},
		}
		if change != nil {
			change(&f)
		}
		return f
	}
	r := New("audit", []rules.Finding{
		finding(rules.Fail, "sort_buffer_size is 262144 for openmetadata_user; the documents require at least 20971520 (20MB)", func(f *rules.Finding) {
			f.Fact, f.Observed, f.Expected = "db-setting/mysql/sort_buffer_size", "262144", ">= 20971520"
			f.Source = "mysql://openmetadata_user@db/openmetadata_db: compiled default"
			f.Remedy = []facts.Remedy{
				{Engine: "mysql", Language: "sql", Text: "SET PERSIST sort_buffer_size = 20971520;", Note: "holds for new connections"},
				{Engine: "mysql", Language: "ini", Text: "[mysqld]\nsort_buffer_size = 20971520", Note: ""},
			}
			f.Evidence = passage
		}),
		finding(rules.Warn, "metadata backup is deprecated since 1.4.0", func(f *rules.Finding) {
			f.Location = &rules.Location{File: "scripts/backup.sh", Line: 7, Column: 1, EndLine: 7, EndColumn: 20}
		}),
		finding(rules.Unknown, "no backup was checked; pass --backup PATH", nil),
		finding(rules.Manual, "after the upgrade: reindex", func(f *rules.Finding) { f.Evidence, f.Phase = passage, facts.After }),
		finding(rules.Manual, "before the upgrade: tell everybody", func(f *rules.Finding) { f.Evidence = passage }),
		finding(rules.Pass, "mysql://openmetadata_user@db/openmetadata_db answers as MySQL 8.0.36", func(f *rules.Finding) { f.Source = "mysql://openmetadata_user@db/openmetadata_db" }),
		finding(rules.NotApplicable, "work_mem is a setting of PostgreSQL; the database is MySQL", nil),
		finding(rules.Waived, "known and accepted", nil),
	}, Coverage{
		Documents: 3, Facts: 12, FilesScanned: 5,
		FilesSkipped: []Skipped{{File: "scripts/broken.sh", Why: "line 3: a ( without its )"}},
		Probes:       []probe.Status{{Probe: "database mysql://openmetadata_user@db/openmetadata_db", Status: "ok"}},
	})
	r.From, r.To = "1.3.0", "1.4.0"
	return r
}

func TestGolden(t *testing.T) {
	for name, o := range map[string]Options{
		"table": {}, "table-color": {Color: true, Width: 100}, "table-narrow": {Width: 60}, "table-verbose": {Verbose: true}, "json": {},
	} {
		t.Run(name, func(t *testing.T) {
			format, _, _ := strings.Cut(name, "-")
			var b bytes.Buffer
			if err := Write(&b, format, example(), o); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("%s differs (-want +got), rewrite with -update:\n%s", golden, diff)
			}
		})
	}
}

// The first line says whether the upgrade may begin. It clears nothing that was
// not looked at.
func TestVerdict(t *testing.T) {
	results := func(outcomes ...rules.Outcome) *Report {
		var found []rules.Finding
		for _, o := range outcomes {
			found = append(found, rules.Finding{Outcome: o})
		}
		r := New("audit", found, Coverage{})
		r.From, r.To = "1.3", "1.4"
		return r
	}
	trouble := func(r *Report) *Report {
		r.Trouble = []string{"a page cannot be read"}
		return r
	}
	backup := New("backup", []rules.Finding{{Outcome: rules.Fail}}, Coverage{})
	for _, test := range []struct {
		report  *Report
		outcome rules.Outcome
		want    string
	}{
		{results(rules.Fail, rules.Pass), rules.Fail, "1 thing blocks 1.3 → 1.4"},
		{results(rules.Fail, rules.Fail, rules.Unknown), rules.Fail, "2 things block 1.3 → 1.4; 1 more could not be checked"},
		{trouble(results(rules.Fail)), rules.Fail, "1 thing blocks 1.3 → 1.4; and omlint could not do all of its job"},
		{results(rules.Unknown, rules.Pass), rules.Unknown, "not ready for 1.3 → 1.4: 1 thing could not be checked"},
		{trouble(results(rules.Pass)), rules.Unknown, "not ready for 1.3 → 1.4: omlint could not do all of its job"},
		{results(), rules.Unknown, "not ready for 1.3 → 1.4: nothing was checked"},
		{results("nonsense"), rules.Unknown, "not ready for 1.3 → 1.4: 1 thing could not be checked"},
		{results(rules.Warn, rules.Manual), rules.Warn, "nothing blocks 1.3 → 1.4; 1 thing needs attention"},
		{results(rules.Manual, rules.Manual), rules.Manual, "nothing blocks 1.3 → 1.4; 2 steps for a person to confirm"},
		{results(rules.Pass, rules.Waived), rules.Pass, "nothing blocks 1.3 → 1.4"},
		{New("audit", []rules.Finding{{Outcome: rules.Pass}}, Coverage{}), rules.Pass, "nothing blocks the upgrade"},
		{backup, rules.Fail, "1 backup is not fit to go back to"},
	} {
		outcome, words := test.report.verdict()
		if outcome != test.outcome || words != test.want {
			t.Errorf("got %s, %q, want %s, %q", outcome, words, test.outcome, test.want)
		}
	}
}

// What differs only in its place is one thing with several places; a passage
// that does not fit beside its place is below it, cut to the line.
func TestTableLayout(t *testing.T) {
	r := New("audit", nil, Coverage{})
	r.From, r.To = "1.3.0", "1.4.0"
	for i := range 8 {
		r.Results = append(r.Results, rules.Finding{
			Rule: "deploy/use", Outcome: rules.Fail, Message: "metadata docker is gone", Observed: "metadata docker --start",
			Location: &rules.Location{File: "up.sh", Line: 2 + i, Column: 1},
			Evidence: []facts.Evidence{{File: "docs/" + strings.Repeat("long/", 8) + "page.md", Line: 7, Quote: strings.Repeat("größe 日本語 ", 9)}},
		})
	}
	var b bytes.Buffer
	if err := Write(&b, "table", r, Options{Width: 72}); err != nil {
		t.Fatal(err)
	}
	want := `
✗ metadata docker is gone
    at        up.sh:2:1  metadata docker --start
              up.sh:3:1  metadata docker --start
              up.sh:4:1  metadata docker --start
              up.sh:5:1  metadata docker --start
              up.sh:6:1  metadata docker --start
              up.sh:7:1  metadata docker --start
              … and in 2 more places (--verbose)
    because   docs/long/long/long/long/long/long/long/long/page.md:7
              “größe 日本語 größe 日本語 größe 日本語 größe 日本語 grö…”
`
	if !strings.Contains(b.String(), want) {
		t.Errorf("got:\n%s\nwant in it:\n%s", b.String(), want)
	}
}

// Of what was left out for one reason a reader sees some, and how many more.
func TestManySkipped(t *testing.T) {
	var skipped []Skipped
	for i := range 9 {
		skipped = append(skipped, Skipped{File: fmt.Sprintf("%d.png", i), Why: "binary"})
	}
	r := New("scan", nil, Coverage{FilesSkipped: append(skipped, Skipped{File: "x.sh", Why: "cannot be read: permission denied"})})
	for verbose, want := range map[bool]string{
		false: "  skipped 5.png: binary\n  skipped x.sh: cannot be read: permission denied\n  skipped … and 3 more (--verbose): binary\n",
		true:  "  skipped 8.png: binary\n  skipped x.sh: cannot be read: permission denied\n",
	} {
		var b bytes.Buffer
		if err := Write(&b, "table", r, Options{Width: 72, Verbose: verbose}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("verbose %v:\n%s\nwant in it:\n%s", verbose, b.String(), want)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := Write(&bytes.Buffer{}, "xml", example(), Options{})
	if err == nil || !strings.Contains(err.Error(), "use one of table, ") {
		t.Errorf("got %v", err)
	}
}

// Text from pages, servers and file names must not drive the reader's terminal.
func TestTerminalInjection(t *testing.T) {
	evil := "\x1b]0;owned\x07\x1b[2Jx\r\u202egnp.exe\n✓ forged"
	r := example()
	for i := range r.Results {
		f := &r.Results[i]
		f.Message, f.Observed, f.Expected, f.Source = evil, facts.Optional(evil), facts.Optional(evil), facts.Optional(evil)
		f.Remedy = []facts.Remedy{{Text: evil, Note: evil}}
		f.Evidence = []facts.Evidence{{File: evil, Line: 1, Quote: evil}}
	}
	r.Coverage.FilesSkipped = []Skipped{{File: evil, Why: evil}}
	r.Coverage.Probes = []probe.Status{{Probe: evil, Status: evil, Why: evil}}
	r.From, r.To, r.Trouble = facts.Optional(evil), facts.Optional(evil), []string{evil}
	for name, o := range map[string]Options{"piped": {}, "terminal": {Width: 60}, "verbose": {Verbose: true}} {
		var b bytes.Buffer
		if err := Write(&b, "table", r, o); err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"\x1b", "\x07", "\r", "\u202e"} {
			if strings.Contains(b.String(), bad) {
				t.Errorf("%s: the report holds %q", name, bad)
			}
		}
		for _, line := range strings.Split(b.String(), "\n") {
			if strings.HasPrefix(line, "✓ forged") {
				t.Errorf("%s: a forged line: %q", name, line)
			}
		}
	}
}

func TestSchemas(t *testing.T) {
	var report, list bytes.Buffer
	if err := WriteJSON(&report, example()); err != nil {
		t.Fatal(err)
	}
	if err := FactsJSON(&list, []facts.Fact{{
		ID: "backup/x", Kind: facts.Requirement, Subject: facts.Subject{Type: facts.Backup, Name: "x"}, Phase: facts.Before,
		Confidence: facts.Exact, Summary: "back up", Evidence: []facts.Evidence{{File: "p.md", Line: 1, EndLine: 1, Column: 1}},
	}}); err != nil {
		t.Fatal(err)
	}
	var snapshot bytes.Buffer
	if err := WriteJSON(&snapshot, probe.New()); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, schema, document string }{
		{"report", schema.Report, report.String()},
		{"facts", schema.Facts, list.String()},
		{"snapshot", schema.Snapshot, snapshot.String()},
	} {
		t.Run(test.name, func(t *testing.T) {
			compiled := compile(t, test.schema)
			if err := compiled.Validate(decode(t, test.document)); err != nil {
				t.Error(err)
			}
			if compiled.Validate(decode(t, `{"schema":"omlint.nothing/v1"}`)) == nil {
				t.Error("the schema accepts anything")
			}
		})
	}
}

func compile(t *testing.T, source string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	if err := c.AddResource("s.json", decode(t, source)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t *testing.T, source string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

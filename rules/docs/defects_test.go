package docs

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// TestDefects holds the rules to what people found wrong on real pages, and to
// what only looks wrong there. Each row of testdata/defects.tsv is a place and
// what a rule says of it: its id; "none" and the reason, for a defect that no
// rule finds; or "silent", for a trap that no rule may fall into.
func TestDefects(t *testing.T) {
	dir := os.Getenv("OMLINT_CORPUS")
	if dir == "" {
		t.Skip("OMLINT_CORPUS IS NOT SET: no rule was tried on real pages")
	}
	counts := holdTo(t, dir, "testdata/defects.tsv")
	if counts["found"] < 50 || counts["silent"] < 10 {
		t.Errorf("too few rows: %v", counts)
	}
}

// Defects of pages that are not in the corpus, shown in other words on pages of
// our own.
func TestOwnDefects(t *testing.T) { holdTo(t, "testdata/defects", "testdata/defects/defects.tsv") }

// holdTo compares a tree's findings with a table, and counts the table's rows.
func holdTo(t *testing.T, dir, table string) map[string]int {
	t.Helper()
	found := lintTree(t, dir)
	src, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(src))
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, row := range rows[1:] {
		what, file, want, why := row[0], row[1], row[3], row[4]
		line, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatalf("%s: %v", row, err)
		}
		var near []string
		for _, f := range found[filepath.Join(dir, file)] {
			if f.Location.Line >= line-2 && f.Location.Line <= line+2 {
				near = append(near, f.Rule)
			}
		}
		switch want {
		case "none":
			counts[want]++
			if why == "" {
				t.Errorf("%s at %s:%d: not found, and no reason is given", what, file, line)
			}
		case "silent":
			counts[want]++
			for _, f := range found[filepath.Join(dir, file)] {
				if f.Location.Line == line && slices.Contains(strings.Split(why, " "), f.Rule) {
					t.Errorf("%s at %s:%d is no defect, and %s says: %s", what, file, line, f.Rule, f.Message)
				}
			}
		default:
			counts["found"]++
			if !slices.Contains(near, want) {
				t.Errorf("%s at %s:%d: no finding of %s there, only %v", what, file, line, want, near)
			}
		}
	}
	t.Logf("%d defects found, %d listed with the reason, %d traps silent", counts["found"], counts["none"], counts["silent"])
	return counts
}

// lintTree lints the pages below a folder with every rule.
func lintTree(t *testing.T, dir string) map[string][]rules.Finding {
	t.Helper()
	site, err := parser.LoadSite([]string{dir}, parser.Options{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]rules.Finding{}
	for _, f := range Lint(rules.NewSite(site, parser.OpenMetadataSchema(), facts.OpenMetadata()), Rules()) {
		found[f.Location.File] = append(found[f.Location.File], f)
	}
	return found
}

// What looks wrong on pages and is not, on a page of our own.
func TestTraps(t *testing.T) {
	src, err := os.ReadFile("testdata/traps.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lintExample(nil, rules.Example{Name: "v1.3.x/traps.md", Text: string(src), Others: map[string]string{
		"partials/v1.3/deployment/by-name.md": "Take a backup.\n", "partials/v1.3/deployment/rooted.md": "Take a backup.\n",
	}}, Rules()) {
		t.Errorf("%s:%d: %s [%s]", f.Location.File, f.Location.Line, f.Message, f.Rule)
	}
}

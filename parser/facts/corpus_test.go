package facts

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/omlint/omlint/parser"
)

// corpus is the directory of real documentation pages, which are not part of
// the project. Without it the tests that need it say so and are skipped.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("OMLINT_CORPUS")
	if dir == "" {
		t.Skip("OMLINT_CORPUS IS NOT SET: nothing was tested against real pages")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("OMLINT_CORPUS: %v", err)
	}
	return dir
}

// TestSeedPage checks the page the project began with against what a reader
// finds on it.
func TestSeedPage(t *testing.T) {
	page := filepath.Join(corpus(t), "markdoc/seed/upgrade-prerequisites.md")
	doc := readPage(t, page)
	set := Extract([]*parser.Document{doc}, OpenMetadata())
	checkEvidence(t, doc, set.Facts)
	for _, want := range []struct {
		id     string
		kind   Kind
		expect string
		line   int
	}{
		{"backup/database", Requirement, "exists 1", 40},
		{"backup/storage", Requirement, "exists", 53},
		{"connectivity/database", Requirement, "exists 3306, 5432", 23},
		{"package/openmetadata-ingestion", Requirement, "~= 1.3.0", 30},
		{"cli-command/metadata-version", Requirement, "run", 33},
		{"db-setting/mysql/sort_buffer_size", Requirement, ">= 20971520", 77},
		{"db-setting/mysql/sort_buffer_size", Requirement, ">= 20971520", 81},
		{"db-setting/mysql/sort_buffer_size", Requirement, ">= 20971520", 83},
		{"db-setting/postgres/work_mem", Requirement, ">= 20971520", 91},
		{"db-setting/postgres/work_mem", Requirement, ">= 20971520", 95},
		{"lineage-annotation/dictionary", Deprecation, "absent", 108},
		{"cli-command/metadata-docker", BreakingChange, "absent", 120},
		{"cli-command/metadata-backup", Deprecation, "absent", 124},
		{"cli-command/metadata-restore", Deprecation, "absent", 124},
	} {
		found := false
		for _, f := range set.Facts {
			if f.ID != want.id || f.Kind != want.kind || f.Expect.String() != want.expect || f.Version != "1.4.0" || f.Confidence == Manual {
				continue
			}
			for _, e := range f.Evidence {
				found = found || e.Line <= want.line && want.line <= e.EndLine
			}
		}
		if !found {
			t.Errorf("no %s %s (%s) with evidence on line %d", want.kind, want.id, want.expect, want.line)
		}
	}
}

// TestCorpus reads every page there is: no panic, and no evidence outside its
// page.
func TestCorpus(t *testing.T) {
	n := 0
	err := filepath.WalkDir(corpus(t), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := filepath.Ext(path); d.IsDir() || ext != ".md" && ext != ".mdx" {
			return nil
		}
		doc := readPage(t, path)
		checkEvidence(t, doc, Extract([]*parser.Document{doc}, OpenMetadata()).Facts)
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 100 {
		t.Errorf("only %d pages in the corpus", n)
	}
}

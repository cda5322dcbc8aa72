package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// TestLabelledUses scans the tree of testdata/usage and compares what is found
// with the labels: every use, and nothing at what only looks like one.
func TestLabelledUses(t *testing.T) {
	tree := filepath.Join("..", "..", "testdata", "usage")
	labels, silent, files := readLabels(t, tree)
	snapshot := probe.New()
	demands, err := between(facts.Catalogue(), "0.10.0", "1.12.0")
	if err != nil {
		t.Fatal(err)
	}
	if err := scanInto(t.Context(), snapshot, "", []string{tree}, usageOptions(facts.OpenMetadata(), demands)); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, f := range demands {
		names[f.ID] = f.Subject.Name
	}
	found := map[string]bool{}
	for _, f := range deploy.Scan(deploy.Input{Facts: demands, Snapshot: snapshot, From: "0.10.0", To: "1.12.0"}) {
		if f.Location == nil || f.Outcome == rules.Pass {
			continue
		}
		what := names[string(f.Fact)]
		if what == "" {
			what = f.Rule
		}
		name, err := filepath.Rel(tree, f.Location.File)
		if err != nil {
			t.Fatal(err)
		}
		found[fmt.Sprintf("%s:%d %s", filepath.ToSlash(name), f.Location.Line, what)] = true
	}
	right, wrong := 0, 0
	for f := range found {
		if labels[f] {
			right++
		} else {
			wrong++
			t.Logf("found, but not labelled: %s", f)
		}
	}
	for l := range labels {
		if !found[l] {
			t.Logf("not found: %s", l)
		}
	}
	for _, s := range snapshot.FilesSkipped {
		t.Logf("skipped %s: %s", s.File, s.Why)
	}
	precision := float64(right) / float64(max(1, right+wrong))
	recall := float64(right) / float64(max(1, len(labels)))
	t.Logf("%d files, %d uses, %d look-alikes: precision %.4f, recall %.4f", files, len(labels), silent, precision, recall)
	if precision < 0.98 || recall < 0.98 {
		t.Errorf("precision %.4f, recall %.4f; both must reach 0.98", precision, recall)
	}
}

// readLabels reads labels.tsv: the uses, as "file:line name", and the numbers
// of look-alikes and files.
func readLabels(t *testing.T, tree string) (uses map[string]bool, silent, files int) {
	t.Helper()
	src, err := os.ReadFile(filepath.Join(tree, "labels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	uses = map[string]bool{}
	for line := range strings.Lines(string(src)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") {
			continue
		}
		if len(fields) != 3 {
			t.Fatalf("labels.tsv: %q has no three fields", line)
		}
		if _, err := strconv.Atoi(fields[1]); err != nil {
			t.Fatalf("labels.tsv: %q: %v", line, err)
		}
		if fields[2] == "-" {
			silent++
			continue
		}
		uses[fields[0]+":"+fields[1]+" "+fields[2]] = true
	}
	err = filepath.WalkDir(tree, func(_ string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "labels.tsv" && entry.Name() != "README.md" {
			files++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return uses, silent, files
}

package usage

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden parts of testdata")

var openmetadata = Options{CLI: []string{"metadata"}, ValueFlags: []string{"--log-level"}}

// scanAs scans one source with one scanner.
func scanAs(s scanner, name string, src []byte) ([]use, error) {
	f := newFile(name, src, newSearch(openmetadata))
	err := errors.Join(append([]error{s.scan(f, text{s: string(src)})}, f.problems...)...)
	return f.uses, err
}

// TestScan reads archives of files; their last file, "want", is what a scan of
// the others reports. Run with -update to rewrite it, and read the difference.
func TestScan(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no test archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			last := len(archive.Files) - 1
			if archive.Files[last].Name != "want" {
				t.Fatalf("%s: the last file is not named want", name)
			}
			t.Chdir(t.TempDir())
			if err := txtar.Write(&txtar.Archive{Files: archive.Files[:last]}, "."); err != nil {
				t.Fatal(err)
			}
			r, err := Scan(t.Context(), []string{"."}, openmetadata)
			if err != nil {
				t.Fatal(err)
			}
			got := render(r)
			if *update {
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(filepath.Join(here, name), txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(archive.Files[last].Data), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

var here, _ = os.Getwd()

// render prints a result as the archives hold it.
func render(r Result) string {
	var b strings.Builder
	for _, u := range r.Uses {
		fmt.Fprintf(&b, "%s:%d:%d-%d:%d: %s\n", u.File, u.Line, u.Column, u.EndLine, u.EndColumn, u.Name)
		for line := range strings.Lines(u.Quote) {
			fmt.Fprintf(&b, "\t%s\n", strings.TrimRight(line, "\n"))
		}
	}
	for _, s := range r.FilesSkipped {
		fmt.Fprintf(&b, "skipped %s: %s\n", s.File, s.Why)
	}
	fmt.Fprintf(&b, "scanned %d\n", r.FilesScanned)
	return b.String()
}

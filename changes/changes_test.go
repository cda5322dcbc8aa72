package changes

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/rules"
)

// What git prints, and the lines that are new by it.
func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, diff string
		want       map[string][]lines
	}{
		{"nothing", "", map[string][]lines{}},
		{
			"one line, several, and a deletion", "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@ heading\n-x\n+y\n@@ -4,0 +5,3 @@\n+1\n+2\n+3\n@@ -9,2 +12,0 @@\n-x\n-y\n",
			map[string][]lines{"a.md": {{1, 1}, {5, 7}}},
		},
		{
			"text that looks like a diff", "--- a/a.md\n+++ b/a.md\n@@ -0,0 +1,3 @@\n++++ b/b.md\n+@@ -1 +1 @@\n+--- a/c.md\n--- a/d.md\n+++ b/d.md\n@@ -2 +2 @@\n--- x\n+++ y\n",
			map[string][]lines{"a.md": {{1, 3}}, "d.md": {{2, 2}}},
		},
		{
			"no newline at the end", "--- a/a.md\n+++ b/a.md\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n--- a/b.md\n+++ b/b.md\n@@ -0,0 +7 @@\n+x\n",
			map[string][]lines{"a.md": {{1, 1}}, "b.md": {{7, 7}}},
		},
		{
			"names", "--- a/a b.md\t\n+++ b/a b.md\t\n@@ -1 +1 @@\n-x\n+y\n--- /dev/null\n+++ \"b/gr\\303\\266\\\"\\t.md\"\n@@ -0,0 +1 @@\n+x\n",
			map[string][]lines{"a b.md": {{1, 1}}, "grö\"\t.md": {{1, 1}}},
		},
		{"a file that is gone", "--- a/a.md\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x\n-y\n", map[string][]lines{}},
		{"a rename alone", "diff --git a/a.md b/b.md\nsimilarity index 100%\nrename from a.md\nrename to b.md\n", map[string][]lines{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Lines{}
			if err := got.parse("/root", []byte(tt.diff)); err != nil {
				t.Fatal(err)
			}
			want := Lines{}
			for name, ranges := range tt.want {
				want[filepath.Join("/root", name)] = &file{ranges: ranges}
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(file{}, lines{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if err := (Lines{}).parse("/root", []byte("@@ -1 +1 @@\n")); err == nil {
		t.Error("a hunk of no file is understood")
	}
	if err := (Lines{}).parse("/root", []byte("+++ \"b/x\n")); err == nil {
		t.Error("half a name is understood")
	}
}

// A finding stays when its passage touches a new line.
func TestKeep(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	l := Lines{filepath.Join(dir, "a.md"): {ranges: []lines{{3, 4}, {8, 8}}}, filepath.Join(dir, "new.md"): {all: true}}
	for _, tt := range []struct {
		at   rules.Location
		want bool
	}{
		{rules.Location{File: "a.md", Line: 2, EndLine: 2, EndColumn: 9}, false},
		{rules.Location{File: "a.md", Line: 3, EndLine: 3, EndColumn: 9}, true},
		{rules.Location{File: "a.md", Line: 1, EndLine: 3, EndColumn: 2}, true},
		{rules.Location{File: "a.md", Line: 1, EndLine: 3, EndColumn: 1}, false}, // ends with line 2
		{rules.Location{File: "a.md", Line: 5, EndLine: 7, EndColumn: 9}, false},
		{rules.Location{File: "a.md", Line: 5, EndLine: 99, EndColumn: 1}, true},
		{rules.Location{File: filepath.Join(dir, "a.md"), Line: 8}, true},
		{rules.Location{File: "./x/../new.md", Line: 77}, true},
		{rules.Location{File: "b.md", Line: 3}, false},
	} {
		if got := len(l.Keep([]rules.Finding{{Location: &tt.at}})) == 1; got != tt.want {
			t.Errorf("%+v kept: %v, want %v", tt.at, got, tt.want)
		}
	}
}

// A git that hangs is given up, and what it says of a mistake is passed on.
func TestGitTrouble(t *testing.T) {
	for _, tt := range []struct{ name, script, want string }{
		{"hangs", "sleep 60", "--new-from main: git did not answer within 100ms"},
		{"fails", "echo 'fatal: detected dubious ownership' >&2; exit 128", "fatal: detected dubious ownership"},
		{"fails silently", "exit 3", "run git: exit status 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "git"), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
			timeout := time.Minute
			if tt.name == "hangs" {
				timeout = 100 * time.Millisecond
			}
			lines, err := Since(context.Background(), "main", []string{dir}, timeout)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, %v; want %q", lines, err, tt.want)
			}
		})
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := Since(context.Background(), "main", []string{"."}, time.Minute); err == nil || !strings.Contains(err.Error(), "executable file not found") {
		t.Errorf("without git: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("--- a/a.md\n+++ b/a.md\n@@ -1,2 +3,4 @@\n+x")
	f.Add("+++ \"b/\\303\"\n@@ -1,99999999999999999999 +1 @@")
	f.Fuzz(func(t *testing.T, diff string) {
		l := Lines{}
		if err := l.parse("/root", []byte(diff)); err != nil {
			return
		}
		for name := range l {
			if !strings.HasPrefix(name, "/") {
				t.Errorf("%q is not absolute", name)
			}
		}
	})
}

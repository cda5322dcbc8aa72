package mend

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/rules"
)

// rewrite finds every occurrence of one text, and fixes it by another.
func rewrite(file, old, with string) func([]byte) []rules.Finding {
	return func(source []byte) (found []rules.Finding) {
		for at := 0; ; at += len(old) {
			i := bytes.Index(source[at:], []byte(old))
			if i < 0 {
				return found
			}
			at += i
			found = append(found, rules.Finding{
				Rule: "test/" + old, Location: &rules.Location{File: file},
				Fix: &rules.Fix{Edits: []rules.Edit{{Start: at, End: at + len(old), New: with}}},
			})
		}
	}
}

// fix fixes one file with rules that see its text only.
func fix(source string, looks ...func([]byte) []rules.Finding) ([]Change, []rules.Finding) {
	read := func(file string) ([]byte, bool) { return []byte(source), file == "a.md" }
	return Stable(read, func(changed map[string][]byte) (found []rules.Finding) {
		text, ok := changed["a.md"]
		if !ok {
			text = []byte(source)
		}
		for _, look := range looks {
			found = append(found, look(text)...)
		}
		return found
	})
}

func TestStable(t *testing.T) {
	for _, test := range []struct {
		name, source string
		looks        []func([]byte) []rules.Finding
		want         string
		fixes, left  int
	}{
		{"nothing to fix", "text", nil, "text", 0, 0},
		{"every occurrence", "a b a", []func([]byte) []rules.Finding{rewrite("a.md", "a", "x")}, "x b x", 2, 0},
		{"a fix of what a fix left", "a", []func([]byte) []rules.Finding{rewrite("a.md", "a", "b"), rewrite("a.md", "b", "c"), rewrite("a.md", "c", "d")}, "d", 3, 0},
		{"of fixes that meet, one after the other", "ab", []func([]byte) []rules.Finding{rewrite("a.md", "ab", "ax"), rewrite("a.md", "a", "y")}, "yx", 2, 0},
		{"a fix without end ends", "a", []func([]byte) []rules.Finding{rewrite("a.md", "a", "aa")}, strings.Repeat("a", 1<<maxRounds), 1<<maxRounds - 1, 1 << maxRounds},
		{"fixes that undo each other change nothing", "a", []func([]byte) []rules.Finding{rewrite("a.md", "a", "b"), rewrite("a.md", "b", "a")}, "a", 0, 1},
		{"a file that cannot be read", "a", []func([]byte) []rules.Finding{rewrite("b.md", "a", "b")}, "a", 0, 1},
		{"a fix that changes nothing", "a", []func([]byte) []rules.Finding{rewrite("a.md", "a", "a")}, "a", 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			changes, left := fix(test.source, test.looks...)
			got := test.source
			for _, c := range changes {
				got = string(c.After)
				if string(c.Before) != test.source {
					t.Errorf("before is %q", c.Before)
				}
			}
			if got != test.want || Count(changes) != test.fixes || len(left) != test.left {
				t.Errorf("got %q, %d fixes, %d left; want %q, %d, %d", got, Count(changes), len(left), test.want, test.fixes, test.left)
			}
		})
	}
}

func TestDiff(t *testing.T) {
	dir := t.TempDir()
	got := Diff([]Change{
		{File: filepath.Join(dir, "docs", "a.md"), Before: []byte("one\r\ntwo\r\n"), After: []byte("one\r\n2\r\n")},
		{File: "./b.md", Before: []byte("end"), After: []byte("end.")},
		{File: "/elsewhere/c.md", Before: []byte("x\n"), After: nil},
	}, dir)
	want := "--- a/docs/a.md\n+++ b/docs/a.md\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+2\r\n" +
		"--- a/b.md\n+++ b/b.md\n@@ -1 +1 @@\n-end\n\\ No newline at end of file\n+end.\n\\ No newline at end of file\n" +
		"--- a/elsewhere/c.md\n+++ b/elsewhere/c.md\n@@ -1 +0,0 @@\n-x\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is written is the new text and nothing else: permissions stay, links stay
// links, and whatever stands in the way leaves the file as it is.
func TestWrite(t *testing.T) {
	const before, after = "\ufeffone\r\ntwo", "\ufeffone\r\n2"
	for _, test := range []struct {
		name    string
		prepare func(t *testing.T, dir string) // the file to write is dir/docs/a.md
		trees   []string
		want    string // of the error; "" when it is written
	}{
		{"a file below a directory", nil, []string{"docs"}, ""},
		{"a file named itself", nil, []string{"docs/a.md"}, ""},
		{"a file of a parent directory", nil, []string{"."}, ""},
		{"a file of another directory", nil, []string{"docs2", "-"}, "outside of what was to be checked"},
		{"a link within the tree", func(t *testing.T, dir string) {
			rename(t, dir+"/docs/a.md", dir+"/docs/target.md")
			link(t, "target.md", dir+"/docs/a.md")
		}, []string{"docs"}, ""},
		{"a link out of the tree", func(t *testing.T, dir string) {
			rename(t, dir+"/docs/a.md", dir+"/target.md")
			link(t, "../target.md", dir+"/docs/a.md")
		}, []string{"docs"}, "outside of what was to be checked"},
		{"a directory that is a link out of the tree", func(t *testing.T, dir string) {
			rename(t, dir+"/docs", dir+"/elsewhere")
			link(t, "elsewhere", dir+"/docs")
		}, []string{"docs/a.md", "docs2"}, ""},
		{"a file that changed", func(t *testing.T, dir string) { put(t, dir+"/docs/a.md", "other") }, []string{"docs"}, "changed while"},
		{"a file that is gone", func(t *testing.T, dir string) { rename(t, dir+"/docs/a.md", dir+"/docs/b.md") }, []string{"docs"}, "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			if err := os.MkdirAll("docs2", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.MkdirAll("docs", 0o755); err != nil {
				t.Fatal(err)
			}
			put(t, "docs/a.md", before)
			if err := os.Chmod("docs/a.md", 0o640); err != nil {
				t.Fatal(err)
			}
			if test.prepare != nil {
				test.prepare(t, dir)
			}
			old, _ := os.ReadFile("docs/a.md")
			written, err := Write([]Change{{File: "docs/a.md", Before: []byte(before), After: []byte(after), Fixes: 1}}, test.trees)
			now, _ := os.ReadFile("docs/a.md")
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) || len(written) > 0 {
					t.Errorf("wrote %d files, error %v, want %q", len(written), err, test.want)
				}
				if !bytes.Equal(old, now) {
					t.Errorf("the file is now %q", now)
				}
				return
			}
			if err != nil || len(written) != 1 || string(now) != after {
				t.Errorf("wrote %d files, error %v: %q", len(written), err, now)
			}
			info, err := os.Stat("docs/a.md")
			if err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("the file's mode is now %v, %v", info, err)
			}
			if rest, _ := filepath.Glob("*/.omlint-*"); len(rest) > 0 {
				t.Errorf("left behind: %v", rest)
			}
		})
	}
}

func put(t *testing.T, file, text string) {
	t.Helper()
	check(t, os.WriteFile(file, []byte(text), 0o644))
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	check(t, os.Rename(from, to))
}

func link(t *testing.T, target, name string) {
	t.Helper()
	check(t, os.Symlink(target, name))
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(fmt.Errorf("prepare: %w", err))
	}
}

package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The README's first command, run as it stands there, prints what the README
// says it prints. Rewrite the README's output with -update.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	source, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok1 := strings.Cut(string(source), "```console\n$ go run ./cmd/omlint ")
	command, rest, ok2 := strings.Cut(strings.ReplaceAll(rest, "\\\n", ""), "\n")
	shown, _, ok3 := strings.Cut(rest, "```\n")
	if !ok1 || !ok2 || !ok3 {
		t.Fatal("the README shows no command with its output")
	}

	var stdout, stderr bytes.Buffer
	if code := run(strings.Fields(command), nil, &stdout, &stderr); code != exitFail {
		t.Errorf("exit status %d, want %d\n%s", code, exitFail, stderr.String())
	}
	got := excerpt(stdout.String())
	if *update {
		text := strings.Replace(string(source), shown, got, 1)
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(shown, got); diff != "" {
		t.Errorf("the README shows another output (-README +real), rewrite with -update:\n%s", diff)
	}
}

// docs/rules.md is what the rules say of themselves. Rewrite it with -update.
func TestRulesPage(t *testing.T) {
	t.Chdir("../..")
	var stdout, stderr bytes.Buffer
	if code := run([]string{"rules", "--format", "markdown"}, nil, &stdout, &stderr); code != exitOK {
		t.Fatalf("exit status %d\n%s", code, stderr.String())
	}
	if *update {
		if err := os.WriteFile("docs/rules.md", stdout.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	page, err := os.ReadFile("docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(page), stdout.String()); diff != "" {
		t.Errorf("docs/rules.md is not what the rules say (-page +rules), rewrite with -update:\n%s", diff)
	}
}

// excerpt shortens a report to what fits a README: of the results that stand
// together with the same mark the first few, each whole; "…" where some were
// left out.
func excerpt(report string) string {
	marks := []string{"✗", "?", "!", "□", "✓", "-", "~"}
	most := map[string]int{"✗": 2, "□": 4, "✓": 5}
	report, _, _ = strings.Cut(report, "\nLooked at ")
	var out strings.Builder
	mark, shown := "", 0
	for _, line := range strings.SplitAfter(report, "\n") {
		switch first := firstRune(line); {
		case first != mark && slices.Contains(marks, first):
			mark, shown = first, 1
		case first == mark:
			shown++
		case line != "\n" && first != " ": // a heading
			if mark != "□" || !strings.HasPrefix(line, "for a person") {
				mark, shown = "", 0
			}
		}
		switch limit := max(1, most[mark]); {
		case shown == limit+1 && firstRune(line) == mark:
			out.WriteString("…\n")
		case shown <= limit || line == "\n" && !strings.HasSuffix(out.String(), "\n\n"):
			out.WriteString(line)
		}
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// config/omlint.schema.json is what omlint config --schema prints. Rewrite it
// with -update.
func TestConfigSchemaPage(t *testing.T) {
	t.Chdir("../..")
	var stdout, stderr bytes.Buffer
	if code := run([]string{"config", "--schema"}, nil, &stdout, &stderr); code != exitOK {
		t.Fatalf("exit status %d\n%s", code, stderr.String())
	}
	if *update {
		if err := os.WriteFile("config/omlint.schema.json", stdout.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	file, err := os.ReadFile("config/omlint.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(file), stdout.String()); diff != "" {
		t.Errorf("config/omlint.schema.json is not what omlint takes (-file +omlint), rewrite with -update:\n%s", diff)
	}
}

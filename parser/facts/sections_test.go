package facts

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

var speaksOfChange = regexp.MustCompile(`(?i)\bbreaking\b|incompatib|deprecat|\bremov(?:al|ed|ing)\b`)

// TestEverySectionOfChanges finds the sections of the real pages that announce
// changes by their headings alone, whatever the extraction takes them for, and
// wants a fact from each, or its reason in testdata/empty_sections.tsv.
func TestEverySectionOfChanges(t *testing.T) {
	set, root := extractCorpus(t), corpus(t)
	reasons := readReasons(t)
	n := 0
	for _, page := range set.Coverage {
		name, err := filepath.Rel(root, page.File)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range headed(readPage(t, page.File)) {
			if !speaksOfChange.MatchString(s.title) {
				continue
			}
			n++
			if !slices.ContainsFunc(page.Lines, func(line int) bool { return line >= s.line && line <= s.end }) && reasons[name+" "+s.title] == "" {
				t.Errorf("%s:%d: nothing was found below %q: list it in testdata/empty_sections.tsv if that is right", page.File, s.line, s.title)
			}
		}
	}
	t.Logf("%d sections announce changes", n)
	if n < 60 {
		t.Errorf("only %d sections announce changes", n)
	}
}

// headedSection is a heading and the lines up to the next of its level or above.
type headedSection struct {
	title     string
	level     int
	line, end int
}

func headed(d *parser.Document) []headedSection {
	var list []headedSection
	parser.Walk(d.Root, func(n *parser.Node) bool {
		if n.Type != parser.TypeHeading {
			return true
		}
		line := d.Position(n.Span.Start).Line
		for i := range list {
			if list[i].end == 0 && list[i].level >= n.Level() {
				list[i].end = line - 1
			}
		}
		list = append(list, headedSection{title: strings.TrimSpace(n.Text()), level: n.Level(), line: line})
		return false
	})
	for i := range list {
		if list[i].end == 0 {
			list[i].end = d.LineCount()
		}
	}
	return list
}

func readReasons(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, c := range reviewedRows(t, "testdata/empty_sections.tsv", 3) {
		out[c[0]+" "+c[1]] = c[2]
	}
	return out
}

// A heading that says itself what it is about is not taken for part of the
// change log around it.
func TestDeprecationInsideOfNews(t *testing.T) {
	set := extract(t, "v1.6.x/page.md", "## Changelog\n\n### Old tagging - Deprecation Notice (Enterprise)\n\nWe are going to remove old tagging in 1.7.\n")
	if len(set.Facts) != 1 || set.Facts[0].Kind != Deprecation {
		t.Errorf("got %+v", set.Facts)
	}
}

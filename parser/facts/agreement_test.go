package facts

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

// TestAgreement compares what is extracted from the real pages with the
// catalogue, release line by release line, and lists where they differ. Facts
// that a person has to decide about are left out: their ids follow wordings.
// testdata/agreement.tsv holds the differences that somebody has looked at, each
// with its reason; a new one fails.
func TestAgreement(t *testing.T) {
	accepted := readAccepted(t)
	unsure := func(f Fact) bool { return f.Confidence == Manual }
	stated := byLine(slices.DeleteFunc(extractCorpus(t).Facts, unsure))
	known, reviewed := byLine(Catalogue()), byLine(slices.DeleteFunc(Catalogue(), unsure))
	anyLine := map[string]bool{} // everything that was extracted
	for _, list := range stated {
		for id := range list {
			anyLine[id] = true
		}
	}
	differ := func(side, line, id string) {
		i := slices.IndexFunc(accepted, func(a *difference) bool { return a.is(side, line, id) })
		if i < 0 {
			t.Errorf("not in testdata/agreement.tsv: %s\t%s\t%s", side, line, id)
			return
		}
		accepted[i].seen++
	}
	for line, list := range stated {
		for id := range list {
			if !known[line][id] && !known[""][id] && !known[line][strings.TrimSuffix(id, "/maximum")] {
				differ("extracted", line, id)
			}
		}
	}
	for line, list := range reviewed {
		for id := range list {
			if !stated[line][id] && (line != "" || !anyLine[id]) {
				differ("catalogue", line, id)
			}
		}
	}
	for line := range stated {
		if v, err := ParseVersion(line); err == nil && v.Compare(builtInCatalogue().last) > 0 {
			t.Errorf("there are pages of %s; the catalogue says it ends with %s", line, builtInCatalogue().last)
		}
	}
	for _, a := range accepted {
		if a.seen == 0 {
			t.Logf("no longer a difference: %s\t%s\t%s", a.side, a.line, a.id)
		}
	}
}

// byLine sorts the ids of facts by release line ("1.4"; "" for those of none).
func byLine(list []Fact) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, f := range list {
		line := ""
		if v := versionOf(f); !v.IsZero() {
			line = fmt.Sprintf("%d.%d", v.parts[0], v.parts[1])
		}
		if out[line] == nil {
			out[line] = map[string]bool{}
		}
		out[line][f.ID] = true
	}
	return out
}

// difference is a line of testdata/agreement.tsv: which side alone has a fact,
// for which releases ("*" for all, "-" for facts of none), which ids (with * as
// in file names), and why that is right.
type difference struct {
	side, line, id, reason string
	seen                   int
}

func (d *difference) is(side, line, id string) bool {
	if line == "" {
		line = "-"
	}
	ok, _ := path.Match(strings.ReplaceAll(d.id, "/", ":"), strings.ReplaceAll(id, "/", ":"))
	return d.side == side && (d.line == line || d.line == "*") && ok
}

func readAccepted(t *testing.T) []*difference {
	t.Helper()
	var out []*difference
	for _, c := range reviewedRows(t, "testdata/agreement.tsv", 4) {
		out = append(out, &difference{side: c[0], line: c[1], id: c[2], reason: c[3]})
	}
	return out
}

// reviewedRows reads a table of what somebody has looked at: a title line, then
// rows of n columns, the last of which is the reason.
func reviewedRows(t *testing.T, name string, n int) [][]string {
	t.Helper()
	src, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for i, row := range strings.Split(strings.TrimSpace(string(src)), "\n") {
		c := strings.Split(row, "\t")
		if len(c) != n || c[n-1] == "" {
			t.Fatalf("%s:%d: want %d columns, the last with a reason", name, i+1, n)
		}
		out = append(out, c)
	}
	return out[1:]
}

// extractCorpus reads all real pages together.
func extractCorpus(t *testing.T) *Set {
	t.Helper()
	var docs []*parser.Document
	err := filepath.WalkDir(corpus(t), func(name string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && !d.IsDir() && (ext == ".md" || ext == ".mdx") {
			docs = append(docs, readPage(t, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return Extract(docs, OpenMetadata())
}

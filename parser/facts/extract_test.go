package facts

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden is what a page's golden file holds.
type golden struct {
	Facts       []Fact
	Counterpart map[string]string     `json:",omitempty"`
	Conflicts   map[string][]Conflict `json:",omitempty"`
}

func readPage(t testing.TB, path string) *parser.Document {
	t.Helper()
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parser.Parse(path, src, parser.Options{})
}

// TestPages extracts from every page in testdata/pages and compares the result
// with the golden file beside it.
func TestPages(t *testing.T) {
	pages, _ := filepath.Glob("testdata/pages/*.md*")
	if len(pages) == 0 {
		t.Fatal("no pages in testdata/pages")
	}
	for _, page := range pages {
		if strings.HasSuffix(page, ".json") {
			continue
		}
		t.Run(filepath.Base(page), func(t *testing.T) {
			doc := readPage(t, page)
			set := Extract([]*parser.Document{doc}, OpenMetadata())
			checkEvidence(t, doc, set.Facts)
			g := golden{Facts: set.Facts, Counterpart: map[string]string{}, Conflicts: map[string][]Conflict{}}
			for _, f := range set.Facts {
				if f.Counterpart != "" {
					g.Counterpart[f.ID] = string(f.Counterpart)
				}
				if len(f.Conflicts) > 0 {
					g.Conflicts[f.ID] = f.Conflicts
				}
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(g); err != nil {
				t.Fatal(err)
			}
			name := page + ".json"
			if *update {
				if err := os.WriteFile(name, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("facts differ from %s; look at the change and run go test -update\n%s", name, got.String())
			}
		})
	}
}

// checkEvidence holds every fact to its promise: exact lines, exact bytes.
func checkEvidence(t testing.TB, doc *parser.Document, list []Fact) {
	t.Helper()
	for _, f := range list {
		if f.ID == "" || f.Subject.Name == "" || f.Kind == "" || f.Summary == "" {
			t.Errorf("incomplete fact: %+v", f)
		}
		if len(f.Evidence) == 0 {
			t.Errorf("%s has no evidence", f.ID)
		}
		for _, e := range f.Evidence {
			if e.Line < 1 || e.EndLine < e.Line || e.EndLine > doc.LineCount() {
				t.Errorf("%s: lines %d to %d of a page of %d", f.ID, e.Line, e.EndLine, doc.LineCount())
				continue
			}
			at := offset(doc, e.Line) + e.Column - 1
			if at+len(e.Quote) > len(doc.Source) || string(doc.Source[at:at+len(e.Quote)]) != e.Quote {
				t.Errorf("%s: the quote %q is not at %d:%d", f.ID, e.Quote, e.Line, e.Column)
			}
		}
	}
}

// TestOrder extracts from the pages in two orders; the facts must not notice.
func TestOrder(t *testing.T) {
	pages, _ := filepath.Glob("testdata/pages/*.md*")
	var docs, reversed []*parser.Document
	for _, page := range pages {
		if strings.HasSuffix(page, ".json") {
			continue
		}
		docs = append(docs, readPage(t, page))
		reversed = append([]*parser.Document{docs[len(docs)-1]}, reversed...)
	}
	want, err := json.Marshal(Extract(docs, OpenMetadata()).Facts)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		got, err := json.Marshal(Extract(reversed, OpenMetadata()).Facts)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Fatal("two runs over the same pages gave different facts")
		}
	}
}

// FuzzExtract holds for any page: no panic, and evidence that is in the page.
func FuzzExtract(f *testing.F) {
	pages, _ := filepath.Glob("testdata/pages/*.md*")
	for _, page := range pages {
		if src, err := os.ReadFile(page); err == nil && !strings.HasSuffix(page, ".json") {
			f.Add(src)
		}
	}
	f.Add([]byte("## Breaking Changes\n\n- `a` renamed to `b`\n\n| Before | After |\n|--|--|\n| `x` | `y` |\n"))
	f.Add([]byte("```sql\nSET GLOBAL a = 'b\n```\n```yaml\na: &a [*a]\n```\n```bash\necho $((\n```"))
	profile := OpenMetadata()
	f.Fuzz(func(t *testing.T, src []byte) {
		doc := parser.Parse("page.md", src, parser.Options{})
		checkEvidence(t, doc, Extract([]*parser.Document{doc}, profile).Facts)
	})
}

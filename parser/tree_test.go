package parser

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the trees in testdata/tree")

// Every file in testdata/tree is a txtar archive: pages, and after each page a
// file of the same name with ".tree" added that draws its tree. A node is
// drawn as its type, attributes, lines (as an editor counts them) and, for
// inline nodes, the source it covers; its errors follow, marked with "!".
func TestTrees(t *testing.T) {
	files, err := filepath.Glob("testdata/tree/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no trees in testdata/tree", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range archive.Files {
			want[f.Name] = string(f.Data)
		}
		redrawn := &txtar.Archive{Comment: archive.Comment}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".tree") {
				continue
			}
			opts := Options{}
			if strings.HasPrefix(f.Name, "plain-") {
				opts.Dialect = Plain
			}
			got := draw(Parse(f.Name, f.Data, opts))
			redrawn.Files = append(redrawn.Files, f, txtar.File{Name: f.Name + ".tree", Data: []byte(got)})
			if diff := cmp.Diff(want[f.Name+".tree"], got); diff != "" && !*update {
				t.Errorf("%s: %s (-drawn +parsed):\n%s", file, f.Name, diff)
			}
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(redrawn), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func draw(d *Document) string {
	var b strings.Builder
	for _, i := range d.Imports {
		fmt.Fprintf(&b, "imports %s from %s\n", i.Name, i.Source)
	}
	drawNodes(&b, d, d.Root.Children, 0)
	return b.String()
}

func drawNodes(b *strings.Builder, d *Document, nodes []*Node, depth int) {
	for _, n := range nodes {
		fmt.Fprintf(b, "%*s%s", 2*depth, "", n.Type)
		if n.Tag != "" {
			fmt.Fprintf(b, " %s", n.Tag)
		}
		if len(n.Attributes) > 0 {
			fmt.Fprintf(b, " %s", appendMembers(nil, n.Attributes))
		}
		if n.Inline {
			fmt.Fprintf(b, " %q", d.Source[n.Span.Start:n.Span.End])
		} else if len(n.Lines) > 1 {
			fmt.Fprintf(b, " lines %d-%d", n.Lines[0]+1, n.Lines[len(n.Lines)-1])
		}
		b.WriteByte('\n')
		for _, e := range n.Errors {
			fmt.Fprintf(b, "%*s! %s %s: %s\n", 2*depth, "", d.Position(e.Span.Start), e.ID, e.Message)
		}
		drawNodes(b, d, n.Children, depth+1)
	}
}

package parser

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// writeSite writes the files of a txtar archive to a folder and changes there.
func writeSite(t *testing.T, archive string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

const docsSite = `
-- content/v1.9.x/deployment/upgrade/index.md --
# Upgrade

{% partial file="/v1.9/deployment/upgrade/steps.md" /%}
{% partial file="bare.md" /%}
{% partial file="missing.md" /%}

## Last

[steps](/deployment/upgrade#last) [docker](docker) [gone](/deployment/gone) [out](https://example.com) [pic](/images/x.png)
-- content/v1.9.x/deployment/upgrade/docker.md --
# Docker
-- content/partials/v1.9/deployment/upgrade/steps.md --
## Steps

{% partial file="/v1.9/deployment/upgrade/steps.md" /%}
-- content/partials/v1.9.x/deployment/upgrade/bare.md --
## Bare {% #own %}
-- mdx/v1.10.x/page.mdx --
import Steps from '/snippets/steps.mdx'

# Page

<Steps />
-- mdx/snippets/steps.mdx --
## Snippet
-- node_modules/x/readme.md --
never read
-- notes.txt --
never read
`

func TestLoadSite(t *testing.T) {
	writeSite(t, docsSite)
	site, err := LoadSite([]string{"mdx", "content", "content/v1.9.x"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range site.Documents {
		got = append(got, d.Path+" "+string(d.Dialect))
	}
	want := []string{
		"mdx/snippets/steps.mdx mdx",
		"mdx/v1.10.x/page.mdx mdx",
		"content/partials/v1.9/deployment/upgrade/steps.md markdoc",
		"content/partials/v1.9.x/deployment/upgrade/bare.md markdoc",
		"content/v1.9.x/deployment/upgrade/docker.md markdoc",
		"content/v1.9.x/deployment/upgrade/index.md markdoc",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLoadSiteFindsNothing(t *testing.T) {
	writeSite(t, docsSite)
	var missing *MissingPathError
	if _, err := LoadSite([]string{"content", "nowhere"}, Options{}); !errors.As(err, &missing) || missing.Path != "nowhere" {
		t.Errorf("a missing path gives %v", err)
	}
	if err := os.Mkdir("empty", 0o755); err != nil {
		t.Fatal(err)
	}
	var none *NoDocumentsError
	if _, err := LoadSite([]string{"empty"}, Options{}); !errors.As(err, &none) {
		t.Errorf("a folder without pages gives %v", err)
	}
	if site, err := LoadSite([]string{"notes.txt"}, Options{}); err != nil || len(site.Documents) != 1 {
		t.Errorf("a file named directly is read whatever its name: %v", err)
	}
}

func TestUnreadableFile(t *testing.T) {
	writeSite(t, docsSite)
	if err := os.Symlink("nowhere.md", "content/broken.md"); err != nil {
		t.Skip(err)
	}
	site, err := LoadSite([]string{"content"}, Options{})
	if err != nil || len(site.Documents) != 4 || len(site.Unreadable) != 1 || site.Unreadable[0].File != "content/broken.md" {
		t.Errorf("%v; %d documents, unreadable %v", err, len(site.Documents), site.Unreadable)
	}
}

// load reads one page only: its partials are fetched from disk.
func load(t *testing.T, page string) (*Site, *Document) {
	t.Helper()
	site, err := LoadSite([]string{page}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return site, site.Documents[0]
}

func TestPartials(t *testing.T) {
	writeSite(t, docsSite)
	for page, want := range map[string][]string{
		"content/v1.9.x/deployment/upgrade/index.md": {
			"index.md:1 heading Upgrade",
			"steps.md:1 heading Steps",
			"steps.md:3 tag ", // a partial within itself is not entered again
			"bare.md:1 heading Bare ",
			"index.md:5 tag ", // not found
			"index.md:7 heading Last",
			"index.md:9 paragraph steps docker gone out pic",
		},
		"mdx/v1.10.x/page.mdx": {
			"page.mdx:1 esm ",
			"page.mdx:3 heading Page",
			"steps.mdx:1 heading Snippet",
		},
	} {
		site, d := load(t, page)
		var got []string
		for _, p := range site.Content(d) {
			line := p.Document.Position(p.Node.Span.Start).Line
			got = append(got, fmt.Sprintf("%s:%d %s %s", filepath.Base(p.Document.Path), line, p.Node.Type, p.Node.Text()))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", page, diff)
		}
	}
}

func TestAnchors(t *testing.T) {
	writeSite(t, docsSite)
	site, d := load(t, "content/v1.9.x/deployment/upgrade/index.md")
	var got []string
	for _, a := range site.Anchors(d) {
		got = append(got, a.ID+" in "+filepath.Base(a.Document.Path))
	}
	want := []string{"upgrade in index.md", "steps in steps.md", "own in bare.md", "last in index.md"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLinks(t *testing.T) {
	writeSite(t, docsSite)
	site, d := load(t, "content/v1.9.x/deployment/upgrade/index.md")
	got := map[string]string{}
	Walk(d.Root, func(n *Node) bool {
		if n.Type == TypeLink {
			link := site.Link(d, n.String("href"))
			got[n.Text()] = fmt.Sprint([]string{"external", "page", "missing", "file"}[link.Kind])
			if link.Page != nil {
				got[n.Text()] += " " + filepath.Base(link.Page.Path) + "#" + link.Fragment
			}
		}
		return true
	})
	want := map[string]string{
		"steps": "page index.md#last", "docker": "page docker.md#", "gone": "missing", "out": "external", "pic": "file",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSlug(t *testing.T) {
	for text, want := range map[string]string{
		"Upgrade your Service":  "upgrade-your-service",
		"1.4.0 – what's new?":   "140--whats-new",
		"`sort_buffer_size`":    "sort_buffer_size",
		"  Ünïcode & symbols  ": "ünïcode--symbols",
	} {
		if got := Slug(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDialects(t *testing.T) {
	for _, test := range []struct {
		file, source string
		want         Dialect
	}{
		{"a.md", "# a", Markdoc},
		{"a.md", "import A from '/snippets/a.mdx'\n\n<A />", MDX},
		{"a.md", "import A from '/snippets/a.mdx'\n\n{% a /%}", Markdoc},
		{"a.mdx", "{% a /%}", MDX},
		{"a.MDX", "", MDX},
		{"a.markdown", "# a", Plain},
		{"a.markdown", "{% a /%}", Markdoc},
	} {
		if got := Parse(test.file, []byte(test.source), Options{}).Dialect; got != test.want {
			t.Errorf("%s with %q is read as %s, want %s", test.file, test.source, got, test.want)
		}
	}
}

// Positions are in the bytes given, whatever was normalised on the way.
func TestPositionsAreInTheSource(t *testing.T) {
	src := "a\r\n\r\nb\x00c \xff `code`\r\n\r\n> x\r> **y**\r\n"
	d := Parse("a.md", []byte(src), Options{})
	got := map[string]string{}
	Walk(d.Root, func(n *Node) bool {
		if n.Type == TypeCode || n.Type == TypeStrong {
			got[src[n.Span.Start:n.Span.End]] = d.Position(n.Span.Start).String()
		}
		return true
	})
	if diff := cmp.Diff(map[string]string{"`code`": "3:7", "**y**": "6:3"}, got); diff != "" {
		t.Error(diff)
	}
	if d.LineCount() != 6 || d.Line(6) != "> **y**" || d.Line(5) != "> x" {
		t.Errorf("%d lines, the fifth %q, the sixth %q", d.LineCount(), d.Line(5), d.Line(6))
	}
}

func TestManyGoroutines(t *testing.T) {
	src := []byte(strings.Repeat("# a {% #b %}\n\n- x *y* [z](w)\n\n```\n{% c /%}\n```\n", 50))
	want := string(Parse("a.md", src, Options{}).AppendJSON(nil, "a", nil))
	done := make(chan string)
	for range 16 {
		go func() { done <- string(Parse("a.md", src, Options{}).AppendJSON(nil, "a", nil)) }()
	}
	for range 16 {
		if got := <-done; got != want {
			t.Fatal("a page parsed beside others differs")
		}
	}
}

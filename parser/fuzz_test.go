package parser

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzTag feeds the tag grammar and the tag end scanner.
func FuzzTag(f *testing.F) {
	for _, seed := range []string{
		"", "note", "/note", "$a.b[0][\"c\"]", "f(1, x=2, g($y))", "if $a /", "x {a: [1, -2.5, null], \"b\": true}",
		"#id .class a=\"b\\n\"", "table align=\"x\"bar=1", "a=[[[[", "{%\"\\\"%}", "\U0001F600", "nullable=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip() // the grammar sees decoded text only
		}
		content, failure := parseTagContent(trim(text))
		switch {
		case (content == nil) == (failure == nil):
			t.Fatalf("%q: either a tag or a failure must come out", text)
		case failure != nil && (failure.message == "" || failure.at < 0 || failure.at > len(text) || failure.end < failure.start):
			t.Fatalf("%q: failure %+v", text, failure)
		}
		ends := tagEnds{text: text}
		ends.index()
		for start := range text {
			if plain, indexed := findTagEnd(text, start), ends.find(start); plain != indexed {
				t.Fatalf("%q from %d: scanned %d, looked up %d", text, start, plain, indexed)
			}
		}
	})
}

// FuzzMarkdoc feeds the whole parser with every option.
func FuzzMarkdoc(f *testing.F) {
	for _, seed := range []string{
		"# a {% #b %}\n\n{% note %}\ntext **b** [c](d \"e\")\n{% /note %}\n",
		"---\ntitle: x\n---\n> - a\n>   b\n\n1. c\n\n   d\n", "| a | b |\n|---|:-:|\n| `x` | \\| |\n",
		"```js {% x=1 %}\n{% a %}\nb\n{% /a %}\n```\n", "{% table %}\n- a\n- b\n---\n- c\n- {% if $x %}\n{% /if %}\n{% /table %}\n",
		"[a]: /u\n[a] ![b][a] <http://x.y> <a@b.c> &amp; ~~s~~ _e_\r\nx  \n\ty\x00\xff", "<!-- c -->\n\n    - x\n\t- y", "\ufeff---\n---\n",
	} {
		f.Add([]byte(seed), byte(0))
		f.Add([]byte(seed), byte(0xFF))
	}
	f.Fuzz(func(t *testing.T, src []byte, options byte) {
		checkDocument(t, Parse("page.md", src, Options{
			Dialect:          Markdoc,
			AllowIndentation: options&1 != 0,
			AllowComments:    options&2 != 0,
			Slots:            options&4 != 0,
			LinkValidation:   options&8 != 0,
			NoLocations:      options&16 != 0,
		}))
	})
}

// FuzzMDX feeds the MDX dialect.
func FuzzMDX(f *testing.F) {
	for _, seed := range []string{
		"import A from '/a.mdx'\n\n# Title\n\n<Card title=\"x\" n={1}>\n  text {a + `b${c}`}\n</Card>\n",
		"export const a = {\n  b: 1,\n\n  c: 2,\n}\n\n{/* comment */}\n\n<A.B {...c}/> <d:e/>\n", "<>\n\n- <Tip>a</Tip>\n- b\n\n</>\n",
		"<a>\n*b\n</c>\n</a>", "{% note %}\nx\n{% /note %}", "text < 5 and <b and {c", "Title\n===\n\nhttps://x.y/z.\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		checkDocument(t, Parse("page.mdx", src, Options{Dialect: MDX}))
	})
}

// FuzzPlain feeds the plain dialect. No letter may get lost on the way from
// goldmark's tree to ours, and a text without escapes is what stands in the source.
func FuzzPlain(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: x\n---\n\nTitle\n===\n\n    code\n\n<div>\nhtml\n</div>\n\nhttps://x.y.z/a. a@b.cd <e:f>\n",
		"> - a\n>   ```go\n>   b\n>   ```\n\n1. c\r\n\r\n\td\r\n", "a | b\n--|:-:\n`x\\|y` | \\|\nz\n\n* ***\n+\tq\n",
		"[a]: /u 'v'\n[a] ![b *c* ![d](e)][a] [f](<g> (h)) &amp; \\& ~~s~~ ~t~ ***u** v* _w_\nx  \n\ty\\\n`` z` ``\x00\xff",
		"<!-- c -->\n<b\nc='d'> <? e ?>\n# f #\n#\n>\t>\tg\n-\t- h", "\ufeff# a\n```\nb", "a\nb | c\n- | -\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		d := Parse("page.md", src, Options{Dialect: Plain})
		checkDocument(t, d)
		definitions := bytes.Contains(src, []byte("]:")) // they leave no node
		if !utf8.Valid(src) || bytes.ContainsAny(src, "\x00\r") || d.Frontmatter != "" || definitions {
			return
		}
		read := make([]bool, len(src))
		Walk(d.Root, func(n *Node) bool {
			piece := string(src[n.Span.Start:n.Span.End])
			switch n.Type {
			case TypeText:
				if n.Inline && !strings.ContainsAny(piece, "\\&") && piece != n.String("content") {
					t.Fatalf("text %q stands at %q", n.String("content"), piece)
				}
			case TypeEm, TypeStrong, TypeS:
				if len(piece) < 3 || piece[0] != piece[len(piece)-1] {
					t.Fatalf("%s is %q", n.Type, piece)
				}
			case TypeCode:
				if len(piece) < 3 || piece[0] != '`' || piece[len(piece)-1] != '`' {
					t.Fatalf("code %q is %q", n.String("content"), piece)
				}
			case TypeLink, TypeImage, TypeHTML, TypeFence, TypeTr: // cells beyond the header's are dropped
			default:
				return true
			}
			for i := n.Span.Start; i < n.Span.End; i++ {
				read[i] = true
			}
			return true
		})
		for i, c := range src {
			if !read[i] && isAlphanumeric(c) && (c < '0' || c > '9') {
				t.Fatalf("%q at %d of %q is lost", c, i, src)
			}
		}
	})
}

// checkDocument checks what must hold of every tree.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	problems := d.Validate(OpenMetadataSchema())
	for _, p := range problems {
		if p.Span.Start < 0 || p.Span.End < p.Span.Start || p.Span.End > len(d.Source) {
			t.Fatalf("%s: span %v outside of %d bytes", p.ID, p.Span, len(d.Source))
		}
	}
	Walk(d.Root, func(n *Node) bool {
		if n.Span.Start < 0 || n.Span.End < n.Span.Start || n.Span.End > len(d.Source) {
			t.Fatalf("%s: span %v outside of %d bytes", n.Type, n.Span, len(d.Source))
		}
		for _, line := range n.Lines {
			if line < 0 || line > len(d.lines) && n.Type != TypeError && n.chars == nil {
				t.Fatalf("%s: lines %v of %d", n.Type, n.Lines, len(d.lines))
			}
		}
		return true
	})
	if dump := d.AppendJSON(nil, d.Path, problems); !json.Valid(dump) {
		t.Fatalf("not JSON: %s", dump)
	}
}

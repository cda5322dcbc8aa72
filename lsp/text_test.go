package lsp

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
)

func TestPaths(t *testing.T) {
	for _, c := range []struct{ uri, path string }{
		{"file:///docs/page.md", "/docs/page.md"},
		{"file:///my%20docs/a%26b.md", "/my docs/a&b.md"},
		{"file:///c:/docs/page.md", "c:/docs/page.md"},
		{"untitled:Untitled-1", ""},
		{"https://example.com/page.md", ""},
		{"%zz", ""},
	} {
		if got := pathOf(c.uri); got != c.path {
			t.Errorf("%s is %q, want %q", c.uri, got, c.path)
		}
	}
	for _, path := range []string{"/docs/page.md", "/my docs/ä #1?.md", "/100%.md"} {
		if got := pathOf(uriOf(path)); got != path {
			t.Errorf("%q comes back as %q", path, got)
		}
	}
}

// Places count UTF-16 code units; what lies beyond a line or the text is its end.
func TestPlaces(t *testing.T) {
	const text = "a😀b\r\nä\n\nlast"
	for _, c := range []struct{ line, character, offset int }{
		{0, 0, 0}, {0, 1, 1}, {0, 3, 5}, {0, 4, 6}, {0, 99, 6}, {1, 0, 8}, {1, 1, 10}, {1, 2, 10}, {2, 0, 11}, {2, 5, 11}, {3, 4, 16}, {9, 0, 16},
	} {
		if got := offsetIn(text, position{c.line, c.character}); got != c.offset {
			t.Errorf("%d:%d is at %d, want %d", c.line, c.character, got, c.offset)
		}
	}
}

// FuzzPlaces turns every offset of a text into a place and back.
func FuzzPlaces(f *testing.F) {
	f.Add("a😀b\nä\n")
	f.Add("\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.Contains(text, "\r") {
			return // the parser and the protocol differ in what a lone CR is
		}
		d := parser.Parse("page.md", []byte(text), parser.Options{})
		for i := range text {
			if got := offsetIn(text, at(d, i)); got != i {
				t.Fatalf("offset %d of %q is %+v and comes back as %d", i, text, at(d, i), got)
			}
		}
	})
}

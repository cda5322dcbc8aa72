package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/omlint/omlint/parser"
)

// pathOf is the file that a URI names; "" when it names none.
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" {
		return ""
	}
	path := u.Path
	if len(path) > 2 && path[0] == '/' && path[2] == ':' { // a drive of Windows
		path = path[1:]
	}
	return filepath.ToSlash(filepath.Clean(filepath.FromSlash(path)))
}

// uriOf is the URI of a file.
func uriOf(path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

// at is the place of a byte offset in a document.
func at(d *parser.Document, offset int) position {
	p := d.Position(offset)
	line := d.Line(p.Line)
	return position{p.Line - 1, units(line[:min(p.Column-1, len(line))])}
}

// placeOf turns the 1-based line and byte column of a report into a place.
func placeOf(d *parser.Document, line, column int) position {
	text := d.Line(line)
	return position{line - 1, units(text[:min(max(column-1, 0), len(text))])}
}

// units counts the UTF-16 code units of a text.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// offsetIn is the byte offset of a place in a text. What lies beyond a line's
// end is its end, as the protocol has it.
func offsetIn(text string, p position) int {
	start := 0
	for range p.Line {
		i := strings.IndexByte(text[start:], '\n')
		if i < 0 {
			return len(text)
		}
		start += i + 1
	}
	rest := text[start:]
	if end := strings.IndexByte(rest, '\n'); end >= 0 {
		rest = strings.TrimSuffix(rest[:end], "\r")
	}
	left := p.Character
	for i, r := range rest {
		if left <= 0 {
			return start + i
		}
		left -= utf16.RuneLen(r)
	}
	return start + len(rest)
}

// valid is a text that is UTF-8, as the protocol promises.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

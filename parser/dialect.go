package parser

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

// detectDialect decides by extension, and where that leaves a choice by content.
// Markdoc is the default: it reads what other Markdown there is, too.
func detectDialect(file string, src []byte) Dialect {
	switch strings.ToLower(path.Ext(file)) {
	case ".mdx":
		return MDX
	case ".mdoc":
		return Markdoc
	}
	if bytes.Contains(src, []byte(tagOpen)) {
		return Markdoc
	}
	if importsSnippet(src) {
		return MDX
	}
	if strings.EqualFold(path.Ext(file), ".markdown") {
		return Plain
	}
	return Markdoc
}

// importsSnippet reports whether a page has what only an MDX page has: a
// component imported from another page.
func importsSnippet(src []byte) bool {
	for from := 0; ; {
		n := bytes.Index(src[from:], []byte("import "))
		if n < 0 {
			return false
		}
		at := from + n
		if (at == 0 || src[at-1] == '\n') && snippetImport.Match(firstLine(src[at:])) {
			return true
		}
		from = at + len("import ")
	}
}

func firstLine(src []byte) []byte {
	if end := bytes.IndexByte(src, '\n'); end >= 0 {
		return src[:end]
	}
	return src
}

var snippetImport = regexp.MustCompile(`^import [A-Z]\w* from ['"][^'"]+\.mdx?['"]`)

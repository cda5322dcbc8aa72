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
	if importsSnippet.Match(src) {
		return MDX
	}
	if strings.EqualFold(path.Ext(file), ".markdown") {
		return Plain
	}
	return Markdoc
}

// importsSnippet matches what only an MDX page has: a component imported from
// another page.
var importsSnippet = regexp.MustCompile(`(?m)^import [A-Z]\w* from ['"][^'"\n]+\.mdx?['"]`)

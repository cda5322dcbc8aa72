package parser

import (
	"path/filepath"
	"sync"
)

// Options say how to read a page. The zero value is how Markdoc.parse reads a
// string.
type Options struct {
	Dialect Dialect // Auto decides by file extension and content

	// Of Markdoc's tokenizer:
	AllowIndentation   bool     // indented code is no code anywhere
	AllowComments      bool     // <!-- … --> is a comment
	LinkValidation     bool     // report tags within URLs
	ValidatedProtocols []string // of those URLs; default http and https

	// Of Markdoc's parser:
	Slots           bool     // put slot tags into Node.Slots
	ConditionalTags []string // tags that may wrap rows of a table tag; default if
	NoLocations     bool     // leave Node.Lines empty
}

// Parse reads one page. It never fails: what cannot be understood is an error
// on the node where it stands, and the rest of the page is read all the same.
func Parse(path string, src []byte, opts Options) *Document {
	d := &Document{Path: filepath.ToSlash(path), Source: src, lines: lineIndex(src)}
	d.Dialect = opts.Dialect
	if d.Dialect == Auto {
		d.Dialect = detectDialect(d.Path, src)
	}
	opts.Dialect = d.Dialect
	if opts.Dialect == MDX {
		opts.AllowIndentation = true // MDX has no indented code
	}
	parse(d, opts)
	return d
}

// inlineParsers are reused between documents for their buffers.
var inlineParsers = sync.Pool{New: func() any { return new(inlineParser) }}

// parse reads the block tokens first, for the link reference definitions, and
// then builds the tree, with inline content parsed on the way. The dialects
// differ in which rules are tried, not in how.
func parse(d *Document, opts Options) {
	src := newSource(d.Source)
	blocks := newBlockParser(src, opts)
	blocks.tokenize(0, blocks.lineMax)

	inlines := inlineParsers.Get().(*inlineParser)
	defer inlineParsers.Put(inlines)
	inlines.options, inlines.refs = opts, blocks.refs

	b := newBuilder(d, src, opts)
	for i := range blocks.tokens {
		switch t := &blocks.tokens[i]; t.kind {
		case kindInline:
			if opts.LinkValidation {
				b.validateLinks(t.content.text)
			}
			b.inline(t, inlines.parse(t.content.text))
		case kindFence:
			b.fence(t)
		default:
			b.add(t)
		}
	}
	b.finish()
}

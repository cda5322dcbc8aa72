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

// scratch is what parsing needs besides the tree: reused between documents for
// its buffers.
type scratch struct {
	blocks  blockParser
	inlines inlineParser
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// parse reads the block tokens first, for the link reference definitions, and
// then builds the tree, with inline content parsed on the way. Markdoc and MDX
// differ in which rules are tried, not in how; plain Markdown is goldmark's.
func parse(d *Document, opts Options) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	defer s.release()
	src := newSource(d.Source)
	blocks, inlines := &s.blocks, &s.inlines
	blocks.reset(src, opts)
	b := newBuilder(d, src, opts)
	if opts.Dialect == Plain {
		parsePlain(b, blocks)
		b.finish()
		return
	}
	blocks.tokenize(0, blocks.lineMax)
	inlines.options, inlines.refs = opts, blocks.refs
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

// maxKept is how many tokens or lines of a page are kept for the next: enough
// for any page people write, and little enough to hold on to.
const maxKept = 1 << 14

// release lets go of the page, but not of the buffers.
func (s *scratch) release() {
	tokens, lines := s.blocks.tokens, s.blocks.lines
	clear(tokens)
	s.blocks = blockParser{}
	if cap(tokens) <= maxKept {
		s.blocks.tokens = tokens[:0]
	}
	if cap(lines) <= maxKept {
		s.blocks.lines = lines[:0]
	}
	clear(s.inlines.tokens[:cap(s.inlines.tokens)])
	if cap(s.inlines.tokens) > maxKept || cap(s.inlines.skips) > maxKept {
		s.inlines = inlineParser{}
	}
	s.inlines.text, s.inlines.refs, s.inlines.ends, s.inlines.jsx = "", nil, tagEnds{}, jsx{}
}

package facts

import (
	"sort"
	"strings"
	"sync"

	"github.com/omlint/omlint/parser"
)

// cite makes evidence of a stretch of the source: exact bytes, exact lines.
func cite(doc *parser.Document, span parser.Span) Evidence {
	span = fit(doc, span)
	start, end := ends(doc, span)
	return Evidence{
		File: doc.Path, Line: start.Line, EndLine: end.Line, Column: start.Column,
		Quote: string(doc.Source[span.Start:span.End]),
	}
}

// ends are the positions of the first and the last byte of a stretch.
func ends(doc *parser.Document, span parser.Span) (first, last parser.Position) {
	return doc.Position(span.Start), doc.Position(max(span.Start, span.End-1))
}

// fit leaves white space out of a stretch of the source.
func fit(doc *parser.Document, span parser.Span) parser.Span {
	span.Start = max(0, min(span.Start, len(doc.Source)))
	span.End = max(span.Start, min(span.End, len(doc.Source)))
	for span.End > span.Start && isSpace(doc.Source[span.End-1]) {
		span.End--
	}
	for span.Start < span.End && isSpace(doc.Source[span.Start]) {
		span.Start++
	}
	// take in the marks of bold, italics and code that the text stands between
	for span.Start > 0 && span.Start < span.End && strings.IndexByte("*_`", doc.Source[span.Start-1]) >= 0 {
		span.Start--
	}
	for span.End > span.Start && span.End < len(doc.Source) && strings.IndexByte("*_`", doc.Source[span.End]) >= 0 {
		span.End++
	}
	return span
}

// lines cites the whole block.
func (b *block) lines() Evidence { return cite(b.page.doc, b.span()) }

// lineRange is the first and the last line of the block.
func (b *block) lineRange() (first, last int) {
	start, end := ends(b.page.doc, fit(b.page.doc, b.span()))
	return start.Line, end.Line
}

func (b *block) span() parser.Span {
	if len(b.pieces) > 0 {
		return b.source(0, len(b.text))
	}
	return b.node.Span
}

// cite makes evidence of a sentence.
func (b *block) cite(s sentence) Evidence {
	return cite(b.page.doc, b.source(s.start, s.end))
}

// fence is the content of a code block, line by line, with where each line
// stands in the source.
type fence struct {
	lang  string
	title string // what stands behind the language, as tabs of code have
	text  string
	first int // 1-based source line of the first line of content
	read  *codeReading
}

// codeReading is what a text was found to be, kept for all detectors and all
// pages that show it.
type codeReading struct {
	of       string // the text
	language func() string
	sql      func() []statement
	shell    func() []call
	yaml     func() []leaf
	ini      func() []pair
}

func (f *fence) readings() *codeReading {
	if f.read.of != f.text { // a side of a diff
		f.read = readCode(f.lang, f.text)
	}
	return f.read
}

func readCode(lang, text string) *codeReading {
	r := &codeReading{
		of:    text,
		sql:   sync.OnceValue(func() []statement { return readSQL(text) }),
		shell: sync.OnceValue(func() []call { return readShell(text) }),
		yaml:  sync.OnceValue(func() []leaf { return readYAML(text) }),
		ini:   sync.OnceValue(func() []pair { return readINI(text) }),
	}
	r.language = sync.OnceValue(func() string { return r.detect(lang) })
	return r
}

// language is what a fence holds, whatever its info string claims: pages put
// shell commands into python fences and YAML into shell ones.
func (f *fence) language() string { return f.readings().language() }

func (f *fence) sql() []statement { return f.readings().sql() }
func (f *fence) shell() []call    { return f.readings().shell() }
func (f *fence) yaml() []leaf     { return f.readings().yaml() }
func (f *fence) ini() []pair      { return f.readings().ini() }

// fence locates a fence's content. An indented code block has no opening
// line of its own.
func (r *reader) fence(doc *parser.Document, n *parser.Node) fence {
	start := doc.Position(n.Span.Start).Line
	f := fence{lang: strings.ToLower(n.String("language")), text: n.String("content"), first: start}
	if line := doc.Line(start); strings.Contains(line, "```") || strings.Contains(line, "~~~") {
		f.first++
		if fields := strings.Fields(strings.TrimLeft(strings.TrimSpace(line), "`~")); len(fields) > 1 {
			f.title = strings.Join(fields[1:], " ")
		}
	}
	f.read = r.library.code(f.lang, f.text)
	return f
}

// citeCode makes evidence of the from-th to the to-th line (1-based) of a
// fence's content.
func (b *block) citeCode(from, to int) Evidence {
	doc := b.page.doc
	from, to = b.code.first+from-1, b.code.first+to-1
	from = max(1, min(from, doc.LineCount()))
	to = max(from, min(to, doc.LineCount()))
	start, end := offset(doc, from), offset(doc, to)+len(doc.Line(to))
	return cite(doc, parser.Span{Start: start, End: end})
}

// offset is where a 1-based line begins. The document alone knows what ends a
// line.
func offset(doc *parser.Document, line int) int {
	return sort.Search(len(doc.Source), func(at int) bool { return doc.Position(at).Line >= line })
}

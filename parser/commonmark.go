package parser

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// commonMark is goldmark with GFM's tables, strikethrough and bare addresses.
// Its parsers are wrapped: they note where what they read ends, and input made
// to keep them busy meets a bound.
var commonMark = func() parser.Parser {
	blocks, inlines := parser.DefaultBlockParsers(), parser.DefaultInlineParsers()
	for i := range blocks {
		blocks[i].Value = watchedBlock{blocks[i].Value.(parser.BlockParser)}
	}
	inlines = append(inlines, util.Prioritized(extension.NewStrikethroughParser(), 500),
		util.Prioritized(extension.NewLinkifyParser(), 999))
	for i := range inlines {
		inlines[i].Value = watchedInline{inlines[i].Value.(parser.InlineParser)}
	}
	return parser.NewParser(
		parser.WithBlockParsers(blocks...),
		parser.WithInlineParsers(inlines...),
		parser.WithParagraphTransformers(
			util.Prioritized(watchedReferences{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(watchedTable{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}()

// watch is what the wrapped parsers remember of a page.
type watch struct {
	ends  map[ast.Node]int // where fences with a closing line and inline nodes end
	spent int              // bytes read in vain
	block ast.Node         // the block whose content is read
	marks int              // of emphasis in it

	escaped int // bars with a backslash before them
}

var watchKey = parser.NewContextKey()

// maxSpent is how many bytes may be read in vain. goldmark looks for what would
// end a link or an HTML tag up to the end of the paragraph, from each "]" or "<"
// anew. On what people write it spends some thousands; when all is spent, the
// rest of the page's inline content is text.
const maxSpent = 1 << 24

// parseCommonMark returns goldmark's tree, and where those nodes end of which
// it does not say so itself.
func parseCommonMark(source []byte) (root ast.Node, ends map[ast.Node]int) {
	w := &watch{ends: map[ast.Node]int{}}
	context := parser.NewContext()
	context.Set(watchKey, w)
	return commonMark.Parse(text.NewReader(source), parser.WithContext(context)), w.ends
}

type watchedBlock struct{ parser.BlockParser }

// Open opens no quotes or lists where many are open already: goldmark looks at
// all of them on each line.
func (b watchedBlock) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, at := reader.Position()
	n, state := b.BlockParser.Open(parent, reader, pc)
	switch n.(type) {
	case nil:
		return nil, state
	case *ast.Blockquote, *ast.List:
		if len(pc.OpenedBlocks()) >= maxNesting {
			reader.SetPosition(line, at)
			return nil, parser.NoChildren
		}
	}
	// goldmark takes the columns left over of a tab for bytes when it notes where
	// the block begins.
	pc.SetBlockOffset(pc.BlockOffset() - at.Padding)
	return n, state
}

func (b watchedBlock) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	state := b.BlockParser.Continue(n, reader, pc)
	if _, ok := n.(*ast.FencedCodeBlock); ok && state == parser.Close {
		_, at := reader.Position()
		pc.Get(watchKey).(*watch).ends[n] = at.Start
	}
	return state
}

type watchedInline struct{ parser.InlineParser }

func (i watchedInline) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	w := pc.Get(watchKey).(*watch)
	if w.spent > maxSpent {
		return nil
	}
	if w.block != parent {
		w.block, w.marks = parent, 0
	}
	_, start := block.Position()
	trigger := block.Peek()
	n := i.InlineParser.Parse(parent, block, pc)
	_, end := block.Position()
	switch n.(type) {
	case nil, *ast.Text:
		if lines := parent.Lines(); trigger == '<' || trigger == ']' || trigger == '`' {
			w.spent += lines.At(lines.Len()-1).Stop - start.Start
		}
	case *parser.Delimiter: // each may be compared with all before it
		w.marks++
		w.spent += w.marks
	case *ast.Link, *ast.Image, *ast.CodeSpan, *ast.AutoLink, *ast.RawHTML:
		w.ends[n] = end.Start
	}
	return n
}

// CloseBlock is asked of every parser, and only links' has it.
func (i watchedInline) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	if c, ok := i.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

type watchedReferences struct{ parser.ParagraphTransformer }

// Transform takes no definitions from a paragraph of very many lines: goldmark
// moves all that follow for each.
func (t watchedReferences) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	if n.Lines().Len() <= 4096 {
		t.ParagraphTransformer.Transform(n, reader, pc)
	}
}

type watchedTable struct{ parser.ParagraphTransformer }

// Transform makes no table that would have far more cells than the text has
// bytes: goldmark fills every row up to the header's number of cells. Nor does
// it on a page with thousands of escaped bars, since goldmark compares all pairs.
func (t watchedTable) Transform(n *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines, columns, size := n.Lines(), 0, 0
	w := pc.Get(watchKey).(*watch)
	for i := range lines.Len() {
		l := lines.At(i)
		line := l.Value(reader.Source())
		columns = max(columns, bytes.Count(line, []byte("|")))
		w.escaped += bytes.Count(line, []byte(`\|`))
		size += len(line)
	}
	if lines.Len()*columns <= 1024+size && w.escaped <= 4096 {
		t.ParagraphTransformer.Transform(n, reader, pc)
	}
}

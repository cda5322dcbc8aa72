package parser

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	gfm "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// plainPage turns goldmark's tree of a plain Markdown page into tokens for the
// builder. goldmark tells where most nodes begin but not where they end; both
// follow from what it does tell.
type plainPage struct {
	*builder
	source []byte
	ends   map[ast.Node]int

	// Of the inline content at hand:
	tokens  []token
	at      int    // where the last node ended
	strikes []int  // how long the marks of open strikethrough are
	images  int    // images the node lies in; text in them is alternative text
	alt     []byte // of the outermost image
}

// parsePlain reads a page of the plain dialect. What is not goldmark's to read
// becomes blank, so that its offsets are those of the text.
func parsePlain(b *builder, blocks *blockParser) {
	p := &plainPage{builder: b, source: []byte(b.src.text)}
	if blocks.frontmatter(0, blocks.lineMax) {
		b.add(&blocks.tokens[0])
		for i := range blocks.lines[blocks.line].start {
			if p.source[i] != '\n' {
				p.source[i] = ' '
			}
		}
	}
	if bytes.HasPrefix(p.source, []byte("\ufeff")) { // a byte-order mark, which goldmark takes for text
		copy(p.source, "   ")
	}
	root, ends := parseCommonMark(p.source)
	p.ends = ends
	p.blocks(root)
}

// blocks adds what lies in a block. It may recurse: blocks do not nest deep.
func (p *plainPage) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n)
	}
}

func (p *plainPage) block(node ast.Node) {
	switch n := node.(type) {
	case *ast.Paragraph:
		p.enclose(kindParagraph, n, func() { p.inlines(n) })
	case *ast.TextBlock: // a paragraph of a tight list
		p.inlines(n)
	case *ast.Heading:
		t := p.token(kindHeading, n)
		t.number = int32(n.Level)
		p.within(t, func() { p.inlines(n) })
	case *ast.ThematicBreak:
		p.add(p.token(kindHr, n))
	case *ast.CodeBlock:
		t := p.token(kindFence, n)
		t.content = p.excerpt(n.Lines())
		p.fence(t)
	case *ast.FencedCodeBlock:
		t := p.token(kindFence, n)
		t.content = p.excerpt(n.Lines())
		if n.Info != nil {
			t.info = string(n.Info.Value(p.source))
		}
		p.fence(t)
	case *ast.HTMLBlock:
		t := p.token(kindHTML, n)
		t.content = p.excerpt(n.Lines())
		if n.HasClosure() {
			t.content.text += string(n.ClosureLine.Value(p.source))
		}
		p.add(t)
	case *ast.Blockquote:
		p.enclose(kindBlockquote, n, func() { p.blocks(n) })
	case *ast.List:
		t := p.token(kindList, n)
		t.marker, t.number = n.Marker, int32(n.Start)
		p.within(t, func() { p.blocks(n) })
	case *ast.ListItem:
		p.enclose(kindItem, n, func() { p.blocks(n) })
	case *gfm.Table:
		p.enclose(kindTable, n, func() { p.table(n) })
	}
}

// table adds a table's rows. goldmark has no node for those below the header.
func (p *plainPage) table(table *gfm.Table) {
	header := table.FirstChild()
	p.enclose(kindThead, header, func() { p.row(kindTh, header) })
	first := header.NextSibling()
	if first == nil {
		return
	}
	body := p.token(kindTbody, first)
	body.cover(p, p.start(first), p.end(table))
	p.within(body, func() {
		for row := first; row != nil; row = row.NextSibling() {
			p.row(kindTd, row)
		}
	})
}

func (p *plainPage) row(k kind, row ast.Node) {
	p.enclose(kindTr, row, func() {
		for n := row.FirstChild(); n != nil; n = n.NextSibling() {
			cell := n.(*gfm.TableCell)
			t := &token{kind: k, start: p.end(row), end: p.end(row)}
			if cell.Lines().Len() > 0 {
				t.start, t.end = cell.Lines().At(0).Start, cell.Lines().At(0).Stop
			}
			switch cell.Alignment {
			case gfm.AlignLeft:
				t.align = 'l'
			case gfm.AlignCenter:
				t.align = 'c'
			case gfm.AlignRight:
				t.align = 'r'
			}
			p.within(t, func() { p.inline(&token{kind: kindInline, start: t.start, end: t.end}, p.read(cell, t.start)) })
		}
	})
}

// enclose adds a token for n around what add adds.
func (p *plainPage) enclose(k kind, n ast.Node, add func()) { p.within(p.token(k, n), add) }

func (p *plainPage) within(t *token, add func()) {
	t.nesting = 1
	p.add(t)
	add()
	p.add(&token{kind: t.kind, nesting: -1})
}

func (p *plainPage) token(k kind, n ast.Node) *token {
	t := &token{kind: k}
	t.cover(p, p.start(n), p.end(n))
	return t
}

// cover gives a token its place and its lines.
func (t *token) cover(p *plainPage, start, end int) {
	for end > start && (isSpace(p.source[end-1]) || p.source[end-1] == '\n') {
		end--
	}
	t.start, t.end, t.hasMap = start, max(start, end), true
	t.first = int32(p.line(start))
	t.last = int32(p.line(max(start, end-1))) + 1
}

func (p *plainPage) line(offset int) int { return p.doc.Position(p.src.original(offset)).Line - 1 }

// start is where a block's first character that is no space stands.
func (p *plainPage) start(n ast.Node) int {
	pos := n.Pos()
	if table, ok := n.(*gfm.Table); ok {
		pos = table.FirstChild().Pos() // the table's own is that of the paragraph before it
	}
	pos = max(pos, 0)
	for pos < len(p.source) && isSpace(p.source[pos]) {
		pos++
	}
	return pos
}

// end is where a block ends: with its last line or its last child.
func (p *plainPage) end(node ast.Node) int {
	start := p.start(node)
	if end, ok := p.ends[node]; ok {
		return end
	}
	switch n := node.(type) {
	case *ast.Heading:
		lines := n.Lines()
		if lines.Len() == 0 || lines.At(0).Start > start {
			return p.lineEnd(start)
		}
		return p.lineEnd(p.lineEnd(lines.At(lines.Len()-1).Stop) + 1) // the underline
	case *ast.HTMLBlock:
		if n.HasClosure() {
			return n.ClosureLine.Stop
		}
	case *gfm.Table:
		if last := n.LastChild(); last != n.FirstChild() {
			return p.end(last)
		}
		return p.lineEnd(p.end(n.FirstChild()) + 1) // the line below the header
	case *gfm.TableHeader, *gfm.TableRow:
		return p.lineEnd(start)
	case *ast.Blockquote, *ast.List, *ast.ListItem:
		if last := n.LastChild(); last != nil {
			return p.end(last)
		}
	}
	if lines := node.Lines(); lines.Len() > 0 {
		return lines.At(lines.Len() - 1).Stop
	}
	return p.lineEnd(start)
}

// lineEnd is where the line at offset ends.
func (p *plainPage) lineEnd(offset int) int {
	offset = min(offset, len(p.source))
	if n := bytes.IndexByte(p.source[offset:], '\n'); n >= 0 {
		return offset + n
	}
	return len(p.source)
}

// excerpt joins lines.
func (p *plainPage) excerpt(lines *text.Segments) excerpt {
	var e excerpt
	var joined []byte
	for i := range lines.Len() {
		l := lines.At(i)
		e.pieces = append(e.pieces, piece{len(joined), l.Start}, piece{len(joined) + l.Padding, l.Start})
		joined = append(joined, l.Value(p.source)...)
	}
	e.text = string(joined)
	return e
}

// inlines adds a block's inline content.
func (p *plainPage) inlines(block ast.Node) {
	t := p.token(kindInline, block)
	if lines := block.Lines(); lines.Len() > 0 {
		t.start, t.end = lines.At(0).Start, lines.At(lines.Len()-1).Stop
	}
	p.inline(t, p.read(block, t.start))
}

// read turns inline nodes into tokens. Emphasis nests as deep as the page
// says, so it does not recurse.
func (p *plainPage) read(block ast.Node, start int) []token {
	p.tokens, p.at = p.tokens[:0], start
	n, entering := block.FirstChild(), true
	for n != nil && n != block {
		if entering {
			p.open(n)
			if c := n.FirstChild(); c != nil && n.Kind() != ast.KindCodeSpan {
				n = c
				continue
			}
		}
		p.leave(n)
		if next := n.NextSibling(); next != nil {
			n, entering = next, true
		} else {
			n, entering = n.Parent(), false
		}
	}
	return p.tokens
}

func (p *plainPage) push(t token) {
	if p.images == 0 {
		p.tokens = append(p.tokens, t)
	}
}

// text adds what source[start:end] says.
func (p *plainPage) text(s string, start, end int) {
	if p.images > 0 {
		p.alt = append(p.alt, s...)
	}
	p.push(token{kind: kindText, start: start, end: end, content: excerpt{text: s}})
}

// open adds an inline node's opening token, or all of it. Where a run of marks is
// used up in parts, goldmark gives each the place of the whole run.
func (p *plainPage) open(node ast.Node) {
	start := max(p.at, node.Pos())
	switch n := node.(type) {
	case *ast.Text:
		p.at = start + n.Segment.Stop - n.Segment.Start
		p.text(unescape(string(n.Value(p.source)), entity), start, p.at)
		if !n.SoftLineBreak() && !n.HardLineBreak() {
			return
		}
		k := kindSoftbreak
		if n.HardLineBreak() {
			k = kindHardbreak
		}
		end := min(p.lineEnd(p.at)+1, len(p.source))
		p.push(token{kind: k, start: p.at, end: end})
		if p.images > 0 {
			p.alt = append(p.alt, '\n')
		}
		p.at = end
	case *ast.CodeSpan:
		p.at = p.ends[n]
		var content []byte
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			content = append(content, c.(*ast.Text).Value(p.source)...)
		}
		code := string(bytes.ReplaceAll(content, []byte("\n"), []byte(" ")))
		if p.images > 0 {
			p.alt = append(p.alt, code...)
		}
		p.push(token{kind: kindCode, start: start, end: p.at, content: excerpt{text: code}})
	case *ast.RawHTML:
		p.at = p.ends[n]
		p.push(token{kind: kindHTML, start: start, end: p.at, content: excerpt{text: string(n.Segments.Value(p.source))}})
	case *ast.AutoLink:
		p.autolink(n, start)
	case *ast.Link:
		p.at = start + len("[")
		p.push(token{
			kind: kindLink, nesting: 1, start: start, end: p.ends[n],
			href: plainURL(n.Destination), info: unescape(string(n.Title), entity),
		})
	case *ast.Image:
		p.at = start + len("![")
		if p.images == 0 {
			p.alt = p.alt[:0]
		}
		p.images++
	case *ast.Emphasis:
		p.at = start + n.Level
		p.push(token{kind: emphasisKind(n), nesting: 1, start: start, end: p.at, marker: p.source[start]})
	case *gfm.Strikethrough:
		length := 1 // or two, unless the second opens what lies within
		if _, shared := n.FirstChild().(*gfm.Strikethrough); !shared && bytes.HasPrefix(p.source[start:], []byte("~~")) {
			length = 2
		}
		p.at = start + length
		p.strikes = append(p.strikes, length)
		p.push(token{kind: kindS, nesting: 1, start: start, end: p.at})
	}
}

// leave adds an inline node's closing token.
func (p *plainPage) leave(node ast.Node) {
	switch n := node.(type) {
	case *ast.Link:
		p.at = p.ends[n]
		p.push(token{kind: kindLink, nesting: -1, start: p.at, end: p.at})
	case *ast.Image:
		p.at = p.ends[n]
		p.images--
		p.push(token{
			kind: kindImage, start: n.Pos(), end: p.at, content: excerpt{text: string(p.alt)},
			href: plainURL(n.Destination), info: unescape(string(n.Title), entity),
		})
	case *ast.Emphasis:
		p.at += n.Level
		p.push(token{kind: emphasisKind(n), nesting: -1, start: p.at - n.Level, end: p.at})
	case *gfm.Strikethrough:
		last := len(p.strikes) - 1
		length := p.strikes[last]
		p.strikes = p.strikes[:last]
		p.at += length
		p.push(token{kind: kindS, nesting: -1, start: p.at - length, end: p.at})
	}
}

func emphasisKind(n *ast.Emphasis) kind {
	if n.Level == 2 {
		return kindStrong
	}
	return kindEm
}

// autolink adds an address, in angle brackets or bare.
func (p *plainPage) autolink(n *ast.AutoLink, start int) {
	label := string(n.Label(p.source))
	from := start
	if p.source[start] == '<' {
		from++
	}
	p.at = p.ends[n]
	href := plainURL(n.URL(p.source))
	if n.AutoLinkType == ast.AutoLinkEmail {
		href = "mailto:" + href
	}
	p.push(token{kind: kindLink, nesting: 1, start: start, end: p.at, href: href})
	p.text(label, from, from+len(label))
	p.push(token{kind: kindLink, nesting: -1, start: p.at, end: p.at})
}

// plainURL is a destination as a browser gets it.
func plainURL(destination []byte) string { return normalizeLink(unescape(string(destination), entity)) }

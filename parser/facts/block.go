package facts

import (
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// blockKind is the form a block has on the page.
type blockKind string

const (
	headingBlock   blockKind = "heading"
	paragraphBlock blockKind = "paragraph"
	itemBlock      blockKind = "item" // a list item's own text, without nested lists
	rowBlock       blockKind = "row"  // a table row
	fenceBlock     blockKind = "fence"
	tagBlock       blockKind = "tag" // a tag that states a fact (see annotation.go)
)

// block is what detectors look at: a piece of a page with everything around it
// that decides what it means.
type block struct {
	page    *page
	kind    blockKind
	node    *parser.Node
	section *section
	passage       // the text; empty for fences
	code    fence // for fences
	cells   []passage
	header  []string // of a row: the table's column titles

	engine  Engine // the database the surroundings speak about
	tab     string // the title of the innermost tag around it, as tabs have
	parent  *block // the list item this block lies in
	lead    *block // the block before it, in the same section
	ordinal int    // position on the page
}

// section is a heading with what follows it. Bold paragraphs that stand for
// headings open sections too.
type section struct {
	parent  *section
	title   string
	level   int
	zone    zone
	opens   bool // the heading itself names the zone
	release Version
	wrapped Version // the release its component is labelled with, as release notes are
	planned Version // the release its heading announces something for
	line    int
	end     int // last line
	blocks  []*block
	kids    []*section
	heads   *wording // see titles
}

// path is the chain of titles down to the section.
func (s *section) path() []string {
	var out []string
	for ; s != nil; s = s.parent {
		if s.title != "" {
			out = append([]string{s.title}, out...)
		}
	}
	return out
}

// titles is the path as one text, ready to be asked for phrases.
func (s *section) titles() wording {
	if s.heads == nil {
		heads := newWording(strings.Join(s.path(), " / "))
		s.heads = &heads
	}
	return *s.heads
}

// page is one document laid out as blocks in reading order.
type page struct {
	doc      *parser.Document
	library  *library
	profile  *Profile
	release  Version
	upgrade  bool // the page as a whole describes the step from one release to another
	blocks   []*block
	sections []*section
	scratch  map[string]bool // databases the page creates to try things in
	about    *bool           // see aboutUpgrade
	reached  []string        // see ports
}

// layout turns a document into a page.
func layout(doc *parser.Document, r *reader) *page {
	pg := &page{doc: doc, library: r.library, profile: r.library.profile}
	root := &section{line: 1, end: doc.LineCount()}
	pg.sections = []*section{root}
	l := &layouter{reader: r, page: pg, section: root}
	if doc.Root != nil {
		for _, n := range doc.Root.Children {
			l.place(n)
		}
	}
	pg.close()
	pg.zones()
	pg.releases()
	pg.engines()
	pg.scratches()
	return pg
}

// layouter walks a tree and lays out what it finds.
type layouter struct {
	*reader
	page    *page
	section *section
	tags    []string
	tab     string
	release Version // the label of the component around
	parent  *block
}

func (l *layouter) place(n *parser.Node) {
	switch n.Type {
	case parser.TypeHeading:
		l.open(l.read(n), n.Level(), n)
	case parser.TypeParagraph, parser.TypeInline:
		p := l.read(n)
		if l.parent == nil && len(l.tags) == 0 && isPseudoHeading(p) {
			l.open(p, pseudoLevel, n)
			return
		}
		l.add(block{kind: paragraphBlock, node: n, passage: p})
		l.inlineTags(n)
	case parser.TypeFence:
		l.add(block{kind: fenceBlock, node: n, passage: l.read(), code: l.fence(l.page.doc, n)})
	case parser.TypeItem:
		l.item(n)
	case parser.TypeTable:
		l.table(n)
	case parser.TypeTag:
		l.tag(n)
	case parser.TypeComment, parser.TypeError, parser.TypeHr:
	default:
		l.children(n)
	}
}

func (l *layouter) children(n *parser.Node) {
	for _, c := range n.Children {
		l.place(c)
	}
}

// inlineTags looks for annotation tags inside a paragraph.
func (l *layouter) inlineTags(n *parser.Node) {
	parser.Walk(n, func(c *parser.Node) bool {
		if c.Type == parser.TypeTag && isAnnotation(c.Tag) {
			l.add(block{kind: tagBlock, node: c, passage: l.read(c)})
		}
		return true
	})
}

func (l *layouter) tag(n *parser.Node) {
	if isAnnotation(n.Tag) {
		l.add(block{kind: tagBlock, node: n, passage: l.read(n.Children...)})
	}
	outer, outerRelease := l.tab, l.release
	if v := l.library.title(n.String("label")).release; !v.IsZero() {
		l.release = v
	}
	if title := n.String("title"); title != "" {
		l.tab = title
	}
	l.tags = append(l.tags, n.Tag)
	l.children(n)
	l.tags = l.tags[:len(l.tags)-1]
	l.tab, l.release = outer, outerRelease
}

// item lays out a list item: its own text first, then what is nested in it.
func (l *layouter) item(n *parser.Node) {
	var own, nested []*parser.Node
	for _, c := range n.Children {
		if len(own) == 0 && (c.Type == parser.TypeInline || c.Type == parser.TypeParagraph) {
			own = append(own, c)
			continue
		}
		nested = append(nested, c)
	}
	outer := l.parent
	of := block{kind: itemBlock, node: n, passage: l.read(own...)}
	if len(own) > 0 {
		of.node = own[0]
	}
	l.parent = l.add(of)
	for _, c := range nested {
		l.place(c)
	}
	l.parent = outer
}

// table lays out each row, with the column titles it stands under.
func (l *layouter) table(n *parser.Node) {
	var header []string
	parser.Walk(n, func(c *parser.Node) bool {
		switch c.Type {
		case parser.TypeTr:
			var cells []passage
			head := false
			for _, cell := range c.Children {
				head = head || cell.Type == parser.TypeTh
				cells = append(cells, l.read(cell))
			}
			if head {
				header = nil
				for _, cell := range cells {
					header = append(header, strings.TrimSpace(cell.text))
				}
				return false
			}
			l.add(block{kind: rowBlock, node: c, cells: cells, header: header, passage: l.join(cells)})
			return false
		}
		return true
	})
}

func (l *layouter) add(of block) *block {
	b := l.blocks.take()
	*b = of
	b.page, b.section, b.parent = l.page, l.section, l.parent
	b.tab = l.tab
	b.ordinal = len(l.page.blocks)
	if b.ordinal > 0 {
		if last := l.page.blocks[b.ordinal-1]; last.section == b.section {
			b.lead = last
		}
	}
	l.page.blocks = append(l.page.blocks, b)
	return b
}

// pseudoLevel is below every real heading.
const pseudoLevel = 7

// isPseudoHeading recognises a paragraph that is bold from end to end and too
// short to be a statement.
func isPseudoHeading(p passage) bool {
	text := strings.TrimSpace(p.text)
	if len(text) == 0 || len(text) > 80 || strings.HasSuffix(text, ".") {
		return false
	}
	for _, m := range p.marks {
		if m.kind == parser.TypeStrong && strings.TrimSpace(p.text[m.start:m.end]) == text {
			return true
		}
	}
	return false
}

func (l *layouter) open(p passage, level int, n *parser.Node) {
	parent := l.section
	for parent.parent != nil && parent.level >= level {
		parent = parent.parent
	}
	s := l.sections.take()
	s.parent, s.title, s.level, s.wrapped = parent, strings.TrimSpace(p.text), level, l.release
	parent.kids = append(parent.kids, s)
	l.page.sections = append(l.page.sections, s)
	l.section = s
	outer := l.parent
	l.parent = nil
	s.line, _ = l.add(block{kind: headingBlock, node: n, passage: p}).lineRange()
	l.parent = outer
}

// close gives sections their blocks, which follow each other on the page, and
// sets where they end.
func (pg *page) close() {
	for from, to := 0, 0; from < len(pg.blocks); from = to {
		s := pg.blocks[from].section
		for to < len(pg.blocks) && pg.blocks[to].section == s {
			to++
		}
		s.blocks = pg.blocks[from:to:to]
	}
	for i, s := range pg.sections {
		s.end = pg.doc.LineCount()
		for _, next := range pg.sections[i+1:] {
			if next.level <= s.level {
				s.end = next.line - 1
				break
			}
		}
	}
}

// engines notes which database each block speaks about: a heading or a short
// lead-in ("If using MySQL:") that names exactly one database speaks for what
// follows it in its section.
func (pg *page) engines() {
	current := map[*section]Engine{}
	for _, b := range pg.blocks {
		own, named := b.engineNamed(pg.library)
		switch {
		case b.kind == headingBlock:
			if b.section.parent != nil && !named {
				own = current[b.section.parent]
			}
			current[b.section] = own
		case own != NoEngine && b.leadsIn():
			current[b.section] = own
		case own == NoEngine && named:
			current[b.section] = NoEngine
		}
		b.engine = current[b.section]
		if inTab, _ := pg.library.prose([]byte(b.tab), nil).engineNamed(pg.library); inTab != NoEngine {
			b.engine = inTab
		}
		if own != NoEngine {
			b.engine = own
		}
	}
}

// leadsIn says whether a paragraph or item speaks for what follows it: "If using
// MySQL:", "On PostgreSQL run:".
func (b *block) leadsIn() bool {
	if b.kind != paragraphBlock && b.kind != itemBlock {
		return false
	}
	words := headingWords(b.text)
	return len(words) > 0 && len(words) <= 12 &&
		(strings.HasSuffix(strings.TrimSpace(b.text), ":") || len(words) <= 8 && slices.Contains([]string{"if", "for", "on", "with", "using", "when", "in", "or"}, words[0]))
}

// engineNamed is the one database engine the text names, and whether it names
// any.
func (p *prose) engineNamed(in *library) (Engine, bool) {
	p.name.Do(func() {
		if w := p.wording(); w.words.hasAny(in.engines) {
			p.engine = in.profile.engineIn(w)
			p.engines = p.engine != NoEngine || in.profile.namesEngines(w)
		}
	})
	return p.engine, p.engines
}

// engineIn returns the one database engine a text names, or NoEngine.
func (p *Profile) engineIn(w wording) Engine {
	found := NoEngine
	for _, s := range p.Software {
		if s.Engine == NoEngine || !w.says(s.Words) {
			continue
		}
		if found != NoEngine && found != s.Engine {
			return NoEngine
		}
		found = s.Engine
	}
	return found
}

// namesEngines says whether a text names any database engine.
func (p *Profile) namesEngines(w wording) bool {
	for _, s := range p.Software {
		if s.Engine != NoEngine && w.says(s.Words) {
			return true
		}
	}
	return false
}

// containsAny says whether text holds one of the phrases as whole words,
// without regard to the case of ASCII letters. It is asked of every sentence,
// many times over: a set of first letters spares nearly every comparison.
func containsAny(text string, phrases []string) bool {
	var letters uint64 // a letter's bit may be set by another one: it only rules out
	for _, ph := range phrases {
		if ph != "" {
			letters |= 1 << (lowerByte(ph[0]) & 63)
		}
	}
	inWord := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		begins := !inWord
		inWord = isWordByte(c)
		if !begins || letters&(1<<(lowerByte(c)&63)) == 0 {
			continue
		}
		for _, ph := range phrases {
			if ph != "" && lowerByte(ph[0]) == lowerByte(c) && phraseAt(text, ph, i) {
				return true
			}
		}
	}
	return false
}

// phraseAt says whether phrase stands at i, where a word may begin, and ends
// with a word.
func phraseAt(text, phrase string, i int) bool {
	end := i + len(phrase)
	return end <= len(text) && (end == len(text) || !isWordByte(text[end])) && strings.EqualFold(text[i:end], phrase)
}

// indexPhrase finds phrase as whole words in text, without regard to the case of
// ASCII letters. It is asked for nearly every phrase of every sentence, so it
// neither copies nor looks further than a word's first letter where it can.
func indexPhrase(text, phrase string) int {
	if phrase == "" {
		return -1
	}
	first := lowerByte(phrase[0])
	for i := 0; i+len(phrase) <= len(text); i++ {
		if lowerByte(text[i]) != first || i > 0 && isWordByte(text[i-1]) {
			continue
		}
		if phraseAt(text, phrase, i) {
			return i
		}
	}
	return -1
}

func lowerByte(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

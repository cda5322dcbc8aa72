package parser

import "strings"

// table reads a GFM table (SPEC §5.8): a header line, a delimiter line, rows.
func (b *blockParser) table(at, to int, silent bool) bool {
	if at+2 > to {
		return false
	}
	delimiter := &b.lines[at+1]
	if delimiter.columns < b.indent || b.isCode(at+1) {
		return false
	}
	rule := b.text[min(b.first(at+1), delimiter.end):delimiter.end]
	if len(rule) < 2 || rule[0] != '|' && rule[0] != '-' && rule[0] != ':' {
		return false
	}
	aligns, ok := tableAligns(rule)
	if !ok {
		return false
	}
	header := b.lineExcerpt(at)
	if strings.IndexByte(header.text, '|') < 0 || b.isCode(at) {
		return false
	}
	if columns := countCells(header.text); columns == 0 || columns != len(aligns) {
		return false
	}
	if silent {
		return true
	}

	outerParagraph := b.paragraph
	b.paragraph = false
	open := len(b.tokens)
	b.push(kindTable, 1)
	b.push(kindThead, 1).spanning(b, at, at+1)
	b.row(kindTh, at, header, aligns)
	b.push(kindThead, -1)
	body := -1
	next := at + 2
	for ; next < to; next++ {
		if b.lines[next].columns < b.indent || b.interrupts(inBlockquote, next, to) {
			break
		}
		cells := b.lineExcerpt(next)
		if cells.text == "" || b.isCode(next) {
			break
		}
		if body < 0 {
			body = len(b.tokens)
			b.push(kindTbody, 1)
		}
		b.row(kindTd, next, cells, aligns)
	}
	if body >= 0 {
		b.push(kindTbody, -1)
		b.tokens[body].spanning(b, at+2, next)
	}
	b.push(kindTable, -1)
	b.tokens[open].spanning(b, at, next)
	b.paragraph = outerParagraph
	b.line = next
	return true
}

// lineExcerpt is a line's text without white space around it.
func (b *blockParser) lineExcerpt(at int) excerpt {
	first, end := b.first(at), b.lines[at].end
	if first >= end {
		return excerpt{base: first}
	}
	return excerpt{text: b.text[first:end], base: first}.trimmed()
}

// tableAligns reads a delimiter line: 'l', 'c', 'r' or 0 for each column.
func tableAligns(rule string) (aligns []byte, ok bool) {
	for i := 0; i < len(rule); i++ {
		if c := rule[i]; c != '|' && c != '-' && c != ':' && !isSpace(c) {
			return nil, false
		}
	}
	if rule[0] == '-' && isSpace(rule[1]) {
		return nil, false
	}
	cells := strings.Split(rule, "|")
	for i, cell := range cells {
		cell = trim(cell)
		if cell == "" {
			if i == 0 || i == len(cells)-1 {
				continue
			}
			return nil, false
		}
		left, right := cell[0] == ':', cell[len(cell)-1] == ':'
		dashes := strings.TrimSuffix(strings.TrimPrefix(cell, ":"), ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return nil, false
		}
		switch {
		case left && right:
			aligns = append(aligns, 'c')
		case right:
			aligns = append(aligns, 'r')
		case left:
			aligns = append(aligns, 'l')
		default:
			aligns = append(aligns, 0)
		}
	}
	return aligns, true
}

// row pushes a table row with exactly one cell for each column.
func (b *blockParser) row(cell kind, at int, text excerpt, aligns []byte) {
	b.push(kindTr, 1).spanning(b, at, at+1)
	cells := splitCells(text)
	for i, align := range aligns {
		content := excerpt{base: text.base + len(text.text)}
		if i < len(cells) {
			content = cells[i].trimmed()
		}
		start, end := content.at(0), content.end(len(content.text))
		t := b.push(cell, 1)
		t.align, t.start, t.end = align, start, end
		t = b.push(kindInline, 0)
		t.content, t.start, t.end = content, start, end
		b.push(cell, -1)
	}
	b.push(kindTr, -1)
}

// splitCells splits a row at every "|" that has no backslash before it; of an
// escaped one the backslash is dropped. An empty first or last cell does not
// count.
func splitCells(row excerpt) []excerpt {
	var cells []excerpt
	var joined []byte // the current cell's text before last, once a backslash was dropped
	cell, last := excerpt{}, 0
	escaped := func(bar int) {
		cell.pieces = append(cell.pieces, piece{len(joined), row.base + last})
		joined = append(joined, row.text[last:bar-1]...)
		last = bar
	}
	finish := func(end int) {
		cell.text, cell.base = row.text[last:end], row.base+last
		if joined != nil {
			cell.pieces = append(cell.pieces, piece{len(joined), row.base + last})
			cell.text = string(append(joined, cell.text...))
		}
		cells = append(cells, cell)
		cell, last, joined = excerpt{}, end+1, nil
	}
	for i := 0; i < len(row.text); i++ {
		switch {
		case row.text[i] != '|':
		case i > 0 && row.text[i-1] == '\\':
			if joined == nil {
				joined = []byte{}
			}
			escaped(i)
		default:
			finish(i)
		}
	}
	finish(len(row.text))
	if len(cells) > 0 && cells[0].text == "" {
		cells = cells[1:]
	}
	if len(cells) > 0 && cells[len(cells)-1].text == "" {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// countCells is the number of cells splitCells finds.
func countCells(row string) int {
	if row == "" {
		return 0
	}
	n, last := 1, 0
	firstEmpty := row[0] == '|'
	for i := 0; i < len(row); i++ {
		if row[i] == '|' && (i == 0 || row[i-1] != '\\') {
			n++
			last = i + 1
		}
	}
	if firstEmpty {
		n--
	}
	if n > 0 && last == len(row) {
		n--
	}
	return n
}

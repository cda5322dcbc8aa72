package parser

// blockquote reads a block quote (SPEC §5.5).
func (b *blockParser) blockquote(at, to int, silent bool) bool {
	if b.isCode(at) || b.byteAt(b.first(at)) != '>' {
		return false
	}
	if silent {
		return true
	}
	saved := []line{b.lines[at]}
	outerMax, outerParagraph := b.lineMax, b.paragraph
	b.paragraph = false
	lastEmpty := b.unquote(at)
	next := at + 1
	for ; next < to; next++ {
		outdented := b.lines[next].columns < b.indent
		if b.isEmpty(next) {
			break
		}
		if b.text[b.first(next)] == '>' && !outdented {
			saved = append(saved, b.lines[next])
			lastEmpty = b.unquote(next)
			continue
		}
		if lastEmpty {
			break
		}
		if b.interrupts(inBlockquote, next, to) {
			b.lineMax = next
			if b.indent != 0 {
				saved = append(saved, b.lines[next])
				b.lines[next].columns -= b.indent
			}
			break
		}
		// A lazy line: only a paragraph may take it.
		saved = append(saved, b.lines[next])
		b.lines[next].columns = -1
	}
	outerIndent := b.indent
	b.indent = 0
	open := len(b.tokens)
	b.push(kindBlockquote, 1)
	b.tokenize(at, next)
	b.push(kindBlockquote, -1)
	b.lineMax, b.paragraph, b.indent = outerMax, outerParagraph, outerIndent
	copy(b.lines[at:], saved)
	b.tokens[open].spanning(b, at, b.line)
	return true
}

// unquote moves a line's start past its ">" and one space after it, and
// reports whether nothing is left. A tab counts as a space and what remains of
// its columns.
func (b *blockParser) unquote(at int) (empty bool) {
	l := &b.lines[at]
	pos := b.first(at) + 1
	initial := l.columns + 1
	adjust, space := 0, 0
	switch b.byteAt(pos) {
	case ' ':
		pos, initial, space = pos+1, initial+1, 1
	case '\t':
		space = 1
		if (l.consumed+initial)%4 == 3 {
			pos, initial = pos+1, initial+1
		} else {
			adjust = 1
		}
	}
	l.start = pos
	offset := initial
	for pos < l.end && isSpace(b.text[pos]) {
		if b.text[pos] == '\t' {
			offset += 4 - (offset+l.consumed+adjust)%4
		} else {
			offset++
		}
		pos++
	}
	l.consumed = l.columns + 1 + space
	l.columns = offset - initial
	l.indented = pos - l.start
	return pos >= l.end
}

// bulletEnd returns the offset after a bullet list marker, or -1.
func (b *blockParser) bulletEnd(at int) int {
	pos, end := b.first(at), b.lines[at].end
	switch b.byteAt(pos) {
	case '*', '-', '+':
	default:
		return -1
	}
	pos++
	if pos < end && !isSpace(b.text[pos]) {
		return -1
	}
	return pos
}

// numberEnd returns the offset after an ordered list marker and its number,
// or -1.
func (b *blockParser) numberEnd(at int) (pos, number int) {
	start, end := b.first(at), b.lines[at].end
	for pos = start; pos < end && b.text[pos] >= '0' && b.text[pos] <= '9'; pos++ {
		if pos-start >= 9 {
			return -1, 0
		}
		number = 10*number + int(b.text[pos]-'0')
	}
	if pos == start || pos >= end || b.text[pos] != '.' && b.text[pos] != ')' {
		return -1, 0
	}
	pos++
	if pos < end && !isSpace(b.text[pos]) {
		return -1, 0
	}
	return pos, number
}

// list reads a bullet or ordered list (SPEC §5.6).
func (b *blockParser) list(at, to int, silent bool) bool {
	if b.isCode(at) {
		return false
	}
	l := &b.lines[at]
	if !b.options.AllowIndentation && b.listIndent >= 0 && l.columns-b.listIndent >= 4 && l.columns < b.indent {
		return false
	}
	interrupting := silent && b.paragraph && l.columns >= b.indent
	after, number := b.numberEnd(at)
	ordered := after >= 0
	if !ordered {
		after = b.bulletEnd(at)
	}
	if after < 0 || interrupting && (ordered && number != 1 || b.skipSpaces(after) >= l.end) {
		return false
	}
	if silent {
		return true
	}

	marker := b.text[after-1]
	open := len(b.tokens)
	b.push(kindList, 1)
	b.tokens[open].marker, b.tokens[open].number = marker, int32(number)
	outerParagraph := b.paragraph
	b.paragraph = false
	tight, endedEmpty := true, false
	next := at
	for next < to {
		if !b.item(next, to, after, marker) || endedEmpty {
			tight = false
		}
		endedEmpty = b.line-next > 1 && b.isEmpty(b.line-1)
		next = b.line
		if next >= to || b.lines[next].columns < b.indent || b.isCode(next) || b.interrupts(inList, next, to) {
			break
		}
		if ordered {
			after, _ = b.numberEnd(next)
		} else {
			after = b.bulletEnd(next)
		}
		if after < 0 || b.text[after-1] != marker {
			break
		}
	}
	b.push(kindList, -1).marker = marker
	b.line = next
	b.paragraph = outerParagraph
	b.tokens[open].spanning(b, at, next)
	if tight {
		b.hideParagraphs(open)
	}
	return true
}

// item reads one list item whose marker ends at after, and reports whether it
// is tight.
func (b *blockParser) item(at, to, after int, marker byte) (tight bool) {
	l := &b.lines[at]
	saved, outerTight, outerListIndent := *l, b.tight, b.listIndent
	initial := l.columns + after - b.first(at)
	pos, offset := after, initial
	for pos < l.end && isSpace(b.text[pos]) {
		if b.text[pos] == '\t' {
			offset += 4 - (offset+l.consumed)%4
		} else {
			offset++
		}
		pos++
	}
	blank := pos >= l.end
	width := offset - initial
	if blank || width > 4 && !b.options.AllowIndentation {
		width = 1 // the rest, if any, is content
	}
	open := len(b.tokens)
	b.push(kindItem, 1).marker = marker
	b.listIndent, b.indent = b.indent, initial+width
	b.tight = true
	l.indented, l.columns = pos-l.start, offset
	if blank && b.isEmpty(at+1) {
		b.line = min(b.line+2, to)
	} else {
		b.tokenize(at, to)
	}
	tight = b.tight
	b.indent, b.listIndent, b.tight = b.listIndent, outerListIndent, outerTight
	b.lines[at] = saved
	b.push(kindItem, -1)
	b.tokens[open].spanning(b, at, b.line)
	return tight
}

// hideParagraphs hides the paragraphs directly in a tight list's items, so that
// the items hold inline content. It goes by the literal level counter, which
// an unclosed tag inside the list shifts, as it does in the reference.
func (b *blockParser) hideParagraphs(open int) {
	level := int32(b.level + 2)
	for i := open + 2; i < len(b.tokens)-2; i++ {
		if t := &b.tokens[i]; t.level == level && t.kind == kindParagraph && t.nesting > 0 {
			t.hidden, b.tokens[i+2].hidden = true, true
			i += 2
		}
	}
}

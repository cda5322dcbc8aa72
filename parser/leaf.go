package parser

import "strings"

// paragraphBlock reads a paragraph: its first line whatever it is, then every
// line no other block claims (SPEC §5.1). Where there are setext headings, an
// underline makes it one.
func (b *blockParser) paragraphBlock(at int) {
	outer := b.paragraph
	b.paragraph = true
	next, level, setext := at+1, 0, b.options.Dialect == MDX
	for ; next < b.lineMax && !b.isEmpty(next); next++ {
		if b.isCode(next) {
			continue
		}
		if setext {
			if level = b.setextLevel(next); level > 0 {
				break
			}
		}
		if b.lines[next].columns < 0 {
			continue
		}
		if b.interrupts(inParagraph, next, b.lineMax) {
			break
		}
	}
	b.paragraph = outer
	content := b.excerpt(at, next, b.indent, false).trimmed()
	if level > 0 {
		b.line = next + 1
		b.leaf(kindHeading, content, at, next+1, level)
		return
	}
	b.line = next
	b.leaf(kindParagraph, content, at, next, 0)
}

// leaf pushes the tokens of a block that holds inline content. Level is a
// heading's, also on the closing token: unmatched, that becomes a heading too.
func (b *blockParser) leaf(k kind, content excerpt, from, to, level int) {
	b.push(k, 1).spanning(b, from, to).number = int32(level)
	in := b.push(kindInline, 0).spanning(b, from, to)
	in.content = content
	in.start, in.end = content.at(0), content.end(len(content.text))
	b.push(k, -1).number = int32(level)
}

// heading reads an ATX heading (SPEC §5.2). Setext headings do not exist.
func (b *blockParser) heading(at int, silent bool) bool {
	if b.isCode(at) {
		return false
	}
	pos, end := b.first(at), b.lines[at].end
	level := 0
	for pos < end && b.text[pos] == '#' {
		level++
		pos++
	}
	if level == 0 || level > 6 || pos < end && !isSpace(b.text[pos]) {
		return false
	}
	if silent {
		return true
	}
	for end > pos && isSpace(b.text[end-1]) {
		end--
	}
	closing := end
	for closing > pos && b.text[closing-1] == '#' {
		closing--
	}
	if closing > pos && isSpace(b.text[closing-1]) {
		end = closing
	}
	b.line = at + 1
	content := excerpt{text: b.text[pos:end], base: pos}.trimmed()
	b.leaf(kindHeading, content, at, at+1, level)
	return true
}

// hr reads a thematic break (SPEC §5.3).
func (b *blockParser) hr(at int, silent bool) bool {
	pos, end := b.first(at), b.lines[at].end
	if b.isCode(at) || pos >= end {
		return false
	}
	marker := b.text[pos]
	if marker != '*' && marker != '-' && marker != '_' {
		return false
	}
	count := 0
	for ; pos < end; pos++ {
		switch c := b.text[pos]; {
		case c == marker:
			count++
		case !isSpace(c):
			return false
		}
	}
	if count < 3 {
		return false
	}
	if !silent {
		b.line = at + 1
		b.push(kindHr, 0).spanning(b, at, at+1)
	}
	return true
}

// frontmatter reads the text between two lines of "---", the first being the
// document's first line (SPEC §5.10).
func (b *blockParser) frontmatter(at, to int) bool {
	if at != 0 || !b.isFrontmatterFence(0) {
		return false
	}
	for end := 1; end < to; end++ {
		if !b.isFrontmatterFence(end) {
			continue
		}
		from := b.lines[0].end
		t := b.push(kindFrontmatter, 0).spanning(b, 0, end)
		t.content = excerpt{text: b.text[from:max(from, b.lines[end].start)], base: from}.trimmed()
		b.line = end + 1
		return true
	}
	return false
}

func (b *blockParser) isFrontmatterFence(at int) bool {
	return trim(b.text[b.lines[at].start:b.lines[at].end]) == "---"
}

// setextLevel returns the level a paragraph gets in MDX when line at underlines it, 0
// when it does not.
func (b *blockParser) setextLevel(at int) int {
	l := &b.lines[at]
	if l.columns < b.indent {
		return 0
	}
	rule := strings.TrimRight(b.text[b.first(at):l.end], " \t")
	switch {
	case rule == "":
		return 0
	case strings.Trim(rule, "=") == "":
		return 1
	case strings.Trim(rule, "-") == "":
		return 2
	}
	return 0
}

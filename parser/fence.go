package parser

import (
	"strings"
	"unicode/utf8"
)

// fence reads a fenced code block (SPEC §5.4). The tags in it are found when
// the tree is built.
func (b *blockParser) fence(at, to int, silent bool) bool {
	pos, end := b.first(at), b.lines[at].end
	if b.isCode(at) || pos+3 > end {
		return false
	}
	marker := b.text[pos]
	length := runLength(b.text[pos:end], marker)
	if marker != '`' && marker != '~' || length < 3 {
		return false
	}
	info := b.text[pos+length : end]
	if marker == '`' && strings.IndexByte(info, '`') >= 0 {
		return false
	}
	if silent {
		return true
	}
	next, closed := at+1, false
	for ; next < to; next++ {
		first, end := b.first(next), b.lines[next].end
		if first < end && b.lines[next].columns < b.indent {
			break
		}
		if first >= end || b.text[first] != marker || b.isCode(next) {
			continue
		}
		run := runLength(b.text[first:end], marker)
		if run >= length && b.skipSpaces(first+run) >= end {
			closed = true
			break
		}
	}
	content := b.excerpt(at+1, next, b.lines[at].columns, true)
	b.line = next
	if closed {
		b.line++
	}
	t := b.push(kindFence, 0).spanning(b, at, b.line)
	t.info, t.content, t.number = info, content, int32(length)
	return true
}

func runLength(s string, c byte) int {
	n := 0
	for n < len(s) && s[n] == c {
		n++
	}
	return n
}

// fence handles a fence's token: the annotation or tag in its info string, and
// the tags in its content (SPEC §7).
func (b *builder) fence(t *token) {
	if b.options.Dialect != Markdoc {
		b.plainFence(t)
		return
	}
	var failure *syntaxError
	if open := strings.Index(t.info, tagOpen); open >= 0 {
		content := ""
		if end := findTagEnd(t.info, open); end >= open+len(tagOpen) {
			content = t.info[open+len(tagOpen) : end]
		}
		t.tag, failure = parseTagContent(trim(content))
	}
	n := b.add(t)
	if failure != nil {
		n.fail("fence-tag-error", "error", "Syntax error in fence tag: "+failure.message)
		// The reference puts this error before those of the attributes; there are none then.
	}
	if t.tag != nil && isUnprocessed(t.tag.attributes) {
		return
	}
	b.stack = append(b.stack, n)
	b.content = &t.content
	for _, c := range fenceTokens(t.content.text, int(t.first)) {
		b.add(&c)
	}
	b.content = nil
	b.pop()
}

// plainFence handles a fence in a dialect without tags: its content is text. The
// info string may be indented there.
func (b *builder) plainFence(t *token) {
	t.info = trim(unescape(t.info, looseEntity))
	n := b.add(t)
	b.stack = append(b.stack, n)
	b.content = &t.content
	b.add(&token{kind: kindText, end: len(t.content.text), content: excerpt{text: t.content.text}})
	b.content = nil
	b.pop()
}

// isUnprocessed reports whether a fence says process=false.
func isUnprocessed(attributes []tagAttribute) bool {
	for _, a := range attributes {
		if a.Name == "process" && !truthy(a.Value) {
			return true
		}
	}
	return false
}

// fenceTokens splits a fence's content into text and tags. A tag alone on its
// line, but not on the first, takes the newline and indentation before it.
func fenceTokens(text string, firstLine int) []token {
	if !strings.Contains(text, tagOpen) {
		return []token{{kind: kindText, end: len(text), content: excerpt{text: text}}}
	}
	var tokens []token
	ends := tagEnds{text: text}
	start, line, lineStart := 0, firstLine+1, -1
	counted, column := 0, 1 // UTF-16 units since lineStart, up to counted
	newline := func(at int) { lineStart, counted, column = at, at, 0 }
	emit := func(end int) {
		tokens = append(tokens, token{kind: kindText, start: start, end: end, content: excerpt{text: text[start:end]}})
	}
	for pos := 0; pos < len(text); pos++ {
		if text[pos] == '\n' {
			line++
			newline(pos)
			continue
		}
		if !strings.HasPrefix(text[pos:], tagOpen) {
			continue
		}
		end := ends.find(pos)
		if end < 0 {
			// The reference skips three units here. When the third is a newline,
			// it does not count it.
			pos += len(tagOpen)
			if pos < len(text) && text[pos] == '\n' {
				newline(pos)
			}
			continue
		}
		column += utf16Len(text[counted:pos])
		counted = pos
		after := end + len(tagClose)
		cut := pos
		if isAlone(text, lineStart, pos, after) {
			cut = max(lineStart, start)
		}
		emit(cut)
		tokens = append(tokens, fenceTag(text, pos, end, line, column))
		start = after
		pos = start - 1
		// Newlines within the tag are not counted either.
		if n := strings.LastIndexByte(text[counted:after], '\n'); n >= 0 {
			newline(counted + n)
		}
	}
	emit(len(text))
	return tokens
}

// isAlone reports whether text[pos:after] has its line to itself. It answers
// as the reference does: the last unit of an unterminated last line is not
// looked at, but a tag that ends there is not alone.
func isAlone(text string, lineStart, pos, after int) bool {
	if lineStart < 0 || trim(text[lineStart:pos]) != "" {
		return false
	}
	rest := text[after:]
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		return trimLeft(rest[:n]) == ""
	}
	r, size := utf8.DecodeLastRuneInString(rest)
	return size > 0 && r <= 0xFFFF && trim(rest[:len(rest)-size]) == ""
}

// fenceTag reads the tag text[pos:end+2]; column is where it stands in its line.
func fenceTag(text string, pos, end, line, column int) token {
	after := end + len(tagClose)
	content, failure := readTag(text, pos, end)
	t := token{
		kind: kindError, hasMap: true, first: int32(line), last: int32(line + 1),
		start: pos, end: after, pos: &[2]int{column, column + utf16Len(text[pos:after])},
	}
	if failure != nil {
		t.failure = failure
		return t
	}
	t.kind, t.nesting = content.token()
	t.tag = content
	return t
}

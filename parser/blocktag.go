package parser

import (
	"sort"
	"strings"
)

// blockTag reads a tag that has its lines to itself (SPEC §5.9). Its end is
// looked for in the whole source, and must be the last thing on the tag's
// first line, or lie below it.
func (b *blockParser) blockTag(at int, silent bool) bool {
	start := b.first(at)
	if !strings.HasPrefix(b.text[start:], tagOpen) {
		return false
	}
	end := b.ends.find(start)
	if end <= 0 || b.textAfterTag(end, at) {
		return false
	}
	// A variable on its own line is a paragraph. Quote markers may hide the
	// first character, so the full text decides when the line does not.
	if rest := trimLeft(b.text[start+len(tagOpen) : max(start+len(tagOpen), b.lines[at].end)]); rest != "" && rest[0] == '$' {
		return false
	} else if rest != "" && silent {
		return true
	}
	lines := b.linesTouched(at, end+len(tagClose))
	content := b.blockTagContent(at, at+lines)
	if strings.HasPrefix(content.text, "$") {
		return false
	}
	if silent {
		return true
	}
	t := b.tag(content.text)
	t.spanning(b, at, at+lines)
	t.start, t.end = start, end+len(tagClose)
	if t.failure != nil {
		base := b.units(start + len(tagOpen))
		t.pos = &[2]int{base + t.failure.start, base + t.failure.end}
		t.content = content
	}
	b.line += lines
	return true
}

// textAfterTag reports whether a tag ending at end leaves text on line at. The
// reference compares with the length of the trimmed source before, so white
// space at the start of the document makes it tolerate that much.
func (b *blockParser) textAfterTag(end, at int) bool {
	line := b.lines[at]
	last := line.start + len(trimRight(b.text[line.start:line.end]))
	if end >= last {
		return false
	}
	return utf16Len(b.text[end:last]) > len(tagClose)+b.leadUnits
}

// linesTouched is how many lines lie between the start of line at and offset.
func (b *blockParser) linesTouched(at, offset int) int {
	rest := b.lines[at:]
	return sort.Search(len(rest), func(i int) bool { return rest[i].start >= offset })
}

// blockTagContent is what stands between the braces, without quote markers.
func (b *blockParser) blockTagContent(from, to int) excerpt {
	e := b.excerpt(from, to, 0, false)
	open := strings.Index(e.text, tagOpen)
	end := findTagEnd(e.text, 0)
	if open < 0 || end < open+len(tagOpen) {
		return excerpt{base: e.base}
	}
	e.text = e.text[:end]
	return e.after(open + len(tagOpen)).trimmed()
}

// after is the excerpt from offset on.
func (e excerpt) after(offset int) excerpt {
	if e.pieces == nil {
		return excerpt{text: e.text[offset:], base: e.base + offset}
	}
	cut := excerpt{text: e.text[offset:]}
	cut.pieces = append(cut.pieces, piece{0, e.at(offset)})
	for _, p := range e.pieces {
		if p.at > offset {
			cut.pieces = append(cut.pieces, piece{p.at - offset, p.offset})
		}
	}
	return cut
}

// tag pushes the token of a tag's text.
func (b *blockParser) tag(text string) *token {
	content, failure := parseTagContent(text)
	if failure != nil {
		t := b.push(kindError, 0)
		t.failure = failure
		return t
	}
	k, nesting := content.token()
	t := b.push(k, nesting)
	t.tag = content
	return t
}

// token says which token a tag becomes.
func (c *tagContent) token() (kind, int8) {
	switch c.kind {
	case tagValue:
		return kindVariable, 0
	case tagAnnotation:
		return kindAnnotation, 0
	case tagOpening:
		return kindTag, 1
	case tagClosing:
		return kindTag, -1
	}
	return kindTag, 0
}

const (
	commentOpen  = "<!--"
	commentClose = "-->"
)

// comment reads an HTML comment block (SPEC §5.11). The rest of the line that
// closes it is lost.
func (b *blockParser) comment(at int, silent bool) bool {
	start := b.first(at)
	if !strings.HasPrefix(b.text[start:], commentOpen) || b.commentsFrom > 0 && start >= b.commentsFrom {
		return false
	}
	length := strings.Index(b.text[start:], commentClose)
	if length < 0 {
		b.commentsFrom = start
		if start == 0 {
			b.commentsFrom = 1
		}
		return false
	}
	if silent {
		return true
	}
	from := start + len(commentOpen)
	content := excerpt{text: b.text[from:max(from, start+length)], base: from}
	lines := strings.Count(content.text, "\n") + 1
	t := b.push(kindComment, 0).spanning(b, at, at+lines)
	t.start, t.end = start, start+length+len(commentClose)
	t.content = content.trimmed()
	b.line += lines
	return true
}

package parser

import (
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// reference is a link reference definition. It leaves no node.
type reference struct{ href, title string }

// reference reads a definition such as [label]: /url "title" (SPEC §5.7).
func (b *blockParser) reference(at int) bool {
	if b.isCode(at) {
		return false
	}
	// Most lines that begin with "[" hold a link.
	line := b.text[b.first(at):b.lines[at].end]
	for i := 1; i < len(line); i++ {
		if line[i] == ']' && line[i-1] != '\\' {
			if i+1 == len(line) || line[i+1] != ':' {
				return false
			}
			break
		}
	}
	outer := b.paragraph
	b.paragraph = false
	label, ref, lines := b.readReference(at)
	b.paragraph = outer
	if lines == 0 {
		return false
	}
	if b.refs == nil {
		b.refs = map[string]reference{}
	}
	if _, exists := b.refs[label]; !exists {
		b.refs[label] = ref
	}
	b.line = at + lines
	return true
}

// readReference reads the definition at a line. It could go on to the end of the
// paragraph, but rarely does: a few lines are tried first, and more only when
// they do not settle it, so that a list of definitions is not read over and over.
func (b *blockParser) readReference(at int) (label string, ref reference, lines int) {
	next := at + 1
	for window := 4; ; window *= 4 {
		complete := false
		for ; next < at+window && !complete; next++ {
			complete = next >= b.lineMax || b.isEmpty(next) ||
				!b.isCode(next) && b.lines[next].columns >= 0 && b.interrupts(inReference, next, b.lineMax)
			if complete {
				break
			}
		}
		r := referenceReader{text: trim(b.excerpt(at, next, b.indent, false).text)}
		label, ref, lines = r.read()
		if complete || !r.exhausted {
			return label, ref, lines
		}
	}
}

// referenceReader reads a definition at the start of text.
type referenceReader struct {
	text      string
	exhausted bool // more text could have changed the result
}

// read says how many lines the definition takes; 0 when there is none.
func (r *referenceReader) read() (label string, ref reference, lines int) {
	text, end := r.text, -1
	for pos := 1; pos < len(text) && end < 0; pos++ {
		switch text[pos] {
		case '[':
			return "", ref, 0
		case ']':
			end = pos
		case '\n':
			lines++
		case '\\':
			pos++
			if pos < len(text) && text[pos] == '\n' {
				lines++
			}
		}
	}
	if end < 0 || end+1 >= len(text) || text[end+1] != ':' {
		r.exhausted = end < 0
		return "", ref, 0
	}
	pos, newlines := skipBlank(text, end+2)
	lines += newlines
	href, after, ok := linkDestination(text, pos)
	if !ok {
		r.exhausted = pos >= len(text)-1 || text[pos] == '<'
		return "", ref, 0
	}
	ref.href = normalizeLink(href)
	if !validLink(ref.href) {
		return "", ref, 0
	}
	// The title may be given up again when something follows it on its line.
	pos, linesBefore := after, lines
	beforeTitle, newlines := skipBlank(text, pos)
	title, afterTitle, titleOK := linkTitle(text, beforeTitle)
	r.exhausted = !titleOK && (beforeTitle >= len(text) || strings.IndexByte("\"'(", text[beforeTitle]) >= 0)
	if titleOK && beforeTitle < len(text) && beforeTitle != pos {
		ref.title = title
		lines += newlines + strings.Count(text[beforeTitle:afterTitle], "\n")
		pos = afterTitle
	}
	if rest := skipSpaces(text, pos); rest < len(text) && text[rest] != '\n' && ref.title != "" {
		ref.title, pos, lines = "", after, linesBefore
	}
	if rest := skipSpaces(text, pos); rest < len(text) && text[rest] != '\n' {
		return "", ref, 0
	}
	label = normalizeReference(text[1:end])
	if label == "" {
		return "", ref, 0
	}
	return label, ref, lines + 1
}

func skipSpaces(text string, pos int) int {
	for pos < len(text) && isSpace(text[pos]) {
		pos++
	}
	return pos
}

// skipBlank skips spaces and newlines and counts the latter.
func skipBlank(text string, pos int) (after, newlines int) {
	for ; pos < len(text); pos++ {
		if text[pos] == '\n' {
			newlines++
		} else if !isSpace(text[pos]) {
			break
		}
	}
	return pos, newlines
}

// normalizeReference folds a label so that labels that match are equal.
func normalizeReference(label string) string {
	label = trim(label)
	ascii := true
	for i := 0; i < len(label); i++ {
		if label[i] >= 0x80 {
			ascii = false
			break
		}
	}
	var b strings.Builder
	blank := false
	for _, r := range label {
		if isTrimmable(r) {
			blank = true
			continue
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	if ascii {
		return strings.ToUpper(b.String())
	}
	// Full case mapping, as JavaScript's: ß becomes SS.
	return cases.Upper(language.Und).String(cases.Lower(language.Und).String(b.String()))
}

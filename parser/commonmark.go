package parser

import (
	"regexp"
	"slices"
	"strings"
)

// The constructs of CommonMark that Markdoc has switched off: setext headings,
// indented code, HTML. MDX has the first only.

// setextLevel returns the level a paragraph gets when line at underlines it, 0
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

// indentedCode reads a code block indented by four columns.
func (b *blockParser) indentedCode(at, to int) bool {
	if b.lines[at].columns-b.indent < 4 {
		return false
	}
	next := at + 1
	for i := next; i < to; i++ {
		if b.isEmpty(i) {
			continue
		}
		if b.lines[i].columns-b.indent < 4 {
			break
		}
		next = i + 1
	}
	b.line = next
	t := b.push(kindFence, 0).spanning(b, at, next)
	t.content = b.excerpt(at, next, b.indent+4, false)
	t.content.text += "\n"
	return true
}

const (
	htmlAttribute = `\s+[a-zA-Z_:][a-zA-Z0-9:._-]*(?:\s*=\s*(?:[^"'=<>` + "`" + `\x00-\x20]+|'[^']*'|"[^"]*"))?`
	htmlOpenTag   = `<[A-Za-z][A-Za-z0-9\-]*(?:` + htmlAttribute + `)*\s*/?>`
	htmlCloseTag  = `</[A-Za-z][A-Za-z0-9\-]*\s*>`
)

var (
	htmlInline = regexp.MustCompile(`^(?:` + htmlOpenTag + `|` + htmlCloseTag + `|<![A-Z]+\s+[^>]*>)`)
	htmlAlone  = regexp.MustCompile(`^(?:` + htmlOpenTag + `|` + htmlCloseTag + `)\s*$`)
	htmlBlocks = []struct {
		start, end *regexp.Regexp // end nil: a blank line
	}{
		{regexp.MustCompile(`(?i)^<(?:script|pre|style|textarea)(?:\s|>|$)`), regexp.MustCompile(`(?i)</(?:script|pre|style|textarea)>`)},
		{regexp.MustCompile(`^<!--`), regexp.MustCompile(`-->`)},
		{regexp.MustCompile(`^<\?`), regexp.MustCompile(`\?>`)},
		{regexp.MustCompile(`^<![A-Z]`), regexp.MustCompile(`>`)},
		{regexp.MustCompile(`^<!\[CDATA\[`), regexp.MustCompile(`\]\]>`)},
		{regexp.MustCompile(`(?i)^</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|/?>|$)`), nil},
	}
)

// htmlBlock reads an HTML block; the kind that is any complete tag alone on its
// line interrupts no paragraph.
func (b *blockParser) htmlBlock(at, to int, silent bool) bool {
	if b.isCode(at) {
		return false
	}
	line := b.text[b.first(at):b.lines[at].end]
	var end *regexp.Regexp
	found := false
	for _, k := range htmlBlocks {
		if k.start.MatchString(line) {
			end, found = k.end, true
			break
		}
	}
	if !found && (silent || !htmlAlone.MatchString(line)) {
		return false
	}
	if silent {
		return true
	}
	next := at + 1
	if end == nil || !end.MatchString(line) {
		for ; next < to && b.lines[next].columns >= b.indent; next++ {
			if end == nil {
				if b.isEmpty(next) {
					break
				}
			} else if end.MatchString(b.text[b.first(next):b.lines[next].end]) {
				next++
				break
			}
		}
	}
	b.line = next
	t := b.push(kindHTML, 0).spanning(b, at, next)
	t.content = b.excerpt(at, next, b.indent, true)
	return true
}

// maxHTMLTag is how long an HTML tag in inline content may be. Without a bound,
// each of many "<" could be read to the end of the text.
const maxHTMLTag = 4096

// html reads an HTML tag or comment in inline content.
func (p *inlineParser) html(silent bool) bool {
	rest := p.text[p.pos:p.max]
	length := 0
	for _, delimiters := range [][2]string{{"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}} {
		if strings.HasPrefix(rest, delimiters[0]) {
			length = p.enclosed(rest, len(delimiters[0]), delimiters[1])
		}
	}
	if length == 0 && len(rest) > 2 && (isAlphanumeric(rest[1]) || rest[1] == '/' || rest[1] == '!') {
		length = len(htmlInline.FindString(rest[:min(len(rest), maxHTMLTag)]))
	}
	if length == 0 {
		return false
	}
	start := p.pos
	p.pos += length
	if !silent {
		p.push(kindHTML, 0, start, p.pos).content.text = rest[:length]
	}
	return true
}

// enclosed is the length of what ends with a closing delimiter, 0 when it does
// not come. That it does not is remembered for the rest of the text.
func (p *inlineParser) enclosed(rest string, from int, closing string) int {
	if slices.Contains(p.missing, closing) {
		return 0
	}
	n := strings.Index(rest[from:], closing)
	if n < 0 {
		p.missing = append(p.missing, closing)
		return 0
	}
	return from + n + len(closing)
}

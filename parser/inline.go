package parser

import (
	"strings"
	"unicode/utf8"
)

// inlineParser turns inline content into tokens (SPEC §6). One is used for many
// contents in turn, so that its buffers are allocated once.
type inlineParser struct {
	options  Options
	refs     map[string]reference
	text     string
	pos, max int
	level    int
	tokens   []token
	ends     tagEnds
	jsx      jsx

	// Text not yet made a token: a stretch of the content as long as that is
	// enough, and a buffer once something was decoded or left out.
	pending      bool
	pendingStart int
	pendingEnd   int
	decoded      []byte
	isDecoded    bool

	// Where the last "]" and backtick are, once known: without them ahead, no
	// link label ends.
	lastKnown                 bool
	lastBracket, lastBacktick int

	skips []int32 // skipToken's cache: where the token at an offset ends, 0 for not known

	runs        map[int]int // backtick runs: length to the last start seen
	runsScanned bool

	noComments bool // no "-->" comes any more

	delimiters
}

// parse returns the tokens of text. They are valid until the next call.
func (p *inlineParser) parse(text string) []token {
	p.text, p.pos, p.max, p.level = text, 0, len(text), 0
	p.tokens = p.tokens[:0]
	p.ends, p.jsx = tagEnds{text: text}, jsx{text: text}
	p.runs, p.runsScanned, p.skips = nil, false, p.skips[:0]
	p.noComments, p.lastKnown = false, false
	p.delimiters.reset()
	p.tokenize()
	p.pairDelimiters()
	return p.tokens
}

// at returns the byte at pos, or 0 beyond the content.
func (p *inlineParser) at(pos int) byte {
	if pos < len(p.text) {
		return p.text[pos]
	}
	return 0
}

// push adds a token for text[start:end], after the text before it.
func (p *inlineParser) push(k kind, nesting int8, start, end int) *token {
	p.flush()
	if nesting < 0 {
		p.level--
		p.delimiters.leave()
	}
	p.tokens = append(p.tokens, token{kind: k, nesting: nesting, start: start, end: end})
	if nesting > 0 {
		p.level++
		p.delimiters.enter()
	}
	return &p.tokens[len(p.tokens)-1]
}

// keep adds text[start:end] to the pending text.
func (p *inlineParser) keep(start, end int) {
	switch {
	case !p.pending:
		p.pending, p.isDecoded = true, false
		p.pendingStart, p.pendingEnd = start, end
	case !p.isDecoded && p.pendingEnd == start:
		p.pendingEnd = end
	default:
		p.decode(p.text[start:end], start, end)
	}
}

// decode adds what text[start:end] stands for to the pending text.
func (p *inlineParser) decode(s string, start, end int) {
	if !p.pending {
		p.pending, p.pendingStart, p.pendingEnd = true, start, start
		p.isDecoded = false
	}
	if !p.isDecoded {
		p.decoded = append(p.decoded[:0], p.text[p.pendingStart:p.pendingEnd]...)
		p.isDecoded = true
	}
	p.decoded = append(p.decoded, s...)
	p.pendingEnd = end
}

func (p *inlineParser) pendingText() string {
	switch {
	case !p.pending:
		return ""
	case p.isDecoded:
		return string(p.decoded)
	}
	return p.text[p.pendingStart:p.pendingEnd]
}

// flush makes the pending text a token.
func (p *inlineParser) flush() {
	if !p.pending {
		return
	}
	s := p.pendingText()
	p.pending = false
	if s == "" {
		return
	}
	p.tokens = append(p.tokens, token{kind: kindText, start: p.pendingStart, end: p.pendingEnd, content: excerpt{text: s}})
}

// special marks the bytes at which a text run ends. Those without a rule of
// their own are left out: they stay text.
var special = func() (t [256]bool) {
	for _, c := range []byte("\n!&*<[\\]_`{~") {
		t[c] = true
	}
	return t
}()

// tokenize reads the content from pos to max.
func (p *inlineParser) tokenize() {
	for p.pos < p.max {
		start := p.pos
		for p.pos < p.max && !special[p.text[p.pos]] {
			p.pos++
		}
		if p.pos > start {
			p.keep(start, p.pos)
			if p.pos >= p.max {
				break
			}
		}
		if p.level >= maxNesting || !p.token(false) {
			p.keep(p.pos, p.pos+1)
			p.pos++
		}
	}
	p.flush()
}

// token reads the one token at pos. When silent it only moves on.
func (p *inlineParser) token(silent bool) bool {
	switch p.at(p.pos) {
	case '\n':
		return p.newline(silent)
	case '\\':
		return p.escape(silent)
	case '`':
		return p.codeSpan(silent)
	case '~':
		return !silent && p.strikethrough()
	case '*', '_':
		if !silent {
			p.emphasis()
		}
		return !silent
	case '[':
		return p.link(silent)
	case '!':
		return p.image(silent)
	case '<':
		if p.options.Dialect == MDX {
			return p.element(silent) || p.autolink(silent)
		}
		return p.autolink(silent) || p.options.AllowComments && p.comment(silent)
	case '&':
		return p.entity(silent)
	case '{':
		if p.options.Dialect == MDX {
			return p.expression(silent)
		}
		return p.tag(silent)
	}
	return false
}

// skipToken moves past the token at pos, to find where a link's label ends.
func (p *inlineParser) skipToken() {
	start := p.pos
	if len(p.skips) == 0 {
		p.skips = append(p.skips[:0], make([]int32, len(p.text)+1)...)
	}
	if end := p.skips[start]; end > 0 {
		p.pos = int(end)
		return
	}
	ok := false
	if p.level < maxNesting {
		if !special[p.text[p.pos]] {
			for p.pos < p.max && !special[p.text[p.pos]] {
				p.pos++
			}
			ok = true
		} else {
			p.level++
			ok = p.token(true)
			p.level--
		}
	} else {
		p.pos = p.max
	}
	if !ok {
		p.pos++
	}
	p.skips[start] = int32(p.pos)
}

// newline makes a soft break, or a hard one after two spaces (SPEC §6.1).
func (p *inlineParser) newline(silent bool) bool {
	start := p.pos
	if !silent {
		k := kindSoftbreak
		s := p.pendingText()
		if blanks := len(s) - len(strings.TrimRight(s, " ")); blanks > 0 {
			if blanks > 1 {
				k = kindHardbreak
			}
			if p.isDecoded {
				p.decoded = p.decoded[:len(p.decoded)-blanks]
			}
			p.pendingEnd -= blanks
			start -= blanks
		}
		p.push(k, 0, start, p.pos+1)
	}
	p.pos++
	for p.pos < p.max && isSpace(p.text[p.pos]) {
		p.pos++
	}
	return true
}

// escape reads a backslash and what follows it (SPEC §6.2).
func (p *inlineParser) escape(silent bool) bool {
	start := p.pos
	if next := start + 1; next < p.max {
		switch c := p.text[next]; {
		case isASCIIPunctuation(c):
			if !silent {
				p.decode(p.text[next:next+1], start, start+2)
			}
			p.pos += 2
			return true
		case c == '\n':
			if !silent {
				p.push(kindHardbreak, 0, start, start+2)
			}
			p.pos += 2
			for p.pos < p.max && isSpace(p.text[p.pos]) {
				p.pos++
			}
			return true
		}
	}
	if !silent {
		p.keep(start, start+1)
	}
	p.pos++
	return true
}

// codeSpan reads `code` (SPEC §6.3). A run of backticks without a partner is
// remembered, so that no later one searches in vain; the reference's memory is
// shared with the look-ahead for link labels, and so is this one.
func (p *inlineParser) codeSpan(silent bool) bool {
	start := p.pos
	pos := start
	for pos < p.max && p.text[pos] == '`' {
		pos++
	}
	length := pos - start
	if !p.runsScanned || p.runs[length] > start {
		for end := pos; ; {
			n := strings.IndexByte(p.text[end:], '`')
			if n < 0 {
				break
			}
			closer := end + n
			end = closer + 1
			for end < p.max && p.text[end] == '`' {
				end++
			}
			if end-closer == length {
				if !silent {
					t := p.push(kindCode, 0, start, end)
					t.content.text = codeText(p.text[pos:closer])
				}
				p.pos = end
				return true
			}
			if p.runs == nil {
				p.runs = map[int]int{}
			}
			p.runs[end-closer] = closer
		}
		p.runsScanned = true
	}
	if !silent {
		p.keep(start, pos)
	}
	p.pos = pos
	return true
}

func codeText(s string) string {
	if strings.IndexByte(s, '\n') >= 0 {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	if len(s) >= 3 && s[0] == ' ' && s[len(s)-1] == ' ' && !strings.ContainsAny(s, "\r\u2028\u2029") {
		s = s[1 : len(s)-1]
	}
	return s
}

func (p *inlineParser) entity(silent bool) bool {
	if p.pos+1 < p.max {
		if decoded, length := entity(p.text[p.pos:]); length > 0 {
			if !silent {
				p.decode(decoded, p.pos, p.pos+length)
			}
			p.pos += length
			return true
		}
	}
	if !silent {
		p.keep(p.pos, p.pos+1)
	}
	p.pos++
	return true
}

// tag reads a tag, a variable, a function or an annotation (SPEC §6.9).
func (p *inlineParser) tag(silent bool) bool {
	if !strings.HasPrefix(p.text[p.pos:], tagOpen) {
		return false
	}
	start := p.pos
	end := p.ends.find(start)
	if end <= 0 {
		return false
	}
	p.pos = end + len(tagClose)
	if silent {
		return true
	}
	content, failure := readTag(p.text, start, end)
	if failure != nil {
		p.push(kindError, 0, start, p.pos).failure = failure
		return true
	}
	k, nesting := content.token()
	p.push(k, nesting, start, p.pos).tag = content
	p.delimiters.restore()
	return true
}

// readTag reads the tag that begins at start and whose "%}" is at end. A
// failure's place is given in text.
func readTag(text string, start, end int) (*tagContent, *syntaxError) {
	from := start + len(tagOpen)
	inner := trimLeft(text[from:max(from, end)])
	at := max(from, end) - len(inner)
	content, failure := parseTagContent(trimRight(inner))
	if failure != nil {
		failure.at += at
	}
	return content, failure
}

// comment reads an HTML comment (SPEC §5.11). Unlike the reference it moves on
// when silent, too, instead of looping for ever.
func (p *inlineParser) comment(silent bool) bool {
	rest := p.text[p.pos:]
	if !strings.HasPrefix(rest, commentOpen) {
		return false
	}
	n := -1
	if !p.noComments {
		n = strings.Index(rest, commentClose)
	}
	if n < 0 {
		p.noComments = true
		return false
	}
	start, length := p.pos, n+len(commentClose)
	p.pos += length
	if !silent {
		t := p.push(kindComment, 0, start, p.pos)
		t.content.text = trim(rest[len(commentOpen):max(len(commentOpen), length-len(commentClose))])
	}
	return true
}

// lastRune is the character before offset, a space at the start.
func lastRune(s string, offset int) rune {
	if offset == 0 {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(s[:offset])
	return r
}

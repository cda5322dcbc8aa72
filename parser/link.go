package parser

import "strings"

// labelEnd finds the "]" that closes the label opened by the "[" at start, or
// -1. Whole tokens are skipped, so brackets in code, tags or autolinks do not
// count. Within a link's own label there must be no link.
func (p *inlineParser) labelEnd(start int, noLinks bool) int {
	if !p.lastKnown {
		p.lastKnown = true
		p.lastBracket, p.lastBacktick = strings.LastIndexByte(p.text, ']'), strings.LastIndexByte(p.text, '`')
	}
	if p.lastBracket < start && p.lastBacktick < start {
		return -1 // nothing to find, nor to remember about code spans
	}
	outer := p.pos
	p.pos = start + 1
	depth := 1
	for p.pos < p.max {
		c := p.text[p.pos]
		if c == ']' {
			depth--
			if depth == 0 {
				end := p.pos
				p.pos = outer
				return end
			}
		}
		before := p.pos
		p.skipToken()
		if c == '[' {
			if before == p.pos-1 {
				depth++
			} else if noLinks {
				break
			}
		}
	}
	p.pos = outer
	return -1
}

func (p *inlineParser) skipBlank(pos int) int {
	for pos < p.max && (isSpace(p.text[pos]) || p.text[pos] == '\n') {
		pos++
	}
	return pos
}

// resource reads what follows "(" in a link up to where ")" must stand. A
// destination that is not allowed counts as missing.
func (p *inlineParser) resource(pos int) (href, title string, after int) {
	if dest, end, ok := linkDestination(p.text[:p.max], pos); ok {
		href = normalizeLink(dest)
		if validLink(href) {
			pos = end
		} else {
			href = ""
		}
	}
	start := pos
	pos = p.skipBlank(pos)
	if t, end, ok := linkTitle(p.text[:p.max], pos); ok && pos < p.max && pos != start {
		title = t
		pos = p.skipBlank(end)
	}
	return href, title, pos
}

// referenced looks up a reference link whose label is text[from:to]; pos is
// where a second label may stand.
func (p *inlineParser) referenced(from, to, pos int) (ref reference, after int, ok bool) {
	if p.refs == nil {
		return ref, pos, false
	}
	label := ""
	after = to + 1
	if pos < p.max && p.text[pos] == '[' {
		if end := p.labelEnd(pos, false); end >= 0 {
			label, after = p.text[pos+1:end], end+1
		}
	}
	if label == "" {
		label = p.text[from:to]
	}
	ref, ok = p.refs[normalizeReference(label)]
	return ref, after, ok
}

// link reads a link (SPEC §6.5).
func (p *inlineParser) link(silent bool) bool {
	start, outerMax := p.pos, p.max
	end := p.labelEnd(start, true)
	if end < 0 {
		return false
	}
	var ref reference
	pos, inline := end+1, false
	if pos < p.max && p.text[pos] == '(' {
		pos = p.skipBlank(pos + 1)
		if pos >= p.max {
			return false
		}
		ref.href, ref.title, pos = p.resource(pos)
		inline = pos < p.max && p.text[pos] == ')'
		pos++
	}
	if !inline {
		// After a failed "(" the reference's search for a second label starts
		// one unit further on than one would think.
		var ok bool
		if ref, pos, ok = p.referenced(start+1, end, pos); !ok {
			return false
		}
	}
	if !silent {
		t := p.push(kindLink, 1, start, pos)
		t.href, t.info = ref.href, ref.title
		p.pos, p.max = start+1, end
		p.tokenize()
		p.max = outerMax
		p.push(kindLink, -1, pos, pos)
	}
	p.pos = pos
	return true
}

// image reads an image. Its alternative text is the label's source.
func (p *inlineParser) image(silent bool) bool {
	start := p.pos
	if p.at(start+1) != '[' {
		return false
	}
	end := p.labelEnd(start+1, false)
	if end < 0 {
		return false
	}
	var ref reference
	pos := end + 1
	if pos < p.max && p.text[pos] == '(' {
		pos = p.skipBlank(pos + 1)
		if pos >= p.max {
			return false
		}
		ref.href, ref.title, pos = p.resource(pos)
		if pos >= p.max || p.text[pos] != ')' {
			return false
		}
		pos++
	} else {
		var ok bool
		if ref, pos, ok = p.referenced(start+2, end, pos); !ok {
			return false
		}
	}
	if !silent {
		t := p.push(kindImage, 0, start, pos)
		t.href, t.info = ref.href, ref.title
		t.content.text = p.text[start+2 : end]
	}
	p.pos = pos
	return true
}

// autolink reads <scheme:…> and <mail@host> (SPEC §6.7).
func (p *inlineParser) autolink(silent bool) bool {
	start := p.pos
	n := strings.IndexAny(p.text[start+1:p.max], "<>")
	if n < 0 || p.text[start+1+n] == '<' {
		return false
	}
	end := start + 1 + n
	url := p.text[start+1 : end]
	var href string
	switch {
	case isAbsoluteURL(url):
		href = normalizeLink(url)
	case isMailAddress(url):
		href = normalizeLink("mailto:" + url)
	default:
		return false
	}
	if !validLink(href) {
		return false
	}
	if !silent {
		p.push(kindLink, 1, start, end+1).href = href
		p.push(kindText, 0, start+1, end).content.text = normalizeLinkText(url)
		p.push(kindLink, -1, end+1, end+1)
	}
	p.pos = end + 1
	return true
}

// isAbsoluteURL reports whether s is a scheme of 2 to 32 characters, a colon
// and anything but white space and angle brackets.
func isAbsoluteURL(s string) bool {
	colon := strings.IndexByte(s, ':')
	if colon < 2 || colon > 32 || s[0] < 'A' || s[0] > 'Z' && s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := 0; i < colon; i++ {
		if c := s[i]; !isAlphanumeric(c) && c != '+' && c != '.' && c != '-' {
			return false
		}
	}
	for i := colon; i < len(s); i++ {
		if s[i] <= ' ' {
			return false
		}
	}
	return true
}

func isMailAddress(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at <= 0 {
		return false
	}
	for i := 0; i < at; i++ {
		if c := s[i]; !isAlphanumeric(c) && strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", c) < 0 {
			return false
		}
	}
	for label := range strings.SplitSeq(s[at+1:], ".") {
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := 0; i < len(label); i++ {
			if c := label[i]; !isAlphanumeric(c) && c != '-' {
				return false
			}
		}
	}
	return true
}

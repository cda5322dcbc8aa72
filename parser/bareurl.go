package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// bareLinks makes links of the addresses in a run of text, as MDX with GFM does
// and Markdoc does not. It reports false when there are none.
func (b *builder) bareLinks(t *token) bool {
	text := t.content.text
	if !strings.Contains(text, "://") && !strings.Contains(text, "www.") || b.inLink() {
		return false
	}
	found := false
	done := 0
	piece := func(k kind, nesting int8, from, to int, href string) {
		p := token{kind: k, nesting: nesting, start: t.place(from), end: t.place(to), href: href}
		if k == kindText {
			p.content.text = text[from:to]
		}
		b.add(&p)
	}
	for i := 0; i < len(text); i++ {
		end := bareURL(text, i)
		if end == 0 {
			continue
		}
		found = true
		piece(kindText, 0, done, i, "")
		href := text[i:end]
		if strings.HasPrefix(href, "www.") {
			href = "http://" + href
		}
		piece(kindLink, 1, i, end, normalizeLink(href))
		piece(kindText, 0, i, end, "")
		piece(kindLink, -1, end, end, "")
		done = end
		i = end - 1
	}
	if found {
		piece(kindText, 0, done, len(text), "")
	}
	return found
}

// place maps an offset in a text token's content to where it stands. Where
// something was decoded before it, that is near enough.
func (t *token) place(offset int) int {
	if len(t.content.text) == offset {
		return t.end
	}
	return min(t.start+offset, t.end)
}

func (b *builder) inLink() bool {
	for i := len(b.stack) - 1; i > 0 && b.stack[i].Type != TypeInline; i-- {
		if b.stack[i].Type == TypeLink {
			return true
		}
	}
	return false
}

// bareURL returns the end of the address that begins at pos, 0 when none does.
func bareURL(text string, pos int) int {
	if text[pos] != 'h' && text[pos] != 'w' {
		return 0
	}
	if pos > 0 {
		before, _ := utf8.DecodeLastRuneInString(text[:pos])
		if !unicode.IsSpace(before) && !strings.ContainsRune("*_~([", before) {
			return 0
		}
	}
	rest := text[pos:]
	host := 0
	for _, prefix := range []string{"http://", "https://", "www."} {
		if strings.HasPrefix(rest, prefix) {
			host = len(prefix)
		}
	}
	if host == 0 || host == len(rest) || !isAlphanumeric(rest[host]) && rest[host] < utf8.RuneSelf {
		return 0
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || r == '<' })
	if end < 0 {
		end = len(rest)
	}
	surplus := strings.Count(rest[:end], ")") - strings.Count(rest[:end], "(")
	for end > host {
		switch c := rest[end-1]; {
		case strings.IndexByte("?!.,:*_~'\";", c) >= 0:
		case c == ')' && surplus > 0:
			surplus--
		default:
			return pos + end
		}
		end--
	}
	return 0
}

package parser

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fragment is the tag name of <>…</>, which has none of its own.
const fragment = "Fragment"

// jsx reads JSX tags and expressions in one text. MDX gives both to a
// JavaScript parser; here they are read as far as it takes to know where they
// end, which is all the tree needs.
type jsx struct {
	text string

	// Searches for a brace's partner that ran to the end of the text, in bytes,
	// and the braces they found to have none. They keep the whole linear.
	wasted   int
	unclosed map[int]bool
}

// shortWindow is how far an expression may reach once unclosed ones have cost
// more than reading the text a few times over.
const shortWindow = 256

// tag reads the tag that begins with the "<" at pos. Without a tag and without
// a failure the "<" is text.
func (j *jsx) tag(pos int) (c *tagContent, end int, failure *syntaxError) {
	i := pos + 1
	if i >= len(j.text) || isTrimmable(rune(j.text[i])) {
		return nil, 0, nil // "a < b": MDX deviates from JSX here
	}
	c = &tagContent{kind: tagOpening}
	if j.text[i] == '/' {
		c.kind = tagClosing
		i = j.skipSpace(i + 1)
	}
	if i < len(j.text) && j.text[i] == '>' {
		c.name = fragment
		return c, i + 1, nil
	}
	if c.name, i = j.name(i); c.name == "" {
		return nil, 0, j.unexpected(i, "before name", "a character that can start a name, such as a letter, `$`, or `_`")
	}
	for {
		after := i
		i = j.skipSpace(i)
		if i >= len(j.text) {
			return nil, 0, j.unexpected(i, "in the tag", "`>` to close it")
		}
		switch ch := j.text[i]; {
		case ch == '>':
			return c, i + 1, nil
		case c.kind == tagClosing:
			return nil, 0, j.unexpected(i, "in closing tag", "the end of the tag")
		case ch == '/':
			if i = j.skipSpace(i + 1); i >= len(j.text) || j.text[i] != '>' {
				return nil, 0, j.unexpected(i, "after self-closing slash", "`>` to end the tag")
			}
			c.kind = tagSelfClosing
			return c, i + 1, nil
		case ch == '{':
			close := j.expressionEnd(i)
			if close < 0 {
				return nil, 0, unclosedExpression(i)
			}
			c.attributes = append(c.attributes, tagAttribute{Attribute: Attribute{"...", Expression{trim(strings.TrimPrefix(trim(j.text[i+1:close-1]), "..."))}}})
			i = close
		case after == i && len(c.attributes) == 0:
			return nil, 0, j.unexpected(i, "in name", "a name character such as letters, digits, `$`, or `_`; whitespace before attributes; or the end of the tag")
		default:
			var a Attribute
			if a, i, failure = j.attribute(i); failure != nil {
				return nil, 0, failure
			}
			c.attributes = append(c.attributes, tagAttribute{Attribute: a})
		}
	}
}

// name reads a tag's name, such as Card, a.b or svg:path.
func (j *jsx) name(pos int) (string, int) {
	i := pos
	for i < len(j.text) {
		r, size := utf8.DecodeRuneInString(j.text[i:])
		start := r == '$' || r == '_' || unicode.IsLetter(r)
		if !start && (i == pos || !(r == '-' || r == '.' || r == ':' || unicode.IsDigit(r))) {
			break
		}
		if (r == '.' || r == ':') && !startsName(j.text[i+size:]) {
			return "", i + size // such as <https://…>
		}
		i += size
	}
	return j.text[pos:i], i
}

func startsName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == '$' || r == '_' || unicode.IsLetter(r)
}

// attribute reads name, name="value" or name={expression}.
func (j *jsx) attribute(pos int) (a Attribute, end int, failure *syntaxError) {
	var i int
	a.Name, i = j.name(pos)
	if a.Name == "" {
		return a, 0, j.unexpected(i, "before attribute name",
			"a character that can start an attribute name, such as a letter, `$`, or `_`; whitespace before attributes; or the end of the tag")
	}
	a.Value = true
	equals := j.skipSpace(i)
	if equals >= len(j.text) || j.text[equals] != '=' {
		return a, i, nil
	}
	i = j.skipSpace(equals + 1)
	switch {
	case i < len(j.text) && (j.text[i] == '"' || j.text[i] == '\''):
		n := strings.IndexByte(j.text[i+1:], j.text[i])
		if n < 0 {
			return a, 0, j.unexpected(len(j.text), "in attribute value", "a corresponding closing quote "+code(j.text[i:i+1]))
		}
		a.Value = decodeEntities(j.text[i+1 : i+1+n])
		return a, i + n + 2, nil
	case i < len(j.text) && j.text[i] == '{':
		close := j.expressionEnd(i)
		if close < 0 {
			return a, 0, unclosedExpression(i)
		}
		a.Value = literal(trim(j.text[i+1 : close-1]))
		return a, close, nil
	}
	return a, 0, j.unexpected(i, "before attribute value",
		"a character that can start an attribute value, such as `\"`, `'`, or `{`")
}

// literal is the value of an expression when it is a plain literal.
func literal(s string) any {
	switch s {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && s[0] < 'A' && s[0] != '+' {
		return n
	}
	if n := len(s); n >= 2 && s[0] == s[n-1] && strings.IndexByte("\"'`", s[0]) >= 0 {
		inner := s[1 : n-1]
		if !strings.ContainsAny(inner, s[:1]+"\\") && !strings.Contains(inner, "${") {
			return inner
		}
	}
	return Expression{s}
}

func decodeEntities(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if decoded, length := entity(s[i:]); length > 0 {
			b.WriteString(decoded)
			i += length - 1
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func (j *jsx) skipSpace(i int) int {
	for i < len(j.text) && (isSpace(j.text[i]) || j.text[i] == '\n') {
		i++
	}
	return i
}

// expressionEnd returns the offset after the "}" that closes the "{" at pos, or
// -1. Braces in strings, templates and comments do not count.
func (j *jsx) expressionEnd(pos int) int {
	if j.unclosed[pos] {
		return -1
	}
	text := j.text
	if j.wasted > 8*len(text)+1<<16 {
		text = text[:min(len(text), pos+shortWindow)]
	}
	open := make([]int, 0, 8) // offsets of open braces; of templates, negated
	for i := pos; i < len(text); i++ {
		template := len(open) > 0 && open[len(open)-1] < 0
		switch c := text[i]; {
		case c == '`' && template:
			open = open[:len(open)-1]
		case template:
			if c == '\\' {
				i++
			} else if c == '$' && i+1 < len(text) && text[i+1] == '{' {
				i++
				open = append(open, i)
			}
		case c == '`':
			open = append(open, -i-1)
		case c == '{':
			open = append(open, i)
		case c == '}':
			if open = open[:len(open)-1]; len(open) == 0 {
				return i + 1
			}
		case c == '"' || c == '\'':
			i = quotedEnd(text, i)
		case c == '/' && i+1 < len(text) && text[i+1] == '*':
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				i = len(text)
			} else {
				i += n + 3
			}
		case c == '/' && i+1 < len(text) && text[i+1] == '/' && text[i-1] != ':':
			if n := strings.IndexByte(text[i:], '\n'); n >= 0 {
				i += n
			} else {
				i = len(text)
			}
		}
	}
	j.wasted += len(text) - pos
	if len(text) == len(j.text) {
		if j.unclosed == nil {
			j.unclosed = map[int]bool{}
		}
		for _, at := range open {
			if at >= 0 {
				j.unclosed[at] = true
			}
		}
	}
	return -1
}

// quotedEnd returns the offset of the quote that closes the one at pos, or pos
// when its line has none: an apostrophe in JSX text is no string.
func quotedEnd(text string, pos int) int {
	for i := pos + 1; i < len(text) && text[i] != '\n'; i++ {
		switch text[i] {
		case '\\':
			i++
		case text[pos]:
			return i
		}
	}
	return pos
}

func code(s string) string {
	if s == "`" {
		return "`` ` ``"
	}
	return "`" + s + "`"
}

// unexpected makes the message MDX gives.
func (j *jsx) unexpected(at int, where, expected string) *syntaxError {
	found := "Unexpected end of file"
	note := ""
	if at < len(j.text) {
		r, _ := utf8.DecodeRuneInString(j.text[at:])
		found = fmt.Sprintf("Unexpected character %s (U+%04X)", code(string(r)), r)
		switch {
		case r == '!' && where == "before name":
			note = " (note: to create a comment in MDX, use `{/* text */}`)"
		case r == '/' && where == "before name":
			note = " (note: to create a link in MDX, use `[text](url)`)"
		}
	}
	return &syntaxError{message: found + " " + where + ", expected " + expected + note, at: at}
}

func unclosedExpression(at int) *syntaxError {
	return &syntaxError{message: "Unexpected end of file in expression, expected a corresponding closing brace for `{`", at: at}
}

// isComment reports whether an expression holds nothing but a comment.
func isComment(expression string) (text string, ok bool) {
	s := trim(expression)
	if !strings.HasPrefix(s, "/*") || !strings.HasSuffix(s, "*/") || len(s) < 4 || strings.Contains(s[2:len(s)-2], "*/") {
		return "", false
	}
	return trim(s[2 : len(s)-2]), true
}

// becomesExpression makes the token of an expression: a comment's, or that of
// a text whose content is the expression. A Markdoc tag left over in an MDX page
// is an error there, but is kept as the tag it is meant to be.
func (t *token) becomesExpression(source string) {
	if strings.HasPrefix(source, "%") && strings.HasSuffix(source, "%") && len(source) > 1 {
		c, _ := parseTagContent(trim(source[1 : len(source)-1]))
		if c != nil && c.name != "" {
			t.kind, t.nesting = c.token()
			t.tag = c
		} else {
			t.kind = kindError
		}
		t.failure = &syntaxError{message: "Could not parse expression: " + code("{"+source+"}") + " is a Markdoc tag, which MDX does not have", at: t.start}
		return
	}
	if text, ok := isComment(source); ok {
		t.kind, t.content.text = kindComment, text
		return
	}
	t.kind, t.tag = kindVariable, &tagContent{kind: tagValue, value: Expression{trim(source)}}
}

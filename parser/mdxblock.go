package parser

import (
	"regexp"
	"strings"
)

// Import is a module an MDX page imports, and the name its component has there.
type Import struct {
	Name   string
	Source string
	Span   Span
}

var (
	esmStart  = regexp.MustCompile(`^(?:import(?:\s*["'{*]|\s+[\w$]+\s*(?:,|\bfrom\b|$))|export(?:\s+(?:const|let|var|function|async|class|default)\b|\s*[{*]))`)
	importing = regexp.MustCompile(`import\s+(?:([\w$]+)\s*,?\s*)?(?:\{([^}]*)\}\s*|\*\s*as\s+([\w$]+)\s*)?(?:from\s*)?["']([^"'\n]+)["']`)
)

// esm reads import and export statements: up to a blank line outside all
// brackets.
func (b *blockParser) esm(at, to int) bool {
	start := b.first(at)
	if b.lines[at].columns > 0 || b.lines[at].consumed > 0 {
		return false
	}
	line := b.text[start:b.lines[at].end]
	if !esmStart.MatchString(line) {
		if strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "export ") {
			t := b.push(kindError, 0).spanning(b, at, at+1)
			t.failure = &syntaxError{message: "Could not parse import/exports: in MDX a paragraph cannot begin with the word `" + line[:6] + "`"}
			t.content = excerpt{text: line, base: start}
		}
		return false
	}
	depth, template := 0, false
	next := at
	for ; next < to && (depth > 0 || template || !b.isEmpty(next)); next++ {
		line := b.text[b.lines[next].start:b.lines[next].end]
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case c == '`':
				template = !template
			case template:
				if c == '\\' {
					i++
				}
			case c == '"' || c == '\'':
				i = quotedEnd(line, i)
			case c == '/' && strings.HasPrefix(line[i:], "//"):
				i = len(line)
			case c == '{' || c == '(' || c == '[':
				depth++
			case c == '}' || c == ')' || c == ']':
				depth--
			}
		}
	}
	t := b.push(kindESM, 0).spanning(b, at, next)
	t.content = excerpt{text: b.text[t.start:t.end], base: t.start}
	b.line = next
	return true
}

// imports lists what a block of import statements imports.
func imports(source string, at int) []Import {
	var list []Import
	for _, m := range importing.FindAllStringSubmatchIndex(source, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return source[m[2*i]:m[2*i+1]]
		}
		span := Span{at + m[0], at + m[1]}
		add := func(name string) {
			if name != "" {
				list = append(list, Import{Name: name, Source: group(4), Span: span})
			}
		}
		add(group(1))
		add(group(3))
		for part := range strings.SplitSeq(group(2), ",") {
			fields := strings.Fields(part) // a, or a as b
			if len(fields) > 0 {
				add(fields[len(fields)-1])
			}
		}
	}
	return list
}

// jsxBlock reads a line that holds nothing but JSX tags and expressions; they
// may go on over further lines.
func (b *blockParser) jsxBlock(at, to int, silent bool) bool {
	pos := b.first(at)
	var found []token
	for {
		t, end := b.jsxToken(pos)
		if end < 0 {
			return false
		}
		found = append(found, t)
		pos = b.skipSpaces(end)
		if pos >= len(b.text) || b.text[pos] == '\n' {
			break
		}
		if b.text[pos] != '<' && b.text[pos] != '{' {
			return false
		}
	}
	next := at + b.linesTouched(at, pos)
	if next == at {
		next++
	}
	if next > to {
		return false // it would leave the list item or quote it stands in
	}
	if silent {
		return true
	}
	for i := range found {
		f := &found[i]
		t := b.push(f.kind, f.nesting)
		level := t.level
		*t = *f
		t.level, t.hasMap = level, true
		t.first = int32(at + max(b.linesTouched(at, t.start+1), 1) - 1)
		t.last = int32(at + max(b.linesTouched(at, t.end), 1))
	}
	b.line = next
	return true
}

// jsxToken reads a tag or an expression at pos.
func (b *blockParser) jsxToken(pos int) (t token, end int) {
	t.start = pos
	if b.text[pos] == '{' {
		if end = b.jsx.expressionEnd(pos); end > 0 {
			t.end = end
			t.becomesExpression(b.text[pos+1 : end-1])
		}
		return t, end
	}
	c, end, _ := b.jsx.tag(pos)
	if c == nil {
		return t, -1
	}
	t.kind, t.nesting = c.token()
	t.tag, t.end = c, end
	return t, end
}

// expression reads an expression in inline content.
func (p *inlineParser) expression(silent bool) bool {
	start := p.pos
	end := p.jsx.expressionEnd(start)
	if end < 0 {
		if !silent {
			p.push(kindError, 0, start, start).failure = unclosedExpression(start)
		}
		return false
	}
	p.pos = end
	if !silent {
		t := token{start: start, end: end}
		t.becomesExpression(p.text[start+1 : end-1])
		pushed := p.push(t.kind, t.nesting, start, end)
		pushed.tag, pushed.failure, pushed.content = t.tag, t.failure, t.content
	}
	return true
}

// element reads a JSX tag in inline content. What looks like one but is not is
// reported, and stays text.
func (p *inlineParser) element(silent bool) bool {
	start := p.pos
	c, end, failure := p.jsx.tag(start)
	if c == nil {
		if failure != nil && !silent {
			p.push(kindError, 0, start, start).failure = failure
		}
		return false
	}
	p.pos = end
	if silent {
		return true
	}
	k, nesting := c.token()
	p.push(k, nesting, start, end).tag = c
	p.delimiters.restore()
	return true
}

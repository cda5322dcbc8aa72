package usage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yamlTrees parses the documents of a YAML file, which JSON is, too. Text of a
// template (Helm, Jinja) stands for values that are not known.
func (f *file) yamlTrees(code text) ([]*node, error) {
	trees, err := parseYAML(code)
	if err != nil && strings.Contains(code.s, "{{") || strings.Contains(code.s, "{%") {
		if filled, err2 := parseYAML(withoutTemplate(code)); err2 == nil {
			return filled, nil
		}
	}
	if err != nil {
		return trees, fmt.Errorf("line %d: not valid YAML: %w; what follows was not checked", f.line(code.start(0)), err)
	}
	return trees, nil
}

func parseYAML(code text) (trees []*node, err error) {
	defer func() { // the parser is known to panic on some input
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	y := yamlReader{code: code, lines: newLines([]byte(code.s))}
	src := []byte(code.s)
	for _, m := range yamlVersion.FindAllIndex(src, -1) {
		src[m[1]-1] = '1'
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) && y.repeated >= maxRepeated {
			return trees, fmt.Errorf("aliases repeat more than %d values", maxRepeated)
		}
		if errors.Is(err, io.EOF) {
			return trees, nil
		}
		if err != nil {
			return trees, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
		}
		if len(doc.Content) > 0 {
			trees = append(trees, y.node(doc.Content[0]))
		}
	}
}

// yamlVersion matches the directive that names a version. The parser refuses all
// but 1.1, whose documents it reads as those of 1.2.
var yamlVersion = regexp.MustCompile(`(?m)^%YAML[ \t]+1\.[0-9]`)

type yamlReader struct {
	code  text
	lines lines

	repeated int // by aliases, so far
}

func (y *yamlReader) node(n *yaml.Node) *node {
	switch n.Kind {
	case yaml.MappingNode:
		m := &node{kind: isMap}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			value := y.node(n.Content[i+1])
			value.key, value.isKey = y.scalar(k), true
			m.kids = append(m.kids, value)
		}
		return m
	case yaml.SequenceNode:
		l := &node{kind: isList}
		for _, c := range n.Content {
			l.kids = append(l.kids, y.node(c))
		}
		return l
	case yaml.AliasNode:
		return y.alias(n.Alias)
	}
	return &node{scalar: y.scalar(n)}
}

// alias returns the scalar, or the list of scalars, that an alias stands for:
// a list of commands means nothing but where it is used. What else an alias
// stands for is met where its anchor is.
func (y *yamlReader) alias(n *yaml.Node) *node {
	switch {
	case n == nil:
	case n.Kind == yaml.ScalarNode:
		return &node{scalar: y.scalar(n)}
	case n.Kind == yaml.SequenceNode && y.repeated < maxRepeated:
		l := &node{kind: isList}
		for _, c := range n.Content {
			if c.Kind == yaml.ScalarNode {
				l.kids = append(l.kids, &node{scalar: y.scalar(c)})
			}
		}
		y.repeated += len(l.kids)
		return l
	}
	return &node{}
}

// maxRepeated bounds what aliases repeat, so that a file cannot unfold into
// more than it holds.
const maxRepeated = 10_000

// scalar maps the value of a scalar to where its bytes are written.
func (y *yamlReader) scalar(n *yaml.Node) text {
	if n.Kind != yaml.ScalarNode || n.Line < 1 || n.Line > len(y.lines) {
		return text{}
	}
	at := y.lines[n.Line-1]
	for c := 1; c < n.Column && at < len(y.code.s); c++ {
		_, size := utf8.DecodeRuneInString(y.code.s[at:])
		at += size
	}
	raw := y.code.s
	// A tag or an anchor may stand before the value.
	for at < len(raw) && (raw[at] == '!' || raw[at] == '&') {
		for at < len(raw) && raw[at] != ' ' && raw[at] != '\n' {
			at++
		}
		for at < len(raw) && (raw[at] == ' ' || raw[at] == '\n') {
			at++
		}
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		if n := strings.IndexByte(raw[min(at, len(raw)):], '\n'); n >= 0 {
			at += n + 1 // behind the header
		}
	}
	return y.align(n.Value, min(at, len(raw)))
}

// align maps value to what is written from at on. Quotes, escapes and
// indentation are in one of them only; everything else is in both, in order.
func (y *yamlReader) align(value string, at int) text {
	raw := y.code.s
	if strings.HasPrefix(raw[at:], value) {
		return y.code.part(at, at+len(value))
	}
	var b textBuilder
	for i := 0; i < len(value); i++ {
		c := value[i]
		p := at
		for p < len(raw) && raw[p] != c {
			if raw[p] == '\\' && p+1 < len(raw) && (c < ' ' || c >= utf8.RuneSelf || raw[p+1] != c) {
				break
			}
			if c == ' ' && raw[p] == '\n' || c == '\n' && raw[p] != ' ' && raw[p] != '\t' && raw[p] != '\r' {
				break // a line that was folded, or ends in a way of its own
			}
			p++
		}
		if p >= len(raw) {
			p = min(at, len(raw))
			b.add(c, y.code.start(p), y.code.end(p))
			continue
		}
		end := p + 1
		if raw[p] == '\\' && c != '\\' {
			end = min(p+2, len(raw))
		}
		b.add(c, y.code.start(p), y.code.end(end))
		at = end
	}
	return b.text()
}

// template matches one action of Helm's, Jinja's and their kin's templates.
var template = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}`)

// withoutTemplate returns code of the same length with what a template fills
// in as "$$$": a value that is not known. Lines that only hold actions are
// blank.
func withoutTemplate(code text) text {
	out := []byte(code.s)
	for _, m := range template.FindAllStringIndex(code.s, -1) {
		start := strings.LastIndexByte(code.s[:m[0]], '\n') + 1
		end := len(code.s)
		if n := strings.IndexByte(code.s[m[1]:], '\n'); n >= 0 {
			end = m[1] + n
		}
		fill := byte('$')
		if template.ReplaceAllString(strings.TrimSpace(code.s[start:end]), "") == "" || code.s[m[0]+1] != '{' || strings.TrimSpace(code.s[start:m[0]]) == "" {
			fill = ' '
		}
		for i := m[0]; i < m[1]; i++ {
			if out[i] != '\n' {
				out[i] = fill
			}
		}
	}
	return code.spelt(string(out))
}

package facts

import (
	"errors"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// leaf is a value of a YAML document and the path of keys that leads to it.
type leaf struct {
	path  []string
	value string
	line  int   // 1-based, in the text that was read
	lines []int // the line of every key of the path
}

// keyLine is the line of the n-th key of the path, counted from 1.
func (l leaf) keyLine(n int) int {
	if n >= 1 && n <= len(l.lines) {
		return l.lines[n-1]
	}
	return l.line
}

func (l leaf) dotted() string { return strings.Join(l.path, ".") }

var (
	elision  = regexp.MustCompile(`^\s*\.{2,}\s*$`)
	flatYAML = regexp.MustCompile(`^\s*(- )?["']?[A-Za-z_][\w.$-]*["']?\s*:(\s|$)`)
)

func isElision(line string) bool { return strings.Contains(line, "..") && elision.MatchString(line) }

func isFlatYAML(line string) bool {
	return strings.IndexByte(line, ':') >= 0 && flatYAML.MatchString(line)
}

// readYAML lists the leaves of a YAML fragment. Pages leave parts out with a
// line of dots, which is not YAML; such lines are blanked. What still is no
// YAML is read by its indentation.
func readYAML(text string) []leaf {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "  "), "\n")
	for i, l := range lines {
		if isElision(l) {
			lines[i] = ""
		}
	}
	var out []leaf
	dec := yaml.NewDecoder(strings.NewReader(strings.Join(lines, "\n")))
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			return byIndentation(lines)
		}
		out = append(out, leaves(&doc, nil, nil, 0)...)
	}
}

// leaves walks a YAML tree. The depth limit keeps aliases that refer to
// themselves from running away.
func leaves(n *yaml.Node, at []string, lines []int, depth int) []leaf {
	if depth > 50 {
		return nil
	}
	var out []leaf
	switch n.Kind {
	case yaml.DocumentNode, yaml.SequenceNode:
		for _, c := range n.Content {
			out = append(out, leaves(c, at, lines, depth+1)...)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			path := append(append([]string(nil), at...), key.Value)
			keyLines := append(append([]int(nil), lines...), key.Line)
			below := leaves(value, path, keyLines, depth+1)
			if len(below) == 0 || value.Kind == yaml.SequenceNode && !hasMapping(value) {
				below = []leaf{{path, scalars(value), key.Line, keyLines}}
			}
			out = append(out, below...)
		}
	case yaml.ScalarNode:
		if len(at) > 0 && n.Value != "" {
			out = append(out, leaf{at, n.Value, n.Line, lines})
		}
	}
	return out
}

func hasMapping(n *yaml.Node) bool {
	for _, c := range n.Content {
		if c.Kind == yaml.MappingNode {
			return true
		}
	}
	return false
}

func scalars(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	var parts []string
	for _, c := range n.Content {
		if c.Kind == yaml.ScalarNode {
			parts = append(parts, c.Value)
		}
	}
	return strings.Join(parts, ", ")
}

// byIndentation reads "key: value" lines and takes their nesting from the
// indentation.
func byIndentation(lines []string) []leaf {
	type open struct {
		indent int
		key    string
		line   int
	}
	var stack []open
	var out []leaf
	for n, l := range lines {
		if !isFlatYAML(l) {
			continue
		}
		text := strings.TrimLeft(l, " ")
		indent := len(l) - len(text)
		if rest, ok := strings.CutPrefix(text, "- "); ok {
			text, indent = rest, indent+2
		}
		key, value, _ := strings.Cut(text, ":")
		for len(stack) > 0 && stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		stack = append(stack, open{indent, strings.Trim(strings.TrimSpace(key), `"'`), n + 1})
		var at []string
		var keyLines []int
		for _, o := range stack {
			at = append(at, o.key)
			keyLines = append(keyLines, o.line)
		}
		nested := n+1 < len(lines) && len(lines[n+1])-len(strings.TrimLeft(lines[n+1], " ")) > indent && flatYAML.MatchString(lines[n+1])
		if !nested {
			out = append(out, leaf{at, strings.TrimSpace(value), n + 1, keyLines})
		}
	}
	return out
}

// looksLikeYAML says whether every line of substance is a key or a list item.
func looksLikeYAML(text string) bool {
	keys := 0
	for l := range strings.SplitSeq(text, "\n") {
		trimmed := strings.TrimSpace(l)
		switch {
		case trimmed == "", strings.HasPrefix(trimmed, "#"), strings.HasPrefix(trimmed, "- "), isElision(l):
		case isFlatYAML(l):
			keys++
		default:
			return false
		}
	}
	return keys > 0
}

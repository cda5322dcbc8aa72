package lsp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// hover explains the findings at a place, and the tag that is named there.
func (w *workspace) hover(p positionParams) (*hover, error) {
	b, current, ok := w.of(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	var parts []string
	var span *textRange
	if current {
		for _, f := range b.found {
			r := diagnosticOf(b.page, f).Range
			if after(r.Start, p.Position) || after(p.Position, r.End) {
				continue
			}
			if text := w.server.Explain(f.Rule); text != "" && !slices.Contains(parts, text) {
				parts = append(parts, text)
				span = &r
			}
		}
	}
	if name := tagAt(b.text, p.Position); name != "" {
		if e := w.settings().Schema(pathOf(b.uri)).Tags[name]; e != nil {
			parts = append(parts, describe(name, e))
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return &hover{markup{"markdown", strings.Join(parts, "\n\n---\n\n")}, span}, nil
}

// tagAt is the name of the Markdoc tag that a place lies in, "" for none.
func tagAt(text string, p position) string {
	start := openTag(text, offsetIn(text, p))
	if start < 0 {
		return ""
	}
	rest := strings.TrimLeft(text[start+2:], " \t\n/")
	end := strings.IndexFunc(rest, func(r rune) bool { return !isNameRune(r) })
	if end < 0 {
		end = len(rest)
	}
	return rest[:end]
}

// openTag is where the {% … begins that an offset lies in, -1 for none. A tag may
// take several lines, a blank one ends it.
func openTag(text string, offset int) int {
	start := strings.LastIndex(text[:min(len(text), offset+2)], "{%")
	if start < 0 {
		return -1
	}
	inside := text[start:max(start, offset)]
	if strings.Contains(inside, "%}") || strings.Contains(inside, "\n\n") {
		return -1
	}
	return start
}

func isNameRune(r rune) bool {
	return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// describe says what a schema declares of a tag.
func describe(name string, e *parser.Element) string {
	var b strings.Builder
	form := "{% " + name + " %}…{% /" + name + " %}"
	if e.SelfClosing {
		form = "{% " + name + " /%}"
	}
	fmt.Fprintf(&b, "`%s`\n", form)
	for _, attribute := range slices.Sorted(maps.Keys(e.Attributes)) {
		a := e.Attributes[attribute]
		fmt.Fprintf(&b, "\n- `%s`", attribute)
		if a.Required {
			b.WriteString(", required")
		}
		if values := valuesOf(a); len(values) > 0 {
			fmt.Fprintf(&b, ": `%s`", strings.Join(values, "`, `"))
		}
	}
	return b.String()
}

// valuesOf lists the texts that an attribute may be, if they are limited.
func valuesOf(a *parser.AttributeSchema) []string {
	var list []string
	for _, m := range a.Matches {
		if s, ok := m.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

package lsp

import (
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// The kinds of completion items that are offered.
const (
	kindProperty = 10
	kindValue    = 12
	kindKeyword  = 14
)

// completion offers tags, their attributes and values within {% … %}, and the
// components that an MDX page imports.
func (w *workspace) completion(p positionParams) ([]completionItem, error) {
	items := []completionItem{}
	b, _, ok := w.of(p.TextDocument.URI)
	if !ok {
		return items, nil
	}
	line := lineUpTo(b.text, p.Position)
	schema := w.project.Schema(pathOf(b.uri))
	add := func(typed, label string, kind int, detail string) {
		if !strings.HasPrefix(strings.ToLower(label), strings.ToLower(typed)) {
			return
		}
		start := position{p.Position.Line, p.Position.Character - units(typed)}
		items = append(items, completionItem{Label: label, Kind: kind, Detail: detail, TextEdit: &textEdit{textRange{start, p.Position}, label}})
	}
	if b.page != nil && b.page.Dialect == parser.MDX {
		if i := strings.LastIndexByte(line, '<'); i >= 0 && isName(strings.TrimPrefix(line[i+1:], "/")) {
			typed := strings.TrimPrefix(line[i+1:], "/")
			for _, imported := range b.page.Imports {
				add(typed, imported.Name, kindKeyword, imported.Source)
			}
		}
		return items, nil
	}
	start := strings.LastIndex(line, "{%")
	if start < 0 || strings.Contains(line[start:], "%}") {
		return items, nil
	}
	inside := strings.TrimLeft(line[start+2:], " \t")
	if typed := strings.TrimPrefix(inside, "/"); isName(typed) {
		for _, name := range slices.Sorted(maps.Keys(schema.Tags)) {
			if !strings.HasPrefix(inside, "/") || !schema.Tags[name].SelfClosing {
				add(typed, name, kindKeyword, "tag")
			}
		}
		return items, nil
	}
	name, rest, _ := strings.Cut(inside, " ")
	element := schema.Tags[name]
	if element == nil {
		return items, nil
	}
	if attribute, typed, ok := openValue(rest); ok {
		if a := element.Attributes[attribute]; a != nil {
			for _, v := range valuesOf(a) {
				add(typed, v, kindValue, attribute)
			}
		}
		return items, nil
	}
	typed := rest[strings.LastIndexAny(rest, " \t")+1:]
	if !isName(typed) {
		return items, nil
	}
	for _, attribute := range slices.Sorted(maps.Keys(element.Attributes)) {
		if !strings.Contains(rest, attribute+"=") {
			add(typed, attribute, kindProperty, "attribute of "+name)
		}
	}
	return items, nil
}

// openValue tells the attribute whose quoted value is being typed, and what of
// it there is.
func openValue(text string) (attribute, typed string, ok bool) {
	if strings.Count(text, `"`)%2 == 0 {
		return "", "", false
	}
	quote := strings.LastIndexByte(text, '"')
	before := strings.TrimSuffix(text[:quote], "=")
	return before[strings.LastIndexAny(before, " \t")+1:], text[quote+1:], len(before) < quote
}

func isName(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isNameRune(r) }) < 0
}

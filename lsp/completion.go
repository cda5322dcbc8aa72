package lsp

import (
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules/docs"
)

// The kinds of completion items that are offered.
const (
	kindProperty = 10
	kindValue    = 12
	kindKeyword  = 14
)

// blanks part the words of a tag.
const blanks = " \t\n"

// completion offers tags, their attributes and values within {% … %}; in MDX the
// components that the page imports, the schema declares or every site has.
func (w *workspace) completion(p positionParams) ([]completionItem, error) {
	items := []completionItem{}
	b, _, ok := w.of(p.TextDocument.URI)
	if !ok {
		return items, nil
	}
	offset := offsetIn(b.text, p.Position)
	schema := w.settings().Schema(pathOf(b.uri))
	add := func(typed, label string, kind int, detail string) {
		if !strings.HasPrefix(strings.ToLower(label), strings.ToLower(typed)) {
			return
		}
		start := position{p.Position.Line, p.Position.Character - units(typed)}
		items = append(items, completionItem{Label: label, Kind: kind, Detail: detail, TextEdit: &textEdit{textRange{start, p.Position}, label}})
	}
	if b.page != nil && b.page.Dialect == parser.MDX {
		before := b.text[:offset]
		if typed := strings.TrimPrefix(before[strings.LastIndexByte(before, '<')+1:], "/"); len(typed) < len(before) && isName(typed) {
			for _, imported := range b.page.Imports {
				add(typed, imported.Name, kindKeyword, imported.Source)
			}
			for _, name := range components(schema, b.page) {
				add(typed, name, kindKeyword, "component")
			}
		}
		return items, nil
	}
	start := openTag(b.text, offset)
	if start < 0 || start+2 > offset {
		return items, nil
	}
	inside := strings.TrimLeft(b.text[start+2:offset], blanks)
	if typed := strings.TrimPrefix(inside, "/"); isName(typed) {
		for _, name := range slices.Sorted(maps.Keys(schema.Tags)) {
			if !strings.HasPrefix(inside, "/") || !schema.Tags[name].SelfClosing {
				add(typed, name, kindKeyword, "tag")
			}
		}
		return items, nil
	}
	name := inside[:strings.IndexFunc(inside, func(r rune) bool { return !isNameRune(r) })]
	rest := inside[len(name):]
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
	typed := rest[strings.LastIndexAny(rest, blanks)+1:]
	if !isName(typed) {
		return items, nil
	}
	for _, attribute := range slices.Sorted(maps.Keys(element.Attributes)) {
		if !slices.ContainsFunc(strings.Fields(rest), func(s string) bool { return strings.HasPrefix(s, attribute+"=") }) {
			add(typed, attribute, kindProperty, "attribute of "+name)
		}
	}
	return items, nil
}

// components are those that a page need not import, and does not.
func components(schema *parser.Schema, page *parser.Document) []string {
	names := docs.Components()
	for name := range schema.Tags {
		if name[:1] >= "A" && name[:1] <= "Z" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(name string) bool {
		return slices.ContainsFunc(page.Imports, func(i parser.Import) bool { return i.Name == name })
	})
}

// openValue tells the attribute whose quoted value is being typed, and what of
// it there is.
func openValue(text string) (attribute, typed string, ok bool) {
	if strings.Count(text, `"`)%2 == 0 {
		return "", "", false
	}
	quote := strings.LastIndexByte(text, '"')
	before := strings.TrimSuffix(text[:quote], "=")
	return before[strings.LastIndexAny(before, blanks)+1:], text[quote+1:], len(before) < quote
}

func isName(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isNameRune(r) }) < 0
}

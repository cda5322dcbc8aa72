package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/docs"
)

const fixAll = "source.fixAll.omlint"

// codeAction offers the fixes of the findings in a range, to suppress them, and
// all of the page's fixes at once.
func (w *workspace) codeAction(p codeActionParams) ([]codeAction, error) {
	b, current, ok := w.of(p.TextDocument.URI)
	list := []codeAction{}
	if !ok || !current { // edits of a text that has changed would hit other words
		return list, nil
	}
	wanted := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(o string) bool {
			return kind == o || strings.HasPrefix(kind, o+".")
		})
	}
	var fixes []rules.Fix
	for _, f := range b.found {
		d := diagnosticOf(b.page, f)
		if f.Fix != nil {
			fixes = append(fixes, *f.Fix)
		}
		if !wanted("quickfix") || !overlap(d.Range, p.Range) {
			continue
		}
		if f.Fix != nil {
			list = append(list, codeAction{
				Title: sentence(f.Fix.Title), Kind: "quickfix", Diagnostics: []diagnostic{d}, IsPreferred: true,
				Edit: changesOf(b, f.Fix.Edits),
			})
		}
		if e, ok := docs.Suppress(b.page, f); ok {
			list = append(list, codeAction{
				Title: "Suppress " + f.Rule + " here", Kind: "quickfix", Diagnostics: []diagnostic{d}, Edit: changesOf(b, []rules.Edit{e}),
			})
		}
	}
	if wanted(fixAll) && len(fixes) > 0 {
		fixed, made := rules.Apply([]byte(b.text), fixes)
		if made > 0 {
			whole := []rules.Edit{{Start: 0, End: len(b.text), New: string(fixed)}}
			list = append(list, codeAction{Title: fmt.Sprintf("Fix what cannot be wrong (%d)", made), Kind: fixAll, Edit: changesOf(b, whole)})
		}
	}
	return list, nil
}

func changesOf(b buffer, edits []rules.Edit) workspaceEdit {
	var list []textEdit
	for _, e := range edits {
		list = append(list, textEdit{textRange{at(b.page, e.Start), at(b.page, e.End)}, e.New})
	}
	return workspaceEdit{Changes: map[string][]textEdit{b.uri: list}}
}

func overlap(a, b textRange) bool { return !after(a.Start, b.End) && !after(b.Start, a.End) }

func after(a, b position) bool {
	return a.Line > b.Line || a.Line == b.Line && a.Character > b.Character
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

package facts

import (
	"fmt"
	"slices"
	"strings"
)

// versionColumns finds the two columns of a table that are titled with releases,
// the older one first: "0.13 | 1.0", "Value in 1.1.x | Value in 1.2.x". -1 when
// there are no such two.
func versionColumns(header []string) (from, to int) {
	from, to = -1, -1
	var was, is Version
	for i, h := range header {
		words := slices.DeleteFunc(headingWords(h), func(w string) bool { return !isRelease(w) })
		if len(words) != 1 {
			continue
		}
		v, _ := ParseVersion(words[0])
		switch {
		case from < 0:
			from, was = i, v
		case to < 0:
			to, is = i, v
		default:
			return -1, -1
		}
	}
	if to < 0 || was.Compare(is) >= 0 {
		return -1, -1
	}
	return from, to
}

// withoutValues drops the code that is a value, not a name.
func withoutValues(ids []token) []token {
	return slices.DeleteFunc(ids, isLiteral)
}

// isLiteral recognises code that is a value.
func isLiteral(t token) bool {
	return slices.Contains([]string{"true", "false", "null", "none", "-"}, t.lower) || isNatural(t.text)
}

// cellValue reads a pair of cells that give one name two values, "`x` (default
// `true`)" and "`x` (default `false`)".
func (b *block) cellValue(id token, from, to int, others string) (Fact, bool) {
	if to < 0 {
		return Fact{}, false
	}
	value := func(cell int) string {
		out, named := "", false
		for _, t := range b.cells[cell].whole().tokens() {
			switch {
			case t.text == id.text:
				named = true
			case named && out == "" && (t.kind == code || t.kind == number || slices.Contains([]string{"true", "false"}, t.lower)):
				out = t.text
			}
		}
		return out
	}
	was, is := value(from), value(to)
	n := b.name(id.text, b.section.title+" "+strings.Join(b.header, " ")+others)
	if was == "" || is == "" || was == is || n.Type == Other {
		return Fact{}, false
	}
	return newValue(n.Subject, was, is, b.lines()), true
}

// newValue is the fact that a name has another value now.
func newValue(of Subject, was, is string, evidence ...Evidence) Fact {
	return Fact{
		Kind: BreakingChange, Subject: of, Confidence: Exact, Expect: &Expect{Op: Equal, Value: is, Text: is}, Evidence: evidence,
		Summary: fmt.Sprintf("%s %s changed from %s to %s.", typeWords(of.Type), of.Name, was, is),
	}
}

// flattened finds the new key that took over a leaf below a key that is gone:
// one of the same name in another spelling, further out. Keys that keep their
// names go with what holds them.
func flattened(l leaf, gone int, added []leaf) *leaf {
	if gone >= len(l.path) {
		return nil
	}
	key := foldWord(l.path[len(l.path)-1])
	for i := range added {
		name := foldWord(added[i].path[len(added[i].path)-1])
		if len(added[i].path) < len(l.path) && added[i].path[len(added[i].path)-1] != l.path[len(l.path)-1] && len(key) >= 6 && (name == key || strings.HasSuffix(name, key)) {
			return &added[i]
		}
	}
	return nil
}

// rowName is the name in code that a row gives an old and a new value: the only
// one outside those two cells.
func (b *block) rowName(from, to int) token {
	var named token
	if _, err := ParseVersion(strings.TrimSpace(b.cells[from].text)); err == nil {
		return named // the release of the change
	}
	for i := range b.cells {
		if i == from || i == to || i < len(b.header) && containsAny(b.header[i], remarkTitles) {
			continue
		}
		ids := withoutValues(identifiers(b.cells[i].whole().tokens(), b.page.profile))
		if len(ids) > 1 || len(ids) == 1 && named.text != "" {
			return token{}
		}
		if len(ids) == 1 && ids[0].kind == code {
			named = ids[0]
		}
	}
	return named
}

// rowValue is the fact of a row that gives a name an old and a new value.
func (b *block) rowValue(name token, from, to int) []Fact {
	was, is := strings.TrimSpace(b.cells[from].text), strings.TrimSpace(b.cells[to].text)
	near := b.section.title + " " + strings.Join(b.header, " ")
	n := b.name(name.text, near)
	if was == is || is == "" || n.Type == Other || len(strings.Fields(is)) > 2 {
		return nil
	}
	return b.perConnector(newValue(n.Subject, was, is, b.lines()), near)
}

// namesInProse says whether the prose around a pair names a key.
func (b *block) namesInProse(key string) bool {
	for s := b.section; s != nil && s.level > 1; s = s.parent {
		for _, o := range s.blocks {
			if o.kind != fenceBlock && strings.Contains(o.text, key) {
				return true
			}
		}
	}
	return false
}

// spokenCell is what a cell says in a few words without code, when it names
// something: "the OpenLineage provider".
func (b *block) spokenCell(i int) string {
	text := strings.TrimSpace(b.cells[i].text)
	if words := headingWords(text); len(words) == 0 || len(words) > 4 || containsAny(text, []string{"removed", "none", "n/a", "gone", "dropped", "deleted", "nothing", "no replacement", "see"}) {
		return ""
	}
	return text
}

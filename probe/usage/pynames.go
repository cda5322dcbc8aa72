package usage

import (
	"errors"
	"iter"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

// Bounds on following names, for a source in which thousands of them are put
// together of each other.
const (
	maxJoined = 16 << 20 // bytes that are put together for one source
	perWord   = 16       // bytes that a word, or a look at a value, counts as
	maxKept   = 4        // names inside each other, up to which what is found is kept
)

// memo remembers what was found of names and of their values, unless it was found
// so deep that it may be cut short.
type memo struct {
	names  map[string][]text
	values map[*python.Expr][]text
}

func newMemo() memo { return memo{map[string][]text{}, map[*python.Expr][]text{}} }

// value returns what look finds of a value.
func (k memo) value(v *python.Expr, depth int, look func(*python.Expr, int) []text) []text {
	all, known := k.values[v]
	if !known {
		if all = look(v, depth+1); depth <= maxKept {
			k.values[v] = all
		}
	}
	return all
}

// name keeps what was found of a name as a whole.
func (k memo) name(name string, depth int, all []text) {
	if depth <= maxKept {
		k.names[name] = all
	}
}

// textsOf returns the strings that a name may hold.
func (m *module) textsOf(name string, depth int) (all []text) {
	_, inside := m.until[name]
	if known, ok := m.strings.names[name]; ok && !inside {
		return slices.Clone(known)
	}
	for v := range m.values(name) {
		if all = append(all, m.strings.value(v, depth, m.texts)...); len(all) > maxValues {
			all = all[:maxValues]
			break
		}
	}
	if !inside {
		m.strings.name(name, depth, slices.Clone(all))
	}
	return all
}

// wordsOf returns the words of the list that a name is first given, and that is
// added to later; nil when it is given none.
func (m *module) wordsOf(name string, depth int) (words []text) {
	_, inside := m.until[name]
	if known, ok := m.lists.names[name]; ok && !inside {
		return slices.Clip(known)
	}
	for v := range m.values(name) {
		one := m.lists.value(v, depth, m.words)
		if adds := v.Form == python.Sum && v.X.Dotted() == name; words == nil || adds && one != nil {
			words = one
		}
	}
	if !inside {
		m.lists.name(name, depth, words)
	}
	return slices.Clip(words)
}

// values are what a name is given, in the order of the file. While one of them is
// looked at, the name stands for the one before it: after x = "a"; x = x + "b" it
// may hold "ab".
func (m *module) values(name string) iter.Seq[*python.Expr] {
	return func(yield func(*python.Expr) bool) {
		all, from := m.given(name), 0
		until, inside := m.until[name]
		if inside {
			all, from = all[:until], max(0, until-1)
		}
		for i := from; i < len(all) && m.mayJoin(perWord); i++ {
			m.until[name] = i
			if !yield(all[i]) {
				break
			}
		}
		if m.until[name] = until; !inside {
			delete(m.until, name)
		}
	}
}

// given are all values that the file gives a name, or an attribute of an object,
// which its class may have: self.command.
func (m *module) given(name string) []*python.Expr {
	if values := m.assigned[name]; values != nil {
		return values
	}
	if of, attribute, ok := strings.Cut(name, "."); ok && (of == "self" || of == "cls") {
		return m.assigned[attribute]
	}
	return nil
}

// mayJoin counts what is put together. It says whether that may go on; where it
// may not, the file counts as unread.
func (m *module) mayJoin(size int) bool {
	if m.joins += size; m.joins > maxJoined && !m.full {
		m.full = true
		m.note(errors.New("strings that are put together of each other too often: check it by hand"))
	}
	return !m.full
}

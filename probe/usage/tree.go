package usage

import (
	"slices"
	"strings"
)

// node is a piece of configuration, wherever it is written: YAML, JSON or the
// dictionaries of Python.
type node struct {
	key    text // of a pair of a map
	isKey  bool
	kind   nodeKind
	scalar text
	kids   []*node // pairs of a map, elements of a list
}

type nodeKind int

const (
	isScalar nodeKind = iota
	isMap
	isList
)

// get follows a path of keys through maps; nil when there is no such thing.
func (n *node) get(path ...string) *node {
	for _, key := range path {
		if n == nil || n.kind != isMap {
			return nil
		}
		i := slices.IndexFunc(n.kids, func(k *node) bool { return k.key.s == key })
		if i < 0 {
			return nil
		}
		n = n.kids[i]
	}
	return n
}

// dotted follows a path written with dots.
func (n *node) dotted(path string) *node {
	for key := range strings.SplitSeq(path, ".") {
		n = n.get(key)
	}
	return n
}

// str is the scalar at a path, "" when there is none.
func (n *node) str(path ...string) string {
	if n = n.get(path...); n == nil || n.kind != isScalar {
		return ""
	}
	return n.scalar.s
}

// walk calls visit for every node, with the keys that lead to it, which visit
// must not keep. Where visit returns false, it does not go on inside.
func (n *node) walk(visit func(path []string, n *node) bool) { n.visit(make([]string, 0, 16), visit) }

func (n *node) visit(path []string, visit func([]string, *node) bool) {
	if n == nil {
		return
	}
	if n.isKey {
		path = append(path, n.key.s)
	}
	if !visit(path, n) {
		return
	}
	for _, k := range n.kids {
		k.visit(path, visit)
	}
}

// words are the scalars of a list, or the one scalar.
func (n *node) words() []text {
	switch {
	case n == nil:
		return nil
	case n.kind == isScalar:
		return []text{n.scalar}
	}
	var words []text
	for _, k := range n.kids {
		if k.kind == isScalar {
			words = append(words, k.scalar)
		}
	}
	return words
}

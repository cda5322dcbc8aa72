package usage

import (
	"slices"

	"mvdan.cc/sh/v3/syntax"
)

// variables are the assignments of one script. Only a variable that is
// assigned one value in the whole script is known.
type variables map[string]*variable

type variable struct {
	word    *syntax.Word
	array   *syntax.ArrayExpr
	unknown bool // assigned twice, or by something other than an assignment
	busy    bool // being expanded: a variable may be defined by itself
}

// collect notes every assignment in the script.
func collect(f *syntax.File) variables {
	vars := variables{}
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			if len(n.Args) == 0 { // else they hold for the command alone
				for _, a := range n.Assigns {
					vars.assign(a)
				}
			} else {
				vars.builtin(n)
			}
		case *syntax.DeclClause:
			for _, a := range n.Args {
				if !a.Naked {
					vars.assign(a)
				}
			}
		case *syntax.WordIter:
			vars.forget(n.Name.Value)
		}
		return true
	})
	return vars
}

func (v variables) assign(a *syntax.Assign) {
	if a.Name == nil {
		return
	}
	_, again := v[a.Name.Value]
	v[a.Name.Value] = &variable{
		word: a.Value, array: a.Array,
		unknown: again || a.Append || a.Index != nil,
	}
}

func (v variables) forget(name string) { v[name] = &variable{unknown: true} }

// builtin forgets what a builtin command sets.
func (v variables) builtin(call *syntax.CallExpr) {
	if !slices.Contains([]string{"read", "mapfile", "readarray", "getopts", "unset", "printf"}, call.Args[0].Lit()) {
		return
	}
	for _, w := range call.Args[1:] {
		if name := w.Lit(); syntax.ValidName(name) {
			v.forget(name)
		}
	}
}

// value returns what a variable is known to hold, or nil.
func (u *unit) value(name string) (values []string, array bool) {
	v := u.vars[name]
	if v == nil || v.unknown || v.busy {
		if v == nil && u.outer != nil {
			return u.outer.value(name)
		}
		return nil, false
	}
	v.busy = true
	defer func() { v.busy = false }()
	switch {
	case v.array != nil:
		for _, elem := range v.array.Elems {
			if elem.Value == nil || elem.Index != nil {
				return nil, false
			}
			for _, a := range u.fields(elem.Value) {
				values = append(values, a.s)
			}
		}
		return values, true
	case v.word != nil:
		return u.constant(v.word), false
	}
	return nil, false
}

// constant returns the one value of a word; parts that are not known stay as
// they are written.
func (u *unit) constant(w *syntax.Word) []string {
	e := expansion{unit: u}
	for _, part := range w.Parts {
		e.part(part, true)
	}
	if len(e.args) > 0 {
		return nil
	}
	return []string{string(e.cur.s)}
}

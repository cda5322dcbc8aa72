package usage

import (
	"fmt"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// variable is what a script assigns to one name.
type variable struct {
	words   []*syntax.Word    // the values it may have
	array   *syntax.ArrayExpr // the value of an array
	unknown bool              // something other than a plain assignment sets it
	chosen  int               // which of words it has just now
	busy    bool              // being expanded: a variable may be defined by itself
}

// maxChoices bounds the values of one variable that are tried.
const maxChoices = 32

// collect notes every assignment and every function of the script.
func (u *unit) collect(f *syntax.File) {
	u.vars, u.functions, u.strangers = map[string]*variable{}, map[string]bool{}, map[string]bool{}
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			if len(n.Args) == 0 { // else they hold for the command alone
				for _, a := range n.Assigns {
					u.assign(a)
				}
			} else {
				u.builtin(n)
			}
		case *syntax.DeclClause:
			for _, a := range n.Args {
				if !a.Naked {
					u.assign(a)
				}
			}
		case *syntax.ForClause:
			if iter, ok := n.Loop.(*syntax.WordIter); ok {
				v := u.variable(iter.Name.Value)
				v.words = append(v.words, u.items(iter.Items)...)
				v.unknown = v.unknown || len(iter.Items) == 0
			}
		case *syntax.ParamExp: // ${NAME:=VALUE}
			if n.Param != nil && n.Exp != nil && n.Exp.Word != nil && (n.Exp.Op == syntax.AssignUnset || n.Exp.Op == syntax.AssignUnsetOrNull) {
				v := u.variable(n.Param.Value)
				v.words = append(v.words, n.Exp.Word)
			}
		case *syntax.FuncDecl:
			if n.Name != nil {
				name, body := n.Name.Value, u.code.s[n.Body.Pos().Offset():min(int(n.Body.End().Offset()), len(u.code.s))]
				u.functions[name] = runsArguments(n.Body)
				if strings.Contains(body, "$@") || strings.Contains(body, "$*") { // those are the function's own
					u.variable(arguments).unknown = true
				}
				u.strangers[name] = !u.functions[name] && !strings.Contains(body, name)
			}
		}
		return true
	})
}

// items are the words that a loop goes through: of an array that is known before
// it, its elements.
func (u *unit) items(words []*syntax.Word) (all []*syntax.Word) {
	for _, w := range words {
		v := u.vars[arrayOf(w)]
		if v == nil || v.unknown || v.array == nil {
			all = append(all, w)
			continue
		}
		for _, elem := range v.array.Elems {
			if elem.Value != nil {
				all = append(all, elem.Value)
			}
		}
	}
	return all
}

// arrayOf is the name of the array that a word is all elements of: "${NAME[@]}".
func arrayOf(w *syntax.Word) string {
	if len(w.Parts) != 1 {
		return ""
	}
	part := w.Parts[0]
	if q, ok := part.(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		part = q.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	if !ok || p.Param == nil || p.Exp != nil || p.Index == nil || p.Length || p.Excl || p.Slice != nil || p.Repl != nil {
		return ""
	}
	return p.Param.Value
}

func (u *unit) variable(name string) *variable {
	if u.vars[name] == nil {
		u.vars[name] = &variable{}
	}
	return u.vars[name]
}

func (u *unit) assign(a *syntax.Assign) {
	if a.Name == nil {
		return
	}
	v := u.variable(a.Name.Value)
	if a.Append && v.append(a) {
		return
	}
	v.unknown = v.unknown || a.Append || a.Index != nil || v.array != nil || a.Array != nil && len(v.words) > 0
	v.array = a.Array
	if a.Value != nil {
		v.words = append(v.words, a.Value)
	}
}

// append adds to the one value that a variable has so far: NAME+=VALUE, or
// NAME+=(VALUES). It says whether that could be done.
func (v *variable) append(a *syntax.Assign) bool {
	switch {
	case v.unknown || a.Index != nil:
		return false
	case a.Array != nil && v.array != nil:
		v.array = &syntax.ArrayExpr{Lparen: v.array.Lparen, Rparen: v.array.Rparen, Elems: slices.Concat(v.array.Elems, a.Array.Elems)}
		return true
	case a.Value != nil && v.array == nil && len(v.words) == 1:
		v.words[0] = &syntax.Word{Parts: slices.Concat(v.words[0].Parts, a.Value.Parts)}
		return true
	}
	return false
}

// arguments is the variable of what a script is given: "$@".
const arguments = "@"

// setArguments notes what set -- WORDS makes the arguments of the script.
func (u *unit) setArguments(words []*syntax.Word) {
	v := u.variable(arguments)
	v.unknown = v.unknown || v.array != nil
	v.array = &syntax.ArrayExpr{}
	for _, w := range words {
		v.array.Elems = append(v.array.Elems, &syntax.ArrayElem{Value: w})
	}
}

// builtin notes what a builtin command sets.
func (u *unit) builtin(call *syntax.CallExpr) {
	switch name := call.Args[0].Lit(); {
	case name == "set" && len(call.Args) > 1 && call.Args[1].Lit() == "--":
		u.setArguments(call.Args[2:])
	case name == "shift":
		u.variable(arguments).unknown = true
	}
	if !slices.Contains([]string{"read", "mapfile", "readarray", "getopts", "printf"}, call.Args[0].Lit()) {
		return
	}
	for _, w := range call.Args[1:] {
		if name := w.Lit(); syntax.ValidName(name) {
			u.variable(name).unknown = true
		}
	}
}

// runsArguments says whether a function runs what it is given: "$@".
func runsArguments(body *syntax.Stmt) bool {
	found := false
	syntax.Walk(body, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok || len(call.Args) == 0 {
			return true
		}
		if isArguments(call.Args[0]) || runsCommands(call.Args[0].Lit()) && slices.ContainsFunc(call.Args, isArguments) {
			found = true
		}
		return true
	})
	return found
}

func isArguments(w *syntax.Word) bool {
	if len(w.Parts) != 1 {
		return false
	}
	part := w.Parts[0]
	if q, ok := part.(*syntax.DblQuoted); ok && len(q.Parts) == 1 {
		part = q.Parts[0]
	}
	p, ok := part.(*syntax.ParamExp)
	return ok && p.Param != nil && (p.Param.Value == "@" || p.Param.Value == "*") && p.Exp == nil
}

// forwards says whether name is a function that runs its arguments.
func (u *unit) forwards(name string) bool {
	forwards, known := u.functions[name]
	if !known && u.outer != nil {
		return u.outer.forwards(name)
	}
	return forwards
}

// replaces says whether name is a function that runs neither its arguments nor what
// it is named after, and so has nothing to do with a tool of that name.
func (u *unit) replaces(name string) bool {
	if _, known := u.functions[name]; !known && u.outer != nil {
		return u.outer.replaces(name)
	}
	return u.strangers[name]
}

// each calls do once for every value that the variables in a call may have,
// one variable after the other.
func (u *unit) each(call *syntax.CallExpr, do func()) {
	do()
	syntax.Walk(call, func(n syntax.Node) bool {
		p, ok := n.(*syntax.ParamExp)
		if !ok || p.Param == nil {
			return true
		}
		v := u.vars[p.Param.Value]
		if v == nil || v.busy {
			return true
		}
		for v.chosen = 1; v.chosen < min(len(v.words), maxChoices); v.chosen++ {
			do()
		}
		v.chosen = 0
		return true
	})
}

// Bounds on filling variables in, for a script in which each holds the one
// before it twice.
const (
	maxFills     = 5_000     // of one command
	maxFileFills = 2_000_000 // of one file
	maxFilled    = 8 << 10   // bytes of one value
)

// mayFill counts a variable that is filled in. It says whether that may go on;
// where it may not, the file counts as unread, and no more are.
func (u *unit) mayFill() bool {
	u.fills++
	u.allFills++
	if !u.full && (u.fills > maxFills || u.allFills > maxFileFills) {
		u.full = true
		u.note(fmt.Errorf("line %d: too many variables inside each other: check it by hand", u.line(u.code.start(0))))
	}
	return !u.full
}

// value returns what a variable is known to hold, or nil.
func (u *unit) value(name string) (values []string, array bool) {
	if !u.mayFill() {
		return nil, false
	}
	v := u.vars[name]
	if v == nil && u.outer != nil && name != arguments {
		return u.outer.value(name)
	}
	if v == nil && u.known[name] != "" {
		return []string{u.known[name]}, false
	}
	if v == nil || v.unknown || v.busy {
		return nil, false
	}
	v.busy = true
	defer func() { v.busy = false }()
	if v.array == nil {
		if len(v.words) == 0 {
			return nil, false
		}
		return u.constant(v.words[v.chosen]), false
	}
	for _, elem := range v.array.Elems {
		if elem.Value == nil || elem.Index != nil {
			return nil, false
		}
		for _, a := range u.fields(elem.Value) {
			values = append(values, a.s)
		}
	}
	return values, true
}

// constant returns the one value of a word; parts that are not known stay as
// they are written.
func (u *unit) constant(w *syntax.Word) []string {
	e := expansion{unit: u, escapes: quoteEscapes}
	for _, part := range w.Parts {
		e.part(part, true)
	}
	if len(e.args) > 0 || len(e.cur.s) > maxFilled {
		return nil
	}
	return []string{string(e.cur.s)}
}

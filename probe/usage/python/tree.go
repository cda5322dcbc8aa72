package python

// File is what was read of one source.
type File struct {
	Source     string
	Statements []Statement
	Problems   []Problem
}

// Statement is a simple statement, or the head of a compound one.
type Statement struct {
	From, To int
	Imports  []Import
	Targets  []*Expr // what the statement assigns to: a, b = …
	Value    *Expr   // what it assigns
	Exprs    []*Expr // every expression in it, Value and Targets included
	Defines  string  // the function or class that it defines
}

// Import is one name that an import statement brings.
type Import struct {
	Module   string // "metadata.ingestion.api"; "." and ".." of relative imports included
	Name     string // of from … import; "" of import …
	As       string // what the file calls it
	From, To int    // where the module, or the name, is written
	ModuleAt [2]int // where the module is written
	Alone    bool   // no other name is imported by the same statement
}

// Path is what is imported, with dots.
func (i Import) Path() string {
	if i.Name == "" {
		return i.Module
	}
	return i.Module + "." + i.Name
}

// Form is what an expression is.
type Form int

// The forms of expressions. Whatever needs no closer look is Other, with its
// parts as items.
const (
	Other     Form = iota
	Ident          // a name
	Text           // one or more string literals in a row
	Attribute      // X.Name
	Call           // X(Items)
	Subscript      // X[Items]
	List           // lists, tuples and sets
	Dict           // {Key: Value}; a spread has no key
	Sum            // X + Items[0]
	Percent        // X % Items[0]
	Constant       // numbers, True, None
)

// Expr is an expression.
type Expr struct {
	Form     Form
	From, To int
	Name     string // Ident, Attribute, Constant: as written
	NameAt   int    // where an Attribute's name begins
	X        *Expr
	Items    []Item
	Strings  []Token // of a Text
}

// Item is a part of an expression: an argument, an element, a pair.
type Item struct {
	Key   *Expr  // of a pair of a Dict
	Name  string // of a keyword argument
	At    int    // where Name begins
	Stars int    // *args, **kwargs
	Value *Expr
}

// Argument returns the keyword argument of that name, or else the positional
// one at index (-1: none).
func (e *Expr) Argument(name string, index int) *Expr {
	position := 0
	for _, i := range e.Items {
		switch {
		case i.Name == name && name != "":
			return i.Value
		case i.Name == "" && i.Stars == 0:
			if position == index {
				return i.Value
			}
			position++
		}
	}
	return nil
}

// Walk calls visit for e and everything in it. Where visit returns false, it
// does not go on inside.
func (e *Expr) Walk(visit func(*Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	e.X.Walk(visit)
	for _, i := range e.Items {
		i.Key.Walk(visit)
		i.Value.Walk(visit)
	}
}

// Dotted is the name, a.b.c, that e is; "" for anything else.
func (e *Expr) Dotted() string {
	switch {
	case e == nil:
		return ""
	case e.Form == Ident:
		return e.Name
	case e.Form == Attribute:
		if x := e.X.Dotted(); x != "" {
			return x + "." + e.Name
		}
	}
	return ""
}

package usage

import (
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

// importedSymbols files the imports of what is looked for.
func (m *module) importedSymbols() {
	for si := range m.tree.Statements {
		for _, i := range m.tree.Statements[si].Imports {
			for _, symbol := range m.opts.Symbols {
				m.importedSymbol(i, symbol)
			}
		}
	}
}

func (m *module) importedSymbol(i python.Import, symbol string) {
	switch {
	case within(i.Module, symbol): // the module, or one inside it
		from := i.ModuleAt[0]
		u := m.useAt(pythonSymbol, symbol, from, i.ModuleAt[1])
		if strings.HasPrefix(m.code.s[from:], symbol) {
			u.spot = m.span(from, from+len(symbol))
		}
		m.add(u)
	case i.Path() == symbol, i.Name == symbol && m.isProduct(i.Module):
		u := m.useAt(pythonSymbol, symbol, i.From, i.To)
		if i.Alone && i.Path() == symbol && m.code.s[i.ModuleAt[0]:i.ModuleAt[1]] == i.Module {
			u.spot = m.span(i.ModuleAt[0], i.ModuleAt[1])
		}
		m.add(u)
	}
}

// importedByName files the modules that a call imports: importlib.import_module("…").
func (m *module) importedByName(e *python.Expr) {
	if path := m.path(e.X); path != "importlib.import_module" && (e.X.Form != python.Ident || e.X.Name != "__import__") {
		return
	}
	if name := e.Argument("name", 0); name != nil && len(name.Strings) == 1 {
		if p := python.Pieces(m.code.s, name.Strings[0]); len(p) == 1 && p[0].Plain() {
			for _, symbol := range m.opts.Symbols {
				m.importedSymbol(python.Import{Module: p[0].Text, ModuleAt: [2]int{p[0].From, p[0].To}, From: p[0].From, To: p[0].To}, symbol)
			}
		}
	}
}

// namedModule files a string that is the path of something inside what is looked
// for: mock.patch("package.module.Class"). The module's name alone may be any
// text.
func (m *module) namedModule(t python.Token) {
	p := python.Pieces(m.code.s, t)
	if len(p) != 1 || !p[0].Plain() {
		return
	}
	for _, symbol := range m.opts.Symbols {
		if strings.Contains(symbol, ".") && within(p[0].Text, symbol) && p[0].Text != symbol && m.isProduct(symbol) {
			u := m.useAt(pythonSymbol, symbol, p[0].From, p[0].To)
			u.spot = m.span(p[0].From, p[0].From+len(symbol))
			m.add(u)
		}
	}
}

// within says whether a dotted path is another one, or leads on from it.
func within(path, prefix string) bool {
	return path == prefix || strings.HasPrefix(path, prefix) && path[len(prefix)] == '.'
}

func (m *module) span(from, to int) [2]int { return [2]int{m.code.start(from), m.code.end(to)} }

func (m *module) useAt(kind, name string, from, to int) use {
	at := m.span(from, to)
	return use{kind: kind, name: name, from: at[0], to: at[1]}
}

func (m *module) isProduct(path string) bool {
	root, _, _ := strings.Cut(path, ".")
	return contains(m.opts.PythonRoots, root)
}

// attribute files X.name, where name is looked for: a path through an import,
// or a method of something of the product's.
func (m *module) attribute(e *python.Expr) {
	path := m.path(e)
	for _, symbol := range m.opts.Symbols {
		if path == symbol {
			name, _, _ := strings.Cut(e.Dotted(), ".")
			if i := m.imports[name]; !within(i.Module, symbol) && i.Path() != symbol {
				m.add(m.useAt(pythonSymbol, symbol, e.From, e.To))
			}
			continue
		}
		name := symbol
		if owner, method, ok := strings.Cut(symbol, "."); ok && !strings.Contains(method, ".") && !contains(m.opts.PythonRoots, owner) {
			name = method // workflow.print_status
		}
		if e.Name != name || !m.product {
			continue
		}
		if from := m.origin(e.X, 0); from == ours || from == anywhere && !m.defined[name] {
			m.add(m.useAt(pythonSymbol, symbol, e.NameAt, e.To))
		}
	}
}

// An origin is where an object is from, as far as the file tells.
type origin int

const (
	anywhere  origin = iota
	elsewhere        // of another package
	ours             // of the product
)

func (m *module) origin(e *python.Expr, depth int) origin {
	if e == nil || depth > maxReference {
		return anywhere
	}
	switch e.Form {
	case python.Text, python.List, python.Dict, python.Constant:
		return elsewhere
	case python.Call:
		return m.origin(e.X, depth+1)
	case python.Ident, python.Attribute:
		if values := m.assigned[e.Dotted()]; len(values) > 0 {
			all := elsewhere
			for _, v := range values {
				switch m.origin(v, depth+1) {
				case ours:
					return ours
				case anywhere:
					all = anywhere
				}
			}
			return all
		}
		if e.Form == python.Attribute {
			return m.origin(e.X, depth+1)
		}
		if i, ok := m.imports[e.Name]; ok {
			if m.isProduct(i.Module) {
				return ours
			}
			return elsewhere
		}
		if m.defined[e.Name] {
			return elsewhere
		}
	}
	return anywhere
}

// spreadKeywords files the keys of a dictionary that is spread into a call.
func (m *module) spreadKeywords(class string, dict *python.Expr) {
	if !strings.HasPrefix(class, "Create") || !strings.HasSuffix(class, "Request") {
		return
	}
	for _, pair := range dict.Items {
		for _, key := range m.texts(pair.Key, 0) {
			if contains(m.opts.Keywords, key.s) {
				m.add(use{kind: api, name: key.s, from: key.start(0), to: key.end(len(key.s)), note: class})
			}
		}
	}
}

// keywords files the arguments that are looked for, of calls that make an
// entity for the product's API: CreateTableRequest(owner=…).
func (m *module) keywords(e *python.Expr) {
	path := m.path(e.X)
	class := path[strings.LastIndexByte(path, '.')+1:]
	if !m.isProduct(path) || class == "" {
		return
	}
	for _, i := range e.Items {
		switch {
		case i.Stars == 2 && i.Value != nil && i.Value.Form == python.Dict: // **{"owner": …}
			m.spreadKeywords(class, i.Value)
		case i.Name == "":
		case contains(m.opts.Keywords, i.Name) && strings.HasPrefix(class, "Create") && strings.HasSuffix(class, "Request"):
			u := m.useAt(api, i.Name, i.At, i.At+len(i.Name))
			u.note = class
			m.add(u)
		case contains(m.opts.Symbols, i.Name):
			m.add(m.useAt(pythonSymbol, i.Name, i.At, i.At+len(i.Name)))
		}
	}
}

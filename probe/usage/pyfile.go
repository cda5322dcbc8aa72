package usage

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

func init() { register(pyFile{}) }

// pyFile reads Python source.
type pyFile struct{}

var pythonShebang = regexp.MustCompile(`^#!.*\b(python|pypy)[0-9.]*\b`)

func (pyFile) match(name string, head []byte) bool {
	return strings.HasSuffix(name, ".py") || strings.HasSuffix(name, ".pyw") || strings.HasSuffix(name, ".pyi") || bytes.HasPrefix(head, []byte("#!")) && pythonShebang.Match(head)
}

func (pyFile) scan(f *file, code text) error {
	tree := python.Parse(code.s)
	f.python(code, tree)
	return f.pythonProblems(code, tree.Problems)
}

// pythonProblems says where the first thing stands that is no Python.
func (f *file) pythonProblems(code text, problems []python.Problem) error {
	var errs []error
	for _, p := range problems[:min(len(problems), 1)] {
		errs = append(errs, fmt.Errorf("line %d: not valid Python: %s; what it hides was not checked", f.line(code.start(p.At)), p.Message))
	}
	return errors.Join(errs...)
}

// module is one source being read.
type module struct {
	*file
	code text
	tree *python.File

	imports    map[string]python.Import // by what the file calls them
	assigned   map[string][]*python.Expr
	appended   map[string][]*python.Expr
	defined    map[string]bool
	joined     map[*python.Expr]bool // what an address was put together from
	choice     int                   // which of its values each word of a list has just now
	choices    bool                  // there are more
	product    bool                  // something of the product is imported
	configures bool                  // a configuration may be written in it

	until   map[string]int  // see values
	ran     map[script]bool // what was read
	strings memo            // that names hold
	lists   memo            // and lists of words
	joins   int             // see mayJoin
}

// python looks for uses in a source that was parsed.
func (f *file) python(code text, tree *python.File) {
	m := &module{
		file: f, code: code, tree: tree, configures: f.mayConfigure(code.s), imports: map[string]python.Import{},
		assigned: map[string][]*python.Expr{}, appended: map[string][]*python.Expr{}, defined: map[string]bool{},
		joined: map[*python.Expr]bool{}, until: map[string]int{}, ran: map[script]bool{}, strings: newMemo(), lists: newMemo(),
	}
	for i := range tree.Statements {
		m.collect(&tree.Statements[i])
	}
	m.importedSymbols()
	m.returnedCommands()
	for i := range tree.Statements {
		s := &tree.Statements[i]
		if len(s.Exprs) == 1 && s.Exprs[0].Form == python.Text && s.Exprs[0].From == s.From {
			continue // a docstring
		}
		for _, e := range s.Exprs {
			e.Walk(func(e *python.Expr) bool {
				m.look(e)
				return true
			})
		}
	}
	m.lineage()
}

// collect notes what a statement gives a name to.
func (m *module) collect(s *python.Statement) {
	for _, i := range s.Imports {
		m.imports[i.As] = i
		root, _, _ := strings.Cut(i.Module, ".")
		m.product = m.product || contains(m.opts.PythonRoots, root)
	}
	if s.Defines != "" {
		m.defined[s.Defines] = true
	}
	if s.Value != nil {
		for _, t := range s.Targets {
			if name := t.Dotted(); name != "" {
				m.assigned[name] = append(m.assigned[name], s.Value)
			}
		}
	}
	m.collectLoop(s)
	for _, e := range s.Exprs {
		e.Walk(func(e *python.Expr) bool {
			if e.Form == python.Other && len(e.Items) > 1 && e.Items[0].Value.Form == python.Ident && assigns.MatchString(m.code.s[e.Items[0].Value.To:e.Items[1].Value.From]) {
				name := e.Items[0].Value.Name
				m.assigned[name] = append(m.assigned[name], e.Items[1].Value)
			}
			if e.Form == python.Call && e.X.Form == python.Attribute && len(e.Items) == 1 && (e.X.Name == "append" || e.X.Name == "extend") {
				if name := e.X.X.Dotted(); name != "" {
					m.appended[name] = append(m.appended[name], e)
				}
			}
			return true
		})
	}
}

// assigns matches what stands between a name and its value: (name := value).
var assigns = regexp.MustCompile(`^\s*:=\s*$`)

// collectLoop notes what the variable of a loop over a list may be.
func (m *module) collectLoop(s *python.Statement) {
	if len(s.Exprs) == 0 || !strings.HasPrefix(m.code.s[s.From:], "for ") {
		return
	}
	in := s.Exprs[0]
	if in.Form != python.Other || len(in.Items) != 2 || in.Items[0].Value.Form != python.Ident {
		return
	}
	list := in.Items[1].Value
	if values := m.assigned[list.Dotted()]; len(values) == 1 {
		list = values[0]
	}
	if list.Form != python.List || len(list.Items) > maxValues {
		return
	}
	name := in.Items[0].Value.Name
	for _, i := range list.Items {
		m.assigned[name] = append(m.assigned[name], i.Value)
	}
}

// look files what one expression uses.
func (m *module) look(e *python.Expr) {
	m.addressed(e)
	switch e.Form {
	case python.Call:
		m.runs(e)
		m.keywords(e)
		m.setup(e)
		m.environmentOf(e)
		m.environment(e)
		m.importedByName(e)
	case python.Subscript:
		if len(e.Items) == 1 && m.path(e.X) == "os.environ" {
			m.envNamed(e.Items[0].Value, nil)
		}
	case python.Attribute:
		m.attribute(e)
	case python.Text:
		m.literal(e)
	case python.Dict:
		m.dictionary(e)
	}
}

// path is the dotted path of a name, attributes and all, through the imports:
// subprocess.run, whatever the file calls it. "" when the file does not import it.
func (m *module) path(e *python.Expr) string {
	dotted := e.Dotted()
	if dotted == "" {
		return ""
	}
	name, rest, _ := strings.Cut(dotted, ".")
	i, ok := m.imports[name]
	if !ok {
		return ""
	}
	path := i.Path()
	if i.Name == "" && i.As == name && i.Module != name && strings.HasPrefix(i.Module, name+".") {
		path = name // import a.b binds a
	}
	if rest != "" {
		path += "." + rest
	}
	return path
}

func (m *module) at(from, to int) text { return m.code.part(from, to) }

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

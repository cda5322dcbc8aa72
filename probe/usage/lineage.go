package usage

import (
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

// The names that uses of lineage annotations have. All but the first lose
// lineage without a word, in every release.
const (
	lineageDictionary = "dictionary"     // {"tables": […]}: every value is taken for tables
	lineageIncomplete = "incomplete"     // {"entity": …, "fqn": …} without a key
	lineageEntity     = "unknown-entity" // {"entity": "nothing known", …}
	lineageKey        = "unmatched-key"  // a key that only inlets have
	lineageDropped    = "dropped-value"  // {"tables": "no list"}
)

// annotationKeys must all be there for a dictionary to be an annotation of the
// new form.
var annotationKeys = []string{"entity", "fqn", "key"}

// annotation is one new-form element, with the key that joins it to others.
type annotation struct {
	key   string
	known bool // the key is a constant
	from  int
	to    int
}

// annotations gathers a file's annotations per argument: inlets, outlets.
type annotations struct {
	*module
	elements map[string][]annotation
	opaque   bool // something could not be read, so keys may be missing
	seen     map[*python.Expr]bool
}

// lineage files the annotations of tasks. Inlets and outlets often are of
// different tasks of a DAG, so their keys are compared within the file.
func (m *module) lineage() {
	if len(m.opts.Lineage) == 0 {
		return
	}
	a := &annotations{module: m, elements: map[string][]annotation{}, seen: map[*python.Expr]bool{}}
	for i := range m.tree.Statements {
		s := &m.tree.Statements[i]
		for _, t := range s.Targets {
			if t.Form == python.Attribute && contains(m.opts.Lineage, t.Name) && s.Value != nil { // task.inlets = …
				a.value(t.Name, s.Value, 0)
			}
		}
		for _, e := range s.Exprs {
			e.Walk(func(e *python.Expr) bool {
				a.added(e)
				for _, item := range e.Items {
					if e.Form == python.Call && contains(m.opts.Lineage, item.Name) {
						a.value(item.Name, item.Value, 0)
					}
					if item.Key != nil && item.Key.Form == python.Text { // default_args = {"inlets": …}
						if t := m.texts(item.Key, 0); len(t) == 1 && contains(m.opts.Lineage, t[0].s) && m.isAnnotation(item.Value) {
							a.value(t[0].s, item.Value, 0)
						}
					}
				}
				return true
			})
		}
	}
	a.unmatched()
}

// added reads what is added to a task afterwards: task.add_inlets(…),
// task.inlets.append(…).
func (a *annotations) added(e *python.Expr) {
	if e.Form != python.Call || e.X.Form != python.Attribute || len(e.Items) != 1 {
		return
	}
	argument, ok := strings.CutPrefix(e.X.Name, "add_")
	if !ok && (e.X.Name == "append" || e.X.Name == "extend") && e.X.X.Form == python.Attribute {
		argument = e.X.X.Name
	}
	if contains(a.opts.Lineage, argument) {
		a.value(argument, e.Items[0].Value, 0)
	}
}

// isAnnotation says whether what a dictionary's key "inlets" has looks like an
// annotation at all: other dictionaries have such keys, too.
func (m *module) isAnnotation(e *python.Expr) bool {
	return e != nil && (e.Form == python.List && len(e.Items) > 0 && (e.Items[0].Value.Form == python.Dict || e.Items[0].Value.Form == python.Call) || e.Form == python.Dict && len(e.Items) > 0)
}

// value reads what an argument is given.
func (a *annotations) value(argument string, e *python.Expr, depth int) {
	if e == nil || depth > maxReference {
		a.opaque = true
		return
	}
	switch e.Form {
	case python.List:
		for _, i := range e.Items {
			a.value(argument, i.Value, depth+1)
		}
	case python.Sum:
		a.value(argument, e.X, depth+1)
		a.value(argument, e.Items[0].Value, depth+1)
	case python.Dict:
		a.dict(argument, e)
	case python.Call:
		a.call(argument, e)
	case python.Ident, python.Attribute:
		values := a.assigned[e.Dotted()]
		for _, v := range values {
			a.value(argument, v, depth+1)
		}
		a.opaque = a.opaque || len(values) == 0 || len(a.appended[e.Dotted()]) > 0
		for _, added := range a.appended[e.Dotted()] {
			a.value(argument, added.Items[0].Value, depth+1)
		}
	case python.Constant:
	case python.Other:
		if len(e.Items) == 3 { // a if condition else b
			a.value(argument, e.Items[0].Value, depth+1)
			a.value(argument, e.Items[2].Value, depth+1)
			return
		}
		a.opaque = true
	default:
		a.opaque = true
	}
}

// call reads OMEntity(entity=…, fqn=…, key=…) and dict(tables=[…]).
func (a *annotations) call(argument string, e *python.Expr) {
	if e.X.Dotted() == "dict" {
		a.entries(argument, e, func(i python.Item) string { return i.Name })
		return
	}
	key := e.Argument("key", 2)
	if key == nil {
		a.opaque = true // a Dataset, or what a function makes
		return
	}
	a.element(argument, e, key)
}

func (a *annotations) element(argument string, e, key *python.Expr) {
	t := a.texts(key, 0)
	a.elements[argument] = append(a.elements[argument], annotation{
		key: strings.Join(textsOf(t), "\x00"), known: len(t) == 1 && !strings.Contains(t[0].s, unknownValue), from: e.From, to: e.To,
	})
}

func textsOf(list []text) []string {
	var all []string
	for _, t := range list {
		all = append(all, t.s)
	}
	return all
}

func (a *annotations) dict(argument string, e *python.Expr) {
	a.entries(argument, e, func(i python.Item) string {
		if t := a.texts(i.Key, 0); len(t) == 1 {
			return t[0].s
		}
		return ""
	})
}

// entries judges the form of one dictionary.
func (a *annotations) entries(argument string, e *python.Expr, name func(python.Item) string) {
	has := map[string]*python.Expr{}
	open := false // a spread or a computed key may bring anything
	for _, i := range e.Items {
		if n := name(i); n != "" {
			has[n] = i.Value
		} else {
			open = true
		}
	}
	if a.seen[e] || len(e.Items) == 0 {
		return
	}
	a.seen[e] = true
	var missing []string
	for _, k := range annotationKeys {
		if has[k] == nil {
			missing = append(missing, k)
		}
	}
	switch {
	case len(missing) == 0:
		a.element(argument, e, has["key"])
		a.entity(has["entity"])
	case open:
		a.opaque = true
	case has["entity"] != nil || has["fqn"] != nil:
		a.report(e, lineageIncomplete, "no "+strings.Join(missing, " and no ")+": it is taken for the old form, and yields no lineage")
	default:
		a.old(e, has)
	}
}

// old files the old form: every value is a list of names of tables.
func (a *annotations) old(e *python.Expr, has map[string]*python.Expr) {
	dropped := false
	for _, v := range has {
		dropped = dropped || v.Form == python.Text || v.Form == python.Dict || v.Form == python.Constant
	}
	a.report(e, lineageDictionary, "")
	if dropped {
		a.report(e, lineageDropped, "a value is no list, and is dropped")
	}
}

// entity files an entity that does not exist.
func (a *annotations) entity(e *python.Expr) {
	for _, t := range a.texts(e, 0) {
		if len(a.opts.Entities) > 0 && !strings.Contains(t.s, unknownValue) && !contains(a.opts.Entities, strings.ToLower(t.s)) {
			a.report(e, lineageEntity, t.s+" is no entity, so the annotation is skipped")
		}
	}
}

// unmatched files the inlets whose key no outlet has.
func (a *annotations) unmatched() {
	if len(a.opts.Lineage) != 2 || a.opaque {
		return
	}
	in, out := a.elements[a.opts.Lineage[0]], a.elements[a.opts.Lineage[1]]
	keys := map[string]bool{}
	for _, o := range out {
		if !o.known {
			return
		}
		keys[o.key] = true
	}
	for _, i := range in {
		if i.known && !keys[i.key] {
			u := a.useAt(lineageAnnotation, lineageKey, i.from, i.to)
			u.note = "no outlet has the key " + i.key + ", so the edge is dropped"
			a.add(u)
		}
	}
}

func (a *annotations) report(e *python.Expr, name, note string) {
	u := a.useAt(lineageAnnotation, name, e.From, e.To)
	u.note = note
	a.add(u)
}

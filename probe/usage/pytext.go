package usage

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

// Bounds on what an expression may stand for.
const (
	maxValues    = 16 // values of one expression
	maxReference = 12 // names that stand for names
)

// unknownValue is written where a value cannot be known: the shell takes it for
// a variable that is not set.
const unknownValue = "${_}"

// texts returns the strings that an expression may be; nil when that is not
// known.
func (m *module) texts(e *python.Expr, depth int) []text {
	if e == nil || depth > maxReference {
		return nil
	}
	switch e.Form {
	case python.Text:
		return m.literals(e, depth)
	case python.Ident, python.Attribute:
		if m.path(e) == "sys.executable" {
			return []text{m.standIn(e, "python")}
		}
		return m.textsOf(e.Dotted(), depth)
	case python.Sum:
		return m.join(m.known(e.X, depth), m.known(e.Items[0].Value, depth))
	case python.Percent:
		return m.percent(e, depth)
	case python.Call:
		return m.textOfCall(e, depth)
	case python.Other: // a if condition else b
		if len(e.Items) == 3 {
			return append(m.texts(e.Items[0].Value, depth+1), m.texts(e.Items[2].Value, depth+1)...)
		}
	}
	return nil
}

// known returns the strings that an expression may be, or the sign for one
// that is not known.
func (m *module) known(e *python.Expr, depth int) []text {
	if all := m.texts(e, depth+1); len(all) > 0 {
		return all
	}
	return []text{m.standIn(e, unknownValue)}
}

// standIn is a string that stands for the whole of an expression.
func (m *module) standIn(e *python.Expr, s string) text {
	var b textBuilder
	for i := range len(s) {
		b.add(s[i], m.code.start(e.From), m.code.end(max(e.To, e.From)))
	}
	return b.text()
}

// join joins each of the one with each of the other.
func (m *module) join(left, right []text) []text {
	var all []text
	for _, l := range left {
		for _, r := range right {
			if len(all) == maxValues || !m.mayJoin(len(l.s)+len(r.s)) {
				return all
			}
			var b textBuilder
			b.addText(l)
			b.addText(r)
			all = append(all, b.text())
		}
	}
	return all
}

// literals returns the values of string literals in a row.
func (m *module) literals(e *python.Expr, depth int) []text {
	all := []text{{}}
	var run textBuilder // what has one value only: a long text may be written as many strings
	flush := func() {
		if len(run.s) > 0 {
			all = m.join(all, []text{run.text()})
			run = textBuilder{}
		}
	}
	for _, token := range e.Strings {
		for _, p := range python.Pieces(m.code.s, token) {
			switch {
			case p.Field:
				field := python.ParseExpr(m.code.s, p.From, p.To)
				values := m.known(field, depth)
				for i, v := range values {
					values[i] = v.placed(m.code.start(p.From), m.code.end(p.To))
				}
				flush()
				all = m.join(all, values)
			case p.Plain():
				run.addText(m.at(p.From, p.From+len(p.Text)).spelt(p.Text))
			default:
				for i := range len(p.Text) {
					run.add(p.Text[i], m.code.start(p.From), m.code.end(p.To))
				}
			}
		}
	}
	flush()
	return all
}

// addressed files the endpoints in a string, or in one that is put together.
func (m *module) addressed(e *python.Expr) {
	switch e.Form {
	case python.Text, python.Sum, python.Percent, python.Call:
	default:
		return
	}
	if len(m.opts.Endpoints) == 0 || m.joined[e] || e.To > len(m.code.s) || !strings.Contains(m.code.s[e.From:e.To], "/v") {
		return
	}
	all := m.texts(e, 0)
	if len(all) == 0 {
		return
	}
	for _, t := range all {
		m.address(t, false)
	}
	e.Walk(func(part *python.Expr) bool {
		m.joined[part] = true
		return true
	})
}

var conversion = regexp.MustCompile(`%(\(\w+\))?[-#0 +]*[0-9.*]*[a-zA-Z]`)

func (m *module) percent(e *python.Expr, depth int) []text {
	value := e.Items[0].Value
	var all []text
	for _, format := range m.texts(e.X, depth+1) {
		n := 0
		all = append(all, m.fill(format, conversion, func(match string) []text {
			defer func() { n++ }()
			switch {
			case strings.HasPrefix(match, "%("):
				name := match[2:strings.IndexByte(match, ')')]
				for _, i := range value.Items {
					if t := m.texts(i.Key, depth+1); len(t) == 1 && t[0].s == name {
						return m.known(i.Value, depth)
					}
				}
			case value.Form == python.List && n < len(value.Items):
				return m.known(value.Items[n].Value, depth)
			case value.Form != python.List && value.Form != python.Dict:
				return m.known(value, depth)
			}
			return []text{m.standIn(value, unknownValue)}
		}))
	}
	return all
}

// fill replaces what matches in a format.
func (m *module) fill(format text, re *regexp.Regexp, value func(match string) []text) text {
	var b textBuilder
	at := 0
	for _, x := range re.FindAllStringIndex(format.s, -1) {
		b.addText(format.part(at, x[0]))
		for _, v := range value(format.s[x[0]:x[1]])[:1] {
			b.addText(v)
		}
		at = x[1]
	}
	b.addText(format.part(at, len(format.s)))
	return b.text()
}

var formatField = regexp.MustCompile(`\{\w*(![rsa])?(:[^{}]*)?\}`)

// textOfCall knows the methods that make strings of strings.
func (m *module) textOfCall(e *python.Expr, depth int) []text {
	if e.X.Form == python.Attribute {
		switch e.X.Name {
		case "strip", "lstrip", "rstrip", "encode", "lower":
			return m.texts(e.X.X, depth+1)
		case "dedent", "quote", "indent", "cleandoc":
			return m.texts(e.Argument("", 0), depth+1)
		case "format":
			var all []text
			for _, format := range m.texts(e.X.X, depth+1) {
				n := 0
				all = append(all, m.fill(format, formatField, func(match string) []text {
					name := strings.TrimLeft(match, "{")
					name = name[:strings.IndexAny(name, "!:}")]
					index, err := strconv.Atoi(name)
					if name == "" {
						index, err = n, nil
						n++
					}
					if err != nil {
						index = -1
					}
					if v := e.Argument(name, index); v != nil {
						return m.known(v, depth)
					}
					return []text{m.standIn(e, unknownValue)}
				}))
			}
			return all
		case "join":
			words := m.words(e.Argument("", 0), depth+1)
			separator := m.texts(e.X.X, depth+1)
			if words == nil || len(separator) != 1 {
				return nil
			}
			var b textBuilder
			for i, w := range words {
				if i > 0 {
					for k := range len(separator[0].s) {
						b.add(separator[0].s[k], w.start(0), w.start(0))
					}
				}
				b.addText(w)
			}
			return []text{b.text()}
		}
	}
	switch e.X.Dotted() {
	case "str", "dedent", "quote":
		return m.texts(e.Argument("", 0), depth+1)
	}
	return nil
}

// words returns the strings of a list; nil when e is none.
func (m *module) words(e *python.Expr, depth int) []text {
	if e == nil || depth > maxReference {
		return nil
	}
	switch e.Form {
	case python.List:
		words := []text{}
		for _, i := range e.Items {
			if i.Stars == 1 {
				words = append(words, m.words(i.Value, depth+1)...)
				continue
			}
			words = append(words, m.chosen(i.Value, depth))
		}
		return words
	case python.Ident, python.Attribute:
		name := e.Dotted()
		words := m.wordsOf(name, depth)
		if words == nil || !m.mayJoin(perWord*(len(words)+len(m.appended[name]))) {
			return words
		}
		for _, a := range m.appended[name] {
			if a.X.Name == "append" {
				words = append(words, m.known(a.Items[0].Value, depth)[0])
			} else {
				words = append(words, m.words(a.Items[0].Value, depth+1)...)
			}
		}
		return words
	case python.Sum:
		left, right := m.words(e.X, depth+1), m.words(e.Items[0].Value, depth+1)
		if left != nil || right != nil {
			return append(left[:len(left):len(left)], right...)
		}
	case python.Call:
		var of []text
		switch name := e.X.Dotted(); {
		case e.X.Form == python.Attribute && e.X.Name == "split" && m.path(e.X) != "shlex.split":
			of = m.texts(e.X.X, depth+1)
		case name == "split" || m.path(e.X) == "shlex.split":
			of = m.texts(e.Argument("s", 0), depth+1)
		case name == "list" || name == "tuple":
			return m.words(e.Argument("", 0), depth+1)
		}
		if len(of) > 0 {
			return fieldsOf(of[0])
		}
	}
	return nil
}

var blanks = regexp.MustCompile(`\S+`)

// fieldsOf splits at blanks.
func fieldsOf(t text) []text {
	words := []text{}
	for _, x := range blanks.FindAllStringIndex(t.s, -1) {
		words = append(words, t.part(x[0], x[1]))
	}
	return words
}

package usage

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// An arg is one argument of a command after the shell's expansions, as far as
// they can be known without running anything. What cannot is left as it is
// written: "$HOST".
type arg struct {
	text
	pos, stop int // the word in the file
}

// fields expands a word into arguments.
func (u *unit) fields(w *syntax.Word) []arg {
	e := expansion{unit: u, pos: u.at(w.Pos()), stop: u.until(w.End()), escapes: quoteEscapes}
	for _, part := range w.Parts {
		e.part(part, false)
	}
	e.flush(false)
	return e.args
}

// expansion is a word being expanded.
type expansion struct {
	*unit
	pos, stop int
	args      []arg
	cur       textBuilder
	open      bool   // cur is an argument even when it is empty
	escapes   string // what a backslash escapes inside quotes
}

// What a backslash escapes inside double quotes and in here-documents.
const (
	quoteEscapes    = "$`\"\\"
	documentEscapes = "$`\\"
)

func (e *expansion) flush(always bool) {
	if len(e.cur.s) > 0 || e.open || always {
		e.args = append(e.args, arg{e.cur.text(), e.pos, e.stop})
	}
	e.cur, e.open = textBuilder{}, false
}

func (e *expansion) part(p syntax.WordPart, quoted bool) {
	switch p := p.(type) {
	case *syntax.Lit:
		e.literal(p.Pos(), p.End(), quoted)
	case *syntax.SglQuoted:
		e.open = true
		if p.Dollar {
			e.ansi(int(p.Left.Offset())+2, int(p.Right.Offset()))
			return
		}
		e.raw(int(p.Left.Offset())+1, int(p.Right.Offset()))
	case *syntax.DblQuoted:
		e.open = e.open || !onlyAt(p) // "$@" without arguments is no argument
		for _, inner := range p.Parts {
			e.part(inner, true)
		}
	case *syntax.ParamExp:
		if !e.param(p, quoted) {
			e.raw(int(p.Pos().Offset()), int(p.End().Offset()))
		}
	case *syntax.CmdSubst:
		if name, ok := lookup(p); ok {
			e.spread(name, p)
			return
		}
		if words, ok := e.echoed(p); ok {
			e.words(words, p, quoted)
			return
		}
		e.raw(int(p.Pos().Offset()), int(p.End().Offset()))
	default:
		e.raw(int(p.Pos().Offset()), int(p.End().Offset()))
	}
}

func onlyAt(p *syntax.DblQuoted) bool {
	if len(p.Parts) != 1 {
		return false
	}
	_, ok := p.Parts[0].(*syntax.ParamExp)
	return ok
}

// raw appends what is written between two offsets.
func (e *expansion) raw(from, to int) {
	to = min(to, len(e.code.s)) // the parser counts a missing end
	if from < to {
		e.cur.addText(e.code.part(from, to))
	}
}

// literal appends text in which backslashes escape: everything, or inside
// quotes the bytes of escapes.
func (e *expansion) literal(from, to syntax.Pos, quoted bool) {
	src := e.code.s
	for i, end := int(from.Offset()), min(int(to.Offset()), len(src)); i < end; i++ {
		start := i
		if src[i] == '\\' && i+1 < end {
			if src[i+1] == '\n' {
				i++
				continue
			}
			if !quoted || strings.IndexByte(e.escapes, src[i+1]) >= 0 {
				i++
			}
		}
		e.cur.add(src[i], e.code.start(start), e.code.end(i+1))
	}
}

// ansi appends text quoted as $'…'. Of its escapes only those matter that can
// stand between words or in them.
func (e *expansion) ansi(from, to int) {
	src := e.code.s
	for i := from; i < min(to, len(src)); i++ {
		c, start := src[i], i
		if c == '\\' && i+1 < to {
			i++
			switch c = src[i]; c {
			case 'n', 'r':
				c = '\n'
			case 't':
				c = '\t'
			}
		}
		e.cur.add(c, e.code.start(start), e.code.end(i+1))
	}
}

// param appends the value of a variable, when it is known.
func (e *expansion) param(p *syntax.ParamExp, quoted bool) bool {
	if p.Param == nil || p.Excl || p.Length || p.Width || p.IsSet || p.Slice != nil || p.Repl != nil || p.Names != 0 || p.Flags != nil {
		return false
	}
	name := p.Param.Value
	if name == "*" {
		name = arguments
	}
	values, array := e.value(name)
	if p.Exp != nil {
		switch p.Exp.Op {
		case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
			if values == nil && p.Exp.Word != nil {
				values = e.constant(p.Exp.Word)
			}
		default:
			return false
		}
	}
	if values == nil || array && p.Index == nil && name != arguments {
		return false
	}
	switch {
	case array: // "${cmd[@]}"
		for i, v := range values {
			if i > 0 {
				e.flush(true)
			}
			e.spread(v, p)
		}
	case quoted:
		e.spread(strings.Join(values, " "), p)
	default:
		e.words(strings.Join(values, " "), p, false)
	}
	return true
}

// words appends a value that a node stands for, which is split at blanks outside
// of quotes.
func (e *expansion) words(v string, n syntax.Node, quoted bool) {
	if quoted {
		e.spread(v, n)
		return
	}
	for i, word := range strings.Fields(v) {
		if i > 0 || v[0] == ' ' {
			e.flush(false)
		}
		e.spread(word, n)
	}
}

// echoed is what $(echo WORDS) prints.
func (e *expansion) echoed(c *syntax.CmdSubst) (string, bool) {
	if len(c.Stmts) != 1 {
		return "", false
	}
	call, ok := c.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) < 2 || call.Args[0].Lit() != "echo" || len(c.Stmts[0].Redirs) > 0 {
		return "", false
	}
	var words []string
	for _, a := range e.unit.args(call.Args[1:]) {
		words = append(words, a.s)
	}
	all := strings.Join(words, " ")
	return all, len(all) <= maxFilled
}

// spread appends a value that the whole of a node stands for.
func (e *expansion) spread(value string, n syntax.Node) {
	from, to := e.at(n.Pos()), e.until(n.End())
	for i := range len(value) {
		e.cur.add(value[i], from, to)
	}
}

// lookup recognises $(command -v NAME) and its kin.
func lookup(c *syntax.CmdSubst) (string, bool) {
	if len(c.Stmts) != 1 {
		return "", false
	}
	call, ok := c.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) < 2 {
		return "", false
	}
	var words []string
	for _, w := range call.Args {
		words = append(words, w.Lit())
	}
	switch strings.Join(words[:len(words)-1], " ") {
	case "which", "command -v", "type -P", "type -p":
		name := words[len(words)-1]
		return name, name != ""
	}
	return "", false
}

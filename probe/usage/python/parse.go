package python

import "strings"

// Parse reads a source. It reads on behind whatever it does not understand.
func Parse(src string) *File {
	tokens, problems := Tokenize(src)
	p := parser{src: src, tokens: tokens, problems: problems}
	f := &File{Source: src}
	for p.at < len(p.tokens) {
		if p.tokens[p.at].Kind == Newline || p.is(";") {
			p.at++
			continue
		}
		f.Statements = append(f.Statements, p.statement())
	}
	f.Problems = p.problems
	return f
}

// ParseExpr reads the expression at src[from:to], as it stands in a field of
// an f-string. Its offsets are those of src.
func ParseExpr(src string, from, to int) *Expr {
	tokens, _ := Tokenize(src[from:to])
	for i := range tokens {
		tokens[i].From += from
		tokens[i].To += from
	}
	p := parser{src: src, tokens: tokens}
	return p.expr()
}

type parser struct {
	src      string
	tokens   []Token
	at       int
	depth    int
	problems []Problem
}

// word is the token at the position, "" at the end of a line or of the source.
func (p *parser) word() string { return p.ahead(0) }

func (p *parser) ahead(n int) string {
	if p.at+n >= len(p.tokens) || p.tokens[p.at+n].Kind == Newline {
		return ""
	}
	t := p.tokens[p.at+n]
	return p.src[t.From:t.To]
}

func (p *parser) is(word string) bool { return p.word() == word }

func (p *parser) kind() Kind {
	if p.at >= len(p.tokens) {
		return Newline
	}
	return p.tokens[p.at].Kind
}

func (p *parser) take(word string) bool {
	if p.is(word) {
		p.at++
		return true
	}
	return false
}

// last is where the token before the position ends.
func (p *parser) last() int {
	if p.at == 0 {
		return 0
	}
	return p.tokens[p.at-1].To
}

var heads = map[string]bool{
	"if": true, "elif": true, "else": true, "for": true, "while": true, "with": true, "try": true, "except": true,
	"finally": true, "def": true, "class": true, "async": true, "match": true, "case": true,
}

func (p *parser) statement() Statement {
	s := Statement{From: p.tokens[p.at].From}
	switch {
	case p.is("import") && p.kind() == Name:
		p.at++
		p.imports(&s)
	case p.is("from") && p.kind() == Name:
		p.at++
		p.importsFrom(&s)
	case heads[p.word()] && !assigns(p.ahead(1)):
		p.head(&s)
	default:
		p.simple(&s)
	}
	s.To = max(p.last(), s.From)
	return s
}

// assigns tells match = 1, where match is a name, from match x:.
func assigns(next string) bool {
	return next == "=" || next == "." || next == ")" || next == "," || strings.HasSuffix(next, "=") && next != "==" && next != "!="
}

// head reads the head of a compound statement, up to its colon.
func (p *parser) head(s *Statement) {
	if p.is("async") {
		p.at++
	}
	define := p.is("def") || p.is("class")
	p.at++
	if define && p.kind() == Name {
		s.Defines = p.word()
	}
	for p.word() != "" && !p.is(";") {
		if p.take(":") {
			return
		}
		before := p.at
		e := p.expr()
		s.Exprs = append(s.Exprs, e)
		if p.at == before || p.is("=") || p.is(",") || p.is("->") {
			p.at++
		}
	}
}

// simple reads expressions and assignments up to the end of the line.
func (p *parser) simple(s *Statement) {
	var current []*Expr
	adds := false
	for p.word() != "" && !p.is(";") {
		before := p.at
		switch w := p.word(); {
		case w == "," || w == "@" || w == "return" || w == "raise" || w == "del" || w == "assert" || w == "global" || w == "nonlocal":
			p.at++
		case w == ":": // x: int = 1
			p.at++
			s.Exprs = append(s.Exprs, p.expr())
		case w == "=" || len(w) > 1 && strings.HasSuffix(w, "=") && p.kind() == Op && w != "==" && w != "!=" && w != "<=" && w != ">=":
			p.at++
			if w == "=" || w == "+=" {
				s.Targets = append(s.Targets, current...)
				adds = w == "+="
			}
			current = nil
		default:
			e := p.expr()
			current = append(current, e)
			s.Exprs = append(s.Exprs, e)
		}
		if p.at == before {
			p.at++ // nothing that begins an expression
		}
	}
	if len(s.Targets) > 0 {
		switch len(current) {
		case 0:
		case 1:
			s.Value = current[0]
		default:
			s.Value = &Expr{Form: List, From: current[0].From, To: current[len(current)-1].To, Items: items(current)}
		}
	}
	if adds && s.Value != nil && len(s.Targets) == 1 { // x += y is x = x + y
		s.Value = &Expr{Form: Sum, From: s.Targets[0].From, To: s.Value.To, X: s.Targets[0], Items: items([]*Expr{s.Value})}
	}
}

func items(list []*Expr) []Item {
	var all []Item
	for _, e := range list {
		all = append(all, Item{Value: e})
	}
	return all
}

// dotted reads a module's name.
func (p *parser) dotted() (string, [2]int) {
	at := [2]int{}
	var b strings.Builder
	for p.word() == "." || p.word() == "..." || p.kind() == Name && !p.is("import") && !p.is("as") {
		if b.Len() == 0 {
			at[0] = p.tokens[p.at].From
		} else if p.kind() == Name && p.tokens[p.at-1].Kind == Name {
			break
		}
		b.WriteString(p.word())
		p.at++
		at[1] = p.last()
	}
	return b.String(), at
}

func (p *parser) imports(s *Statement) {
	for {
		module, at := p.dotted()
		if module == "" {
			break
		}
		i := Import{Module: module, As: module, From: at[0], To: at[1], ModuleAt: at}
		i.As, _, _ = strings.Cut(module, ".")
		if p.take("as") && p.kind() == Name {
			i.As = p.word()
			p.at++
		}
		s.Imports = append(s.Imports, i)
		if !p.take(",") {
			break
		}
	}
	p.finish(s)
}

func (p *parser) importsFrom(s *Statement) {
	module, at := p.dotted()
	if p.take("import") {
		p.take("(")
		for p.kind() == Name || p.is("*") {
			t := p.tokens[p.at]
			i := Import{Module: module, Name: p.word(), As: p.word(), From: t.From, To: t.To, ModuleAt: at}
			p.at++
			if p.take("as") && p.kind() == Name {
				i.As = p.word()
				p.at++
			}
			s.Imports = append(s.Imports, i)
			if !p.take(",") {
				break
			}
		}
		p.take(")")
	}
	p.finish(s)
}

// finish skips what is left of an import's line.
func (p *parser) finish(s *Statement) {
	for i := range s.Imports {
		s.Imports[i].Alone = len(s.Imports) == 1
	}
	for p.word() != "" && !p.is(";") {
		p.at++
	}
}

// Words that join or begin expressions, like operators.
var joins = map[string]bool{
	"and": true, "or": true, "in": true, "not": true, "is": true, "if": true, "else": true, "for": true, "async": true,
	"await": true, "lambda": true, "yield": true, "from": true, "as": true,
}

var binary = map[string]bool{
	"-": true, "*": true, "/": true, "//": true, "**": true, "@": true, "<<": true, ">>": true, "&": true, "|": true, "^": true,
	"<": true, ">": true, "==": true, "!=": true, "<=": true, ">=": true, "~": true, ":=": true,
}

// expr reads an expression. It reads nothing where none begins.
func (p *parser) expr() *Expr {
	e := &Expr{Form: Other, From: p.start()}
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxNesting {
		p.skip()
		e.To = max(e.From, p.last())
		return e
	}
	operands := 0
	for {
		switch w := p.word(); {
		case w == "":
		case p.kind() == Name && w == "lambda":
			for p.word() != "" && !p.take(":") {
				p.at++
			}
			operands = max(operands, 1) + 1 // no longer a plain operand
			continue
		case p.kind() == Name && joins[w], p.kind() == Op && (binary[w] || w == "*" || w == "**" || w == "-" || w == "+"):
			p.at++
			operands = max(operands, 1) + 1
			continue
		case p.kind() != Op || w == "(" || w == "[" || w == "{" || w == "...":
			part := p.sum()
			operands++
			e.Items = append(e.Items, Item{Value: part})
			continue
		}
		break
	}
	if operands == 1 && len(e.Items) == 1 {
		return e.Items[0].Value
	}
	e.To = max(e.From, p.last())
	return e
}

func (p *parser) start() int {
	if p.at < len(p.tokens) {
		return p.tokens[p.at].From
	}
	return len(p.src)
}

// skip passes over what is nested too deeply to be read.
func (p *parser) skip() {
	open := 0
	for ; p.word() != ""; p.at++ {
		switch p.word() {
		case "(", "[", "{":
			open++
		case ")", "]", "}":
			if open--; open < 0 {
				return
			}
		case ",", ":", "=":
			if open == 0 {
				if len(p.problems) < maxProblems {
					p.problems = append(p.problems, Problem{p.start(), "nested too deeply to be read"})
				}
				return
			}
		}
	}
}

func (p *parser) sum() *Expr { return p.chain("+", Sum, p.product) }

func (p *parser) product() *Expr { return p.chain("%", Percent, p.primary) }

// chain reads operands with an operator between them, from left to right.
func (p *parser) chain(operator string, form Form, operand func() *Expr) *Expr {
	e := operand()
	for p.is(operator) && p.kind() == Op {
		p.at++
		right := operand()
		e = &Expr{Form: form, From: e.From, To: max(e.To, right.To), X: e, Items: []Item{{Value: right}}}
	}
	return e
}

func (p *parser) primary() *Expr {
	e := &Expr{Form: Other, From: p.start()}
	e.To = e.From
	switch w := p.word(); {
	case p.kind() == String:
		e.Form = Text
		for p.kind() == String {
			e.Strings = append(e.Strings, p.tokens[p.at])
			p.at++
		}
	case p.kind() == Number || w == "True" || w == "False" || w == "None" || w == "...":
		e.Form, e.Name = Constant, w
		p.at++
	case p.kind() == Name && !joins[w]:
		e.Form, e.Name = Ident, w
		p.at++
	case w == "(" || w == "[":
		p.at++
		e.Form = List
		comma := p.elements(e, map[string]string{"(": ")", "[": "]"}[w])
		if w == "(" && len(e.Items) == 1 && !comma && e.Items[0].Name == "" && e.Items[0].Stars == 0 {
			e = e.Items[0].Value
			return p.trailers(e)
		}
	case w == "{":
		p.at++
		e.Form = List
		p.elements(e, "}")
		for _, i := range e.Items {
			if i.Key != nil || i.Stars == 2 {
				e.Form = Dict
			}
		}
		if len(e.Items) == 0 {
			e.Form = Dict
		}
	default:
		return e
	}
	e.To = p.last()
	return p.trailers(e)
}

// trailers reads what follows a primary: calls, subscripts, attributes.
func (p *parser) trailers(e *Expr) *Expr {
	for {
		switch {
		case p.is(".") && p.at+1 < len(p.tokens) && p.tokens[p.at+1].Kind == Name:
			p.at++
			e = &Expr{Form: Attribute, From: e.From, X: e, Name: p.word(), NameAt: p.start()}
			p.at++
		case p.is("("):
			p.at++
			e = &Expr{Form: Call, From: e.From, X: e}
			p.elements(e, ")")
		case p.is("["):
			p.at++
			e = &Expr{Form: Subscript, From: e.From, X: e}
			p.elements(e, "]")
		default:
			return e
		}
		e.To = p.last()
	}
}

// elements reads what stands between brackets, with the closing one.
func (p *parser) elements(e *Expr, end string) (comma bool) {
	for p.word() != "" {
		if p.take(end) {
			return comma
		}
		before := p.at
		var i Item
		switch {
		case p.take("*"):
			i.Stars = 1
		case p.take("**"):
			i.Stars = 2
		case p.kind() == Name && p.ahead(1) == "=":
			i.Name, i.At = p.word(), p.start()
			p.at += 2
		}
		i.Value = p.expr()
		if p.is(":") && p.kind() == Op {
			p.at++
			key := i.Value
			i.Value = p.expr()
			if end == "}" {
				i.Key = key
			}
		}
		if p.at > before {
			e.Items = append(e.Items, i)
		}
		switch {
		case p.take(","):
			comma = true
		case p.is(")") || p.is("]") || p.is("}"):
			if !p.is(end) {
				return comma // closes something else
			}
		case p.at == before:
			p.at++
		}
	}
	return comma
}

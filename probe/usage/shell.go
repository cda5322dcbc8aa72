package usage

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

func init() { register(shell{}) }

// shell reads shell scripts.
type shell struct{}

var (
	shellNames = regexp.MustCompile(`\.(sh|bash|bats|ksh|zsh)$|^\.(bashrc|bash_profile|bash_aliases|profile|zshrc|kshrc|envrc)$`)
	shebang    = regexp.MustCompile(`^#!\s*\S*?/?(?:env\s+(?:-S\s+)?(?:-\S+\s+|\w+=\S*\s+)*)?(?:\S*/)?(sh|bash|dash|ash|ksh|mksh|zsh|bats)\b`)
)

func (shell) match(name string, head []byte) bool {
	if m := shebang.Find(head); m != nil {
		return true
	}
	// A script's extension may be a lie: #!/usr/bin/env python3.
	return shellNames.MatchString(name) && !strings.HasPrefix(string(head), "#!")
}

func (shell) scan(name string, src []byte, opts Options) ([]use, error) {
	s := &shellScan{opts: opts, lines: newLines(src), lang: language(name, src), seen: map[string]bool{}}
	err := s.script(withoutCR(src), nil, nil)
	return s.uses, errors.Join(append([]error{err}, s.problems...)...)
}

// language returns the dialect that the first line names, else the file name.
// Bash reads nearly everything that a POSIX shell does, and /bin/sh is often
// Bash.
func language(name string, src []byte) syntax.LangVariant {
	interpreter := strings.TrimPrefix(path.Ext(name), ".")
	if m := shebang.FindSubmatch(src); m != nil {
		interpreter = string(m[1])
	}
	switch interpreter {
	case "ksh", "mksh":
		return syntax.LangMirBSDKorn
	case "zsh", "zshrc":
		return syntax.LangZsh
	case "bats":
		return syntax.LangBats
	}
	return syntax.LangBash
}

// shellScan is the scan of one file.
type shellScan struct {
	opts     Options
	lines    lines
	lang     syntax.LangVariant
	uses     []use
	seen     map[string]bool // the uses
	scripts  int             // that were read
	problems []error         // in scripts inside the script
}

// Bounds on scripts in scripts: bash -c "bash -c …" could be written to keep a
// scan busy for ever.
const (
	maxDepth   = 8
	maxScripts = 20_000

	maxProblems = 10 // reported of one file
)

// script reads code, which is the file or a script inside it, and is given
// input.
func (s *shellScan) script(code text, outer *unit, input []text) error {
	depth := 0
	if outer != nil {
		depth = outer.depth + 1
	}
	if s.scripts++; depth > maxDepth || s.scripts > maxScripts {
		return fmt.Errorf("line %d: too many scripts inside each other: check it by hand", s.line(code.start(0)))
	}
	if tooDeep(code.s) {
		return fmt.Errorf("line %d: nested too deeply to be read: check it by hand", s.line(code.start(0)))
	}
	f, err := syntax.NewParser(syntax.Variant(s.lang)).Parse(strings.NewReader(code.s), "")
	if err != nil && s.lang == syntax.LangBash {
		// What Bash refuses may be good for the /bin/sh it was written for.
		if posix, err2 := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(code.s), ""); err2 == nil {
			f, err = posix, nil
		}
	}
	if f != nil { // up to an error the statements are there
		u := &unit{shellScan: s, code: code, outer: outer, input: input, depth: depth}
		u.collect(f)
		u.walk(f)
	}
	if err != nil {
		pos, message := problem(err)
		return fmt.Errorf("line %d: not a valid shell script: %s; what follows was not checked",
			s.line(code.start(min(int(pos.Offset()), len(code.s)))), message)
	}
	return nil
}

func (s *shellScan) line(offset int) int {
	line, _ := s.lines.position(offset)
	return line
}

// problem returns where and why a parse failed.
func problem(err error) (syntax.Pos, string) {
	var parse syntax.ParseError
	var lang syntax.LangError
	switch {
	case errors.As(err, &parse):
		return parse.Pos, parse.Text
	case errors.As(err, &lang):
		lang.Filename = ""
		text := lang.Error()
		if _, after, ok := strings.Cut(text, ": "); ok {
			text = after
		}
		return lang.Pos, text
	}
	return syntax.Pos{}, err.Error()
}

// unit is one script: the file, or a script inside it.
type unit struct {
	*shellScan
	code  text
	outer *unit  // the script this one stands in, whose variables it sees
	input []text // what it is known to read
	depth int

	vars      map[string]*variable
	functions map[string]bool // whether they run their arguments
}

// at and until turn a node's positions into offsets in the file.
func (u *unit) at(p syntax.Pos) int { return u.code.start(min(int(p.Offset()), len(u.code.s))) }

func (u *unit) until(p syntax.Pos) int { return u.code.end(min(int(p.Offset()), len(u.code.s))) }

// walk looks at every command of the script, however deep it stands.
func (u *unit) walk(f *syntax.File) {
	piped := map[*syntax.Stmt][]text{} // what a command gets from the one before it
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.BinaryCmd:
			if n.Op == syntax.Pipe || n.Op == syntax.PipeAll {
				piped[n.Y] = u.output(n.X)
			}
		case *syntax.Stmt:
			call, ok := n.Cmd.(*syntax.CallExpr)
			if !ok || len(call.Args) == 0 {
				break
			}
			input := u.documents(n)
			if input == nil {
				input = piped[n]
			}
			if input == nil {
				input = u.input
			}
			u.each(call, func() { u.command(u.args(call.Args), input) })
		}
		return true
	})
}

func (u *unit) args(words []*syntax.Word) []arg {
	var args []arg
	for _, w := range words {
		args = append(args, u.fields(w)...)
	}
	return args
}

// documents returns the here-documents and here-strings of a statement.
func (u *unit) documents(s *syntax.Stmt) []text {
	var docs []text
	for _, r := range s.Redirs {
		e := expansion{unit: u, escapes: documentEscapes}
		switch {
		case r.Hdoc != nil && verbatim(r.Word):
			e.raw(int(r.Hdoc.Pos().Offset()), int(r.Hdoc.End().Offset()))
		case r.Hdoc != nil:
			for _, part := range r.Hdoc.Parts {
				e.part(part, true)
			}
		case r.Op == syntax.WordHdoc && r.Word != nil:
			for _, part := range r.Word.Parts {
				e.part(part, false)
			}
		}
		e.flush(false)
		for _, a := range e.args {
			docs = append(docs, a.text)
		}
	}
	return docs
}

// verbatim says whether a here-document is taken as it stands, because its
// delimiter is quoted.
func verbatim(delimiter *syntax.Word) bool {
	bare := delimiter.Lit()
	return bare == "" || strings.Contains(bare, `\`)
}

// output returns what a command is known to print: a here-document through
// cat, or what echo and printf are given.
func (u *unit) output(s *syntax.Stmt) []text {
	call, ok := s.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	switch call.Args[0].Lit() {
	case "cat":
		return u.documents(s)
	case "echo", "printf":
		var out []text
		for _, a := range u.args(call.Args[1:]) {
			if !strings.HasPrefix(a.s, "-") {
				out = append(out, a.text)
			}
		}
		return out
	}
	return nil
}

// embedded reads a script that a command is given, along with what that
// command reads.
func (u *unit) embedded(code text, input []text) {
	if err := u.script(code, u, input); err != nil && len(u.problems) < maxProblems {
		u.problems = append(u.problems, err)
	}
}

// joined returns the arguments as the shell would see them in one line.
func joined(args []arg) text {
	var b textBuilder
	for i, a := range args {
		if i > 0 {
			b.add(' ', a.pos, a.pos)
		}
		b.addText(a.text)
	}
	return b.text()
}

// subcommand is what a subcommand looks like. Anything else behind the tool's
// name, ./file or KEY=VALUE, means that this is another tool of that name.
var subcommand = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// tool files the call of a tool: args[0] is the tool, or what comes before it
// in python -m metadata, whose last word is args[at].
func (u *unit) tool(args []arg, at int) {
	name := base(args[at].s)
	rest := args[at+1:]
	for len(rest) > 1 && strings.HasPrefix(rest[0].s, "-") {
		skip := 1
		if slices.Contains(u.opts.ValueFlags, rest[0].s) || !subcommand.MatchString(rest[1].s) {
			skip = 2 // --log-level DEBUG
		}
		if strings.HasPrefix(rest[1].s, "-") {
			skip = 1
		}
		rest = rest[min(skip, len(rest)):]
	}
	if len(rest) == 0 {
		return
	}
	sub := rest[0].s
	if !subcommand.MatchString(sub) && !strings.ContainsAny(sub, "$`{") {
		return
	}
	found := use{
		kind: cliCommand,
		// As written: some releases spell openmetadata_imports_migration with
		// underscores, others with hyphens. Who compares must fold the two.
		name: name + " " + sub,
		from: args[0].pos,
		to:   args[len(args)-1].stop,
	}
	found.secrets, found.values = secrets(args)
	// A script may be read twice: $(…) inside quotes that bash -c is given.
	if key := fmt.Sprint(found.from, found.name); !u.seen[key] {
		u.seen[key] = true
		u.uses = append(u.uses, found)
	}
}

// secrets returns the places of passwords among the arguments of a call, and
// the passwords themselves: a value out of a variable stands elsewhere.
func secrets(args []arg) (places [][2]int, values []string) {
	hide := func(t text) {
		if n := len(t.s); n == 1 || n > 1 && t.start(0) != t.start(n-1) {
			places = append(places, [2]int{t.start(0), t.end(n)})
		}
		values = append(values, t.s)
	}
	for i, a := range args {
		switch {
		case a.s == "-p" || a.s == "--password":
			if i+1 < len(args) {
				hide(args[i+1].text)
			}
		case strings.HasPrefix(a.s, "--password="):
			hide(a.part(len("--password="), len(a.s)))
		case strings.HasPrefix(a.s, "-p") && len(a.s) > 2:
			hide(a.part(2, len(a.s)))
		}
	}
	return places, values
}

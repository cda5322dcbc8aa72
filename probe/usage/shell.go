package usage

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"
)

func init() { register(shell{}) }

// shell reads shell scripts.
type shell struct{}

var (
	shellNames = named(`\.(sh|bash|bats|ksh|zsh)$|^\.(bashrc|bash_profile|bash_aliases|profile|zshrc|kshrc|envrc)$`,
		".sh", ".ba", ".ksh", ".zsh", ".profile", ".envrc")
	shebang = regexp.MustCompile(`^#!\s*\S*?/?(?:env\s+(?:-S\s+)?(?:-\S+\s+|\w+=\S*\s+)*)?(?:\S*/)?(sh|bash|dash|ash|ksh|mksh|zsh|bats)\b`)
)

func (shell) match(name string, head []byte) bool {
	if bytes.HasPrefix(head, []byte("#!")) { // a script's extension may be a lie
		return shebang.Match(head)
	}
	return shellNames.MatchString(name)
}

func (shell) scan(f *file, code text) error {
	return f.shell(withoutCR(code), language(f.name, code.s), nil, nil)
}

// script reads a shell script that stands inside of the file.
func (f *file) script(code text) { f.note(f.shell(withoutCR(code), syntax.LangBash, nil, nil)) }

// language returns the dialect that the first line names, else the file name.
// Bash reads nearly everything that a POSIX shell does, and /bin/sh is often
// Bash.
func language(name, src string) syntax.LangVariant {
	interpreter := strings.TrimPrefix(path.Ext(name), ".")
	if m := shebang.FindStringSubmatch(src); m != nil {
		interpreter = m[1]
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

// Bounds on scripts in scripts: bash -c "bash -c …" could be written to keep a
// scan busy for ever.
const (
	maxDepth   = 8
	maxScripts = 20_000
)

// shell reads a script, which is the file or stands inside it, and is given
// input.
func (f *file) shell(code text, lang syntax.LangVariant, outer *unit, input []text) error {
	depth := 0
	if outer != nil {
		depth = outer.depth + 1
	}
	if f.scripts++; depth > maxDepth || f.scripts > maxScripts {
		return fmt.Errorf("line %d: too many scripts inside each other: check it by hand", f.line(code.start(0)))
	}
	if tooDeep(code.s) {
		return fmt.Errorf("line %d: nested too deeply to be read: check it by hand", f.line(code.start(0)))
	}
	if !utf8.ValidString(code.s) { // the shell takes any bytes, its parser here does not
		code = code.spelt(asUTF8(code.s))
	}
	tree, err := syntax.NewParser(syntax.Variant(lang)).Parse(strings.NewReader(code.s), "")
	if err != nil && lang == syntax.LangBash {
		// What Bash refuses may be good for the /bin/sh it was written for.
		if posix, err2 := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(code.s), ""); err2 == nil {
			tree, err = posix, nil
		}
	}
	if tree != nil { // up to an error the statements are there
		u := &unit{file: f, lang: lang, code: code, outer: outer, input: input, depth: depth, scratch: outer != nil && outer.scratch}
		for _, name := range f.opts.DatabaseVars {
			u.scratch = u.scratch || strings.Contains(code.s, name)
		}
		u.collect(tree)
		u.walk(tree)
	}
	if err != nil {
		pos, message := problem(err)
		return fmt.Errorf("line %d: not a valid shell script: %s; what follows was not checked",
			f.line(code.start(min(int(pos.Offset()), len(code.s)))), message)
	}
	return nil
}

// asUTF8 writes _ for what is not valid UTF-8.
func asUTF8(s string) string {
	out := []byte(s)
	for i := 0; i < len(out); {
		r, size := utf8.DecodeRune(out[i:])
		if r == utf8.RuneError && size == 1 {
			out[i] = '_'
		}
		i += size
	}
	return string(out)
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
	*file
	lang  syntax.LangVariant
	code  text
	outer *unit  // the script this one stands in, whose variables it sees
	input []text // what it is known to read
	depth int

	scratch bool // it names a variable of Options.DatabaseVars

	vars      map[string]*variable
	functions map[string]bool // whether they run their arguments
	strangers map[string]bool // those that only have a name in common with a command
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
		case *syntax.Assign:
			u.fills = 0
			if n.Name != nil && n.Array == nil {
				u.env(u.code.part(int(n.Name.Pos().Offset()), min(int(n.Name.End().Offset()), len(u.code.s))), u.valueOf(n))
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
			u.fills = 0
			u.databases = u.given(call)
			u.each(call, func() {
				u.fills = 0
				u.command(u.args(call.Args), input)
			})
			u.writes(n)
		}
		return true
	})
}

// given are the variables that name databases, as a command is given them: in
// front of it, behind env or docker run -e, or by the script before.
func (u *unit) given(call *syntax.CallExpr) map[string]string {
	if !u.scratch {
		return nil
	}
	given := map[string]string{}
	for _, name := range u.opts.DatabaseVars {
		if values, array := u.value(name); !array && len(values) == 1 && !strings.Contains(values[0], "$") {
			given[name] = values[0]
		}
		for _, a := range call.Assigns {
			if a.Name != nil && a.Name.Value == name {
				given[name] = u.valueOf(a).s
			}
		}
		for _, a := range u.args(call.Args) {
			if value, ok := strings.CutPrefix(strings.TrimPrefix(a.s, "--env="), name+"="); ok {
				given[name] = value
			}
		}
		if strings.Contains(given[name], "$") {
			delete(given, name)
		}
	}
	return given
}

// valueOf is the value that an assignment gives, "" when it takes running the
// script to know.
func (u *unit) valueOf(a *syntax.Assign) text {
	if a.Value == nil {
		return text{}
	}
	if args := u.fields(a.Value); len(args) == 1 {
		return args[0].text
	}
	return text{}
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
			if r.Hdoc != nil {
				a.text = u.withoutDelimiter(a.text, r.Word)
			}
			docs = append(docs, a.text)
		}
	}
	return docs
}

// withoutDelimiter takes off the line that ends a here-document, which the parser
// counts in.
func (u *unit) withoutDelimiter(doc text, delimiter *syntax.Word) text {
	words := u.fields(delimiter)
	if len(words) != 1 {
		return doc
	}
	body := strings.TrimSuffix(doc.s, "\n")
	last := strings.LastIndexByte(body, '\n') + 1
	if strings.TrimLeft(body[last:], "\t") != words[0].s {
		return doc
	}
	return doc.part(0, last)
}

// verbatim says whether a here-document is taken as it stands, because its
// delimiter is quoted.
func verbatim(delimiter *syntax.Word) bool {
	bare := delimiter.Lit()
	return bare == "" || strings.Contains(bare, `\`)
}

// embedded reads a script that a command is given, along with what that
// command reads.
func (u *unit) embedded(code text, input []text) {
	u.note(u.file.shell(code, u.lang, u, input))
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

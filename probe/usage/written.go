package usage

import (
	"regexp"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// output returns what a command is known to print: a here-document through
// cat, or what echo and printf are given. Of a group it is what each of its
// commands prints.
func (u *unit) output(s *syntax.Stmt) []text {
	switch c := s.Cmd.(type) {
	case *syntax.CallExpr:
		return u.printed(s, c)
	case *syntax.BinaryCmd:
		if c.Op == syntax.Pipe || c.Op == syntax.PipeAll {
			return u.output(c.Y)
		}
		return append(u.output(c.X), u.output(c.Y)...)
	case *syntax.Block:
		return u.outputs(c.Stmts)
	case *syntax.Subshell:
		return u.outputs(c.Stmts)
	}
	return nil
}

func (u *unit) outputs(all []*syntax.Stmt) (out []text) {
	for _, s := range all {
		out = append(out, u.output(s)...)
	}
	return out
}

func (u *unit) printed(s *syntax.Stmt, call *syntax.CallExpr) []text {
	if len(call.Args) == 0 {
		return nil
	}
	name := call.Args[0].Lit()
	switch name {
	case "cat":
		return u.documents(s)
	case "echo", "printf":
		var out []text
		for _, a := range u.args(call.Args[1:]) {
			if strings.HasPrefix(a.s, "-") {
				continue
			}
			if name == "printf" {
				a.text = withNewlines(a.text)
			}
			out = append(out, a.text)
		}
		return out
	}
	return nil
}

// withNewlines reads printf's \n.
func withNewlines(t text) text {
	if !strings.Contains(t.s, `\n`) {
		return t
	}
	var b textBuilder
	for i := 0; i < len(t.s); i++ {
		if t.s[i] == '\\' && i+1 < len(t.s) && t.s[i+1] == 'n' {
			b.add('\n', t.start(i), t.end(i+2))
			i++
			continue
		}
		b.add(t.s[i], t.start(i), t.end(i+1))
	}
	return b.text()
}

// writes reads the file that a command writes: cat > run.sh <<EOF.
func (u *unit) writes(s *syntax.Stmt) {
	for _, r := range s.Redirs {
		switch r.Op {
		case syntax.RdrOut, syntax.AppOut, syntax.RdrClob, syntax.AppClob, syntax.RdrAll, syntax.AppAll:
		default:
			continue
		}
		if args := u.fields(r.Word); len(args) == 1 {
			u.files(args[0].s, u.output(s))
		}
	}
}

// documentOf is the name of a file like the one that a command reads from its
// standard input, "" when it reads none: kubectl apply -f -, docker build -.
func documentOf(name string, args []arg) string {
	build := len(args) > 1 && (args[1].s == "build" || args[1].s == "buildx")
	for i, a := range args[1:] {
		before := args[i].s
		switch {
		case a.s != "-" && !documentFlag.MatchString(strings.TrimSuffix(a.s, "-")):
		case build && (name == "docker" || name == "podman" || name == "nerdctl" || name == "buildah"):
			return "Dockerfile"
		case a.s == "-" && !documentFlag.MatchString(before):
		case name == "kubectl" || name == "oc" || name == "helm" || name == "docker" || name == "docker-compose":
			return "document.yaml"
		}
	}
	return ""
}

// documentFlag is a flag that a file of a document follows.
var documentFlag = regexp.MustCompile(`^(-f|--filename|--file|--values|-c|--compose-file)=?$`)

// files reads contents as what the name of their file says. They may be a part of
// it only, and the shell fills in the rest.
func (u *unit) files(path string, contents []text) {
	name := base(path)
	if strings.Contains(path, "cron.d/") {
		name = "crontab"
	}
	for _, c := range contents {
		u.guessed(c.s, func() { u.embed(name, c) })
	}
}

package docs

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/unset-variable", Severity: rules.Info,
		Title: "a shell snippet uses a variable that nothing on the page sets",
		Why:   "pasted as it is, the command runs with an empty word in the variable's place",
		Fix:   "set the variable in the snippet, or tell the reader to export it first",
		Bad:   rules.Example{Text: "```bash\nmysqldump -h $DUMP_HOST openmetadata_db > $DUMP_FILE\n```\n"},
		Good:  rules.Example{Text: "```bash\nexport DUMP_FILE=backup.sql\nmysqldump -h \"${DB_HOST:-mysql}\" openmetadata_db > \"$HOME/$DUMP_FILE\"\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isScript() || !strings.Contains(f.text, "$") {
			return
		}
		source := string(c.Source)
		reported := map[string]bool{}
		for _, v := range unset(f) {
			if reported[v.name] || named(source, v.name) {
				continue
			}
			reported[v.name] = true
			c.ReportLine(f.first+v.line, "nothing on the page sets $%s", v.name)
		}
	})
}

// named is true when a page says something of a variable besides using it: sets
// it, or names it in its text or a table.
func named(source, name string) bool {
	for rest := source; ; {
		i := strings.Index(rest, name)
		if i < 0 {
			return false
		}
		used := i > 0 && (rest[i-1] == '$' || rest[i-1] == '{' && i > 1 && rest[i-2] == '$')
		if !used {
			return true
		}
		rest = rest[i+len(name):]
	}
}

// environment are variables that a login shell has.
var environment = []string{"HOME", "PATH", "PWD", "OLDPWD", "USER", "SHELL", "HOSTNAME", "LANG", "TERM", "TMPDIR", "EDITOR", "RANDOM", "SECONDS", "UID", "EUID", "JAVA_HOME", "VIRTUAL_ENV", "LOGNAME", "IFS", "BASH_SOURCE", "LINENO", "REPLY"}

type variable struct {
	name string
	line int // counted from 0
}

// unset are the variables that a snippet uses and does not set, those with a
// default left out.
func unset(f fence) []variable {
	read := f.code.shell()
	if read.err != nil {
		return nil
	}
	set := map[string]bool{}
	var used []variable
	syntax.Walk(read.file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.Assign:
			if n.Name != nil {
				set[n.Name.Value] = true
			}
		case *syntax.WordIter:
			set[n.Name.Value] = true
		case *syntax.CallExpr:
			if len(n.Args) > 1 && n.Args[0].Lit() == "read" {
				for _, a := range n.Args[1:] {
					set[a.Lit()] = true
				}
			}
		case *syntax.ParamExp:
			if n.Exp == nil && n.Param != nil && !n.Length && syntax.ValidName(n.Param.Value) {
				used = append(used, variable{n.Param.Value, int(n.Pos().Line()) - 1})
			}
		}
		return true
	})
	return slices.DeleteFunc(used, func(v variable) bool { return set[v.name] || slices.Contains(environment, v.name) })
}

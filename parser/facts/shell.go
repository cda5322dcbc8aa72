package facts

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// call is one command of a shell script, its words without quotes.
type call struct {
	words     []string
	assigns   map[string]string // NAME=value before the command, or exported
	line, end int
}

// placeholder is what pages write for the reader's own values; a shell would
// take the angle brackets for redirections.
var placeholder = regexp.MustCompile(`<[A-Za-z][\w .:/-]*>`)

// readShell lists the commands of a script. Text that is no shell as a whole
// is read line by line, and lines that are none are left out.
func readShell(text string) []call {
	var written []string // the placeholders as the page has them, and their stand-ins
	text = placeholder.ReplaceAllStringFunc(text, func(s string) string {
		plain := "__" + strings.Map(func(r rune) rune {
			if r == ' ' || r == ':' || r == '/' {
				return '_'
			}
			return r
		}, s[1:len(s)-1]) + "__"
		written = append(written, plain, s)
		return plain
	})
	calls := readPlainShell(text)
	if len(written) == 0 {
		return calls
	}
	restore := strings.NewReplacer(written...)
	for _, c := range calls {
		for i := range c.words {
			c.words[i] = restore.Replace(c.words[i])
		}
	}
	return calls
}

// readPlainShell reads a script without placeholders.
func readPlainShell(text string) []call {
	if calls, err := parseShell(text, 0); err == nil {
		return calls
	}
	var out []call
	for n, line := range strings.Split(text, "\n") {
		if calls, err := parseShell(line, n); err == nil {
			out = append(out, calls...)
		}
	}
	return out
}

// shellParsers are kept for the next text: one is larger than what it reads.
var shellParsers = sync.Pool{New: func() any { return syntax.NewParser(syntax.KeepComments(false)) }}

func parseShell(text string, skipped int) ([]call, error) {
	parser := shellParsers.Get().(*syntax.Parser)
	defer shellParsers.Put(parser)
	file, err := parser.Parse(strings.NewReader(text), "")
	if err != nil {
		return nil, err
	}
	var out []call
	syntax.Walk(file, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CallExpr:
			c := call{line: int(n.Pos().Line()) + skipped, end: int(n.End().Line()) + skipped, assigns: map[string]string{}}
			for _, a := range n.Assigns {
				if a.Name != nil {
					c.assigns[a.Name.Value] = literal(a.Value)
				}
			}
			for _, w := range n.Args {
				c.words = append(c.words, literal(w))
			}
			c.words = bare(c.words)
			out = append(out, c)
		case *syntax.DeclClause:
			c := call{line: int(n.Pos().Line()) + skipped, end: int(n.End().Line()) + skipped, assigns: map[string]string{}}
			for _, a := range n.Args {
				if a.Name != nil {
					c.assigns[a.Name.Value] = literal(a.Value)
				}
			}
			out = append(out, c)
		}
		return true
	})
	return out, nil
}

// literal is a word's text without quotes; expansions keep their source form.
func literal(w *syntax.Word) string {
	if w == nil {
		return ""
	}
	if len(w.Parts) == 1 {
		if plain, ok := w.Parts[0].(*syntax.Lit); ok {
			return plain.Value
		}
	}
	var sb strings.Builder
	var add func(parts []syntax.WordPart)
	add = func(parts []syntax.WordPart) {
		for _, p := range parts {
			switch p := p.(type) {
			case *syntax.Lit:
				sb.WriteString(p.Value)
			case *syntax.SglQuoted:
				sb.WriteString(p.Value)
			case *syntax.DblQuoted:
				add(p.Parts)
			case *syntax.ParamExp:
				if p.Param != nil {
					sb.WriteString("$" + p.Param.Value)
				}
			default:
				sb.WriteByte('$')
			}
		}
	}
	add(w.Parts)
	return sb.String()
}

// bare strips what only says where or as whom a command runs: sudo, env, a
// shell's name, docker exec, kubectl exec.
func bare(words []string) []string {
	for len(words) > 1 {
		switch base := path.Base(words[0]); {
		case base == "sudo" || base == "env" || base == "exec" || base == "time" || base == "nohup" || base == "$" || base == ">":
			words = words[1:]
			for len(words) > 1 && strings.HasPrefix(words[0], "-") {
				words = words[1:]
			}
		case (base == "sh" || base == "bash") && (strings.HasSuffix(words[1], ".sh") || strings.Contains(words[1], "/")):
			words = words[1:]
		case base == "docker" || base == "docker-compose" || base == "kubectl" || base == "podman":
			inner := insideContainer(words)
			if inner == nil {
				return words
			}
			words = inner
		default:
			return words
		}
	}
	return words
}

// insideContainer returns the command an "exec" or "run" hands to a container.
func insideContainer(words []string) []string {
	i := slices.Index(words, "exec")
	if i < 0 {
		return nil
	}
	rest := words[i+1:]
	if j := slices.Index(rest, "--"); j >= 0 && j+1 < len(rest) {
		return rest[j+1:]
	}
	takesValue := []string{"-e", "--env", "-u", "--user", "-w", "--workdir", "-n", "--namespace", "-c", "--container", "--index"}
	for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
		if slices.Contains(takesValue, rest[0]) && len(rest) > 1 {
			rest = rest[1:]
		}
		rest = rest[1:]
	}
	if len(rest) < 2 {
		return nil
	}
	return rest[1:] // what follows the container's name
}

// flag is the value of a flag given as "--port 3306", "--port=3306" or "-P3306".
func (c call) flag(names ...string) string {
	for i, w := range c.words {
		for _, n := range names {
			if w == n && i+1 < len(c.words) {
				return c.words[i+1]
			}
			if rest, ok := strings.CutPrefix(w, n+"="); ok && strings.HasPrefix(n, "--") {
				return rest
			}
		}
	}
	return ""
}

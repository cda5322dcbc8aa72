package docs

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// fenceRule registers a rule that looks at code fences.
func fenceRule(r rules.Rule, check func(*rules.Context, fence)) {
	r.Since = "0.1.0"
	r.Nodes = []parser.NodeType{parser.TypeFence}
	r.New = func(c *rules.Context) rules.Visitor {
		return rules.Visitor{Node: func(n *parser.Node) { check(c, fences.Of(c.Page)[n]) }}
	}
	register(r)
}

// fence is a code block. Its first content line is source line `first`.
type fence struct {
	node     *parser.Node
	language string // lower case, "" when none is named
	text     string
	first    int
	code     *snippet
	calls    func() []call // its commands as shell, by their lines in the source
}

// fences are the code blocks of a page.
var fences = rules.NewPerPage(func(p *rules.Page) map[*parser.Node]fence {
	found := map[*parser.Node]fence{}
	known := snippets.Of(p.Site)
	parser.Walk(p.Root, func(n *parser.Node) bool {
		if n.Type == parser.TypeFence {
			f := fence{
				node: n, language: strings.ToLower(strings.Trim(n.String("language"), "{}. ")), text: n.String("content"),
				first: p.Position(n.Span.Start).Line + 1, code: known.of(n.String("content")),
			}
			f.calls = sync.OnceValue(func() []call { return placed(f.code.calls(), f.first) })
			found[n] = f
		}
		return true // a tag that is never closed has the blocks behind it in its line
	})
	return found
})

// snippet is the code of a fence. A site shows the same code on many pages, in
// each of its releases; it is read once.
type snippet struct {
	shell    func() shell        // what it is as shell
	calls    func() []call       // as shell; lines are counted from 0
	language func() string       // what it is beyond doubt, see contentLanguage
	sets     func() []assignment // as SQL; lines are counted from 0
	keys     func() []string     // of each line as YAML, "" for none
	notYAML  func() problem      // as far as it can be told, see yamlError
	notShell func() problem      // likewise, see shellError
}

// problem is what is wrong with a snippet, "" for nothing, and its 1-based line.
type problem struct {
	line    int
	message string
}

type snippetSet struct {
	mu   sync.Mutex
	seen map[string]*snippet
}

var snippets = rules.NewPerSite(func(*rules.Site) *snippetSet { return &snippetSet{seen: map[string]*snippet{}} })

func (s *snippetSet) of(text string) *snippet {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.seen[text]
	if known == nil {
		read := sync.OnceValue(func() shell { return readShell(text) })
		known = &snippet{
			shell:    read,
			calls:    sync.OnceValue(func() []call { return readCalls(text, read()) }),
			language: sync.OnceValue(func() string { return contentLanguage(text) }),
			sets:     sync.OnceValue(func() []assignment { return readSets(text, 0) }),
			keys:     sync.OnceValue(func() []string { return yamlKeys(text) }),
			notYAML:  sync.OnceValue(func() problem { return yamlError(text) }),
			notShell: sync.OnceValue(func() problem { return shellError(text, read()) }),
		}
		s.seen[text] = known
	}
	return known
}

// opening is the span of the fence's first line.
func (f fence) opening(d *parser.Document) parser.Span {
	end := f.node.Span.Start
	for end < len(d.Source) && d.Source[end] != '\n' && d.Source[end] != '\r' {
		end++
	}
	return parser.Span{Start: f.node.Span.Start, End: end}
}

func (f fence) isShell() bool {
	return slices.Contains([]string{"bash", "sh", "shell", "zsh", "console", "terminal", "shell-session", "shellsession", "commandline", "command"}, f.language)
}

// isScript is true for commands to run; isShell for transcripts, too.
func (f fence) isScript() bool {
	return slices.Contains([]string{"bash", "sh", "shell", "zsh"}, f.language)
}

func (f fence) isYAML() bool { return f.language == "yaml" || f.language == "yml" }

func (f fence) isSQL() bool {
	return slices.Contains([]string{"sql", "mysql", "postgres", "postgresql", "pgsql", "plpgsql"}, f.language)
}

// Placeholders are what a reader replaces: <name>, {name}, {{ name }}, {% tag %}.
var (
	anglePlaceholder = regexp.MustCompile(`<[A-Za-z][\w .,:/'-]*>`)
	bracePlaceholder = regexp.MustCompile(`\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}`)
	shellPrompt      = regexp.MustCompile(`(?m)^[ \t]*(?:[\w@:~-]*\$|>) `)
)

// filled puts words of the same length where placeholders stand.
func filled(text string, patterns ...*regexp.Regexp) string {
	for _, p := range patterns {
		text = p.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("x", len(s)) })
	}
	return text
}

// hasPrompt is true for a transcript of a shell.
func hasPrompt(text string) bool {
	return (strings.Contains(text, "$ ") || strings.Contains(text, "> ")) && shellPrompt.MatchString(text)
}

// shellText is what of a shell fence is to be run: in a transcript, the lines
// behind a prompt.
func shellText(snippet string) string {
	text := filled(snippet, anglePlaceholder, bracePlaceholder)
	if !hasPrompt(text) {
		return text
	}
	lines := strings.Split(text, "\n")
	more := false
	for i, l := range lines {
		prompt := shellPrompt.FindString(l)
		if prompt == "" && !more {
			lines[i] = ""
			continue
		}
		lines[i] = l[len(prompt):]
		more = strings.HasSuffix(strings.TrimSpace(l), `\`)
	}
	return strings.Join(lines, "\n")
}

// call is one command of a shell fence: its words, and the source line.
type call struct {
	words  []string // quotes removed; an expansion is written as it is in the source
	assign []string // NAME=value in front of it
	line   int
}

// placed are calls with lines that are counted from another first one.
func placed(list []call, first int) []call {
	list = slices.Clone(list)
	for i := range list {
		list[i].line += first
	}
	return list
}

// shell is a snippet read as shell commands.
type shell struct {
	text string // what of it is to be run
	file *syntax.File
	err  error
}

var shellParsers = sync.Pool{New: func() any { return syntax.NewParser() }}

func readShell(text string) shell {
	parser := shellParsers.Get().(*syntax.Parser)
	defer shellParsers.Put(parser)
	clean := shellText(text)
	file, err := parser.Parse(strings.NewReader(clean), "")
	return shell{clean, file, err}
}

// readCalls lists the commands of a shell snippet, pipelines and substitutions
// taken apart; none when it cannot be parsed.
func readCalls(text string, read shell) []call {
	if read.err != nil {
		return nil
	}
	clean := read.text
	if !hasPrompt(text) { // with prompts cut out, offsets have moved
		clean = text
	}
	source := func(from, to syntax.Pos) string {
		return clean[min(int(from.Offset()), len(clean)):min(int(to.Offset()), len(clean))]
	}
	var list []call
	syntax.Walk(read.file, func(n syntax.Node) bool {
		e, ok := n.(*syntax.CallExpr)
		if !ok {
			return true
		}
		c := call{line: int(e.Pos().Line()) - 1}
		for _, a := range e.Assigns {
			c.assign = append(c.assign, source(a.Pos(), a.End()))
		}
		for _, w := range e.Args {
			c.words = append(c.words, strings.Map(unquote, source(w.Pos(), w.End())))
		}
		if len(c.words) > 0 {
			list = append(list, c)
		}
		return true
	})
	return list
}

func unquote(r rune) rune {
	if r == '"' || r == '\'' {
		return -1
	}
	return r
}

// program is the call without what only says where or as whom it runs:
// `sudo`, `docker compose exec SERVICE`, `kubectl exec POD --`.
func (c call) program() []string {
	w := c.words
	if w[0] == "sudo" {
		w = w[1:]
	}
	for i, word := range w {
		if word == "exec" && i > 0 && slices.Contains([]string{"docker", "docker-compose", "kubectl"}, w[0]) {
			for j := i + 1; j < len(w); j++ {
				if slices.Contains([]string{"mysql", "mysqldump", "mysqladmin", "psql", "pg_dump", "metadata", "python", "python3", "bash", "sh"}, w[j]) && j > i+1 {
					return w[j:]
				}
			}
		}
	}
	return w
}

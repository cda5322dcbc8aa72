package usage

import (
	"regexp"
	"strings"
)

func init() { register(makefile{}) }

// makefile reads Makefiles: the recipes, with the variables that the file
// gives a value.
type makefile struct{}

var makefileNames = named(`^(GNUm|[mM])akefile([._-].*)?$|\.(mk|mak|make)$|^[jJ]ustfile$|^\.justfile$`, "akefile", ".m", "ustfile")

func (makefile) match(name string, _ []byte) bool { return makefileNames.MatchString(name) }

var (
	makeAssignment = regexp.MustCompile(`^[ ]*(?:export[ \t]+|override[ \t]+)*([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(\?=|:{0,3}=|\+=|!=)[ \t]*`)
	makeReference  = regexp.MustCompile(`\$\$|\$[({]([A-Za-z_][A-Za-z0-9_.-]*)[)}]|\{\{[ ]*([A-Za-z_]\w*)[ ]*\}\}`)
	makeRule       = regexp.MustCompile(`^[^\t#=][^=]*?:([^=]|$)`)
)

func (makefile) scan(f *file, code text) error {
	code = withoutCR(code)
	lines := makeLines(code)
	vars := map[string]text{}
	just := strings.HasSuffix(strings.ToLower(f.name), "justfile")
	f.defined(lines, vars)
	for _, line := range lines {
		f.makeShell(line, vars)
		if m := makeAssignment.FindStringSubmatchIndex(line.s); m != nil && !strings.HasPrefix(line.s, "\t") {
			name := line.part(m[2], m[3])
			value := line.part(m[1], len(line.s))
			value = value.part(0, len(strings.TrimRight(makeComment(value.s), " \t\n")))
			f.env(name, value)
			if line.s[m[4]:m[5]] == "!=" {
				f.script(value)
				continue
			}
			if just {
				if w := shellWords(value); len(w) == 1 {
					value = w[0]
				}
			}
			vars[name.s] = value
		}
	}
	var recipe textBuilder
	flush := func() {
		if len(recipe.s) > 0 {
			f.script(recipe.text())
		}
		recipe = textBuilder{}
	}
	for _, line := range lines {
		indented := strings.HasPrefix(line.s, "\t") || just && strings.HasPrefix(line.s, " ")
		switch {
		case indented:
			command := line.part(len(line.s)-len(strings.TrimLeft(line.s, " \t@-+")), len(line.s))
			recipe.addText(expandMake(command, vars, 0))
			end := line.end(len(line.s))
			recipe.add('\n', end, end)
		case strings.TrimSpace(line.s) == "":
		default:
			flush()
			if m := makeRule.FindStringIndex(line.s); m != nil {
				if i := strings.IndexByte(line.s, ';'); i > 0 { // behind a semicolon stands a command
					f.script(expandMake(line.part(i+1, len(line.s)), vars, 0))
				}
			}
		}
	}
	flush()
	return nil
}

// defined files the recipes that define names, where a rule runs them. What is
// indented in them is met with the recipes of rules.
func (f *file) defined(lines []text, vars map[string]text) {
	runs := map[string]bool{}
	for _, line := range lines {
		if m := makeRuns.FindStringSubmatch(line.s); m != nil {
			runs[m[1]] = true
		}
	}
	var body textBuilder
	name := ""
	for _, line := range lines {
		m := makeDefine.FindStringSubmatch(line.s)
		switch {
		case m != nil:
			name, body = m[1], textBuilder{}
		case strings.TrimSpace(line.s) == "endef":
			if runs[name] && len(body.s) > 0 {
				f.script(expandMake(body.text(), vars, 0))
			}
			name = ""
		case name != "" && !strings.HasPrefix(line.s, "\t"):
			command := line.part(len(line.s)-len(strings.TrimLeft(line.s, " @-+")), len(line.s))
			body.addText(command)
			end := line.end(len(line.s))
			body.add('\n', end, end)
		}
	}
}

var (
	makeDefine = regexp.MustCompile(`^[ ]*(?:override[ ]+)?define[ ]+([\w.-]+)`)
	makeRuns   = regexp.MustCompile(`^\t[ \t@+-]*\$[({](?:call[ ]+)?([\w.-]+)[,)}]`)
)

// makeShell files the commands of $(shell …).
func (f *file) makeShell(line text, vars map[string]text) {
	if strings.HasPrefix(strings.TrimSpace(line.s), "#") {
		return
	}
	const call = "$(shell "
	for at := 0; ; {
		n := strings.Index(line.s[at:], call)
		if n < 0 {
			return
		}
		from := at + n + len(call)
		to, open := from, 1
		for ; to < len(line.s) && open > 0; to++ {
			switch line.s[to] {
			case '(':
				open++
			case ')':
				open--
			}
		}
		if open == 0 {
			f.script(expandMake(line.part(from, to-1), vars, 0))
		}
		at = from
	}
}

// makeLines returns the lines, continued ones joined as the shell would see
// them.
func makeLines(code text) []text {
	var all []text
	from := 0
	for at := 0; at < len(code.s); {
		end := len(code.s)
		if n := strings.IndexByte(code.s[at:], '\n'); n >= 0 {
			end = at + n
		}
		if end > at && code.s[end-1] == '\\' && end < len(code.s) {
			at = end + 1
			continue
		}
		all = append(all, code.part(from, end))
		at = end + 1
		from = at
	}
	if from < len(code.s) {
		all = append(all, code.part(from, len(code.s)))
	}
	return all
}

// makeComment takes a comment off a value.
func makeComment(s string) string {
	if i := strings.Index(s, " #"); i >= 0 {
		return s[:i]
	}
	return s
}

// expandMake fills variables in, and turns make's $$ into the shell's $.
func expandMake(t text, vars map[string]text, depth int) text {
	var b textBuilder
	at := 0
	for _, m := range makeReference.FindAllStringSubmatchIndex(t.s, -1) {
		b.addText(t.part(at, m[0]))
		at = m[1]
		name := ""
		for _, g := range []int{2, 4} {
			if m[g] >= 0 {
				name = t.s[m[g]:m[g+1]]
			}
		}
		value, known := vars[name]
		switch {
		case name == "":
			b.add('$', t.start(m[0]), t.end(m[1]))
		case known && depth < maxReference && len(b.s) < maxExpansion:
			b.addText(expandMake(value, vars, depth+1).placed(t.start(m[0]), t.end(m[1])))
		default: // as the shell would write a variable
			for _, c := range []byte("${" + strings.NewReplacer(".", "_", "-", "_").Replace(name) + "}") {
				b.add(c, t.start(m[0]), t.end(m[1]))
			}
		}
	}
	b.addText(t.part(at, len(t.s)))
	return b.text()
}

// maxExpansion bounds what variables that hold each other grow to.
const maxExpansion = 1 << 16

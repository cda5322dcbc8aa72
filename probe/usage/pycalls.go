package usage

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/probe/usage/python"
)

// How functions of the standard library run commands: the index of the
// argument that holds the command, or the first of its words.
var runsAt = map[string]int{
	"subprocess.run": 0, "subprocess.call": 0, "subprocess.check_call": 0, "subprocess.check_output": 0,
	"subprocess.Popen": 0, "subprocess.getoutput": 0, "subprocess.getstatusoutput": 0,
	"os.system": 0, "os.popen": 0, "commands.getoutput": 0, "pty.spawn": 0,
	"os.execv": 1, "os.execve": 1, "os.execvp": 1, "os.execvpe": 1, "os.posix_spawn": 1, "os.posix_spawnp": 1,
	"os.spawnv": 2, "os.spawnve": 2, "os.spawnvp": 2, "os.spawnvpe": 2,
	"os.execl": 1, "os.execle": 1, "os.execlp": 1, "os.execlpe": 1,
	"os.spawnl": 2, "os.spawnle": 2, "os.spawnlp": 2, "os.spawnlpe": 2,
	"asyncio.create_subprocess_shell": 0, "asyncio.create_subprocess_exec": 0,
	"pexpect.spawn": 0, "pexpect.run": 0,
}

// spreads are those of them that take the words one by one.
var spreads = regexp.MustCompile(`^(os\.(exec|spawn)l|asyncio\.create_subprocess_exec$)`)

// runsCommand is what people call the functions and methods that run commands:
// run_cmd, ssh.exec_command, container.exec_run.
var runsCommand = regexp.MustCompile(`(?i)^_*(run|call|exec|execute|sh|shell|bash|system|popen|spawn|sudo|local|invoke|check_(call|output))(_?(cmd|command|shell|bash|script|process|run|in_container|or_fail|or_die|checked))?$`)

// runs files the command that a call runs.
func (m *module) runs(e *python.Expr) {
	path := m.path(e.X)
	if at, ok := runsAt[path]; ok {
		if spreads.MatchString(path) {
			m.spread(e, at)
			return
		}
		command := e.Argument("args", at)
		if command == nil {
			command = e.Argument("cmd", -1)
		}
		m.runsValue(command)
		if input := e.Argument("input", -1); input != nil { // subprocess.run(["bash"], input="…")
			if words := m.words(command, 0); len(words) > 0 && shells[base(words[0].s)] {
				m.shellTexts(m.texts(input, 0))
			}
		}
		return
	}
	for _, i := range e.Items {
		switch i.Name {
		case "bash_command", "command", "cmd":
			m.runsValue(i.Value)
		case "commands":
			for _, script := range m.words(i.Value, 0) {
				m.shellTexts([]text{script})
			}
		case "cmds":
			words := m.words(i.Value, 0)
			m.call(append(words[:len(words):len(words)], m.words(e.Argument("arguments", -1), 0)...))
		case "arguments":
			if e.Argument("cmds", -1) == nil {
				m.call(m.words(i.Value, 0))
			}
		case "image":
			for _, t := range m.texts(i.Value, 0) {
				m.image(t)
			}
		}
	}
	if program, ok := strings.CutPrefix(path, "sh."); ok && !strings.Contains(program, ".") { // the library sh: sh.metadata("backup")
		name := m.standIn(e.X, program)
		m.call(append([]text{name}, m.positional(e, 0)...))
		return
	}
	if strings.HasSuffix(e.X.Dotted(), "containers.run") { // Docker's library
		m.runsValue(e.Argument("", 1))
		for _, t := range m.texts(e.Argument("", 0), 0) {
			m.image(t)
		}
		return
	}
	name := e.X.Name
	if e.X.Form == python.Ident && name == "exec" && !m.defined[name] && m.imports[name].As == "" {
		return // which runs Python
	}
	if (e.X.Form == python.Attribute || e.X.Form == python.Ident) && runsCommand.MatchString(name) {
		if first := e.Argument("", 0); first != nil {
			m.guessed(m.code.s[e.From:e.To], func() { m.runsValue(first) })
			if first.Form == python.Text && len(e.Items) > 1 { // the words may follow one by one
				m.spread(e, 0)
			}
		}
	}
}

// runsValue files a command that is a string for a shell, or a list of words, or a
// name for both.
func (m *module) runsValue(e *python.Expr) {
	m.shellTexts(m.texts(e, 0))
	for m.choice, m.choices = 0, true; m.choices && m.choice < maxValues; m.choice++ {
		m.choices = false
		m.call(m.words(e, 0))
	}
	m.choice = 0
}

// chosen is the string that an expression is in the list at hand, whose words
// may have several values: each in turn, and the last one of those with fewer.
func (m *module) chosen(e *python.Expr, depth int) text {
	all := m.known(e, depth)
	m.choices = m.choices || len(all) > m.choice+1
	return all[min(m.choice, len(all)-1)]
}

// script is one text for a shell, by what it is and where it is written.
type script struct {
	text string
	at   int
}

func (m *module) shellTexts(all []text) {
	for _, t := range all {
		written := script{t.s, t.start(0)}
		if strings.TrimSpace(t.s) != "" && !m.ran[written] {
			m.ran[written] = true // the value of a name is run in many places
			m.script(withoutJinja(t))
		}
	}
}

// withoutJinja hides what Airflow fills into a command: {{ params.x }} is no
// list of commands to the shell.
func withoutJinja(t text) text {
	if !strings.Contains(t.s, "{{") && !strings.Contains(t.s, "{%") {
		return t
	}
	out := []byte(t.s)
	for _, m := range template.FindAllStringIndex(t.s, -1) {
		for i := m[0]; i < m[1]; i++ {
			if out[i] != '\n' {
				out[i] = '_'
			}
		}
		if m[1]-m[0] > 3 && t.s[m[0]+1] == '{' {
			copy(out[m[0]:], "${_")
			out[m[1]-1] = '}'
		}
	}
	return t.spelt(string(out))
}

// spread files a command whose words are arguments.
func (m *module) spread(e *python.Expr, from int) { m.call(m.positional(e, from)) }

// positional are the strings among the arguments that have no name.
func (m *module) positional(e *python.Expr, from int) (words []text) {
	position := 0
	for _, i := range e.Items {
		if i.Name != "" || i.Stars == 2 {
			continue
		}
		if position++; position <= from {
			continue
		}
		if i.Stars == 1 {
			words = append(words, m.words(i.Value, 0)...)
			continue
		}
		words = append(words, m.known(i.Value, 0)[0])
	}
	return words
}

// returnedCommands files what functions return that Airflow runs: @task.bash.
func (m *module) returnedCommands() {
	decorated, inside := false, false
	for i := range m.tree.Statements {
		s := &m.tree.Statements[i]
		source := m.code.s[s.From:]
		switch {
		case strings.HasPrefix(source, "@"):
			inside = false
			if len(s.Exprs) == 1 {
				e := s.Exprs[0]
				if e.Form == python.Call {
					e = e.X
				}
				decorated = decorated || m.path(e) == "airflow.decorators.task.bash" || m.path(e) == "airflow.sdk.task.bash"
			}
		case s.Defines != "":
			inside, decorated = decorated, false
		case inside && strings.HasPrefix(source, "return") && len(s.Exprs) == 1:
			m.runsValue(s.Exprs[0])
		}
	}
}

// environment files the variables that a call reads or sets.
func (m *module) environment(e *python.Expr) {
	switch m.path(e.X) {
	case "os.getenv", "os.environ.get", "os.environ.setdefault", "os.environ.pop", "os.putenv", "os.unsetenv":
		m.envNamed(e.Argument("key", 0), e.Argument("", 1))
	}
	for _, i := range e.Items {
		switch i.Name {
		case "env", "environment", "env_vars", "environ":
			dict := i.Value
			if dict.Form == python.Ident && len(m.assigned[dict.Name]) == 1 {
				dict = m.assigned[dict.Name][0]
			}
			if dict.Form != python.Dict {
				continue
			}
			for _, pair := range dict.Items {
				m.envNamed(pair.Key, pair.Value)
			}
		}
	}
}

func (m *module) envNamed(name, value *python.Expr) {
	for _, n := range m.texts(name, 0) {
		var v text
		if all := m.texts(value, 0); len(all) > 0 {
			v = all[0]
		}
		m.env(n, v)
	}
}

// literal files what a string by itself names: a workflow written as YAML, or
// the path of a module or a class.
func (m *module) literal(e *python.Expr) {
	for _, t := range e.Strings {
		m.namedModule(t)
		m.symbolsIn(stringText(m, t))
	}
	if !m.configures || !m.mayConfigure(m.code.s[e.From:e.To]) {
		return
	}
	for _, t := range m.literals(e, 0) {
		m.configText(t)
	}
}

func stringText(m *module, t python.Token) text {
	pieces := python.Pieces(m.code.s, t)
	if len(pieces) != 1 || !pieces[0].Plain() {
		return text{}
	}
	return m.at(pieces[0].From, pieces[0].To)
}

// dictionary files what a configuration that is written as a dictionary has.
func (m *module) dictionary(e *python.Expr) {
	if m.configures && m.mayConfigure(m.code.s[e.From:e.To]) {
		m.config(m.node(e, 0))
	}
}

// node is the tree that a literal stands for.
func (m *module) node(e *python.Expr, depth int) *node {
	if e == nil || depth > maxReference*4 {
		return &node{}
	}
	switch e.Form {
	case python.Dict:
		n := &node{kind: isMap}
		for _, i := range e.Items {
			key := m.texts(i.Key, 0)
			if len(key) == 0 {
				continue
			}
			kid := m.node(i.Value, depth+1)
			kid.key, kid.isKey = key[0], true
			n.kids = append(n.kids, kid)
		}
		return n
	case python.List:
		n := &node{kind: isList}
		for _, i := range e.Items {
			n.kids = append(n.kids, m.node(i.Value, depth+1))
		}
		return n
	case python.Ident:
		if v := m.assigned[e.Name]; len(v) == 1 && depth < maxReference && (v[0].Form == python.Dict || v[0].Form == python.List) {
			return m.node(v[0], depth+1)
		}
	}
	if t := m.texts(e, 0); len(t) > 0 {
		return &node{scalar: t[0]}
	}
	return &node{scalar: m.at(e.From, max(e.From, e.To))}
}

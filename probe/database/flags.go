package database

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/syntax"

	"github.com/omlint/omlint/probe"
)

// argument is one word of a server's command line.
type argument struct {
	text, place string
	note        string // about a value that something may replace
	unless      string // the variable that may replace it
	why         string // why the value is not known
}

// server is a database server that runs in a container: the files that its
// image brings are not known, what it is given besides is.
type server struct {
	engine, flavour string
	files           []func() error // read the configuration files that it is given, in their order
	args            []argument
	mysql           mysqlOptions
	postgres        pgEntries
}

// engines are the words in names of images, charts and commands that tell a
// server, and those that tell a program beside one.
var (
	engines = map[string]string{
		"mysql": EngineMySQL, "mysqld": EngineMySQL, "percona": EngineMySQL, "mariadb": EngineMySQL, "mariadbd": EngineMySQL,
		"postgres": EnginePostgres, "postgresql": EnginePostgres, "postgis": EnginePostgres, "pgvector": EnginePostgres, "timescaledb": EnginePostgres,
	}
	beside = []string{
		"exporter", "backup", "client", "proxy", "router", "operator", "admin", "myadmin", "phpmyadmin", "init", "migrate", "migrations",
		"shell", "tools", "cron", "pgbouncer", "ui", "adapter",
	}
	nameParts = regexp.MustCompile(`[-_.]+`)
)

// serverNamed recognises a server by the name of its image ("mysql:8.0",
// "docker.getcollate.io/openmetadata/db:1.4.0"), chart or program.
func serverNamed(name string) (server, bool) {
	name, _, _ = strings.Cut(name, "@")
	name = strings.ToLower(name)
	base, _, _ := strings.Cut(path.Base(name), ":")
	if base == "db" && path.Base(path.Dir(name)) == "openmetadata" {
		return server{engine: EngineMySQL}, true // the product's own image of MySQL
	}
	var found server
	for _, part := range nameParts.Split(base, -1) {
		if slices.Contains(beside, part) {
			return server{}, false
		}
		if engine, ok := engines[part]; ok && found.engine == "" {
			found.engine = engine
			if strings.HasPrefix(part, flavourMariaDB) {
				found.flavour = flavourMariaDB
			}
		}
	}
	return found, found.engine != ""
}

// read takes what the server is given: its files, then its command line, which
// goes before all of them.
func (s *server) read() error {
	s.postgres = pgEntries{}
	for _, file := range s.files {
		if err := file(); err != nil {
			return err
		}
	}
	_, args := serverArguments(s.args)
	if s.engine == EnginePostgres {
		s.postgresArguments(args)
	} else {
		s.mysqlArguments(args)
	}
	return nil
}

// text adds a configuration file that is a part of the current one, or a file
// of this machine that the server gets.
func (s *server) text(l *loader, text []byte) error {
	if s.engine == EnginePostgres {
		return parsePgConf(l, text, s.postgres.add)
	}
	return s.mysql.read(l, text)
}

// embed adds the configuration file that a scalar holds.
func (s *server) embed(l *loader, n *yaml.Node) {
	if isText(n) && strings.TrimSpace(n.Value) != "" {
		s.files = append(s.files, func() error {
			return l.within(sourceOf(n), n.Value, func(text []byte) error { return s.text(l, text) })
		})
	}
}

// Programs that run a server, and shells that may run them.
var (
	programs = []string{"mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe", "postgres"}
	shells   = []string{"sh", "bash", "ash", "dash"}
)

func isProgram(word string) bool { return slices.Contains(programs, path.Base(word)) }

// serverArguments returns the server's program, "" where the image decides,
// and its arguments: those of the command line, or of the command in the script
// that it gives to a shell.
func serverArguments(args []argument) (program string, of []argument) {
	for i, a := range args {
		switch {
		case isProgram(a.text):
			return path.Base(a.text), args[i+1:]
		case i+2 < len(args) && slices.Contains(shells, path.Base(a.text)) && strings.HasPrefix(args[i+1].text, "-") && strings.HasSuffix(args[i+1].text, "c"):
			return shellCommand(args[i+2])
		case strings.HasPrefix(a.text, "-"):
			return "", args
		}
	}
	return "", args
}

// shellCommand finds the server's command in a script.
func shellCommand(script argument) (program string, args []argument) {
	file, err := syntax.NewParser().Parse(strings.NewReader(script.text), "")
	if err != nil {
		return "", nil
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok || program != "" {
			return true
		}
		var words []argument
		for _, w := range call.Args {
			word := variables{}.expand(w, written(script.text, w), script.place, expand.Literal)
			word.note, word.why = join(script.note, word.note), join(script.why, word.why)
			words = append(words, word)
		}
		if len(words) > 0 && !slices.Contains([]string{"echo", "printf"}, words[0].text) {
			if i := slices.IndexFunc(words, func(a argument) bool { return isProgram(a.text) }); i >= 0 {
				program, args = path.Base(words[i].text), words[i+1:]
			}
		}
		return true
	})
	return program, args
}

// variables are what the variables in a file stand for.
type variables map[string]string

// expandText replaces the variables in a text as docker compose does: a dollar
// sign is written as two.
func (v variables) expandText(text, place string) argument {
	w, err := syntax.NewParser().Document(strings.NewReader(strings.ReplaceAll(text, "$$", `\$`)))
	switch {
	case err != nil:
		return argument{text: text, place: place, why: atRunTime}
	case w == nil: // of nothing
		return argument{place: place}
	}
	return v.expand(w, text, place, expand.Document)
}

// splitCommand splits a command line into words, as a shell does.
func (v variables) splitCommand(n *yaml.Node, l *loader) []argument {
	from := sourceOf(n)
	var args []argument
	text := strings.ReplaceAll(n.Value, "$$", `\$`)
	for w, err := range syntax.NewParser().WordsSeq(strings.NewReader(text)) {
		if err != nil {
			l.problem(l.place(n.Line), fmt.Errorf("a command line that cannot be taken apart: %w", err))
			break
		}
		line := from.first
		if !from.folded {
			line += int(w.Pos().Line()) - 1
		}
		args = append(args, v.expand(w, written(text, w), l.place(line), expand.Literal))
	}
	return args
}

// written is a word as it stands in its text.
func written(text string, w *syntax.Word) string {
	from, to := int(w.Pos().Offset()), int(w.End().Offset())
	if from > to || to > len(text) {
		return ""
	}
	return text[from:to]
}

const atRunTime = "it depends on what is only known at run time"

// expand replaces the variables in a word, which raw is the text of. One that has neither a value nor a
// default leaves a hole.
func (v variables) expand(w *syntax.Word, raw, place string, how func(*expand.Config, *syntax.Word) (string, error)) argument {
	a := argument{place: place}
	syntax.Walk(w, func(n syntax.Node) bool {
		p, ok := n.(*syntax.ParamExp)
		if !ok || p.Param == nil {
			return true
		}
		if _, known := v[p.Param.Value]; known {
			return true
		}
		if p.Exp != nil && (p.Exp.Op == syntax.DefaultUnset || p.Exp.Op == syntax.DefaultUnsetOrNull) {
			a.unless = p.Param.Value
			a.note = join(a.note, "unless the environment sets "+p.Param.Value)
		} else {
			a.why = join(a.why, "it depends on the variable "+p.Param.Value)
		}
		return true
	})
	text, err := how(&expand.Config{Env: expand.FuncEnviron(func(name string) string { return v[name] })}, w)
	if a.text = text; err != nil {
		a.text, a.why = raw, cmp.Or(a.why, atRunTime)
	}
	return a
}

// mysqlArguments reads options of mysqld's command line: --name, --name=value
// and --name value (MySQL manual, "Using Options on the Command Line").
func (s *server) mysqlArguments(args []argument) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		text, ok := strings.CutPrefix(a.text, "--")
		if !ok || text == "" {
			continue
		}
		o := option{place: a.place, note: a.note, why: a.why}
		o.name, o.value, o.given = strings.Cut(text, "=")
		if !o.given && i+1 < len(args) && args[i+1].text != "" && !strings.HasPrefix(args[i+1].text, "-") {
			i++
			o.value, o.given = args[i].text, true
			o.note, o.why = join(a.note, args[i].note), join(a.why, args[i].why)
		}
		o.name = settingName(o.name)
		s.mysql.add(o)
	}
}

// pgFlags are the server's short flags that set a parameter (PostgreSQL manual,
// postgres, "Options").
var pgFlags = map[string]string{
	"-B": "shared_buffers", "-N": "max_connections", "-S": "work_mem", "-p": "port", "-h": "listen_addresses", "-k": "unix_socket_directories",
}

// postgresArguments reads -c name=value, --name=value and the short flags.
func (s *server) postgresArguments(args []argument) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		assignment, ok := strings.CutPrefix(a.text, "--")
		flag := a.text[:min(2, len(a.text))]
		name, short := pgFlags[flag]
		switch {
		case ok:
		case flag == "-c" || short:
			if assignment = a.text[2:]; assignment == "" && i+1 < len(args) {
				i++
				assignment = args[i].text
				a.note, a.why = join(a.note, args[i].note), join(a.why, args[i].why)
			}
			if short {
				assignment = name + "=" + assignment
			}
		default:
			continue
		}
		name, value, ok := strings.Cut(assignment, "=")
		if name = settingName(name); ok && name != "" {
			s.postgres.add(pgEntry{name: name, value: value, place: a.place, note: a.note, why: a.why})
		}
	}
}

// describe makes a database of what was read.
func (s *server) describe(l *loader, name string) (probe.Database, error) {
	if err := s.read(); err != nil {
		return probe.Database{}, err
	}
	settings := s.mysql.settings()
	if s.engine == EnginePostgres {
		settings = s.postgres.settings("command line and configuration", pgUnseen)
	}
	db := l.describe(name, s.engine, settings)
	db.Flavour = cmp.Or(s.flavour, s.mysql.flavour)
	return db, nil
}

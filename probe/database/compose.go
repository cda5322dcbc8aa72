package database

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "docker-compose", give: "docker-compose.yml",
		match: func(f *configFile) bool {
			return len(f.documents) == 1 && isMapping(at(f.documents[0], "services")) && at(f.documents[0], "kind") == nil
		},
		read: readCompose,
	})
}

// compose is a compose file being read (Compose specification, "Services").
type compose struct {
	*loader
	root *yaml.Node
	path string
	vars variables // of the file .env beside it, as docker compose reads it
	Config
}

// readCompose reads the database servers among the services: their command
// line, and the configuration files of this machine that they get; and the keys
// in the environment of any service.
func readCompose(l *loader, f *configFile) (Config, error) {
	c := compose{loader: l, root: f.documents[0], path: f.path, vars: variables{}}
	if text, err := l.read(filepath.Join(filepath.Dir(f.path), ".env")); err == nil {
		for _, v := range parseDotenv(l, text) {
			c.vars[v.key] = v.text
		}
		l.done()
	}
	for _, s := range entries(at(c.root, "services")) {
		if err := c.service(s.key, s.value); err != nil {
			return Config{}, err
		}
	}
	return c.Config, nil
}

// service reads one service.
func (c *compose) service(name string, n *yaml.Node) error {
	environment := c.environment(n)
	for _, key := range environment[probe.FernetKey] {
		c.Keys = append(c.Keys, fernetKey(c.path, "service "+name, key))
	}
	s, ok := serverNamed(c.vars.expandText(scalar(c.inherited(n, "image")), "").text)
	args := slices.Concat(c.words(c.inherited(n, "entrypoint")), c.words(c.inherited(n, "command")))
	if program, _ := serverArguments(args); !ok {
		s, ok = serverNamed(program)
	}
	switch { // an image built here
	case ok || at(n, "build") == nil:
	case environment["MYSQL_ROOT_PASSWORD"] != nil:
		s, ok = server{engine: EngineMySQL}, true
	case environment["MARIADB_ROOT_PASSWORD"] != nil:
		s, ok = server{engine: EngineMySQL, flavour: flavourMariaDB}, true
	case environment["POSTGRES_PASSWORD"] != nil && environment["POSTGRES_HOST"] == nil:
		s, ok = server{engine: EnginePostgres}, true
	}
	if !ok {
		return nil
	}
	s.args = args
	c.mounts(n, &s)
	db, err := s.describe(c.loader, c.path+" (service "+name+")")
	if err != nil {
		return err
	}
	c.Databases = append(c.Databases, db)
	return nil
}

// inherited returns an entry of a service, or of the one that it extends.
func (c *compose) inherited(n *yaml.Node, key string) *yaml.Node {
	for range maxDepth {
		if found := at(n, key); found != nil {
			return found
		}
		extends := at(n, "extends")
		name := scalar(extends)
		if name == "" {
			name = scalar(extends, "service")
		}
		if file := at(extends, "file"); file != nil {
			if key == "command" {
				c.problem(c.place(file.Line), fmt.Errorf("%s holds the rest of this service: give what docker compose config prints", file.Value))
			}
			return nil
		}
		if n = at(c.root, "services", name); n == nil {
			return nil
		}
	}
	return nil
}

// words are the words of a command: a text, which is split as by a shell, or a
// list.
func (c *compose) words(n *yaml.Node) []argument {
	if isText(n) {
		return c.vars.splitCommand(n, c.loader)
	}
	var args []argument
	for _, item := range items(n) {
		if isText(item) {
			args = append(args, c.vars.expandText(item.Value, c.place(item.Line)))
		}
	}
	return args
}

// environment is what a service's environment sets, from its own list or
// mapping, or from the files that it names.
func (c *compose) environment(n *yaml.Node) map[string][]argument {
	set := map[string][]argument{}
	n = c.inherited(n, "environment")
	for _, e := range entries(n) {
		if isText(e.value) {
			set[e.key] = []argument{c.vars.expandText(e.value.Value, c.place(e.value.Line))}
		}
	}
	for _, item := range items(n) {
		if name, value, ok := strings.Cut(item.Value, "="); ok {
			set[name] = []argument{c.vars.expandText(value, c.place(item.Line))}
		}
	}
	return set
}

// mounts finds the configuration files of this machine that a service gets
// where its server looks for them.
func (c *compose) mounts(n *yaml.Node, s *server) {
	for _, v := range items(c.inherited(n, "volumes")) {
		from, to := scalar(v, "source"), scalar(v, "target")
		if isText(v) {
			from, to, _ = strings.Cut(v.Value, ":")
			to, _, _ = strings.Cut(to, ":")
		}
		from = c.vars.expandText(from, "").text
		if strings.HasPrefix(from, "./") || strings.HasPrefix(from, "../") || filepath.IsAbs(from) {
			c.mount(from, to, c.place(v.Line), s)
		}
	}
	for _, v := range items(c.inherited(n, "configs")) {
		name, to := scalar(v, "source"), scalar(v, "target")
		if isText(v) {
			name = v.Value
		}
		config := at(c.root, "configs", name)
		switch content, file := at(config, "content"), scalar(config, "file"); {
		case !s.looksAt(to):
		case isText(content):
			s.embed(c.loader, content)
		case file != "":
			c.mount(file, to, c.place(v.Line), s)
		}
	}
}

// mount adds a file or directory that a container has in the place to.
func (c *compose) mount(from, to, place string, s *server) {
	if !s.looksAt(to) {
		return
	}
	s.files = append(s.files, func() error {
		path := c.relative(from)
		parse := func(text []byte) error {
			c.stack[len(c.stack)-1].away = true // what it includes is in the container
			return s.text(c.loader, text)
		}
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.problem(place, err)
			return nil
		case err == nil && info.IsDir() && s.engine == EngineMySQL:
			return c.includeDirectory(path, place, []string{".cnf"}, parse)
		case err == nil && info.IsDir():
			return c.includeDirectory(path, place, []string{".conf"}, parse)
		default:
			return c.include(path, place, parse)
		}
	})
}

// looksAt says whether a server finds its configuration in a place of its
// container: where the images of both have it, or where the command line says.
func (s *server) looksAt(to string) bool {
	if s.engine == EngineMySQL {
		return strings.HasPrefix(to, "/etc/my") || strings.Contains(to, "/mysql/conf") || strings.Contains(to, "/mariadb/conf") ||
			slices.ContainsFunc(s.args, func(a argument) bool {
				return strings.HasPrefix(a.text, "--defaults") && strings.HasSuffix(a.text, "="+to)
			})
	}
	return strings.HasSuffix(to, "/postgresql.conf") || strings.Contains(to, "/postgresql/conf") ||
		slices.ContainsFunc(s.args, func(a argument) bool { return strings.HasSuffix(a.text, "config_file="+to) })
}

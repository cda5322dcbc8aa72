package database

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

// persistedFile is where MySQL's SET PERSIST writes, in the data directory
// (MySQL manual, "Persisted System Variables").
const persistedFile = "mysqld-auto.cnf"

// persistedGroup stands for the file among the groups of options.
const persistedGroup = "SET PERSIST"

func init() {
	registerConfig(configFormat{
		name: persistedFile, give: persistedFile,
		match: func(f *configFile) bool { return len(f.documents) == 1 && isPersisted(f.documents[0]) },
		read: func(l *loader, f *configFile) (Config, error) {
			var m mysqlOptions
			m.persisted(l, f.documents[0])
			return Config{Databases: []probe.Database{l.describe(f.path, EngineMySQL, m.settings())}}, nil
		},
	})
}

func isPersisted(n *yaml.Node) bool {
	return at(n, "Version") != nil && (at(n, "mysql_server") != nil || at(n, "mysql_dynamic_variables") != nil ||
		at(n, "mysql_static_variables") != nil || at(n, "mysql_dynamic_parse_early_variables") != nil)
}

// readPersisted reads the mysqld-auto.cnf of the server that the current file
// configures. It goes before everything else.
func (m *mysqlOptions) readPersisted(l *loader) error {
	if on, ok := parseSwitch(m.last["persisted_globals_load"].value); ok && !on {
		return nil
	}
	path := filepath.Join(filepath.Dir(l.current().path), persistedFile)
	_, err := os.Stat(path)
	if datadir := m.last["datadir"].value; errors.Is(err, fs.ErrNotExist) && datadir != "" {
		path = filepath.Join(datadir, persistedFile)
		_, err = os.Stat(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return l.include(path, path, func(text []byte) error {
		root, err := parseJSON(text)
		if err == nil && isPersisted(root) {
			m.persisted(l, root)
		} else {
			l.problem(path, errors.New("it is no file of SET PERSIST"))
		}
		return nil
	})
}

// persisted takes the variables of the file, whose nesting changed over time:
// whatever has a Value is one.
func (m *mysqlOptions) persisted(l *loader, n *yaml.Node) {
	for _, e := range entries(n) {
		switch value := at(e.value, "Value"); {
		case isText(value):
			m.add(option{group: persistedGroup, name: strings.ToLower(e.key), value: value.Value, given: true, place: l.place(value.Line)})
		case isMapping(e.value):
			m.persisted(l, e.value)
		}
	}
}

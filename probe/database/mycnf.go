package database

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe"
)

// option is one line of a MySQL option file.
type option struct {
	group string // "" on the command line
	name  string // lower case, with underscores
	value string
	given bool // there is a value, if only an empty one
	place string
	note  string
	why   string // why the value is not known
}

func init() {
	registerConfig(configFormat{
		name: "my.cnf", give: "my.cnf (with a [mysqld] group)",
		match: func(f *configFile) bool {
			first := firstSignificant(f.text)
			return f.documents == nil && f.base != persistedFile &&
				(strings.HasPrefix(first, "[") || strings.HasPrefix(first, "!") || f.ext == ".cnf" || f.ext == ".ini")
		},
		read: func(l *loader, f *configFile) (Config, error) {
			var m mysqlOptions
			if err := errors.Join(m.read(l, f.text), m.readPersisted(l)); err != nil {
				return Config{}, err
			}
			db := l.describe(f.path, EngineMySQL, m.settings())
			db.Flavour = m.flavour
			return Config{Databases: []probe.Database{db}}, nil
		},
	})
}

// mysqlOptions are the options that a server is given: of each the last one,
// which wins (MySQL manual, "Using Option Files"; MariaDB manual, "Configuring
// MariaDB with Option Files").
type mysqlOptions struct {
	last    map[string]option
	flavour string // flavourMariaDB where there is a group of MariaDB's
}

// read takes the options of the server's groups.
func (m *mysqlOptions) read(l *loader, text []byte) error {
	server := false
	err := parseMyCnf(l, text, func(o option) {
		if !isServerGroup(o.group) {
			return
		}
		server = true
		if strings.HasPrefix(o.group, "mariadb") {
			m.flavour = flavourMariaDB
		}
		m.add(o)
	})
	if err == nil && !server {
		l.problems = append(l.problems, l.current().path+" has no group for the server ([mysqld], [server], [mariadb]): it says nothing about it")
	}
	return err
}

func (m *mysqlOptions) add(o option) {
	if o.name, o.value = plainOption(o); o.name == "" {
		return
	}
	if m.last == nil {
		m.last = map[string]option{}
	}
	m.last[o.name] = o
}

// settings interprets the options.
func (m *mysqlOptions) settings() []probe.Setting {
	var settings []probe.Setting
	atConnect := m.last["init_connect"]
	assigned := assignments(atConnect.value)
	for _, o := range m.last {
		s := o.setting()
		if i := slices.IndexFunc(assigned, func(a assignment) bool { return a.name == o.name }); i >= 0 {
			s.Note = join(s.Note, fmt.Sprintf("init_connect (%s) sets it to %s for users without CONNECTION_ADMIN", atConnect.place, assigned[i].value))
		}
		settings = append(settings, s)
	}
	return settings
}

// isServerGroup tells the groups that servers read: [mysqld], [server] and
// [client-server], those of MariaDB and of single versions, as [mysqld-8.0].
func isServerGroup(group string) bool {
	name, version, versioned := strings.Cut(group, "-")
	switch name {
	case "mysqld", "mariadb", "mariadbd":
		return !versioned || versioned && version != "" && strings.Trim(version, "0123456789.") == ""
	case "server", "galera":
		return !versioned
	}
	return group == "client-server"
}

// plainOption undoes the prefixes that an option may have (MySQL manual,
// "Program Option Modifiers").
func plainOption(o option) (name, value string) {
	name = strings.TrimPrefix(o.name, "loose_")
	if o.given || name == "" {
		return name, o.value
	}
	for prefix, value := range map[string]string{"enable_": "ON", "disable_": "OFF"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			return rest, value
		}
	}
	if name == "skip_log_bin" {
		return "log_bin", "OFF"
	}
	return name, "ON"
}

var sized = regexp.MustCompile(`^(\d+)([KMGTPEkmgtpe])$`)

// setting interprets an option's value: suffixes K to E multiply by powers of
// 1024 (MySQL manual, "Using Options to Set Program Variables").
func (o option) setting() probe.Setting {
	s := probe.Setting{
		Name: o.name, Value: o.value, Text: o.value, Unit: mysqlUnit(o.name),
		Origin: o.place, Query: "[" + o.group + "]", Persistent: probe.PersistentYes, Note: o.note,
	}
	switch o.group {
	case "":
		s.Query = "command line"
	case persistedGroup:
		s.Query = persistedGroup
	}
	if o.why != "" {
		s.Value, s.Text, s.Why = "", "", fmt.Sprintf("%s: %s", o.place, o.why)
		return s
	}
	if _, version, ok := strings.Cut(o.group, "-"); ok && o.group != "client-server" {
		s.Note = join(s.Note, "only a server of version "+version+" reads the group ["+o.group+"]")
	}
	if m := sized.FindStringSubmatch(o.value); m != nil {
		n, err := strconv.ParseUint(m[1], 10, 64)
		shift := 10 * (1 + strings.Index("KMGTPE", strings.ToUpper(m[2])))
		if err == nil && n<<shift>>shift == n {
			s.Value = strconv.FormatUint(n<<shift, 10)
			return s
		}
	}
	if s.Unit == "bytes" && strings.Trim(strings.TrimPrefix(o.value, "-"), "0123456789") != "" {
		s.Value, s.Why = "", fmt.Sprintf("%s: %q is not a size that the server accepts: write a number of bytes, or one with K, M or G", o.place, o.value)
	}
	return s
}

// parseMyCnf reads an option file and those that it includes. Each option is
// given to emit; a group's header is too, without a name.
func parseMyCnf(l *loader, text []byte, emit func(option)) error {
	group := ""
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		place := l.place(number)
		line = strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		parse := func(text []byte) error { return parseMyCnf(l, text, emit) }
		if directive, argument, ok := cutDirective(line); ok {
			var err error
			if directive == "!includedir" {
				err = l.includeDirectory(argument, place, []string{".cnf"}, parse)
			} else {
				err = l.include(argument, place, parse)
			}
			if err != nil {
				return err
			}
			continue
		}
		// Errors name the line only: an option may be a password.
		switch {
		case line[0] == '!':
			return fmt.Errorf("%s: a directive that MySQL does not know: write !include FILE or !includedir DIRECTORY", place)
		case line[0] == '[':
			end := strings.IndexByte(line, ']')
			if end < 0 {
				return fmt.Errorf("%s: the group's name lacks its closing bracket", place)
			}
			group = strings.TrimRight(line[1:end], " \t") // as MySQL, which takes a space before for part of the name
			emit(option{group: group, place: place})
		case group == "":
			return fmt.Errorf("%s: an option before any [group]: MySQL refuses such a file", place)
		default:
			name, value, given := strings.Cut(withoutComment(line), "=")
			emit(option{group: group, name: settingName(name), value: unquoteMyCnf(strings.TrimSpace(value)), given: given, place: place})
		}
	}
	return nil
}

// cutDirective recognises "!include FILE" and "!includedir DIRECTORY".
func cutDirective(line string) (directive, argument string, ok bool) {
	for _, directive := range []string{"!includedir", "!include"} {
		rest, found := strings.CutPrefix(line, directive)
		if argument := strings.TrimSpace(rest); found && argument != "" && rest[0] != argument[0] {
			return directive, argument, true
		}
	}
	return "", "", false
}

// withoutComment removes a comment from the end of an option's line: "#"
// begins one outside quotes, ";" does not.
func withoutComment(line string) string {
	var quote byte
	escaped := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case (c == '\'' || c == '"') && !escaped:
			if quote == 0 {
				quote = c
			} else if quote == c {
				quote = 0
			}
		case c == '#' && quote == 0:
			return line[:i]
		}
		escaped = quote != 0 && c == '\\' && !escaped
	}
	return line
}

var myCnfEscapes = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t", `\r`, "\r", `\b`, "\b", `\s`, " ", `\"`, `"`, `\'`, `'`)

func unquoteMyCnf(value string) string {
	if n := len(value); n >= 2 && (value[0] == '\'' || value[0] == '"') && value[n-1] == value[0] {
		value = value[1 : n-1]
	}
	return myCnfEscapes.Replace(value)
}

// clientOptions reads user and password from the [client] group, as MySQL's
// clients do. A file that cannot be read gives none; a client that needs them
// will say that it has no password.
func clientOptions(path string) map[string]string {
	var l loader
	found := map[string]string{}
	text, err := l.read(path)
	if err != nil {
		return found
	}
	_ = parseMyCnf(&l, text, func(o option) {
		if (o.group == "client" || o.group == "client-server") && o.given {
			found[o.name] = o.value
		}
	})
	return found
}

package database

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe"
)

// option is one line of a MySQL option file.
type option struct {
	group string
	name  string // lower case, with underscores
	value string
	given bool // there is a value, if only an empty one
	place string
}

// readMyCnf reads the options of the server's groups; the last one wins (MySQL
// manual, "Using Option Files"; MariaDB manual, "Configuring MariaDB with Option Files").
func readMyCnf(l *loader, text []byte, db *probe.Database) error {
	db.Engine = EngineMySQL
	last := map[string]option{}
	server := false
	err := parseMyCnf(l, text, func(o option) {
		if !isServerGroup(o.group) {
			return
		}
		server = true
		if strings.HasPrefix(o.group, "mariadb") {
			db.Flavour = flavourMariaDB
		}
		if o.name, o.value = plainOption(o); o.name != "" {
			last[o.name] = o
		}
	})
	if err != nil {
		return err
	}
	if !server {
		l.problems = append(l.problems, db.Name+" has no group for the server ([mysqld], [server], [mariadb]): it says nothing about it")
	}
	atConnect := assignments(last["init_connect"].value)
	for _, o := range last {
		s := o.setting()
		if i := slices.IndexFunc(atConnect, func(a assignment) bool { return a.name == o.name }); i >= 0 {
			s.Note = join(s.Note, fmt.Sprintf("init_connect (%s) sets it to %s for users without CONNECTION_ADMIN", last["init_connect"].place, atConnect[i].value))
		}
		db.Settings = append(db.Settings, s)
	}
	return nil
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
		Origin: o.place, Query: "[" + o.group + "]", Persistent: probe.PersistentYes,
	}
	if _, version, ok := strings.Cut(o.group, "-"); ok && o.group != "client-server" {
		s.Note = "only a server of version " + version + " reads the group [" + o.group + "]"
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
		place := l.current() + ":" + strconv.Itoa(number)
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

package database

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/omlint/omlint/probe"
)

// pgSettings lists the settings of PostgreSQL 13 to 18, one a line: name, type
// and unit, as pg_settings shows them.
//
//go:embed pgsettings.txt
var pgSettings string

// pgKnown returns pg_settings' view of each known setting.
var pgKnown = sync.OnceValue(func() map[string]postgresRow {
	known := map[string]postgresRow{}
	for line := range strings.Lines(pgSettings) {
		f := append(strings.Fields(line), "")
		known[strings.ToLower(f[0])] = postgresRow{name: f[0], kind: f[1], unit: f[2]}
	}
	return known
})

func init() {
	registerConfig(configFormat{
		name: "postgresql.conf", give: "postgresql.conf",
		match: func(f *configFile) bool {
			if f.documents != nil || strings.HasPrefix(firstSignificant(f.text), "[") {
				return false
			}
			return strings.HasPrefix(f.base, "postgresql") && f.ext == ".conf" || f.ext != ".cnf" && f.ext != ".ini" && looksLikePgConf(f.text)
		},
		read: func(l *loader, f *configFile) (Config, error) {
			p := pgEntries{}
			if err := parsePgConf(l, f.text, p.add); err != nil {
				return Config{}, err
			}
			unseen := pgUnseen
			if f.base != pgAutoConf {
				found, err := readAutoConf(l, p["data_directory"].value, p.add)
				if err != nil {
					return Config{}, err
				}
				if !found {
					unseen += ", and there is no postgresql.auto.conf beside this one, where ALTER SYSTEM writes"
				}
			}
			return Config{Databases: []probe.Database{l.describe(f.path, EnginePostgres, p.settings("postgresql.conf", unseen))}}, nil
		},
	})
}

const (
	pgAutoConf = "postgresql.auto.conf"
	pgUnseen   = "settings of roles and databases (ALTER ROLE, ALTER DATABASE) are not in files"
)

// pgEntry is one setting in a configuration file.
type pgEntry struct {
	name, value, place string
	note               string
	why                string // why the value is not known
}

// pgEntries are the settings that a server is given: of each the last one,
// which wins. postgresql.auto.conf, which ALTER SYSTEM writes, comes after all
// other files, and the command line after it (PostgreSQL manual, 20.1
// "Setting Parameters").
type pgEntries map[string]pgEntry

func (p pgEntries) add(e pgEntry) { p[strings.ToLower(e.name)] = e }

// settings interprets the entries. The note is about all of them.
func (p pgEntries) settings(query, note string) []probe.Setting {
	var settings []probe.Setting
	for key, e := range p {
		row, ok := pgKnown()[key]
		if !ok {
			row = postgresRow{name: e.name, kind: "string"}
		}
		s := probe.Setting{Name: row.name, Origin: e.place, Query: query, Persistent: probe.PersistentYes, Note: join(e.note, note)}
		err := row.fill(&s, e.value)
		if e.why != "" {
			err = errors.New(e.why)
		}
		if err != nil {
			s.Value, s.Text, s.Why = "", "", fmt.Sprintf("%s: %v", e.place, err)
		}
		settings = append(settings, s)
	}
	return settings
}

// readAutoConf reads postgresql.auto.conf, which lies in the data directory:
// usually beside postgresql.conf, on Debian elsewhere.
func readAutoConf(l *loader, dataDirectory string, emit func(pgEntry)) (found bool, err error) {
	path := filepath.Join(filepath.Dir(l.current().path), pgAutoConf)
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && dataDirectory != "" {
		path = filepath.Join(dataDirectory, pgAutoConf)
		_, err = os.Stat(path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return true, l.include(path, path, func(text []byte) error { return parsePgConf(l, text, emit) })
}

// looksLikePgConf recognises a PostgreSQL configuration under any name: every
// line reads as one, and it sets something that PostgreSQL knows.
func looksLikePgConf(text []byte) bool {
	known := false
	for line := range strings.Lines(string(text)) {
		name, _, ok := pgLine(line)
		if !ok {
			return false
		}
		_, is := pgKnown()[strings.ToLower(name)]
		known = known || is
	}
	return known
}

// parsePgConf reads a configuration file and those that it includes.
func parsePgConf(l *loader, text []byte, emit func(pgEntry)) error {
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		place := l.place(number)
		name, value, ok := pgLine(strings.TrimPrefix(line, "\ufeff"))
		if !ok {
			return fmt.Errorf("%s: a line that PostgreSQL cannot read: write name = value, and put the value into single quotes", place)
		}
		parse := func(text []byte) error { return parsePgConf(l, text, emit) }
		var err error
		switch strings.ToLower(name) {
		case "":
		case "include":
			err = l.include(value, place, parse)
		case "include_if_exists":
			if _, missing := os.Stat(l.relative(value)); l.current().away || !errors.Is(missing, fs.ErrNotExist) {
				err = l.include(value, place, parse)
			}
		case "include_dir":
			err = l.includeDirectory(value, place, []string{".conf"}, parse)
		default:
			emit(pgEntry{name: name, value: value, place: place})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// PostgreSQL's scanner, guc-file.l: a name, an optional equals sign, and a
// value that is quoted, a number with a unit, or a word.
var (
	pgName  = regexp.MustCompile(`^[A-Za-z_\x{80}-\x{10ffff}][\w$\x{80}-\x{10ffff}]*(?:\.[A-Za-z_\x{80}-\x{10ffff}][\w$\x{80}-\x{10ffff}]*)*`)
	pgValue = regexp.MustCompile(`^(?:'((?:[^'\\]|\\.|'')*)'` +
		`|([-+]?(?:\d+|0x[0-9a-fA-F]+)[A-Za-z]*|[-+]?\d*\.\d*(?:[eE][-+]?\d+)?` +
		`|[A-Za-z_\x{80}-\x{10ffff}][\w$\x{80}-\x{10ffff}.:/-]*))\s*(?:#.*)?$`)
)

// pgLine takes a line apart. The name is "" on a line without a setting; ok is
// false when the server could not read the line.
func pgLine(line string) (name, value string, ok bool) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return "", "", true
	}
	name = pgName.FindString(line)
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line[len(name):]), "="))
	m := pgValue.FindStringSubmatch(rest)
	switch {
	case name == "" || m == nil:
		return "", "", false
	case rest[0] == '\'':
		return name, unquotePg(m[1]), true
	}
	return name, m[2], true
}

// unquotePg undoes the escapes of a quoted value: ” and the backslash escapes
// of C, including octal.
func unquotePg(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case c == '\\' && i+1 < len(text):
			i++
			switch c = text[i]; c {
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case '0', '1', '2', '3', '4', '5', '6', '7':
				end := i
				for end < len(text) && end < i+3 && text[end] >= '0' && text[end] <= '7' {
					end++
				}
				n, _ := strconv.ParseUint(text[i:end], 8, 16)
				c, i = byte(n), end-1
			}
		}
		b.WriteByte(c)
	}
	return b.String()
}

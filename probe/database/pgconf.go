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

// pgEntry is one setting in a configuration file.
type pgEntry struct{ name, value, place string }

// readPgConf reads a postgresql.conf as the server does: the last entry wins,
// and postgresql.auto.conf, which ALTER SYSTEM writes, comes after all others
// (PostgreSQL manual, 20.1.2 "Parameter Interaction via the Configuration File").
func readPgConf(l *loader, text []byte, db *probe.Database) error {
	db.Engine = EnginePostgres
	last := map[string]pgEntry{}
	emit := func(e pgEntry) { last[strings.ToLower(e.name)] = e }
	if err := parsePgConf(l, text, emit); err != nil {
		return err
	}
	unseen := "settings of roles and databases (ALTER ROLE, ALTER DATABASE) are not in files"
	if filepath.Base(db.Name) != "postgresql.auto.conf" {
		found, err := readAutoConf(l, last["data_directory"].value, emit)
		if err != nil {
			return err
		}
		if !found {
			unseen += ", and there is no postgresql.auto.conf beside this one, where ALTER SYSTEM writes"
		}
	}
	for key, e := range last {
		s := probe.Setting{Name: e.name, Origin: e.place, Query: "postgresql.conf", Persistent: probe.PersistentYes, Note: unseen}
		row, ok := pgKnown()[key]
		if !ok {
			row = postgresRow{name: e.name, kind: "string"}
		}
		s.Name = row.name
		if err := row.fill(&s, e.value); err != nil {
			s.Value, s.Text, s.Why = "", "", fmt.Sprintf("%s: %v", e.place, err)
		}
		db.Settings = append(db.Settings, s)
	}
	return nil
}

// readAutoConf reads postgresql.auto.conf, which lies in the data directory:
// usually beside postgresql.conf, on Debian elsewhere.
func readAutoConf(l *loader, dataDirectory string, emit func(pgEntry)) (found bool, err error) {
	path := filepath.Join(filepath.Dir(l.current()), "postgresql.auto.conf")
	_, err = os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && dataDirectory != "" {
		path = filepath.Join(dataDirectory, "postgresql.auto.conf")
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
		place := l.current() + ":" + strconv.Itoa(number)
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
			if _, missing := os.Stat(relativeTo(l.current(), value)); !errors.Is(missing, fs.ErrNotExist) {
				err = l.include(value, place, parse)
			}
		case "include_dir":
			err = l.includeDirectory(value, place, []string{".conf"}, parse)
		default:
			emit(pgEntry{name, value, place})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func relativeTo(file, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
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

package database

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/omlint/omlint/probe"
)

// ReadConfig reads configuration that stands in for a live server: a my.cnf, a
// postgresql.conf, each with the files that it includes, or the JSON that
// "aws rds describe-db-parameters" prints. Its content decides which it is.
//
// The result holds every setting that the files set, with the place that
// decides, and nothing about the server's defaults. Included files that could
// not be read are told in Why.
func ReadConfig(path string) (probe.Database, error) {
	var l loader
	text, err := l.read(path)
	if err != nil {
		return probe.Database{}, err
	}
	db := probe.Database{Name: path, Source: probe.SourceFile, Settings: []probe.Setting{}, Looks: []probe.Look{}}
	name := strings.ToLower(filepath.Base(path))
	extension := filepath.Ext(name)
	switch first := firstSignificant(text); {
	case bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text):
		return db, notConfiguration(path)
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, "[{"), extension == ".json":
		err = readRDS(&db, text)
	case strings.HasPrefix(first, "["), strings.HasPrefix(first, "!"), extension == ".cnf", extension == ".ini":
		err = readMyCnf(&l, text, &db)
	case strings.HasPrefix(name, "postgresql") && extension == ".conf", looksLikePgConf(text):
		err = readPgConf(&l, text, &db)
	default:
		err = notConfiguration(path)
	}
	if err != nil {
		return db, err
	}
	db.Why = strings.Join(l.problems, "; ")
	for i, s := range db.Settings {
		db.Settings[i] = withhold(s)
	}
	slices.SortFunc(db.Settings, func(a, b probe.Setting) int { return cmp.Compare(a.Name, b.Name) })
	return db, nil
}

func notConfiguration(path string) error {
	return fmt.Errorf("%s is no database configuration: give a my.cnf (with a [mysqld] group), a postgresql.conf, "+
		"or the JSON printed by aws rds describe-db-parameters", path)
}

// firstSignificant returns the first line that is neither empty nor a comment.
func firstSignificant(text []byte) string {
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && line[0] != ';' {
			return line
		}
	}
	return ""
}

// Limits on what configuration may include. Both servers stop at ten levels;
// the others only keep a hostile or broken tree of files from taking forever.
const (
	maxDepth       = 10
	maxConfigFiles = 1000
	maxConfigBytes = 8 << 20
)

// loader reads a configuration file and those that it includes.
type loader struct {
	stack    []string // the files being read, outermost first
	files    int
	problems []string // what could not be read
}

// errTooMuch ends the reading of configuration that includes itself over and over.
var errTooMuch = fmt.Errorf("the configuration includes more than %d files: does it include itself?", maxConfigFiles)

// read returns a file's content. It refuses what is not a regular file, since
// reading a pipe may never end.
func (l *loader) read(path string) ([]byte, error) {
	l.files++
	if l.files > maxConfigFiles {
		return nil, errTooMuch
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file: give the configuration file itself", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxConfigBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(text) > maxConfigBytes {
		return nil, fmt.Errorf("%s is larger than %d MiB: this is no configuration file", path, maxConfigBytes>>20)
	}
	l.stack = append(l.stack, path)
	return text, nil
}

// done ends what read began.
func (l *loader) done() { l.stack = l.stack[:len(l.stack)-1] }

// current is the file being read.
func (l *loader) current() string { return l.stack[len(l.stack)-1] }

// include reads another file with parse. A file that cannot be read is a
// problem to be told, since it is only a part that is missing then.
func (l *loader) include(path, place string, parse func(text []byte) error) error {
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(l.current()), path)
	}
	if slices.Contains(l.stack, path) || len(l.stack) > maxDepth {
		l.problem(place, fmt.Errorf("%s includes itself, or lies more than %d levels deep", path, maxDepth))
		return nil
	}
	text, err := l.read(path)
	if errors.Is(err, errTooMuch) {
		return err
	}
	if err != nil {
		l.problem(place, err)
		return nil
	}
	defer l.done()
	return parse(text)
}

// includeDirectory reads the files of a directory that have one of the
// extensions, in the order of their names.
func (l *loader) includeDirectory(dir, place string, extensions []string, parse func(text []byte) error) error {
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(filepath.Dir(l.current()), dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		l.problem(place, err)
		return nil
	}
	for _, e := range entries {
		if e.IsDir() || strings.HasPrefix(e.Name(), ".") || !slices.Contains(extensions, filepath.Ext(e.Name())) {
			continue
		}
		if err := l.include(filepath.Join(dir, e.Name()), place, parse); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) problem(place string, err error) {
	text := fmt.Sprintf("%s: what is included here could not be read, and may set other values: %v", place, err)
	if !slices.Contains(l.problems, text) {
		l.problems = append(l.problems, text)
	}
}

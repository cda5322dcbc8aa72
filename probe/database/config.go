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
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

// Config is what a configuration file says.
type Config struct {
	Databases []probe.Database // the servers it configures, in the order of the file
	Keys      []probe.Key      // the keys that it gives to the product, in the order of the file
}

// A configFormat reads one kind of configuration file. Each lives in a file of
// its own and registers itself there.
type configFormat struct {
	name string // what [probe.Database] calls it
	give string // what to give, for who gave something else: "my.cnf (with a [mysqld] group)"
	// match recognises the format. No two formats match the same file.
	match func(*configFile) bool
	read  func(*loader, *configFile) (Config, error)
}

var configFormats []configFormat

func registerConfig(f configFormat) { configFormats = append(configFormats, f) }

// configFile is the file that a user named.
type configFile struct {
	path      string
	base, ext string // of the path, in lower case
	text      []byte
	documents []*yaml.Node // of a file in YAML or JSON; nil in any other
}

// ReadConfig reads configuration that stands in for a live server, with the
// files that it includes. Its content decides which format it has.
//
// The result holds every setting that the files set, with the place that
// decides, and nothing about the server's defaults. Included files that could
// not be read are told in Why.
func ReadConfig(path string) (Config, error) {
	var l loader
	text, err := l.read(path)
	if err != nil {
		return Config{}, err
	}
	file := &configFile{path: path, base: strings.ToLower(filepath.Base(path)), text: text}
	file.ext = filepath.Ext(file.base)
	if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
		return Config{}, notConfiguration(path)
	}
	if file.documents, err = documentsOf(file); err != nil {
		return Config{}, err
	}
	i := slices.IndexFunc(configFormats, func(f configFormat) bool { return f.match(file) })
	if i < 0 {
		return Config{}, notConfiguration(path)
	}
	config, err := configFormats[i].read(&l, file)
	if err != nil {
		return Config{}, err
	}
	if len(config.Databases)+len(config.Keys) == 0 {
		return Config{}, notConfiguration(path)
	}
	for j := range config.Databases {
		db := &config.Databases[j]
		db.Format = configFormats[i].name
		for k, s := range db.Settings {
			db.Settings[k] = withhold(s)
		}
		slices.SortFunc(db.Settings, func(a, b probe.Setting) int { return cmp.Compare(a.Name, b.Name) })
	}
	return config, nil
}

// notConfiguration refuses a file, and says what to give instead.
func notConfiguration(path string) error {
	var give []string
	for _, f := range configFormats {
		give = append(give, f.give)
	}
	slices.Sort(give)
	return fmt.Errorf("%s is no configuration that says anything about a database; give one of: %s", path, strings.Join(give, ", "))
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
	stack    []source // what is being read, outermost first
	files    int
	problems []string // what could not be read
}

// source is a text being read: a file, or a part of one.
type source struct {
	path   string
	first  int  // the line of the file in which the text begins
	folded bool // the text's lines are not those of the file
	away   bool // the text is for a container or another machine: what it includes is there
}

// describe makes a database of what was read of a server's configuration, with
// the problems that were met.
func (l *loader) describe(name, engine string, settings []probe.Setting) probe.Database {
	db := probe.Database{
		Name: name, Source: probe.SourceFile, Engine: engine, Settings: settings, Looks: []probe.Look{},
		Why: strings.Join(l.problems, "; "),
	}
	if settings == nil {
		db.Settings = []probe.Setting{}
	}
	l.problems = nil
	return db
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
	l.stack = append(l.stack, source{path: path, first: 1})
	return text, nil
}

// done ends what read began.
func (l *loader) done() { l.stack = l.stack[:len(l.stack)-1] }

// current is what is being read.
func (l *loader) current() source { return l.stack[len(l.stack)-1] }

// place names a line of the text being read, which counts from 1.
func (l *loader) place(line int) string {
	s := l.current()
	if s.folded {
		line = 1
	}
	return s.path + ":" + strconv.Itoa(s.first+line-1)
}

// within reads a text that is a part of the current file.
func (l *loader) within(s source, text string, parse func(text []byte) error) error {
	s.path, s.away = l.current().path, true
	l.stack = append(l.stack, s)
	defer l.done()
	return parse([]byte(text))
}

// include reads another file with parse. A file that cannot be read is a
// problem to be told, since it is only a part that is missing then.
func (l *loader) include(path, place string, parse func(text []byte) error) error {
	if l.elsewhere(path, place) {
		return nil
	}
	path = l.relative(path)
	if slices.ContainsFunc(l.stack, func(s source) bool { return s.path == path }) || len(l.stack) > maxDepth {
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

// relative is a path as the current file means it.
func (l *loader) relative(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(l.current().path), path)
}

// elsewhere tells of a file that is not on this machine.
func (l *loader) elsewhere(path, place string) bool {
	if l.current().away {
		l.problem(place, fmt.Errorf("%s is in the container: give it with --db-config, too", path))
	}
	return l.current().away
}

// includeDirectory reads the files of a directory that have one of the
// extensions, in the order of their names.
func (l *loader) includeDirectory(dir, place string, extensions []string, parse func(text []byte) error) error {
	if l.elsewhere(dir, place) {
		return nil
	}
	dir = l.relative(dir)
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

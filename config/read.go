package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/rules"
)

// Load reads a configuration file and those it extends. The error has all
// mistakes, joined, each with its file, line and column.
func Load(path string, keys Keys) (*Config, error) {
	r := &reader{keys: keys, config: &Config{Values: map[string]Value{}}}
	r.read(path, nil)
	return r.config, errors.Join(r.errs...)
}

// ParseLevel reads ID=SEVERITY, as the command line gives it.
func ParseLevel(text string, keys Keys) (Level, error) {
	id, severity, ok := strings.Cut(text, "=")
	if !ok {
		return Level{}, fmt.Errorf("--rule %q: write ID=SEVERITY, like structure/heading-jump=off", text)
	}
	if err := checkLevel(id, severity, keys); err != nil {
		return Level{}, fmt.Errorf("--rule %q: %w", text, err)
	}
	return Level{Pattern: id, Severity: rules.Severity(severity), Origin: Origin{File: "--rule"}}, nil
}

func checkLevel(id, severity string, keys Keys) error {
	if patterns := keys.patterns(); !slices.Contains(patterns, id) {
		return fmt.Errorf("there is no such rule as %q; %s", id, instead(id, patterns, "omlint rules lists them"))
	}
	if !slices.Contains(severities, severity) {
		return fmt.Errorf("%q is no severity of a rule; %s", severity, instead(severity, severities, "it is error, warning, info or off"))
	}
	return nil
}

// reader reads one file after the other.
type reader struct {
	keys   Keys
	config *Config
	errs   []error

	file  string   // the one that is read now
	full  bool     // too many files were read
	chain []string // the files that led here, this one included; absolute
}

// entry is one key of a mapping with its value.
type entry struct {
	key   *yaml.Node
	value *yaml.Node
}

func (r *reader) origin(n *yaml.Node) Origin { return Origin{r.file, n.Line, n.Column} }

func (r *reader) fail(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %w", r.origin(n), fmt.Errorf(format, args...)))
}

// maxFiles bounds the files that one configuration takes. Files that extend each
// other crosswise would otherwise be read without end.
const maxFiles = 100

func (r *reader) tooMany(from *yaml.Node) {
	if !r.full {
		r.full = true
		r.fail(from, "the configuration extends more than %d files, counting those read several times", maxFiles)
	}
}

// read adds a file to the configuration. from is the entry that names it, nil
// for the first.
func (r *reader) read(file string, from *yaml.Node) {
	complain := func(err error) {
		if from == nil {
			r.errs = append(r.errs, fmt.Errorf("read the configuration: %w", err))
		} else {
			r.fail(from, "extends: %w", err)
		}
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		complain(err)
		return
	}
	if resolved, err := filepath.EvalSymlinks(abs); err == nil {
		abs = resolved // so that no detour hides a cycle
	}
	if slices.Contains(r.chain, abs) {
		r.fail(from, "%s extends itself, by way of %s", file, r.file)
		return
	}
	if len(r.config.Files)+len(r.chain) >= maxFiles {
		r.tooMany(from)
		return
	}
	source, err := os.ReadFile(file)
	if err != nil {
		complain(err)
		return
	}
	root, err := parse(file, source)
	if err != nil {
		r.errs = append(r.errs, err)
		return
	}

	before, chain := r.file, r.chain
	r.file, r.chain = file, append(slices.Clone(chain), abs)
	defer func() { r.file, r.chain = before, chain }()
	var entries []entry
	if root != nil {
		entries = r.entries(root)
	}
	// What a file extends comes first, wherever the key stands.
	for _, e := range entries {
		if e.key.Value == "extends" {
			r.extends(e)
		}
	}
	for _, e := range entries {
		r.entry(e)
	}
	r.config.Files = append(r.config.Files, file)
}

func (r *reader) entry(e entry) {
	name := e.key.Value
	if name == "extends" {
		return
	}
	if section := sections[name]; section != nil {
		section(r, e)
		return
	}
	if !slices.ContainsFunc(r.keys.Flags, func(f Flag) bool { return f.Name == name }) {
		r.fail(e.key, "there is no key %q; %s", name, instead(name, r.keys.names(),
			"the keys are extends, rules, overrides, ignore, waivers, acknowledged and the long flags of the commands"))
		return
	}
	r.config.Values[name] = r.value(e)
}

func (r *reader) value(e entry) Value {
	return Value{Node: e.value, Dir: filepath.Dir(r.file), Origin: r.origin(e.key)}
}

func (r *reader) extends(e entry) {
	for _, n := range r.strings(e) {
		file := n.Value
		if !filepath.IsAbs(file) {
			file = filepath.Join(filepath.Dir(r.file), file)
		}
		r.read(file, n)
	}
}

func (r *reader) levels(e entry) []Level {
	var levels []Level
	for _, l := range r.entries(e.value) {
		if l.value.Kind != yaml.ScalarNode {
			r.fail(l.value, "the level of %s is one of error, warning, info and off", l.key.Value)
			continue
		}
		if err := checkLevel(l.key.Value, l.value.Value, r.keys); err != nil {
			r.fail(l.key, "%s: %w", e.key.Value, err)
			continue
		}
		levels = append(levels, Level{Pattern: l.key.Value, Severity: rules.Severity(l.value.Value), Origin: r.origin(l.key)})
	}
	bySpecificity(levels)
	return levels
}

var overrideKeys = []string{"paths", "rules", "schema"}

func (r *reader) overrides(e entry) {
	if e.value.Kind != yaml.SequenceNode {
		r.fail(e.value, "overrides is a list of {paths: […], rules: {…}, schema: …}")
		return
	}
	for _, item := range e.value.Content {
		item = resolve(item)
		var o Override
		paths := false
		for _, e := range r.entries(item) {
			switch e.key.Value {
			case "paths":
				o.Paths, paths = r.globs(e), true
			case "rules":
				o.Rules = r.levels(e)
			case "schema":
				v := r.value(e)
				o.Schema = &v
			default:
				r.fail(e.key, "there is no key %q in an override; %s", e.key.Value, instead(e.key.Value, overrideKeys, "its keys are paths, rules and schema"))
			}
		}
		if !paths && item.Kind == yaml.MappingNode {
			r.fail(item, "the override names no paths, so it is about nothing: add paths: [PATTERN]")
			continue
		}
		r.config.Overrides = append(r.config.Overrides, o)
	}
}

func (r *reader) globs(e entry) []Glob {
	dir, err := filepath.Abs(filepath.Dir(r.file))
	if err != nil {
		r.fail(e.key, "%s: %w", e.key.Value, err)
		return nil
	}
	var globs []Glob
	for _, n := range r.strings(e) {
		if n.Value == "" || !doublestar.ValidatePattern(n.Value) {
			r.fail(n, "%s: %q is no pattern of paths; write one like docs/v1.0.x/** or **/*.mdx", e.key.Value, n.Value)
			continue
		}
		globs = append(globs, Glob{Pattern: n.Value, Dir: dir, Origin: r.origin(n)})
	}
	return globs
}

// strings reads a list of words, or one word.
func (r *reader) strings(e entry) []*yaml.Node {
	list := []*yaml.Node{e.value}
	if e.value.Kind == yaml.SequenceNode {
		list = e.value.Content
	}
	var words []*yaml.Node
	for _, n := range list {
		if n = resolve(n); n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
			r.fail(n, "%s is a list of plain values", e.key.Value)
			continue
		}
		words = append(words, n)
	}
	return words
}

// entries reads a mapping, whose keys must differ. An empty value is none.
func (r *reader) entries(n *yaml.Node) []entry {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.fail(n, "this is to be a mapping of keys to values")
		return nil
	}
	var entries []entry
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if first := seen[key.Value]; first != nil {
			r.fail(key, "the key %q stands here again, after line %d", key.Value, first.Line)
			continue
		}
		seen[key.Value] = key
		entries = append(entries, entry{key, resolve(n.Content[i+1])})
	}
	return entries
}

// resolve follows an alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// parse reads the one YAML document of a file. It is nil for an empty file.
func parse(file string, source []byte) (*yaml.Node, error) {
	var document, more yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(source))
	err := dec.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		text := err.Error()
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			return nil, fmt.Errorf("%s:%s: %s", file, m[1], strings.TrimPrefix(text, m[0]))
		}
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a configuration is one YAML document, this file has more", file)
	}
	return resolve(document.Content[0]), nil
}

func isFile(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

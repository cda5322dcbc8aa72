package usage

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// search is what is looked for, in the forms that files are searched for before
// a parser sees them: a search for bytes is far cheaper than a parser.
//
// So a file is parsed only when it writes the name of something of the
// product's in one piece. In a file that does, the parsers also meet names that
// are spelt with escapes, or put together: me'ta'data, "\u006detadata".
type search struct {
	opts        Options
	names       map[string]bool       // what only files that use something hold
	keys        map[string][][]string // the same, by their longest part: paths of keys, all of whose parts a file must hold
	keyNames    []string              // keys', sorted
	uses        *finder               // names, keys and the tools
	python      *finder               // uses, and what Python names besides
	tools       *finder
	subcommands map[string]bool
	configFiles map[string]bool
	fields      []fieldName
	isTool      map[string]bool
	isRoot      map[string]bool // of Python's modules
	isLineage   map[string]bool
	calls       map[string]*regexp.Regexp // how a file that no scanner reads calls a tool
}

func newSearch(opts Options) *search {
	s := &search{opts: opts, keys: map[string][][]string{}, calls: map[string]*regexp.Regexp{}, subcommands: setOf(opts.Subcommands)}
	names := slices.Concat(opts.Packages, opts.Images, opts.EnvVars)
	for _, p := range opts.Packages { // a_b and a.b are a-b
		names = append(names, strings.ReplaceAll(p, "-", "_"), strings.ReplaceAll(p, "-", "."))
	}
	// A configuration's keys count only in files that one of these is in.
	var files []string
	for _, c := range opts.Configs {
		for _, key := range c.Keys {
			s.keys[longest(key)] = append(s.keys[longest(key)], strings.Split(key, "."))
		}
		files = append(files, c.Files...)
	}
	for _, e := range opts.Endpoints {
		names = append(names, e.literal())
	}
	for _, value := range opts.HelmValues {
		if strings.Contains(value, ".") { // --set a.b=c
			names = append(names, value)
		}
	}
	roots := slices.Clone(opts.PythonRoots)
	for _, symbol := range opts.Symbols {
		if strings.Count(symbol, ".") > 1 {
			names = append(names, symbol)
		}
		root, _, _ := strings.Cut(symbol, ".")
		roots = append(roots, root)
	}
	for _, cli := range opts.CLI {
		s.calls[cli] = mentions(cli, opts.Subcommands)
	}
	names = append(names, files...)
	s.keyNames = slices.Sorted(maps.Keys(s.keys))
	s.names, s.configFiles = setOf(names), setOf(files)
	s.uses = newFinder(names, s.keyNames, opts.CLI)
	s.python = newFinder(names, s.keyNames, opts.CLI, roots, opts.Lineage)
	s.tools = newFinder(opts.CLI)
	s.fields = fieldNames(&opts)
	s.isTool, s.isRoot, s.isLineage = setOf(opts.CLI), setOf(roots), setOf(opts.Lineage)
	return s
}

func setOf(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}

// longest is the part of a dotted path that is the least likely to be met by
// accident.
func longest(path string) string {
	parts := strings.Split(path, ".")
	return slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
}

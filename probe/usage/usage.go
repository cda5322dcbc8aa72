// Package usage finds, in the files around a deployment, the calls of
// command-line tools that a release may deprecate or remove.
//
// Files are read by parsers of their languages, never by matching text: what a
// script prints, comments on or merely mentions is no use.
package usage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/sorted"
	"github.com/omlint/omlint/probe"
)

// Options says what to look for. Calls of the tools, and the packages and
// images, are recorded whatever they are; of other things only those that are
// named here.
type Options struct {
	// CLI holds the names of the command-line tools: "metadata". A Python
	// module of the same name, run with python -m, is the same tool.
	CLI []string
	// Clients are those of CLI that a Python package brings.
	Clients []string
	// DatabaseVars are the variables that name the databases which tools work on;
	// Databases are the product's own. A call on another one notes its name.
	DatabaseVars map[string]string
	Databases    []string
	// Classes are the tools that Java's main classes are.
	Classes map[string]string
	// Logins holds the calls whose -p is a password: "metadata backup".
	Logins []string
	// ValueFlags holds the flags that take a value and may stand between a
	// tool and its subcommand: "--log-level".
	ValueFlags []string

	// Subcommands tells calls from prose in files that no scanner reads; none:
	// any word will do.
	Subcommands []string

	Packages []string // Python packages, "openmetadata-ingestion"
	// Companions are those of Packages that are no part of the product, and count
	// only beside one that is.
	Companions []string
	Images     []string // without registry and tag: "openmetadata/server"

	EnvVars          []string // "AIRFLOW_HOST_IP"
	ConfigKeys       []string // of the product's server and workflows, dotted
	ConnectionFields []string // "bigquery.projectId", "credentials.gcsConfig"
	HelmValues       []string // dotted
	Symbols          []string // of Python: a dotted path, or the name of a method
	Keywords         []string // arguments of the calls that make the API's entities: "owner"

	Endpoints []Endpoint

	// Names are what the product is called in addresses, in lower case, its own
	// name first; Ports are those that its servers have.
	Names, Ports []string

	// PythonRoots are the packages that a file must import one of before a bare
	// name in it can be one of Symbols.
	PythonRoots []string
	// Lineage are the arguments that hold lineage annotations: "inlets". With
	// none, annotations are not looked for.
	Lineage []string
	// Entities are what an annotation's entity may be, in lower case; none: anything.
	Entities []string
	// Connectors are the names that a connection field may begin with.
	Connectors []string
	// Configs tells the product's own configuration files from others.
	Configs []Config
}

// Config is how one kind of configuration file is told from other YAML and JSON.
type Config struct {
	Kind  string   // ConfigServer, ConfigWorkflow or ConfigHelm
	Files []string // base names
	Keys  []string // dotted paths, one of which such a file has
	// Calls are the values that are arguments of a command: a dotted path, and
	// the command.
	Calls map[string]string
	// Homes are keys that are in their place beside a type: "AutoClassification".
	Homes map[string][]string
}

// The kinds of configuration files.
const (
	ConfigServer   = "server"
	ConfigWorkflow = "workflow"
	ConfigHelm     = "helm"
)

// Result is what a scan saw. Its parts are those of [probe.Snapshot].
type Result struct {
	Uses         []probe.Use     // sorted by position, never nil
	FilesScanned int             // files that were read and understood to their end
	FilesSkipped []probe.Skipped // everything else that could hold a use, never nil
}

// A scanner reads one surface: one kind of file in which tools are called.
// Each lives in a file of its own and registers itself there.
type scanner interface {
	// match says whether the file is of this kind, by its base name and its
	// first bytes.
	match(name string, head []byte) bool
	// scan files the uses in code, which is the file or stands inside it. Its
	// error says where and why reading stopped.
	scan(f *file, code text) error
}

// The types of uses are facts.Type. A collector needs nothing else of the rooms
// that read documents.
const (
	cliCommand        = "cli-command"
	envVar            = "env-var"
	configKey         = "config-key"
	connectionField   = "connection-field"
	helmValue         = "helm-value"
	image             = "image"
	pythonPackage     = "package"
	pythonSymbol      = "python-symbol"
	lineageAnnotation = "lineage-annotation"
	pythonVersion     = "python-version"
	api               = "api"
)

// sought says whether a name is looked for.
func (o *Options) sought(kind, name string) bool {
	switch kind {
	case envVar:
		return slices.Contains(o.EnvVars, name)
	case pythonPackage:
		return slices.Contains(o.Packages, name)
	case image:
		return slices.Contains(o.Images, name)
	}
	return false
}

// use is a use in the file being read, as byte offsets.
type use struct {
	kind      string // a facts.Type
	name      string
	from, to  int
	value     string
	note      string
	flags     []string
	valued    []string // those that a value follows
	password  bool
	spot      [2]int   // the bytes that spell the name, when a rename is all it takes
	valueSpot [2]int   // the bytes that spell the value
	secrets   [][2]int // the places that a quote must not show
	values    []string // and the words, wherever they stand

	flagSpots map[string][2]int // the bytes that spell a flag
}

var scanners []scanner

func register(s scanner) { scanners = append(scanners, s) }

func scannerFor(name string, head []byte) scanner {
	for _, s := range scanners {
		if s.match(name, head) {
			return s
		}
	}
	return nil
}

// Scan reads the files and, recursively, the directories at paths. Files that
// it could not read or understand are in the result; a path that does not
// exist, and a context that ends, are errors.
func Scan(ctx context.Context, paths []string, opts Options) (Result, error) {
	w := walk{ctx: ctx, reader: newReader(opts)}
	roots, err := rootsOf(paths)
	if err != nil {
		return Result{}, err
	}
	if overlap(roots) {
		w.seen = map[string]bool{}
	}
	for _, r := range roots {
		if err := w.root(r); err != nil {
			return Result{}, err
		}
	}
	w.Uses = withoutStrangers(w.Uses, &opts)
	sorted.Stable(w.Uses, func(a, b *probe.Use) int {
		if c := cmp.Compare(a.File, b.File); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Name, b.Name))
	})
	slices.SortStableFunc(w.FilesSkipped, func(a, b probe.Skipped) int { return cmp.Compare(a.File, b.File) })
	if w.Uses == nil {
		w.Uses = []probe.Use{}
	}
	if w.FilesSkipped == nil {
		w.FilesSkipped = []probe.Skipped{}
	}
	return w.Result, nil
}

// withoutStrangers leaves out the companions of the product's packages that are
// pinned in folders where nothing else is the product's: other programs have
// them, too.
func withoutStrangers(uses []probe.Use, opts *Options) []probe.Use {
	if len(opts.Companions) == 0 {
		return uses
	}
	product := map[string]bool{}
	companion := func(u probe.Use) bool {
		return u.Type == pythonPackage && slices.Contains(opts.Companions, u.Name)
	}
	for _, u := range uses {
		if !companion(u) {
			product[filepath.Dir(u.File)] = true
		}
	}
	return slices.DeleteFunc(uses, func(u probe.Use) bool { return companion(u) && !product[filepath.Dir(u.File)] })
}

// readAs scans a file's content and files what was found under its name.
func (r *Result) readAs(path string, src []byte, s scanner, look *search) {
	f := newFile(filepath.Base(path), src, look)
	err := errors.Join(append([]error{s.scan(f, withoutMark(text{s: f.code}))}, f.problems...)...)
	f.settlePythons()
	r.Uses = slices.Grow(r.Uses, len(f.uses))
	for _, u := range f.uses {
		u.to = min(u.to, len(src))
		line, column := f.lines.position(u.from)
		endLine, endColumn := f.lines.position(u.to)
		seen := probe.Use{
			Type: u.kind, Name: u.name, Value: maskText(u.value), Note: u.note, Flags: u.flags, Valued: u.valued, Password: u.password, File: path,
			Line: line, Column: column, EndLine: endLine, EndColumn: endColumn,
			Quote: quote(src, f.lines, u),
		}
		seen.Spot, seen.ValueSpot = f.spotAt(src, u.spot), f.spotAt(src, u.valueSpot)
		for name, at := range u.flagSpots {
			if spot := f.spotAt(src, at); spot != nil {
				if seen.FlagSpots == nil {
					seen.FlagSpots = map[string]*probe.Spot{}
				}
				seen.FlagSpots[name] = spot
			}
		}
		r.Uses = append(r.Uses, seen)
	}
	switch {
	case err == nil:
		r.FilesScanned++
	case len(f.uses) > 0 || look.concerns(src, s):
		r.skip(path, err.Error())
	default:
		r.leaveOut(path, err.Error())
	}
}

// withoutMark takes a byte order mark off.
func withoutMark(code text) text {
	return code.part(len(code.s)-len(strings.TrimPrefix(code.s, mark)), len(code.s))
}

// mark is a byte order mark, as editors on Windows write it.
const mark = "\ufeff"

// add adds what was seen elsewhere.
func (r *Result) add(more Result) {
	r.Uses = append(r.Uses, more.Uses...)
	r.FilesScanned += more.FilesScanned
	r.FilesSkipped = append(r.FilesSkipped, more.FilesSkipped...)
}

// spotAt describes the place that spells a name; nil when there is none.
func (f *file) spotAt(src []byte, at [2]int) *probe.Spot {
	if at[1] <= at[0] || at[1] > len(src) {
		return nil
	}
	line, column := f.lines.position(at[0])
	return &probe.Spot{
		Start: at[0], End: at[1], Line: line, Column: column,
		Text: string(src[at[0]:at[1]]), Whole: f.lineAt(at[0]),
	}
}

// skip records a file that could hold a use and was not read.
func (r *Result) skip(file, why string, args ...any) {
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	r.FilesSkipped = append(r.FilesSkipped, probe.Skipped{File: file, Why: why, Unread: true})
}

// leaveOut records what is none of the deployment's own scripts, or has nothing to do with the product.
func (r *Result) leaveOut(file, why string) {
	r.FilesSkipped = append(r.FilesSkipped, probe.Skipped{File: file, Why: why})
}

// Package usage finds, in the files around a deployment, the calls of
// command-line tools that a release may deprecate or remove.
//
// Files are read by parsers of their languages, never by matching text: what a
// script prints, comments on or merely mentions is no use.
package usage

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/omlint/omlint/probe"
)

// Options says what to look for.
type Options struct {
	// CLI holds the names of the command-line tools: "metadata". A Python
	// module of the same name, run with python -m, is the same tool.
	CLI []string
	// ValueFlags holds the flags that take a value and may stand between a
	// tool and its subcommand: "--log-level".
	ValueFlags []string
}

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
	// scan returns the uses in src. With an error, which says where and why,
	// they are those of the part that could be read.
	scan(name string, src []byte, opts Options) ([]use, error)
}

// cliCommand is facts.CLICommand. A collector needs nothing else of the rooms
// that read documents.
const cliCommand = "cli-command"

// use is a use in the file being read, as byte offsets.
type use struct {
	kind     string // a facts.Type
	name     string
	from, to int
	secrets  [][2]int // the places that a quote must not show
	values   []string // and the words, wherever they stand
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
	w := walk{ctx: ctx, opts: opts, seen: map[string]bool{}, calls: map[string]*regexp.Regexp{}}
	for _, path := range paths {
		if err := w.root(path); err != nil {
			return Result{}, err
		}
	}
	slices.SortStableFunc(w.Uses, func(a, b probe.Use) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Name, b.Name))
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

// readAs scans a file's content and files what was found under its name.
func (r *Result) readAs(file string, src []byte, s scanner, opts Options) {
	uses, err := s.scan(filepath.Base(file), src, opts)
	lines := newLines(src)
	for _, u := range uses {
		line, column := lines.position(u.from)
		endLine, endColumn := lines.position(u.to)
		r.Uses = append(r.Uses, probe.Use{
			Type: u.kind, Name: u.name, File: file,
			Line: line, Column: column, EndLine: endLine, EndColumn: endColumn,
			Quote: quote(src, lines, u),
		})
	}
	if err != nil {
		r.skip(file, err.Error())
		return
	}
	r.FilesScanned++
}

// skip records a file that could hold a use and was not read.
func (r *Result) skip(file, why string, args ...any) {
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	r.FilesSkipped = append(r.FilesSkipped, probe.Skipped{File: file, Why: why, Unread: true})
}

// leaveOut records what is none of the deployment's own scripts.
func (r *Result) leaveOut(file, why string) {
	r.FilesSkipped = append(r.FilesSkipped, probe.Skipped{File: file, Why: why})
}

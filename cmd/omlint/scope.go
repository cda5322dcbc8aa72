package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/baseline"
	"github.com/omlint/omlint/changes"
	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/internal/atomicfile"
	"github.com/omlint/omlint/rules"
)

// scope says which findings of lint are of interest: all, those that a baseline
// does not know, those on new lines.
type scope struct{ baseline, write, newFrom string }

func addScopeFlags(flags *pflag.FlagSet) *scope {
	var s scope
	flags.StringVar(&s.baseline, "baseline", "", "hide the findings that `FILE` knows, and say which of them are gone")
	flags.StringVar(&s.write, "write-baseline", "", "make `FILE` know today's findings and forget those that are gone")
	flags.StringVar(&s.newFrom, "new-from", "", "only findings on lines that are new since the git revision `REV`, which was branched from")
	return &s
}

// gitTimeout bounds each call of git. Comparing a tree of a hundred thousand
// files takes seconds.
const gitTimeout = time.Minute

// narrowing takes findings through what the flags ask for, step by step.
type narrowing struct {
	base   *baseline.Baseline
	lines  changes.Lines // nil for all
	levels func(page string) []config.Level
	judged baseline.Judged
	known  []rules.Finding // what the last step hid
}

// start reads the files and asks git.
func (s *scope) start(ctx context.Context, paths []string, fix *fixing, levels func(string) []config.Level, judged baseline.Judged) (*narrowing, error) {
	n := &narrowing{base: &baseline.Baseline{}, levels: levels, judged: judged}
	var err error
	switch {
	case s.write != "" && (s.newFrom != "" || fix.write || fix.diff):
		return nil, errors.New("--write-baseline records all findings as they are: run it without --new-from, --fix and --diff")
	case s.write != "":
		if n.base, err = readBaseline(s.write); errors.Is(err, fs.ErrNotExist) {
			n.base, err = &baseline.Baseline{}, nil
		}
	case s.baseline != "":
		n.base, err = readBaseline(s.baseline)
	}
	if err != nil || s.newFrom == "" {
		return n, err
	}
	if slices.Contains(paths, "-") {
		return nil, errors.New("--new-from compares files with git, which knows nothing of standard input: name the files")
	}
	n.lines, err = changes.Since(ctx, s.newFrom, paths, gitTimeout)
	return n, err
}

func readBaseline(path string) (*baseline.Baseline, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the baseline: %w; --write-baseline %s makes one", err, path)
	}
	return baseline.Parse(path, source)
}

// narrow is the way of findings from the rules to the report; in-place
// suppressions were applied before.
func (n *narrowing) narrow(found []rules.Finding) []rules.Finding {
	found = config.Relevel(found, n.levels)
	sorted := n.base.Sort(found, n.judged)
	n.known = sorted.Known
	found = slices.Concat(sorted.New, config.Relevel(sorted.Fixed, n.levels))
	if n.lines != nil {
		found = n.lines.Keep(found)
	}
	rules.SortByPlace(found)
	return found
}

// record writes a baseline of all that was found, and makes it known at once.
func (n *narrowing) record(path string, found []rules.Finding) ([]rules.Finding, error) {
	all := slices.Concat(n.known, found)
	all = slices.DeleteFunc(all, func(f rules.Finding) bool { return f.Rule == baseline.Fixed })
	rules.SortByPlace(all)
	n.base = n.base.Record(path, all, n.judged)
	source, err := n.base.Bytes()
	if err != nil {
		return found, err
	}
	if err := atomicfile.Replace(path, source); err != nil {
		return found, fmt.Errorf("write the baseline: %w", err)
	}
	return n.narrow(all), nil
}

// judgedPages says of a page by its absolute path, and a rule, whether this run
// looks for it there. On a page that is gone everything was looked for.
func judgedPages(pages *pageSettings, levels func(page string) []config.Level) baseline.Judged {
	return func(page, rule string) bool {
		path, read := pages.judged[page]
		if !read {
			_, err := os.Lstat(page)
			return errors.Is(err, fs.ErrNotExist)
		}
		l := config.LevelOf(levels(path), rule)
		return l == nil || l.Severity != config.Off
	}
}

// absolute is a page's path for comparing; as it is where that cannot be known.
func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	return abs
}

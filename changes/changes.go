// Package changes asks git which lines of a checkout are new since a revision,
// so that only findings on these lines are shown.
package changes

import (
	"path/filepath"

	"github.com/omlint/omlint/rules"
)

// Lines are the new lines of files, by absolute path. A file that is not in it
// has none.
type Lines map[string]*file

type file struct {
	all    bool    // the file is new as a whole
	ranges []lines // ascending
}

// lines are 1-based, from the first up to and including the last.
type lines struct{ first, last int }

// Keep leaves out the findings that touch no new line.
func (l Lines) Keep(found []rules.Finding) []rules.Finding {
	kept := make([]rules.Finding, 0, len(found))
	for _, f := range found {
		if l.touch(f.Location) {
			kept = append(kept, f)
		}
	}
	return kept
}

func (l Lines) touch(at *rules.Location) bool {
	f := l[resolved(at.File)]
	if f == nil {
		return false
	}
	last := max(at.Line, at.EndLine)
	if at.EndColumn == 1 && last > at.Line {
		last-- // it ends with the line before
	}
	for _, r := range f.ranges {
		if r.first <= last && at.Line <= r.last {
			return true
		}
	}
	return f.all
}

// resolved is a file's absolute path through folders that are no links, as git
// names it.
func resolved(name string) string {
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return abs
	}
	return filepath.Join(dir, filepath.Base(abs))
}

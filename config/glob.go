package config

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Glob is a pattern of paths below Dir, with ** for any number of folders. One
// that matches a folder stands for everything in it.
type Glob struct {
	Pattern string
	Dir     string // absolute
	Origin  Origin
}

func (g *Glob) matches(page string) bool {
	file, err := filepath.Abs(page)
	if err != nil {
		return false // there is no working directory, so no relative path means anything
	}
	if !path.IsAbs(g.Pattern) {
		if file, err = filepath.Rel(g.Dir, file); err != nil {
			return false // on another volume
		}
	}
	pattern := strings.TrimSuffix(strings.TrimPrefix(g.Pattern, "./"), "/")
	for name := filepath.ToSlash(file); ; name = path.Dir(name) {
		if doublestar.MatchUnvalidated(pattern, name) {
			return true
		}
		if parent := path.Dir(name); parent == name || parent == "." {
			return false
		}
	}
}

// lastMatch is the last pattern that matches the page, nil if none does.
func lastMatch(globs []Glob, page string) *Glob {
	for i := len(globs) - 1; i >= 0; i-- {
		if globs[i].matches(page) {
			return &globs[i]
		}
	}
	return nil
}

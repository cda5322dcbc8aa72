package usage

import (
	"bufio"
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ignore is what the .gitignore files of a folder and of those above it say.
type ignore struct {
	outer *ignore
	dir   string // relative to the root of the walk, with slashes; "" for the root
	rules []ignoreRule
}

// ignoreRule is one line: a pattern of doublestar's, whose wildcards are
// Git's, relative to the file's folder. Most lines are a name or *.extension.
type ignoreRule struct {
	pattern string
	name    string // what **/name stands for, without wildcards
	suffix  string // what **/*suffix does
	keep    bool   // !pattern
	dirs    bool   // pattern/
}

// in returns what holds inside of a folder.
func (g *ignore) in(real, dir string) *ignore {
	src, err := os.ReadFile(filepath.Join(real, ".gitignore"))
	if err != nil {
		return g
	}
	inner := &ignore{outer: g, dir: dir}
	lines := bufio.NewScanner(bytes.NewReader(src))
	for lines.Scan() {
		if r, ok := parseIgnore(lines.Text()); ok {
			inner.rules = append(inner.rules, r)
		}
	}
	return inner
}

func parseIgnore(line string) (ignoreRule, bool) {
	var r ignoreRule
	line = strings.TrimRight(line, "\r")
	if !strings.HasSuffix(line, `\ `) {
		line = strings.TrimRight(line, " \t")
	}
	switch {
	case line == "" || line[0] == '#':
		return r, false
	case line[0] == '!':
		r.keep, line = true, line[1:]
	}
	if line, r.dirs = strings.CutSuffix(line, "/"); line == "" {
		return r, false
	}
	switch {
	case strings.HasPrefix(line, "/"):
		line = line[1:]
	case !strings.Contains(line, "/"):
		if !strings.ContainsAny(line, wildcards) {
			r.name = line
		} else if rest := line[1:]; line[0] == '*' && rest != "" && !strings.ContainsAny(rest, wildcards) {
			r.suffix = rest
		}
		line = "**/" + line
	}
	r.pattern = line
	return r, doublestar.ValidatePattern(line)
}

const wildcards = `*?[{\`

func (r ignoreRule) fits(rel string) bool {
	switch {
	case r.name != "":
		return path.Base(rel) == r.name
	case r.suffix != "":
		return strings.HasSuffix(rel, r.suffix)
	}
	ok, _ := doublestar.Match(r.pattern, rel)
	return ok
}

// ignored says whether a file or folder, by its path from the walk's root, is
// left out. The last line that fits decides, and a nearer file over those above.
func (g *ignore) ignored(name string, dir bool) bool {
	for ; g != nil; g = g.outer {
		rel := name
		if g.dir != "" {
			rel = name[len(g.dir)+1:]
		}
		for i := len(g.rules) - 1; i >= 0; i-- {
			r := g.rules[i]
			if r.dirs && !dir {
				continue
			}
			if r.fits(rel) {
				return !r.keep
			}
		}
	}
	return false
}

// repository is the folder of the Git repository that a folder is in, or the
// folder itself.
func repository(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return dir
		}
	}
}

// above reads the .gitignore files from the top of a repository down to the
// folder that dir is in.
func above(top, dir string) *ignore {
	if top == dir {
		return nil
	}
	parent := filepath.Dir(dir)
	return above(top, parent).in(parent, relative(top, parent))
}

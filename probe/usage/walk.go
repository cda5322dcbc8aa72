package usage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/omlint/omlint/internal/parallel"
)

// skippedDirs are directories whose content others wrote: what they call is
// not for the deployment's owner to change.
var skippedDirs = map[string]string{
	".git": "version control data", ".hg": "version control data", ".svn": "version control data",
	"node_modules": "vendored tree", "vendor": "vendored tree", "bower_components": "vendored tree",
	"site-packages": "vendored tree", "dist-packages": "vendored tree", "venv": "vendored tree", ".venv": "vendored tree",
	".tox": "vendored tree", ".nox": "vendored tree", "__pycache__": "vendored tree", ".terraform": "vendored tree",
}

// walk is one scan over several paths.
type walk struct {
	*reader
	ctx  context.Context
	lock sync.Mutex      // of what follows
	seen map[string]bool // resolved names, when paths overlap
	Result
}

// A root is a path that the user named.
type root struct {
	path, real string // as named, and without symbolic links
	isDir      bool
}

func rootsOf(paths []string) ([]root, error) {
	var roots []root
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: no such file or directory: check the path to scan", path)
		}
		if err != nil {
			return nil, fmt.Errorf("look at what to scan: %w", err)
		}
		// A root that is a symbolic link is followed, unlike those in it.
		real, err := filepath.EvalSymlinks(path)
		if err == nil {
			real, err = filepath.Abs(real)
		}
		if err != nil {
			return nil, fmt.Errorf("look at what to scan: %w", err)
		}
		roots = append(roots, root{path, real, info.IsDir()})
	}
	return roots, nil
}

// overlap says whether a root is another one, or lies in it.
func overlap(roots []root) bool {
	for i, r := range roots {
		for k, other := range roots {
			if i != k && (r.real == other.real || strings.HasPrefix(r.real, in(other.real, ""))) {
				return true
			}
		}
	}
	return false
}

// root walks one path. Whatever its name, it is not skipped.
func (w *walk) root(r root) error {
	if !r.isDir {
		if w.first(filepath.Split(r.real)) {
			w.read(&w.Result, r.path, &buffer{})
		}
		return nil
	}
	top := repository(r.real)
	parallel.Spread(w.visit, place{
		shown: filepath.Clean(r.path), real: r.real, within: relative(top, r.real), ignore: above(top, r.real), root: r.real,
	})
	if err := w.ctx.Err(); err != nil {
		return fmt.Errorf("scan of %s stopped: %w; allow more time or scan less", r.path, err)
	}
	return nil
}

// A place is where a walk goes: a folder, or some of a folder's files.
type place struct {
	shown  string   // what messages call the folder
	real   string   // without symbolic links
	within string   // from the top of its repository, with slashes
	ignore *ignore  // what holds in it
	root   string   // the real path of the root that it was come to from
	files  []string // those to be read; nil: all, and what is in its folders
}

// maxFiles bounds how many files one place is, so that all processors have some.
const maxFiles = 64

// visit reads the files of a place and finds the places in it.
func (w *walk) visit(p place, more func(...place)) {
	var found Result
	if p.files == nil {
		w.list(&found, p, more)
	} else {
		b := w.buffers.Get().(*buffer)
		for _, name := range p.files {
			if w.ctx.Err() == nil && w.first(p.real, name) {
				w.read(&found, in(p.shown, name), b)
			}
		}
		w.buffers.Put(b)
	}
	w.lock.Lock()
	defer w.lock.Unlock()
	w.add(found)
}

// list finds what is in a folder.
func (w *walk) list(found *Result, p place, more func(...place)) {
	if w.ctx.Err() != nil {
		return
	}
	entries, err := os.ReadDir(p.shown)
	if err != nil {
		found.skip(p.shown, "cannot be read: %s", reason(err))
	}
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
	}
	if p.real != p.root && has("pyvenv.cfg") {
		found.leaveOut(p.shown, "vendored tree: name it to have it scanned")
		return
	}
	if has(".gitignore") {
		p.ignore = p.ignore.in(p.real, p.within)
	}
	var places []place
	var files []string
	for _, e := range entries {
		name, why := e.Name(), ""
		within := path.Join(p.within, name)
		if e.IsDir() {
			why = skippedDirs[name]
		}
		if why == "" && p.ignore.ignored(within, e.IsDir()) {
			why = "ignored by .gitignore"
		}
		switch {
		case why != "":
			found.leaveOut(in(p.shown, name), why+": name it to have it scanned")
		case e.IsDir():
			places = append(places, place{
				shown: in(p.shown, name), real: in(p.real, name), within: within, ignore: p.ignore, root: p.root,
			})
		case e.Type()&fs.ModeSymlink != 0:
			found.link(in(p.shown, name), in(p.real, name), p.root)
		case e.Type().IsRegular(): // sockets, pipes and devices hold no calls
			files = append(files, name)
		}
	}
	for some := range slices.Chunk(files, maxFiles) {
		places = append(places, place{shown: p.shown, real: p.real, files: some})
	}
	more(places...)
}

// in is filepath.Join for a name in a folder that is clean.
func in(dir, name string) string {
	switch {
	case dir == ".":
		return name
	case os.IsPathSeparator(dir[len(dir)-1]):
		return dir + name
	}
	return dir + string(filepath.Separator) + name
}

func relative(top, name string) string {
	rel := strings.TrimPrefix(strings.TrimPrefix(name, top), string(filepath.Separator))
	return filepath.ToSlash(rel)
}

// link reports a symbolic link that leads out of the tree. One that stays
// inside needs no report: what it points to is met on its own.
func (r *Result) link(shown, name, root string) {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		r.leaveOut(shown, "a symbolic link to nothing")
		return
	}
	if rel, err := filepath.Rel(root, target); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		r.leaveOut(shown, "a symbolic link out of the tree: name its target to have it scanned")
	}
}

// first says whether the walk comes to a file for the first time.
func (w *walk) first(dir, name string) bool {
	if w.seen == nil {
		return true
	}
	real := filepath.Join(dir, name)
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.seen[real] {
		return false
	}
	w.seen[real] = true
	return true
}

// reason is the part of a file error that does not repeat its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

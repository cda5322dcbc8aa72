package usage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// skippedDirs are directories whose content others wrote: what they call is
// not for the deployment's owner to change.
var skippedDirs = map[string]string{
	".git": "version control data", ".hg": "version control data", ".svn": "version control data",
	"node_modules": "vendored tree", "vendor": "vendored tree", "bower_components": "vendored tree",
	"site-packages": "vendored tree", "dist-packages": "vendored tree", "venv": "vendored tree", ".venv": "vendored tree",
	".tox": "vendored tree", ".nox": "vendored tree", "__pycache__": "vendored tree", ".terraform": "vendored tree",
}

// walk finds the files of one scan over several paths.
type walk struct {
	Result
	ctx   context.Context
	seen  map[string]bool // resolved names: paths may overlap
	files []string        // to be read
}

// root walks one path that the user named. Whatever its name, it is not
// skipped.
func (w *walk) root(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: no such file or directory: check the path to scan", path)
	}
	if err != nil {
		return fmt.Errorf("look at what to scan: %w", err)
	}
	// WalkDir does not enter a root that is a symbolic link.
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		return fmt.Errorf("look at what to scan: %w", err)
	}
	if !info.IsDir() {
		w.file(path, real)
		return nil
	}
	top := repository(real)
	ignores := map[string]*ignore{} // by folder
	ignores[filepath.Dir(real)] = above(top, real)
	return filepath.WalkDir(real, func(name string, entry fs.DirEntry, err error) error {
		shown := filepath.Join(path, strings.TrimPrefix(name, real))
		switch {
		case w.ctx.Err() != nil:
			return fmt.Errorf("scan stopped at %s: %w; allow more time or scan less", shown, w.ctx.Err())
		case err != nil:
			w.skip(shown, "cannot be read: %s", reason(err))
			return nil
		}
		outer := ignores[filepath.Dir(name)]
		if entry.IsDir() {
			if why := w.foreign(name, entry.Name()); why != "" && name != real {
				w.leaveOut(shown, why+": name it to have it scanned")
				return filepath.SkipDir
			}
		}
		within := relative(top, name)
		if name != real && outer.ignored(within, entry.IsDir()) {
			w.leaveOut(shown, "ignored by .gitignore: name it to have it scanned")
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		switch {
		case entry.IsDir():
			ignores[name] = outer.in(name, within)
		case entry.Type()&fs.ModeSymlink != 0:
			w.link(shown, name, real)
		case entry.Type().IsRegular(): // sockets, pipes and devices hold no calls
			w.file(shown, name)
		}
		return nil
	})
}

// foreign says why a folder holds what others wrote; "" when it does not.
func (w *walk) foreign(path, name string) string {
	if why := skippedDirs[name]; why != "" {
		return why
	}
	if _, err := os.Lstat(filepath.Join(path, "pyvenv.cfg")); err == nil {
		return "vendored tree"
	}
	return ""
}

func relative(top, name string) string {
	rel := strings.TrimPrefix(strings.TrimPrefix(name, top), string(filepath.Separator))
	return filepath.ToSlash(rel)
}

// link reports a symbolic link that leads out of the tree. One that stays
// inside needs no report: what it points to is met on its own.
func (w *walk) link(shown, name, root string) {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		w.leaveOut(shown, "a symbolic link to nothing")
		return
	}
	if rel, err := filepath.Rel(root, target); err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		w.leaveOut(shown, "a symbolic link out of the tree: name its target to have it scanned")
	}
}

// file notes a file to be read, once.
func (w *walk) file(path, real string) {
	if !w.seen[real] {
		w.seen[real] = true
		w.files = append(w.files, path)
	}
}

// reason is the part of a file error that does not repeat its path.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

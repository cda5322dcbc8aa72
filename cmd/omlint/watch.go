package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser"
)

// An editor saves in several steps and a checkout changes many files: a change
// is over when nothing happened for settling. What never ends is looked at every
// patience.
const (
	settling = 150 * time.Millisecond
	patience = 3 * time.Second
)

// watcher tells of changes below roots.
type watcher struct {
	*fsnotify.Watcher
	paths  []string // as they were given
	roots  []string // the same, absolute
	except []string // absolute: what the runs write themselves
}

// canWatch says what keeps a run from being watched.
func canWatch(paths []string, fix *fixing, scope *scope) error {
	switch {
	case slices.Contains(paths, "-"):
		return errors.New("--watch waits for files to change, which standard input does not: name files or folders")
	case fix.write, fix.diff, scope.write != "":
		return errors.New("--watch only reports: run it without --fix, --diff and --write-baseline")
	}
	return nil
}

// watch starts watching files and folders, except some below them.
func watch(paths, except []string) (*watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("--watch: %w", err)
	}
	w := &watcher{Watcher: notify, paths: paths}
	for _, e := range except {
		w.except = append(w.except, absolute(e))
	}
	for _, p := range paths {
		w.roots = append(w.roots, absolute(p))
	}
	if err := w.addRoots(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// addRoots watches all there is below the roots. The folder of a root is
// watched, too: a file that is saved by renaming is another file, and a root
// that was taken away may come back.
func (w *watcher) addRoots() error {
	for i, root := range w.roots {
		info, err := os.Stat(root)
		if errors.Is(err, os.ErrNotExist) {
			return &parser.MissingPathError{Path: w.paths[i]}
		}
		if err != nil {
			return fmt.Errorf("watch %s: %w", root, err)
		}
		if err := w.Add(filepath.Dir(root)); err != nil && !info.IsDir() {
			return cannotWatch(filepath.Dir(root), err)
		}
		if err := w.addFolder(root); err != nil {
			return err
		}
	}
	return nil
}

// addFolder watches a folder and those below it that may have pages. What is
// no folder, or no longer there, is left out.
func (w *watcher) addFolder(dir string) error {
	if !w.isFolder(dir) {
		return nil
	}
	// Watched before it is read: what is made meanwhile is told or seen.
	if err := w.Add(dir); err != nil && !errors.Is(err, os.ErrNotExist) && !errors.Is(err, os.ErrPermission) {
		return cannotWatch(dir, err)
	}
	entries, _ := os.ReadDir(dir) // the run itself says what cannot be read
	for _, e := range entries {
		if name := filepath.Join(dir, e.Name()); e.IsDir() && w.concerns(name) {
			if err := w.addFolder(name); err != nil {
				return err
			}
		}
	}
	return nil
}

// isFolder follows a link only where it was named, as the search for pages does.
func (w *watcher) isFolder(path string) bool {
	stat := os.Lstat
	if slices.Contains(w.roots, path) {
		stat = os.Stat
	}
	info, err := stat(path)
	return err == nil && info.IsDir()
}

func cannotWatch(path string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		err = fmt.Errorf("%w; too many folders: name fewer, or raise fs.inotify.max_user_watches", err)
	}
	return fmt.Errorf("watch %s: %w", path, err)
}

// concerns says whether a path is a root or below one, where pages are looked
// for: not hidden, as the swap files of editors are.
func (w *watcher) concerns(path string) bool {
	below := func(dir string) bool {
		return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, "/")+"/")
	}
	if slices.ContainsFunc(w.except, below) {
		return false
	}
	return slices.ContainsFunc(w.roots, func(root string) bool {
		return below(root) && !slices.ContainsFunc(strings.Split(path[len(root):], "/"), func(name string) bool {
			return strings.HasPrefix(name, ".") || name == "node_modules"
		})
	})
}

// changed waits until something has changed and nothing changes any more; false
// when ctx ended before.
func (w *watcher) changed(ctx context.Context) (bool, error) {
	var settled, enough <-chan time.Time
	note := func() {
		settled = time.After(settling)
		if enough == nil {
			enough = time.After(patience)
		}
	}
	for {
		select {
		case <-ctx.Done():
			return false, nil
		case <-settled:
			return true, nil
		case <-enough:
			return true, nil
		case e := <-w.Events:
			if e.Op == fsnotify.Chmod || !w.concerns(e.Name) {
				continue
			}
			if e.Has(fsnotify.Create) {
				if err := w.addFolder(e.Name); err != nil {
					return false, err
				}
			}
			note()
		case err := <-w.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return false, fmt.Errorf("--watch: %w", err)
			}
			var missing *parser.MissingPathError // the run itself says so
			if err := w.addRoots(); err != nil && !errors.As(err, &missing) {
				return false, err
			}
			note()
		}
	}
}

// watch runs lint once now and again whenever something below paths changes,
// until the command's context ends. It returns what the last run came to.
func (g *global) watch(cmd *cobra.Command, paths []string, cached string, lint func() error) error {
	own, err := cacheFolder(cached)
	if err != nil {
		return err
	}
	w, err := watch(paths, slices.DeleteFunc([]string{own, g.output}, func(p string) bool { return p == "" || p == "-" }))
	if err != nil {
		return err
	}
	defer w.Close()
	for {
		last := lint()
		var s status
		if last != nil && !errors.As(last, &s) {
			complain(cmd.ErrOrStderr(), last)
			last = status(exitTrouble)
		}
		g.warn(cmd, "waiting for changes")
		more, err := w.changed(cmd.Context())
		switch {
		case err != nil:
			return err
		case !more:
			return last
		}
	}
}

package mend

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/omlint/omlint/internal/atomicfile"
)

// Write writes the changed files, each as a whole, and returns the changes it
// wrote with what kept it from writing the others. A file that a symbolic link
// places outside of all trees, directories or single files, is left alone: who
// named the trees did not name it. So is a file that is no longer what the fixes
// were made for. A file that goes by several names is written by the first.
func Write(changes []Change, trees []string) (written []Change, err error) {
	var problems []error
	done := map[string]bool{}
	for _, c := range changes {
		target, err := filepath.EvalSymlinks(filepath.FromSlash(c.File))
		if err == nil && done[target] {
			continue
		}
		if err == nil {
			err = write(c, target, trees)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("fix %s: %w", c.File, err))
			continue
		}
		done[target] = true
		written = append(written, c)
	}
	return written, errors.Join(problems...)
}

func write(c Change, target string, trees []string) error {
	if !within(target, trees) {
		return fmt.Errorf("it is a link to %s, outside of what was to be checked; name that file to fix it", target)
	}
	now, err := os.ReadFile(target)
	switch {
	case err != nil:
		return err
	case !bytes.Equal(now, c.Before):
		return errors.New("it changed while it was looked at; run again")
	}
	return atomicfile.Replace(target, c.After)
}

// within reports whether a resolved path lies in one of the trees. A tree that
// is a file stands for itself, wherever a link in its folder leads.
func within(target string, trees []string) bool {
	target, err := filepath.Abs(target)
	if err != nil {
		return false
	}
	for _, tree := range trees {
		info, err := os.Stat(tree)
		if err != nil {
			continue
		}
		if !info.IsDir() {
			tree = filepath.Dir(tree)
		}
		if tree, err = filepath.EvalSymlinks(tree); err != nil {
			continue
		}
		if tree, err = filepath.Abs(tree); err != nil {
			continue
		}
		if r, err := filepath.Rel(tree, target); err == nil && filepath.IsLocal(r) {
			return true
		}
	}
	return false
}

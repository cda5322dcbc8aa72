// Package atomicfile replaces files as a whole, so that whoever reads them sees
// the old content or the new one, and a failed run leaves no half-written file.
package atomicfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Replace puts a new file in place of an old one, or makes it. A symbolic link
// is followed, and the old file's permissions stay. A file that its owner may
// not write is left alone.
func Replace(path string, content []byte) error {
	mode := os.FileMode(0o644)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	} else if target, err := os.Readlink(path); err == nil { // a link to a file that is not there yet
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
		if mode&0o200 == 0 {
			return fmt.Errorf("%s is read-only", path)
		}
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".omlint-*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(content)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // what cannot be finished is not left behind
	}
	return err
}

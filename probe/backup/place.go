package backup

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/omlint/omlint/probe/bucket"
)

// place returns the file system that a path lies in, and its name there.
func (o Options) place(ctx context.Context, path string) (fs.SubFS, string) {
	name, remote := strings.CutPrefix(path, bucket.Scheme)
	switch {
	case !remote:
		return disk{}, path
	case o.S3 == nil:
		return new(bucket.Store).Files(ctx), name
	}
	return o.S3.Files(ctx), name
}

// Remote says whether a path leads away from this machine.
func Remote(path string) bool { return strings.HasPrefix(path, bucket.Scheme) }

// disk is the file system of this machine. Its names are paths as people write
// them, which [os.DirFS] refuses: absolute ones, and those with "..".
type disk struct{}

func (disk) Open(name string) (fs.File, error)          { return openNow(name, os.Stat, os.Open) }
func (disk) Stat(name string) (fs.FileInfo, error)      { return os.Stat(name) }
func (disk) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }
func (disk) Glob(pattern string) ([]string, error)      { return filepath.Glob(pattern) }
func (disk) Sub(dir string) (fs.FS, error)              { return folder{os.DirFS(dir).(listable)}, nil }

// folder is a directory of this machine.
type folder struct{ listable }

type listable interface {
	fs.StatFS
	fs.ReadDirFS
}

func (f folder) Open(name string) (fs.File, error) { return openNow(name, f.Stat, f.listable.Open) }

// openNow opens a file or directory. A pipe of that name, which nobody may ever
// write to, would have omlint wait for ever.
func openNow[F fs.File](name string, stat func(string) (fs.FileInfo, error), open func(string) (F, error)) (fs.File, error) {
	if info, err := stat(name); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("neither a regular file nor a directory")}
	}
	f, err := open(name)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Size adds up the bytes of a backup's files. Its error says why a path cannot
// be read at all: it may be mistyped.
func Size(ctx context.Context, path string, o Options) (total int64, err error) {
	if path == Stdin && o.Stdin != nil {
		return 0, nil
	}
	files, name := o.place(ctx, path)
	info, err := fs.Stat(files, name)
	if err != nil {
		return 0, err
	}
	if info.Mode().IsRegular() && !Remote(path) {
		f, err := files.Open(name)
		if err != nil {
			return 0, err
		}
		return info.Size(), f.Close()
	}
	err = fs.WalkDir(files, name, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			if at == name {
				return err
			}
			return nil // reading the backup will tell
		}
		if info, err := entry.Info(); err == nil && entry.Type().IsRegular() {
			total += info.Size()
		}
		return nil
	})
	return total, err
}

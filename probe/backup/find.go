package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe/bucket"
)

// Find returns the backups that pattern stands for, sorted. It takes
//   - the path of a file, or of a directory that is one backup, on this machine
//     or as s3://BUCKET/KEY: that path,
//     existing or not, for [Inspect] to say what is wrong with it;
//   - "-", for standard input;
//   - any other directory: the backups in it, at any depth;
//   - a glob as of [filepath.Match]: the paths it matches, each taken as above.
//
// A glob that matches nothing, and a directory without a backup, are errors.
func Find(ctx context.Context, pattern string, o Options) ([]string, error) {
	if pattern == Stdin {
		return []string{pattern}, nil
	}
	files, name := o.place(ctx, pattern)
	scheme := strings.TrimSuffix(pattern, name)
	paths := []string{name}
	if _, err := fs.Stat(files, name); err != nil && strings.ContainsAny(name, `*?[`) {
		paths, err = fs.Glob(files, name)
		if errors.As(err, new(*bucket.Trouble)) {
			return nil, fmt.Errorf("%s: %w", pattern, err)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w: quote or correct it", pattern, err)
		}
		if len(paths) == 0 {
			return nil, fmt.Errorf("%s: nothing matches: check the pattern, or that the backup job ran", pattern)
		}
	}
	var found []string
	for _, name := range paths {
		info, err := fs.Stat(files, name)
		if err != nil || !info.IsDir() || isBackup(files, name) {
			found = append(found, scheme+name)
			continue
		}
		inside, err := findIn(files, name)
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 && len(paths) == 1 {
			return nil, fmt.Errorf("%s: no backup in this directory: check the path, or that the backup job ran", scheme+name)
		}
		for _, name := range inside {
			found = append(found, scheme+name)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no backup in the directories it matches: check the pattern, or that the backup job ran", pattern)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// isBackup says whether a directory is a backup, or cannot be listed and may be
// one.
func isBackup(files fs.SubFS, name string) bool {
	dir, err := files.Sub(name)
	return err != nil || identifyDirectory(dir) != nil
}

// findIn returns the backups in a directory.
func findIn(files fs.SubFS, root string) ([]string, error) {
	var found []string
	links := false
	err := fs.WalkDir(files, root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path == root:
			return fmt.Errorf("%s: cannot be listed: %w", path, err)
		case err != nil: // a directory that cannot be listed may hide a backup
			found = append(found, path)
		case entry.IsDir():
			if path != root && isBackup(files, path) {
				found = append(found, path)
				return fs.SkipDir
			}
		case entry.Type()&fs.ModeSymlink != 0:
			links = true
		case entry.Type().IsRegular() && looksLikeBackup(files, path):
			found = append(found, path)
		}
		return nil
	})
	if err == nil && len(found) == 0 && links {
		err = fmt.Errorf("%s: no backup in this directory, but symbolic links, which are not followed there: name what they lead to", root)
	}
	return found, err
}

// backupNames are the extensions that people give to backups. A file with one
// is inspected whatever it holds: an empty dump.sql must not be overlooked.
var backupNames = []string{".sql", ".dump", ".dmp", ".pgdump", ".backup", ".bak", ".gz", ".tgz", ".zst", ".bz2", ".xz", ".lz4", ".tar", ".age", ".gpg", ".enc"}

func looksLikeBackup(files fs.FS, name string) bool {
	if slices.Contains(backupNames, strings.ToLower(path.Ext(name))) {
		return true
	}
	f, err := files.Open(name)
	if errors.Is(err, fs.ErrPermission) {
		return true
	}
	if err != nil {
		return false
	}
	defer f.Close()
	head, err := io.ReadAll(io.LimitReader(f, headSize))
	if err != nil {
		return false
	}
	return containerOf(head) != nil || identify(head) != nil
}

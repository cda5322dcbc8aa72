package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Find returns the backups that pattern stands for, sorted. It takes
//   - the path of a file, or of a directory that is one backup: that path,
//     existing or not, for [Inspect] to say what is wrong with it;
//   - "-", for standard input;
//   - any other directory: the backups in it, at any depth;
//   - a glob as of [filepath.Match]: the paths it matches, each taken as above.
//
// A glob that matches nothing, and a directory without a backup, are errors.
func Find(pattern string) ([]string, error) {
	if pattern == Stdin {
		return []string{pattern}, nil
	}
	paths := []string{pattern}
	if _, err := os.Lstat(pattern); err != nil && strings.ContainsAny(pattern, `*?[`) {
		paths, err = filepath.Glob(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: %w: quote or correct it", pattern, err)
		}
		if len(paths) == 0 {
			return nil, fmt.Errorf("%s: nothing matches: check the pattern, or that the backup job ran", pattern)
		}
	}
	var found []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() || identifyDirectory(path) != nil {
			found = append(found, path)
			continue
		}
		inside, err := findIn(path)
		if err != nil {
			return nil, err
		}
		if len(inside) == 0 && len(paths) == 1 {
			return nil, fmt.Errorf("%s: no backup in this directory: check the path, or that the backup job ran", path)
		}
		found = append(found, inside...)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: no backup in the directories it matches: check the pattern, or that the backup job ran", pattern)
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// findIn returns the backups in a directory.
func findIn(root string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && path == root:
			return fmt.Errorf("%s: cannot be listed: %w", path, err)
		case err != nil: // a directory that cannot be listed may hide a backup
			found = append(found, path)
		case entry.IsDir():
			if path != root && identifyDirectory(path) != nil {
				found = append(found, path)
				return filepath.SkipDir
			}
		case entry.Type().IsRegular() && looksLikeBackup(path):
			found = append(found, path)
		}
		return nil
	})
	return found, err
}

// backupNames are the extensions that people give to backups. A file with one
// is inspected whatever it holds: an empty dump.sql must not be overlooked.
var backupNames = []string{".sql", ".dump", ".dmp", ".pgdump", ".backup", ".bak", ".gz", ".tgz", ".zst", ".bz2", ".xz", ".lz4", ".tar", ".age", ".gpg", ".enc"}

func looksLikeBackup(path string) bool {
	if slices.Contains(backupNames, strings.ToLower(filepath.Ext(path))) {
		return true
	}
	f, err := os.Open(path)
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

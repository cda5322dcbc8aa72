package testserver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// remedy installs every server; it is named from the repository's root.
const remedy = "run scripts/install-test-deps"

// CacheDir is where scripts/install-test-deps puts servers, by the same rule: $OMLINT_CACHE, else
// /var/cache/omlint-test for root, whose own cache is closed to the user that servers run as, else the user's cache.
func CacheDir() string {
	if dir := os.Getenv("OMLINT_CACHE"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/cache/omlint-test"
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "omlint-test")
}

// locate returns the directory that holds a product's server. The error says what is missing and how to get it.
func locate(p product) (string, error) {
	for _, dir := range p.directories() {
		switch _, err := os.Stat(filepath.Join(dir, p.program())); {
		case err == nil:
			return dir, reachable(dir)
		case !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("look for %s: %w", p, err)
		}
	}
	return "", fmt.Errorf("%s is not installed: no %s in %s; %s",
		p, p.program(), strings.Join(p.directories(), " or "), remedy)
}

// reachable checks that the unprivileged user that root's servers run as can get to a directory.
func reachable(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	for ; dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil {
			return fmt.Errorf("check who may enter %s: %w", dir, err)
		}
		if info.Mode().Perm()&0o001 == 0 {
			return fmt.Errorf("%s is closed to the user %s, which runs servers for root: "+
				"set OMLINT_CACHE and TMPDIR to directories open to all", dir, unprivileged)
		}
	}
	return nil
}

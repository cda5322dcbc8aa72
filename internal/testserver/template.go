package testserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// template returns a data directory that was initialised before and never served: copying it is much quicker
// than making one. It lives in the cache directory under a name that stands for the server's version and for
// the way it was made, so a new version or new settings make a new template.
func template(p product, bin string) (string, error) {
	version, err := exec.Command(filepath.Join(bin, p.program()), "--version").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w: %s", p, err, bytes.TrimSpace(version))
	}
	home := filepath.Join(CacheDir(), "templates")
	if err := os.MkdirAll(home, 0o755); err != nil {
		return "", fmt.Errorf("make room for the template of %s: %w; set OMLINT_CACHE to a directory you can write", p, err)
	}
	work, err := newDirectory(p)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(work) }() // the watchdog removes what is left
	initialise, err := p.initialise(bin, work)
	if err != nil {
		return "", err
	}

	recipe, err := fingerprint(work, string(version), initialise.Args)
	if err != nil {
		return "", err
	}
	done := filepath.Join(home, strings.ReplaceAll(p.String(), " ", "-")+"-"+recipe)

	unlock, err := lock(done + ".lock") // another test process may be making the same one
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(done); err == nil {
		return done, nil
	}

	var said bytes.Buffer
	initialise.Stdout, initialise.Stderr = &said, &said
	child, err := spawn(initialise, work, syscall.SIGKILL)
	if err != nil {
		return "", fmt.Errorf("initialise %s: %w", p, err)
	}
	if err := child.wait(); err != nil {
		return "", fmt.Errorf("initialise %s: %w; it said:\n%s", p, err, said.String())
	}
	half := done + ".half"
	if err := copyTree(filepath.Join(work, "data"), half); err != nil {
		return "", err
	}
	if err := os.Rename(half, done); err != nil {
		return "", fmt.Errorf("keep the template of %s: %w", p, err)
	}
	return done, nil
}

// fingerprint stands for a version, a command and the files prepared for it in work, wherever work is.
func fingerprint(work, version string, command []string) (string, error) {
	text := fmt.Sprintln(version, command)
	files, err := os.ReadDir(work)
	if err != nil {
		return "", fmt.Errorf("read what a server is initialised with: %w", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(work, file.Name()))
		if err != nil {
			return "", fmt.Errorf("read what a server is initialised with: %w", err)
		}
		text += fmt.Sprintln(file.Name(), string(content))
	}
	sum := sha256.Sum256([]byte(strings.ReplaceAll(text, work, "")))
	return hex.EncodeToString(sum[:8]), nil
}

// lock waits until no other process holds the lock file and holds it until the function it returns is called.
func lock(file string) (unlock func(), err error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("open lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, fmt.Errorf("wait for lock %s: %w", file, err)
	}
	return func() { _ = f.Close() }, nil
}

// copyTree copies a directory with owners and modes, replacing what is at to. Where the file system can, it
// shares the blocks.
func copyTree(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("replace %s: %w", to, err)
	}
	out, err := exec.Command("cp", "-a", "--reflink=auto", "--sparse=always", from, to).CombinedOutput()
	if err != nil {
		return fmt.Errorf("copy %s to %s: %w: %s", from, to, err, bytes.TrimSpace(out))
	}
	return nil
}

package testserver

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// Main runs a package's tests and then stops the shared servers; call it from TestMain. It does not return.
//
// It is the orderly end. Tests that panic, time out or are killed leave nothing behind either.
func Main(m *testing.M) {
	code := m.Run()
	if err := end(); err != nil {
		fmt.Fprintln(os.Stderr, "testserver:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// base is the directory of everything this process starts, and the watchdog that removes it.
type base struct {
	dir      string
	watchdog *exec.Cmd
	alive    io.WriteCloser // the watchdog acts when this closes, and the kernel closes it if we die
}

// begin makes this process's base, once.
var begin = sync.OnceValues(func() (*base, error) {
	dir, err := os.MkdirTemp("", "omlint-testserver-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for servers: %w", err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open the directory for servers: %w", err)
	}
	if err := reachable(dir); err != nil {
		return nil, err
	}
	// Servers die with us but may write for a moment longer, so removing is tried again.
	watchdog := exec.Command("sh", "-c", `cat; for try in 1 2 3 4 5 6 7 8 9; do rm -rf "$1" && exit; sleep 0.2; done`, "sh", dir)
	watchdog.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // out of reach of a terminal's ctrl-C
	alive, err := watchdog.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("prepare the watchdog: %w", err)
	}
	if err := watchdog.Start(); err != nil {
		return nil, fmt.Errorf("start the watchdog: %w", err)
	}
	return &base{dir, watchdog, alive}, nil
})

// running holds every server of this process: *Server keys.
var running sync.Map

// end stops all servers and has the watchdog remove their directories.
func end() error {
	running.Range(func(s, _ any) bool {
		s.(*Server).discard()
		return true
	})
	b, err := begin()
	if err != nil {
		return err
	}
	_ = b.alive.Close()
	if err := b.watchdog.Wait(); err != nil {
		return fmt.Errorf("remove %s: %w", b.dir, err)
	}
	return nil
}

// newDirectory makes an empty directory for one server, owned by the user it will run as.
func newDirectory(p product) (string, error) {
	b, err := begin()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(b.dir, strings.ToLower(filepath.Base(p.program()))+"-")
	if err != nil {
		return "", fmt.Errorf("make a directory for %s: %w", p, err)
	}
	if os.Geteuid() != 0 {
		return dir, nil
	}
	nobody, err := account()
	if err != nil {
		return "", err
	}
	if err := os.Chown(dir, int(nobody.Uid), int(nobody.Gid)); err != nil {
		return "", fmt.Errorf("give %s to %s: %w", dir, unprivileged, err)
	}
	return dir, nil
}

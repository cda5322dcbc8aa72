package main

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What --watch prints, line by line, while the pages are changed as editors and
// people do; and how it ends. It is the real program, ended by a real signal.
func TestWatch(t *testing.T) {
	const clean, jump = "# Upgrade\n\nText.\n", "# Upgrade\n\n### Back up\n\nText.\n"
	dir := t.TempDir()
	page := filepath.Join(dir, "upgrade.md")
	write := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(page, clean)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	self, err := os.Executable() // under the name omlint, the test binary is omlint: see TestMain
	if err != nil {
		t.Fatal(err)
	}
	named := filepath.Join(t.TempDir(), "omlint")
	if err := os.Symlink(self, named); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, named, "lint", "--watch", "--cache="+filepath.Join(dir, "cache"),
		"--rule", "*=off", "--rule", "structure/heading-jump=error", ".")
	cmd.Dir = dir
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in.Close()
	lines := bufio.NewScanner(out)
	report := func(what string, want ...string) {
		t.Helper()
		var got strings.Builder
		for lines.Scan() {
			if lines.Text() == "omlint: waiting for changes" {
				break
			}
			got.WriteString(lines.Text() + "\n")
		}
		for _, w := range want {
			if !strings.Contains(got.String(), w) {
				t.Fatalf("%s: the report lacks %q:\n%s", what, w, got.String())
			}
		}
	}

	report("at first", "0 errors")
	write(page, jump)
	report("a page is written", "upgrade.md:3:1", "1 error")

	write(filepath.Join(dir, ".upgrade.md.new"), clean)
	if err := os.Rename(filepath.Join(dir, ".upgrade.md.new"), page); err != nil {
		t.Fatal(err)
	}
	report("a page is replaced by another", "0 errors")

	if err := os.MkdirAll(filepath.Join(dir, "v1.4.x", "deployment"), 0o755); err != nil {
		t.Fatal(err)
	}
	report("folders are made", "0 errors")
	write(filepath.Join(dir, "v1.4.x", "deployment", "new.md"), jump)
	report("a page is written in a new folder", "v1.4.x/deployment/new.md:3:1")

	if err := os.RemoveAll(filepath.Join(dir, "v1.4.x")); err != nil {
		t.Fatal(err)
	}
	report("folders are removed", "0 errors")

	if err := os.Remove(page); err != nil {
		t.Fatal(err)
	}
	report("no page is left", "no documents found")
	write(page, jump)
	report("a page is back", "1 error")

	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		t.Errorf("after the signal, or for no change: %s", lines.Text())
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitFail {
		t.Errorf("exit status %d, want %d, that of the last run", code, exitFail)
	}
}

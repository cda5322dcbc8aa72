package testserver

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestMissingServerFailsByName: a server that is not there fails the test that wants it, and the message names
// the server and the command that installs it.
func TestMissingServerFailsByName(t *testing.T) {
	empty := t.TempDir()
	for _, p := range products {
		t.Run(p.String(), func(t *testing.T) {
			missing := elsewhere{p, empty}
			mustSay(t, fatal(func(t testing.TB) { share(t, missing) }), p.String(), "not installed", "scripts/install-test-deps")
			mustSay(t, fatal(func(t testing.TB) { own(t, missing) }), p.String(), "not installed", "scripts/install-test-deps")
		})
	}
	t.Setenv("OMLINT_CACHE", empty)
	mustSay(t, fatal(func(t testing.TB) { StartMySQL(t) }), "MySQL", empty, "scripts/install-test-deps")
	mustSay(t, fatal(func(t testing.TB) { StartPostgres(t, 99) }), "PostgreSQL 99", empty, "scripts/install-test-deps")
}

// TestBrokenServerFailsByName: what is installed but cannot run fails too, with what it said.
func TestBrokenServerFailsByName(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mysqld"), []byte("#!/bin/sh\necho this is broken\nexit 3\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	broken := elsewhere{mysql{}, dir}
	if os.Geteuid() == 0 { // Go closes the parent of temporary directories to other users
		mustSay(t, fatal(func(t testing.TB) { own(t, broken) }), filepath.Dir(dir)+" is closed", "OMLINT_CACHE")
		if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	mustSay(t, fatal(func(t testing.TB) { own(t, broken) }), "MySQL", "exit status 3", "this is broken")
}

func TestMissingToolFailsByName(t *testing.T) {
	s := Postgres(t, 18)
	mustSay(t, fatal(func(t testing.TB) { s.Tool(t, "pg_dump") }), "PostgreSQL 18", "pg_dump")
}

// elsewhere is a product that is looked for in one directory only.
type elsewhere struct {
	product
	dir string
}

func (e elsewhere) directories() []string { return []string{e.dir} }

// fatal runs a function as a test would and returns what it failed with, "" if it did not.
func fatal(f func(testing.TB)) string {
	r := &recorder{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	for _, clean := range r.cleanups {
		clean()
	}
	return r.said
}

// recorder is a testing.TB that notes a fatal failure. Whatever else is asked of it panics.
type recorder struct {
	testing.TB
	said     string
	cleanups []func()
}

func (*recorder) Helper()            {}
func (r *recorder) Cleanup(f func()) { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Fatal(args ...any) {
	r.said = fmt.Sprint(args...)
	runtime.Goexit()
}
func (r *recorder) Fatalf(format string, args ...any) { r.Fatal(fmt.Sprintf(format, args...)) }

func mustSay(t *testing.T, said string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in %q", want, said)
		}
	}
}

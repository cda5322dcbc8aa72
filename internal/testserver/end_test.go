package testserver

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// mortal are the products a child starts: the slow ones only where the kernel and the watchdog, not this
// package's own code, must end them.
func mortal(way string) []product {
	if way == "kill" {
		return []product{postgres{15}, mysql{}, mariadb{}}
	}
	return []product{postgres{15}, mariadb{}}
}

// TestNothingOutlivesTheProcess: however a test process ends, its servers and its directories go with it.
func TestNothingOutlivesTheProcess(t *testing.T) {
	for _, way := range []string{"return", "fail", "panic", "kill"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestInChild$", "-test.v")
			child.Env = append(os.Environ(), "OMLINT_TEST_END="+way, "GORACE=atexit_sleep_ms=0")
			stdin, err := child.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := child.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := child.Start(); err != nil {
				t.Fatal(err)
			}
			var dirs, ports []string
			for lines := bufio.NewScanner(stdout); len(dirs) < len(mortal(way)) && lines.Scan(); {
				if where, ok := strings.CutPrefix(lines.Text(), "server "); ok {
					dir, port, _ := strings.Cut(where, " ")
					dirs, ports = append(dirs, dir), append(ports, port)
				}
			}
			if len(dirs) < len(mortal(way)) {
				t.Fatalf("the child started %d servers of %d", len(dirs), len(mortal(way)))
			}
			if way == "kill" {
				_ = child.Process.Kill()
			}
			_ = stdin.Close()
			_ = child.Wait() // it fails in most of these ways

			for i, dir := range dirs {
				eventually(t, "the directory is removed: "+filepath.Dir(dir), func() bool {
					_, err := os.Stat(filepath.Dir(dir))
					return errors.Is(err, fs.ErrNotExist)
				})
				eventually(t, "nobody listens on port "+ports[i], func() bool {
					c, err := net.Dial("tcp", loopback+":"+ports[i])
					if err == nil {
						_ = c.Close()
					}
					return err != nil
				})
			}
		})
	}
}

// TestInChild is the child of the test above: it starts every server, waits for its parent and ends.
func TestInChild(t *testing.T) {
	way := os.Getenv("OMLINT_TEST_END")
	if way == "" {
		return // not a child
	}
	for _, p := range mortal(way) {
		s := share(t, p)
		fmt.Printf("server %s %d\n", s.work, s.Port)
	}
	_, _ = os.Stdin.Read(make([]byte, 1))
	switch way {
	case "fail":
		t.Fatal("as told")
	case "panic":
		panic("as told")
	}
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 100 {
		if is() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("not within 10 s: %s", what)
}

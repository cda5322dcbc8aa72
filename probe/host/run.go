package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/omlint/omlint/internal/bounded"
)

// How much a program may say: thousands of packages on its standard output, and
// a traceback beside it.
const (
	maxOutput = 4 << 20
	maxErrors = 16 << 10
)

// run runs a program to its end, with all that it starts, and returns what it
// printed. An answer with a why has no output.
func (l *look) run(args ...string) ([]byte, answer) {
	a := answer{command: strings.Join(args, " ")}
	ctx, stop := context.WithTimeout(l.ctx, l.opts.Timeout)
	defer stop()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	// Python looks for modules where it is started, and that may be the very
	// tree that is scanned.
	cmd.Dir = string(filepath.Separator)
	cmd.Env = environ()
	cmd.WaitDelay = time.Second // for what it started and left behind
	inGroup(cmd)
	out := &bounded.Buffer{Most: maxOutput, Full: stop}
	complaints := &bounded.Buffer{Most: maxErrors}
	cmd.Stdout, cmd.Stderr = out, complaints
	err := cmd.Run()
	endGroup(cmd)
	switch {
	case out.Over:
		a.why = fmt.Sprintf("it was stopped, for it printed more than %d MiB: see which program of that name is first on PATH", maxOutput>>20)
	case l.ctx.Err() != nil:
		a.why = "it was stopped: " + l.ctx.Err().Error()
	case ctx.Err() != nil:
		a.why = fmt.Sprintf("it did not answer within %s: run it by hand, or give it more with --timeout", l.opts.Timeout)
	case err != nil:
		a.why = failure(err, complaints.Kept)
	}
	return out.Kept, a
}

// failure is why a program failed: the last line of its complaints, which is
// where Python says what was wrong.
func failure(err error, complaints []byte) string {
	lines := strings.Split(strings.TrimSpace(string(complaints)), "\n")
	why := err.Error()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		why = "it ended with " + exit.String()
	}
	if last := shorten([]byte(lines[len(lines)-1])); last != "" {
		why += ": " + last
	}
	return why + "; run it by hand to see more"
}

// environ is our own environment without what would lead pip to the network or
// make it ask, and without the passwords that are omlint's alone.
func environ() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PIP_") && !strings.HasPrefix(v, "OMLINT_") {
			env = append(env, v)
		}
	}
	return append(env, "PIP_CONFIG_FILE="+os.DevNull, "PIP_NO_INPUT=1", "PYTHONDONTWRITEBYTECODE=1")
}

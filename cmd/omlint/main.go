// Command omlint reads OpenMetadata's upgrade documentation, works out what it
// demands, looks at a deployment, and says where the two disagree.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// The exit statuses. A run that could not do its job outranks what it found,
// since its findings are then not all there are.
const (
	exitOK      = 0 // everything required was checked and nothing reached the failing level
	exitFail    = 1 // findings at or above the failing level
	exitTrouble = 2 // omlint could not do its job
	exitUnknown = 3 // nothing failed, but something required could not be checked
)

// status is an exit status on its way to main. It has no message: what there is
// to say has been said.
type status int

// grace is how long a run may take to end in order once it was interrupted: a
// connection is closed, a half-written file removed.
const grace = 2 * time.Second

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

func main() {
	args := hideSecrets(os.Args)
	os.Exit(run(args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one command line and returns its exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	done := make(chan struct{})
	defer close(done)
	go func() { // for what cannot be interrupted, such as reading from a pipe that nobody writes to
		<-ctx.Done()
		select {
		case <-done:
		case <-time.After(grace):
			fmt.Fprintln(stderr, "omlint: interrupted")
			os.Exit(exitTrouble)
		}
	}()
	defer func() {
		// A defect of omlint must neither look like a clean run nor show a stack
		// trace to somebody who cannot use it.
		if r := recover(); r != nil {
			fmt.Fprintf(stderr, "omlint: internal error: %v; please report it with the command line and the files used\n", r)
			code = exitTrouble
		}
	}()

	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var s status
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &s):
		return int(s)
	default:
		complain(stderr, err)
		return exitTrouble
	}
}

// complain prints an error and everything joined into it, one line each.
func complain(w io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok { // only the outermost join is taken apart
		for _, e := range joined.Unwrap() {
			complain(w, e)
		}
		return
	}
	fmt.Fprintf(w, "omlint: %s\n", oneLine(masked(err.Error())))
}

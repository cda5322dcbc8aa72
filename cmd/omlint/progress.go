package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// Whoever waits for longer than silence is told how far the run is, and no more
// often than every pace.
const (
	silence = time.Second
	pace    = 100 * time.Millisecond
)

// progress is a line on a terminal that says how many pages are done. It is
// written by those who do them; nothing runs beside them.
type progress struct {
	to    io.Writer // nil to show nothing
	now   func() time.Time
	next  time.Time // when to write again
	shown bool
	lock  sync.Mutex
}

// progress begins a run. It shows nothing with --quiet, nor where standard error
// is no terminal.
func (g *global) progress(cmd *cobra.Command) *progress {
	to, ok := cmd.ErrOrStderr().(*os.File)
	if !ok || g.quiet || !term.IsTerminal(int(to.Fd())) {
		return &progress{now: time.Now}
	}
	return &progress{to: to, now: time.Now, next: time.Now().Add(silence)}
}

// pages returns what to call after each page, of so many.
func (p *progress) pages(total int) func() {
	done := 0
	return func() {
		p.lock.Lock()
		defer p.lock.Unlock()
		done++
		if now := p.now(); p.to != nil && !now.Before(p.next) {
			fmt.Fprintf(p.to, "\r\x1b[Komlint: %d of %d pages", done, total)
			p.next, p.shown = now.Add(pace), true
		}
	}
}

// clear takes the line away.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
		p.shown = false
	}
}

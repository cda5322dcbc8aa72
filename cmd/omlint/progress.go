package main

import (
	"fmt"
	"io"
	"os"
	"strings"
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

// bytes returns what to call for every so many bytes of the total that were
// read of something. Where the total is not known it is 0.
func (p *progress) bytes(what string, total int64) func(n int) {
	if p == nil || p.to == nil {
		return nil
	}
	var done int64
	begun := p.now()
	return func(n int) {
		p.lock.Lock()
		defer p.lock.Unlock()
		done += int64(n)
		if now := p.now(); !now.Before(p.next) {
			fmt.Fprint(p.to, "\r\x1b[Komlint: "+throughput(what, done, total, now.Sub(begun)))
			p.next, p.shown = now.Add(pace), true
		}
	}
}

// throughput says how far the reading is, how quick, and how long it will take:
// "om.sql.gz: ▓▓▓▓░░░░░░ 43 %, 512 MB/s, 3s left".
func throughput(what string, done, total int64, took time.Duration) string {
	const width = 20
	rate := float64(done) / max(took.Seconds(), 1e-3)
	speed := fmt.Sprintf("%.0f MB/s", rate/1e6)
	if total <= 0 {
		return fmt.Sprintf("%s: %.0f MB, %s", what, float64(done)/1e6, speed)
	}
	part := min(float64(done)/float64(total), 1)
	bar := strings.Repeat("▓", int(part*width)) + strings.Repeat("░", width-int(part*width))
	left := time.Duration(float64(max(total-done, 0)) / max(rate, 1) * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("%s: %s %.0f %%, %s, %s left", what, bar, part*100, speed, left)
}

// clear takes the line away.
func (p *progress) clear() {
	if p != nil && p.shown {
		fmt.Fprint(p.to, "\r\x1b[K")
		p.shown = false
	}
}

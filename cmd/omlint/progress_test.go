package main

import (
	"bytes"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// Progress is silent at first, then neither too often nor for ever.
func TestProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := &progress{to: &out, now: func() time.Time { return now }, next: now.Add(silence)}
	done := p.pages(4)
	for _, step := range []struct {
		after time.Duration
		want  string
	}{
		{silence / 2, ""},
		{silence / 2, "\r\x1b[Komlint: 2 of 4 pages"},
		{pace / 2, ""},
		{pace / 2, "\r\x1b[Komlint: 4 of 4 pages"},
	} {
		now = now.Add(step.after)
		out.Reset()
		done()
		if got := out.String(); got != step.want {
			t.Errorf("at %s: %q, want %q", now.Sub(time.Unix(0, 0)), got, step.want)
		}
	}
	out.Reset()
	p.clear()
	p.clear()
	if got := out.String(); got != "\r\x1b[K" {
		t.Errorf("at the end: %q", got)
	}
}

// The reading of a big file says how far it is, how quick, and how long it takes.
func TestProgressOfBytes(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := &progress{to: &out, now: func() time.Time { return now }, next: now.Add(silence)}
	read := p.bytes("om.sql", 4_000_000_000)
	read(500_000_000)
	if out.Len() > 0 {
		t.Errorf("at once: %q", out.String())
	}
	now = now.Add(2 * silence)
	read(500_000_000)
	if got, want := out.String(), "\r\x1b[Komlint: om.sql: ▓▓▓▓▓░░░░░░░░░░░░░░░ 25 %, 500 MB/s, 6s left"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	out.Reset()
	p = &progress{to: &out, now: func() time.Time { return now }}
	p.bytes("-", 0)(3_000_000)
	if got, want := out.String(), "\r\x1b[Komlint: -: 3 MB, 3000 MB/s"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Pages that are done at once are all counted.
func TestProgressCounts(t *testing.T) {
	var out bytes.Buffer
	p := &progress{to: &out, now: func() time.Time { return time.Unix(0, 0).Add(time.Duration(out.Len()) * time.Hour) }}
	done := p.pages(100)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(done)
	}
	wg.Wait()
	if !bytes.HasSuffix(out.Bytes(), []byte("100 of 100 pages")) {
		t.Errorf("the last count is %q", out.String())
	}
}

// What is no terminal gets nothing, however long it takes.
func TestProgressNeedsTerminal(t *testing.T) {
	for _, w := range []io.Writer{io.Discard, &bytes.Buffer{}} {
		cmd := &cobra.Command{}
		cmd.SetErr(w)
		if p := (&global{}).progress(cmd); p.to != nil {
			t.Errorf("progress is shown on %T", w)
		}
	}
}

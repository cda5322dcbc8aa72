package backup

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/bucket"
)

// headSize is how much of a stream is looked at to identify it: mysqldump's
// header comes after any lines its messages left before it.
const headSize = 64 << 10

// opener opens backup files for one run; every read stops when ctx does.
type opener struct {
	ctx     context.Context
	files   fs.FS // the directory that is the backup
	options Options
	note    func(string) // what a person should know of a file; nil for nobody
	block   int          // how many bytes are read at once; 0 for blockSize
}

// input is a backup's content with every container taken off.
type input struct {
	*reader
	end     *ending
	closed  []func()
	options Options
	block   int // see opener
	ctx     context.Context
}

// openFile opens the file of a backup.
func openFile(files fs.FS, name string) (fs.File, error) {
	f, err := files.Open(name)
	if errors.As(err, new(*bucket.Trouble)) {
		return nil, err
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("cannot be read: permission denied; let the user that runs omlint read it")
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be opened: %w", err)
	}
	return f, nil
}

// maxLayers bounds containers in containers: a file can be crafted that
// unpacks to itself for ever.
const maxLayers = 4

// unpack takes off the containers around r.
func (o opener) unpack(r io.Reader, b *probe.Backup) (in *input, err error) {
	in = &input{options: o.options, block: o.block, ctx: o.ctx}
	defer func() {
		if err != nil {
			in.Close()
		}
	}()
	in.stack(&source{ctx: o.ctx, r: r, seen: o.options.Read})
	var layers []string
	for {
		head, err := in.head()
		c := containerOf(head)
		switch {
		case c == nil && len(head) == 0:
			return in, err
		case c == nil:
			return in, nil
		}
		if len(layers) == maxLayers {
			return in, fmt.Errorf("more than %d compressed layers: unpack it by hand", maxLayers)
		}
		layers = append(layers, c.name)
		b.Container = strings.Join(layers, " in ")
		unpacked, closer, err := c.open(in.reader, func(text string) { note(b, text) })
		if err != nil {
			return in, explain("the "+c.name+" stream", err)
		}
		if closer != nil {
			in.closed = append(in.closed, closer)
		}
		in.stack(&layer{ctx: o.ctx, name: c.name, r: unpacked})
	}
}

func (in *input) stack(r io.Reader) {
	end := &ending{}
	a := readAhead(in.ctx, r, cmp.Or(in.block, blockSize))
	in.end, in.reader = end, &reader{last: -1, next: func() ([]byte, error) {
		got, err := a.next()
		end.saw(got)
		return got, err
	}}
	in.closed = append(in.closed, a.close)
}

// head returns the first bytes without consuming them. They are fewer than
// headSize when the stream ends before, or breaks, of which the error tells.
func (in *input) head() ([]byte, error) {
	head, err := in.Peek(headSize)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head, err
}

// drain reads to the end of the stream, so that every container has verified
// its own end and checksum. Bytes a format left unread do not belong to it.
func (in *input) drain(b *probe.Backup) error {
	n, err := io.Copy(io.Discard, in.reader)
	if err == nil && n > 0 {
		note(b, fmt.Sprintf("%d bytes follow the end of the backup", n))
	}
	return err
}

func (in *input) Close() {
	for _, c := range slices.Backward(in.closed) { // who reads before what is read
		c()
	}
}

// halt is an error that ends the climb and shows no damage: a disk that fails,
// a deadline, a limit of omlint's own.
type halt struct{ error }

func (h *halt) Unwrap() error { return h.error }

// final says whether err is in the ladder's words already.
func final(err error) bool {
	var broken *damage
	var stop *halt
	return errors.As(err, &broken) || errors.As(err, &stop)
}

// source is the file itself. Its errors are final, so that a failing disk is
// not taken for a damaged archive.
type source struct {
	ctx  context.Context
	r    io.Reader
	seen func(n int) // see Options.Read
}

func (s *source) Read(p []byte) (int, error) {
	if err := stopped(s.ctx); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if s.seen != nil && n > 0 {
		s.seen(n)
	}
	if errors.As(err, new(*bucket.Mismatch)) {
		return n, damaged("%v", err)
	}
	if err != nil && !errors.Is(err, io.EOF) && !final(err) {
		err = &halt{fmt.Errorf("cannot be read to the end: %w", err)}
	}
	return n, err
}

func stopped(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &halt{fmt.Errorf("stopped before the end was reached: %w; allow more time", err)}
	}
	return nil
}

// layer is a decompressor whose errors are final, and come again.
type layer struct {
	ctx  context.Context
	name string
	r    io.Reader
	err  error
}

func (l *layer) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if err := stopped(l.ctx); err != nil { // a bomb reads little and writes for ever
		return 0, err
	}
	n, err := l.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = explain("the "+l.name+" stream", err)
	}
	l.err = err
	return n, err
}

// explain puts the error of a decompressor into the ladder's words.
func explain(what string, err error) error {
	switch {
	case final(err):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return damaged("%s ends early: it was cut", what)
	}
	return damaged("%s is broken: %v", what, err)
}

// ending remembers what a reader said last, and whether it said zero.
type ending struct {
	r    io.Reader
	n    int64
	tail []byte
	zero int64 // the number of the first zero byte, from 1; 0 for none
}

// tailSize covers the two zero blocks that end a tar.
const tailSize = 1024

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.saw(p[:n])
	return n, err
}

// saw takes note of what was read.
func (e *ending) saw(p []byte) {
	if e.zero == 0 {
		if i := bytes.IndexByte(p, 0); i >= 0 {
			e.zero = e.n + int64(i) + 1
		}
	}
	e.n += int64(len(p))
	if len(p) >= tailSize {
		e.tail = append(e.tail[:0], p[len(p)-tailSize:]...)
	} else if len(p) > 0 {
		e.tail = append(e.tail, p...)
		e.tail = append(e.tail[:0], e.tail[max(0, len(e.tail)-tailSize):]...)
	}
}

// newlines counts the line ends that close the stream, at most two.
func (e *ending) newlines() int {
	t := bytes.ReplaceAll(e.tail, []byte("\r\n"), []byte("\n"))
	switch {
	case bytes.HasSuffix(t, []byte("\n\n")):
		return 2
	case bytes.HasSuffix(t, []byte("\n")):
		return 1
	}
	return 0
}

// hole returns the damage of a text that has a zero byte. The dumpers escape
// those of the data; a file system that lost a block leaves them.
func (e *ending) hole() error {
	if e.zero == 0 {
		return nil
	}
	return damaged("byte %d is zero, which no dumper writes: a part of the file was lost", e.zero)
}

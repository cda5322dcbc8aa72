package usage

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
)

// maxFile bounds what is parsed. Nobody writes a script of this size; what is
// larger is data with a script's name.
const maxFile = 4 << 20

// headSize is how much of a file tells its kind.
const headSize = 8 << 10

// reader reads files. It is safe for use by several goroutines.
type reader struct {
	*search
	buffers sync.Pool // of *buffer
}

func newReader(opts Options) *reader {
	return &reader{search: newSearch(opts), buffers: sync.Pool{New: func() any { return new(buffer) }}}
}

// buffer holds the file that is being read, and is used for the next one.
type buffer struct {
	src []byte
}

// fill reads on until the buffer holds n bytes, or the file ends.
func (b *buffer) fill(f io.Reader, n int) error {
	for len(b.src) < n {
		if len(b.src) == cap(b.src) {
			b.src = slices.Grow(b.src, max(64<<10, len(b.src)))
		}
		got, err := f.Read(b.src[len(b.src):min(cap(b.src), n)])
		b.src = b.src[:len(b.src)+got]
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keep drops all but the last n bytes.
func (b *buffer) keep(n int) {
	b.src = append(b.src[:0], b.src[max(0, len(b.src)-n):]...)
}

// read reads one file, if it is of a kind that can hold a use.
func (r *reader) read(found *Result, path string, b *buffer) {
	f, err := open(path)
	if err != nil {
		found.skip(path, "cannot be read: %s", reason(err))
		return
	}
	defer func() { _ = f.Close() }()
	name := filepath.Base(path)
	b.src = b.src[:0]
	unread := unread(name)
	first := headSize
	if unread || scannerFor(name, nil) != nil {
		first = max(headSize, cap(b.src)) // it takes all of it
	}
	if err := b.fill(f, first); err != nil {
		found.skip(path, "cannot be read: %s", reason(err))
		return
	}
	head := bytes.TrimPrefix(b.src[:min(len(b.src), headSize)], []byte(mark))
	if bytes.IndexByte(head, 0) >= 0 {
		found.leaveOut(path, "binary")
		return
	}
	s := scannerFor(name, head)
	if s == nil && !unread {
		return
	}
	if err := b.fill(f, maxFile+1); err != nil {
		found.skip(path, "cannot be read: %s", reason(err))
		return
	}
	switch {
	case s == nil:
		r.mentioned(found, path, f, b)
	case len(b.src) > maxFile:
		r.large(found, path, f, b, s)
	case r.relevant(b.src, s) || r.configFiles[name]:
		r.scan(found, path, bytes.Clone(b.src), s)
	default:
		found.FilesScanned++ // nothing that is looked for is in it
	}
}

// scan reads one file with its scanner. A file on which that fails for no fault
// of its own must not end the scan of the others, nor count as read.
func (r *reader) scan(found *Result, path string, src []byte, s scanner) {
	before := *found
	defer func() {
		if p := recover(); p != nil {
			*found = before
			found.skip(path, "omlint failed to read it (%v): check it by hand, and please report this", p)
		}
	}()
	found.readAs(path, src, s, r.search)
}

// mentioned reports a file that no scanner reads and that seems to call a tool.
func (r *reader) mentioned(found *Result, path string, f io.Reader, b *buffer) {
	tool := ""
	clean, err := pieces(f, b, func(src []byte) (clean bool) {
		tool = r.mention(src)
		return tool == ""
	})
	switch {
	case err != nil:
		found.skip(path, "cannot be read: %s", reason(err))
	case tool != "":
		found.skip(path, "seems to call %s, and omlint does not read this kind of file yet: check it by hand", tool)
	case !clean:
		found.skip(path, "larger than %d MiB: check it by hand", maxPieces*maxFile>>20)
	}
}

// large reports a file that a scanner would read if it were smaller, unless
// nothing that is looked for is in it.
func (r *reader) large(found *Result, path string, f io.Reader, b *buffer, s scanner) {
	relevant := false
	clean, err := pieces(f, b, func(src []byte) bool {
		relevant = relevant || r.relevant(src, s)
		return !r.concerns(src, s)
	})
	why := fmt.Sprintf("larger than %d MiB: check it by hand", maxFile>>20)
	switch {
	case err != nil:
		found.skip(path, "cannot be read: %s", reason(err))
	case !clean:
		found.skip(path, why)
	case relevant:
		found.leaveOut(path, why)
	default:
		found.FilesScanned++
	}
}

const (
	maxPieces = 64      // that a file is searched in
	repeated  = 4 << 10 // what a piece repeats of the one before: more than must be seen together
)

// pieces searches what the buffer holds, and then the rest of the file piece by
// piece. It returns whether all of them are clean.
func pieces(f io.Reader, b *buffer, isClean func(src []byte) bool) (clean bool, err error) {
	for range maxPieces {
		if !isClean(b.src) {
			return false, nil
		}
		if len(b.src) <= maxFile { // it has ended
			return true, nil
		}
		b.keep(repeated)
		if err := b.fill(f, maxFile+1); err != nil {
			return false, err
		}
	}
	return false, nil
}

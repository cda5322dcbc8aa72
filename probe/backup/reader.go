package backup

import (
	"bufio"
	"bytes"
	"io"
)

// reader is a [bufio.Reader] in what it does and how its methods are named. It
// differs in that it takes a stream's blocks as they are, without copying them
// but where a look ahead goes over the end of one: at several gigabytes a
// second copying is what takes the time.
type reader struct {
	next  func() ([]byte, error) // more of the stream, at least a byte, good until called again
	at    []byte                 // what was not consumed yet
	own   []byte                 // where the end of one block meets the next
	owned bool                   // at is the end of own
	last  int                    // the byte that UnreadByte brings back; -1 for none
	err   error
}

// longestLook is how far [reader.Peek] can look.
const longestLook = headSize

// newReader reads r in the caller's own goroutine.
func newReader(r io.Reader) *reader {
	if r, ok := r.(*reader); ok {
		return r
	}
	var buf []byte
	return &reader{last: -1, next: func() ([]byte, error) {
		if buf == nil {
			buf = make([]byte, headSize)
		}
		for range 100 { // as bufio.Reader: a stream that gives nothing is broken
			if n, err := r.Read(buf); n > 0 || err != nil {
				return buf[:n], err
			}
		}
		return nil, io.ErrNoProgress
	}}
}

// more gets more of the stream behind what is at hand.
func (r *reader) more() {
	if r.err != nil {
		return
	}
	if len(r.at) == 0 {
		r.at, r.err = r.next()
		r.owned = false
		return
	}
	if start := len(r.own) - len(r.at); !r.owned || start > longestLook {
		r.own = append(r.own[:0], r.at...)
		r.at, r.owned = r.own, true
	}
	start := len(r.own) - len(r.at)
	var got []byte
	got, r.err = r.next()
	r.own = append(r.own, got...)
	r.at = r.own[start:]
}

// Buffered returns how many bytes are at hand.
func (r *reader) Buffered() int { return len(r.at) }

// Peek returns the next n bytes, at most 64 KiB, without consuming them; fewer
// with the error that ends the stream.
func (r *reader) Peek(n int) ([]byte, error) {
	for len(r.at) < n && r.err == nil {
		r.more()
	}
	if len(r.at) < n {
		return r.at, r.err
	}
	return r.at[:n], nil
}

// Discard drops n bytes.
func (r *reader) Discard(n int) (int, error) {
	r.last = -1
	dropped := 0
	for {
		k := min(n-dropped, len(r.at))
		r.at = r.at[k:]
		dropped += k
		if dropped == n {
			return n, nil
		}
		if r.err != nil {
			return dropped, r.err
		}
		r.more()
	}
}

func (r *reader) ReadByte() (byte, error) {
	for len(r.at) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.more()
	}
	c := r.at[0]
	r.at, r.last = r.at[1:], int(c)
	return c, nil
}

// UnreadByte brings back the byte that ReadByte returned last.
func (r *reader) UnreadByte() error {
	if r.last < 0 {
		return bufio.ErrInvalidUnreadByte
	}
	r.own = append(append(r.own[:0:0], byte(r.last)), r.at...)
	r.at, r.owned, r.last = r.own, true, -1
	return nil
}

func (r *reader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	r.last = -1
	for len(r.at) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.more()
	}
	n := copy(p, r.at)
	r.at = r.at[n:]
	return n, nil
}

// WriteTo hands the rest of the stream to w.
func (r *reader) WriteTo(w io.Writer) (int64, error) {
	r.last = -1
	var n int64
	for {
		if len(r.at) > 0 {
			k, err := w.Write(r.at)
			n += int64(k)
			r.at = r.at[k:]
			if err != nil {
				return n, err
			}
			continue
		}
		if r.err != nil {
			if r.err == io.EOF { //nolint:errorlint // as io.Copy: a wrapped one tells of something else
				return n, nil
			}
			return n, r.err
		}
		r.more()
	}
}

// ReadSlice returns the bytes up to and with the next delim; all that is at
// hand, and [bufio.ErrBufferFull], when those are many and have none.
func (r *reader) ReadSlice(delim byte) ([]byte, error) {
	r.last = -1
	for searched := 0; ; {
		if i := bytes.IndexByte(r.at[searched:], delim); i >= 0 {
			line := r.at[:searched+i+1]
			r.at = r.at[searched+i+1:]
			return line, nil
		}
		searched = len(r.at)
		if searched >= longestLook || r.err != nil {
			all := r.at
			r.at = nil
			if r.err == nil {
				return all, bufio.ErrBufferFull
			}
			return all, r.err
		}
		r.more()
	}
}

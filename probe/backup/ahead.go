package backup

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// Reading and lexing take turns by blocks that fit a core's second-level cache,
// large enough that waking the one who waits costs little beside them, a few
// so that neither does wait.
const (
	blockSize = 512 << 10
	blocks    = 4
)

var blockPool = sync.Pool{New: func() any { return new([blockSize]byte) }}

// block is a piece of a stream, and what ended it.
type block struct {
	content *[blockSize]byte
	n       int
	err     error
}

// ahead reads a stream in a goroutine of its own, so that reading, unpacking
// and lexing share the machine's processors.
type ahead struct {
	full, empty chan block
	last        block // the one that was handed out
	ctx         context.Context
	done        chan struct{}
	stopped     chan struct{}
}

// readAhead begins to read r, in blocks of size bytes, at most blockSize.
func readAhead(ctx context.Context, r io.Reader, size int) *ahead {
	a := &ahead{full: make(chan block, blocks), empty: make(chan block, blocks), ctx: ctx, done: make(chan struct{}), stopped: make(chan struct{})}
	for range blocks {
		a.empty <- block{}
	}
	go func() {
		defer close(a.stopped)
		for {
			var b block
			select {
			case b = <-a.empty:
			case <-a.done:
				return
			}
			if b.content == nil {
				b.content = blockPool.Get().(*[blockSize]byte)
			}
			b.n, b.err = io.ReadFull(r, b.content[:size])
			if errors.Is(b.err, io.ErrUnexpectedEOF) && !final(b.err) {
				b.err = io.EOF // of the stream, not of the block
			}
			a.full <- b
			if b.err != nil {
				return
			}
		}
	}()
	return a
}

// next returns the next bytes of the stream, which are good until it is called
// again, or its end.
func (a *ahead) next() ([]byte, error) {
	if a.last.err != nil {
		return nil, a.last.err
	}
	if a.last.content != nil {
		a.empty <- a.last
		a.last = block{}
	}
	select {
	case a.last = <-a.full:
		return a.last.content[:a.last.n], nil
	case <-a.ctx.Done(): // a pipe may never say more
		a.last = block{err: stopped(a.ctx)}
		return nil, a.last.err
	}
}

// patience is how long a read that is under way may take to end. It does not
// end where a pipe stays open and silent: then it is left to itself.
const patience = time.Second

// close ends the reading. What was handed out is no longer good.
func (a *ahead) close() {
	close(a.done)
	select {
	case <-a.stopped:
	case <-time.After(patience):
		return
	}
	for _, c := range []chan block{a.full, a.empty} {
		for len(c) > 0 {
			if b := <-c; b.content != nil {
				blockPool.Put(b.content)
			}
		}
	}
	if a.last.content != nil {
		blockPool.Put(a.last.content)
		a.last = block{err: io.ErrClosedPipe}
	}
}

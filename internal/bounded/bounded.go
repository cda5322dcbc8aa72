// Package bounded keeps what programs say within limits.
package bounded

import "errors"

// Buffer keeps the beginning of what is written to it.
type Buffer struct {
	Kept []byte
	Most int    // how many bytes are kept
	Over bool   // there was more
	Full func() // called when there is more, which is an error then; nil: the rest is dropped
}

func (b *Buffer) Write(p []byte) (int, error) {
	room := b.Most - len(b.Kept)
	b.Kept = append(b.Kept, p[:min(room, len(p))]...)
	if len(p) <= room {
		return len(p), nil
	}
	if b.Over = true; b.Full != nil {
		b.Full()
		return room, errors.New("too much")
	}
	return len(p), nil
}

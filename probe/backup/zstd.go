package backup

import (
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"
)

func init() { registerContainer(container{"zstd", ".zst", "\x28\xb5\x2f\xfd", openZstd}) }

func openZstd(r *reader, note func(string)) (io.Reader, func(), error) {
	// Byte 4 of a frame is its header's descriptor, bit 2 of which announces a
	// checksum (RFC 8878, 3.1.1.1.1).
	if head, _ := r.Peek(64); len(unskipped(head)) > 4 && unskipped(head)[4]&0b100 == 0 {
		note("the zstd stream has no checksum: a changed byte may go unnoticed")
	}
	return newZstd(r)
}

// newZstd returns a reader of zstd frames that uses bounded memory.
func newZstd(r io.Reader) (io.Reader, func(), error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
	if err != nil {
		return nil, nil, err
	}
	return translated{z, func(err error) error {
		if errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded) {
			return errTooBig
		}
		return err
	}}, z.Close, nil
}

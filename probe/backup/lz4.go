package backup

import (
	"io"

	"github.com/pierrec/lz4/v4"
)

func init() { registerContainer(container{"lz4", ".lz4", "\x04\x22\x4d\x18", openLZ4}) }

func openLZ4(r *reader, note func(string)) (io.Reader, func(), error) {
	// Byte 4 of a frame holds its flags: bit 2 announces a checksum of the
	// content, bit 4 one of each block
	// (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md).
	if head, _ := r.Peek(64); len(unskipped(head)) > 4 && unskipped(head)[4]&0b1_0100 == 0 {
		note("the lz4 stream has no checksum: a changed byte may go unnoticed")
	}
	return lz4.NewReader(r), nil, nil
}

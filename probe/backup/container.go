package backup

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// A container is a compression around a backup. Each lives in a file of its
// own and registers itself there.
type container struct {
	name      string
	extension string // of files of this kind
	magic     string
	// open returns the content of r. The reader verifies its own end and
	// checksum, and uses bounded memory whatever the file claims: it fails
	// with a [halt] instead. It tells note what a person should know.
	open func(r *reader, note func(string)) (content io.Reader, closer func(), err error)
}

var containers []container

func registerContainer(c container) { containers = append(containers, c) }

// containerOf returns the container that head begins, or nil.
func containerOf(head []byte) *container {
	head = unskipped(head)
	for i, c := range containers {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return &containers[i]
		}
	}
	return nil
}

// unskipped drops the skippable frames that head begins with: pzstd puts one
// before each frame of zstd, and lz4 knows them too (RFC 8878, 3.1.2).
func unskipped(head []byte) []byte {
	const header = 8 // magic number and length, of which the lowest half byte is free
	for len(head) >= header && head[0]&0xf0 == 0x50 && string(head[1:4]) == "\x2a\x4d\x18" {
		n := header + int64(binary.LittleEndian.Uint32(head[4:]))
		head = head[min(n, int64(len(head))):]
	}
	return head
}

// maxWindow is the most memory that a compressed stream may ask for: what the
// strongest setting of xz (64 MiB) and the default limit of zstd need.
const maxWindow = 128 << 20

var errTooBig = &halt{errors.New("it asks for more memory to unpack than omlint grants (128 MiB): unpack it by hand")}

// translated is a decompressor whose own errors are put in terms that the
// ladder understands: io.ErrUnexpectedEOF for a stream that ends early,
// a [halt], or anything else for one that is broken.
type translated struct {
	io.Reader
	explain func(error) error
}

func (t translated) Read(p []byte) (int, error) {
	n, err := t.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = t.explain(err)
	}
	return n, err
}

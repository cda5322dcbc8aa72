package backup

import (
	"errors"
	"io"

	"github.com/mikelolasagasti/xz"
)

func init() { registerContainer(container{"xz", ".xz", "\xfd7zXZ\x00", openXZ}) }

func openXZ(r *reader, note func(string)) (io.Reader, func(), error) {
	// Byte 7 of a stream names its check; 0 is none
	// (https://tukaani.org/xz/xz-file-format.txt, 2.1.1.2).
	if head, err := r.Peek(8); err == nil && head[7] == 0 {
		note("the xz stream has no checksum: a changed byte may go unnoticed")
	}
	z, err := xz.NewReader(r, maxWindow)
	if err != nil {
		return nil, nil, explainXZ(err)
	}
	return translated{z, explainXZ}, nil, nil
}

func explainXZ(err error) error {
	switch {
	case errors.Is(err, xz.ErrMemlimit):
		return errTooBig
	case errors.Is(err, xz.ErrBuf):
		return io.ErrUnexpectedEOF
	case errors.Is(err, xz.ErrOptions), errors.Is(err, xz.ErrUnsupportedCheck):
		return &halt{errors.New("it uses a feature of xz that omlint does not know: unpack it by hand")}
	}
	return err
}

package backup

import (
	"compress/gzip"
	"errors"
	"io"
)

func init() { registerContainer(container{"gzip", ".gz", "\x1f\x8b", openGzip}) }

func openGzip(r *reader, note func(string)) (io.Reader, func(), error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, nil, err
	}
	z.Multistream(false)
	return &gzipMembers{r: r, z: z, note: note}, nil, nil
}

// gzipMembers reads one gzip member after the other, as gzip itself does. It
// differs from the standard library's multistream mode in what may follow the
// last member: gzip(1) ignores padding with zeros, which tapes and block
// devices leave.
type gzipMembers struct {
	r    *reader
	z    *gzip.Reader
	note func(string)
}

func (g *gzipMembers) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return n, err
		}
		next, err := g.r.Peek(1)
		if err != nil {
			return 0, err
		}
		if next[0] != 0x1f {
			return 0, g.padding()
		}
		if err := g.z.Reset(g.r); err != nil {
			return 0, noEOF(err)
		}
		g.z.Multistream(false)
	}
}

// padding accepts zeros after the last member.
func (g *gzipMembers) padding() error {
	for {
		c, err := g.r.ReadByte()
		if errors.Is(err, io.EOF) {
			g.note("zero bytes follow the end of the gzip stream")
		}
		if err != nil {
			return err
		}
		if c != 0 {
			return damaged("something that is not gzip follows the end of the gzip stream")
		}
	}
}

// noEOF turns an end where none may be into io.ErrUnexpectedEOF.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

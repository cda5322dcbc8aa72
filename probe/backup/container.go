package backup

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
)

// A container is a compression around a backup.
type container struct {
	name  string
	magic string
	// open returns the content of r. The reader must verify its own end and
	// checksum, and use bounded memory whatever the file claims. It tells note
	// what a person should know.
	open func(r *bufio.Reader, note func(string)) (content io.Reader, closer func(), err error)
}

var containers = []container{
	{"gzip", "\x1f\x8b", openGzip},
}

// containerOf returns the container that head begins, or nil.
func containerOf(head []byte) *container {
	for i, c := range containers {
		if bytes.HasPrefix(head, []byte(c.magic)) {
			return &containers[i]
		}
	}
	return nil
}

func openGzip(r *bufio.Reader, note func(string)) (io.Reader, func(), error) {
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
	r    *bufio.Reader
	z    *gzip.Reader
	note func(string)
}

func (g *gzipMembers) Read(p []byte) (int, error) {
	for {
		n, err := g.z.Read(p)
		if n > 0 || err != io.EOF {
			if err == io.EOF {
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
			return 0, err
		}
		g.z.Multistream(false)
	}
}

// padding accepts zeros after the last member.
func (g *gzipMembers) padding() error {
	for {
		c, err := g.r.ReadByte()
		if err == io.EOF {
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

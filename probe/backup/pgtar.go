package backup

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() { register(pgDumpTar{}) }

// pgDumpTar reads the file of pg_dump -Ft: a tar of toc.dat and one member for
// each entry that has data.
type pgDumpTar struct{}

func (pgDumpTar) name() string { return "pg_dump tar" }

func (pgDumpTar) match(head []byte) bool { return firstMember(head) == "toc.dat" }

// firstMember returns the name of the first member of the tar that head
// begins, or "".
func firstMember(head []byte) string {
	h, err := tar.NewReader(bytes.NewReader(head)).Next()
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(h.Name, "./")
}

func (pgDumpTar) read(in *input, b *probe.Backup) error {
	var a *pgArchive
	byFile, listed, there := map[string]*pgEntry{}, names{}, names{}
	err := members(in, func(name string, content io.Reader) error {
		if a == nil {
			if name != "toc.dat" {
				return damaged("toc.dat is not a file: the table of contents is lost")
			}
			var err error
			if a, err = readPGArchive(newReader(content), b, false, in.options); err != nil {
				return err
			}
			for _, e := range a.entries {
				if e.largeObjects { // whatever file the table of contents names (_StartLOs in pg_backup_tar.c)
					e.file = "blobs.toc"
					byFile[fmt.Sprintf("blobs_%d.toc", e.id)] = e
				}
				byFile[e.file] = e
			}
			return nil
		}
		if largeObjectFile.MatchString(name) {
			there[name] = true
		}
		e := byFile[name]
		switch {
		case name == "toc.dat":
			return damaged("toc.dat comes twice: two dumps were joined")
		case e == nil: // restore.sql and the large objects themselves
			return nil
		case e.seen:
			return damaged("the data of %s comes twice: two dumps were joined", e.name)
		case e.largeObjects:
			e.seen = true
			return largeObjectList(e, content, listed)
		}
		e.seen = true
		return a.rows(e, content)
	})
	if err != nil {
		return err
	}
	if a == nil { // a directory or a link of that name
		return damaged("toc.dat is not a file: the table of contents is lost")
	}
	a.contents.describe(b)
	if err := a.missing(); err != nil {
		return err
	}
	return missingObjects(listed, there)
}

// members calls read for each file in the tar that in holds, and reads on to
// the tar's end, which must be there.
func members(in *input, read func(name string, content io.Reader) error) error {
	t := tar.NewReader(in.reader)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return explain("the tar archive", err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if err := read(strings.TrimPrefix(h.Name, "./"), t); err != nil {
			return explain("the tar archive", err)
		}
	}
	if _, err := io.Copy(io.Discard, in.reader); err != nil {
		return err
	}
	// POSIX ends a tar with two blocks of zeros; archive/tar accepts a file
	// that stops without them.
	if in.end.n%512 != 0 || len(in.end.tail) < tailSize || len(bytes.Trim(in.end.tail, "\x00")) > 0 {
		return damaged("the tar archive has no end: at least one byte is missing")
	}
	return nil
}

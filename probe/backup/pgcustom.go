package backup

import (
	"bytes"
	"errors"
	"io"

	"github.com/omlint/omlint/probe"
)

func init() { register(pgDumpCustom{}) }

// pgDumpCustom reads the file of pg_dump -Fc: the table of contents, then one
// block of data for each entry that has some, then nothing. A whole file has
// every block, and every block its end
// (src/bin/pg_dump/pg_backup_custom.c, _skipData).
//
// pg_dump 18 writes the table of contents a second time when its standard
// output is a file, as in pg_dump -Fc > FILE: it goes back to fill in where
// each block stands, but has opened the file to append (seen with 18.6).
// pg_restore ignores what follows the last block.
type pgDumpCustom struct{}

func (pgDumpCustom) name() string { return "pg_dump custom" }

func (pgDumpCustom) match(head []byte) bool { return bytes.HasPrefix(head, []byte(pgMagic)) }

func (pgDumpCustom) read(in *input, b *probe.Backup) error {
	a, err := readPGArchive(in.reader, b, true, in.options)
	if err != nil {
		return err
	}
	byID := map[int]*pgEntry{}
	for _, e := range a.entries {
		byID[e.id] = e
	}
	for {
		const rows, largeObjects = 1, 3 // BLK_DATA, BLK_BLOBS
		kind, err := a.r.ReadByte()
		if errors.Is(err, io.EOF) {
			a.contents.describe(b)
			return a.missing()
		}
		if err != nil {
			return err
		}
		if kind == 0 && a.missing() == nil {
			if err := a.r.UnreadByte(); err != nil {
				return err
			}
			a.contents.describe(b)
			return a.secondContents()
		}
		id := a.int()
		e := byID[id]
		switch {
		case a.err != nil:
			return explain("the dump", a.err)
		case kind != rows && kind != largeObjects:
			return damaged("a block of data is of the unknown kind %d: the dump is broken", kind)
		case e == nil:
			return damaged("a block of data belongs to the entry %d, which the table of contents does not know: the dump is broken", id)
		case e.seen:
			return damaged("the data of %s comes twice: the dump is broken", e.name)
		}
		e.seen = true
		if kind == rows {
			err = a.block(e)
		} else {
			err = a.largeObjects(e)
		}
		if err != nil {
			return err
		}
	}
}

// secondContents reads the table of contents that follows the data.
func (a *pgArchive) secondContents() error {
	again := *a
	again.entries, again.contents = nil, newContents(Options{})
	again.toc(true)
	switch {
	case again.err != nil:
		return explain("the second table of contents", again.err)
	case len(again.entries) != len(a.entries):
		return damaged("the two tables of contents differ: parts of two dumps were joined")
	}
	if _, err := a.r.Peek(1); err == nil {
		return damaged("something follows the end of the dump")
	}
	return nil
}

// block reads one block of data to its end.
func (a *pgArchive) block(e *pgEntry) error {
	c := chunks{a: a}
	// An entry without a byte has no compressed stream either; the rows of a
	// table have their end at least.
	more, err := c.peek()
	if err != nil {
		return explain("the data of "+e.name, err)
	}
	if more || e.end != "" {
		if err := a.data(e, &c, a.compression); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, &c); err != nil {
		return explain("the data of "+e.name, err)
	}
	return nil
}

func (a *pgArchive) largeObjects(e *pgEntry) error {
	for {
		oid := a.int()
		if a.err != nil {
			return explain("the data of "+e.name, a.err)
		}
		if oid == 0 {
			return nil
		}
		if err := a.block(e); err != nil {
			return err
		}
	}
}

// chunks reads the pieces that a block of data is cut in: each a length and as
// many bytes, the last of length 0.
type chunks struct {
	a    *pgArchive
	left int
	done bool
}

// peek reads the next length, and says whether there is more.
func (c *chunks) peek() (more bool, err error) {
	if c.left == 0 && !c.done {
		n := c.a.int()
		if c.a.err == nil && n < 0 {
			c.a.err = damaged("a piece of data has the length %d: the dump is broken", n)
		}
		c.left, c.done = max(n, 0), n == 0 && c.a.err == nil
	}
	if c.a.err != nil { // it comes again: a decompressor that reads ahead may have swallowed it
		return false, noEOF(c.a.err)
	}
	return !c.done, nil
}

func (c *chunks) Read(p []byte) (int, error) {
	more, err := c.peek()
	if err != nil {
		return 0, err
	}
	if !more {
		return 0, io.EOF
	}
	n, err := c.a.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, noEOF(err)
}

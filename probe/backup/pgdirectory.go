package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"

	"github.com/omlint/omlint/probe"
)

func init() { registerDirectory(pgDumpDirectory{}) }

// pgDumpDirectory reads the directory of pg_dump -Fd: toc.dat and a file for
// each entry that has data. toc.dat is there before the data is, so that it
// says nothing about the dump's end; each file's own end does.
type pgDumpDirectory struct{}

func (pgDumpDirectory) name() string { return "pg_dump directory" }

var pgDataFile = regexp.MustCompile(`^\d+\.dat(\.gz|\.lz4|\.zst)?$`)

func (pgDumpDirectory) match(dir fs.FS) bool {
	if _, err := fs.Stat(dir, "toc.dat"); err == nil {
		return true
	}
	entries, _ := fs.ReadDir(dir, ".")
	for _, e := range entries {
		if pgDataFile.MatchString(e.Name()) {
			return true
		}
	}
	return false
}

func (pgDumpDirectory) read(src opener, b *probe.Backup) error {
	if err := measure(src.files, b); err != nil {
		return err
	}
	toc, err := src.member("toc.dat")
	if errors.Is(err, fs.ErrNotExist) {
		return damaged("toc.dat is missing: the table of contents is lost")
	}
	if err != nil {
		return err
	}
	defer toc.Close()
	a, err := readPGArchive(toc.reader, b, false, src.options)
	if err != nil {
		return err
	}
	if n, err := io.Copy(io.Discard, toc); err != nil || n > 0 {
		return damaged("toc.dat is broken: %d bytes follow its end", n)
	}
	objects := names{}
	for _, e := range a.entries {
		if err := src.entry(a, e, objects); err != nil {
			return err
		}
	}
	a.contents.describe(b)
	return src.largeObjects(objects)
}

// entry reads one entry's file to its end.
func (o opener) entry(a *pgArchive, e *pgEntry, objects names) error {
	if !filepath.IsLocal(e.file) {
		return damaged("toc.dat is broken: it names the file %q", e.file)
	}
	in, err := o.packed(e.file)
	if errors.Is(err, fs.ErrNotExist) {
		return damaged("%s, the data of %s, is missing", e.file, e.name)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	if e.largeObjects {
		return largeObjectList(e, in, objects)
	}
	return a.rows(e, in)
}

// largeObjects reads each large object to its end.
func (o opener) largeObjects(listed names) error {
	entries, err := fs.ReadDir(o.files, ".")
	if err != nil {
		return fmt.Errorf("cannot list the directory: %w", err)
	}
	there := names{}
	for _, entry := range entries {
		m := largeObjectFile.FindStringSubmatch(entry.Name())
		if m == nil {
			continue
		}
		there[m[1]] = true
		in, err := o.packed(m[1])
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, in)
		in.Close()
		if err != nil {
			return explain(entry.Name(), err)
		}
	}
	return missingObjects(listed, there)
}

// packed opens a file that pg_dump may have compressed, as its extension then
// says. Without one nothing is unpacked: a large object may itself be a gzip.
func (o opener) packed(name string) (*input, error) {
	in, err := o.member(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return in, err
	}
	for _, c := range containers {
		packed, err := o.packedAs(name + c.extension)
		if !errors.Is(err, fs.ErrNotExist) {
			return packed, err
		}
	}
	return nil, err
}

// packedAs opens a file that is compressed if its extension says so.
func (o opener) packedAs(name string) (*input, error) {
	in, err := o.member(name)
	if err != nil {
		return nil, err
	}
	for _, c := range containers {
		if path.Ext(name) != c.extension {
			continue
		}
		if head, err := in.head(); err == nil && len(head) == 0 {
			in.Close()
			return nil, damaged("%s is empty, which no compressor leaves", name)
		}
		content, closer, err := c.open(in.reader, func(string) {})
		if err != nil {
			in.Close()
			return nil, explain(name, err)
		}
		if closer != nil {
			in.closed = append(in.closed, closer)
		}
		in.stack(&layer{ctx: o.ctx, name: c.name, r: content})
	}
	return in, nil
}

// member opens a file as it is.
func (o opener) member(name string) (*input, error) {
	f, err := o.files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("a file of the dump cannot be opened: %w", err)
	}
	in := &input{block: o.block, ctx: o.ctx, closed: []func(){func() { o.checked(f); _ = f.Close() }}}
	in.stack(&source{ctx: o.ctx, r: f, seen: o.options.Read})
	return in, nil
}

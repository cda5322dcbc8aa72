package backup

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/pierrec/lz4/v4"

	"github.com/omlint/omlint/probe"
)

// pgMagic begins pg_dump's archives: the custom file, and toc.dat of the tar
// and the directory format.
const pgMagic = "PGDMP"

// pgArchive reads the header and the table of contents of pg_dump's archives,
// as src/bin/pg_dump/pg_backup_archiver.c (ReadHead, ReadToc) does.
//
// The table of contents proves nothing about the data behind it: pg_restore
// --list succeeds on a file that was cut right after it.
type pgArchive struct {
	r           *reader
	b           *probe.Backup
	version     int // 1014 is 1.14
	intSize     int
	offsetSize  int
	compression byte
	contents    *contents
	entries     []*pgEntry // those that have data
	err         error      // the first error; reading on returns zeros
}

// pgEntry is an entry of the table of contents that data belongs to.
type pgEntry struct {
	id    int
	name  string // "table public.table_entity"
	end   string // what its data ends with; "" when that is not known
	copy  string // the statement that copies its rows, if that is how they are kept
	table string // whose rows they are; "" for other data
	file  string // in the tar and directory formats
	seen  bool

	largeObjects bool // its file lists those that hold large objects
}

// The compressions of an archive's data.
const (
	pgUncompressed = iota
	pgGzip
	pgLZ4
	pgZstd
)

// The oldest version read is that of PostgreSQL 8.0, the newest that of 18.
const (
	oldestArchive = 1010
	newestArchive = 1016
)

// maxEntries bounds the table of contents: a number beyond any real database.
const maxEntries = 1 << 20

var errArchiveCut = damaged("the archive ends inside its table of contents: it was cut")

// readPGArchive reads the table of contents. custom says that it is that of a
// custom-format file, whose entries hold offsets instead of file names.
func readPGArchive(r *reader, b *probe.Backup, custom bool, o Options) (*pgArchive, error) {
	a := &pgArchive{r: r, b: b, contents: newContents(o)}
	b.Engine = "postgres"
	a.head()
	if a.err == nil && (a.version < oldestArchive || a.version > newestArchive) {
		return nil, fmt.Errorf("archive version %d.%d is not known to omlint: check it with pg_restore of the pg_dump that wrote it",
			a.version/1000, a.version%1000)
	}
	a.toc(custom)
	a.contents.describe(b)
	if errors.Is(a.err, io.EOF) || errors.Is(a.err, io.ErrUnexpectedEOF) {
		a.err = errArchiveCut
	}
	if a.err != nil {
		return nil, a.err
	}
	if a.compression == pgUncompressed {
		note(b, "the rows are stored uncompressed and without a checksum: a changed byte would go unnoticed")
	}
	return a, nil
}

func (a *pgArchive) head() {
	var magic [len(pgMagic)]byte
	if _, a.err = io.ReadFull(a.r, magic[:]); a.err != nil {
		return
	}
	major, minor, _ := a.byte(), a.byte(), a.byte()
	a.version = int(major)*1000 + int(minor)
	a.intSize, a.offsetSize = int(a.byte()), int(a.byte())
	if a.err == nil && (a.intSize < 4 || a.intSize > 8 || a.offsetSize < 1 || a.offsetSize > 8) {
		a.err = damaged("the archive's header is broken: integers of %d bytes", a.intSize)
	}
	a.byte() // the format: the directory's says tar
	if a.version >= 1015 {
		a.compression = a.byte()
	} else if a.int() != 0 {
		a.compression = pgGzip
	}
	var at [7]int // second, minute, hour, day, month, year, daylight saving
	for i := range at {
		at[i] = a.int()
	}
	database, server, producer := a.string(), a.string(), a.string()
	if a.err != nil {
		return
	}
	a.b.Database, a.b.Server, a.b.Producer = database, firstWord(server), "pg_dump "+firstWord(producer)
	if at[5] > 0 {
		local := time.Date(at[5]+1900, time.Month(at[4]+1), at[3], at[2], at[1], at[0], 0, time.UTC)
		takenAtLocal(a.b, local.Format(time.DateTime), "the archive's header")
	}
}

// firstWord drops the packager's words: "15.18 (Debian 15.18-0+deb12u1)".
func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func (a *pgArchive) toc(custom bool) {
	count := a.int()
	if a.err == nil && (count < 0 || count > maxEntries) {
		a.err = damaged("the archive's table of contents is broken: it claims %d entries", count)
	}
	for i := 0; i < count && a.err == nil; i++ {
		a.entry(custom)
	}
}

func (a *pgArchive) entry(custom bool) {
	id := a.int()
	a.int()    // whether pg_dump had a function to write its data
	a.string() // table OID
	a.string() // OID
	tag, kind := a.string(), a.string()
	if a.version >= 1011 {
		a.int() // section
	}
	a.string() // definition
	a.string() // how to drop it
	copyStatement := a.string()
	schema := a.string()
	a.string() // tablespace
	if a.version >= 1014 {
		a.string() // table access method
	}
	if a.version >= 1016 {
		a.int() // kind of relation
	}
	a.contents.users.add(a.string()) // its owner
	a.string()                       // with OIDs
	for {
		if _, more := a.optional(); !more {
			break // of the entries it depends on
		}
	}
	name := tag
	if schema != "" {
		name = schema + "." + tag
	}
	e := &pgEntry{id: id, name: strings.ToLower(kind) + " " + name, largeObjects: kind == "BLOBS"}
	var hasData bool
	if custom {
		// Whether it has data, which a dumper that was killed never corrected:
		// 1 not written yet, 2 written, 3 none.
		const noData = 3
		hasData = a.byte() != noData
		for range a.offsetSize {
			a.byte()
		}
	} else {
		e.file = a.string()
		hasData = e.file != ""
	}
	if a.err != nil {
		return
	}
	switch kind {
	case "TABLE":
		e.name = "table " + name
		a.contents.created(name)
	case "EXTENSION":
		a.contents.extensions.add(tag)
	case "TABLE DATA": // dumpTableData_copy, dumpTableData_insert in pg_dump.c
		e.name, e.table, e.copy = "table "+name, name, strings.TrimSpace(copyStatement)
		a.contents.table(name)
		e.end = "\n\n"
		if copyStatement != "" {
			e.end = "\\.\n\n\n"
		}
	}
	if hasData {
		a.entries = append(a.entries, e)
	}
}

func (a *pgArchive) byte() byte {
	if a.err != nil {
		return 0
	}
	var c byte
	c, a.err = a.r.ReadByte()
	return c
}

// int reads a sign and intSize bytes, the lowest first.
func (a *pgArchive) int() int {
	negative := a.byte() != 0
	var n uint64
	for i := range a.intSize {
		n |= uint64(a.byte()) << (8 * i)
	}
	if n > 1<<40 {
		if a.err == nil {
			a.err = damaged("the archive is broken: a number in it is out of range")
		}
		return 0
	}
	if negative {
		return -int(n)
	}
	return int(n)
}

func (a *pgArchive) string() string {
	s, _ := a.optional()
	return s
}

// optional reads a string that may be missing. Of a long one, the definition
// of a view, only the beginning is kept.
func (a *pgArchive) optional() (s string, present bool) {
	n := a.int()
	if a.err != nil || n < 0 {
		return "", false
	}
	kept := make([]byte, min(n, maxText))
	if _, err := io.ReadFull(a.r, kept); err != nil {
		a.err = err
		return "", false
	}
	if _, err := io.CopyN(io.Discard, a.r, int64(n-len(kept))); err != nil {
		a.err = err
		return "", false
	}
	return string(kept), true
}

// missing returns the damage of data that the table of contents promises and
// that never came.
func (a *pgArchive) missing() error {
	var missing []*pgEntry
	for _, e := range a.entries {
		if !e.seen {
			missing = append(missing, e)
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case 1:
		return damaged("the data of %s is missing: the dump was cut", missing[0].name)
	}
	return damaged("the data of %s is missing, and that of %d more: the dump was cut", missing[0].name, len(missing)-1)
}

// data reads the data of one entry to its end.
func (a *pgArchive) data(e *pgEntry, compressed io.Reader, compression byte) error {
	r := compressed
	switch compression {
	case pgUncompressed:
	case pgGzip:
		z, err := zlib.NewReader(compressed)
		if err != nil {
			return explain("the data of "+e.name, err)
		}
		r = z
	case pgLZ4:
		r = lz4.NewReader(compressed)
	case pgZstd:
		z, closer, err := newZstd(compressed)
		if err != nil {
			return explain("the data of "+e.name, err)
		}
		defer closer()
		r = z
	default:
		return fmt.Errorf("its data is compressed in a way omlint does not know (%d): check it with pg_restore -f /dev/null", compression)
	}
	return a.rows(e, r)
}

// rows reads the uncompressed data of one entry to its end.
func (a *pgArchive) rows(e *pgEntry, r io.Reader) error {
	end := ending{r: r}
	if err := a.count(e, &end); err != nil {
		return explain("the data of "+e.name, err)
	}
	if !bytes.HasSuffix(end.tail, []byte(e.end)) {
		return damaged("the data of %s has no end: it was cut", e.name)
	}
	return nil
}

// count reads the data of one entry to its end and counts its rows.
func (a *pgArchive) count(e *pgEntry, r io.Reader) error {
	if e.copy == "" {
		if e.table != "" {
			a.contents.rows(e.table, probe.RowsUnknown)
		}
		_, err := io.Copy(io.Discard, r)
		return err
	}
	lines := newReader(r)
	c := newCopied(a.contents, e.table, e.copy)
	for start, ended := true, false; ; {
		line, err := lines.ReadSlice('\n')
		ended = ended || start && err == nil && string(line) == "\\.\n"
		if !ended {
			if err := c.part(line, err == nil); err != nil {
				return err
			}
		}
		start = err == nil
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			c.end()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return err
		}
	}
}

// largeObjectList reads the list of an entry's large objects: a line for each,
// its number and its file. It adds the files to list.
func largeObjectList(e *pgEntry, r io.Reader, list names) error {
	end := ending{r: r}
	lines := bufio.NewScanner(&end)
	for lines.Scan() {
		_, file, ok := strings.Cut(lines.Text(), " ")
		if !ok || !filepath.IsLocal(file) {
			return damaged("%s is broken: it holds the line %q", e.file, printable(lines.Bytes()))
		}
		list[file] = true
	}
	if err := lines.Err(); err != nil {
		return explain(e.file, err)
	}
	if end.newlines() == 0 {
		return damaged("%s, the list of the large objects, has no end: it was cut", e.file)
	}
	return nil
}

// missingObjects compares the large objects that are listed with those that
// are there.
func missingObjects(listed, there names) error {
	for _, file := range listed.sorted() {
		if !there[file] {
			return damaged("%s, a large object, is missing", file)
		}
	}
	for _, file := range there.sorted() {
		if !listed[file] {
			return damaged("the list of the large objects was cut: %s is not in it", file)
		}
	}
	return nil
}

var largeObjectFile = regexp.MustCompile(`^(blob_\d+\.dat)(\.gz|\.lz4|\.zst)?$`)

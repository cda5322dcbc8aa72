package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"

	"github.com/omlint/omlint/probe"
)

func init() { register(metadataBackup{}) }

// metadataBackup reads the file of "metadata backup", the command that
// OpenMetadata's Python package had before 1.8: lines of TRUNCATE TABLE and
// INSERT INTO, one statement each, and nothing else (ingestion,
// metadata/cli/db_dump.py). It has no header and no end, so that nothing
// proves such a backup whole; a line that is cut shows it broken.
type metadataBackup struct{}

func (metadataBackup) name() string { return "metadata backup" }

var (
	legacyHead     = regexp.MustCompile(`^(?:\s*TRUNCATE TABLE \S+;\r?\n)+(?:INSERT INTO|TRUNCATE TABLE|$)`)
	legacyTruncate = regexp.MustCompile(`^TRUNCATE TABLE ([\w."` + "`" + `]+);$`)
	legacyInsert   = regexp.MustCompile(`^INSERT INTO `)
)

// legacyLast is the table whose rows are written last.
const legacyLast = "entity_extension_time_series"

func (metadataBackup) match(head []byte) bool { return legacyHead.Match(head) }

func (metadataBackup) read(in *input, b *probe.Backup) error {
	b.Producer = "metadata backup"
	r := legacyReader{b: b, contents: newContents(in.options), emptied: names{}}
	err := r.lines(in.reader)
	r.contents.describe(b)
	trait(b, probe.TraitNoDefinitions)
	// MySQL's flavour doubles every backslash, PostgreSQL's none.
	switch {
	case r.single:
		b.Engine = "postgres"
	case r.doubled:
		b.Engine = "mysql"
	}
	if err != nil {
		return err
	}
	if in.end.newlines() == 0 {
		return damaged("the last line has no line end: the backup was cut")
	}
	note(b, "holds no table definitions and no migration tables: it can be restored only onto the schema of the version it was made with, which it does not name")
	if r.last != legacyLast {
		return errors.New("completeness cannot be proved: this format has no end marker, and the table that is usually written last, " +
			legacyLast + ", is not: make a dump with the database's own tool")
	}
	return errors.New("completeness cannot be proved: this format has no end marker: make a dump with the database's own tool")
}

type legacyReader struct {
	b               *probe.Backup
	contents        *contents
	emptied         names
	last            string // the table truncated last
	single, doubled bool   // backslashes seen
}

func (r *legacyReader) lines(in *reader) error {
	for {
		head, tail, err := r.line(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(head) > 0 {
			if err := r.statement(head, tail); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// line reads a line of any length and returns its first and last bytes.
func (r *legacyReader) line(in *reader) (head, tail []byte, err error) {
	run := 0 // of backslashes
	for {
		part, err := in.ReadSlice('\n')
		if room := maxText - len(head); room > 0 {
			head = append(head, part[:min(room, len(part))]...)
		}
		tail = append(tail, part[max(0, len(part)-8):]...)
		tail = append(tail[:0], tail[max(0, len(tail)-8):]...)
		for _, c := range part {
			if c == '\\' {
				run++
				continue
			}
			r.single = r.single || run%2 == 1
			r.doubled = r.doubled || run > 0
			run = 0
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSpace(head), bytes.TrimSpace(tail), err
		}
	}
}

func (r *legacyReader) statement(head, tail []byte) error {
	switch m := legacyTruncate.FindSubmatch(head); {
	case m != nil:
		table := string(bytes.Trim(m[1], "`\""))
		if r.emptied[table] {
			note(r.b, "table "+table+" is emptied twice: two backups were written into one file")
		}
		r.emptied.add(table)
		r.contents.table(table)
		r.last = table
	case !legacyInsert.Match(head):
		return damaged("a line is neither TRUNCATE TABLE nor INSERT INTO: %.60q", printable(head))
	case !bytes.HasSuffix(tail, []byte(");")):
		return damaged("the backup ends inside a row of table %s: it was cut", r.last)
	default:
		r.contents.rows(r.last, 1)
	}
	return nil
}

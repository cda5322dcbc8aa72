package backup

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() { registerDirectory(mydumper{}) }

// mydumper reads the directory that mydumper writes: "metadata" (named
// "metadata.partial" until the dump has ended), DB-schema-create.sql, and for
// each table DB.TABLE-schema.sql and the rows in DB.TABLE.sql or in numbered
// parts of it.
//
// Since 0.14 metadata is an INI file that counts each table's rows
// (https://mydumper.github.io/mydumper/docs/html/files.html). Before, nothing
// tells a table that was empty from one whose file is lost, nor a file that was
// cut behind a statement from a whole one: such a dump cannot be proved whole.
// metadata says "Finished" after errors too (seen with 0.10).
type mydumper struct{}

func (mydumper) name() string { return "mydumper" }

func (mydumper) match(dir fs.FS) bool {
	if hasFile(dir, "metadata.partial") || len(filesLike(dir, "*.*-schema.sql*")) > 0 {
		return true
	}
	f, err := dir.Open("metadata")
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it is only read
	head, _ := io.ReadAll(io.LimitReader(f, 100))
	return mydumperTime.Match(head)
}

func hasFile(dir fs.FS, name string) bool {
	info, err := fs.Stat(dir, name)
	return err == nil && info.Mode().IsRegular()
}

// filesLike returns the files of a directory that a pattern matches.
func filesLike(dir fs.FS, pattern string) []string {
	list, _ := fs.Glob(dir, pattern)
	return list
}

func (mydumper) read(src opener, b *probe.Backup) error {
	b.Engine = "mysql"
	b.Producer = "mydumper"
	if err := measure(src.files, b); err != nil {
		return err
	}
	if hasFile(src.files, "metadata.partial") {
		return damaged("metadata.partial was never renamed to metadata: the dump did not end")
	}
	if !hasFile(src.files, "metadata") {
		return damaged("metadata is missing, which says whether the dump ended")
	}
	meta, err := src.mydumperMetadata(b)
	if err != nil {
		return err
	}
	d := mydumperFiles{src: src, b: b, contents: newContents(src.options), databases: names{}}
	err = d.readAll()
	d.contents.describe(b)
	b.Database = strings.Join(d.databases.sorted(), ", ")
	return cmp.Or(err, d.compare(meta))
}

// mydumperMetadata is what the file metadata says.
type mydumperMetadata struct {
	finished bool
	counts   bool             // it is of the kind that counts rows
	rows     map[string]int64 // by "db.table"
}

var (
	mydumperSection = regexp.MustCompile("^\\[[`\"](.+)[`\"]\\.[`\"](.+)[`\"]\\]$")
	mydumperTime    = regexp.MustCompile(`^#? ?(Started|Finished) dump at: (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)`)
	mydumperRows    = regexp.MustCompile(`^rows\s*=\s*(\d+)$`)
	mydumperVersion = regexp.MustCompile(`(?i)mydumper[ -]v?(\d+\.[\d.]*\d)`)
)

func (o opener) mydumperMetadata(b *probe.Backup) (*mydumperMetadata, error) {
	in, err := o.member("metadata")
	if err != nil {
		return nil, err
	}
	defer in.Close()
	m := &mydumperMetadata{rows: map[string]int64{}}
	lines := bufio.NewScanner(io.LimitReader(in, maxManifest))
	table, alias := "", ""
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if at := mydumperTime.FindStringSubmatch(line); at != nil {
			m.finished = at[1] == "Finished"
			if at[1] == "Started" {
				takenAtLocal(b, at[2], "metadata")
			}
		} else if v := mydumperVersion.FindStringSubmatch(line); v != nil {
			b.Producer = "mydumper " + v[1]
		} else if strings.HasPrefix(line, "[") {
			m.counts = true
			table = ""
			if s := mydumperSection.FindStringSubmatch(line); s != nil && len(m.rows) < maxTables {
				table, alias = s[1]+"."+s[2], s[2]
			}
		} else if real, ok := strings.CutPrefix(line, "real_table_name="); ok && table != "" {
			table = strings.TrimSuffix(table, alias) + real
		} else if n := mydumperRows.FindStringSubmatch(line); n != nil && table != "" {
			m.rows[table], _ = strconv.ParseInt(n[1], 10, 64)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, explain("metadata", err)
	}
	if !m.finished {
		return nil, damaged("metadata does not say that the dump finished: it was cut, or the dump did not end")
	}
	if in.end.newlines() == 0 {
		return nil, damaged("the last line of metadata has no line end: at least one byte is missing")
	}
	return m, nil
}

// mydumperFiles reads the SQL files of a dump.
type mydumperFiles struct {
	src       opener
	b         *probe.Backup
	contents  *contents
	databases names
	unread    string // a file of rows of a kind that omlint does not count
}

// mydumperFile splits DB.TABLE-schema.sql and DB.TABLE.00001.sql, whatever
// packs them, and other kinds of rows.
var mydumperFile = regexp.MustCompile(`^(.+?)(?:\.(.+?))?(-schema(?:-create|-triggers|-view|-post|-sequence)?)?((?:\.\d+)*)\.(sql|dat|json|csv)(\.gz|\.zst|\.lz4)?$`)

func (d *mydumperFiles) readAll() error {
	entries, err := fs.ReadDir(d.src.files, ".")
	if err != nil {
		return fmt.Errorf("cannot list the directory: %w", err)
	}
	var schemas, rows []string
	for _, e := range entries {
		m := mydumperFile.FindStringSubmatch(e.Name())
		switch {
		case m == nil || !e.Type().IsRegular():
		case m[5] != "sql":
			d.unread = e.Name()
		case m[3] != "":
			schemas = append(schemas, e.Name())
		default:
			rows = append(rows, e.Name())
		}
	}
	// The definitions first: they say which columns there are.
	for _, file := range slices.Concat(schemas, rows) {
		if err := d.file(file, mydumperFile.FindStringSubmatch(file)); err != nil {
			return err
		}
	}
	return nil
}

// file reads one file of SQL to its end. It has to hold what its name says.
func (d *mydumperFiles) file(file string, parts []string) error {
	in, err := d.src.packed(strings.TrimSuffix(file, parts[6]))
	if err != nil {
		return err
	}
	defer in.Close()
	database, table, kind := parts[1], parts[2], parts[3]
	d.databases.add(database)
	r := mysqlReader{b: d.b, contents: d.contents, databases: names{}, database: database}
	named := slices.Contains(d.b.Traits, probe.TraitNamesDatabase)
	if err := r.readAll(newLexer(in.reader, true, d.src.options)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if kind == "-schema-create" && !named { // myloader --database leaves this file out
		d.b.Traits = slices.DeleteFunc(d.b.Traits, func(t string) bool { return t == probe.TraitNamesDatabase })
	}
	if err := in.end.hole(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	switch {
	case in.end.newlines() == 0 && (in.end.n > 0 || kind != ""): // of an empty table there may be an empty file
		return damaged("%s has no line end behind its last line: it was cut", file)
	case kind == "-schema" && !d.created(database+"."+table) && !(mydumperAlias.MatchString(table) && r.defined):
		return damaged("%s does not define its table: the dump failed there", file)
	}
	return nil
}

// mydumperAlias is the name that files get, in the place of a table's that does
// not make one; metadata has both.
var mydumperAlias = regexp.MustCompile(`^mydumper_\d+$`)

// created says whether the named table was defined.
func (d *mydumperFiles) created(table string) bool {
	t := d.contents.tables[table]
	return t != nil && t.Created
}

// compare checks that every table is there with all its rows.
func (d *mydumperFiles) compare(m *mydumperMetadata) error {
	created, _ := d.contents.count() // none is, with --no-schemas
	for table := range sortedKeys(d.contents.tables) {
		if t := d.contents.tables[table]; created > 0 && !t.Created && t.Rows > 0 {
			return damaged("%s-schema.sql, the definition of a table whose rows are here, is missing", table)
		}
	}
	switch {
	case d.unread != "":
		return fmt.Errorf("completeness cannot be proved: omlint does not count the rows of %s: dump without --load-data, --csv and the like", d.unread)
	case !m.counts:
		return errors.New("completeness cannot be proved: metadata does not say how many rows there are, as it does since mydumper 0.14: a file of rows may be missing")
	}
	for table := range sortedKeys(m.rows) {
		want := m.rows[table]
		t := d.contents.tables[table]
		switch {
		case created > 0 && (t == nil || !t.Created):
			return damaged("%s-schema.sql, the definition of a table, is missing", table)
		case t == nil:
			return damaged("table %s is missing, although metadata says that it has %d rows", table, want)
		case t.Rows != want:
			return damaged("table %s has %d rows, although metadata says %d", table, t.Rows, want)
		}
	}
	for table := range sortedKeys(d.contents.tables) {
		if _, ok := m.rows[table]; !ok && d.contents.tables[table].Rows > 0 {
			return fmt.Errorf("completeness cannot be proved: table %s is not in metadata", table)
		}
	}
	return nil
}

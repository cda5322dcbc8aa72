package backup

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() { registerDirectory(mysqlShell{}) }

// mysqlShell reads the directory of MySQL Shell's dumpInstance, dumpSchemas and
// dumpTables: @.json first, for each schema and table a .json and the .sql of
// its definition, the rows in SCHEMA@TABLE@N.tsv.zst, and last @.done.json,
// which says how many bytes of rows each file has
// (mysqlshdk and modules/util/dump of github.com/mysql/mysql-shell).
type mysqlShell struct{}

func (mysqlShell) name() string { return "MySQL Shell dump" }

func (mysqlShell) match(dir fs.FS) bool {
	return hasFile(dir, shellStart) || hasFile(dir, shellDone)
}

const (
	shellStart = "@.json"
	shellDone  = "@.done.json"
)

// shellDump is what omlint needs of @.json.
type shellDump struct {
	Dumper        string            `json:"dumper"` // "mysqlsh Ver 8.4.0 for Linux …"
	ServerVersion string            `json:"serverVersion"`
	Begin         string            `json:"begin"` // "2024-05-02 10:00:00"
	Schemas       []string          `json:"schemas"`
	Basenames     map[string]string `json:"basenames"`
}

// shellSchema is what omlint needs of SCHEMA.json.
type shellSchema struct {
	IncludesDDL *bool             `json:"includesDdl"`
	Tables      []string          `json:"tables"`
	Views       []string          `json:"views"`
	Basenames   map[string]string `json:"basenames"`
}

// shellTable is what omlint needs of SCHEMA@TABLE.json.
type shellTable struct {
	Extension    string `json:"extension"` // "tsv.zst"
	IncludesData *bool  `json:"includesData"`
	IncludesDDL  *bool  `json:"includesDdl"`
	Options      struct {
		Columns  []string `json:"columns"`
		LinesEnd *string  `json:"linesTerminatedBy"`
	} `json:"options"`
}

// shellEnd is what omlint needs of @.done.json.
type shellEnd struct {
	TableBytes map[string]map[string]int64 `json:"tableDataBytes"`
	FileBytes  map[string]int64            `json:"chunkFileBytes"` // since 8.0.23
}

func (mysqlShell) read(src opener, b *probe.Backup) error {
	b.Engine, b.Producer = "mysql", "MySQL Shell"
	if err := measure(src.files, b); err != nil {
		return err
	}
	d := shellReader{src: src, b: b, contents: newContents(src.options)}
	err := d.readAll()
	d.contents.describe(b)
	return err
}

type shellReader struct {
	src      opener
	b        *probe.Backup
	contents *contents
	end      shellEnd
	read     names // the files of rows that were read
	indexed  bool  // there are .idx files beside them
}

func (d *shellReader) readAll() error {
	var dump shellDump
	if err := d.manifest(shellStart, &dump); err != nil {
		return err
	}
	d.b.Producer = "mysqlsh " + secondOf(strings.TrimPrefix(dump.Dumper, "mysqlsh "))
	d.b.Server, d.b.Database = dump.ServerVersion, strings.Join(dump.Schemas, ", ")
	takenAtLocal(d.b, dump.Begin, shellStart)
	if err := d.manifest(shellDone, &d.end); err != nil {
		return err
	}
	d.read, d.indexed = names{}, len(filesLike(d.src.files, "*.idx")) > 0
	for _, schema := range dump.Schemas {
		base := dump.Basenames[schema]
		if base == "" {
			base = schema
		}
		if err := d.schema(schema, base); err != nil {
			return err
		}
	}
	for file := range sortedKeys(d.end.FileBytes) {
		if !d.read[file] {
			return damaged("%s, which %s names, is missing", file, shellDone)
		}
	}
	return nil
}

// secondOf returns the version in "Ver 8.4.0 for Linux on x86_64".
func secondOf(s string) string {
	if fields := strings.Fields(s); len(fields) > 1 {
		return fields[1]
	}
	return s
}

// manifest reads one of the dump's JSON files.
func (d *shellReader) manifest(file string, into any) error {
	if !filepath.IsLocal(file) {
		return damaged("the dump names the file %q", file)
	}
	in, err := d.src.member(file)
	if errors.Is(err, fs.ErrNotExist) {
		if file == shellDone {
			return damaged("%s, which is written last, is missing: the dump did not end", file)
		}
		return damaged("%s is missing", file)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return damaged("%s cannot be read: %v", file, err)
	}
	return nil
}

func (d *shellReader) schema(schema, base string) error {
	var s shellSchema
	if err := d.manifest(base+".json", &s); err != nil {
		return err
	}
	if included(s.IncludesDDL) {
		if err := d.ddl(schema, base+".sql"); err != nil {
			return err
		}
		for _, view := range s.Views {
			if err := d.ddl(schema, or(s.Basenames[view], base+"@"+view)+".sql"); err != nil {
				return err
			}
		}
	}
	for _, table := range s.Tables {
		if err := d.table(schema, table, or(s.Basenames[table], base+"@"+table)); err != nil {
			return err
		}
	}
	return nil
}

func or(name, otherwise string) string {
	if name != "" {
		return name
	}
	return otherwise
}

// included reads a flag that is on where it is not written.
func included(flag *bool) bool { return flag == nil || *flag }

// ddl reads a file of definitions to its end.
func (d *shellReader) ddl(schema, file string) error {
	if !filepath.IsLocal(file) {
		return damaged("the dump names the file %q", file)
	}
	in, err := d.src.member(file)
	if errors.Is(err, fs.ErrNotExist) {
		return damaged("%s is missing", file)
	}
	if err != nil {
		return err
	}
	defer in.Close()
	r := mysqlReader{b: d.b, contents: d.contents, databases: names{}, database: schema}
	if err := r.readAll(newLexer(in.reader, true, d.src.options)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if in.end.newlines() == 0 {
		return damaged("%s has no line end behind its last line: it was cut", file)
	}
	return in.end.hole()
}

func (d *shellReader) table(schema, table, base string) error {
	var t shellTable
	if err := d.manifest(base+".json", &t); err != nil {
		return err
	}
	name := schema + "." + table
	d.contents.table(name)
	if included(t.IncludesDDL) {
		if err := d.ddl(schema, base+".sql"); err != nil {
			return err
		}
		if !d.contents.table(name).Created {
			return damaged("%s.sql does not define its table", base)
		}
	}
	if !included(t.IncludesData) {
		return nil
	}
	c := newCopied(d.contents, name, "")
	if d.contents.history.is(name) {
		c.at = d.contents.history.at(t.Options.Columns)
		d.contents.history.lost = c.at < 0
	}
	countable := t.Options.LinesEnd == nil || *t.Options.LinesEnd == "\n"
	total, files := int64(0), d.parts(base, or(t.Extension, "tsv.zst"))
	for _, file := range files {
		n, err := d.rows(file, c)
		if err != nil {
			return err
		}
		total += n
	}
	if countable {
		c.end()
	} else {
		d.contents.rows(name, probe.RowsUnknown)
	}
	want, said := d.end.TableBytes[schema][table]
	switch {
	case len(files) == 0 && (!said || want > 0):
		return damaged("the rows of table %s are missing", name)
	case len(d.end.FileBytes) == 0 && !said:
		return fmt.Errorf("completeness cannot be proved: %s does not say how much table %s holds", shellDone, name)
	case len(d.end.FileBytes) == 0 && total != want:
		return damaged("the rows of table %s are %d bytes, although %s says %d: some are missing", name, total, shellDone, want)
	}
	return nil
}

// parts are the files that hold a table's rows: one, or numbered ones.
func (d *shellReader) parts(base, extension string) []string {
	var files []string
	entries, _ := fs.ReadDir(d.src.files, ".")
	for _, e := range entries {
		middle, ok := strings.CutPrefix(e.Name(), base)
		if !ok {
			continue
		}
		if middle, ok = strings.CutSuffix(middle, "."+extension); ok && strings.Trim(middle, "@0123456789") == "" {
			files = append(files, e.Name())
		}
	}
	return files
}

// rows reads one file of rows to its end and returns its bytes, unpacked.
func (d *shellReader) rows(file string, c *copied) (int64, error) {
	if d.indexed && !hasFile(d.src.files, file+".idx") {
		return 0, damaged("%s.idx is missing", file)
	}
	info, err := fs.Stat(d.src.files, file)
	if err != nil {
		return 0, fmt.Errorf("a file of the dump cannot be opened: %w", err)
	}
	in, err := d.src.packedAs(file)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	d.read.add(file)
	for {
		line, err := in.ReadSlice('\n')
		if err := c.part(line, err == nil); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
	}
	n := in.end.n
	// What is counted is what was written before it was packed; a dump that
	// counts the file itself is as whole.
	if want, ok := d.end.FileBytes[file]; len(d.end.FileBytes) > 0 && (!ok || want != n && want != info.Size()) {
		if !ok {
			return n, fmt.Errorf("completeness cannot be proved: %s is not in %s", file, shellDone)
		}
		return n, damaged("%s holds %d bytes, although %s says %d", file, n, shellDone, want)
	}
	return n, nil
}

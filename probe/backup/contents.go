package backup

import (
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// contents gathers what a backup holds: its tables, their rows, and what a
// restore needs beside them. It is bounded, whatever the backup claims.
type contents struct {
	tables     map[string]*probe.BackupTable
	widths     map[string]int // how many values the rows of a table have that were inserted
	users      names
	extensions names
	history    history
}

func newContents(o Options) *contents {
	return &contents{
		tables: map[string]*probe.BackupTable{}, widths: map[string]int{}, users: names{}, extensions: names{},
		history: history{table: o.HistoryTable, column: o.HistoryColumn},
	}
}

// table returns what is known of the named table, for more to be added.
func (c *contents) table(name string) *probe.BackupTable {
	t := c.tables[name]
	if t == nil {
		t = &probe.BackupTable{Name: strings.Clone(name)}
		if len(c.tables) < maxTables {
			c.tables[t.Name] = t
		}
	}
	return t
}

// created notes the definition of a table.
func (c *contents) created(name string) {
	c.table(name).Created = true
	delete(c.widths, name) // of another dump in the same file
}

// inserted counts the rows of an INSERT, and checks that all rows of a table
// have as many values.
func (c *contents) inserted(name string, t token) error {
	if width, known := c.widths[name]; t.groups > 0 && (t.uneven || known && width != t.width) {
		return damaged("the rows of table %s do not all have as many values: a part of the dump was lost", name)
	} else if !known && t.groups > 0 && len(c.widths) < maxTables {
		c.widths[strings.Clone(name)] = t.width
	}
	c.rows(name, insertedRows(t))
	return nil
}

// rows adds to the rows that were counted, or, with [probe.RowsUnknown], says
// that they cannot be.
func (c *contents) rows(name string, n int64) {
	t := c.table(name)
	if n == probe.RowsUnknown || t.Rows == probe.RowsUnknown {
		t.Rows = probe.RowsUnknown
		return
	}
	t.Rows += n
}

// count returns how many tables were defined and how many rows were counted.
func (c *contents) count() (created int, rows int64) {
	for _, t := range c.tables {
		if t.Created {
			created++
		}
		if t.Rows == probe.RowsUnknown {
			rows++ // at least one: there was data
		} else {
			rows += t.Rows
		}
	}
	return created, rows
}

// describe leaves in b what was gathered.
func (c *contents) describe(b *probe.Backup) {
	b.Tables = make([]probe.BackupTable, 0, len(c.tables))
	for name := range sortedKeys(c.tables) {
		b.Tables = append(b.Tables, *c.tables[name])
	}
	b.Users, b.Extensions = c.users.sorted(), c.extensions.sorted()
	b.Migrations = c.history.versions()
	b.Histories = c.history.apart(b.Migrations)
}

// bare is a table's name without its schema.
func bare(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// history collects the versions in a backup's copy of the table that the
// product's migrations keep their history in.
type history struct {
	table, column string // "SERVER_CHANGE_LOG", "version"; "" for none

	known   []string // the table's columns, where its definition names them
	read    bool     // the table's rows were met
	lost    bool     // … and some could not be read
	of      string   // the table that is being read
	entries map[string]names
}

// is says whether the named table is the one.
func (h *history) is(table string) bool {
	return h.table != "" && strings.EqualFold(bare(table), h.table)
}

// begin says which table the versions that follow are from: a backup may be of
// several databases.
func (h *history) begin(table string) {
	h.read, h.of = true, table
	if h.entries == nil {
		h.entries = map[string]names{}
	}
	if h.entries[table] == nil && len(h.entries) < maxTables {
		h.entries[table] = names{}
	}
}

// version adds one entry of the history.
func (h *history) version(v string) {
	if list := h.entries[h.of]; list != nil {
		list.add(v)
	}
}

// versions returns the history, sorted; nil when it was not read in full, or
// when that of one database is not that of another.
func (h *history) versions() []string {
	if !h.read || h.lost {
		return nil
	}
	found := names{}
	for table := range sortedKeys(h.entries) {
		if found = h.entries[table]; !maps.Equal(found, h.entries[h.of]) {
			return nil
		}
	}
	return found.sorted()
}

// apart returns the histories of several databases, where they are not one.
func (h *history) apart(one []string) map[string][]string {
	if one != nil || h.lost || len(h.entries) < 2 {
		return nil
	}
	all := map[string][]string{}
	for table, found := range h.entries {
		all[table] = found.sorted()
	}
	return all
}

// at says which of the columns holds the version; -1 when none does.
func (h *history) at(columns []string) int {
	if columns == nil {
		columns = h.known
	}
	return slices.IndexFunc(columns, func(c string) bool { return strings.EqualFold(c, h.column) })
}

// copied reads one row of a COPY: its columns stand between tabs.
func (h *history) copied(row []byte, at int) {
	fields := strings.Split(strings.TrimRight(string(row), "\r\n"), "\t")
	if at < 0 || at >= len(fields) {
		h.lost = true
		return
	}
	h.version(fields[at])
}

// inserted reads the rows of an INSERT, which must be there in full.
func (h *history) inserted(statement string, backslash bool) {
	columns, values := splitInsert(statement)
	at := h.at(columns)
	if at < 0 || len(statement) >= maxCopy {
		h.lost = true
		return
	}
	for tuple := range tuples(values, backslash) {
		if at >= len(tuple) {
			h.lost = true
			return
		}
		h.version(tuple[at])
	}
}

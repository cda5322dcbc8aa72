package backup

import "bytes"

// copied counts the rows of one COPY as they pass by in parts of lines, looks
// whether each has all columns, and reads those of the migration history.
type copied struct {
	contents *contents
	table    string
	n        int64
	columns  int    // how many the COPY names; 0 when that is not known
	tabs     int    // in the row that is being read: one between two columns, those of the data are escaped
	at       int    // where the version stands in a row of the history; -1 for other tables
	line     []byte // the row of the history that is being read
}

func newCopied(c *contents, table, statement string) *copied {
	names := copiedColumns(statement)
	read := &copied{contents: c, table: table, columns: len(names), at: -1}
	if c.history.is(table) {
		c.history.begin(table)
		read.at = c.history.at(names)
		c.history.lost = c.history.lost || read.at < 0
	}
	return read
}

// part takes the next part of a row; end says that it ends there. The error is
// a row that lost columns, or took up some of another's.
func (c *copied) part(text []byte, end bool) error {
	if c.columns > 0 {
		c.tabs += bytes.Count(text, tab)
	}
	if end {
		c.n++
		if c.columns > 0 && c.tabs != c.columns-1 {
			return damaged("row %d of table %s has %d columns instead of %d: a part of the dump was lost, or is of another one", c.n, c.table, c.tabs+1, c.columns)
		}
		c.tabs = 0
	}
	if c.at < 0 {
		return nil
	}
	if room := maxCopy - len(c.line); room > 0 {
		c.line = append(c.line, text[:min(room, len(text))]...)
	}
	if end {
		c.contents.history.copied(c.line, c.at)
		c.line = c.line[:0]
	}
	return nil
}

var tab = []byte("\t")

// end records what was counted.
func (c *copied) end() { c.contents.rows(c.table, c.n) }

// copiedColumns are the columns that COPY t (a, b) FROM stdin names.
func copiedColumns(statement string) []string {
	m := copyColumns.FindStringSubmatch(statement)
	if m == nil {
		return nil
	}
	return nameList(m[1])
}

package backup

// copied counts the rows of one COPY as they pass by in parts of lines, and
// reads those of the migration history.
type copied struct {
	contents *contents
	table    string
	n        int64
	at       int    // where the version stands in a row of the history; -1 for other tables
	line     []byte // the row of the history that is being read
}

func newCopied(c *contents, table, statement string) *copied {
	read := &copied{contents: c, table: table, at: -1}
	if c.history.is(table) {
		c.history.begin(table)
		read.at = c.history.at(copiedColumns(statement))
		c.history.lost = c.history.lost || read.at < 0
	}
	return read
}

// part takes the next part of a row; end says that it ends there.
func (c *copied) part(text []byte, end bool) {
	if end {
		c.n++
	}
	if c.at < 0 {
		return
	}
	if room := maxCopy - len(c.line); room > 0 {
		c.line = append(c.line, text[:min(room, len(text))]...)
	}
	if end {
		c.contents.history.copied(c.line, c.at)
		c.line = c.line[:0]
	}
}

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

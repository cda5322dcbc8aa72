package probe

import "strings"

// Query is a read-only question to a database beyond its settings. Who asks it
// knows what the answer means; collectors only carry it there and back, all
// questions in as few round trips as can be.
type Query struct {
	Name   string // "tables": the name its [Look] is filed under, whatever the engine
	Engine string // "mysql" or "postgres"
	// SQL is one SELECT or SHOW. $user in it stands for the migrating user's name,
	// as a quoted text. It must stay cheap on tables of any size.
	SQL string
	// Deep is asked instead of SQL where the user allowed whole tables to be read.
	Deep string
	// Unless names a query that this one is the second choice for: it is asked only
	// where the server has nothing of what that one asks about.
	Unless string
	// Reads names the tables of the database that it reads, for the GRANT that a
	// login without the privilege needs.
	Reads []string
	// Grant is that GRANT where it is about something else; $login stands for the
	// account that omlint logged in with.
	Grant string
	// Reduce, if set, turns the rows into what a snapshot may hold: a secret in
	// them ends here.
	Reduce func([][]string) [][]string
}

// Look is the answer to a [Query].
type Look struct {
	Name    string     `json:"name"`
	Query   string     `json:"query"` // the SQL that was asked
	Deep    bool       `json:"deep"`  // whole tables were allowed to be read for it
	Columns []string   `json:"columns"`
	Rows    [][]string `json:"rows"`   // as text; NULL is ""
	More    bool       `json:"more"`   // there are more rows than are here
	Absent  bool       `json:"absent"` // the server, or this release of the product, has nothing of the kind
	Why     string     `json:"why"`    // why it could not be answered; "" when it was
	Grant   string     `json:"grant"`  // the statement that lets the login see it; "" when that is not what it takes
}

// MaxRows bounds how many rows of an answer are kept.
const MaxRows = 2000

// Column returns the values of a column, by its name in lower case; nil when
// the answer has no such column.
func (l *Look) Column(name string) []string {
	for i, c := range l.Columns {
		if c != name {
			continue
		}
		values := make([]string, 0, len(l.Rows))
		for _, row := range l.Rows {
			values = append(values, row[i])
		}
		return values
	}
	return nil
}

// Records returns the rows as maps from column names in lower case.
func (l *Look) Records() []map[string]string {
	records := make([]map[string]string, 0, len(l.Rows))
	for _, row := range l.Rows {
		record := make(map[string]string, len(row))
		for i, c := range l.Columns {
			if i < len(row) {
				record[c] = row[i]
			}
		}
		records = append(records, record)
	}
	return records
}

// Value returns a column of the only row; "" when there is none.
func (l *Look) Value(column string) string {
	if values := l.Column(strings.ToLower(column)); len(values) > 0 {
		return values[0]
	}
	return ""
}

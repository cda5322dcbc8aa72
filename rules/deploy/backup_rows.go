package deploy

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/probe"
)

// Estimates of a server may be off by half; below few rows they say nothing
// (https://dev.mysql.com/doc/refman/8.4/en/information-schema-tables-table.html:
// "may vary from the actual value by as much as 40% to 50%").
const (
	fewRows  = 10
	manyRows = 1000
)

// liveRows is what is known of the rows of a table in the database.
type liveRows struct {
	n       int64
	counted bool // else it is the server's estimate
	known   bool
	grows   bool // the database was written to since the backup was made
}

func (r liveRows) String() string {
	if r.counted {
		return fmt.Sprint(r.n)
	}
	return fmt.Sprintf("about %d", r.n)
}

// filled says whether a backup without a row of the table lost some: a table
// may have got its first ones since.
func (r liveRows) filled() bool {
	if r.counted && r.grows {
		return r.n >= manyRows
	}
	return r.n >= fewRows
}

// exceeds says whether a backup with so many rows of the table has too few to
// be explained by an estimate that is off, or by what a day adds to a count.
func (r liveRows) exceeds(kept int64) bool {
	if r.counted {
		return r.n-kept >= fewRows && r.n-kept > r.n/10
	}
	return r.n >= manyRows && kept < r.n/2
}

// rowCounts is the name of the answer that holds the counts of single tables:
// the columns schema, name and n, which is "" where counting took too long.
const rowCounts = "row-counts"

// known is how many rows the tables of a database have, by schema and name.
func known(d *probe.Database, taken time.Time) func(table map[string]string) liveRows {
	counts := map[[2]string]string{}
	if l := d.Look(rowCounts); l != nil {
		for _, r := range l.Records() {
			counts[[2]string{r["schema"], r["name"]}] = r["n"]
		}
	}
	last, _ := lastWrite(d)
	return func(table map[string]string) liveRows {
		r := liveRows{grows: !taken.IsZero() && last.After(taken)}
		n, err := strconv.ParseInt(counts[[2]string{table["schema"], table["name"]}], 10, 64)
		if r.counted = err == nil; !r.counted {
			n, err = strconv.ParseInt(table["estimate"], 10, 64)
		}
		r.n, r.known = n, err == nil && n >= 0 // PostgreSQL estimates -1 before it has looked
		return r
	}
}

// Counts are the questions that settle how many rows tables of a database have,
// one for each, so that each has a time limit: those of all tables, or of those
// for which the server's estimate and a backup do not agree.
func Counts(s *probe.Snapshot, d *probe.Database, all bool) []probe.Query {
	seen := d.Look("tables")
	if seen == nil || seen.Why != "" || d.Look(rowCounts) != nil {
		return nil
	}
	var queries []probe.Query
	for _, table := range seen.Records() {
		if all || doubtful(s, d, table) {
			queries = append(queries, probe.Query{Name: countName(table), Engine: d.Engine, SQL: "SELECT COUNT(*) AS n FROM " + tableName(d.Engine, table)})
		}
	}
	return queries
}

func countName(table map[string]string) string {
	return rowCounts + " " + table["schema"] + "." + table["name"]
}

func tableName(engine string, table map[string]string) string {
	if engine == "mysql" {
		return sqlquote.MySQLName(table["name"])
	}
	return sqlquote.PostgresName(table["schema"]) + "." + sqlquote.PostgresName(table["name"])
}

// doubtful says whether a backup of a database seems to lack rows of a table.
func doubtful(s *probe.Snapshot, d *probe.Database, table map[string]string) bool {
	there := known(d, time.Time{})(table)
	for i := range s.Backups {
		b := &s.Backups[i]
		t, ok := tablesOf(b, d.Database)[strings.ToLower(table["name"])]
		if b.Level == "complete" && backedUp(b, Input{Snapshot: s}) == d && ok && t.Rows != probe.RowsUnknown && there.known &&
			(t.Rows == 0 && there.filled() || there.exceeds(t.Rows)) {
			return true
		}
	}
	return false
}

// Counted gathers the answers to [Counts], which were asked of asked, into one
// that a snapshot keeps with the database.
func Counted(d, asked *probe.Database) probe.Look {
	kept := probe.Look{Name: rowCounts, Query: "SELECT COUNT(*) AS n FROM …", Columns: []string{"schema", "name", "n"}, Rows: [][]string{}}
	for _, table := range d.Look("tables").Records() {
		if l := asked.Look(countName(table)); l != nil {
			kept.Rows = append(kept.Rows, []string{table["schema"], table["name"], l.Value("n")})
		}
	}
	return kept
}

// basis says how the rows of tables were compared.
type basis struct{ counted, estimated, not int }

func (c basis) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{c.counted, "counted"}, {c.estimated, "by the server's estimate"}, {c.not, "not compared"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%s in %d", p.text, p.n))
		}
	}
	return strings.Join(parts, ", ")
}

package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/charset",
		Title:   "database and tables use one character set, utf8mb4",
		Why:     "where tables differ the server of 1.13 asks again and again for migrations that ran, and a dump does not load (ERROR 3780)",
		Sources: []string{"OpenMetadata issue 29257", "OpenMetadata issue 28255"},
		Queries: []probe.Query{
			{Name: "charset", Engine: "mysql", SQL: `SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation
				FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()`},
			{Name: "charset", Engine: "postgres", SQL: `SELECT pg_catalog.pg_encoding_to_char(encoding) AS charset
				FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()`},
		},
		Database: judgeCharset,
		Answers:  []string{"db-charset/mysql/openmetadata_db"},
	})
}

func judgeCharset(d database) []rules.Finding {
	charset := d.Look("charset").Value("charset")
	if d.Engine == string(facts.Postgres) {
		f := d.finding(rules.Pass, "charset", "the database is encoded in %s", charset)
		if charset != "UTF8" {
			f = d.finding(rules.Fail, "charset", "the database is encoded in %s, which cannot hold every name; OpenMetadata expects UTF8", charset)
			f.Remedy = []facts.Remedy{{Language: "bash", Text: fmt.Sprintf("createdb --encoding UTF8 --template template0 NEW && pg_dump %s | psql --single-transaction -v ON_ERROR_STOP=1 NEW", d.Database.Database), Note: "an encoding cannot be changed in place"}}
		}
		f.Observed, f.Expected = facts.Optional(charset), "UTF8"
		return []rules.Finding{f}
	}

	var other []string // tables of another character set
	seen := map[string]int{}
	for _, t := range d.Look("tables").Records() {
		if set, _, _ := strings.Cut(t["collation"], "_"); set != "utf8mb4" {
			other = append(other, t["name"]+" ("+t["collation"]+")")
		}
		seen[t["collation"]]++
	}
	worse := rules.Warn
	if d.toReaches("1.13.0") {
		worse = rules.Fail
	}
	var found []rules.Finding
	if charset != "utf8mb4" {
		f := d.finding(worse, "charset", "the database's own character set is %s, so that tables made from now on differ from those in utf8mb4", charset)
		f.Observed, f.Expected = facts.Optional(charset), "utf8mb4"
		f.Remedy = []facts.Remedy{d.sql("for tables to come", "ALTER DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;", backquoted(d.Database.Database))}
		if d.Flavour == "mariadb" {
			f.Remedy[0].Text = fmt.Sprintf("ALTER DATABASE %s CHARACTER SET utf8mb4;", backquoted(d.Database.Database))
		}
		found = append(found, f)
	}
	if len(other) > 0 {
		f := d.finding(worse, "tables", "%d of %d tables are not in utf8mb4: %s", len(other), len(d.Look("tables").Rows), some(other))
		f.Observed, f.Expected = facts.Optional(some(other)), "utf8mb4"
		f.Remedy = []facts.Remedy{d.sql("rewrites the tables: with the server stopped and a backup at hand", "SET foreign_key_checks = 0; %s SET foreign_key_checks = 1;", convert(other))}
		found = append(found, f)
	}
	if len(found) == 0 {
		f := d.finding(rules.Pass, "tables", "the database and its %d tables are in utf8mb4", len(d.Look("tables").Rows))
		f.Observed, f.Expected = "utf8mb4", "utf8mb4"
		found = append(found, f)
	}
	return found
}

// convert is the SQL that rewrites tables in utf8mb4.
func convert(tables []string) string {
	var statements []string
	for _, t := range tables {
		name, _, _ := strings.Cut(t, " (")
		statements = append(statements, fmt.Sprintf("ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4;", backquoted(name)))
	}
	return strings.Join(statements, " ")
}

package deploy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
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
			{Name: "charset-columns", Engine: "mysql", SQL: `SELECT TABLE_NAME AS name, SUM(CHARACTER_SET_NAME NOT IN ('utf8mb4', 'ascii', 'binary')) AS other, SUM(CHARACTER_SET_NAME = 'ascii') AS ascii
				FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND CHARACTER_SET_NAME <> 'utf8mb4' GROUP BY TABLE_NAME ORDER BY TABLE_NAME`},
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

	// Columns in ascii are so on purpose: hashes, which need no more.
	columns, ascii := map[string]bool{}, map[string]bool{}
	for _, c := range d.Look("charset-columns").Records() {
		columns[c["name"]], ascii[c["name"]] = c["other"] != "0", c["ascii"] != "0"
	}
	var other, byHand []string // tables of another character set, or with columns of one
	collations := map[string][]string{}
	for _, t := range d.Look("tables").Records() {
		name := t["name"]
		switch set, _, _ := strings.Cut(t["collation"], "_"); {
		case set != "utf8mb4":
			other = append(other, name+" ("+t["collation"]+")")
		case columns[name]:
			other = append(other, name+" (some columns)")
		default:
			collations[t["collation"]] = append(collations[t["collation"]], name)
			continue
		}
		if ascii[name] {
			byHand = append(byHand, name)
		}
	}
	worse := rules.Warn
	if d.toReaches("1.13.0") {
		worse = rules.Fail
	}
	var found []rules.Finding
	if charset != "utf8mb4" {
		f := d.finding(worse, "charset", "the database's own character set is %s, so that tables made from now on differ from those in utf8mb4", charset)
		f.Observed, f.Expected = facts.Optional(charset), "utf8mb4"
		f.Remedy = []facts.Remedy{d.sql("for tables to come", "ALTER DATABASE %s CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;", sqlquote.MySQLName(d.Database.Database))}
		if d.Flavour == "mariadb" {
			f.Remedy[0].Text = fmt.Sprintf("ALTER DATABASE %s CHARACTER SET utf8mb4;", sqlquote.MySQLName(d.Database.Database))
		}
		found = append(found, f)
	}
	if len(other) > 0 {
		f := d.finding(worse, "tables", "%d of %d tables are not in utf8mb4: %s", len(other), len(d.Look("tables").Rows), some(other))
		f.Observed, f.Expected = facts.Optional(some(other)), "utf8mb4"
		f.Remedy = d.convert(other, byHand)
		found = append(found, f)
	}
	if len(collations) > 1 {
		f := d.finding(rules.Warn, "tables", "the tables in utf8mb4 have %d collations: comparing their columns with each other fails (\"Illegal mix of collations\")", len(collations))
		most := ""
		for _, c := range slices.Sorted(maps.Keys(collations)) {
			if most == "" || len(collations[c]) > len(collations[most]) {
				most = c
			}
		}
		var odd []string
		for _, c := range slices.Sorted(maps.Keys(collations)) {
			if c != most {
				odd = append(odd, collations[c]...)
			}
		}
		f.Message += ": " + some(odd) + " differ from " + most
		f.Observed, f.Expected = facts.Optional(some(slices.Sorted(maps.Keys(collations)))), facts.Optional(most)
		var hand []string
		for _, t := range odd {
			if ascii[t] {
				hand = append(hand, t)
			}
		}
		f.Remedy = d.collate(odd, hand, most)
		found = append(found, f)
	}
	if len(found) == 0 {
		f := d.finding(rules.Pass, "tables", "the database and its %d tables are in utf8mb4", len(d.Look("tables").Rows))
		f.Observed, f.Expected = "utf8mb4", "utf8mb4"
		found = append(found, f)
	}
	return found
}

// convert rewrites tables in utf8mb4, in the collation of the database's others.
func (d database) convert(tables, byHand []string) []facts.Remedy {
	var names []string
	for _, t := range tables {
		name, _, _ := strings.Cut(t, " (")
		names = append(names, name)
	}
	collation := ""
	if c := d.Look("charset").Value("collation"); strings.HasPrefix(c, "utf8mb4_") {
		collation = c
	}
	return d.collate(names, byHand, collation)
}

// collate rewrites tables in utf8mb4 and a collation, "" for the server's own. It
// leaves those by hand that have columns in another character set on purpose,
// which the statement would change, too: their indexes would become too long.
func (d database) collate(tables, byHand []string, collation string) []facts.Remedy {
	if collation != "" {
		collation = " COLLATE " + collation
	}
	var statements []string
	for _, t := range tables {
		if !slices.Contains(byHand, t) {
			statements = append(statements, fmt.Sprintf("ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4%s;", sqlquote.MySQLName(t), collation))
		}
	}
	var remedies []facts.Remedy
	if len(statements) > 0 {
		remedies = append(remedies, d.sql("rewrites the tables: with the server stopped and a backup at hand", "SET foreign_key_checks = 0; %s SET foreign_key_checks = 1;", strings.Join(statements, " ")))
	}
	for _, t := range byHand {
		remedies = append(remedies, facts.Remedy{
			Engine: facts.MySQL, Language: "text", Text: fmt.Sprintf("ALTER TABLE %s DEFAULT CHARACTER SET utf8mb4%s, MODIFY … for each of its columns that SHOW CREATE TABLE has in another character set", sqlquote.MySQLName(t), collation),
			Note: "leave the hash columns in ascii: CONVERT TO would widen them, and their index is then too long",
		})
	}
	return remedies
}

// Package sqlquote writes names and texts as MySQL and PostgreSQL want them in
// SQL: in the statements that omlint runs, and in those that it advises.
package sqlquote

import "strings"

// MySQLName quotes an identifier for MySQL and MariaDB.
func MySQLName(s string) string { return "`" + strings.ReplaceAll(s, "`", "``") + "`" }

// MySQLText quotes a text for MySQL and MariaDB, whose backslashes escape
// unless NO_BACKSLASH_ESCAPES is set.
func MySQLText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(s) + "'"
}

// PostgresName quotes an identifier for PostgreSQL where it needs that, so that
// most of what people read is free of quotes.
func PostgresName(s string) string {
	plain := s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" && (s[0] < '0' || s[0] > '9')
	if plain && !reserved[s] {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// PostgresText quotes a text for PostgreSQL.
func PostgresText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// reserved are the words that are no names in PostgreSQL without quotes
// (https://www.postgresql.org/docs/18/sql-keywords-appendix.html: "reserved",
// also where functions or types may bear them).
var reserved = map[string]bool{}

func init() {
	for word := range strings.FieldsSeq(`
		all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
		column concurrently constraint create cross current_catalog current_date current_role current_schema current_time
		current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze
		from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit
		localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references
		returning right select session_user similar some symmetric system_user table tablesample then to trailing true union
		unique user using variadic verbose when where window with`) {
		reserved[word] = true
	}
}

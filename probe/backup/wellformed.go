package backup

import (
	"regexp"
	"strings"
)

// wellFormed checks what every statement of a whole dump fulfils: it begins
// with a command that the database knows, and closes the parentheses it opens.
// One that does not is what is left of two, where a part of the file was lost,
// or put in.
func wellFormed(t token, command *regexp.Regexp) error {
	switch {
	case t.depth != 0:
		return damaged("the parentheses of %s do not match: a part of the dump was lost", where(token{text: t.text, open: "a statement"}))
	case strings.HasPrefix(t.text, "INSERT "): // most are, and it saves matching
	case t.text != "" && !command.MatchString(t.text):
		return damaged("%s begins with no command: a part of the dump was lost, or something was put in", where(token{text: t.text, open: "a statement"}))
	}
	return nil
}

// The commands of MySQL and MariaDB
// (https://dev.mysql.com/doc/refman/9.4/en/sql-statements.html,
// https://mariadb.com/docs/server/reference/sql-statements), comments that are
// run, and the client's own after a backslash; those of PostgreSQL
// (https://www.postgresql.org/docs/18/sql-commands.html).
var (
	mysqlCommand = commands(`/\*M?!|\\|\(`, `
		alter analyze backup begin binlog cache call change check checksum clone commit create deallocate delete desc
		describe do drop execute explain flush get grant handler help import insert install kill load lock optimize prepare
		purge release rename repair replace reset resignal restart revoke rollback savepoint select set show shutdown signal
		start stop table truncate uninstall unlock update use values with xa source`)
	pgCommand = commands(`\(`, `
		abort alter analyze begin call checkpoint close cluster comment commit copy create deallocate declare delete discard
		do drop end execute explain fetch grant import insert listen load lock merge move notify prepare reassign refresh
		reindex release reset revoke rollback savepoint security select set show start table truncate unlisten update vacuum
		values with`)
)

func commands(other, words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:` + other + `|(?:` + strings.Join(strings.Fields(words), "|") + `)\b)`)
}

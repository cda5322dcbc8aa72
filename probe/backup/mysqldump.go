package backup

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() { register(mysqldump{}) }

// mysqldump reads the SQL of mysqldump and mariadb-dump.
//
// The end marker, "-- Dump completed", counts only as the last thing at
// statement level: a dump of a table that holds another dump is full of them.
// With --skip-comments or --compact there is none, and nothing proves that
// such a dump is whole.
type mysqldump struct{}

func (mysqldump) name() string { return "mysqldump" }

var mysqlHeaders = []string{"-- MySQL dump ", "-- MariaDB dump "}

// bareStart matches the first statement of a dump without comments:
// --skip-comments starts with the saved character set, --compact with the
// saved client, with a character set, or (GTIDs on) with the binary log.
var bareStart = regexp.MustCompile("^\\s*(?:/\\*M!999999\\\\-[^\n]*\\s+)?" +
	`(?:/\*!40101 SET @(?:OLD_CHARACTER_SET_CLIENT|saved_cs_client)\b|/\*!50503 SET character_set_client\b|` +
	`/\*M!100616 SET @OLD_NOTE_VERBOSITY\b|/\*!40103 SET @OLD_TIME_ZONE\b|SET @MYSQLDUMP_TEMP_LOG_BIN\b)`)

func (mysqldump) match(head []byte) bool {
	return headerLine(head, mysqlHeaders...) || bareStart.Match(head)
}

func (mysqldump) read(in *input, b *probe.Backup) error {
	b.Engine = "mysql"
	r := mysqlReader{b: b, contents: newContents(in.options), databases: names{}, client: true}
	if head, _ := in.head(); headerLine(head, mysqlHeaders...) {
		if err := preamble(in, b, mysqlHeaders...); err != nil {
			return err
		}
	} else {
		b.Producer = "mysqldump or mariadb-dump"
		note(b, "written without comments (--skip-comments or --compact)")
	}
	err := r.readAll(newLexer(in.reader, true, in.options))
	if r.narrow() {
		trait(b, probe.TraitNarrow)
		note(b, "was dumped in the character set "+r.charset)
	}
	r.contents.describe(b)
	if len(r.databases) > 0 { // of several, the header names the first at most
		b.Database = strings.Join(r.databases.sorted(), ", ")
	}
	if err != nil {
		return err
	}
	return r.verdict(in.end)
}

// mysqlReader is what one pass over a dump has seen.
type mysqlReader struct {
	b         *probe.Backup
	contents  *contents
	databases names

	headers, footers int
	ended            bool // the last thing seen is a footer
	saved, restored  bool // the session's settings, which all but --compact save first and restore last

	database  string   // the database that names without one belong to, where the dump says which
	client    bool     // the client reads it, which knows DELIMITER: each statement is whole
	charset   string   // of the dump; "" when it does not say
	where     string   // the condition that chose the rows; "" for all
	defined   bool     // a table was
	announced string   // the table that a comment announced and no statement defined yet
	generated []string // the generated columns of the table defined last
}

func (r *mysqlReader) readAll(l *lexer) error {
	for {
		t, err := l.next()
		if err != nil {
			return err
		}
		if t.open != "" && t.kind != comment {
			if r.ended && t.kind == statement {
				return follows(t)
			}
			return damaged("the dump ends inside %s: it was cut", where(t))
		}
		switch t.kind {
		case endOfDump:
			return nil
		case comment:
			if err := r.comment(t); err != nil {
				return err
			}
		case message:
			if dumperError(t.text) {
				return damaged("the dumper reported an error: %q", printable([]byte(t.text)))
			}
			trait(r.b, probe.TraitMessages)
			note(r.b, fmt.Sprintf("a message of the dumper stands in the dump, and a restore stops at it: %q", printable([]byte(t.text))))
		case command:
			if !strings.EqualFold(t.text[:len("delimiter ")], "delimiter ") {
				trait(r.b, probe.TraitClientCommands)
			}
		case statement:
			if t.escaped {
				trait(r.b, probe.TraitClientCommands)
			}
			if err := r.statement(l, t); err != nil {
				return err
			}
		}
	}
}

var (
	mysqlHeader   = regexp.MustCompile(`^ (MySQL|MariaDB) dump (\S+?)(?:-([0-9]\S*?))?,?(?:\s+Distrib ([^,\s]+))?,? +for`)
	mysqlDatabase = regexp.MustCompile(`^ Host: .*?\s+Database: (.*)$`)
	mysqlServer   = regexp.MustCompile(`^ Server version\s+(\S.*)$`)
	mysqlCurrent  = regexp.MustCompile("^ Current Database: `((?:[^`]|``)+)`")
	mysqlTable    = regexp.MustCompile("^ Table structure for table `((?:[^`]|``)+)`$")
	mysqlFailed   = regexp.MustCompile("^ failed on ((?:view|table|trigger|routine|event|procedure|function) `.+?`):")
	mysqlWhere    = regexp.MustCompile(`^ WHERE:\s+(\S.*)$`)
	mysqlFooter   = regexp.MustCompile(`^ Dump completed(?: on (\d{4}-\d\d-\d\d +\d?\d:\d\d:\d\d))?$`)
)

func (r *mysqlReader) comment(t token) error {
	crlf(r.b, t.text)
	text := strings.TrimRight(t.text, "\r ")
	if m := mysqlFooter.FindStringSubmatch(text); m != nil {
		if t.open != "" {
			return damaged("the last line, %q, has no line end: at least one byte is missing", "--"+text)
		}
		if !r.ended {
			r.footers++
		}
		if r.footers > r.headers && r.headers > 0 {
			return damaged("a dump ends that never began: parts of two dumps were joined")
		}
		r.ended = true
		if m[1] != "" {
			takenAtLocal(r.b, strings.Join(strings.Fields(m[1]), " "), "the dump's last line")
		}
		return nil
	}
	if t.open != "" {
		return damaged("the dump ends inside %s: it was cut", t.open)
	}
	if m := mysqlHeader.FindStringSubmatch(text); m != nil {
		if r.headers > r.footers {
			return damaged("a second dump begins where the first has not ended")
		}
		r.headers++
		r.ended = false
		tool := "mysqldump"
		if m[1] == "MariaDB" {
			tool = "mariadb-dump"
		}
		version := m[4] // "Distrib 8.3.0"
		if version == "" {
			version = m[3] // MariaDB 11: "dump 10.19-11.4.2-MariaDB"
		}
		r.b.Producer = tool + " " + version
	} else if m := mysqlDatabase.FindStringSubmatch(text); m != nil {
		r.b.Database = strings.TrimSpace(m[1])
	} else if m := mysqlServer.FindStringSubmatch(text); m != nil {
		r.b.Server = strings.TrimSpace(m[1])
	} else if m := mysqlTable.FindStringSubmatch(text); m != nil {
		if err := r.asAnnounced(); err != nil {
			return err
		}
		r.announced = strings.ReplaceAll(m[1], "``", "`")
	} else if m := mysqlWhere.FindStringSubmatch(text); m != nil {
		r.where = m[1]
	} else if m := mysqlFailed.FindStringSubmatch(text); m != nil {
		return damaged("the dumper could not read %s, and was told to continue (--force)", m[1])
	} else if m := mysqlCurrent.FindStringSubmatch(text); m != nil {
		r.databases.add(strings.ReplaceAll(m[1], "``", "`"))
	}
	return nil
}

// asAnnounced checks that the table announced last was defined: a dumper that
// was told to go on after errors (--force) leaves out what it could not read.
func (r *mysqlReader) asAnnounced() error {
	if r.announced == "" {
		return nil
	}
	return damaged("the definition of table %s is announced and missing: the dumper met an error and was told to continue (--force)", r.announced)
}

func (r *mysqlReader) statement(l *lexer, t token) error {
	r.ended = false
	text := t.text
	if r.client {
		if err := wellFormed(t, mysqlCommand); err != nil {
			return err
		}
	}
	if table := tableName(insertInto, text); table != "" {
		if t.last != ')' {
			return damaged("the rows of table %s stop short, and the dump goes on: the dumper met an error and was told to continue (--force)", table)
		}
		return r.insert(r.qualified(insertInto, table, text), t)
	}
	if table := tableName(createTable, text); table != "" {
		if table == r.announced {
			r.announced = ""
		}
		r.create(r.qualified(createTable, table, text), text)
		return nil
	}
	if namesDatabase.MatchString(text) {
		trait(r.b, probe.TraitNamesDatabase)
	}
	if m := useDatabase.FindStringSubmatch(text); m != nil && r.client {
		r.database = unquote(m[1])
		r.databases.add(r.database)
	}
	if m := sqlMode.FindStringSubmatch(text); m != nil { // each routine is in the mode it was made in
		l.backslash = !strings.Contains(strings.ToUpper(m[1]), "NO_BACKSLASH_ESCAPES")
	}
	if m := setNames.FindStringSubmatch(text); m != nil {
		if r.charset = strings.ToLower(m[1]); slices.Contains(backslashed, r.charset) {
			return fmt.Errorf("completeness cannot be proved: it is in the character set %s, in which half of a character may look like a backslash: dump with --default-character-set=utf8mb4", r.charset)
		}
	}
	for _, m := range definer.FindAllStringSubmatch(text, -1) {
		r.contents.users.add(unquoteUser(m[1]) + "@" + unquoteUser(m[2]))
	}
	switch {
	case strings.Contains(text, "@OLD_SQL_NOTES=@@SQL_NOTES"):
		r.saved, r.restored = true, false
	case strings.Contains(text, "SQL_NOTES=@OLD_SQL_NOTES"):
		r.restored = true
	case strings.Contains(text, "GTID_PURGED"):
		trait(r.b, probe.TraitGTIDPurged)
		note(r.b, "sets GTID_PURGED: restoring needs a privileged user, and a server in a replication group refuses it")
	}
	return nil
}

// qualified adds the database to a table's name, as re found it in text.
func (r *mysqlReader) qualified(re *regexp.Regexp, table, text string) string {
	if r.database == "" || strings.Contains(table, ".") && qualified(re, text) {
		return table
	}
	return r.database + "." + table
}

var (
	namesDatabase = regexp.MustCompile(`(?i)^(?:USE|CREATE\s+DATABASE|DROP\s+DATABASE|/\*!\d+\s+DROP\s+DATABASE)\b`)

	useDatabase = regexp.MustCompile(`(?i)^USE\s+(` + name + `)\s*$`)
	setNames    = regexp.MustCompile(`(?i)^(?:/\*!\d+\s+)?SET\s+NAMES\s+'?(\w+)`)
	sqlMode     = regexp.MustCompile(`(?i)^(?:/\*M?!\d*\s+)?SET\s+(?:@@|SESSION\s+)*sql_mode\s*=\s*([^;]*)`)

	definer    = regexp.MustCompile("DEFINER=(`(?:[^`]|``)+`|'[^']+'|\\w+)@(`(?:[^`]|``)+`|'[^']+'|[\\w.%]+)")
	collation  = regexp.MustCompile(`(?i)\)[^()]*\bCOLLATE[ =]+(\w+)[^()]*$`)
	characters = regexp.MustCompile(`(?i)\)[^()]*\bCHARSET[ =]+(\w+)[^()]*$`)
)

// backslashed are character sets in which a backslash may be the last byte of a
// character (https://dev.mysql.com/doc/refman/9.4/en/charset-asian-sets.html).
var backslashed = []string{"big5", "cp932", "gb18030", "gbk", "sjis"}

// narrow says whether the dump is in a character set that does not have all of
// the characters that its tables may: the others became question marks.
func (r *mysqlReader) narrow() bool {
	for _, t := range r.contents.tables {
		if strings.HasPrefix(t.Collation, "utf8mb4") {
			return r.charset != "" && r.charset != "utf8mb4" && r.charset != "binary"
		}
	}
	return false
}

func unquoteUser(s string) string {
	if s[0] == '\'' {
		return strings.Trim(s, "'")
	}
	return unquote(s)
}

func (r *mysqlReader) create(table, text string) {
	all, generated := columns(text)
	r.generated = generated
	if len(generated) > 0 && generated[0] == all[0] {
		trait(r.b, probe.TraitGeneratedFirst)
	}
	r.defined = true
	r.contents.created(table)
	t := r.contents.table(table)
	if m := collation.FindStringSubmatch(text); m != nil {
		t.Collation = m[1]
	} else if m := characters.FindStringSubmatch(text); m != nil {
		t.Collation = m[1]
	}
	if r.contents.history.is(table) {
		r.contents.history.known = all
	}
}

func (r *mysqlReader) insert(table string, t token) error {
	var named []string
	var rows string
	if len(r.generated) > 0 {
		if named, rows = splitInsert(t.text); named == nil || slices.Contains(named, r.generated[0]) {
			trait(r.b, probe.TraitGeneratedValues)
		}
	}
	if strings.HasPrefix(rows, "(,") {
		trait(r.b, probe.TraitMissingValues)
		r.contents.rows(table, insertedRows(t))
	} else if err := r.contents.inserted(table, t); err != nil {
		return err
	}
	if r.contents.history.is(table) {
		r.contents.history.begin(table)
		r.contents.history.inserted(t.text, true)
	}
	return nil
}

// verdict judges the end of a dump that was read to its end.
func (r *mysqlReader) verdict(end *ending) error {
	if _, rows := r.contents.count(); rows == 0 {
		note(r.b, "holds no rows: a dump of the schema alone, or of empty tables")
	}
	if err := end.hole(); err != nil {
		return err
	}
	switch {
	case r.headers > r.footers && r.saved && !r.restored:
		return damaged("the dump has no end: its last line is not %q, and it never restores the session's settings", "-- Dump completed")
	case r.headers > r.footers:
		return damaged("the dump has no end: its last line is not %q", "-- Dump completed")
	case r.headers == 0 && r.saved && !r.restored:
		return damaged("the dump has no end: it saves the session's settings first and never restores them last")
	case r.headers == 0 && r.restored:
		return errors.New("completeness cannot be proved: a dump without comments has no end marker; its last statement is the usual one. Dump without --skip-comments")
	case r.headers == 0:
		return errors.New("completeness cannot be proved: a dump without comments (--compact) has no end marker. Dump without --compact")
	case !r.ended:
		return errStatementsFollow
	case end.newlines() == 0:
		return damaged("the last line has no line end: at least one byte is missing")
	}
	if err := r.asAnnounced(); err != nil {
		return err
	}
	if len(r.contents.tables) == 0 {
		return errors.New("completeness cannot be proved: it holds no table, because the database has none, or because the dumper met an error and was told to continue (--force)")
	}
	if r.where != "" {
		return fmt.Errorf("completeness cannot be proved: it holds the rows alone for which %q holds: dump without --where", printable([]byte(r.where)))
	}
	if r.headers > 1 {
		note(r.b, fmt.Sprintf("%d dumps, one after the other", r.headers))
	}
	return nil
}

package backup

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
)

func init() { register(pgDumpPlain{}) }

// pgDumpPlain reads the SQL of pg_dump -Fp, and of pg_restore -f.
//
// pg_dump writes its end marker unconditionally, so a dump without it was cut.
// Since CVE-2025-8714 a line \unrestrict follows, with the token that the
// \restrict near the top named: a stronger proof than the comment.
type pgDumpPlain struct{}

func (pgDumpPlain) name() string { return "pg_dump plain" }

const pgHeader = "-- PostgreSQL database dump"

func (pgDumpPlain) match(head []byte) bool {
	return headerLine(head, pgHeader) && !headerLine(head, pgClusterHeader)
}

func (pgDumpPlain) read(in *input, b *probe.Backup) error {
	if err := preamble(in, b, pgHeader); err != nil {
		return err
	}
	r := newPGScript(in, b)
	if err := r.readAll(in); err != nil {
		return err
	}
	if err := r.closed(in.end); err != nil {
		return err
	}
	switch created, rows := r.contents.count(); {
	case rows == 0:
		note(b, "holds no rows: a dump of the schema alone (--schema-only), or of empty tables")
	case created == 0:
		note(b, "creates no table: a dump of the data alone (--data-only)")
	}
	return nil
}

// pgScript is what one pass over SQL for psql has seen.
type pgScript struct {
	b         *probe.Backup
	contents  *contents
	databases names
	database  string // the one that is connected to
	roles     names  // those that the dump creates itself

	headers, footers int // of single databases
	clusterHeaders   int
	clusterFooters   int
	ended            bool   // nothing but \unrestrict since the last footer
	body             bool   // of a function: BEGIN ATOMIC was read, and not its END
	token            string // of the \restrict that is open
}

func newPGScript(in *input, b *probe.Backup) *pgScript {
	b.Engine = "postgres"
	return &pgScript{b: b, contents: newContents(in.options), databases: names{}, roles: names{}}
}

func (r *pgScript) readAll(in *input) error {
	defer func() {
		for role := range r.roles {
			delete(r.contents.users, role)
		}
		r.contents.describe(r.b)
		r.b.Database = strings.Join(r.databases.sorted(), ", ")
	}()
	l := newLexer(in.reader, false, in.options)
	for {
		t, err := l.next()
		if err != nil {
			return err
		}
		if t.open != "" {
			if r.ended && t.kind == statement {
				return follows(t)
			}
			return damaged("the dump ends inside %s: it was cut", where(t))
		}
		switch t.kind {
		case endOfDump:
			return nil
		case comment:
			err = r.comment(t.text)
		case command:
			err = r.command(t.text)
		case message:
			if dumperError(t.text) {
				return damaged("the dumper reported an error: %q", printable([]byte(t.text)))
			}
			trait(r.b, probe.TraitMessages)
			note(r.b, "a message of the dumper stands in the dump, and a restore stops at it: "+printable([]byte(t.text)))
		case statement:
			err = r.statement(l, t)
		}
		if err != nil {
			return err
		}
	}
}

const (
	pgEnd           = "PostgreSQL database dump complete"
	pgClusterHeader = "-- PostgreSQL database cluster dump"
	pgClusterEnd    = "PostgreSQL database cluster dump complete"
)

var (
	pgServer   = regexp.MustCompile(`^Dumped from database version (\S+)`)
	pgProducer = regexp.MustCompile(`^Dumped by pg_dump version (\S+)`)
	pgStarted  = regexp.MustCompile(`^Started on (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (\S+)$`)
)

func (r *pgScript) comment(text string) error {
	crlf(r.b, text)
	r.body = false // the server prints none
	text = strings.TrimSpace(text)
	switch text {
	case "PostgreSQL database dump":
		if r.headers > r.footers {
			return damaged("a second dump begins where the first has not ended")
		}
		r.headers++
		r.ended = false
		return nil
	case pgEnd:
		if r.footers == r.headers {
			return damaged("a dump ends that never began: parts of two dumps were joined")
		}
		r.footers++
		r.ended = true
		return nil
	case strings.TrimPrefix(pgClusterHeader, "-- "):
		r.clusterHeaders++
		r.ended = false
		return nil
	case pgClusterEnd:
		if r.clusterFooters == r.clusterHeaders {
			return damaged("a dump ends that never began: parts of two dumps were joined")
		}
		r.clusterFooters++
		r.ended = true
		return nil
	}
	if m := pgServer.FindStringSubmatch(text); m != nil {
		r.b.Server = m[1]
	} else if m := pgProducer.FindStringSubmatch(text); m != nil {
		r.b.Producer = "pg_dump " + m[1]
	} else if m := pgStarted.FindStringSubmatch(text); m != nil { // --verbose
		pgTime(r.b, m[1], m[2])
	}
	return nil
}

// pgTime records a time with the abbreviation of its zone. An abbreviation
// says nothing certain unless it is UTC's.
func pgTime(b *probe.Backup, value, zone string) {
	const layout = "2006-01-02 15:04:05"
	if zone == "UTC" || zone == "GMT" {
		if t, err := time.Parse(layout, value); err == nil {
			takenAt(b, t, "the dump's first lines")
		}
		return
	}
	takenAtLocal(b, value, "the dump's first lines")
}

// pgConnect matches the database that \connect names, as pg_dump writes it:
// plain, quoted, or in a connection string for names with odd characters.
var pgConnect = regexp.MustCompile(`^\\connect (?:-reuse-previous=on "dbname='(.+)'"|"(.+)"|(\S+))\s*$`)

// pgEscaped undoes what a connection string escapes.
var pgEscaped = strings.NewReplacer(`\\`, `\`, `\'`, `'`)

func (r *pgScript) command(text string) error {
	words := strings.Fields(text)
	switch words[0] {
	case `\restrict`:
		if len(words) == 2 {
			r.token = words[1]
			trait(r.b, probe.TraitRestrict)
		}
		return nil
	case `\unrestrict`:
		if r.token == "" || len(words) != 2 || words[1] != r.token {
			return damaged(`the token of \unrestrict is not the one that \restrict named: parts of two dumps were joined`)
		}
		r.token = ""
		return nil
	case `\connect`:
		if m := pgConnect.FindStringSubmatch(text); m != nil {
			trait(r.b, probe.TraitNamesDatabase)
			r.database = pgEscaped.Replace(m[1]) + m[2] + m[3]
			r.databases.add(r.database)
		}
	default:
		trait(r.b, probe.TraitClientCommands)
	}
	r.ended = false
	return nil
}

func (r *pgScript) statement(l *lexer, t token) error {
	r.ended = false
	text := t.text
	if r.body {
		r.body = text != "END"
		return nil
	}
	if err := wellFormed(t, pgCommand); err != nil {
		return err
	}
	r.body = pgBody.MatchString(text)
	history := &r.contents.history
	if table := r.qualified(tableName(copyFrom, text)); table != "" {
		return r.rows(l, table, text)
	}
	if table := r.qualified(tableName(insertInto, text)); table != "" {
		if err := r.contents.inserted(table, t); err != nil {
			return err
		}
		if history.is(table) {
			history.begin(table)
			history.inserted(text, l.backslash)
		}
	} else if table := r.qualified(tableName(createTable, text)); table != "" {
		r.contents.created(table)
		if history.is(table) {
			history.known, _ = columns(text)
		}
	} else if m := pgOwner.FindStringSubmatch(text); m != nil {
		r.contents.users.add(unquote(m[1]))
	} else if m := pgRole.FindStringSubmatch(text); m != nil {
		r.roles.add(unquote(m[1]))
	} else if m := pgExtension.FindStringSubmatch(text); m != nil {
		r.contents.extensions.add(unquote(m[1]))
	} else if strings.HasPrefix(text, "SET standard_conforming_strings") {
		// Without it a backslash escapes inside plain quotes too.
		l.backslash = strings.HasSuffix(strings.TrimSpace(text), "off")
	}
	return nil
}

// qualified adds the database to a table's name in the dump of a cluster.
func (r *pgScript) qualified(table string) string {
	if table == "" || r.clusterHeaders == 0 || r.database == "" {
		return table
	}
	return r.database + "." + table
}

// What pg_dump writes of owners, grantees, roles and extensions.
var (
	pgOwner     = regexp.MustCompile(`^(?:ALTER\s[^;]*\sOWNER TO|GRANT\s[^;]*\sTO) (` + name + `)(?: WITH GRANT OPTION)?$`)
	pgBody      = regexp.MustCompile(`(?s)^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) .*\n\s*BEGIN ATOMIC\n`)
	pgRole      = regexp.MustCompile(`^CREATE ROLE (` + name + `)$`)
	pgExtension = regexp.MustCompile(`^CREATE EXTENSION (?:IF NOT EXISTS )?(` + name + `)`)
)

// rows reads the rows of a COPY, to the line that ends them.
func (r *pgScript) rows(l *lexer, table, copyStatement string) error {
	// The statement's own line ends behind its semicolon.
	if rest, err := l.r.ReadSlice('\n'); err != nil || len(bytes.TrimSpace(rest)) > 0 {
		return cutRows(err, table)
	}
	c := newCopied(r.contents, table, copyStatement)
	for start := true; ; {
		line, err := l.r.ReadSlice('\n')
		if start && err == nil && line[0] == '\\' && string(bytes.TrimRight(line, "\r\n")) == `\.` {
			l.lineStart = true
			c.end()
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return cutRows(err, table)
		}
		if err := c.part(line, err == nil); err != nil {
			return err
		}
		start = err == nil
	}
}

func cutRows(err error, table string) error {
	if err == nil || errors.Is(err, io.EOF) {
		return damaged("the dump ends inside the rows of table %s: it was cut", table)
	}
	return err
}

// closed judges the end of a script that was read to its end.
func (r *pgScript) closed(end *ending) error {
	if err := end.hole(); err != nil {
		return err
	}
	switch {
	case r.headers > r.footers:
		return damaged("the dump has no end: the line %q is missing, so it was cut", "-- "+pgEnd)
	case r.token != "":
		return damaged(`the dump has no end: no \unrestrict closes the \restrict of its first lines, so it was cut`)
	case !r.ended:
		return errStatementsFollow
	case end.newlines() < 2:
		return damaged("the blank line that pg_dump ends with is missing: at least one byte is")
	}
	return nil
}

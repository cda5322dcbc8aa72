// Package testdump has databases that are hard to dump, on real servers, and the real tools that dump them. It is
// for tests only.
package testdump

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
)

// Traps are values that have fooled checks of dumps: end markers, end-of-rows
// lines, quotes, headers of other dumps and SQL, all inside the data.
var Traps = []string{
	"-- Dump completed on 2026-01-01 00:00:00",
	"\n-- Dump completed on 2026-01-01 00:00:00\n",
	"\n--\n-- PostgreSQL database dump complete\n--\n\n",
	"-- PostgreSQL database cluster dump complete",
	"\n-- MySQL dump 10.13  Distrib 8.0.0, for Linux\n-- MariaDB dump 10.19  Distrib 1\n",
	"\n\\.\n", `\.`, `\`, `\\`, `'`, `''`, `\'`, `"`, "`", "$$", "$x$", `E'\'`,
	"\n\\unrestrict abc\n", "\nmysqldump: Got error: 1045\n", "\npg_dump: error: no\n",
	"/* open", "*/", "-- ", "#", ";", "DELIMITER ;;", "\r\n", "\x01\x02", "Zażółć gęślą jaźń 🐘",
	`{"a": "b\"c", "sql": "INSERT INTO t VALUES ('x');"}`,
}

// schema is OpenMetadata's in small: json documents with generated columns.
func mysqlSchema(id string) []string {
	statements := []string{
		"CREATE TABLE table_entity (id VARCHAR(36) GENERATED ALWAYS AS (" + id + ", json JSON NOT NULL, KEY (id))",
		"CREATE TABLE `odd``name` (n INT, body LONGTEXT, raw LONGBLOB)",
		"CREATE TABLE SERVER_CHANGE_LOG (version VARCHAR(256), installed_on TIMESTAMP)",
		"CREATE TABLE nothing_here (n INT)",
		"CREATE VIEW both_names AS SELECT n FROM `odd``name`",
		"CREATE TRIGGER keep_log BEFORE INSERT ON SERVER_CHANGE_LOG FOR EACH ROW BEGIN SET NEW.installed_on = NOW(); SET @x = 'a;b'; END",
		"INSERT INTO SERVER_CHANGE_LOG (version) VALUES ('1.3.0'), ('1.4.0')",
	}
	for i := range 200 {
		statements = append(statements, fmt.Sprintf(`INSERT INTO table_entity (json) VALUES ('{"id": "%d", "name": "table %d"}')`, i, i))
	}
	for i, text := range Traps {
		statements = append(statements, fmt.Sprintf("INSERT INTO `odd``name` VALUES (%d, X'%x', X'%x')", i, text, text))
	}
	return statements
}

func postgresSchema() []string {
	statements := []string{
		"CREATE TABLE table_entity (id VARCHAR(36) GENERATED ALWAYS AS (json ->> 'id') STORED NOT NULL PRIMARY KEY, json JSONB NOT NULL)",
		`CREATE TABLE "odd ""name" (n INT, body TEXT, raw BYTEA)`,
		`CREATE TABLE "SERVER_CHANGE_LOG" (version VARCHAR(256))`,
		"CREATE TABLE nothing_here (n INT)",
		"CREATE TABLE wide (" + strings.Join(wide, " INT, ") + " INT)", "INSERT INTO wide (" + wide[0] + ") VALUES (1)",
		"CREATE FUNCTION marker() RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN '; $$ -- PostgreSQL database dump complete'; END $body$",
		"CREATE FUNCTION atomic() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
		`COMMENT ON TABLE table_entity IS '-- PostgreSQL database dump complete'`,
		`INSERT INTO "SERVER_CHANGE_LOG" VALUES ('1.3.0'), ('1.4.0')`,
		`INSERT INTO table_entity (json) SELECT jsonb_build_object('id', i::text, 'name', 'table ' || i, 'noise', md5(i::text)) FROM generate_series(1, 400) i`,
		"SELECT lo_from_bytea(0, 'a large object'), lo_from_bytea(0, decode(repeat('00ff', 5000), 'hex'))",
	}
	for i, text := range Traps {
		statements = append(statements, fmt.Sprintf(
			`INSERT INTO "odd ""name" VALUES (%d, convert_from('\x%x', 'UTF8'), '\x%x')`, i, text, text))
	}
	return statements
}

// wide are columns that fill a COPY statement.
var wide = func() (columns []string) {
	for i := range 300 {
		columns = append(columns, fmt.Sprintf("%s_%03d", strings.Repeat("x", 59), i))
	}
	return columns
}()

// Source is a database with something in it, ready to be dumped.
type Source struct {
	Server   *testserver.Server
	Database string
	clients  string // where PostgreSQL's programs are
}

// Postgres is a database of PostgreSQL 15 or 18, to be dumped with the programs of that release.
func Postgres(t testing.TB, major int) Source {
	s := testserver.Postgres(t, major)
	db := s.NewDatabase(t)
	s.Exec(t, db, postgresSchema()...)
	clients := "/usr/lib/postgresql/15/bin"
	if major != 15 {
		clients = filepath.Join(testserver.CacheDir(), fmt.Sprintf("postgres-client-%d", major), "bin")
	}
	return Source{s, db, clients}
}

// MySQL is a database of Oracle's MySQL.
func MySQL(t testing.TB) Source {
	s := testserver.MySQL(t)
	db := s.NewDatabase(t)
	s.Exec(t, db, mysqlSchema("json ->> '$.id') STORED NOT NULL")...)
	return Source{Server: s, Database: db}
}

// MariaDB is a database of MariaDB.
func MariaDB(t testing.TB) Source {
	s := testserver.MariaDB(t)
	db := s.NewDatabase(t)
	s.Exec(t, db, mysqlSchema("JSON_VALUE(json, '$.id')) STORED")...)
	return Source{Server: s, Database: db}
}

// Dump runs a dumper, as [Source.Command] names it, and returns what it wrote to standard output.
func (s Source) Dump(t testing.TB, tool string, args ...string) []byte {
	t.Helper()
	cmd := s.Command(t, tool, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", tool, strings.Join(args, " "), err, &stderr)
	}
	return out
}

// Command is a program that is about to connect to the source as its administrator: pg_dump, pg_dumpall, mysqldump
// (Oracle's: Debian's is mariadb-dump), mariadb-dump or mydumper.
func (s Source) Command(t testing.TB, tool string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	port := fmt.Sprint(s.Server.Port)
	at := []string{"--no-defaults", "-h", s.Server.Host, "-P", port, "-u", s.Server.Admin}
	path := filepath.Join("/usr/bin", tool)
	switch {
	case strings.HasPrefix(tool, "pg_"):
		path, at = filepath.Join(s.clients, tool), []string{"-h", s.Server.Host, "-p", port, "-U", s.Server.Admin}
	case tool == "mysqldump":
		path = s.Server.Tool(t, tool)
	case tool == "mydumper":
		at = append(at[1:], "-p", s.Server.Password)
	}
	cmd := exec.CommandContext(ctx, path, append(at, args...)...)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+s.Server.Password, "MYSQL_PWD="+s.Server.Password, "LC_ALL=C")
	return cmd
}

// Grow adds a table that takes a dumper long enough to be killed at it. It does not compress well.
func (s Source) Grow(t testing.TB) {
	t.Helper()
	noise, series := "CONCAT(", "(WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i FROM n) AS n"
	digest := "SHA2(CONCAT(i, ' ', %d), 256), " // MySQL 9.7 has no MD5 any more
	if strings.HasPrefix(s.Server.Name, "PostgreSQL") {
		digest = "MD5(CONCAT(i, ' ', %d)), "
	}
	for i := range 30 {
		noise += fmt.Sprintf(digest, i)
	}
	s.Server.Exec(t, s.Database, "CREATE TABLE big (n INT, noise TEXT)", "INSERT INTO big SELECT i, "+noise+"'') FROM "+series)
}

// WithoutOddNames drops the table that mydumper 0.10 cannot dump.
func (s Source) WithoutOddNames(t testing.TB) Source {
	t.Helper()
	s.Server.Exec(t, s.Database, "DROP VIEW both_names", "CREATE TABLE odd_name AS SELECT * FROM `odd``name`", "DROP TABLE `odd``name`")
	return s
}

// Column returns the values of a query's only column.
func (s Source) Column(t testing.TB, query string) (values []string) {
	t.Helper()
	rows, err := s.Server.DB(t, s.Database).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v []byte
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		values = append(values, string(v))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

package backup

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
	"github.com/omlint/omlint/probe"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// traps are values that have fooled checks of dumps: end markers, end-of-rows
// lines, quotes, headers of other dumps and SQL, all inside the data.
var traps = []string{
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
	for i, text := range traps {
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
	for i, text := range traps {
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

// dumpSource is a database with something in it, ready to be dumped.
type dumpSource struct {
	server   *testserver.Server
	database string
}

func postgresSource(t testing.TB) dumpSource {
	s := testserver.Postgres(t, 15)
	db := s.NewDatabase(t)
	s.Exec(t, db, postgresSchema()...)
	return dumpSource{s, db}
}

func mysqlSource(t testing.TB) dumpSource {
	s := testserver.MySQL(t)
	db := s.NewDatabase(t)
	s.Exec(t, db, mysqlSchema("json ->> '$.id') STORED NOT NULL")...)
	return dumpSource{s, db}
}

func mariadbSource(t testing.TB) dumpSource {
	s := testserver.MariaDB(t)
	db := s.NewDatabase(t)
	s.Exec(t, db, mysqlSchema("JSON_VALUE(json, '$.id')) STORED")...)
	return dumpSource{s, db}
}

// dump runs a dumper and returns what it wrote to standard output.
func (s dumpSource) dump(t testing.TB, tool string, args ...string) []byte {
	t.Helper()
	cmd := s.command(t, tool, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", tool, strings.Join(args, " "), err, &stderr)
	}
	return out
}

func (s dumpSource) command(t testing.TB, tool string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	port := fmt.Sprint(s.server.Port)
	if strings.HasPrefix(tool, "pg_") {
		at := []string{"-h", s.server.Host, "-p", port, "-U", s.server.Admin}
		cmd := exec.CommandContext(ctx, filepath.Join("/usr/lib/postgresql/15/bin", tool), append(at, args...)...)
		cmd.Env = append(os.Environ(), "PGPASSWORD="+s.server.Password, "LC_ALL=C")
		return cmd
	}
	path := "/usr/bin/mariadb-dump"
	if tool == "mysqldump" { // Debian's mysqldump is mariadb-dump; Oracle's comes with its server
		path = filepath.Join(s.server.BinDir, "mysqldump")
	}
	at := []string{"--no-defaults", "-h", s.server.Host, "-P", port, "-u", s.server.Admin}
	cmd := exec.CommandContext(ctx, path, append(at, args...)...)
	cmd.Env = append(os.Environ(), "MYSQL_PWD="+s.server.Password, "LC_ALL=C")
	return cmd
}

// inspect writes content to a file and inspects that.
func inspect(t testing.TB, content []byte) probe.Backup {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dump")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return Inspect(t.Context(), path)
}

// whole checks that a dump is reported complete and not damaged.
func whole(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level != LevelComplete || b.Damaged || b.Stopped != "" {
		t.Errorf("a whole dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// broken checks that a dump is reported damaged and not complete.
func broken(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || !b.Damaged || b.Stopped == "" {
		t.Errorf("a damaged dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// unproven checks that a dump is reported neither complete nor damaged.
func unproven(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || b.Damaged || b.Stopped == "" {
		t.Errorf("a dump nothing is known about is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// incomplete checks that a dump is not reported complete.
func incomplete(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || b.Stopped == "" {
		t.Errorf("a damaged dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

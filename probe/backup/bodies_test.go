package backup

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/probe"
)

// TestBodies dumps rules and functions that hold statements of their own: they
// are none of the dump's.
func TestBodies(t *testing.T) {
	s := testdump.Postgres(t, 15)
	s.Server.Exec(t, s.Database,
		"CREATE TABLE audit (n INT, note TEXT)", "CREATE TABLE source (n INT)", "CREATE TABLE bare ()",
		"CREATE RULE r AS ON INSERT TO source DO ALSO (INSERT INTO audit VALUES (NEW.n, 'a;b)'); INSERT INTO audit VALUES (NEW.n, 'c'))",
		"CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC INSERT INTO audit VALUES (x, 'd'); SELECT CASE WHEN x > 1 THEN 2 ELSE 3 END; END",
		"CREATE PROCEDURE p(x int) LANGUAGE sql BEGIN ATOMIC INSERT INTO audit VALUES (x, 'e'), (x, 'f'); END",
		"CREATE FUNCTION g(t text DEFAULT 'x\n    BEGIN ATOMIC\n') RETURNS text LANGUAGE sql AS 'SELECT ''\n    BEGIN ATOMIC\n'''",
		"INSERT INTO audit VALUES (1, '('), (2, ';')", "INSERT INTO bare DEFAULT VALUES", "INSERT INTO bare DEFAULT VALUES",
	)
	for _, args := range [][]string{nil, {"--inserts"}, {"--rows-per-insert=2"}, {"--create", "--clean"}} {
		b := inspect(t, s.Dump(t, "pg_dump", append(args, s.Database)...))
		whole(t, b)
		for table, want := range map[string]int64{"audit": 2, "bare": 2, "source": 0} {
			if got := rowsOf(b, "public."+table); got != want {
				t.Errorf("%q: %s has %d rows, want %d", args, table, got, want)
			}
		}
	}
}

// TestSeveralDatabases dumps two databases at once, whose tables have the same
// names.
func TestSeveralDatabases(t *testing.T) {
	for tool, s := range map[string]testdump.Source{"mysqldump": testdump.MySQL(t), "mariadb-dump": testdump.MariaDB(t)} {
		other := s.Server.NewDatabase(t)
		s.Server.Exec(t, other, "CREATE TABLE SERVER_CHANGE_LOG (version VARCHAR(256))", "CREATE TABLE `a.b` (n INT)",
			"INSERT INTO SERVER_CHANGE_LOG VALUES ('1.3.0'), ('1.4.0')", "INSERT INTO `a.b` VALUES (1), (2), (3)")
		dump := func() probe.Backup {
			b := inspect(t, s.Dump(t, tool, "--databases", s.Database, other))
			whole(t, b)
			for table, want := range map[string]int64{s.Database + ".table_entity": 200, s.Database + ".SERVER_CHANGE_LOG": 2, other + ".a.b": 3} {
				if got := rowsOf(b, table); got != want {
					t.Errorf("%s: %s has %d rows, want %d", tool, table, got, want)
				}
			}
			both := []string{s.Database, other}
			slices.Sort(both)
			if b.Database != strings.Join(both, ", ") {
				t.Errorf("%s: it is of %q", tool, b.Database)
			}
			return b
		}
		if b := dump(); !slices.Equal(b.Migrations, []string{"1.3.0", "1.4.0"}) {
			t.Errorf("%s: both went through the same migrations, and it says %q", tool, b.Migrations)
		}
		s.Server.Exec(t, other, "INSERT INTO SERVER_CHANGE_LOG VALUES ('1.5.0')")
		want := map[string][]string{s.Database + ".SERVER_CHANGE_LOG": {"1.3.0", "1.4.0"}, other + ".SERVER_CHANGE_LOG": {"1.3.0", "1.4.0", "1.5.0"}}
		if b := dump(); b.Migrations != nil || !reflect.DeepEqual(b.Histories, want) {
			t.Errorf("%s: they went through different migrations, and it says %q, %q", tool, b.Migrations, b.Histories)
		}
	}
}

// TestSwapped swaps the rows of two tables, in the dump of a directory.
func TestSwapped(t *testing.T) {
	s := testdump.Postgres(t, 15)
	s.Server.Exec(t, s.Database, "CREATE TABLE one (a INT)", "CREATE TABLE two (a INT, b INT)", "INSERT INTO one VALUES (1)", "INSERT INTO two VALUES (1, 2)")
	dir := filepath.Join(t.TempDir(), "dump")
	s.Dump(t, "pg_dump", "-Fd", "-f", dir, "--table=one", "--table=two", s.Database)
	whole(t, Inspect(t.Context(), dir, looking))
	files, _ := filepath.Glob(filepath.Join(dir, "*.dat.gz"))
	if len(files) != 2 {
		t.Fatal(files)
	}
	for _, move := range [][2]string{{files[0], dir + "/x"}, {files[1], files[0]}, {dir + "/x", files[1]}} {
		if err := os.Rename(move[0], move[1]); err != nil {
			t.Fatal(err)
		}
	}
	b := Inspect(t.Context(), dir, looking)
	if broken(t, b); !strings.Contains(b.Stopped, "columns instead of") {
		t.Error(b.Stopped)
	}
}

// rowsOf returns how many rows a backup holds of a table; -2 of one that it does
// not have.
func rowsOf(b probe.Backup, table string) int64 {
	for _, t := range b.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return -2
}

// TestConnect reads the names of databases as pg_dumpall writes them.
func TestConnect(t *testing.T) {
	const cluster = "--\n-- PostgreSQL database cluster dump\n--\n\n"
	for line, want := range map[string]string{
		`\connect om`: "om", `\connect "o m"`: "o m", `\connect -reuse-previous=on "dbname='it\'s \\o'"`: `it's \o`,
	} {
		b := inspect(t, []byte(cluster+line+"\n\n--\n-- PostgreSQL database cluster dump complete\n--\n\n"))
		if whole(t, b); b.Database != want {
			t.Errorf("%s is %q, want %q", line, b.Database, want)
		}
	}
}

// TestMydumperAliases reads a dump of mydumper 0.16, which gives files another
// name where that of the table does not make one.
func TestMydumperAliases(t *testing.T) {
	for rows, check := range map[string]func(testing.TB, probe.Backup){"2": whole, "3": broken} {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "metadata"), "# Started dump at: 2026-01-01 00:00:00\n[config]\nquote-character = BACKTICK\n\n"+
			"[`om`.`mydumper_0`]\nreal_table_name=a.b: c\nrows = "+rows+"\n\n[`om`.`t`]\nreal_table_name=t\nrows = 0\n# Finished dump at: 2026-01-01 00:00:01\n")
		put(t, filepath.Join(dir, "om-schema-create.sql"), "CREATE DATABASE `om`;\n")
		put(t, filepath.Join(dir, "om.mydumper_0-schema.sql"), "CREATE TABLE `a.b: c` (\n  `n` int\n);\n")
		put(t, filepath.Join(dir, "om.mydumper_0.00000.sql"), "INSERT INTO `a.b: c` VALUES(1),\n(2);\n")
		put(t, filepath.Join(dir, "om.t-schema.sql"), "CREATE TABLE `t` (\n  `n` int\n);\n")
		check(t, Inspect(t.Context(), dir, looking))
	}
}

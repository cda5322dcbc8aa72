package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/probe"
)

// TestDumpsByHand changes real dumps the way accidents do.
func TestDumpsByHand(t *testing.T) {
	mysql, mariadb, postgres := testdump.MySQL(t), testdump.MariaDB(t), testdump.Postgres(t, 15)
	my := mysql.Dump(t, "mysqldump", mysql.Database)
	maria := mariadb.Dump(t, "mariadb-dump", mariadb.Database)
	pg := postgres.Dump(t, "pg_dump", postgres.Database)
	bare := mysql.Dump(t, "mysqldump", "--skip-comments", mysql.Database)
	mariaBare := mariadb.Dump(t, "mariadb-dump", "--skip-comments", mariadb.Database)
	compact := mysql.Dump(t, "mysqldump", "--compact", mysql.Database)
	mariaCompact := mariadb.Dump(t, "mariadb-dump", "--compact", mariadb.Database)

	before := func(line string, dump []byte) []byte { return append([]byte(line), dump...) }
	after := func(dump []byte, line string) []byte { return append(bytes.Clone(dump), line...) }
	for _, test := range []struct {
		name    string
		dump    []byte
		check   func(testing.TB, probe.Backup)
		mention string // in Stopped or Notes
	}{
		{"a warning first", before("mysqldump: [Warning] Using a password on the command line interface can be insecure.\n", my), whole, "no SQL"},
		{"a warning with a quote first", before("mysqldump: [Warning] can't find 'x\n", my), whole, "no SQL"},
		{"MariaDB's new name first", before("mysqldump: Deprecated program name. It will be removed in a future release, use '/usr/bin/mariadb-dump' instead\n", maria), whole, "no SQL"},
		{"a prompt first", before("Enter password: \r\n", bytes.ReplaceAll(my, []byte("\n"), []byte("\r\n"))), whole, "CR LF"},
		{"an error first", before("mysqldump: Got error: 1045: Access denied for user 'x'@'localhost' when trying to connect\n", my), broken, "reported an error"},
		{"an error last", after(my[:bytes.LastIndex(my, []byte("-- Dump"))], "mysqldump: Error 2013: Lost connection to server during query when dumping table `x` at row: 1\n"), broken, "Lost connection"},
		{"an error before the end marker (--force)", bytes.Replace(my, []byte("\n-- Dump completed on 20"), []byte("\nmysqldump: Couldn't execute 'SHOW FIELDS'\n-- Dump completed on 20"), 1), nil, ""},
		{"nothing but an error", []byte("mysqldump: Got error: 1045: \"Access denied\"\n"), broken, "instead of a dump"},
		{"pg_dump's warning first", before("pg_dump: warning: there are circular foreign-key constraints\npg_dump: hint: it's so\n", pg), whole, "no SQL"},
		{"pg_dump's error last", after(pg[:len(pg)/2], "\npg_dump: error: connection lost\n"), broken, ""},
		{"nothing but pg_dump's error", []byte("pg_dump: error: connection to server failed\n"), broken, "instead of a dump"},
		{"a byte order mark", before("\ufeff", my), whole, "byte order mark"},
		{"UTF-16", []byte("\xff\xfe-\x00-\x00"), unproven, "PowerShell"},

		{"without comments", bare, unproven, "cannot be proved"},
		{"without comments, cut in a statement", bare[:len(bare)/2], broken, "ends inside"},
		{"without comments, cut behind a statement", bare[:bytes.LastIndex(bare, []byte("UNLOCK TABLES;\n"))+15], broken, "never restores"},
		{"MariaDB without comments", mariaBare, unproven, "cannot be proved"},
		{"MariaDB without comments, cut behind a statement", mariaBare[:bytes.LastIndex(mariaBare, []byte("UNLOCK TABLES;\n"))+15], broken, "never restores"},
		{"compact", compact, unproven, "cannot be proved"},
		{"compact, cut", compact[:len(compact)-5], broken, "ends inside"},
		{"MariaDB compact", mariaCompact, unproven, "cannot be proved"},
		{"MariaDB compact, cut", mariaCompact[:len(mariaCompact)/2], broken, "ends inside"},

		{"cut behind UNLOCK TABLES", my[:bytes.Index(my, []byte("UNLOCK TABLES;\n"))+15], broken, "no end"},
		{"cut behind the rows of a COPY", pg[:bytes.LastIndex(pg, []byte("\n\\.\n"))+4], broken, "no end"},
		{"cut before \\unrestrict", pg[:bytes.LastIndex(pg, []byte("\\unrestrict"))], broken, "unrestrict"},
		{"another token", append(bytes.Clone(pg[:len(pg)-10]), "xxxxxxxx\n\n"...), broken, "token"},
		{"two dumps", append(bytes.Clone(my), my...), whole, "2 dumps"},
		{"half a dump and a dump", append(bytes.Clone(my[:bytes.Index(my, []byte("UNLOCK TABLES;\n"))+15]), my...), broken, "second dump"},
		{"half a dump of PostgreSQL and a dump", append(bytes.Clone(pg[:bytes.LastIndex(pg, []byte("\n\\.\n"))+4]), pg...), broken, "second dump"},
		{"a dump and the end of another", append(bytes.Clone(my), my[bytes.LastIndex(my, []byte("\nUNLOCK TABLES;\n"))+1:]...), broken, "never began"},
		{"the end marker twice", after(my, "-- Dump completed\n"), whole, ""},
		{"nothing but PostgreSQL's end", []byte("--\n-- PostgreSQL database dump complete\n--\n\n"), broken, "never began"},
		{"nothing but a cluster's end", []byte("--\n-- PostgreSQL database cluster dump complete\n--\n\n"), broken, "never began"},
		{"some rows", mysql.Dump(t, "mysqldump", "--where=1 < 2", mysql.Database), unproven, "--where"},
		{"the beginning of a statement lost", bytes.Replace(my, []byte("INSERT INTO "), nil, 1), broken, "no command"},
		{"the beginning of PostgreSQL's statement lost", bytes.Replace(pg, []byte("CREATE TABLE "), nil, 1), broken, "no command"},
		{"a line of a table lost", bytes.Replace(my, []byte("\n) ENGINE=InnoDB"), nil, 1), broken, "do not match"},
		{"a line of PostgreSQL's table lost", bytes.Replace(pg, []byte("\n);\n"), []byte(";\n"), 1), broken, ""},
		{"a line of a table twice", bytes.Replace(my, []byte("\n) ENGINE=InnoDB"), []byte("\n)\n) ENGINE=InnoDB"), 1), broken, "do not match"},
		{"a routine in which backslashes do not escape", bytes.Replace(my, []byte("\nUNLOCK TABLES;\n"), []byte("\nUNLOCK TABLES;\n"+
			"/*!50003 SET sql_mode              = 'NO_BACKSLASH_ESCAPES' */ ;\nDELIMITER ;;\nCREATE FUNCTION `f`() RETURNS text RETURN '\\' ;;\nDELIMITER ;\n"+
			"/*!50003 SET sql_mode              = @saved_sql_mode */ ;\n"), 1), whole, ""},
		{"a column lost", bytes.Replace(pg, []byte("\n0\t"), []byte("\n0"), 1), broken, "row 1 of table public.odd \"name has 2 columns instead of 3"},
		{"two rows run into each other", bytes.Replace(pg, []byte("\n1\t"), []byte("1\t"), 1), broken, "columns instead of 3"},
		{"a value lost", bytes.Replace(my, []byte("),(1,"), []byte("),("), 1), broken, "as many values"},
		{"a value lost, a row a statement", bytes.Replace(postgres.Dump(t, "pg_dump", "--inserts", postgres.Database), []byte(" VALUES (1, "), []byte(" VALUES ("), 1), broken, "as many values"},
		{"rows that begin with a comma", mysql.Dump(t, "mysqldump", "--skip-extended-insert", mysql.Database), func(t testing.TB, b probe.Backup) {
			if whole(t, b); !slices.Contains(b.Traits, probe.TraitMissingValues) || rowsOf(b, "table_entity") != 200 {
				t.Errorf("%v %v", b.Traits, b.Tables)
			}
		}, ""},
		{"a narrow character set", mysql.Dump(t, "mysqldump", "--default-character-set=latin1", mysql.Database), func(t testing.TB, b probe.Backup) {
			if whole(t, b); !slices.Contains(b.Traits, probe.TraitNarrow) {
				t.Error(b.Traits)
			}
		}, "latin1"},
		{"a character set of backslashes", mysql.Dump(t, "mysqldump", "--default-character-set=gbk", mysql.Database), unproven, "gbk"},
		{"a shell's words behind the end", after(my, "real 0m1.2s\n"), unproven, "comes \"real 0m1.2s\""},
		{"a shell's words behind PostgreSQL's end", after(pg, "command terminated with exit code 137\n"), unproven, "comes \"command terminated"},
		{"cut in the line behind PostgreSQL's end marker", pg[:bytes.LastIndex(pg, []byte("\n-- PostgreSQL database dump complete\n-"))+len("\n-- PostgreSQL database dump complete\n-")], broken, "cut"},
		{"PostgreSQL's dump without its beginning", pg[bytes.Index(pg, []byte("\nSET "))+1:], unproven, "not a backup format"},
		{"Ctrl-Z behind the end", after(my, "\x1a"), unproven, "after the end marker"},
		{"SQL before the header", before("SET FOREIGN_KEY_CHECKS=0;\n", my), unproven, "before the header"},
		{"SQL before PostgreSQL's header", before("BEGIN;\n", pg), unproven, "before the header"},
		{"COMMIT behind the end", after(my, "COMMIT;\n"), unproven, "follow the end"},
		{"a statement behind PostgreSQL's end", after(pg, "VACUUM;\n"), unproven, "follow the end"},
		{"zeros behind the end", after(my, strings.Repeat("\x00", 500)), broken, ""},
		{"cut and filled with zeros", after(my[:len(my)/2], strings.Repeat("\x00", len(my)/2)), broken, ""},
		{"a block of zeros inside", append(append(bytes.Clone(my[:9000]), make([]byte, 100)...), my[9100:]...), broken, "is zero"},
		{"a block of zeros inside rows", append(append(bytes.Clone(pg[:30_000]), make([]byte, 100)...), pg[30_100:]...), broken, "is zero"},
		{"nothing but zeros", make([]byte, 5000), broken, "zero bytes"},
		{"nothing but blank lines", []byte("\n\n  \n"), broken, "blank lines"},
		{"the marker in a comment of ours", after(my[:len(my)/2], "';\n-- not the end: Dump completed\n"), broken, ""},
		{"gzip of nothing", gzipped(nil), broken, "holds nothing"},
		{"gzip in gzip", gzipped(gzipped(my)), whole, ""},
		{"gzip with zeros behind", after(gzipped(my), "\x00\x00\x00\x00"), whole, "zero bytes"},
		{"gzip with text behind", after(gzipped(my), "mysqldump: warning"), broken, "not gzip"},
		{"gzip with a broken checksum", flip(gzipped(my), -6), broken, "checksum"},
		{"two gzips", append(gzipped(my[:len(my)/2]), gzipped(my[len(my)/2:])...), whole, ""},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), unproven, "not a backup"},
		{"prose", []byte("Dear all,\n-- Dump completed on 2026-01-01  0:00:00\n"), unproven, "not a backup"},
		{"a tar that the first look sees all of", postgres.Dump(t, "pg_dump", "-Ft", "--table=nothing_here", postgres.Database), whole, ""},
		{"a tar around a dump", opsBackup("om.sql", string(pg)), unproven, "tar archive"},
		{"openssl -a", []byte("U2FsdGVkX1+fJvxX\n"), unproven, "openssl"},
		{"XML", []byte("<?xml version=\"1.0\"?>\n<mysqldump xmlns:xsi=\"x\">\n"), unproven, "--xml"},
		{"age", []byte("age-encryption.org/v1\n-> X25519 abc\n"), unproven, "encrypted with age"},
		{"gpg", []byte("\x85\x01\x0c\x03abc"), unproven, "OpenPGP"},
		{"openssl", []byte("Salted__12345678"), unproven, "openssl"},
		{"age in gzip", gzipped([]byte("age-encryption.org/v1\n")), unproven, "encrypted with age"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := inspect(t, test.dump)
			if test.check != nil {
				test.check(t, b)
			}
			if said := b.Stopped + strings.Join(b.Notes, "\n"); !strings.Contains(said, test.mention) {
				t.Errorf("no %q in %q", test.mention, said)
			}
			t.Log(b.Stopped, b.Notes)
		})
	}
}

func flip(content []byte, at int) []byte {
	c := bytes.Clone(content)
	c[len(c)+at] ^= 1
	return c
}

// TestKilled kills dumpers at work, plainly and behind a gzip that lives on.
func TestKilled(t *testing.T) {
	postgres, mariadb, mysql := testdump.Postgres(t, 15), testdump.MariaDB(t), testdump.MySQL(t)
	postgres.Server.Exec(t, postgres.Database, "CREATE TABLE big AS SELECT i, repeat('x', 1000) FROM generate_series(1, 4000) i")
	for _, s := range []testdump.Source{mariadb, mysql} {
		s.Server.Exec(t, s.Database, "CREATE TABLE big (i INT, t TEXT)",
			"INSERT INTO big VALUES (1, REPEAT('x', 4000)), (2, REPEAT('y', 4000)), (3, REPEAT('z', 4000)), (4, REPEAT('y', 4000))")
		for range 8 {
			s.Server.Exec(t, s.Database, "INSERT INTO big SELECT * FROM big")
		}
	}
	for _, test := range []struct {
		source testdump.Source
		tool   string
		args   []string
	}{
		{postgres, "pg_dump", nil},
		{postgres, "pg_dump", []string{"-Fc", "-Z0"}},
		{postgres, "pg_dump", []string{"-Ft"}},
		{mariadb, "mariadb-dump", nil},
		{mysql, "mysqldump", nil},
	} {
		t.Run(fmt.Sprint(test.tool, test.args), func(t *testing.T) {
			cmd := test.source.Command(t, test.tool, append(slices.Clone(test.args), test.source.Database)...)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			var dump bytes.Buffer
			if _, err := io.CopyN(&dump, out, 300_000); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(&dump, out); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil {
				t.Fatal("the dumper ended well before it was killed")
			}
			broken(t, inspect(t, dump.Bytes()))
			b := inspect(t, gzipped(dump.Bytes()))
			broken(t, b)
			t.Log(b.Stopped)
		})
	}
}

func TestDumpAll(t *testing.T) {
	src := testdump.Postgres(t, 15)
	dump := src.Dump(t, "pg_dumpall")
	b := inspect(t, dump)
	whole(t, b)
	if !strings.Contains(b.Database, src.Database) || b.Format != "pg_dumpall" {
		t.Errorf("%+v", b)
	}
	for _, n := range append(cuts(len(dump)), bytes.LastIndex(dump, []byte(pgEnd))+len(pgEnd)+5) {
		broken(t, inspect(t, dump[:n]))
	}
	globals := inspect(t, src.Dump(t, "pg_dumpall", "--globals-only"))
	whole(t, globals)
	if !slices.ContainsFunc(globals.Notes, func(n string) bool { return strings.Contains(n, "no database") }) {
		t.Errorf("%+v", globals)
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "notes.md"), []byte("# Notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(dir, "dump.sql")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path, level, mention string
		damaged              bool
	}{
		{empty, "", "empty", true},
		{filepath.Join(dir, "none.sql"), "", "no such file", false},
		{dir, "", "no backup itself", false},
		{t.TempDir(), "", "empty directory", false},
		{"/dev/null", "", "neither a regular file", false},
	} {
		b := Inspect(t.Context(), test.path, looking)
		if b.Level != test.level || b.Damaged != test.damaged || !strings.Contains(b.Stopped, test.mention) {
			t.Errorf("%s: level %q, damaged %v: %s", test.path, b.Level, b.Damaged, b.Stopped)
		}
	}
}

func TestFind(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"day1/om.sql": "", "day1/README.md": "hello", "day2/nightly": "-- MySQL dump 10.13  Distrib 9, for x\n",
		"day2/om.dir/toc.dat": "PGDMP", "day2/om.dir/1.dat": "", "none/x.txt": "text",
		"shell/@.json": "{}", "shell/@.done.json": "{}", "shell/db@t@@0.tsv.zst": "",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Mkdir("links", 0o700), os.Symlink("../day1/om.sql", "links/latest.sql"), os.Symlink("..", "links/up")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		pattern string
		want    string // the paths, or the error's beginning
	}{
		{"day1/om.sql", "day1/om.sql"},
		{"missing.sql", "missing.sql"},
		{"day2/om.dir", "day2/om.dir"},
		{".", "day1/om.sql day2/nightly day2/om.dir shell"},
		{"day*", "day1/om.sql day2/nightly day2/om.dir"},
		{"*/om.*", "day1/om.sql day2/om.dir"},
		{"shell", "shell"},
		{"day3/*", "day3/*: nothing matches"},
		{"none", "none: no backup in this directory: check"},
		{"links", "links: no backup in this directory, but symbolic links"},
		{"links/latest.sql", "links/latest.sql"},
		{"[", "[: syntax error"},
	} {
		mustFind(t, test.pattern, test.want)
	}
}

// mustFind wants the paths that a pattern stands for, or the beginning of an error.
func mustFind(t *testing.T, pattern, want string) {
	t.Helper()
	found, err := Find(t.Context(), pattern, Options{})
	got := strings.Join(found, " ")
	if err != nil {
		got = err.Error()
	}
	if !strings.HasPrefix(got, want) || err == nil && got != want {
		t.Errorf("Find(%q) = %q, want %q", pattern, got, want)
	}
}

// TestForeignDirectories names what cannot be read yet.
func TestForeignDirectories(t *testing.T) {
	for marker, format := range map[string]string{
		"backup_manifest":        "pg_basebackup",
		"xtrabackup_checkpoints": "xtrabackup",
	} {
		dir := filepath.Join(t.TempDir(), "a [b] *")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{marker, "db.t.x"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		b := Inspect(t.Context(), dir, looking)
		unproven(t, b)
		if b.Format != format || b.Level != LevelIdentified || !strings.Contains(b.Stopped, "does not read") {
			t.Errorf("%s: %+v", marker, b)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "dump")
	if err := os.WriteFile(path, gzipped([]byte("-- MySQL dump 10.13\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	b := Inspect(ctx, path, looking)
	unproven(t, b)
	if !strings.Contains(b.Stopped, "context canceled") {
		t.Error(b.Stopped)
	}
}

package backup

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/pierrec/lz4/v4"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/probe"
)

// script is one way to get a dump that is SQL text.
type script struct {
	name   string
	source func(testing.TB) testdump.Source
	tool   string
	args   []string // DB stands for the database
}

// tables are those that mysqlSchema and postgresSchema make.
var tables = []string{"SERVER_CHANGE_LOG", "nothing_here", "odd", "table_entity"}

func postgres15(t testing.TB) testdump.Source { return testdump.Postgres(t, 15) }

var scripts = []script{
	{"mysqldump", testdump.MySQL, "mysqldump", []string{"DB"}},
	{"mysqldump --databases", testdump.MySQL, "mysqldump", []string{"--databases", "DB", "--routines", "--events"}},
	{"mysqldump --skip-extended-insert", testdump.MySQL, "mysqldump", []string{"--skip-extended-insert", "--hex-blob", "--skip-dump-date", "DB"}},
	{"mysqldump --no-data", testdump.MySQL, "mysqldump", []string{"--no-data", "DB"}},
	{"mariadb-dump", testdump.MariaDB, "mariadb-dump", []string{"DB"}},
	{"mariadb-dump --all-databases", testdump.MariaDB, "mariadb-dump", []string{"--all-databases"}},
	{"mariadb-dump of MySQL", testdump.MySQL, "mariadb-dump", []string{"--ssl=0", "DB"}},
	{"pg_dump", postgres15, "pg_dump", []string{"DB"}},
	{"pg_dump --inserts", postgres15, "pg_dump", []string{"--inserts", "DB"}},
	{"pg_dump --column-inserts --create --verbose", postgres15, "pg_dump", []string{"--column-inserts", "--create", "--verbose", "DB"}},
	{"pg_dump --schema-only", postgres15, "pg_dump", []string{"--schema-only", "DB"}},
	{"pg_dump --data-only", postgres15, "pg_dump", []string{"--data-only", "DB"}},
}

func (s script) run(t testing.TB) []byte {
	src := s.source(t)
	args := slices.Clone(s.args)
	for i := range args {
		if args[i] == "DB" {
			args[i] = src.Database
		}
	}
	return src.Dump(t, s.tool, args...)
}

func TestScripts(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			dump := s.run(t)
			oneFormat(t, dump)
			t.Run("whole", func(t *testing.T) {
				b := inspect(t, dump)
				whole(t, b)
				s.described(t, b)
			})
			t.Run("zstd", func(t *testing.T) { whole(t, inspect(t, zstandard(dump))) })
			t.Run("lz4", func(t *testing.T) { whole(t, inspect(t, lz4ed(t, dump))) })
			t.Run("gzip", func(t *testing.T) { whole(t, inspect(t, gzipped(dump))) })
			t.Run("CRLF", func(t *testing.T) { whole(t, inspect(t, bytes.ReplaceAll(dump, []byte("\n"), []byte("\r\n")))) })
			for _, n := range cuts(len(dump)) {
				t.Run(fmt.Sprintf("cut to %d of %d", n, len(dump)), func(t *testing.T) {
					if n < 100 { // in the header's first lines, which need not say whose dump it is
						incomplete(t, inspect(t, dump[:n]))
						return
					}
					broken(t, inspect(t, dump[:n]))
					broken(t, inspect(t, gzipped(dump[:n])))
					for _, z := range [][]byte{gzipped(dump), zstandard(dump), lz4ed(t, dump)} {
						broken(t, inspect(t, z[:max(20, len(z)*n/len(dump))]))
					}
					broken(t, inspect(t, zstandard(dump[:n])))
				})
			}
		})
	}
}

// described checks what a report says of a whole dump.
func (s script) described(t *testing.T, b probe.Backup) {
	t.Helper()
	engine, format := "mysql", "mysqldump"
	if s.tool == "pg_dump" {
		engine, format = "postgres", "pg_dump plain"
	}
	if b.Engine != engine || b.Format != format || !strings.HasPrefix(b.Producer, s.tool+" ") || b.Server == "" || b.TakenAt == "" || b.TakenAtFrom == "" {
		t.Errorf("%+v", b)
	}
	if engine == "mysql" && !strings.HasPrefix(b.Database, "omlint_db") && !slices.Contains(s.args, "--all-databases") {
		t.Errorf("the database is %q", b.Database)
	}
	for _, table := range tables {
		if !slices.ContainsFunc(b.Tables, func(t probe.BackupTable) bool { return strings.HasPrefix(bare(t.Name), table) }) {
			t.Errorf("no table %s in %v", table, b.Tables)
		}
	}
	if !slices.Contains(s.args, "--no-data") && !slices.Contains(s.args, "--schema-only") && !slices.Contains(s.args, "--all-databases") {
		counted(t, b)
	}
	for flag, remark := range map[string]string{"--schema-only": "holds no rows", "--no-data": "holds no rows", "--data-only": "creates no table"} {
		if slices.Contains(s.args, flag) && !slices.ContainsFunc(b.Notes, func(n string) bool { return strings.Contains(n, remark) }) {
			t.Errorf("no %q in %q", remark, b.Notes)
		}
	}
}

// cuts are the sizes that a file of n bytes is cut to.
func cuts(n int) []int { return []int{n - 1, n * 99 / 100, n * 9 / 10, n / 2, n / 10, n / 100} }

func gzipped(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

var encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))

func zstandard(content []byte) []byte { return encoder.EncodeAll(content, nil) }

func lz4ed(t testing.TB, content []byte) []byte {
	var b bytes.Buffer
	w := lz4.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOneFormat checks that no two formats claim the same content: the order
// they register in must not matter.
func TestOneFormat(t *testing.T) {
	heads := map[string][]byte{
		"legacy": []byte("TRUNCATE TABLE a;\nINSERT INTO a VALUES (1);\n"),
		"ops":    opsBackup("tables/t.json", "[]", "metadata.json", opsManifest),
		"all":    []byte("--\n-- PostgreSQL database cluster dump\n--\n\n--\n-- PostgreSQL database dump\n--\n"),
	}
	archives, _ := filepath.Glob("testdata/archives/*")
	for _, name := range archives {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		heads[name] = content
	}
	for _, head := range heads {
		oneFormat(t, head)
	}
}

func oneFormat(t *testing.T, dump []byte) {
	t.Helper()
	var claimed []string
	for _, f := range formats {
		if f.match(dump[:min(len(dump), headSize)]) {
			claimed = append(claimed, f.name())
		}
	}
	if len(claimed) != 1 {
		t.Errorf("%.60q… is claimed by %q", dump, claimed)
	}
}

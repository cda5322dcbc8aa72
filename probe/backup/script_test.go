package backup

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"testing"
)

// script is one way to get a dump that is SQL text.
type script struct {
	name   string
	source func(testing.TB) dumpSource
	tool   string
	args   []string // DB stands for the database
}

var scripts = []script{
	{"mysqldump", mysqlSource, "mysqldump", []string{"DB"}},
	{"mysqldump --databases", mysqlSource, "mysqldump", []string{"--databases", "DB", "--routines", "--events"}},
	{"mysqldump --skip-extended-insert", mysqlSource, "mysqldump", []string{"--skip-extended-insert", "--hex-blob", "--skip-dump-date", "DB"}},
	{"mysqldump --no-data", mysqlSource, "mysqldump", []string{"--no-data", "DB"}},
	{"mariadb-dump", mariadbSource, "mariadb-dump", []string{"DB"}},
	{"mariadb-dump --all-databases", mariadbSource, "mariadb-dump", []string{"--all-databases"}},
	{"mariadb-dump of MySQL", mysqlSource, "mariadb-dump", []string{"--ssl=0", "DB"}},
	{"pg_dump", postgresSource, "pg_dump", []string{"DB"}},
	{"pg_dump --inserts", postgresSource, "pg_dump", []string{"--inserts", "DB"}},
	{"pg_dump --column-inserts --create --verbose", postgresSource, "pg_dump", []string{"--column-inserts", "--create", "--verbose", "DB"}},
	{"pg_dump --schema-only", postgresSource, "pg_dump", []string{"--schema-only", "DB"}},
	{"pg_dump --data-only", postgresSource, "pg_dump", []string{"--data-only", "DB"}},
}

func (s script) run(t testing.TB) []byte {
	src := s.source(t)
	args := slices.Clone(s.args)
	for i := range args {
		if args[i] == "DB" {
			args[i] = src.database
		}
	}
	return src.dump(t, s.tool, args...)
}

func TestScripts(t *testing.T) {
	for _, s := range scripts {
		t.Run(s.name, func(t *testing.T) {
			dump := s.run(t)
			t.Run("whole", func(t *testing.T) {
				b := inspect(t, dump)
				whole(t, b)
				t.Logf("%+v", b)
			})
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
					z := gzipped(dump)
					broken(t, inspect(t, z[:max(1, len(z)*n/len(dump))]))
				})
			}
		})
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

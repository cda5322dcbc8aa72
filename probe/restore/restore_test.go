package restore

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/probe/database"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// target is a database as a URL names it.
func target(t *testing.T, s *testserver.Server, host, db string) *database.Target {
	t.Helper()
	url := strings.Replace(s.URL(s.Admin, s.Password, db), "@"+s.Host, "@"+host, 1)
	parsed, err := database.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// clients puts the client programs of a source first.
func clients(t *testing.T, s *testserver.Server) {
	t.Helper()
	dir := "/usr/bin"
	if s.Name == "MySQL" {
		dir = s.BinDir
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

type way struct {
	name   string
	source func(testing.TB) testdump.Source
	tool   string
	args   []string
}

var ways = []way{
	{"mysqldump", testdump.MySQL, "mysqldump", []string{"--set-gtid-purged=OFF"}},
	{"mariadb-dump", testdump.MariaDB, "mariadb-dump", nil},
	{"pg_dump", postgres15, "pg_dump", nil},
	{"pg_dump -Fc", postgres15, "pg_dump", []string{"-Fc"}},
	{"pg_dump -Ft", postgres15, "pg_dump", []string{"-Ft"}},
	{"pg_dump -Fd", postgres15, "pg_dump", []string{"-Fd"}},
	{"mydumper", mariadbPlain, "mydumper", []string{"-c"}},
}

func mariadbPlain(t testing.TB) testdump.Source { return testdump.MariaDB(t).WithoutOddNames(t) }

func postgres15(t testing.TB) testdump.Source { return testdump.Postgres(t, 15) }

// dump makes a backup of the source, which it changes afterwards where asked.
func (w way) dump(t *testing.T, src testdump.Source, flags ...string) probe.Backup {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dump")
	args := append(append(flags, w.args...), src.Database)
	if w.tool == "mydumper" {
		src.Dump(t, w.tool, append(w.args, "-G", "-B", src.Database, "-o", path)...)
		src.CountInMetadata(t, path)
		return backup.Inspect(t.Context(), path, backup.Options{})
	}
	if strings.HasSuffix(w.name, "-Fd") {
		src.Dump(t, w.tool, append([]string{"-f", path}, args...)...)
	} else if err := os.WriteFile(path, src.Dump(t, w.tool, args...), 0o600); err != nil {
		t.Fatal(err)
	}
	return backup.Inspect(t.Context(), path, backup.Options{})
}

func objects(t *testing.T, s *testserver.Server, db string) string {
	t.Helper()
	engine := "mysql"
	if strings.HasPrefix(s.Name, "PostgreSQL") {
		engine = "postgres"
	}
	return s.Value(t, db, "SELECT objects FROM ("+engines[engine].contents.SQL+") AS x")
}

// TestRestore restores real dumps, and leaves the scratch database as empty as
// it was.
func TestRestore(t *testing.T) {
	for _, w := range ways {
		t.Run(w.name, func(t *testing.T) {
			src := w.source(t)
			clients(t, src.Server)
			scratch := src.Server.NewDatabase(t)
			req := Request{
				Backup: w.dump(t, src), Into: target(t, src.Server, "127.0.0.1", scratch),
				Sources: []*database.Target{target(t, src.Server, "127.0.0.1", src.Database)}, Timeout: time.Minute, Limit: time.Minute,
			}
			for range 2 { // it can be done again
				got := Run(t.Context(), req)
				if got.Outcome != probe.RestoreDone || got.Tables < 4 || got.Rows < 200 {
					t.Errorf("%+v", got)
				}
				if n := objects(t, src.Server, scratch); n != "0" {
					t.Errorf("%s objects are left behind", n)
				}
			}
		})
	}
}

// TestRefused writes nothing where the target may be the source, is not empty,
// or would not be what the dump goes into.
func TestRefused(t *testing.T) {
	for _, w := range ways[:3] {
		t.Run(w.name, func(t *testing.T) {
			src := w.source(t)
			clients(t, src.Server)
			b := w.dump(t, src)
			filled, scratch := src.Server.NewDatabase(t), src.Server.NewDatabase(t)
			src.Server.Exec(t, filled, "CREATE TABLE one (n INT)")
			source := target(t, src.Server, "127.0.0.1", src.Database)
			naming := b
			naming.Traits = append(naming.Traits, probe.TraitNamesDatabase)
			for _, test := range []struct {
				name    string
				backup  probe.Backup
				into    *database.Target
				sources []*database.Target
				mention string
			}{
				{"the source", b, source, []*database.Target{source}, "is the source"},
				{"the source under another name", b, target(t, src.Server, "localhost", src.Database), []*database.Target{source}, "is the source"},
				{"an empty database that is named as the source", b, target(t, src.Server, "localhost", scratch), []*database.Target{target(t, src.Server, "127.0.0.1", scratch)}, "is the source"},
				{"the source, which nobody named", b, target(t, src.Server, "localhost", src.Database), nil, "not empty"},
				{"a database with a table", b, target(t, src.Server, "127.0.0.1", filled), []*database.Target{source}, "not empty"},
				{"a dump that names its database", naming, target(t, src.Server, "127.0.0.1", scratch), nil, "names the database"},
			} {
				t.Run(test.name, func(t *testing.T) {
					before := objects(t, src.Server, test.into.Database)
					got := Run(t.Context(), Request{Backup: test.backup, Into: test.into, Sources: test.sources, Timeout: time.Minute, Limit: time.Minute})
					if got.Outcome != probe.RestoreRefused || !strings.Contains(got.Why, test.mention) {
						t.Errorf("%+v", got)
					}
					if after := objects(t, src.Server, test.into.Database); after != before {
						t.Errorf("%s objects before, %s after", before, after)
					}
				})
			}
		})
	}
}

// TestFails tells a dump that does not restore, and rows that did not arrive.
func TestFails(t *testing.T) {
	for _, w := range ways[:3] {
		t.Run(w.name, func(t *testing.T) {
			src := w.source(t)
			clients(t, src.Server)
			scratch := src.Server.NewDatabase(t)
			b := w.dump(t, src)
			fewer := b
			fewer.Tables = append([]probe.BackupTable{}, b.Tables...)
			for i := range fewer.Tables {
				fewer.Tables[i].Rows++
			}
			bad := b
			bad.Path = filepath.Join(t.TempDir(), "dump")
			content, err := os.ReadFile(b.Path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(bad.Path, append(content, "\nSELECT no_such_function_here(1);\n"...), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, test := range []struct {
				backup  probe.Backup
				limit   time.Duration
				mention string
			}{
				{fewer, time.Minute, "rows in the backup"},
				{bad, time.Minute, "no_such_function_here"},
				{b, time.Microsecond, "longer than it was allowed"},
			} {
				got := Run(t.Context(), Request{Backup: test.backup, Into: target(t, src.Server, "127.0.0.1", scratch), Timeout: time.Minute, Limit: test.limit})
				if got.Outcome != probe.RestoreFailed || !strings.Contains(got.Why, test.mention) {
					t.Errorf("want %q: %+v", test.mention, got)
				}
				if strings.Contains(got.Why, src.Server.Password) {
					t.Error("the password is told")
				}
				if n := objects(t, src.Server, scratch); n != "0" {
					t.Errorf("%s objects are left behind", n)
				}
			}
		})
	}
}

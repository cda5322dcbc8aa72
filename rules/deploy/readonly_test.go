package deploy_test

import (
	"context"
	"database/sql"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules/deploy"
)

// allowed are the shapes of all that omlint ever says to a database.
var allowed = []*regexp.Regexp{
	regexp.MustCompile(`^(BEGIN|START TRANSACTION) READ ONLY$`),
	regexp.MustCompile(`^SET LOCAL (statement_timeout|lock_timeout) = \d+$`),
	regexp.MustCompile(`^SET SESSION (max_statement_time|lock_wait_timeout) = [\d.]+$`), // MariaDB's, whose hints have no limits
	regexp.MustCompile(`^(SELECT|SHOW) `),
	regexp.MustCompile(`^ROLLBACK$`),
}

// strong are what makes a SELECT take locks that others would feel, or write.
var strong = regexp.MustCompile(`(?i)\bFOR\s+(UPDATE|SHARE|NO KEY|KEY)\b|LOCK IN SHARE MODE|\bINTO\s|\b(nextval|setval|pg_advisory\w*|get_lock|pg_terminate\w*|pg_cancel\w*|lo_\w+|pg_create\w*|pg_switch\w*|set_config|sleep)\s*\(`)

// The server's log holds nothing but reading, and the server wrote nothing:
// neither a default probe nor a deep one, of every setting of the catalogue,
// leaves a trace. While it runs, another session holds locks on every table
// that let only the weakest reads through.
func TestServerSeesOnlyReads(t *testing.T) {
	for _, s := range []struct {
		name, kind string
		start      func(testing.TB) *testserver.Server
	}{
		{"postgres13", "postgres", func(t testing.TB) *testserver.Server { return testserver.StartPostgres(t, 13) }},
		{"postgres15", "postgres", func(t testing.TB) *testserver.Server { return testserver.StartPostgres(t, 15) }},
		{"postgres18", "postgres", func(t testing.TB) *testserver.Server { return testserver.StartPostgres(t, 18) }},
		{"mysql", "mysql", testserver.StartMySQL},
		{"mariadb", "mariadb", testserver.StartMariaDB},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			watch := watched{deployment{Server: s.start(t), kind: s.kind}}
			watch.database, watch.user = watch.NewDatabase(t), watch.NewUser(t, password)
			watch.fill(t)
			watch.logAll(t)
			for _, deep := range []bool{false, true} {
				release := watch.hold(t)
				t.Cleanup(release)
				begun := watch.logSize(t)
				var seen probe.Database
				var before, after string
				for range 3 { // what a probe writes it writes each time; a server tidies up behind others, once
					before = watch.written(t)
					seen = watch.everything(t, deep)
					if after = watch.written(t); after == before {
						break
					}
				}
				release()
				if status := database.Status(seen); status.Status != probe.StatusOK {
					t.Errorf("beside the locks: %s", status.Why)
				}
				if after != before {
					t.Errorf("the server wrote:\n%s\nand before:\n%s", after, before)
				}
				said := watch.said(t, begun)
				for _, statement := range said {
					if !slices.ContainsFunc(allowed, func(r *regexp.Regexp) bool { return r.MatchString(statement) }) || strong.MatchString(statement) {
						t.Errorf("it was told: %s", statement)
					}
				}
				for _, l := range seen.Looks { // the log is the whole truth
					query := oneLine(strings.TrimPrefix(l.Query, "SELECT "))
					if !slices.ContainsFunc(said, func(statement string) bool { return strings.Contains(statement, query) }) {
						t.Errorf("the log lacks %s", query)
					}
				}
			}
		})
	}
}

// watched is a deployment whose server writes down what it is told.
type watched struct{ deployment }

func (w watched) everything(t *testing.T, deep bool) probe.Database {
	t.Helper()
	target, err := database.ParseURL(w.URL(w.user, password, w.database))
	if err != nil {
		t.Fatal(err)
	}
	var settings []string
	for _, f := range facts.Catalogue() {
		if f.Subject.Type == facts.DBSetting && string(f.Subject.Engine) == target.Engine {
			settings = append(settings, f.Subject.Name)
		}
	}
	return database.Collect(context.Background(), database.Request{
		Target: target, Settings: settings, Queries: deploy.Queries(), Deep: deep, Timeout: 20 * time.Second,
	})
}

func (w watched) logAll(t *testing.T) {
	t.Helper()
	if w.kind == "postgres" {
		w.Exec(t, "", "ALTER SYSTEM SET log_statement = 'all'", "ALTER SYSTEM SET log_line_prefix = '%u~'", "ALTER SYSTEM SET autovacuum = off",
			"ALTER SYSTEM SET wal_level = minimal", "ALTER SYSTEM SET max_wal_senders = 0") // nothing else writes
		w.Restart(t)
		w.Exec(t, w.database, "VACUUM ANALYZE", "VACUUM", "VACUUM", "CHECKPOINT") // else the first reader tidies up
		return
	}
	w.Exec(t, "", "SET GLOBAL log_output = 'FILE'", "SET GLOBAL general_log_file = '"+w.DataDir+"/general.log'", "SET GLOBAL general_log = ON")
}

// hold takes locks on every table, for as long as nobody wants more than to
// read, and gives them back.
func (w watched) hold(t *testing.T) (release func()) {
	t.Helper()
	ctx := context.Background()
	conn, err := w.DB(t, w.database).Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(statement string) {
		t.Helper()
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	if w.kind != "postgres" {
		exec("FLUSH TABLES WITH READ LOCK") // no write, no DDL on the whole server
		return sync.OnceFunc(func() { exec("UNLOCK TABLES"); _ = conn.Close() })
	}
	rows, err := conn.QueryContext(ctx, `SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'pg_catalog') AND NOT relisshared`)
	if err != nil {
		t.Fatal(err)
	}
	tables := column(t, rows)
	if len(tables) < 50 {
		t.Fatal(tables)
	}
	exec("BEGIN; LOCK TABLE " + strings.Join(tables, ", ") + " IN EXCLUSIVE MODE") // conflicts with all but ACCESS SHARE
	return sync.OnceFunc(func() { exec("ROLLBACK"); _ = conn.Close() })
}

func column(t *testing.T, rows *sql.Rows) (values []string) {
	t.Helper()
	defer rows.Close()
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

// written is what moves when a server writes: transactions that got a number
// and the end of the write-ahead log; rows and statements by kind.
func (w watched) written(t *testing.T) string {
	t.Helper()
	if w.kind == "postgres" {
		return w.Value(t, w.database, "SELECT pg_snapshot_xmax(pg_current_snapshot()) || ' transactions, log at ' || pg_current_wal_insert_lsn()")
	}
	rows, err := w.DB(t, "").Query(`SHOW GLOBAL STATUS WHERE Variable_name REGEXP
		'^Innodb_(system_)?rows_(inserted|updated|deleted)$|^Com_(insert|update|delete|replace|load|create|alter|drop|rename|truncate|grant|revoke|lock|analyze|optimize|repair|call|commit)'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, name+" "+value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(lines) < 20 {
		t.Fatal(lines)
	}
	return strings.Join(lines, "\n")
}

func (w watched) logFile() string {
	if w.kind == "postgres" {
		return w.LogFile
	}
	return w.DataDir + "/general.log"
}

func (w watched) logSize(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(w.logFile())
	if err != nil {
		t.Fatal(err)
	}
	return len(text)
}

// An entry of PostgreSQL's log tells who speaks and what the server says of it,
// one of MySQL's the connection and the kind of command, behind the time, which
// MariaDB writes in two words, and only where it is another second.
var (
	pgEntry    = regexp.MustCompile(`(?m)^([\w\[\]]*)~(\w+:  (?:(?:statement|execute <unnamed>): )?)`)
	mysqlEntry = regexp.MustCompile(`(?m)^(?:\d{6}\s+[\d:]+|\S*)\s+(\d+) (Connect|Query|Quit|Init DB|Field List|[A-Z]\w+)\s*`)
)

// said are the statements of the probe's user since the log was of a size, each
// in one line.
func (w watched) said(t *testing.T, since int) (statements []string) {
	t.Helper()
	text, err := os.ReadFile(w.logFile())
	if err != nil {
		t.Fatal(err)
	}
	log := string(text[since:])
	entry := mysqlEntry
	if w.kind == "postgres" {
		entry = pgEntry
	}
	session := ""
	marks := entry.FindAllStringSubmatchIndex(log, -1)
	for i, m := range marks {
		end := len(log)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		who, kind, rest := log[m[2]:m[3]], log[m[4]:m[5]], log[m[1]:end]
		switch {
		case kind == "Connect" && strings.HasPrefix(rest, w.user+"@"):
			session = who
		case who == session && kind == "Query", who == w.user && (strings.HasPrefix(kind, "LOG:") || strings.HasPrefix(kind, "STATEMENT:")):
			statements = append(statements, split(rest)...)
		}
	}
	return statements
}

func split(text string) (statements []string) {
	for _, s := range strings.Split(text, ";") {
		if s = oneLine(s); s != "" {
			statements = append(statements, s)
		}
	}
	return statements
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

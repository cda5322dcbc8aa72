package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/faultproxy"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules/deploy"
)

// What the deployment in BenchmarkProbe holds. Fewer rows for a quick look:
// OMLINT_BENCH_ROWS.
const (
	probeTables = 200
	probeRows   = 5_000_000
)

// shares are the parts of the rows that each large table gets, and how a row is
// made from its number n.
var shares = []struct {
	table        string
	percent      int
	mysql, pgsql string
}{
	{
		"query_entity (json)", 40,
		`JSON_OBJECT('id', LPAD(n, 36, '0'), 'query', REPEAT('SELECT a FROM b ', 1 + n % 8))`,
		`json_build_object('id', lpad(n::text, 36, '0'), 'query', repeat('SELECT a FROM b ', 1 + n % 8))`,
	},
	{
		"profiler_data_time_series (entityFQNHash, extension, jsonSchema, json)", 30,
		`LPAD(n DIV 1000, 32, 'h'), 'table.tableProfile', 'tableProfile', JSON_OBJECT('timestamp', 1700000000000 + n, 'rowCount', n)`,
		`md5((n / 1000)::text), 'table.tableProfile', 'tableProfile', json_build_object('timestamp', 1700000000000 + n, 'rowCount', n)`,
	},
	{
		"entity_relationship (fromId, toId, fromEntity, toEntity, relation)", 20,
		`LPAD(n DIV 10, 36, 'a'), LPAD(n, 36, 'b'), 'table', 'query', 5`,
		`lpad((n / 10)::text, 36, 'a'), lpad(n::text, 36, 'b'), 'table', 'query', 5`,
	},
	{
		"table_entity (json, fqnHash)", 10,
		`JSON_OBJECT('id', LPAD(n, 36, '0'), 'name', CONCAT('t', n)), LPAD(n, 32, 'h')`,
		`json_build_object('id', lpad(n::text, 36, '0'), 'name', 't' || n), md5(n::text)`,
	},
}

// BenchmarkProbe looks at a large deployment: how many round trips the questions
// of the checks take above those of connecting and reading the settings, and
// how much of the server's time a whole default probe takes. Building the
// deployment takes minutes and some 3 GB of disk for each server, and counts for
// nothing.
func BenchmarkProbe(b *testing.B) {
	rows := probeRows
	if n, err := strconv.Atoi(os.Getenv("OMLINT_BENCH_ROWS")); err == nil {
		rows = n
	}
	for _, s := range []struct {
		kind  string
		start func(testing.TB) *testserver.Server
	}{
		{"postgres", func(t testing.TB) *testserver.Server { return testserver.StartPostgres(t, 15) }},
		{"mysql", testserver.StartMySQL},
	} {
		b.Run(s.kind, func(b *testing.B) {
			d := large{Server: s.start(b), kind: s.kind}
			d.database, d.user = d.NewDatabase(b), d.NewUser(b, "sesame")
			d.fill(b, rows)
			var floor, trips int
			var busy, asked float64
			n := 0
			for b.Loop() {
				floor, _ = d.probe(b, nil)
				before := d.busy(b)
				trips, asked = d.probe(b, deploy.Queries())
				busy += d.busy(b) - before
				n++
			}
			b.ReportMetric(float64(floor), "floor-trips/op")
			b.ReportMetric(float64(trips-floor), "trips-above-floor/op")
			b.ReportMetric(asked, "looks/op")
			b.ReportMetric(busy/float64(n), "server-ms/op")
		})
	}
}

// large is a large deployment.
type large struct {
	*testserver.Server
	kind, database, user string
}

func (d large) fill(b *testing.B, rows int) {
	b.Helper()
	schema, err := os.ReadFile(filepath.Join("..", "rules", "deploy", "testdata", d.kind+".sql"))
	if err != nil {
		b.Fatal(err)
	}
	statements := []string{string(schema)}
	for i := strings.Count(string(schema), "CREATE TABLE"); i < probeTables; i++ {
		statements = append(statements, fmt.Sprintf("CREATE TABLE other_entity_%d (id VARCHAR(36) PRIMARY KEY, name VARCHAR(256), updatedAt BIGINT)", i),
			fmt.Sprintf("CREATE INDEX other_%d ON other_entity_%[1]d (name)", i))
	}
	numbers := "generate_series(1, %d) AS n"
	if d.kind == "mysql" {
		const million = 20 // doublings
		statements = append(statements, "SET SESSION sql_log_bin = 0", "CREATE TABLE numbers (n INT AUTO_INCREMENT PRIMARY KEY)", "INSERT INTO numbers VALUES (1)")
		for range million {
			statements = append(statements, "INSERT INTO numbers (n) SELECT n + (SELECT MAX(n) FROM numbers AS m) FROM numbers")
		}
		statements = append(statements, "INSERT INTO numbers (n) SELECT n + 1048576 FROM numbers")
		numbers = "numbers WHERE n <= %d"
	}
	for _, s := range shares {
		row := s.pgsql
		if d.kind == "mysql" {
			row = s.mysql
		}
		statements = append(statements, fmt.Sprintf("INSERT INTO %s SELECT %s FROM "+numbers, s.table, row, rows/100*s.percent))
	}
	if d.kind == "mysql" {
		statements = append(statements, "DROP TABLE numbers", fmt.Sprintf("GRANT ALL ON %s.* TO %s", d.database, d.user), "GRANT PROCESS ON *.* TO "+d.user)
	} else {
		statements = append(statements, "GRANT ALL ON ALL TABLES IN SCHEMA public TO "+d.user, "ANALYZE")
	}
	d.Exec(b, d.database, statements...)
}

// probe says how many round trips a probe took and how many questions it asked.
func (d large) probe(b *testing.B, queries []probe.Query) (trips int, asked float64) {
	b.Helper()
	address := fmt.Sprintf("%s:%d", d.Host, d.Port)
	proxy := faultproxy.Start(b, address, faultproxy.Fault{})
	target, err := database.ParseURL(strings.Replace(d.URL(d.user, "sesame", d.database), address, proxy.Address(), 1))
	if err != nil {
		b.Fatal(err)
	}
	var settings []string
	for _, f := range facts.Catalogue() {
		if f.Subject.Type == facts.DBSetting && string(f.Subject.Engine) == target.Engine {
			settings = append(settings, f.Subject.Name)
		}
	}
	seen := database.Collect(context.Background(), database.Request{Target: target, Settings: settings, Queries: queries, Timeout: 30 * time.Second})
	if status := database.Status(seen); status.Status != probe.StatusOK {
		b.Fatal(status.Why)
	}
	return proxy.RoundTrips(), float64(len(seen.Looks))
}

// busy is how many milliseconds the server has worked for the probe's user, by
// its own account.
func (d large) busy(b *testing.B) float64 {
	b.Helper()
	query := "SELECT SUM(SUM_TIMER_WAIT) / 1e9 FROM performance_schema.events_statements_summary_by_account_by_event_name WHERE USER = '" + d.user + "'"
	if d.kind == "postgres" {
		time.Sleep(500 * time.Millisecond) // a session's last figures come a moment after its end
		query = "SELECT active_time FROM pg_stat_database WHERE datname = '" + d.database + "'"
	}
	ms, err := strconv.ParseFloat(d.Value(b, "", query), 64)
	if err != nil {
		b.Fatal(err)
	}
	return ms
}

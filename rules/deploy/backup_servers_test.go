package deploy_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// TestCountsOfServers settles by counting what estimates that are far off leave
// open, and leaves it open where counting takes too long.
func TestCountsOfServers(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			many := map[string]string{
				"postgres": "INSERT INTO query_entity (json) SELECT json_build_object('id', n) FROM generate_series(1, 2000) AS n",
				"mysql":    "INSERT INTO query_entity (json) SELECT JSON_OBJECT('id', UUID()) FROM information_schema.COLLATIONS AS a, (SELECT 1 FROM information_schema.COLLATIONS LIMIT 10) AS b LIMIT 2000",
				"mariadb":  "INSERT INTO query_entity (json) SELECT JSON_OBJECT('id', UUID()) FROM information_schema.COLLATIONS AS a, (SELECT 1 FROM information_schema.COLLATIONS LIMIT 10) AS b LIMIT 2000",
			}[s.schema]
			d.run(t, []string{many})
			live := &probe.Snapshot{Databases: d.probe(t, d.user, false).Databases}
			db := &live.Databases[0]
			tables := db.Look("tables")
			dump := probe.Backup{Path: "dump", Level: "complete", Format: "a dump", Engine: db.Engine, Database: d.database, TakenAt: time.Now().UTC().Format(time.RFC3339), Migrations: db.Look("migrations").Column("version")}
			for i, table := range tables.Records() {
				if dump.Tables = append(dump.Tables, probe.BackupTable{Name: table["name"], Created: true, Rows: 500}); table["name"] == "query_entity" {
					tables.Rows[i][slices.Index(tables.Columns, "estimate")] = "90000"
					dump.Tables[i].Rows = 2001
				}
			}
			live.Backups = []probe.Backup{dump}
			judge := func() rules.Finding {
				return deploy.Backups(deploy.Input{Snapshot: live, Now: time.Now(), MaxBackupAge: time.Hour})[0]
			}
			if f := judge(); f.Outcome != rules.Warn || !strings.Contains(f.Message, "query_entity (2001 of about 90000)") {
				t.Errorf("by the estimate: %s: %s", f.Outcome, f.Message)
			}
			target, err := database.ParseURL(d.URL(d.user, password, d.database))
			if err != nil {
				t.Fatal(err)
			}
			count := func(ctx context.Context) {
				asked := database.Collect(ctx, database.Request{Target: target, Queries: deploy.Counts(live, db, false), Timeout: 20 * time.Second})
				db.Looks = append(db.Looks, deploy.Counted(db, &asked))
			}
			late, cancel := context.WithCancel(t.Context())
			cancel()
			without := len(db.Looks)
			count(late)
			if f := judge(); f.Outcome != rules.Warn || !strings.Contains(f.Message, "query_entity (2001 of about 90000)") {
				t.Errorf("without the time to count: %s: %s", f.Outcome, f.Message)
			}
			db.Looks = db.Looks[:without]
			count(t.Context())
			if f := judge(); f.Outcome != rules.Pass || !strings.Contains(f.Message, "counted in 1") {
				t.Errorf("counted: %s: %s", f.Outcome, f.Message)
			}
		})
	}
}

// TestLastWrites asks servers when the product wrote last, in whatever time zone
// they are.
func TestLastWrites(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			ask := func(name string) *probe.Look {
				t.Helper()
				seen := d.probe(t, d.user, false)
				l := seen.Databases[0].Look(name)
				if l == nil || l.Why != "" {
					t.Fatalf("%s: %+v", name, l)
				}
				return l
			}
			if l := ask("changes-last"); !l.Absent && len(l.Rows) > 0 && l.Value("at") != "" {
				t.Errorf("no events, and the last one: %+v", l)
			}
			begun := time.Now().Add(-time.Second)
			migrated, zone := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), "timestamp without time zone"
			if s.schema == "postgres" {
				d.run(t, []string{
					"CREATE TABLE change_event (json JSONB NOT NULL, eventTime BIGINT GENERATED ALWAYS AS ((json ->> 'timestamp')::bigint) STORED NOT NULL)",
					"GRANT SELECT ON change_event TO $user", "ALTER ROLE $user SET TimeZone = 'Asia/Karachi'",
				})
			} else {
				d.Exec(t, "", "SET GLOBAL time_zone = '+05:00'")
				t.Cleanup(func() { d.Exec(t, "", "SET GLOBAL time_zone = 'SYSTEM'") })
				extract := map[string]string{"mysql": "json ->> '$.timestamp'", "mariadb": "JSON_VALUE(json, '$.timestamp')"}[s.schema]
				d.run(t, []string{"CREATE TABLE change_event (json JSON NOT NULL, eventTime BIGINT UNSIGNED GENERATED ALWAYS AS (" + extract + ") VIRTUAL)"})
				zone = ""
			}
			d.run(t, []string{
				`INSERT INTO change_event (json) VALUES ('{"timestamp": 1767323045678}'), ('{"timestamp": 1767236645000}')`,
			})
			d.run(t, map[string][]string{
				"postgres": {"UPDATE server_change_log SET installed_on = TIMESTAMP '2026-01-02 03:04:05'"},
				"mysql":    {"SET time_zone = '+00:00'", "UPDATE SERVER_CHANGE_LOG SET installed_on = '2026-01-02 03:04:05'"},
				"mariadb":  {"SET time_zone = '+00:00'", "UPDATE SERVER_CHANGE_LOG SET installed_on = '2026-01-02 03:04:05'"},
			}[s.schema])
			if l := ask("changes-last"); l.Value("at") != "" {
				t.Errorf("all events were read to find the last one: %+v", l)
			}
			d.run(t, []string{"CREATE INDEX event_time_index ON change_event (eventTime)", `INSERT INTO change_event (json) VALUES ('{"timestamp": 1767236646000}')`})
			if l := ask("changes-last"); l.Value("at") != "1767323045" {
				t.Errorf("the last event: %+v", l)
			}
			if l := ask("migrations-last"); l.Value("at") != strconv.FormatInt(migrated.Unix(), 10) || l.Value("zone") != zone {
				t.Errorf("the last migration: %+v", l)
			}
			if s.schema == "postgres" {
				return // which does not say when a table was written to
			}
			for _, table := range ask("tables").Records() {
				seconds, err := strconv.ParseInt(table["written"], 10, 64)
				if written := time.Unix(seconds, 0); table["name"] == "change_event" && (err != nil || written.Before(begun.Truncate(time.Second)) || written.After(time.Now())) {
					t.Errorf("%s was written to at %q, want after %s", table["name"], table["written"], begun)
				}
			}
		})
	}
}

package deploy_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

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

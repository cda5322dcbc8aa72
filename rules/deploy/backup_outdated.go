package deploy

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// lastWrites asks when the product wrote last: its newest migration, and the
// newest of the events in which it records each change of an entity. Of MySQL's
// tables, "tables" says when each was written to.
//
// The events are asked about only where an index has the newest at its end.
var lastWrites = []probe.Query{
	{Name: "migrations-last", Engine: "mysql", Reads: []string{"SERVER_CHANGE_LOG"}, SQL: `SELECT FLOOR(UNIX_TIMESTAMP(MAX(installed_on))) AS at, '' AS zone FROM SERVER_CHANGE_LOG`},
	// The session that runs migrations decides what a timestamp without time zone means.
	{Name: "migrations-last", Engine: "postgres", Reads: []string{"SERVER_CHANGE_LOG"}, SQL: `SELECT extract(epoch FROM max(installed_on))::bigint AS at, pg_catalog.pg_typeof(max(installed_on))::text AS zone FROM SERVER_CHANGE_LOG`},
	{Name: "changes-last", Engine: "mysql", Reads: []string{"change_event"}, SQL: `SELECT (SELECT MAX(eventTime) FROM change_event) DIV 1000 AS at FROM information_schema.STATISTICS
		WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'change_event' AND COLUMN_NAME = 'eventTime' AND SEQ_IN_INDEX = 1 LIMIT 1`},
	{Name: "changes-last", Engine: "postgres", Reads: []string{"change_event"}, SQL: `SELECT (SELECT max(eventtime) FROM change_event) / 1000 AS at
		WHERE EXISTS (SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
			WHERE i.indrelid = pg_catalog.to_regclass('change_event') AND a.attname = 'eventtime')`},
}

// clockDrift is how far the clocks of two machines are apart that are set by the
// network, with some room.
const clockDrift = 5 * time.Minute

// outdated compares when a backup was made with when the database was written
// to last. What was written after it is lost where it is restored.
func outdated(b *probe.Backup, d *probe.Database) []remark {
	taken, err := time.Parse(time.RFC3339, b.TakenAt)
	if err != nil {
		return nil // said with its age
	}
	slack, vague := clockDrift, strings.HasSuffix(b.TakenAtFrom, probe.NoTimeZone)
	if vague {
		slack = clockSkew
	}
	const again = "stop the OpenMetadata server, then make a backup again"
	if at, exact := lastMigration(d); at.Sub(taken) > slack && (exact || at.Sub(taken) > clockSkew) {
		return []remark{{rules.Fail, fmt.Sprintf("it was taken at %s, before the last migration of %s, at %s", b.TakenAt, d.Name, at.Format(time.RFC3339)), again}}
	}
	at, what := lastWrite(d)
	written := fmt.Sprintf("%s (%s)", at.Format(time.RFC3339), what)
	switch since := at.Sub(taken); {
	case since > slack:
		return []remark{{rules.Warn, fmt.Sprintf("it was taken at %s, and does not hold what was written to %s after that, last at %s", b.TakenAt, d.Name, written), again}}
	case vague && since > -slack:
		return []remark{{outcome: rules.Pass, text: fmt.Sprintf("its time, %s, names no time zone, and does not tell whether it holds what was written to %s at %s", b.TakenAt, d.Name, written)}}
	}
	return nil
}

// lastMigration is when the newest migration ran, and whether its time zone is
// known; zero when there is none to see.
func lastMigration(d *probe.Database) (at time.Time, exact bool) {
	l := d.Look("migrations-last")
	if l == nil {
		return at, false
	}
	return unixTime(l.Value("at")), l.Value("zone") != "timestamp without time zone"
}

// lastWrite is the newest write to the product's data that is known, and what
// tells of it; zero when none is. There may have been later ones.
func lastWrite(d *probe.Database) (at time.Time, what string) {
	if l := d.Look("changes-last"); l != nil {
		at, what = unixTime(l.Value("at")), "its newest change event"
	}
	if l := d.Look("tables"); l != nil {
		for _, t := range l.Records() {
			// The schedulers write all the time, and nothing that anybody would miss.
			if written := unixTime(t["written"]); written.After(at) && !isStateless(t["name"]) {
				at, what = written, "table "+t["name"]
			}
		}
	}
	return at, what
}

// unixTime reads seconds since 1970; zero when there are none.
func unixTime(text string) time.Time {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

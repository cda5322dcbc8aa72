package deploy

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

// TestBackupOutdated compares a backup's own time with the last writes to its
// database. Where a clock or a time zone leaves it open nothing is claimed.
func TestBackupOutdated(t *testing.T) {
	const exact, vague = "the dump's last line, with which the modification time agrees", "the dump's last line" + probe.NoTimeZone
	taken := now.Add(-10 * time.Hour)
	at := func(after time.Duration) string { return strconv.FormatInt(taken.Add(after).Unix(), 10) }
	for _, test := range []struct {
		name, from               string
		migrated, changed, table string // seconds, "" for not known
		zone                     string
		want                     string
	}{
		{"of before everything", exact, at(-time.Hour), at(-time.Minute), at(-time.Second), "", "pass"},
		{"nothing is known", exact, "", "", "", "", "pass"},
		{"a migration after it", exact, at(time.Hour), "", "", "", "fail before the last migration of mysql://om@db/openmetadata_db, at " + taken.Add(time.Hour).UTC().Format(time.RFC3339)},
		{"a migration within the clocks' drift", exact, at(2 * time.Minute), "", "", "", "pass"},
		{"a change after it", exact, at(-time.Hour), at(time.Hour), "", "", "warn last at " + taken.Add(time.Hour).UTC().Format(time.RFC3339) + " (its newest change event)"},
		{"a table written to after it", exact, at(-time.Hour), at(-time.Minute), at(time.Hour), "", "warn (table table_entity)"},
		{"a change within the clocks' drift", exact, "", at(2 * time.Minute), "", "", "pass"},

		{"its zone is not known: a change that may be after it", vague, at(-48 * time.Hour), at(-time.Hour), "", "", "pass names no time zone, and does not tell whether it holds what was written"},
		{"the same: a change that seems to be after it", vague, at(-48 * time.Hour), at(time.Hour), "", "", "pass names no time zone"},
		{"the same: a change long before it", vague, at(-48 * time.Hour), at(-27 * time.Hour), "", "", "pass"},
		{"the same: a migration that seems to be after it", vague, at(9 * time.Hour), "", "", "", "pass"},
		{"the same: more than a day after it", vague, at(27 * time.Hour), "", "", "", "fail before the last migration"},
		{"the migration's zone is not known", exact, at(9 * time.Hour), "", "", "timestamp without time zone", "pass"},
		{"the same: more than a day after it", exact, at(27 * time.Hour), "", "", "timestamp without time zone", "fail before the last migration"},
		{"the same, and a change after it", exact, at(9 * time.Hour), at(time.Hour), "", "timestamp without time zone", "warn its newest change event"},
		{"its file's time, which copying makes later", fileTimeOnly, at(time.Hour), "", "", "", "fail before the last migration"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := liveTables("mysql", "mysql", "8.0.36")
			d.Looks[0].Columns = append(d.Looks[0].Columns, "written")
			for i, row := range d.Looks[0].Rows {
				written := ""
				if row[0] == "table_entity" {
					written = test.table
				}
				d.Looks[0].Rows[i] = append(row, written)
			}
			// A scheduler's tables are written to all the time.
			d.Looks[0].Rows = append(d.Looks[0].Rows, []string{"QRTZ_SCHEDULER_STATE", "1", at(9 * time.Hour)})
			d.Looks = append(d.Looks,
				probe.Look{Name: "migrations-last", Columns: []string{"at", "zone"}, Rows: [][]string{{test.migrated, test.zone}}},
				probe.Look{Name: "changes-last", Columns: []string{"at"}, Rows: [][]string{{test.changed}}})
			s := snapshot(d)
			s.Backups = []probe.Backup{dumped(func(b *probe.Backup) {
				b.TakenAt, b.TakenAtFrom = taken.UTC().Format(time.RFC3339), test.from
				b.Tables = append(b.Tables, probe.BackupTable{Name: "QRTZ_SCHEDULER_STATE", Created: true, Rows: 1})
			})}
			f := Backups(Input{Snapshot: s, Now: now.Add(48 * time.Hour), MaxBackupAge: 100 * time.Hour})[0]
			outcome, mention, _ := strings.Cut(test.want, " ")
			if string(f.Outcome) != outcome || !strings.Contains(f.Message, mention) || mention == "" && strings.Contains(f.Message, "written") {
				t.Errorf("%s: %s\nwant %s", f.Outcome, f.Message, test.want)
			}
			if level := "restorable"; outcome == "fail" && f.Level != "complete" || outcome != "fail" && f.Level != level {
				t.Errorf("level %s", f.Level)
			}
		})
	}
}

// TestSnapshotOutdated compares what cannot be looked into as well.
func TestSnapshotOutdated(t *testing.T) {
	for after, want := range map[time.Duration]string{
		-time.Hour: "unknown lists a snapshot of om-prod",
		time.Hour:  "fail before the last migration",
	} {
		taken := now.Add(-3 * time.Hour)
		d := liveTables("mysql", "mysql", "8.0.36")
		d.Looks = append(d.Looks, probe.Look{Name: "migrations-last", Columns: []string{"at", "zone"}, Rows: [][]string{{strconv.FormatInt(taken.Add(after).Unix(), 10), ""}}})
		s := snapshot(d)
		s.Backups = []probe.Backup{{Path: "rds.json", Level: "present", Format: "managed snapshot", Engine: "mysql", Instance: "om-prod", Stopped: "nobody can look inside", TakenAt: taken.UTC().Format(time.RFC3339)}}
		f := Backups(Input{Snapshot: s, Now: now, MaxBackupAge: 24 * time.Hour})[0]
		outcome, mention, _ := strings.Cut(want, " ")
		if string(f.Outcome) != outcome || !strings.Contains(f.Message, mention) {
			t.Errorf("%s: %s\nwant %s", f.Outcome, f.Message, want)
		}
	}
}

const fileTimeOnly = "modification time"

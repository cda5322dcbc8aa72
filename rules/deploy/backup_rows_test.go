package deploy

import (
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

// TestBackupRows compares the rows of a backup with estimates, and with counts
// where there are any. What a live system adds in a day is no damage.
func TestBackupRows(t *testing.T) {
	for _, test := range []struct {
		name     string
		kept     int64  // in the backup
		estimate string // of the server
		counted  string // "" for not
		written  bool   // since the backup was made
		want     string
	}{
		{"as many", 5000, "4800", "", false, "pass tables' rows: by the server's estimate in 3"},
		{"as many, counted", 5000, "4800", "5000", false, "pass tables' rows: counted in 1, by the server's estimate in 2"},
		{"more than there are now", 5000, "4800", "4000", false, "pass counted in 1"},
		{"an estimate that is far too high", 5000, "90000", "5000", false, "pass counted in 1"},
		{"the same, not counted", 5000, "90000", "", false, "warn table_entity (5000 of about 90000)"},
		{"an estimate that is far too low", 5000, "100", "90000", false, "warn table_entity (5000 of 90000)"},
		{"the same, not counted", 5000, "100", "", false, "pass"},
		{"no estimate", 5000, "-1", "", false, "pass by the server's estimate in 2, not compared in 1"},
		{"no estimate, counted", 5000, "-1", "5000", false, "pass counted in 1, by the server's estimate in 2"},
		{"a tenth more since", 5000, "4800", "5500", true, "warn does not hold what was written"},
		{"a fifth fewer", 4000, "4800", "5000", false, "warn far fewer rows than mysql://om@db/openmetadata_db: table_entity (4000 of 5000)"},
		{"none of some", 0, "0", "40", false, "fail table_entity (40)"},
		{"none, and some were written since", 0, "0", "40", true, "warn table_entity (0 of 40)"},
		{"none of many", 0, "4800", "5000", true, "fail table_entity (5000)"},
		{"none, by an estimate", 0, "4800", "", false, "fail table_entity (about 4800)"},
		{"none, although the estimate knows some", 0, "4800", "0", false, "pass counted in 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := liveTables("mysql", "mysql", "8.0.36")
			d.Looks[0].Rows[1][1] = test.estimate
			d.Looks[0].Rows = append(d.Looks[0].Rows[:2:2], []string{"nothing_here", "0"})
			if test.counted != "" {
				d.Looks = append(d.Looks, probe.Look{Name: rowCounts, Columns: []string{"schema", "name", "n"}, Rows: [][]string{{"", "table_entity", test.counted}, {"", "nothing_here", ""}}})
			}
			if test.written {
				d.Looks = append(d.Looks, probe.Look{Name: "changes-last", Columns: []string{"at"}, Rows: [][]string{{"2000000000"}}})
			}
			s := snapshot(d)
			s.Backups = []probe.Backup{dumped(func(b *probe.Backup) {
				b.Tables[1].Rows = test.kept
				if test.kept == 0 {
					b.Tables = append(b.Tables, probe.BackupTable{Name: "other", Created: true, Rows: 1})
				}
			})}
			f := Backups(Input{Snapshot: s, Now: now, MaxBackupAge: 24 * time.Hour})[0]
			outcome, mention, _ := strings.Cut(test.want, " ")
			if string(f.Outcome) != outcome || !strings.Contains(f.Message, mention) {
				t.Errorf("%s: %s\nwant %s", f.Outcome, f.Message, test.want)
			}
		})
	}
}

// TestCounts asks about the tables whose estimate is in doubt, and no others.
func TestCounts(t *testing.T) {
	for _, test := range []struct {
		name   string
		engine string
		all    bool
		change func(*probe.Backup)
		want   string
	}{
		{"all is well", "mysql", false, nil, ""},
		{"a table with few rows", "mysql", false, func(b *probe.Backup) { b.Tables[1].Rows = 2000 }, "SELECT COUNT(*) AS n FROM `table_entity`"},
		{"an empty table", "postgres", false, func(b *probe.Backup) { b.Tables[1].Rows = 0 }, `SELECT COUNT(*) AS n FROM "Om".table_entity`},
		{"rows that the dump does not tell", "mysql", false, func(b *probe.Backup) { b.Tables[1].Rows = probe.RowsUnknown }, ""},
		{"a damaged dump", "mysql", false, func(b *probe.Backup) { b.Tables[1].Rows, b.Level = 2000, "identified" }, ""},
		{"a dump of another database", "mysql", false, func(b *probe.Backup) { b.Tables[1].Rows, b.Database = 2000, "airflow_db" }, ""},
		{"everything", "mysql", true, nil, "SELECT COUNT(*) AS n FROM `SERVER_CHANGE_LOG` SELECT COUNT(*) AS n FROM `table_entity` SELECT COUNT(*) AS n FROM `nothing_here`"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := liveTables(test.engine, test.engine, "15")
			if test.engine == "postgres" {
				d.Looks[0].Columns = append(d.Looks[0].Columns, "schema")
				for i, row := range d.Looks[0].Rows {
					d.Looks[0].Rows[i] = append(row, "Om")
				}
			}
			s := snapshot(d)
			s.Backups = []probe.Backup{dumped(func(b *probe.Backup) {
				if b.Engine = test.engine; test.change != nil {
					test.change(b)
				}
			})}
			var asked []string
			for _, q := range Counts(s, &s.Databases[0], test.all) {
				asked = append(asked, q.SQL)
			}
			if got := strings.Join(asked, " "); got != test.want {
				t.Errorf("%s\nwant %s", got, test.want)
			}
		})
	}
}

package deploy

import (
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

// dumped is a backup that holds all of what liveTables is, an hour old.
func dumped(change func(*probe.Backup)) probe.Backup {
	b := probe.Backup{
		Path: "dump.sql", Level: "complete", Format: "mysqldump", Engine: "mysql", Database: "openmetadata_db", Producer: "mysqldump 8.3.0", Server: "8.3.0",
		TakenAt: now.Add(-time.Hour).Format(time.RFC3339), Migrations: []string{"1.3.0", "1.4.0"},
		Tables: []probe.BackupTable{
			{Name: "SERVER_CHANGE_LOG", Created: true, Rows: 2},
			{Name: "table_entity", Created: true, Rows: 5000, Collation: "utf8mb4_0900_ai_ci"},
			{Name: "nothing_here", Created: true},
		},
	}
	if change != nil {
		change(&b)
	}
	return b
}

// liveTables is the database that dumped is of.
func liveTables(engine, flavour, version string) probe.Database {
	d := live(engine, flavour)
	d.Version = version
	d.Looks = []probe.Look{
		{Name: "tables", Columns: []string{"name", "estimate"}, Rows: [][]string{{"SERVER_CHANGE_LOG", "2"}, {"table_entity", "4800"}, {"nothing_here", "0"}}},
		{Name: "migrations", Columns: []string{"version"}, Rows: [][]string{{"1.3.0"}, {"1.4.0"}}},
		{Name: "roles", Columns: []string{"name"}, Rows: [][]string{{"openmetadata_user"}, {"postgres"}}},
		{Name: "available-extensions", Columns: []string{"name"}, Rows: [][]string{{"pg_trgm"}}},
	}
	return d
}

// TestBackupLadder judges backups against a database: each reason for which one
// does not hold what that does, or would be refused.
func TestBackupLadder(t *testing.T) {
	mysql, mariadb, postgres := liveTables("mysql", "mysql", "8.0.36"), liveTables("mysql", "mariadb", "10.11.19"), liveTables("postgres", "postgres", "15.18")
	ofPostgres := func(change func(*probe.Backup)) probe.Backup {
		return dumped(func(b *probe.Backup) {
			b.Engine, b.Format, b.Producer, b.Server, b.Database = "postgres", "pg_dump plain", "pg_dump 15.18", "15.18", ""
			for i := range b.Tables {
				b.Tables[i].Name, b.Tables[i].Collation = "public."+strings.ToLower(b.Tables[i].Name), ""
			}
			if change != nil {
				change(b)
			}
		})
	}
	for _, test := range []struct {
		name   string
		backup probe.Backup
		on     probe.Database
		level  string
		want   string // the outcome and a part of the message
	}{
		{"whole", dumped(nil), mysql, "restorable", "pass in a form that it takes"},
		{"whole, of PostgreSQL", ofPostgres(nil), postgres, "restorable", "pass in a form that it takes"},
		{"a table missing", dumped(func(b *probe.Backup) { b.Tables = b.Tables[:2] }), mysql, "complete", "fail lacks 1 of the 3 tables of mysql://om@db/openmetadata_db: nothing_here"},
		{"a table empty", dumped(func(b *probe.Backup) { b.Tables[1].Rows = 0 }), mysql, "complete", "fail no row of tables that have some"},
		{"few rows", dumped(func(b *probe.Backup) { b.Tables[1].Rows = 2000 }), mysql, "restorable", "warn table_entity (2000 of about 4800)"},
		{"no history", dumped(func(b *probe.Backup) { b.Migrations = nil }), mysql, "complete", "unknown migration history could not be read"},
		{"of several databases of different releases", dumped(func(b *probe.Backup) {
			b.Migrations, b.Histories = nil, map[string][]string{b.Database + ".SERVER_CHANGE_LOG": {"1.3.0", "1.4.0"}, "other.SERVER_CHANGE_LOG": {"1.3.0"}}
		}), mysql, "restorable", "pass"},
		{"of several databases, this one before a migration", dumped(func(b *probe.Backup) {
			b.Migrations, b.Histories = nil, map[string][]string{b.Database + ".SERVER_CHANGE_LOG": {"1.3.0"}, "other.SERVER_CHANGE_LOG": {"1.3.0", "1.4.0"}}
		}), mysql, "complete", "fail of an older release"},
		{"of an older release", dumped(func(b *probe.Backup) { b.Migrations = []string{"1.3.0"} }), mysql, "complete", "fail of an older release: its migration history lacks 1.4.0"},
		{"of a newer release", dumped(func(b *probe.Backup) { b.Migrations = []string{"1.3.0", "1.4.0", "1.5.0"} }), mysql, "complete", "fail of a newer release: its migration history has 1.5.0"},
		{"of another database", dumped(func(b *probe.Backup) { b.Migrations = []string{"1.3.0", "1.3.9"} }), mysql, "complete", "fail of another database"},
		{"no row at all", dumped(func(b *probe.Backup) {
			for i := range b.Tables {
				b.Tables[i].Rows = 0
			}
		}), mysql, "complete", "fail holds no rows"},
		{"no definitions", dumped(func(b *probe.Backup) {
			for i := range b.Tables {
				b.Tables[i].Created = false
			}
		}), mysql, "complete", "fail no table definitions"},
		{"the history empty", dumped(func(b *probe.Backup) { b.Tables[0].Rows = 0 }), mysql, "complete", "fail no row of table SERVER_CHANGE_LOG"},
		{"of several databases", dumped(func(b *probe.Backup) {
			b.Database = "airflow_db, openmetadata_db"
			for i := range b.Tables {
				b.Tables[i].Name = "airflow_db." + b.Tables[i].Name
			}
		}), mysql, "complete", "fail lacks 3 of the 3 tables"},

		{"messages", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitMessages} }), mysql, "covered", "fail messages of the dumper"},
		{"a byte order mark", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitByteOrderMark} }), mysql, "covered", "fail byte order mark"},
		{"CR LF", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitLineEnds} }), mysql, "restorable", "warn CR LF"},
		{"a narrow character set", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitNarrow} }), mysql, "restorable", "warn question marks"},
		{"mysqldump's missing values", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitGeneratedFirst, probe.TraitMissingValues} }), mysql, "covered", "fail begin with a comma"},
		{"MariaDB's values for generated columns", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitGeneratedValues} }), mysql, "covered", "fail error 3105"},
		{"the same into MariaDB", dumped(func(b *probe.Backup) {
			b.Traits, b.Server, b.Tables[1].Collation = []string{probe.TraitGeneratedValues}, "10.11.19-MariaDB", ""
		}), mariadb, "restorable", "pass"},
		{"an old mysqldump", dumped(func(b *probe.Backup) { b.Traits, b.Producer = []string{probe.TraitGeneratedFirst}, "mysqldump 8.0.36" }), mysql, "covered", "fail MySQL bug 81926"},
		{"a new mysqldump", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitGeneratedFirst} }), mysql, "restorable", "pass"},
		{"collations of MySQL into MariaDB", dumped(nil), mariadb, "covered", "fail utf8mb4_0900_ai_ci"},
		{"the sandbox line", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitSandbox} }), mysql, "restorable", "warn sandbox"},
		{"GTIDs", dumped(func(b *probe.Backup) { b.Traits = []string{probe.TraitGTIDPurged} }), mysql, "restorable", "warn GTID_PURGED"},
		{"Flowable's tables in two collations", dumped(func(b *probe.Backup) {
			b.Tables = append(b.Tables, probe.BackupTable{Name: "ACT_A", Created: true, Rows: 1, Collation: "utf8mb3_bin"}, probe.BackupTable{Name: "ACT_B", Created: true, Rows: 1, Collation: "utf8mb4_bin"})
		}), mysql, "restorable", "warn error 3780"},
		{"a definer", dumped(func(b *probe.Backup) { b.Users = []string{"om@%"} }), mysql, "restorable", "pass run as om@%"},
		{"a role that is missing", ofPostgres(func(b *probe.Backup) { b.Users = []string{"openmetadata_user", "reporting"} }), postgres, "restorable", "warn may read them are not on"},
		{"an extension that is missing", ofPostgres(func(b *probe.Backup) { b.Extensions = []string{"pg_trgm", "postgis"} }), postgres, "covered", "fail lacks extensions that it needs: postgis"},
		{"a newer pg_dump", ofPostgres(func(b *probe.Backup) { b.Producer = "pg_dump 17.2" }), postgres, "restorable", "warn newer than the server's 15.18"},
		{`\restrict`, ofPostgres(func(b *probe.Backup) { b.Traits = []string{probe.TraitRestrict} }), postgres, "restorable", `pass psql that knows \restrict`},

		{"restored", dumped(func(b *probe.Backup) {
			b.Restore = &probe.Restore{Into: "mysql://scratch/x", Outcome: probe.RestoreDone, Tables: 3, Rows: 5002}
		}), mysql, "restored", "pass all its rows arrived (5002 in 3 tables)"},
		{"not restored", dumped(func(b *probe.Backup) {
			b.Restore = &probe.Restore{Into: "mysql://scratch/x", Outcome: probe.RestoreFailed, Why: "table t did not arrive"}
		}), mysql, "restorable", "fail table t did not arrive"},
		{"refused", dumped(func(b *probe.Backup) {
			b.Restore = &probe.Restore{Into: "mysql://scratch/x", Outcome: probe.RestoreRefused, Why: "not empty"}
		}), mysql, "restorable", "unknown not empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snapshot(test.on)
			s.Backups = []probe.Backup{test.backup}
			f := Backups(Input{Snapshot: s, Now: now, MaxBackupAge: 24 * time.Hour})[0]
			outcome, mention, _ := strings.Cut(test.want, " ")
			if f.Level != test.level || string(f.Outcome) != outcome || !strings.Contains(f.Message, mention) {
				t.Errorf("%s, %s: %s\nwant %s, %s", f.Level, f.Outcome, f.Message, test.level, test.want)
			}
		})
	}
}

// TestManagedInstance binds a snapshot of a provider to the server that is
// looked at.
func TestManagedInstance(t *testing.T) {
	for _, test := range []struct{ host, instance, want string }{
		{"om-prod.abc.eu-west-1.rds.amazonaws.com", "om-prod", "unknown lists a snapshot of om-prod"},
		{"om-prod.abc.eu-west-1.rds.amazonaws.com", "om-test", "fail is of the instance om-test"},
		{"10.0.0.7", "om-prod", "unknown lists a snapshot"},
	} {
		d := live("mysql", "mysql")
		d.Name = "mysql://om@" + test.host + "/openmetadata_db"
		s := snapshot(d)
		s.Backups = []probe.Backup{{Path: "rds.json", Level: "present", Format: "managed snapshot", Engine: "mysql", Instance: test.instance, Stopped: "nobody can look inside", TakenAt: now.Add(-time.Hour).Format(time.RFC3339)}}
		f := Backups(Input{Snapshot: s, Now: now, MaxBackupAge: 24 * time.Hour})[0]
		outcome, mention, _ := strings.Cut(test.want, " ")
		if f.Level != "present" || string(f.Outcome) != outcome || !strings.Contains(f.Message, mention) {
			t.Errorf("%s: %s: %s", test.host, f.Outcome, f.Message)
		}
	}
}

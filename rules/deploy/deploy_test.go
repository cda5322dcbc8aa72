package deploy

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// now is when every audit of these tests takes place.
var now = time.Date(2024, 5, 2, 18, 0, 0, 0, time.UTC)

func sortBuffer() facts.Fact {
	return facts.Fact{
		ID: "db-setting/mysql/sort_buffer_size", Kind: facts.Requirement, Phase: facts.Before, Summary: "set it",
		Subject:  facts.Subject{Type: facts.DBSetting, Engine: facts.MySQL, Name: "sort_buffer_size"},
		Expect:   &facts.Expect{Op: facts.AtLeast, Value: "20971520", Unit: "bytes", Text: "20MB"},
		Evidence: []facts.Evidence{{File: "page.md", Line: 7, EndLine: 7, Column: 1, Quote: "SET GLOBAL sort_buffer_size = 20971520"}},
	}
}

func workMem() facts.Fact {
	f := sortBuffer()
	f.ID, f.Subject.Engine, f.Subject.Name = "db-setting/postgres/work_mem", facts.Postgres, "work_mem"
	return f
}

func live(engine, flavour string, settings ...probe.Setting) probe.Database {
	return probe.Database{
		Name: engine + "://om@db/openmetadata_db", Source: probe.SourceLive, Engine: engine, Flavour: flavour, Version: "8.0.36",
		VersionText: "8.0.36", Database: "openmetadata_db", User: "om", MigrationUser: "om", Connected: true, Settings: settings,
	}
}

func snapshot(databases ...probe.Database) *probe.Snapshot {
	s := probe.New()
	s.Databases = databases
	return s
}

// audit runs one fact against a snapshot and renders what deploy says about the
// fact, one "outcome message" a line.
func audit(f facts.Fact, in Input) string {
	in.Facts = []facts.Fact{f}
	in.Now = now
	if in.MaxBackupAge == 0 {
		in.MaxBackupAge = 24 * time.Hour
	}
	var lines []string
	for _, r := range Audit(in) {
		if string(r.Fact) == f.ID {
			lines = append(lines, fmt.Sprintf("%s %s", r.Outcome, r.Message))
		}
	}
	return strings.Join(lines, "\n")
}

func TestSetting(t *testing.T) {
	value := func(v, persistent, pending string) probe.Setting {
		return probe.Setting{Name: "sort_buffer_size", Value: v, Unit: "bytes", Origin: "compiled default", Persistent: persistent, Pending: pending}
	}
	refused := live("mysql", "")
	refused.Connected, refused.Why = false, "connection refused"
	file := probe.Database{Name: "my.cnf", Source: probe.SourceFile, Engine: "mysql"}

	for _, test := range []struct {
		name string
		on   *probe.Snapshot
		want string // prefix
	}{
		{"too small", snapshot(live("mysql", "mysql", value("262144", "yes", ""))), "fail sort_buffer_size is 262144 for om; the documents require at least 20971520 (20MB)"},
		{"exactly enough", snapshot(live("mysql", "mysql", value("20971520", "yes", ""))), "pass"},
		{"more than enough", snapshot(live("mysql", "mysql", value("33554432", "yes", ""))), "pass"},
		{"numbers, not text: 3 bytes are fewer than 20 million", snapshot(live("mysql", "mysql", value("3", "yes", ""))), "fail"},
		{"lost at the next restart", snapshot(live("mysql", "mysql", value("20971520", "no", ""))), "warn sort_buffer_size is 20971520, as required, but only until the server restarts"},
		{"another value is waiting", snapshot(live("mysql", "mysql", value("20971520", "yes", "262144 is configured; restart"))), "warn sort_buffer_size is 20971520, as required, but another value is waiting; 262144 is configured; restart"},
		{"persistence unknown", snapshot(live("mysql", "mysql", value("20971520", "unknown", ""))), "pass"},
		{"set but not in force", snapshot(live("mysql", "mysql", value("262144", "yes", "20971520 is configured; restart"))), "fail sort_buffer_size is 262144 for om; the documents require at least 20971520 (20MB); 20971520 is configured; restart"},
		{"not a number", snapshot(live("mysql", "mysql", value("lots", "yes", ""))), "unknown"},
		{"no database", snapshot(), "unknown sort_buffer_size was not checked: there was no database"},
		{"not reached", snapshot(refused), "unknown sort_buffer_size was not checked on mysql://om@db/openmetadata_db: connection refused"},
		{"not collected", snapshot(live("mysql", "mysql")), "unknown"},
		{"refused by the server", snapshot(live("mysql", "mysql", probe.Setting{Name: "sort_buffer_size", Why: "needs SELECT"})), "unknown"},
		{"not in the file", snapshot(file), "unknown my.cnf does not set sort_buffer_size"},
		{"another engine", snapshot(live("postgres", "postgres")), "not-applicable"},
		{"two databases, two verdicts", snapshot(live("mysql", "mysql", value("20971520", "yes", "")), live("mysql", "mysql", value("1", "yes", ""))), "fail"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := audit(sortBuffer(), Input{Snapshot: test.on}); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s…", got, test.want)
			}
		})
	}
}

// The remedy is worded for the server that was looked at.
func TestSettingRemedy(t *testing.T) {
	pg := live("postgres", "postgres")
	pg.MigrationUser = "OM-Migrator"
	for _, test := range []struct {
		name string
		d    probe.Database
		fact facts.Fact
		want string
	}{
		{"mysql", live("mysql", "mysql"), sortBuffer(), "SET PERSIST sort_buffer_size = 20971520;"},
		{"mariadb has no SET PERSIST", live("mysql", "mariadb"), sortBuffer(), "SET GLOBAL sort_buffer_size = 20971520;"},
		{"rds takes no SQL", live("mysql", "rds-mysql"), sortBuffer(), "aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters ParameterName=sort_buffer_size,ParameterValue=20971520,ApplyMethod=immediate"},
		{"postgres, quoted role", pg, workMem(), `ALTER ROLE "OM-Migrator" SET work_mem = '20MB';`},
		{"postgres, a setting of the server", pg, func() facts.Fact { f := workMem(); f.Subject.Name = "shared_buffers"; return f }(), "ALTER SYSTEM SET shared_buffers = '20MB';"},
		{"PostgreSQL's sizes are numbers of kB to providers", live("postgres", "azure-postgres"), workMem(), "az postgres flexible-server parameter set --resource-group GROUP --server-name SERVER --name work_mem --value 20480"},
		{"or of pages", live("postgres", "aurora-postgres"), func() facts.Fact { f := workMem(); f.Subject.Name = "shared_buffers"; return f }(), "aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name GROUP --parameters ParameterName=shared_buffers,ParameterValue=2560,ApplyMethod=immediate"},
		{"a provider's list", probe.Database{Name: "p.json", Source: probe.SourceFile, Format: "cloudsql", Engine: "postgres", Flavour: "cloudsql-postgres"}, workMem(), "gcloud sql instances patch INSTANCE --database-flags=work_mem=20480"},
		{"a compose file", probe.Database{Name: "c.yml (service db)", Source: probe.SourceFile, Format: "docker-compose", Engine: "mysql"}, sortBuffer(), "command: --sort_buffer_size=20971520"},
		{"a compose file, PostgreSQL", probe.Database{Name: "c.yml (service db)", Source: probe.SourceFile, Format: "docker-compose", Engine: "postgres"}, workMem(), "command: postgres -c work_mem=20MB"},
		{"Helm's values", probe.Database{Name: "values.yaml (mysql)", Source: probe.SourceFile, Format: "helm", Engine: "mysql"}, sortBuffer(), "primary:\n  extraFlags: \"--sort_buffer_size=20971520\""},
		{"manifests", probe.Database{Name: "m.yaml (StatefulSet pg)", Source: probe.SourceFile, Format: "kubernetes", Engine: "postgres"}, workMem(), "args:\n  - -c\n  - work_mem=20MB"},
		{"a file", probe.Database{Name: "my.cnf", Source: probe.SourceFile, Engine: "mysql"}, sortBuffer(), "[mysqld]\nsort_buffer_size = 20971520"},
		{"a PostgreSQL file", probe.Database{Name: "postgresql.conf", Source: probe.SourceFile, Engine: "postgres"}, workMem(), "work_mem = 20MB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := settingRemedy(&test.d, test.fact); len(got) == 0 || got[0].Text != test.want {
				t.Errorf("got %+v, want %s", got, test.want)
			}
		})
	}
}

func TestFlavour(t *testing.T) {
	for flavour, want := range map[string]rules.Outcome{"mysql": rules.Pass, "percona": rules.Pass, "mariadb": rules.Fail, "": rules.Unknown} {
		in := Input{Snapshot: snapshot(live("mysql", flavour))}
		got := judgeFlavour(in)
		if len(got) != 1 || got[0].Outcome != want {
			t.Errorf("flavour %q: got %+v, want %s", flavour, got, want)
		}
	}
}

func TestDatabaseVersion(t *testing.T) {
	fact := facts.Fact{
		ID: "db-version/mysql/MySQL", Kind: facts.Requirement, Summary: "MySQL 8",
		Subject: facts.Subject{Type: facts.DBVersion, Engine: facts.MySQL, Name: "MySQL"},
		Expect:  &facts.Expect{Op: facts.AtLeast, Value: "8.0.0"},
	}
	at := func(v string) *probe.Snapshot {
		d := live("mysql", "mysql")
		d.Version, d.VersionText = v, v
		return snapshot(d)
	}
	for _, test := range []struct {
		on   *probe.Snapshot
		want string
	}{
		{at("8.0.36"), "pass"},
		{at("9.7.4"), "pass"},
		{at("10.0.1"), "pass"}, // as versions: 10 follows 8
		{at("5.7.44"), "fail"},
		{at("?"), "unknown"},
		{snapshot(), "unknown"},
		{snapshot(live("postgres", "postgres")), "not-applicable"},
		{snapshot(live("mysql", "mariadb")), "not-applicable"},
	} {
		if got := audit(fact, Input{Snapshot: test.on}); !strings.HasPrefix(got, test.want) {
			t.Errorf("got %s, want %s", got, test.want)
		}
	}
}

func TestBackup(t *testing.T) {
	fact := facts.Fact{ID: "backup/metadata", Kind: facts.Requirement, Summary: "back up", Subject: facts.Subject{Type: facts.Backup, Name: "database"}, Expect: &facts.Expect{Op: facts.Exists}}
	good := probe.Backup{
		Path: "dump.sql", Level: "complete", Format: "mysqldump", Engine: "mysql", Database: "openmetadata_db",
		TakenAt: now.Add(-time.Hour).Format(time.RFC3339),
	}
	but := func(change func(*probe.Backup)) probe.Backup {
		b := good
		change(&b)
		return b
	}
	for _, test := range []struct {
		name   string
		backup []probe.Backup
		want   string
	}{
		{"complete and fresh", []probe.Backup{good}, "pass dump.sql is a complete mysqldump"},
		{"none given", nil, "unknown no backup was checked"},
		{"cut off", []probe.Backup{but(func(b *probe.Backup) { b.Level, b.Damaged, b.Stopped = "identified", true, "ends inside a statement" })}, "fail dump.sql is no usable backup: ends inside a statement"},
		{"completeness cannot be proved", []probe.Backup{but(func(b *probe.Backup) { b.Level, b.Stopped = "identified", "no end marker" })}, "unknown"},
		{"old", []probe.Backup{but(func(b *probe.Backup) { b.TakenAt = now.Add(-25 * time.Hour).Format(time.RFC3339) })}, "fail dump.sql is a complete mysqldump, but it was taken at 2024-05-01T17:00:00Z, longer ago than 24h0m0s"},
		{"from the future", []probe.Backup{but(func(b *probe.Backup) { b.TakenAt = now.AddDate(10, 0, 0).Format(time.RFC3339) })}, "unknown"},
		{"no time", []probe.Backup{but(func(b *probe.Backup) { b.TakenAt = "" })}, "fail"},
		{
			"one of two is good",
			[]probe.Backup{but(func(b *probe.Backup) { b.TakenAt = now.Add(-25 * time.Hour).Format(time.RFC3339); b.Path = "old.sql" }), good},
			"pass dump.sql is a complete mysqldump; whether it holds all of mysql://om@db/openmetadata_db could not be seen: the snapshot does not say which tables it has; record it again with this version's omlint probe\nnot-applicable old.sql",
		},
		{"of another engine", []probe.Backup{but(func(b *probe.Backup) { b.Engine = "postgres" })}, "fail dump.sql (mysqldump) is a backup of PostgreSQL"},
		{"of another database", []probe.Backup{but(func(b *probe.Backup) { b.Database = "airflow_db" })}, `fail dump.sql (mysqldump) is a backup of the database "airflow_db"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snapshot(live("mysql", "mysql"))
			s.Backups = test.backup
			if got := audit(fact, Input{Snapshot: s}); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s…", got, test.want)
			}
		})
	}
}

func TestUse(t *testing.T) {
	removed := facts.Fact{
		ID: "cli-command/metadata-docker", Kind: facts.BreakingChange, Summary: "gone", RemovedIn: "1.4.0", Replacement: "docker compose",
		Subject: facts.Subject{Type: facts.CLICommand, Name: "metadata docker"},
	}
	deprecated := facts.Fact{
		ID: "cli-command/metadata-backup", Kind: facts.Deprecation, Summary: "old", DeprecatedIn: "1.4.0", RemovedIn: "1.6.0",
		Subject: facts.Subject{Type: facts.CLICommand, Name: "metadata backup"},
	}
	run := facts.Fact{
		ID: "cli-command/metadata-version", Kind: facts.Requirement, Summary: "check the version",
		Subject: facts.Subject{Type: facts.CLICommand, Name: "metadata --version"},
	}
	used := func(names ...string) *probe.Snapshot {
		s := probe.New()
		s.FilesScanned = 3
		for i, n := range names {
			s.Uses = append(s.Uses, probe.Use{Type: "cli-command", Name: n, File: "run.sh", Line: i + 1, Column: 1, EndLine: i + 1, EndColumn: 9, Quote: n})
		}
		return s
	}
	for _, test := range []struct {
		name string
		fact facts.Fact
		in   Input
		want string
	}{
		{"removed and used", removed, Input{Snapshot: used("metadata docker"), To: "1.4.0"}, "fail metadata docker is removed in 1.4.0; use docker compose"},
		{"deprecated, removed later", deprecated, Input{Snapshot: used("metadata backup"), To: "1.4.0"}, "warn metadata backup is deprecated since 1.4.0"},
		{"removed by the target", deprecated, Input{Snapshot: used("metadata backup"), To: "1.10.0"}, "fail metadata backup is removed in 1.6.0"},
		{"not used", removed, Input{Snapshot: used("metadata ingest")}, "pass no use of metadata docker in 3 scanned files"},
		{"not looked for", removed, Input{Snapshot: probe.New()}, "unknown"},
		{"a command to run", run, Input{Snapshot: used()}, "manual check the version"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := audit(test.fact, test.in); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s…", got, test.want)
			}
		})
	}
}

// A script that could not be read keeps the whole scan from passing.
func TestUnreadFiles(t *testing.T) {
	s := probe.New()
	s.FilesSkipped = []probe.Skipped{{File: "logo.png", Why: "binary"}}
	if found := judgeScan(Input{Snapshot: s}); len(found) > 0 {
		t.Errorf("a binary is no script: %+v", found)
	}
	s.FilesSkipped = append(s.FilesSkipped, probe.Skipped{File: "broken.sh", Why: "line 3: a ( without its )", Unread: true})
	found := judgeScan(Input{Snapshot: s})
	if len(found) != 1 || found[0].Outcome != rules.Unknown || !strings.Contains(found[0].Message, "broken.sh") {
		t.Errorf("got %+v", found)
	}
}

// Every fact has a finding, whatever its type: nothing is dropped in silence.
func TestEveryFactIsAnswered(t *testing.T) {
	for _, typ := range []facts.Type{
		facts.DBSetting, facts.DBVersion, facts.DBCharset, facts.Backup, facts.Connectivity, facts.Package, facts.CLICommand,
		facts.CLIFlag, facts.LineageAnnotation, facts.HelmValue, facts.Process, facts.Other, "a-type-of-the-future",
	} {
		for _, kind := range []facts.Kind{facts.Requirement, facts.Deprecation, facts.BreakingChange} {
			f := facts.Fact{ID: string(typ) + "/x", Kind: kind, Summary: "do it", Subject: facts.Subject{Type: typ, Name: "x"}}
			got := audit(f, Input{Snapshot: probe.New()})
			if got == "" || strings.HasPrefix(got, "pass") {
				t.Errorf("%s %s with nothing to look at: %q", kind, typ, got)
			}
		}
	}
}

// A database that did not answer is never a pass, of anything.
func TestNothingPassesUnseen(t *testing.T) {
	d := live("mysql", "")
	d.Connected, d.Why = false, "timeout"
	for _, f := range Audit(Input{Facts: []facts.Fact{sortBuffer(), workMem()}, Snapshot: snapshot(d), Now: now}) {
		if f.Outcome == rules.Pass {
			t.Errorf("passes without a connection: %+v", f)
		}
	}
}

// A database of some size takes longer to migrate than a Helm hook is given.
func TestMigrationTime(t *testing.T) {
	for size, want := range map[string]rules.Outcome{"1048576": rules.Pass, "2147483648": rules.Warn, "not counted": rules.Pass} {
		d := live("postgres", "postgres")
		d.Looks = []probe.Look{{Name: "tables", Columns: []string{"name", "bytes"}, Rows: [][]string{{"table_entity", size}}}}
		found := judgeDuration(database{&d, Input{}})
		if len(found) != 1 || found[0].Outcome != want || want == rules.Warn && len(found[0].Remedy) == 0 {
			t.Errorf("%s bytes: got %+v, want %s", size, found, want)
		}
	}
}

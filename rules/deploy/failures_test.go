package deploy_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// The servers that a deployment may have.
var servers = []struct {
	name, schema string
	start        func(testing.TB) *testserver.Server
}{
	{"postgres13", "postgres", func(t testing.TB) *testserver.Server { return testserver.Postgres(t, 13) }},
	{"postgres15", "postgres", func(t testing.TB) *testserver.Server { return testserver.Postgres(t, 15) }},
	{"postgres18", "postgres", func(t testing.TB) *testserver.Server { return testserver.Postgres(t, 18) }},
	{"mysql", "mysql", testserver.MySQL},
	{"mariadb", "mariadb", testserver.MariaDB},
}

// deployment is a database of OpenMetadata 1.12.6, in which everything is as it
// should be, and the user whom its server logs in as.
type deployment struct {
	*testserver.Server
	database, user, kind string
}

const password = "s3cr3t"

func deploy1_12(t *testing.T, name string) deployment {
	t.Helper()
	i := slices.IndexFunc(servers, func(s struct {
		name, schema string
		start        func(testing.TB) *testserver.Server
	},
	) bool {
		return s.name == name
	})
	d := deployment{Server: servers[i].start(t), kind: servers[i].schema}
	d.database = d.NewDatabase(t)
	d.user = d.NewUser(t, password)
	d.fill(t)
	return d
}

// fill makes the product's tables, and the user who owns them.
func (d deployment) fill(t *testing.T) {
	t.Helper()
	schema, err := os.ReadFile("testdata/" + d.kind + ".sql")
	if err != nil {
		t.Fatal(err)
	}
	switch d.kind {
	case "postgres":
		d.Exec(t, d.database, "GRANT ALL ON SCHEMA public TO "+d.user, "GRANT pg_read_all_stats TO "+d.user,
			"ALTER ROLE "+d.user+" SET work_mem = '20MB'", "SET SESSION AUTHORIZATION "+d.user, string(schema))
	default:
		d.Exec(t, "", "ALTER DATABASE "+d.database+" CHARACTER SET utf8mb4",
			"GRANT ALL ON "+d.database+".* TO "+d.user, "GRANT PROCESS ON *.* TO "+d.user, "SET GLOBAL max_connections = 400",
			"SET GLOBAL sort_buffer_size = 20971520")
		d.Exec(t, d.database, string(schema))
	}
}

// audit judges the deployment on its way between two releases.
func (d deployment) audit(t *testing.T, user, from, to string) []rules.Finding {
	t.Helper()
	return deploy.Audit(deploy.Input{Snapshot: d.probe(t, user, false), Facts: sortBuffer, From: from, To: to, Now: time.Now()})
}

func (d deployment) probe(t *testing.T, user string, deep bool) *probe.Snapshot {
	t.Helper()
	target, err := database.ParseURL(d.URL(user, password, d.database))
	if err != nil {
		t.Fatal(err)
	}
	s := probe.New()
	s.Databases = []probe.Database{database.Collect(context.Background(), database.Request{
		Target: target, Settings: []string{"sort_buffer_size", "work_mem"}, Queries: deploy.Queries(), Deep: deep, Timeout: 20 * time.Second,
	})}
	return s
}

var sortBuffer = []facts.Fact{{
	ID: "db-setting/mysql/sort_buffer_size", Kind: facts.Requirement, Phase: facts.Before,
	Subject: facts.Subject{Type: facts.DBSetting, Engine: facts.MySQL, Name: "sort_buffer_size"},
	Expect:  &facts.Expect{Op: facts.AtLeast, Value: "20971520", Unit: "bytes"},
}}

// of are a rule's findings.
func of(found []rules.Finding, rule string) []rules.Finding {
	return slices.DeleteFunc(slices.Clone(found), func(f rules.Finding) bool { return f.Rule != rule })
}

// outcomes lists what a rule says, for messages.
func outcomes(found []rules.Finding) string {
	var lines []string
	for _, f := range found {
		lines = append(lines, string(f.Outcome)+": "+f.Message)
	}
	return strings.Join(lines, "\n")
}

func worst(found []rules.Finding) rules.Outcome {
	for _, o := range []rules.Outcome{rules.Fail, rules.Warn, rules.Unknown, rules.Manual, rules.Pass, rules.NotApplicable} {
		if slices.ContainsFunc(found, func(f rules.Finding) bool { return f.Outcome == o }) {
			return o
		}
	}
	return ""
}

// checks are those that this file is about: they judge a database's content.
func checks() []string {
	var ids []string
	for _, c := range deploy.Checks() {
		if c.Database != nil {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// A deployment that is as it should be passes every check.
func TestSoundDeployment(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			found := d.audit(t, d.user, "1.12.6", "1.13.1")
			for _, rule := range checks() {
				switch of := of(found, rule); worst(of) {
				case rules.Pass, rules.NotApplicable, "": // "": nothing to ask of this engine
				default:
					t.Errorf("%s: %s", rule, outcomes(of))
				}
			}
			if got := worst(of(found, "deploy/product-tables")); got != rules.Pass {
				t.Errorf("deploy/product-tables: %s", outcomes(of(found, "deploy/product-tables")))
			}
		})
	}
}

// failure is an upgrade failure that users had. Each is built in a deployment
// that is sound otherwise, seen, repaired with the remedy that is printed, and
// gone.
type failure struct {
	name string
	rule string
	on   string // the servers: "mysql mariadb", "postgres" for all of its releases
	want rules.Outcome
	from string // "" is 1.12.6
	to   string // "" is 1.13.1
	bad  []string
	// repair stands for a remedy that is no SQL: restoring a backup, upgrading
	// elsewhere. Its first line says which.
	repair []string
}

func insertSeries(operation string) string {
	return "INSERT INTO profiler_data_time_series (entityFQNHash, extension, jsonSchema, json) VALUES " +
		`('h1', 'table.tableProfile', 'tableProfile', '{"timestamp": 1700000000000` + operation + `}')`
}

var failures = []failure{
	{name: "rows wider than the sort buffer (1)", rule: "deploy/sort-memory", on: "mysql mariadb", want: rules.Warn, bad: []string{
		`INSERT INTO query_entity (json) VALUES (JSON_OBJECT('id', 'q2', 'query', REPEAT('SELECT wide ', 200000)))`,
	}},
	{
		name: "roles deleted by migrate --force (2)", rule: "deploy/system-roles", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"CREATE TABLE kept AS SELECT * FROM entity_relationship", "DELETE FROM entity_relationship"},
		repair: []string{"-- openmetadata-ops.sh recover", "INSERT INTO entity_relationship SELECT * FROM kept"},
	},
	{
		name: "roles gone (2)", rule: "deploy/system-roles", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"DELETE FROM role_entity"},
		repair: []string{"-- openmetadata-ops.sh recover", `INSERT INTO role_entity (json) VALUES ('{"id": "r1", "name": "DataConsumer"}')`},
	},
	{
		name: "an interrupted migration (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"INSERT INTO SERVER_MIGRATION_SQL_LOGS (version, sqlStatement, checksum) VALUES ('1.12.9', 'CREATE UNIQUE INDEX …', '3')"},
		repair: []string{"-- openmetadata-ops.sh migrate, to its end", "INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES ('1.12.9', 'native/1.12.9', 'x')"}, from: "1.12.9",
	},
	{
		name: "a migration recorded as failed (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"ALTER TABLE SERVER_CHANGE_LOG ADD COLUMN status VARCHAR(16) DEFAULT 'COMPLETED'", "UPDATE SERVER_CHANGE_LOG SET status = 'FAILED' WHERE version = '1.12.6'"},
		repair: []string{"-- openmetadata-ops.sh migrate, to its end", "UPDATE SERVER_CHANGE_LOG SET status = 'COMPLETED'"},
	},
	{
		name: "a migration that was left out (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"DELETE FROM SERVER_CHANGE_LOG WHERE version = '1.10.0'"},
		repair: []string{"-- restore the backup from before the gap", "INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES ('1.10.0', 'native/1.10.0', 'j')"},
	},
	{
		name: "a withdrawn release (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Warn,
		bad:    []string{"INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES ('1.10.2', 'native/1.10.2', 'x')"},
		repair: []string{"-- nothing mends it; a restored backup is without it", "DELETE FROM SERVER_CHANGE_LOG WHERE version = '1.10.2'"},
	},
	{
		name: "Flyway's migration failed (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{`CREATE TABLE "DATABASE_CHANGE_LOG" (version VARCHAR(50), success BOOLEAN)`, `INSERT INTO "DATABASE_CHANGE_LOG" VALUES ('000', TRUE), ('004', FALSE)`, `GRANT ALL ON "DATABASE_CHANGE_LOG" TO $user`},
		repair: []string{"-- openmetadata-ops.sh repair, then migrate", `UPDATE "DATABASE_CHANGE_LOG" SET success = TRUE`},
	},
	{
		name: "migrated past the release that is said to run (3)", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad:    []string{"INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES ('1.13.0', 'native/1.13.0', 'x')"},
		repair: []string{"-- restore the backup from before the upgrade that was not finished", "DELETE FROM SERVER_CHANGE_LOG WHERE version = '1.13.0'"}, to: "1.14.0",
	},
	{
		name: "character set of the database (5)", rule: "deploy/charset", on: "mysql mariadb", want: rules.Fail,
		bad: []string{"ALTER DATABASE CHARACTER SET latin1"},
	},
	{
		name: "tables of several character sets (5)", rule: "deploy/charset", on: "mysql mariadb", want: rules.Fail,
		bad: []string{"ALTER TABLE SERVER_MIGRATION_SQL_LOGS CONVERT TO CHARACTER SET utf8mb3", "ALTER TABLE ACT_RU_TASK CONVERT TO CHARACTER SET latin1"},
	},
	{
		name: "duplicate rows (6)", rule: "deploy/duplicate-rows", on: "mysql postgres mariadb", want: rules.Fail,
		bad: []string{insertSeries(""), insertSeries(""), insertSeries(`, "operation": "INSERT"`)},
	},
	{
		name: "duplicate rows with a column of one's own (6)", rule: "deploy/duplicate-rows", on: "mysql", want: rules.Fail,
		bad: []string{"ALTER TABLE profiler_data_time_series ADD COLUMN extra VARCHAR(20) NOT NULL DEFAULT 'keep'", "UPDATE profiler_data_time_series SET extra = 'precious'", insertSeries("")},
	},
	{name: "an invalid index (6)", rule: "deploy/invalid-index", on: "postgres", want: rules.Fail, bad: []string{
		insertSeries(""), "CREATE UNIQUE INDEX CONCURRENTLY once ON profiler_data_time_series (entityFQNHash, extension, timestamp)",
	}},
	{
		name: "invisible primary keys are on (10)", rule: "deploy/invisible-primary-key", on: "mysql", want: rules.Fail,
		bad: []string{"SET GLOBAL sql_generate_invisible_primary_key = ON"},
	},
	{
		name: "a table with an invisible primary key (10)", rule: "deploy/invisible-primary-key", on: "mysql", want: rules.Fail,
		bad: []string{"SET SESSION sql_generate_invisible_primary_key = ON", "CREATE TABLE change_event (json JSON)"},
	},
	{
		name: "the schema of PostgreSQL 15 (11)", rule: "deploy/migration-privileges", on: "postgres", want: rules.Fail,
		bad: []string{"REVOKE CREATE ON SCHEMA public FROM $user", "REVOKE CREATE ON SCHEMA public FROM PUBLIC"},
	},
	{
		name: "tables of another owner (11)", rule: "deploy/migration-privileges", on: "postgres", want: rules.Fail,
		bad: []string{"ALTER TABLE query_entity OWNER TO postgres", "ALTER TABLE table_entity OWNER TO postgres", "GRANT ALL ON ALL TABLES IN SCHEMA public TO $user"},
	},
	{
		name: "a user who may not alter tables (11)", rule: "deploy/migration-privileges", on: "mysql mariadb", want: rules.Fail,
		bad: []string{"REVOKE ALTER, DROP ON $database.* FROM $user"},
	},
	{
		name: "a half workflow engine (12)", rule: "deploy/workflow-engine", on: "mysql mariadb postgres", want: rules.Warn,
		bad:    []string{"DELETE FROM ACT_GE_PROPERTY"},
		repair: []string{"-- restore the backup", "INSERT INTO ACT_GE_PROPERTY VALUES ('common.schema.version', '7.0.1.1', 1), ('schema.version', '7.0.1.1', 1)"},
	},
	{
		name: "workflow tables missing (12)", rule: "deploy/workflow-engine", on: "mysql mariadb postgres", want: rules.Warn,
		bad:    []string{"DROP TABLE ACT_RU_TASK"},
		repair: []string{"-- restore the backup", "CREATE TABLE ACT_RU_TASK (ID_ VARCHAR(64) PRIMARY KEY)"},
	},
	{
		name: "the default Fernet key (14)", rule: "deploy/fernet-key", on: "mysql mariadb postgres", want: rules.Warn,
		bad:    []string{`UPDATE dbservice_entity SET json = '{"id": "s1", "name": "shop", "password": "fernet:` + token("jJ_9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=") + `"}'`},
		repair: []string{"-- a key of one's own", `UPDATE dbservice_entity SET json = '{"id": "s1", "name": "shop", "password": "fernet:` + token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") + `"}'`},
	},
	{
		name: "bots of one's own on the way to 1.7.0", rule: "deploy/custom-bots", on: "mysql mariadb postgres", want: rules.Fail, from: "1.6.4", to: "1.7.0",
		bad:    []string{`INSERT INTO bot_entity (json) VALUES ('{"id": "b3", "name": "nightly-loader"}')`},
		repair: []string{"-- upgrade to 1.7.2 instead; here the bot goes", `DELETE FROM bot_entity WHERE name = 'nightly-loader'`},
	},
	{
		name: "no connections to spare", rule: "deploy/connection-headroom", on: "mysql mariadb", want: rules.Warn,
		bad: []string{"SET GLOBAL max_connections = 30"},
	},
	{
		name: "a server that takes no writes", rule: "deploy/writable", on: "mysql mariadb", want: rules.Fail,
		bad: []string{"SET GLOBAL read_only = ON"},
	},
	{
		name: "a user whose transactions are read-only", rule: "deploy/writable", on: "postgres", want: rules.Fail,
		bad: []string{"ALTER ROLE $user SET default_transaction_read_only = on"},
	},
}

func TestFailures(t *testing.T) {
	for _, f := range failures {
		for _, s := range servers {
			if !slices.Contains(strings.Fields(f.on), s.schema) {
				continue
			}
			t.Run(f.name+"/"+s.name, func(t *testing.T) { f.run(t, deploy1_12(t, s.name)) })
		}
	}
}

func (f failure) run(t *testing.T, d deployment) {
	from, to := f.from, f.to
	if from == "" {
		from = "1.12.6"
	}
	if to == "" {
		to = "1.13.1"
	}
	if f.from == "" { // a sound deployment passes, so that the finding is the failure's
		if before := of(d.audit(t, d.user, from, to), f.rule); worst(before) != rules.Pass && worst(before) != rules.NotApplicable {
			t.Fatalf("before: %s", outcomes(before))
		}
	}

	d.run(t, f.bad)
	found := of(d.audit(t, d.user, from, to), f.rule)
	if worst(found) != f.want {
		t.Fatalf("%s, want %s:\n%s", worst(found), f.want, outcomes(found))
	}

	repair := f.repair
	for _, finding := range found {
		if finding.Outcome != rules.Fail && finding.Outcome != rules.Warn {
			continue
		}
		if finding.Source == "" || len(finding.Remedy) == 0 {
			t.Errorf("no source or no remedy: %+v", finding)
		}
		for _, r := range finding.Remedy {
			if f.repair == nil && r.Language == "sql" && !strings.HasPrefix(r.Note, "after the upgrade") {
				repair = append(repair, r.Text)
			}
		}
	}
	if len(repair) == 0 {
		t.Fatalf("no remedy can be run: %+v", found)
	}
	d.run(t, repair)
	if after := of(d.audit(t, d.user, from, to), f.rule); worst(after) == rules.Fail || worst(after) == rules.Warn || worst(after) == rules.Unknown {
		t.Errorf("after the remedy %q: %s", repair, outcomes(after))
	}
}

// run runs statements in the deployment's database as the administrator.
func (d deployment) run(t *testing.T, statements []string) {
	t.Helper()
	var filled []string
	if d.kind != "postgres" {
		filled = append(filled, "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')")
	}
	for _, s := range statements {
		s = strings.ReplaceAll(s, "$user", d.user)
		s = strings.ReplaceAll(s, "$database", d.database)
		if strings.Contains(s, "$collation") {
			s = strings.ReplaceAll(s, "$collation", d.Value(t, d.database, "SELECT @@collation_database"))
		}
		if strings.HasPrefix(s, "--") {
			continue
		}
		if strings.HasPrefix(s, "CREATE UNIQUE INDEX CONCURRENTLY") { // fails, and is left behind
			d.Exec(t, d.database, filled...)
			filled = nil
			if _, err := d.DB(t, d.database).Exec(s); err == nil {
				t.Fatal("the index could be built")
			}
			continue
		}
		filled = append(filled, s)
	}
	d.Exec(t, d.database, filled...)
}

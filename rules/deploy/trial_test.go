package deploy_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/rules"
)

// States that a first version took for sound.
var overlooked = []failure{
	{
		name: "columns of another character set", rule: "deploy/charset", on: "mysql mariadb", want: rules.Fail,
		bad: []string{"CREATE TABLE user_entity (id VARCHAR(36) CHARACTER SET latin1 PRIMARY KEY, name VARCHAR(100) CHARACTER SET latin1) DEFAULT CHARACTER SET utf8mb4 COLLATE $collation"},
	},
	{
		name: "tables of several collations", rule: "deploy/charset", on: "mysql mariadb", want: rules.Warn,
		bad: []string{"ALTER TABLE entity_relationship CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"},
	},
	{
		name: "privileges taken back from one who has all", rule: "deploy/migration-privileges", on: "mysql", want: rules.Fail,
		bad: []string{"SET GLOBAL partial_revokes = ON", "REVOKE ALL ON $database.* FROM $user", "GRANT ALL ON *.* TO $user", "REVOKE ALTER, CREATE ON $database.* FROM $user"},
	},
	{
		name: "a user with few connections", rule: "deploy/connection-headroom", on: "postgres", want: rules.Warn,
		bad: []string{"ALTER ROLE $user CONNECTION LIMIT 5"}, repair: []string{"-- more connections", "ALTER ROLE $user CONNECTION LIMIT -1"},
	},
	{
		name: "a database with few connections", rule: "deploy/connection-headroom", on: "postgres", want: rules.Warn,
		bad: []string{"ALTER DATABASE $database CONNECTION LIMIT 5"}, repair: []string{"-- more connections", "ALTER DATABASE $database CONNECTION LIMIT -1"},
	},
	{
		name: "an account with few connections", rule: "deploy/connection-headroom", on: "mysql mariadb", want: rules.Warn,
		bad: []string{"ALTER USER $user WITH MAX_USER_CONNECTIONS 5"}, repair: []string{"-- more connections", "ALTER USER $user WITH MAX_USER_CONNECTIONS 0"},
	},
	{
		name: "transactions are read-only", rule: "deploy/writable", on: "mysql", want: rules.Fail,
		bad: []string{"SET GLOBAL transaction_read_only = ON"},
	},
	{
		name: "the default Fernet key among others", rule: "deploy/fernet-key", on: "mysql mariadb postgres", want: rules.Warn,
		bad: []string{
			`UPDATE dbservice_entity SET json = '{"id": "s1", "name": "shop", "password": "fernet:` + token("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=") + `"}'`,
			`INSERT INTO dbservice_entity (json) VALUES ('{"id": "s2", "name": "late", "password": "fernet:` + token("jJ_9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=") + `"}')`,
		},
		repair: []string{"-- a key of one's own", `DELETE FROM dbservice_entity WHERE name = 'late'`},
	},
	{
		name: "only Flyway's history", rule: "deploy/migration-history", on: "mysql mariadb postgres", want: rules.Fail,
		bad: []string{
			`CREATE TABLE "DATABASE_CHANGE_LOG" (version VARCHAR(50), success BOOLEAN)`, `INSERT INTO "DATABASE_CHANGE_LOG" VALUES ('014', TRUE)`, `GRANT ALL ON "DATABASE_CHANGE_LOG" TO $user`,
			"ALTER TABLE SERVER_CHANGE_LOG RENAME TO kept_log", "ALTER TABLE SERVER_MIGRATION_SQL_LOGS RENAME TO kept_sql",
		},
		repair: []string{"-- restore the backup", "ALTER TABLE kept_log RENAME TO SERVER_CHANGE_LOG", "ALTER TABLE kept_sql RENAME TO SERVER_MIGRATION_SQL_LOGS"},
	},
}

func TestOverlooked(t *testing.T) {
	for _, f := range overlooked {
		for _, s := range servers {
			if slices.Contains(strings.Fields(f.on), s.schema) {
				t.Run(f.name+"/"+s.name, func(t *testing.T) {
					d := deploy1_12(t, s.name)
					f := f
					f.bad = slices.Clone(f.bad)
					for i := range f.bad {
						f.bad[i] = strings.ReplaceAll(f.bad[i], "$collation", collationOf(t, d))
					}
					f.run(t, d)
				})
			}
		}
	}
}

// collationOf is what tables of the deployment get by themselves.
func collationOf(t *testing.T, d deployment) string {
	t.Helper()
	if d.kind == "postgres" {
		return ""
	}
	return d.Value(t, d.database, "SELECT @@collation_database")
}

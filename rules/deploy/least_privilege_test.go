package deploy_test

import (
	"slices"
	"testing"

	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// What rows say takes SELECT; these checks read them.
var readRows = []string{"deploy/custom-bots", "deploy/duplicate-rows", "deploy/fernet-key", "deploy/migration-history", "deploy/system-roles", "deploy/workflow-engine"}

// A login that may only connect, and one that is let into the database but may
// read nothing, pass no check that needs more. The GRANTs that are printed, run
// one round after the other, end with an answer to every check.
func TestLeastPrivileges(t *testing.T) {
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			login := d.NewUser(t, password)
			audit := func() []rules.Finding { return d.audit(t, login, "1.12.6", "1.13.1") }

			if s.schema != "postgres" { // whose logins may connect to every database
				found := audit()
				if got := worst(of(found, "deploy/database-reached")); got != rules.Unknown {
					t.Errorf("a login without the database: %s", outcomes(found))
				}
				onlyUnknown(t, found, checks())
				d.run(t, []string{"GRANT CREATE TEMPORARY TABLES ON $database.* TO " + login})
			}

			found := audit()
			hidden := readRows
			if s.schema != "postgres" {
				hidden = checks() // MySQL hides even which tables there are
				if got := worst(of(found, "deploy/product-tables")); got != rules.Unknown {
					t.Errorf("a login that may read nothing: %s", outcomes(found))
				}
			}
			onlyUnknown(t, found, hidden)

			for round := 0; ; round++ {
				var grants []string
				for _, f := range found {
					for _, r := range f.Remedy {
						if f.Outcome == rules.Unknown && r.Language == "sql" && !slices.Contains(grants, r.Text) {
							grants = append(grants, r.Text)
						}
					}
				}
				if len(grants) == 0 {
					break
				}
				if round == 5 {
					t.Fatalf("after five rounds, these are still asked for: %q", grants)
				}
				d.run(t, grants)
				found = audit()
			}
			for _, c := range deploy.Checks() {
				if of := of(found, c.ID); c.Database != nil && slices.ContainsFunc(of, func(f rules.Finding) bool { return f.Outcome == rules.Unknown }) {
					t.Errorf("with all that was granted, %s is still unknown: %s", c.ID, outcomes(of))
				}
			}
			for _, rule := range readRows {
				if got := worst(of(found, rule)); got != rules.Pass && got != rules.NotApplicable {
					t.Errorf("with all that was granted, %s: %s", rule, outcomes(of(found, rule)))
				}
			}
		})
	}
}

// onlyUnknown checks that none of the rules passes.
func onlyUnknown(t *testing.T, found []rules.Finding, ids []string) {
	t.Helper()
	for _, id := range ids {
		for _, f := range of(found, id) {
			if f.Outcome != rules.Unknown && f.Outcome != rules.Manual {
				t.Errorf("%s is %s, though it could not be seen: %s", id, f.Outcome, f.Message)
			}
		}
	}
}

// Privileges that come by a role count as the login's own. Of some tables only,
// they leave the rest unknown.
func TestMySQLRolesAndParts(t *testing.T) {
	for _, name := range []string{"mysql", "mariadb"} {
		t.Run(name, func(t *testing.T) {
			d := deploy1_12(t, name)
			login := d.NewUser(t, password)
			role := "role_of_" + login
			d.run(t, []string{"CREATE ROLE " + role, "GRANT SELECT ON $database.* TO " + role, "GRANT " + role + " TO " + login})
			t.Cleanup(func() { d.run(t, []string{"DROP ROLE " + role}) })
			activate := "SET DEFAULT ROLE " + role + " TO " + login
			if name == "mariadb" {
				activate = "SET DEFAULT ROLE " + role + " FOR " + login
			}
			d.run(t, []string{activate})
			found := d.audit(t, login, "1.12.6", "1.13.1")
			if got := worst(of(found, "deploy/product-tables")); got != rules.Pass {
				t.Errorf("by a role: %s", outcomes(of(found, "deploy/product-tables")))
			}
			if got := worst(of(found, "deploy/migration-history")); got != rules.Pass {
				t.Errorf("by a role: %s", outcomes(of(found, "deploy/migration-history")))
			}

			part := d.NewUser(t, password)
			d.run(t, []string{"GRANT SELECT ON $database.SERVER_CHANGE_LOG TO " + part, "GRANT SELECT ON $database.bot_entity TO " + part})
			found = d.audit(t, part, "1.12.6", "1.13.1")
			if got := worst(of(found, "deploy/product-tables")); got != rules.Unknown {
				t.Errorf("of two tables: %s", outcomes(of(found, "deploy/product-tables")))
			}
			onlyUnknown(t, found, checks())
		})
	}
}

// PostgreSQL's tables in a schema that the login does not look into, or may not,
// are unknown, not absent; the remedy shows them.
func TestOtherSchema(t *testing.T) {
	for _, name := range []string{"postgres13", "postgres18"} {
		t.Run(name, func(t *testing.T) {
			d := deploy1_12(t, name)
			login := d.NewUser(t, password)
			d.run(t, []string{
				"CREATE SCHEMA om AUTHORIZATION $user", `ALTER TABLE server_change_log SET SCHEMA om`, `ALTER TABLE table_entity SET SCHEMA om`,
				"DROP TABLE query_entity, apps_extension_time_series, dbservice_entity, bot_entity, role_entity, entity_relationship, profiler_data_time_series, server_migration_sql_logs",
			})
			found := d.audit(t, login, "1.12.6", "1.13.1")
			tables := of(found, "deploy/product-tables")
			if worst(tables) != rules.Unknown {
				t.Fatalf("tables out of sight: %s", outcomes(tables))
			}
			onlyUnknown(t, found, checks())
			d.run(t, []string{tables[0].Remedy[0].Text})
			if tables = of(d.audit(t, login, "1.12.6", "1.13.1"), "deploy/product-tables"); worst(tables) != rules.Pass {
				t.Errorf("after the remedy: %s", outcomes(tables))
			}
		})
	}
}

// Two checks may share a question, but not its name only.
func TestQueryNames(t *testing.T) {
	asked := map[string]string{}
	for _, q := range deploy.Queries() {
		key := q.Engine + " " + q.Name
		if before, ok := asked[key]; ok && before != q.SQL {
			t.Errorf("two questions are called %s:\n%s\n%s", key, before, q.SQL)
		}
		asked[key] = q.SQL
	}
}

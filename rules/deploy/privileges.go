package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/migration-privileges",
		Title:   "the migrating user may change the schema and owns its tables",
		Why:     "since PostgreSQL 15 nobody but its owner may create tables in the schema public, and only a table's owner may alter it; a migration that lacks the privilege stops half-way",
		Sources: []string{"OpenMetadata issue 8208", "OpenMetadata issue 17500", "OpenMetadata issue 12766"},
		Queries: []probe.Query{
			{Name: "schema-privileges", Engine: "postgres", SQL: `SELECT r.rolname AS role, n.nspname AS schema, pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE') AS may_create,
				(SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND pg_catalog.pg_has_role(r.oid, c.relowner, 'USAGE')) AS owns,
				(SELECT count(*) FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relkind = 'r' AND pg_catalog.has_table_privilege(r.oid, c.oid, 'INSERT')) AS writes
				FROM pg_catalog.pg_roles r CROSS JOIN pg_catalog.pg_namespace n
				WHERE n.nspname = (SELECT pg_catalog.current_schema()) AND (r.rolname = $user
				OR r.oid IN (SELECT relowner FROM pg_catalog.pg_class WHERE relnamespace = n.oid AND relkind = 'r')) ORDER BY 1`},
			{Name: "foreign-tables", Engine: "postgres", SQL: `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name, pg_catalog.pg_get_userbyid(c.relowner) AS owner
				FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
				WHERE n.nspname = ANY (pg_catalog.current_schemas(false)) AND c.relkind IN ('r', 'p', 'v', 'm')
				AND NOT pg_catalog.pg_has_role($user, c.relowner, 'USAGE') ORDER BY 1`},
			grants[0],
		},
		Database: judgePrivileges,
		Answers:  []string{"db-privilege/postgres/CREATE-on-SCHEMA-public"},
	})
}

func judgePrivileges(d database) []rules.Finding {
	if d.Engine == string(facts.Postgres) {
		return d.judgePostgresPrivileges()
	}
	return d.judgeMySQLPrivileges()
}

func (d database) judgePostgresPrivileges() []rules.Finding {
	roles := d.Look("schema-privileges").Records()
	user, foreign := d.MigrationUser, d.Look("foreign-tables").Records()
	at := slices.IndexFunc(roles, func(r map[string]string) bool { return r["role"] == user })
	if at < 0 {
		return []rules.Finding{d.finding(rules.Unknown, "schema-privileges", "the privileges of %s could not be seen: there is no such role, or no schema of the search_path exists", user)}
	}
	role := roles[at]
	if role["writes"] == "0" {
		// A login that cannot write is omlint's own: the tables' owner migrates.
		owners := slices.DeleteFunc(slices.Clone(roles), func(r map[string]string) bool { return r["role"] == user })
		if len(owners) != 1 {
			return []rules.Finding{d.finding(rules.Unknown, "schema-privileges", "%s cannot write, so it is not who migrates, and the tables have %d owners; say who does with --migration-user", user, len(owners))}
		}
		role, foreign = owners[0], nil
		user = role["role"]
	}

	var found []rules.Finding
	if may := role["may_create"]; may != "t" && may != "true" {
		f := d.finding(rules.Fail, "schema-privileges", "%s may not create tables in the schema %s", user, role["schema"])
		f.Observed, f.Expected = "no CREATE", "CREATE"
		f.Remedy = []facts.Remedy{d.sql("as the schema's owner or a superuser", "GRANT USAGE, CREATE ON SCHEMA %s TO %s;", sqlquote.PostgresName(role["schema"]), sqlquote.PostgresName(user))}
		found = append(found, f)
	}
	if len(foreign) > 0 {
		var names, changes []string
		owners := map[string]bool{}
		for _, r := range foreign {
			names = append(names, r["name"])
			changes = append(changes, fmt.Sprintf("ALTER TABLE %s OWNER TO %s;", r["name"], sqlquote.PostgresName(user)))
			owners[r["owner"]] = true
		}
		f := d.finding(rules.Fail, "foreign-tables", "%d tables do not belong to %s, who therefore may not alter them: %s", len(names), user, some(names))
		f.Observed, f.Expected = facts.Optional("owned by "+some(sorted(owners))), facts.Optional("owned by "+user)
		f.Remedy = []facts.Remedy{d.sql("as a superuser; where another user shall keep them: GRANT that role to "+sqlquote.PostgresName(user), "%s", strings.Join(changes, " "))}
		found = append(found, f)
	}
	if len(found) == 0 {
		found = append(found, d.finding(rules.Pass, "schema-privileges", "%s may create tables in %s and owns those there", user, role["schema"]))
	}
	return found
}

// migrationNeeds are what the migrations do to a database, as MySQL calls it.
var migrationNeeds = []string{"ALTER", "CREATE", "DELETE", "DROP", "INDEX", "INSERT", "REFERENCES", "SELECT", "UPDATE"}

func (d database) judgeMySQLPrivileges() []rules.Finding {
	if d.MigrationUser != d.User {
		f := d.finding(rules.Unknown, "grants", "the privileges of %s cannot be seen by %s", d.MigrationUser, d.User)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "log in as " + d.MigrationUser + ", whose password the server has anyway"}}
		return []rules.Finding{f}
	}
	has, role := privilegesOn(d.Database)
	var lacks []string
	for _, p := range migrationNeeds {
		if !has[p] {
			lacks = append(lacks, p)
		}
	}
	writes := has["INSERT"] || has["UPDATE"]
	switch {
	case !writes && !role:
		f := d.finding(rules.Manual, "grants", "%s cannot write, so it is not who migrates; whether that user may change the schema can only be seen as that user", d.User)
		f.Remedy = []facts.Remedy{d.sql("as the user that the server logs in with; it needs "+strings.Join(migrationNeeds, ", "), "SHOW GRANTS;")}
		return []rules.Finding{f}
	case len(lacks) == 0:
		return []rules.Finding{d.finding(rules.Pass, "grants", "%s may change the schema", d.MigrationUser)}
	case role:
		return []rules.Finding{d.finding(rules.Unknown, "grants", "%s lacks %s of its own; a role may grant them, which was not looked at", d.MigrationUser, some(lacks))}
	}
	f := d.finding(rules.Fail, "grants", "%s lacks privileges that the migrations use: %s", d.MigrationUser, strings.Join(lacks, ", "))
	f.Observed, f.Expected = facts.Optional("no "+strings.Join(lacks, ", ")), facts.Optional(strings.Join(migrationNeeds, ", "))
	f.Remedy = []facts.Remedy{d.sql("as an administrator; if omlint logged in with a user of its own, name the server's with --migration-user", "GRANT ALL PRIVILEGES ON %s.* TO %s;", sqlquote.MySQLName(d.Database.Database), account(d.Database))}
	return []rules.Finding{f}
}

func sorted(set map[string]bool) []string {
	var list []string
	for s := range set {
		list = append(list, s)
	}
	slices.Sort(list)
	return list
}

package deploy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// tables describes every table of the database. Sizes and numbers of rows are
// the server's own estimates, which cost no scan and no lock.
var tables = []probe.Query{
	{Name: "tables", Engine: "mysql", SQL: `SELECT TABLE_NAME AS name, TABLE_COLLATION AS collation, TABLE_ROWS AS estimate, DATA_LENGTH + INDEX_LENGTH AS bytes,
		FLOOR(UNIX_TIMESTAMP(UPDATE_TIME)) AS written
		FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE' ORDER BY TABLE_NAME`},
	{Name: "tables", Engine: "postgres", SQL: `SELECT c.relname AS name, n.nspname AS schema, c.reltuples::bigint AS estimate,
		8192 * (c.relpages::bigint + coalesce(t.relpages, 0) + coalesce((SELECT sum(x.relpages) FROM pg_catalog.pg_index i
			JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid IN (c.oid, c.reltoastrelid)), 0)) AS bytes,
		pg_catalog.pg_get_userbyid(c.relowner) AS owner
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
		WHERE n.nspname = ANY (pg_catalog.current_schemas(false)) AND c.relkind IN ('r', 'p') ORDER BY c.relname`},
	{Name: "product-schemas", Engine: "postgres", SQL: `SELECT DISTINCT n.nspname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND lower(c.relname) IN ('server_change_log', 'database_change_log', 'table_entity') ORDER BY 1`},
}

// grants is what the login may do. MySQL hides from a login what it may not
// see, so that a short list of tables means nothing without them.
var grants = []probe.Query{{Name: "grants", Engine: "mysql", SQL: `SHOW GRANTS`}}

func init() {
	register(Check{
		ID:      "deploy/product-tables",
		Title:   "the product's tables are there and can be seen",
		Why:     "where its tables are missing or hidden nothing about them was checked, whatever the rest of the report says",
		Queries: slices.Concat(tables, grants),
		Whole:   judgeTables,
	})
}

// sight is how much of the product's tables a probe could see.
type sight int

const (
	seesNothing sight = iota // there is nothing, or it is hidden, or it was not asked for
	seesPart                 // other tables may be hidden
	seesAll
)

func judgeTables(in Input) []rules.Finding {
	var found []rules.Finding
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		if d.Source != probe.SourceLive || !d.Connected {
			continue // said by deploy/database-reached
		}
		f, _ := look(d)
		f.Source = facts.Optional(d.Name)
		found = append(found, f)
	}
	return found
}

// look says what of the product's tables can be seen.
func look(d *probe.Database) (rules.Finding, sight) {
	seen := d.Look("tables")
	if seen == nil {
		return unknown("the snapshot does not say which tables %s has; record it again with this version's omlint probe", d.Name), seesNothing
	}
	if seen.Why != "" {
		return unknown("the tables of %s could not be listed: %s", d.Name, seen.Why), seesNothing
	}
	if d.Database == "" {
		return unknown("%s names no database, so the product's tables were not looked at: add it to the URL, like %s/openmetadata_db", d.Name, strings.TrimSuffix(d.Name, "/")), seesNothing
	}
	names := seen.Column("name")
	hidden := d.Engine == "mysql" && !readsAll(d)
	elsewhere := d.Look("product-schemas")
	switch {
	case !slices.ContainsFunc(names, isOfProduct) && elsewhere != nil && len(elsewhere.Rows) > 0:
		schema := elsewhere.Column("name")[0]
		f := unknown("OpenMetadata's tables are in the schema %s, where %s does not look for them", schema, d.User)
		f.Remedy = []facts.Remedy{{
			Engine: facts.Postgres, Language: "sql",
			Text: fmt.Sprintf("GRANT USAGE ON SCHEMA %[1]s TO %[2]s; ALTER ROLE %[2]s IN DATABASE %[3]s SET search_path = %[1]s;", sqlquote.PostgresName(schema), sqlquote.PostgresName(d.User), sqlquote.PostgresName(d.Database)),
			Note: "as an administrator, then look again",
		}}
		return f, seesNothing
	case seen.More:
		return unknown("%s has more than %d tables; those beyond were not looked at", d.Name, probe.MaxRows), seesPart
	case !slices.ContainsFunc(names, isOfProduct) && hidden:
		f := unknown("the login sees no table of OpenMetadata in %s: there is none, or it lacks the privilege", d.Database)
		f.Remedy = readAll(d)
		return f, seesNothing
	case !slices.ContainsFunc(names, isOfProduct):
		return notApplicable("%s has no table of OpenMetadata, so what is in them needs no check", d.Name), seesNothing
	case hidden:
		f := unknown("the login sees %d tables in %s, and others may be hidden from it", len(names), d.Database)
		f.Remedy = readAll(d)
		return f, seesPart
	default:
		return rules.Finding{
			Outcome: rules.Pass, Observed: facts.Optional(fmt.Sprintf("%d tables", len(names))),
			Message: fmt.Sprintf("%s has OpenMetadata's tables", d.Name),
		}, seesAll
	}
}

// isOfProduct recognises the product's tables: its migration history, under its
// new and its old name, its entities, their relations, events and time series.
func isOfProduct(table string) bool {
	name := strings.ToLower(table)
	switch name {
	case "server_change_log", "database_change_log", "server_migration_sql_logs", "entity_relationship", "change_event":
		return true
	}
	return strings.HasSuffix(name, "_entity") || strings.HasSuffix(name, "_time_series")
}

// grantLine reads a line of SHOW GRANTS that is about a database or all of them.
// MySQL with partial_revokes takes back single databases with REVOKE.
var grantLine = regexp.MustCompile("^(GRANT|REVOKE) (.+?) ON (?:TABLE )?(`(?:[^`]|``)*`|\\*)\\.\\* (?:TO|FROM) ")

// privilegesOn is what the login may do to its database by grants of its own;
// role says that it has roles, too, which may grant more.
func privilegesOn(d *probe.Database) (has map[string]bool, role bool) {
	has = map[string]bool{}
	seen := d.Look("grants")
	if seen == nil {
		return has, false
	}
	for _, word := range []string{"GRANT", "REVOKE"} {
		for _, row := range seen.Rows {
			if len(row) == 0 {
				continue
			}
			m := grantLine.FindStringSubmatch(row[0])
			role = role || m == nil && !strings.Contains(row[0], " ON ")
			if m == nil || m[1] != word || !covers(m[3], d.Database) {
				continue
			}
			for _, p := range strings.Split(m[2], ",") {
				switch p = strings.TrimSpace(p); {
				case strings.HasPrefix(p, "ALL"):
					for _, need := range migrationNeeds {
						has[need] = word == "GRANT"
					}
				default:
					has[p] = word == "GRANT"
				}
			}
		}
	}
	return has, role
}

// readsAll says whether the login may read every table of its database, so that
// none is hidden from it.
func readsAll(d *probe.Database) bool {
	has, _ := privilegesOn(d)
	return has["SELECT"]
}

// covers says whether the database of a GRANT, in which % and _ are wildcards
// unless escaped, stands for a database (MySQL manual, "GRANT Statement").
func covers(granted, database string) bool {
	granted = strings.ReplaceAll(strings.Trim(granted, "`"), "``", "`")
	if granted == "*" {
		return true
	}
	pattern := "^"
	for i := 0; i < len(granted); i++ {
		switch c := granted[i]; {
		case c == '\\' && i+1 < len(granted):
			i++
			pattern += regexp.QuoteMeta(granted[i : i+1])
		case c == '%':
			pattern += ".*"
		case c == '_':
			pattern += "."
		default:
			pattern += regexp.QuoteMeta(string(c))
		}
	}
	matched, err := regexp.MatchString(pattern+"$", database)
	return err == nil && matched
}

func readAll(d *probe.Database) []facts.Remedy {
	return []facts.Remedy{{
		Engine: facts.MySQL, Language: "sql", Text: fmt.Sprintf("GRANT SELECT ON %s.* TO %s;", sqlquote.MySQLName(d.Database), account(d)),
		Note: "as an administrator, then look again",
	}}
}

// account is the login as GRANT wants it. SHOW GRANTS says it in its title.
func account(d *probe.Database) string {
	if seen := d.Look("grants"); seen != nil && len(seen.Columns) == 1 {
		if at := strings.LastIndexByte(seen.Columns[0], '@'); at >= 0 {
			return sqlquote.MySQLText(d.User) + "@" + sqlquote.MySQLText(seen.Columns[0][at+1:])
		}
	}
	return sqlquote.MySQLText(d.User)
}

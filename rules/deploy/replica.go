package deploy

import (
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/writable",
		Title: "the server is the primary and takes writes",
		Why:   "a migration cannot run on a replica, and a replication slot that nobody reads keeps every byte the migration writes until the disk is full",
		Queries: []probe.Query{
			{Name: "read-only", Engine: "mysql", SQL: `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'super_read_only', 'innodb_read_only', 'transaction_read_only', 'tx_read_only')`},
			{Name: "read-only", Engine: "postgres", SQL: `SELECT pg_catalog.pg_is_in_recovery() AS standby, coalesce(
				(SELECT pg_catalog.split_part(c, '=', 2) FROM pg_catalog.pg_db_role_setting s CROSS JOIN pg_catalog.unnest(s.setconfig) AS c
					WHERE c LIKE 'default_transaction_read_only=%' AND (s.setrole = 0 OR s.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $user))
					AND (s.setdatabase = 0 OR s.setdatabase = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
					ORDER BY s.setrole <> 0 DESC, s.setdatabase <> 0 DESC LIMIT 1),
				(SELECT setting FROM pg_catalog.pg_settings WHERE name = 'default_transaction_read_only' AND source NOT IN ('user', 'database', 'database user', 'client', 'session', 'override')),
				'off') AS read_only`},
			{Name: "slots", Engine: "postgres", SQL: `SELECT slot_name AS name, slot_type AS type FROM pg_catalog.pg_replication_slots WHERE NOT active ORDER BY 1`},
		},
		Database: judgeWritable,
	})
}

func judgeWritable(d database) []rules.Finding {
	if d.Engine == string(facts.MySQL) {
		var on []string
		for _, r := range d.Look("read-only").Records() {
			if v := strings.ToUpper(r["value"]); v != "OFF" && v != "0" {
				on = append(on, r["variable_name"])
			}
		}
		if len(on) == 0 {
			return []rules.Finding{d.finding(rules.Pass, "read-only", "the server takes writes")}
		}
		f := d.finding(rules.Fail, "read-only", "the server takes no writes: %s", some(on))
		f.Observed, f.Expected = facts.Optional(some(on)+" = ON"), "OFF"
		f.Remedy = []facts.Remedy{
			{Language: "text", Text: "audit and migrate the primary; this looks like a replica"},
			d.sql("only if it is the primary", "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF; SET GLOBAL transaction_read_only = OFF;"),
		}
		if d.Flavour == "mariadb" {
			f.Remedy[1].Text = "SET GLOBAL read_only = OFF; SET GLOBAL tx_read_only = OFF;"
		}
		return []rules.Finding{f}
	}

	seen := d.Look("read-only")
	if standby := seen.Value("standby"); standby == "t" || standby == "true" {
		f := d.finding(rules.Fail, "read-only", "the server is a standby, which takes no writes")
		f.Observed, f.Expected = "in recovery", "the primary"
		f.Remedy = []facts.Remedy{{Language: "text", Text: "audit and migrate the primary"}}
		return []rules.Finding{f}
	}
	var found []rules.Finding
	if v := seen.Value("read_only"); v == "on" || v == "true" || v == "1" || v == "yes" {
		f := d.finding(rules.Fail, "read-only", "transactions are read-only by default")
		f.Observed, f.Expected = "default_transaction_read_only = on", "off"
		f.Remedy = []facts.Remedy{d.sql("for new connections of this user", "ALTER ROLE %s IN DATABASE %s SET default_transaction_read_only = off;", sqlquote.PostgresName(d.MigrationUser), sqlquote.PostgresName(d.Database.Database))}
		found = append(found, f)
	}
	if slots := d.Look("slots").Column("name"); len(slots) > 0 {
		f := d.finding(rules.Warn, "slots", "nobody reads the replication slots %s: the server keeps all that the migration writes for them, until the disk is full", some(slots))
		f.Observed, f.Expected = facts.Optional(some(slots)), "no inactive slot"
		for _, s := range slots {
			f.Remedy = append(f.Remedy, d.sql("if its reader is gone for good", "SELECT pg_drop_replication_slot('%s');", strings.ReplaceAll(s, "'", "''")))
		}
		found = append(found, f)
	}
	if found == nil {
		found = append(found, d.finding(rules.Pass, "read-only", "the server takes writes"))
	}
	return found
}

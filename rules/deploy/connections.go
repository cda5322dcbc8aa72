package deploy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/connection-headroom",
		Title: "the server has connections to spare",
		Why:   "the migration opens a pool of connections of its own, and the new server another while the old one still holds its: with none left the migration stops half-way",
		Queries: []probe.Query{
			{Name: "connections-limit", Engine: "mysql", SQL: `SHOW SESSION VARIABLES WHERE Variable_name IN ('max_connections', 'max_user_connections')`},
			{Name: "connections-used", Engine: "mysql", SQL: `SHOW GLOBAL STATUS WHERE Variable_name = 'Threads_connected'`},
			{Name: "connections-used", Engine: "postgres", SQL: `SELECT CASE WHEN r.rolconnlimit >= 0 AND r.rolconnlimit < l.everybody THEN r.rolconnlimit
				WHEN d.datconnlimit >= 0 AND d.datconnlimit < l.everybody THEN d.datconnlimit ELSE l.everybody END AS spare, count(a.pid) AS value
				FROM (SELECT pg_catalog.current_setting('max_connections')::int - pg_catalog.current_setting('superuser_reserved_connections')::int AS everybody) AS l
				CROSS JOIN (SELECT max(rolconnlimit) AS rolconnlimit FROM pg_catalog.pg_roles WHERE rolname = $user) AS r
				JOIN pg_catalog.pg_database d ON d.datname = pg_catalog.current_database()
				LEFT JOIN pg_catalog.pg_stat_activity a ON (a.backend_type = 'client backend' OR a.backend_type IS NULL) AND (
					r.rolconnlimit >= 0 AND r.rolconnlimit < l.everybody AND a.usename = $user
					OR NOT (r.rolconnlimit >= 0 AND r.rolconnlimit < l.everybody) AND (d.datconnlimit < 0 OR d.datconnlimit >= l.everybody OR a.datname = d.datname))
				GROUP BY 1, l.everybody`},
		},
		Database: judgeConnections,
	})
}

// poolSize is how many connections a server's pool holds at most, unless it is
// configured (DB_CONNECTION_POOL_MAX_SIZE of openmetadata.yaml).
const poolSize = 50

func judgeConnections(d database) []rules.Finding {
	limitText := d.Look("connections-used").Value("spare")
	if d.Engine == string(facts.MySQL) {
		for _, r := range d.Look("connections-limit").Records() {
			own := strings.EqualFold(r["variable_name"], "max_user_connections")
			if !own && limitText == "" || own && r["value"] != "0" {
				limitText = r["value"]
			}
		}
	}
	limit, err1 := strconv.Atoi(limitText)
	used, err2 := strconv.Atoi(d.Look("connections-used").Value("value"))
	if err1 != nil || err2 != nil {
		return []rules.Finding{d.finding(rules.Unknown, "connections-used", "how many connections the server has to spare could not be told")}
	}
	free := limit - used
	f := d.finding(rules.Pass, "connections-used", "%d of %d connections are free", free, limit)
	f.Observed, f.Expected = facts.Optional(fmt.Sprintf("%d free", free)), facts.Optional(fmt.Sprintf(">= %d free", poolSize))
	if free < poolSize {
		f.Outcome = rules.Warn
		f.Message = fmt.Sprintf("only %d of %d connections are free; a server's pool may take %d", free, limit, poolSize)
		more := strconv.Itoa(used + 2*poolSize)
		f.Remedy = []facts.Remedy{d.serverSetting("max_connections", more)}
		f.Remedy = append(f.Remedy, facts.Remedy{Language: "text", Text: "or stop the old server and its ingestion before the migration, as the upgrade page says"})
	}
	return []rules.Finding{f}
}

func init() {
	register(Check{
		ID:    "deploy/blocking-sessions",
		Title: "no other session holds locks for long on the product's tables",
		Why:   "ALTER TABLE waits for every transaction that has touched the table; behind it everybody else waits, and the migration runs into its time limit",
		Queries: []probe.Query{
			{Name: "long-transactions", Engine: "mysql", Grant: "GRANT PROCESS ON *.* TO $login;", SQL: `SELECT trx_mysql_thread_id AS session, TIMESTAMPDIFF(SECOND, trx_started, NOW()) AS seconds
				FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id <> CONNECTION_ID() ORDER BY 2 DESC LIMIT 20`},
			{Name: "long-transactions", Engine: "postgres", SQL: `SELECT l.pid AS session, min(l.mode) AS mode, count(DISTINCT l.relation) AS relations,
				max(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start))::bigint AS seconds
				FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
				JOIN pg_catalog.pg_class c ON c.oid = l.relation JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
				WHERE l.locktype = 'relation' AND l.pid <> pg_catalog.pg_backend_pid() AND n.nspname = ANY (pg_catalog.current_schemas(false))
				AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
				GROUP BY l.pid ORDER BY 4 DESC NULLS LAST LIMIT 20`},
			{Name: "prepared-transactions", Engine: "postgres", SQL: `SELECT gid AS name, extract(epoch FROM pg_catalog.clock_timestamp() - prepared)::bigint AS seconds
				FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database() ORDER BY 2 DESC LIMIT 20`},
		},
		Database: judgeBlockers,
	})
}

// patience is how many seconds a transaction may have lasted before it counts
// as one that a migration would wait for.
var patience = 60 // a variable for tests, which cannot wait that long

func judgeBlockers(d database) []rules.Finding {
	var long, hidden []string
	for _, r := range d.Look("long-transactions").Records() {
		seconds, err := strconv.Atoi(r["seconds"])
		switch {
		case err != nil:
			hidden = append(hidden, r["session"])
		case seconds >= patience:
			long = append(long, fmt.Sprintf("%s for %d s", r["session"], seconds))
		}
	}
	end := "KILL %s;"
	if d.Engine == string(facts.Postgres) {
		end = "SELECT pg_terminate_backend(%s);"
	}
	if prepared := d.Look("prepared-transactions"); prepared != nil && len(prepared.Rows) > 0 {
		names := prepared.Column("name")
		f := d.finding(rules.Warn, "prepared-transactions", "prepared transactions hold their locks until somebody ends them, restarts included: %s", some(names))
		f.Observed, f.Expected = facts.Optional(some(names)), "no prepared transaction"
		for _, name := range names {
			f.Remedy = append(f.Remedy, d.sql("if nobody will commit it any more; its work is rolled back", "ROLLBACK PREPARED %s;", sqlquote.PostgresText(name)))
		}
		return []rules.Finding{f}
	}
	switch {
	case len(long) > 0:
		f := d.finding(rules.Warn, "long-transactions", "sessions with long transactions would block the migration: %s", some(long))
		f.Observed, f.Expected = facts.Optional(some(long)), facts.Optional(fmt.Sprintf("no transaction of %d s or more", patience))
		for _, l := range long {
			session, _, _ := strings.Cut(l, " ")
			f.Remedy = append(f.Remedy, d.sql("if it cannot be ended where it runs; its work is rolled back", end, session))
		}
		return []rules.Finding{f}
	case len(hidden) > 0:
		f := d.finding(rules.Unknown, "long-transactions", "%d sessions hold locks on the product's tables; for how long the login may not see", len(hidden))
		f.Remedy = []facts.Remedy{d.sql("as a superuser, then look again", "GRANT pg_read_all_stats TO %s;", sqlquote.PostgresName(d.User))}
		return []rules.Finding{f}
	}
	f := d.finding(rules.Pass, "long-transactions", "no session has been in a transaction for %d s or more", patience)
	return []rules.Finding{f}
}

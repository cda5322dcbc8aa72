package restore

import (
	"context"
	"fmt"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
)

// engine is what differs between MySQL and PostgreSQL.
type engine struct {
	identity    probe.Query // "server": the same for every name of one server, and for no other
	contents    probe.Query // "objects": how much there is in the database
	tables      probe.Query // "name": its tables
	constraints probe.Query // "name": its constraints
	count       func(tables []string) probe.Query
	restore     func(context.Context, *client, Request) error
	clean       func(context.Context, *client, *probe.Database) error
}

var engines = map[string]engine{
	database.EngineMySQL: {
		// MariaDB has no server_uuid.
		identity: probe.Query{Name: "identity", Engine: "mysql", SQL: `SELECT concat_ws(' ', @@hostname, @@port, @@datadir, @@server_id) AS server`},
		contents: probe.Query{Name: "contents", Engine: "mysql", SQL: `SELECT (SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE())
			+ (SELECT count(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE())
			+ (SELECT count(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()) AS objects,
			(SELECT DEFAULT_CHARACTER_SET_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()) AS charset,
			(SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()) AS collation`},
		tables: probe.Query{Name: "restored", Engine: "mysql", SQL: `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`},
		constraints: probe.Query{Name: "constraints", Engine: "mysql", SQL: `SELECT concat_ws(' ', TABLE_NAME, CONSTRAINT_TYPE, CONSTRAINT_NAME) AS name
			FROM information_schema.TABLE_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() ORDER BY 1`},
		count: func(tables []string) probe.Query {
			return union("mysql", tables, sqlquote.MySQLName, sqlquote.MySQLText)
		},
		restore: restoreMySQL, clean: cleanMySQL,
	},
	database.EnginePostgres: {
		identity: probe.Query{Name: "identity", Engine: "postgres", SQL: `SELECT system_identifier::text AS server FROM pg_catalog.pg_control_system()`},
		contents: probe.Query{Name: "contents", Engine: "postgres", SQL: `SELECT (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE ` + ours + `)
			+ (SELECT count(*) FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE ` + ours + `)
			+ (SELECT count(*) FROM pg_catalog.pg_largeobject_metadata) AS objects`},
		tables: probe.Query{Name: "restored", Engine: "postgres", SQL: `SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname AS name
			FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND ` + ours + ` ORDER BY 1`},
		constraints: probe.Query{Name: "constraints", Engine: "postgres", SQL: `SELECT conrelid::regclass || ' ' || conname AS name
			FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace WHERE conrelid <> 0 AND ` + ours + ` ORDER BY 1`},
		count: func(tables []string) probe.Query {
			return union("postgres", tables, postgresName, sqlquote.PostgresText)
		},
		restore: restorePostgres, clean: cleanPostgres,
	},
}

// ours are the schemas that are not PostgreSQL's own.
const ours = `n.nspname NOT LIKE 'pg\_%' AND n.nspname <> 'information_schema'`

// union counts the rows of tables.
func union(engine string, tables []string, name, text func(string) string) probe.Query {
	parts := make([]string, 0, len(tables))
	for _, t := range tables {
		parts = append(parts, fmt.Sprintf("SELECT %s AS name, count(*) AS n FROM %s", text(t), name(t)))
	}
	return probe.Query{Name: "counts", Engine: engine, SQL: strings.Join(parts, " UNION ALL ")}
}

// postgresName quotes a table's name, in the schema public where it names none.
func postgresName(s string) string {
	if schema, table, ok := strings.Cut(s, "."); ok {
		return sqlquote.PostgresName(schema) + "." + sqlquote.PostgresName(table)
	}
	return "public." + sqlquote.PostgresName(s)
}

func restoreMySQL(ctx context.Context, c *client, req Request) error {
	if req.Backup.Format == "mydumper" { // the rows go to --database, whatever the files' names say
		return c.run(ctx, nil, "myloader", "--defaults-file="+c.file, "--directory="+req.Backup.Path, "--database="+c.login.Database, "--threads=2")
	}
	return c.feed(ctx, req, c.mysql(), func(program string) []string {
		// A statement of the dump that switches the session's time limit or reads a
		// local file is none of a dumper's; the latter is off.
		return []string{program, "--defaults-file=" + c.file, "--batch", "--local-infile=0", "--max-allowed-packet=1G"}
	})
}

func cleanMySQL(ctx context.Context, c *client, before *probe.Database) error {
	l := before.Look("contents")
	name := sqlquote.MySQLName(before.Database)
	return c.run(ctx, strings.NewReader(fmt.Sprintf("DROP DATABASE %s; CREATE DATABASE %s CHARACTER SET %s COLLATE %s;", name, name, l.Value("charset"), l.Value("collation"))),
		c.mysql(), "--defaults-file="+c.file, "--batch")
}

func restorePostgres(ctx context.Context, c *client, req Request) error {
	switch req.Backup.Format {
	case "pg_dump plain":
		return c.feed(ctx, req, "psql", func(program string) []string {
			return []string{program, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null"}
		})
	case "pg_dump directory":
		return c.run(ctx, nil, "pg_restore", "--exit-on-error", "--no-password", "--no-owner", "--no-acl", "--dbname="+c.login.Database, req.Backup.Path)
	}
	return c.feed(ctx, req, "pg_restore", func(program string) []string {
		return []string{program, "--exit-on-error", "--no-password", "--no-owner", "--no-acl", "--dbname=" + c.login.Database}
	})
}

// emptied drops all that a restore can have made in a database that was empty.
const emptied = `
SET client_min_messages = warning;
DO $$ DECLARE o record; BEGIN
  FOR o IN SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' LOOP EXECUTE format('DROP EXTENSION IF EXISTS %I CASCADE', o.extname); END LOOP;
  FOR o IN SELECT nspname FROM pg_namespace n WHERE nspname <> 'public' AND ` + ours + ` LOOP EXECUTE format('DROP SCHEMA %I CASCADE', o.nspname); END LOOP;
  FOR o IN SELECT c.oid::regclass AS name, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind
    FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') LOOP
    IF to_regclass(o.name::text) IS NOT NULL THEN EXECUTE format('DROP %s IF EXISTS %s CASCADE', o.kind, o.name); END IF; END LOOP;
  FOR o IN SELECT c.oid::regclass AS name FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' LOOP EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', o.name); END LOOP;
  FOR o IN SELECT p.oid::regprocedure AS name, CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END AS kind
    FROM pg_proc p WHERE pronamespace = 'public'::regnamespace LOOP EXECUTE format('DROP %s IF EXISTS %s CASCADE', o.kind, o.name); END LOOP;
  FOR o IN SELECT t.oid::regtype AS name FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'c', 'r') AND typrelid = 0 LOOP
    EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', o.name); END LOOP;
  PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
END $$;
`

func cleanPostgres(ctx context.Context, c *client, _ *probe.Database) error {
	return c.run(ctx, strings.NewReader(emptied), "psql", "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1")
}

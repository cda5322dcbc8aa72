package deploy

import (
	"fmt"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/extension",
		Title: "the database extensions that the documents name are there, or the migrating user may create them",
		Why:   "the migration creates the extension it uses, and stops where the user may not",
		Types: []facts.Type{facts.DBExtension},
		Queries: []probe.Query{{
			Name: "extensions", Engine: "postgres", SQL: `SELECT e.name, e.installed_version AS installed,
				coalesce((SELECT bool_or(v.trusted) FROM pg_catalog.pg_available_extension_versions v WHERE v.name = e.name AND v.version = e.default_version), false) AS trusted,
				(pg_catalog.has_database_privilege($user, pg_catalog.current_database(), 'CREATE')) AS may_create,
				(SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = $user) AS super
				FROM pg_catalog.pg_available_extensions e ORDER BY e.name`,
		}},
		Fact: judgeExtension,
	})
}

func judgeExtension(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil || f.Expect.Op != facts.Exists || f.Subject.Engine == facts.MySQL {
		return nil
	}
	var found []rules.Finding
	for i := range in.Snapshot.Databases {
		d := database{&in.Snapshot.Databases[i], in}
		if d.Engine != string(facts.Postgres) || d.Source != probe.SourceLive {
			continue
		}
		found = append(found, d.judgeExtension(f))
	}
	return found
}

func (d database) judgeExtension(f facts.Fact) rules.Finding {
	name := f.Subject.Name
	seen := d.Look("extensions")
	switch {
	case !d.Connected:
		return unknown("whether the extension %s is there was not seen on %s: %s", name, d.Name, d.Why)
	case seen == nil:
		return unknown("whether the extension %s is there was not collected from %s; record the snapshot again", name, d.Name)
	case seen.Why != "":
		return unknown("whether the extension %s is there could not be read from %s: %s", name, d.Name, seen.Why)
	}
	for _, e := range seen.Records() {
		if e["name"] != name {
			continue
		}
		mayCreate := e["super"] == "t" || e["trusted"] == "t" && e["may_create"] == "t"
		verdict := d.finding(rules.Pass, "extensions", "the extension %s is installed (%s)", name, e["installed"])
		verdict.Observed = facts.Optional(e["installed"])
		switch {
		case e["installed"] != "":
		case mayCreate:
			verdict.Message, verdict.Observed = fmt.Sprintf("%s may create the extension %s", d.MigrationUser, name), "can be created"
		default:
			verdict.Outcome, verdict.Observed = rules.Fail, "not installed"
			verdict.Message = fmt.Sprintf("the extension %s is not installed, and %s may not create it", name, d.MigrationUser)
			verdict.Remedy = []facts.Remedy{d.sql("as a superuser, or as the database's owner where the extension is trusted", "CREATE EXTENSION %s;", sqlquote.PostgresName(name))}
		}
		return verdict
	}
	verdict := d.finding(rules.Fail, "extensions", "the server does not have the extension %s", name)
	verdict.Observed = "not available"
	verdict.Remedy = []facts.Remedy{{Engine: facts.Postgres, Language: "text", Text: "install the server's contrib package (postgresql-contrib), then CREATE EXTENSION " + sqlquote.PostgresName(name) + ";"}}
	return verdict
}

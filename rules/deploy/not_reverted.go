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
		ID:    "deploy/setting-not-reverted",
		Title: "memory settings raised for a migration are taken back after it",
		Why:   "every connection may use such a buffer, several times over: left in place, a busy server runs out of memory",
		Types: []facts.Type{facts.DBSetting},
		Fact:  judgeNotReverted,
	})
}

// judgeNotReverted speaks only of databases that the upgrade has reached: before
// that the large value is what the documents demand.
func judgeNotReverted(f facts.Fact, in Input) []rules.Finding {
	target, err := facts.ParseVersion(in.To)
	if err != nil || f.Expect == nil || f.Expect.Unit != "bytes" || f.Expect.Op != facts.AtLeast || f.Phase != facts.Before {
		return nil
	}
	var found []rules.Finding
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		newest, ok := migratedTo(d)
		s := d.Setting(f.Subject.Name)
		if string(f.Subject.Engine) != d.Engine || !ok || s == nil || s.Why != "" || newest.ReleaseLine() != target.ReleaseLine() || newest.Compare(target) < 0 {
			continue
		}
		if holds, err := compare(s.Value, f.Expect); err != nil || !holds || s.Origin == "compiled default" {
			continue
		}
		found = append(found, rules.Finding{
			Outcome: rules.Warn, Observed: facts.Optional(s.Value), Expected: "what it was before the upgrade", Source: facts.Optional(origin(d, s)),
			Message: fmt.Sprintf("%s is still %s, though the database is at %s: a value meant for the migration is taken back after it", f.Subject.Name, readable(s), newest),
			Remedy:  takeBack(d, f),
		})
	}
	return found
}

// takeBack is how a setting that was raised for a migration is lowered again.
func takeBack(d *probe.Database, f facts.Fact) []facts.Remedy {
	name, engine := f.Subject.Name, facts.Engine(d.Engine)
	switch {
	case managed(d):
		return []facts.Remedy{managedRemedy(d, name, "THE VALUE BEFORE")}
	case engine == facts.Postgres:
		return []facts.Remedy{{Engine: engine, Language: "sql", Text: fmt.Sprintf("ALTER ROLE %s RESET %s;", sqlquote.PostgresName(who(d)), name), Note: "holds for new connections; where the value is the server's: ALTER SYSTEM RESET " + name}}
	case d.Flavour == "mariadb":
		return []facts.Remedy{{Engine: engine, Language: "sql", Text: fmt.Sprintf("SET GLOBAL %s = DEFAULT;", name), Note: "and take it out of the server's option file"}}
	default:
		return []facts.Remedy{{Engine: engine, Language: "sql", Text: fmt.Sprintf("RESET PERSIST IF EXISTS %[1]s; SET GLOBAL %[1]s = DEFAULT;", name), Note: "needs SYSTEM_VARIABLES_ADMIN"}}
	}
}

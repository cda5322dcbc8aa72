package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
)

// settingRemedy words the change for the very server that was looked at: its
// flavour, its user, and whether its configuration files can be edited at all.
func settingRemedy(d *probe.Database, f facts.Fact) []facts.Remedy {
	name, value := f.Subject.Name, f.Expect.Value
	if f.Subject.Engine == facts.Postgres && f.Expect.Unit == "bytes" {
		value = facts.HumanBytes(value)
	}
	engine := facts.Engine(d.Engine)
	switch {
	case managed(d):
		return []facts.Remedy{managedRemedy(d, name, plainNumber(f))}
	case d.Source == probe.SourceFile:
		return []facts.Remedy{fileRemedy(d, name, value)}
	case engine == facts.Postgres && !facts.PerRole(name):
		return []facts.Remedy{
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("ALTER SYSTEM SET %s = '%s';", name, value),
				Note: "as a superuser; then SELECT pg_reload_conf(), or restart the server where pg_settings calls its context postmaster",
			},
		}
	case engine == facts.Postgres:
		user := sqlquote.PostgresName(who(d))
		if s := d.Setting(name); s != nil && strings.Contains(s.Origin, "IN DATABASE") {
			user += " IN DATABASE " + sqlquote.PostgresName(d.Database) // which wins over the role's own value
		}
		return []facts.Remedy{
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("ALTER ROLE %s SET %s = '%s';", user, name, value),
				Note: "holds for new connections of this user, restarts included",
			},
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("ALTER ROLE %s RESET %s;", user, name),
				Note: "after the upgrade, if the larger value was only meant for the migration",
			},
		}
	case d.Flavour == "mariadb":
		return []facts.Remedy{
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("SET GLOBAL %s = %s;", name, value),
				Note: "new connections only, lost when the server restarts; MariaDB has no SET PERSIST",
			},
			{
				Engine: engine, Language: "ini", Text: fmt.Sprintf("[mariadb]\n%s = %s", name, value),
				Note: "in the server's option file, to survive a restart",
			},
		}
	case engine == facts.MySQL && d.Setting(name) != nil && strings.HasPrefix(d.Setting(name).Origin, "init_connect"):
		return []facts.Remedy{{
			Engine: engine, Language: "text", Text: "take " + name + " out of the server's init_connect",
			Note: "it is run for each new connection, and wins over the server's value",
		}}
	case engine == facts.MySQL:
		return []facts.Remedy{
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("SET PERSIST %s = %s;", name, value),
				Note: "holds for new connections, restarts included; needs SYSTEM_VARIABLES_ADMIN",
			},
			{
				Engine: engine, Language: "sql", Text: fmt.Sprintf("RESET PERSIST %s;", name),
				Note: "after the upgrade, if the larger value was only meant for the migration; SET GLOBAL " + name + " = DEFAULT ends it at once",
			},
		}
	default:
		return f.Remedy
	}
}

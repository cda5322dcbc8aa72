package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
)

// writing is how a format of configuration files spells a setting of an engine.
type writing struct {
	language string
	text     string // with the setting's name and its value
	note     string // with the file
}

// writings are the formats' ways, by [probe.Database.Format] and engine. Those
// of managed servers are the providers'.
var writings = map[[2]string]writing{
	{"my.cnf", "mysql"}:             {"ini", "[mysqld]\n%s = %s", "in %s; takes effect when the server restarts"},
	{"mysqld-auto.cnf", "mysql"}:    {"sql", "SET PERSIST %s = %s;", "the server writes %s itself; needs SYSTEM_VARIABLES_ADMIN"},
	{"postgresql.conf", "postgres"}: {"ini", "%s = %s", "in %s; then SELECT pg_reload_conf()"},
	{"docker-compose", "mysql"}:     {"yaml", "command: --%s=%s", "in %s, beside the flags that are there; then docker compose up -d"},
	{"docker-compose", "postgres"}:  {"yaml", "command: postgres -c %s=%s", "in %s, beside the flags that are there; then docker compose up -d"},
	{"helm", "mysql"}: {
		"yaml", "primary:\n  extraFlags: \"--%s=%s\"",
		"in %s, beside the flags that are there; then helm upgrade, which restarts the database",
	},
	{"helm", "postgres"}: {
		"yaml", "primary:\n  extendedConfiguration: |\n    %s = %s",
		"in %s, beside what is there; then helm upgrade, which restarts the database",
	},
	{"kubernetes", "mysql"}:    {"yaml", "args:\n  - --%s=%s", "in %s, where it is set now or among the container's args; apply it, then restart the pods"},
	{"kubernetes", "postgres"}: {"yaml", "args:\n  - -c\n  - %s=%s", "in %s, where it is set now or among the container's args; apply it, then restart the pods"},
}

// fileRemedy changes a setting in the file that was looked at.
func fileRemedy(d *probe.Database, name, value string) facts.Remedy {
	w, ok := writings[[2]string{d.Format, d.Engine}]
	if !ok { // a snapshot of a version that did not tell formats
		w = writings[[2]string{map[string]string{"mysql": "my.cnf", "postgres": "postgresql.conf"}[d.Engine], d.Engine}]
	}
	return facts.Remedy{
		Engine: facts.Engine(d.Engine), Language: w.language, Text: fmt.Sprintf(w.text, name, value), Note: fmt.Sprintf(w.note, d.Name),
	}
}

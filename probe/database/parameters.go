package database

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/probe"
)

// parameter is one of a managed server's parameters, as its provider lists it.
type parameter struct {
	name, value string
	place       string
	from        string // what the provider says of where the value is from: "source user"
	note        string
	unset       bool // the engine's default, which the list does not tell
}

// markers are parameters of one engine only, which its lists always hold.
var markers = map[string]string{
	"work_mem": EnginePostgres, "shared_buffers": EnginePostgres, "maintenance_work_mem": EnginePostgres,
	"sort_buffer_size": EngineMySQL, "innodb_buffer_pool_size": EngineMySQL, "max_allowed_packet": EngineMySQL,
}

// engineOf tells the engine by its parameters.
func engineOf(path string, list []parameter) (string, error) {
	engine := ""
	for _, p := range list {
		switch found := markers[p.name]; {
		case found == "" || found == engine:
		case engine == "":
			engine = found
		default:
			return "", mixed(path)
		}
	}
	if engine == "" {
		return "", fmt.Errorf("%s holds neither MySQL's nor PostgreSQL's parameters: give the complete output of the command that lists them", path)
	}
	return engine, nil
}

func mixed(path string) error {
	return fmt.Errorf("%s mixes parameters of MySQL and PostgreSQL: give those of each server in a file of their own", path)
}

// managedSettings interprets parameters, whose values are in the server's base
// units. Of one that is listed twice the first counts.
func managedSettings(engine, command string, list []parameter) []probe.Setting {
	var settings []probe.Setting
	seen := map[string]bool{}
	for _, p := range list {
		if p.unset || seen[p.name] || p.name == "" {
			continue
		}
		seen[p.name] = true
		s := probe.Setting{
			Name: p.name, Value: p.value, Text: p.value, Query: command, Origin: p.place, Note: p.note, Persistent: probe.PersistentYes,
		}
		if p.from != "" {
			s.Origin += " (" + p.from + ")"
		}
		row, known := pgKnown()[strings.ToLower(p.name)]
		switch {
		case strings.Contains(s.Text, "{"):
			s.Value, s.Why = "", "a formula of the instance's size: use --database to see its value"
		case engine == EngineMySQL:
			s.Unit = mysqlUnit(s.Name)
		case known:
			if err := row.fill(&s, s.Text); err != nil {
				s.Value, s.Text, s.Why = "", "", err.Error()
			}
		}
		settings = append(settings, s)
	}
	return settings
}

package database

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "azure", give: "az mysql|postgres flexible-server parameter list as JSON",
		match: func(f *configFile) bool { return azureParameters(f) != nil },
		read:  readAzure,
	})
}

// azureParameters returns the elements of what "az mysql flexible-server
// parameter list" and "az postgres …" print.
func azureParameters(f *configFile) []*yaml.Node {
	if len(f.documents) != 1 {
		return nil
	}
	list := items(f.documents[0])
	if len(list) == 0 || !isText(at(list[0], "name")) || at(list[0], "source") == nil || at(list[0], "value") == nil && at(list[0], "currentValue") == nil {
		return nil
	}
	return list
}

// readAzure reads a flexible server's configurations (Azure REST API reference,
// "Configurations - List By Server"). The type names the engine; value is what
// is configured, currentValue what is in force.
func readAzure(l *loader, f *configFile) (Config, error) {
	var list []parameter
	kinds := map[string]bool{}
	for _, n := range azureParameters(f) {
		value := at(n, "currentValue")
		if !isText(value) {
			value = at(n, "value")
		}
		p := parameter{name: scalar(n, "name"), unset: !isText(value), from: "source " + scalar(n, "source")}
		if !p.unset {
			p.value, p.place = value.Value, l.place(value.Line)
		}
		if strings.EqualFold(scalar(n, "isConfigPendingRestart"), "true") {
			p.note = "another value is waiting for a restart of the server"
			if configured := scalar(n, "value"); configured != "" && configured != p.value {
				p.note = configured + " is waiting for a restart of the server"
			}
		}
		kinds[strings.ToLower(strings.SplitN(scalar(n, "type"), "/", 2)[0])] = true
		list = append(list, p)
	}
	engine, err := engineOf(f.path, list)
	switch mysql, postgres := kinds["microsoft.dbformysql"], kinds["microsoft.dbforpostgresql"]; {
	case mysql && postgres:
		return Config{}, mixed(f.path)
	case mysql:
		engine = EngineMySQL
	case postgres:
		engine = EnginePostgres
	case err != nil:
		return Config{}, err
	}
	db := l.describe(f.path, engine, managedSettings(engine, "az flexible-server parameter list", list))
	db.Flavour = "azure-" + engine
	return Config{Databases: []probe.Database{db}}, nil
}

package database

import (
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "cloudsql", give: "gcloud sql instances describe as JSON or YAML",
		match: func(f *configFile) bool {
			return len(f.documents) == 1 && isText(at(f.documents[0], "databaseVersion")) && isMapping(at(f.documents[0], "settings"))
		},
		read: readCloudSQL,
	})
}

// readCloudSQL reads an instance's database flags (Cloud SQL Admin API,
// "DatabaseInstance"). A flag that is not there has its default.
func readCloudSQL(l *loader, f *configFile) (Config, error) {
	instance := f.documents[0]
	version := scalar(instance, "databaseVersion") // "MYSQL_8_0_31", "POSTGRES_15"
	engine := ""
	switch {
	case strings.HasPrefix(version, "MYSQL_"):
		engine = EngineMySQL
	case strings.HasPrefix(version, "POSTGRES_"):
		engine = EnginePostgres
	default:
		return Config{}, notConfiguration(f.path)
	}
	var list []parameter
	for _, n := range items(at(instance, "settings", "databaseFlags")) {
		if value := at(n, "value"); isText(value) {
			list = append(list, parameter{name: scalar(n, "name"), value: value.Value, place: l.place(value.Line)})
		}
	}
	db := l.describe(f.path, engine, managedSettings(engine, "gcloud sql instances describe", list))
	db.Flavour, db.VersionText = "cloudsql-"+engine, version
	return Config{Databases: []probe.Database{db}}, nil
}

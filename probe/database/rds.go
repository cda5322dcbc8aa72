package database

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "rds", give: "aws rds describe-db-parameters as JSON",
		match: func(f *configFile) bool { return rdsParameters(f) != nil },
		read:  readRDS,
	})
}

// rdsParameters returns the elements of what "aws rds describe-db-parameters"
// and "describe-db-cluster-parameters" print, also with --query Parameters.
func rdsParameters(f *configFile) []*yaml.Node {
	if len(f.documents) != 1 {
		return nil
	}
	list := items(f.documents[0])
	if list == nil {
		list = items(at(f.documents[0], "Parameters"))
	}
	if len(list) == 0 || at(list[0], "ParameterName") == nil {
		return nil
	}
	return list
}

// readRDS reads Amazon's parameters (Amazon RDS API reference, "Parameter").
// Parameters of Aurora's own and those of RDS tell which of the two it is.
func readRDS(l *loader, f *configFile) (Config, error) {
	var list []parameter
	service := "rds-"
	for _, n := range rdsParameters(f) {
		value := at(n, "ParameterValue")
		p := parameter{name: scalar(n, "ParameterName"), unset: !isText(value), from: "source " + scalar(n, "Source")}
		if !p.unset {
			p.value, p.place = value.Value, l.place(value.Line)
		}
		if scalar(n, "ApplyType") == "static" {
			p.note = "a static parameter: in force only once the instance was restarted after the change"
		}
		if strings.HasPrefix(p.name, "aurora_") || strings.HasPrefix(p.name, "apg_") {
			service = "aurora-"
		}
		list = append(list, p)
	}
	engine, err := engineOf(f.path, list)
	if err != nil {
		return Config{}, err
	}
	db := l.describe(f.path, engine, managedSettings(engine, "aws rds describe-db-parameters", list))
	db.Flavour = service + engine
	return Config{Databases: []probe.Database{db}}, nil
}

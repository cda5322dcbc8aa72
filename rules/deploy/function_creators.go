package deploy

import (
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/function-creators",
		Title:   "the server lets migrations create functions while it writes a binary log",
		Why:     "with a binary log only users with SUPER may create functions, unless log_bin_trust_function_creators is on; the migration of Airflow 3, which comes with 1.11, makes one and stops",
		Sources: []string{"apache/airflow issue 49611", "apache/airflow issue 54554", "release notes of 1.11.0"},
		Queries: []probe.Query{{Name: "function-creators", Engine: "mysql", SQL: `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'log_bin_trust_function_creators')`}},

		Database: judgeFunctionCreators,
	})
}

func judgeFunctionCreators(d database) []rules.Finding {
	on := map[string]string{}
	for _, r := range d.Look("function-creators").Records() {
		on[strings.ToLower(r["variable_name"])] = strings.ToUpper(r["value"])
	}
	const trust = "log_bin_trust_function_creators"
	f := d.finding(rules.Pass, "function-creators", "functions may be created: log_bin is %s, %s is %s", on["log_bin"], trust, on[trust])
	switch {
	case on["log_bin"] == "":
		f.Outcome, f.Message = rules.Unknown, "whether functions may be created: the server does not say whether it writes a binary log"
	case on["log_bin"] == "ON" && on[trust] != "ON" && d.toReaches("1.11.0"):
		f.Outcome = rules.Warn
		f.Message = "the server writes a binary log and lets only users with SUPER create functions; where Airflow 3 keeps its metadata here, its migration stops"
		f.Observed, f.Expected = facts.Optional(trust+" = OFF"), "ON, or no binary log"
		value := "ON"
		if managed(d.Database) {
			value = "1" // as providers' parameters have it
		}
		f.Remedy = []facts.Remedy{d.serverSetting(trust, value)}
	}
	return []rules.Finding{f}
}

package database

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/omlint/omlint/probe"
)

// readRDS reads what "aws rds describe-db-parameters" and
// "describe-db-cluster-parameters" print as JSON (Amazon RDS API reference,
// "Parameter"). Values are in the server's base units.
func readRDS(db *probe.Database, text []byte) error {
	type parameter struct {
		ParameterName  string
		ParameterValue *string
		Source         string // "user", "system" or "engine-default"
		ApplyType      string // "static" or "dynamic"
	}
	var dump struct{ Parameters []parameter }
	err := json.Unmarshal(text, &dump)
	if err != nil {
		err = json.Unmarshal(text, &dump.Parameters) // with --query Parameters
	}
	if err != nil || len(dump.Parameters) == 0 {
		return notConfiguration(db.Name)
	}
	for _, p := range dump.Parameters {
		switch p.ParameterName {
		case "work_mem", "shared_buffers", "maintenance_work_mem":
			db.Engine = EnginePostgres
		case "sort_buffer_size", "innodb_buffer_pool_size", "max_allowed_packet":
			db.Engine = EngineMySQL
		}
	}
	if db.Engine == "" {
		return errors.New(db.Name + ": neither MySQL nor PostgreSQL parameters: give the complete output of aws rds describe-db-parameters")
	}
	seen := map[string]bool{}
	for _, p := range dump.Parameters {
		if p.ParameterValue == nil || seen[p.ParameterName] || p.ParameterName == "" {
			continue // the engine's default, which the dump does not tell
		}
		seen[p.ParameterName] = true
		s := probe.Setting{
			Name: p.ParameterName, Value: *p.ParameterValue, Text: *p.ParameterValue, Query: "aws rds describe-db-parameters",
			Origin: fmt.Sprintf("%s (source %s)", db.Name, p.Source), Persistent: probe.PersistentYes,
		}
		if p.ApplyType == "static" {
			s.Note = "a static parameter: in force only once the instance was restarted after the change"
		}
		row, known := pgKnown()[strings.ToLower(p.ParameterName)]
		switch {
		case strings.Contains(s.Text, "{"):
			s.Value, s.Why = "", "a formula of the instance's size: use --database to see its value"
		case db.Engine == EngineMySQL:
			s.Unit = mysqlUnit(s.Name)
		case known:
			if err := row.fill(&s, s.Text); err != nil {
				s.Value, s.Why = "", err.Error()
			}
		}
		db.Settings = append(db.Settings, s)
	}
	return nil
}

package deploy

import (
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	var queries []probe.Query
	for _, engine := range []string{"mysql", "postgres"} {
		queries = append(queries, probe.Query{
			Name: "flowable", Engine: engine, Reads: []string{"ACT_GE_PROPERTY"},
			SQL: `SELECT NAME_ AS name, VALUE_ AS value FROM ACT_GE_PROPERTY WHERE NAME_ LIKE '%schema.version' ORDER BY NAME_`,
		})
	}
	register(Check{
		ID:      "deploy/workflow-engine",
		Title:   "the tables of the workflow engine (Flowable) are whole and of one version",
		Why:     "a start that was cut short leaves some of its tables behind; the next one takes them for a finished schema and stops, migrations included",
		Sources: []string{"OpenMetadata issue 26048", "OpenMetadata issue 27234", "OpenMetadata issue 26187", "OpenMetadata issue 29465"},
		Queries: queries, Database: judgeFlowable,
	})
}

// flowableTables stand for the parts of Flowable's schema: repository, runtime,
// history (docs of Flowable, "Database table names explained").
var flowableTables = []string{"ACT_GE_PROPERTY", "ACT_GE_BYTEARRAY", "ACT_RE_PROCDEF", "ACT_RE_DEPLOYMENT", "ACT_RU_EXECUTION", "ACT_RU_TASK", "ACT_HI_PROCINST"}

func judgeFlowable(d database) []rules.Finding {
	any := false
	for _, t := range d.Look("tables").Column("name") {
		name := strings.ToUpper(t)
		any = any || strings.HasPrefix(name, "ACT_") || strings.HasPrefix(name, "FLW_")
	}
	if !any {
		return []rules.Finding{d.finding(rules.NotApplicable, "tables", "there are no tables of Flowable, which came with 1.5: the server makes them")}
	}
	var missing []string
	for _, t := range flowableTables {
		if d.table(t) == "" {
			missing = append(missing, t)
		}
	}
	restore := facts.Remedy{Language: "text", Text: "restore the backup from before the start that was cut short; without one, ask how to rebuild the workflow tables before the upgrade"}
	if len(missing) > 0 {
		f := d.finding(rules.Warn, "tables", "the workflow engine's tables are not all there: %s missing", some(missing))
		f.Observed, f.Expected, f.Remedy = facts.Optional("no "+some(missing)), "all or none", []facts.Remedy{restore}
		return []rules.Finding{f}
	}
	rows := d.Look("flowable").Records()
	versions := map[string]bool{}
	var said []string
	for _, r := range rows {
		versions[r["value"]] = true
		said = append(said, r["name"]+" "+r["value"])
	}
	f := d.finding(rules.Pass, "flowable", "the workflow engine's tables are at one version: %s", some(said))
	f.Observed = facts.Optional(some(said))
	switch {
	case len(rows) == 0:
		f.Outcome, f.Remedy = rules.Warn, []facts.Remedy{restore}
		f.Message, f.Observed, f.Expected = "the workflow engine's tables name no version: its set-up was cut short", "no schema.version", "a schema.version"
	case len(versions) > 1:
		f.Outcome, f.Remedy, f.Expected = rules.Warn, []facts.Remedy{restore}, "one version"
		f.Message = "parts of the workflow engine are at different versions: " + some(said)
	}
	return []rules.Finding{f}
}

package deploy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/server-status",
		Title: "the running server finds its database, its migrations and its search engine in order",
		Why:   "an upgrade migrates what is there: a fault of before becomes one of after, and harder to tell from the upgrade's own",
		Whole: judgeServerStatus,

		Sources: []string{"OpenMetadata issue 24434", "OpenMetadata issue 24528", "OpenMetadata pull request 24543"},
	})
}

// needed are the parts that the upgrade itself works on. Without the others,
// ingestion and logins, it can go on.
var needed = []string{"database", "migrations", "searchInstance"}

func judgeServerStatus(in Input) []rules.Finding {
	var found []rules.Finding
	for _, s := range in.Snapshot.Servers {
		if !s.Connected {
			continue // said by deploy/server-reached
		}
		if s.ChecksWhy != "" || len(s.Checks) == 0 {
			f := unknown("what %s thinks of its database, migrations and search engine was not seen: %s", s.Name, cmp.Or(s.ChecksWhy, "the snapshot does not say"))
			f.Source = facts.Optional(s.ChecksFrom)
			found = append(found, f)
			continue
		}
		for _, c := range s.Checks {
			found = append(found, judgeServerCheck(s, c))
		}
	}
	return found
}

func judgeServerCheck(s probe.Server, c probe.ServerCheck) rules.Finding {
	f := rules.Finding{Outcome: rules.Pass, Observed: "passed", Expected: "passed", Source: facts.Optional(s.ChecksFrom)}
	said := cmp.Or(c.Message, "no reason given")
	if c.Passed {
		f.Message = fmt.Sprintf("the server's own check %q passes", c.Name)
		return f
	}
	f.Observed, f.Outcome = facts.Optional(said), rules.Warn
	if slices.Contains(needed, c.Name) {
		f.Outcome = rules.Fail
	}
	f.Message = fmt.Sprintf("the server's own check %q fails: %s", c.Name, said)
	f.Remedy = []facts.Remedy{{Language: "text", Text: "mend this with the release that runs, before the upgrade; its Settings > Preferences > Health and its log say more"}}
	return f
}

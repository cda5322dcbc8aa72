package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/deployed-version",
		Title: "the release that --from names is the one that runs, on the database that was named",
		Why:   "what the releases between the two demand would be left out of the report, and of the upgrade",
		Whole: judgeDeployed,
	})
}

func judgeDeployed(in Input) []rules.Finding {
	var found []rules.Finding
	for _, s := range in.Snapshot.Servers {
		if !s.Connected {
			continue // said by deploy/server-reached
		}
		f := judgeDeployedOn(s, in)
		f.Source, f.Observed, f.Expected = facts.Optional(s.VersionFrom), facts.Optional(s.Version), facts.Optional(in.From)
		found = append(found, f)
		for i := range in.Snapshot.Databases {
			found = append(found, judgeSameDeployment(s, &in.Snapshot.Databases[i])...)
		}
	}
	return found
}

// judgeSameDeployment compares the release of a server with the newest migration
// of a database. Not every release brings one, but every line does, and none
// runs on the database of a later one.
func judgeSameDeployment(s probe.Server, d *probe.Database) []rules.Finding {
	newest, ok := migratedTo(d)
	runs, err := facts.ParseVersion(s.Version)
	if !ok || err != nil {
		return nil // said by deploy/migration-history, or above
	}
	f := rules.Finding{
		Outcome: rules.Fail, Source: facts.Optional(d.Name), Observed: facts.Optional(newest.String()), Expected: facts.Optional("up to " + s.Version),
		Remedy: []facts.Remedy{{Language: "text", Text: "see whether --database names the database that this server uses; if it does, finish the upgrade that began, or restore the backup from before it"}},
	}
	switch {
	case newest.Compare(runs) > 0 && !runs.Line(newest):
		f.Message = fmt.Sprintf("%s runs %s, but %s was migrated to %s: it is another server's, or an upgrade of it was not finished", s.Name, s.Version, d.Name, newest)
	case newest.ReleaseLine() != runs.ReleaseLine():
		f.Expected = facts.Optional("a migration of " + runs.ReleaseLine())
		f.Message = fmt.Sprintf("%s runs %s, but %s was migrated to %s only: it is another server's, or its migrations did not run", s.Name, s.Version, d.Name, newest)
	default:
		f.Outcome, f.Remedy = rules.Pass, nil
		f.Message = fmt.Sprintf("%s runs %s, and %s was migrated to %s", s.Name, s.Version, d.Name, newest)
	}
	return []rules.Finding{f}
}

func judgeDeployedOn(s probe.Server, in Input) rules.Finding {
	runs, err := facts.ParseVersion(s.Version)
	if err != nil {
		return unknown("%s calls itself %q, which is no version that can be compared", s.Name, s.Version)
	}
	from, err := facts.ParseVersion(in.From)
	if err != nil {
		return notApplicable("--from names no release that could be compared with the %s that runs; give --from %s", s.Version, s.Version)
	}
	target, err := facts.ParseVersion(in.To)
	past := err == nil && !target.Reaches(runs)
	asked := facts.Remedy{Language: "text", Text: "give --from " + s.Version + ", unless another server is to be upgraded"}
	switch {
	case from.Line(runs):
		return rules.Finding{Outcome: rules.Pass, Message: fmt.Sprintf("%s runs %s, as --from says", s.Name, s.Version)}
	case past:
		return rules.Finding{
			Outcome: rules.Fail, Message: fmt.Sprintf("%s runs %s already, later than --to %s: there is no way back but a backup", s.Name, s.Version, in.To),
			Remedy: []facts.Remedy{{Language: "text", Text: "give --to a release later than " + s.Version + ", or name the server that is to be upgraded"}},
		}
	case runs.Compare(from) < 0:
		return rules.Finding{
			Outcome: rules.Fail, Message: fmt.Sprintf("%s runs %s, older than --from %s: what the releases between them demand is missing here", s.Name, s.Version, in.From),
			Remedy: []facts.Remedy{asked},
		}
	default:
		// More is demanded here than is needed, which blocks nothing that it should not.
		return rules.Finding{
			Outcome: rules.Warn, Message: fmt.Sprintf("%s runs %s, later than --from %s: some of what is demanded here lies behind it", s.Name, s.Version, in.From),
			Remedy: []facts.Remedy{asked},
		}
	}
}

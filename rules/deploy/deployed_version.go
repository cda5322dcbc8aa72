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
		Title: "the release that --from names is the one that runs",
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
	}
	return found
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

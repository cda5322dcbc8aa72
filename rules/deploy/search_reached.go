package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/search-reached",
		Title: "the search engine that was named could be looked at, and is healthy",
		Why:   "the migration updates the search indexes, and a red cluster does not take what is written to it",
		Whole: judgeSearchReached,
	})
}

func judgeSearchReached(in Input) []rules.Finding {
	var found []rules.Finding
	for _, s := range in.Snapshot.Search {
		found = append(found, judgeSearchOf(s))
	}
	return found
}

func judgeSearchOf(s probe.Search) rules.Finding {
	f := rules.Finding{Source: facts.Optional(s.Name), Observed: facts.Optional(s.Health)}
	switch {
	case !s.Connected:
		f.Outcome, f.Message = rules.Unknown, fmt.Sprintf("%s could not be checked: %s", s.Name, s.Why)
	case s.Health == "":
		f.Outcome, f.Message = rules.Unknown, fmt.Sprintf("the health of %s was not seen: %s", s.Name, s.HealthWhy)
	case s.Health == "red":
		f.Outcome, f.Expected = rules.Warn, "green or yellow"
		f.Message = fmt.Sprintf("the cluster behind %s is red: some of its data is gone or cannot be written", s.Name)
		f.Remedy = []facts.Remedy{{Language: "bash", Text: "curl " + s.Name + "/_cluster/allocation/explain", Note: "says what is missing; the indexes can be built anew after the upgrade, but not while the cluster is red"}}
	default:
		f.Outcome = rules.Pass
		f.Message = fmt.Sprintf("the search engine answers as %s, and is %s", strings.TrimSpace(searchName(s.Distribution)+" "+s.Version), s.Health)
	}
	return f
}

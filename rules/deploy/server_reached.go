package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/server-reached",
		Title: "the server that was named could be looked at",
		Why:   "a server that did not answer was not checked, whatever the rest of the report says",
		Whole: judgeServerReached,
	})
}

func judgeServerReached(in Input) []rules.Finding {
	var found []rules.Finding
	for _, s := range in.Snapshot.Servers {
		f := unknown("%s could not be checked: %s", s.Name, s.Why)
		if s.Connected {
			f = rules.Finding{
				Outcome: rules.Pass, Observed: facts.Optional(s.Version),
				Message: fmt.Sprintf("the server answers as OpenMetadata %s", s.Version),
			}
		}
		f.Source = facts.Optional(s.Name)
		found = append(found, f)
	}
	return found
}

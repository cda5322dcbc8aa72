package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/installed",
		Title: "what of the product is installed on this host was found, and the documents say what it must be",
		Why:   "the client that runs tonight is the one that is installed, whatever the requirements in the repository say",
		Whole: judgeInstalled,
		Uses:  true,
	})
}

// judgeInstalled says what of the host could not be judged. Packages that were
// found are judged like those that files require, by their facts.
func judgeInstalled(in Input) []rules.Finding {
	var found []rules.Finding
	var silent []string
	named, failed := 0, false
	for _, a := range in.Snapshot.Installed {
		named += a.Found
		if a.Why != "" {
			failed = true
			f := unknown("%s: %s", a.Command, a.Why)
			f.Source = facts.Optional(a.Command)
			found = append(found, f)
		} else if a.Found == 0 {
			silent = append(silent, a.Command)
		}
	}
	if named == 0 && !failed && len(silent) > 0 {
		f := unknown("nothing of %s is installed where omlint looked: activate the environment that it is in, or leave --live out on this host", in.product().Product)
		f.Source = facts.Optional(strings.Join(silent, ", "))
		found = append(found, f)
	}
	for _, u := range in.Snapshot.Uses {
		if u.Command == "" || u.Type != string(facts.Package) || slices.ContainsFunc(in.Facts, func(f facts.Fact) bool {
			return f.Subject.Type == facts.Package && f.Subject.Name == u.Name
		}) {
			continue
		}
		if !slices.ContainsFunc(in.product().Packages, func(p facts.Distribution) bool { return p.Name == u.Name && !p.Companion }) {
			continue // nothing that concerns the upgrade
		}
		f := useFinding(u)
		f.Outcome = rules.Unknown
		f.Message = fmt.Sprintf("%s %s is installed, and the documents do not say which release the target needs: leave --docs out to use the built-in catalogue", u.Name, strings.TrimPrefix(u.Value, "=="))
		found = append(found, f)
	}
	return found
}

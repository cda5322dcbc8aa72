package docs

import "github.com/omlint/omlint/rules"

// Notices are the rules whose findings no visitor makes: they are about a run
// and what it was told to leave out.
func Notices() []*rules.Rule {
	return []*rules.Rule{
		{
			ID: "baseline/fixed", Severity: rules.Info, Since: "0.2.0",
			Title: "an entry of the baseline whose finding is gone",
			Why:   "As long as the entry is there, the same mistake can come back to this line unseen.",
			Fix:   "write the baseline again with --write-baseline, which forgets what is fixed",
		},
		{
			ID: unusedSuppression, Severity: rules.Warning, Since: "0.1.0",
			Title: "a suppression that has no effect",
			Why:   "It hides nothing now, and may hide something new later; without a reason, or naming a rule that there is not, it never worked.",
			Fix:   "delete the comment, or write omlint-disable-next-line ID: reason",
		},
	}
}

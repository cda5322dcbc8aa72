package deploy

import (
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/upgrade-path",
		Title: "the way from release to release is one that the product supports",
		Why:   "migrations of some releases expect what an earlier one did, or are known to lose data; afterwards only the backup helps",
		Types: []facts.Type{facts.UpgradePath},
		Fact:  judgePath,
	})
	register(Check{
		ID:    "deploy/release-known",
		Title: "the facts cover every release on the way",
		Why:   "what a release demands that nobody looked up is found out during its migration",
		Whole: judgeCovered,
	})
}

// judgePath relies on the selection of facts: a rule about the way is among them
// only where the way breaks it. Without both ends there was no selection.
func judgePath(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil || f.Expect.Value == "" || f.Confidence == facts.Manual || in.From == "" || in.To == "" {
		return nil
	}
	step := ""
	switch f.Expect.Op {
	case facts.AtLeast:
		step = "upgrade to " + f.Expect.Value + " or later instead of " + in.To
	case facts.Equal:
		step = "upgrade to " + f.Expect.Value + " first, start it once, then upgrade to " + in.To
	case facts.Absent:
		step = "do not migrate the database of " + in.From + " in place"
	default:
		return nil
	}
	return []rules.Finding{{
		Outcome: rules.Fail, Observed: facts.Optional(in.From + " to " + in.To), Message: f.Summary,
		Remedy: append(remedies(f, in), facts.Remedy{Language: "text", Text: step}),
	}}
}

// judgeCovered reports the releases on the way that the facts do not cover.
func judgeCovered(in Input) []rules.Finding {
	var found []rules.Finding
	for _, gap := range in.Gaps {
		f := unknown("%s", gap)
		f.Observed = facts.Optional(in.From + " to " + in.To)
		f.Remedy = []facts.Remedy{{Language: "bash", Text: "omlint audit DOCS --from " + in.From + " --to " + in.To, Note: "DOCS is the folder with the upgrade pages of these releases"}}
		found = append(found, f)
	}
	return found
}

package report

import (
	"fmt"
	"slices"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

var outcomeStyle = map[rules.Outcome]struct{ title, mark, sgr string }{
	rules.Fail:          {"FAIL", "✗", "1;31"},
	rules.Unknown:       {"UNKNOWN", "?", "1;35"},
	rules.Warn:          {"WARN", "!", "1;33"},
	rules.Manual:        {"MANUAL", "□", "1;36"},
	rules.Waived:        {"WAIVED", "~", "2"},
	rules.Pass:          {"PASS", "✓", "1;32"},
	rules.NotApplicable: {"NOT APPLICABLE", "-", "2"},
}

var outcomeMeaning = map[rules.Outcome]string{
	rules.Fail:          "must be fixed first",
	rules.Unknown:       "could not be checked",
	rules.Warn:          "works now, needs attention",
	rules.Manual:        "only a person can confirm",
	rules.Waived:        "accepted by somebody",
	rules.Pass:          "checked and in order",
	rules.NotApplicable: "does not concern this deployment",
}

// verdict is the report in a few words, and the outcome that decides it. Nothing
// blocks only where everything that was to be looked at was looked at.
func (r *Report) verdict() (outcome rules.Outcome, words string) {
	s := r.Summary
	fails, nothing := count(s.Fail, "thing blocks", "things block"), "nothing blocks"
	subject := clean(fmt.Sprintf("%s → %s", r.From, r.To))
	switch {
	case r.Command == "backup":
		fails, nothing = count(s.Fail, "backup is not fit to go back to", "backups are not fit to go back to"), "nothing is wrong with "+count(len(r.Results), "backup", "backups")
		subject = ""
	case r.From == "" || r.To == "":
		subject = "the upgrade"
	}
	if subject != "" {
		fails, nothing = fails+" "+subject, nothing+" "+subject
	}
	notReady := "not ready"
	if subject != "" {
		notReady += " for " + subject
	}
	switch {
	case s.Fail > 0 && len(r.Trouble) > 0:
		return rules.Fail, fails + "; and omlint could not do all of its job"
	case s.Fail > 0 && s.Unknown > 0:
		return rules.Fail, fmt.Sprintf("%s; %d more could not be checked", fails, s.Unknown)
	case s.Fail > 0:
		return rules.Fail, fails
	case len(r.Trouble) > 0:
		return rules.Unknown, notReady + ": omlint could not do all of its job"
	case s.Unknown > 0:
		return rules.Unknown, notReady + ": " + count(s.Unknown, "thing", "things") + " could not be checked"
	case s.Pass+s.Warn+s.Manual+s.NotApplicable+s.Waived == 0:
		return rules.Unknown, notReady + ": nothing was checked"
	case s.Warn > 0:
		return rules.Warn, nothing + "; " + count(s.Warn, "thing needs", "things need") + " attention"
	case s.Manual > 0:
		return rules.Manual, nothing + "; " + count(s.Manual, "step", "steps") + " for a person to confirm"
	}
	return rules.Pass, nothing
}

// phases are the parts of an upgrade, in their order.
var phases = []struct {
	phase facts.Phase
	title string
}{
	{facts.Before, "before the upgrade"},
	{facts.During, "during the upgrade"},
	{facts.After, "after the upgrade"},
}

// phaseOf is the part of the upgrade that a result belongs to; what does not say
// is to be looked at first.
func phaseOf(f *rules.Finding) facts.Phase {
	if f.Phase == facts.During || f.Phase == facts.After {
		return f.Phase
	}
	return facts.Before
}

// with returns the results of one outcome, in the order of an upgrade's phases.
func (r *Report) with(o rules.Outcome) []rules.Finding {
	var found []rules.Finding
	for _, p := range phases {
		for i := range r.Results {
			if f := &r.Results[i]; f.Outcome == o && phaseOf(f) == p.phase {
				found = append(found, *f)
			}
		}
	}
	return found
}

// in returns those of the results that belong to the phase.
func in(phase facts.Phase, results []rules.Finding) []rules.Finding {
	var found []rules.Finding
	for i := range results {
		if phaseOf(&results[i]) == phase {
			found = append(found, results[i])
		}
	}
	return found
}

// work returns the results that somebody has to act on, the worst first.
func (r *Report) work() []rules.Finding {
	return slices.Concat(r.with(rules.Fail), r.with(rules.Unknown), r.with(rules.Warn), r.with(rules.Manual))
}

// things are the results, those together that differ only in their place.
func things(results []rules.Finding) [][]rules.Finding {
	var all [][]rules.Finding
	for len(results) > 0 {
		n, a := 1, &results[0]
		for n < len(results) && a.Location != nil && results[n].Location != nil &&
			a.Outcome == results[n].Outcome && a.Rule == results[n].Rule && a.Fact == results[n].Fact && a.Message == results[n].Message {
			n++
		}
		all, results = append(all, results[:n]), results[n:]
	}
	return all
}

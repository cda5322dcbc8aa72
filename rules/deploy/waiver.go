package deploy

import (
	"fmt"
	"time"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

const (
	waiverExpired = "deploy/waiver-expired"
	waiverUnused  = "deploy/waiver-unused"
)

func init() {
	register(Check{
		ID:    waiverExpired,
		Title: "every waiver that is needed is still in force",
		Why:   "what was accepted for a while is, after that, accepted by nobody",
	})
	register(Check{
		ID:    waiverUnused,
		Title: "every waiver is about a finding",
		Why:   "a waiver that outlives its finding accepts the next one unseen",
	})
}

// Waive applies the waivers to what an audit found: each finding that one
// accepts is waived, and says by whom. A waiver whose day is over accepts
// nothing and fails, as long as its finding is there; one without a finding is
// reported.
func Waive(found []rules.Finding, waivers []rules.Waiver, now time.Time) []rules.Finding {
	for w := range waivers {
		waiver := &waivers[w]
		about, expired := 0, waiver.Expired(now)
		for i := range found {
			f := &found[i]
			if !waiver.Accepts(*f) {
				continue
			}
			about++
			if expired {
				continue
			}
			f.Message = fmt.Sprintf("%s; %s until %s by %s: %s", f.Message, accepted(waiver), waiver.Expires.Format(rules.Day), waiver.Owner, waiver.Reason)
			f.Outcome, f.Severity = rules.Waived, rules.SeverityOf(rules.Waived)
		}
		switch {
		case about > 0 && expired:
			found = append(found, ofWaiver(waiver, waiverExpired, rules.Fail, fmt.Sprintf("the waiver of %s ended on %s; %s", waiver.Owner, waiver.Expires.Format(rules.Day), plural(about, "what it accepted is still there", "the %d things it accepted are still there"))))
		case about == 0:
			found = append(found, ofWaiver(waiver, waiverUnused, rules.Warn, "the waiver of "+waiver.Owner+" is about nothing that was found: take it out"))
		}
	}
	rules.Sort(found)
	return found
}

func accepted(w *rules.Waiver) string {
	if w.Manual {
		return "acknowledged"
	}
	return "waived"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

func ofWaiver(w *rules.Waiver, rule string, o rules.Outcome, message string) rules.Finding {
	f := rules.Finding{
		Outcome: o, Message: message, Observed: facts.Optional(w.Reason),
		Location: &rules.Location{File: w.File, Line: w.Line, Column: w.Column, EndLine: w.Line, EndColumn: w.Column},
	}
	return complete([]rules.Finding{f}, rule, nil)[0]
}

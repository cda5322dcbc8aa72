package rules

import (
	"strings"
	"time"
)

// Waiver accepts findings of an audit for a while: somebody knows of them and
// answers for them.
type Waiver struct {
	Rule   string // a rule's id, or a family as family/*; "" any
	Fact   string // a fact's id, or the beginning of several before a *; "" any
	Match  string // a text in the finding's message or source; "" any
	Owner  string
	Reason string
	// Expires is the last day on which it holds, in UTC.
	Expires time.Time
	// Manual says that it acknowledges what only a person can check; it accepts
	// nothing else, and others do not accept that.
	Manual bool
	// Origin is where it is written: "omlint.yaml:12:5"; Line and Column 1-based.
	File         string
	Line, Column int
}

// Day is how days are written.
const Day = "2006-01-02"

// Accepts says whether the waiver is about a finding, were it still in force.
func (w *Waiver) Accepts(f Finding) bool {
	switch f.Outcome {
	case Fail, Warn, Unknown:
		if w.Manual {
			return false
		}
	case Manual:
		if !w.Manual {
			return false
		}
	default:
		return false
	}
	return matches(w.Rule, f.Rule) && matches(w.Fact, string(f.Fact)) &&
		(strings.Contains(f.Message, w.Match) || strings.Contains(string(f.Source), w.Match))
}

// Expired says whether the waiver's last day is over.
func (w *Waiver) Expired(now time.Time) bool {
	return !now.Before(w.Expires.AddDate(0, 0, 1))
}

func matches(pattern, id string) bool {
	if start, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(id, start)
	}
	return pattern == "" || pattern == id
}

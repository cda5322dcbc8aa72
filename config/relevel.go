package config

import (
	"slices"

	"github.com/omlint/omlint/rules"
)

// Relevel gives every finding the severity that the levels for its page ask for,
// and leaves out those of rules that are off there.
func Relevel(found []rules.Finding, levels func(page string) []Level) []rules.Finding {
	byPage := map[string][]Level{}
	kept := make([]rules.Finding, 0, len(found))
	for _, f := range found {
		page := f.Location.File
		of, known := byPage[page]
		if !known {
			of = levels(page)
			byPage[page] = of
		}
		if l := LevelOf(of, f.Rule); l != nil {
			if l.Severity == Off {
				continue
			}
			f.Severity = l.Severity
		}
		kept = append(kept, f)
	}
	return kept
}

// Runs says whether a rule is on for some page. The levels of above, those of
// the command line, decide before the configuration does.
func (c *Config) Runs(id string, above []Level) bool {
	if l := LevelOf(above, id); l != nil {
		return l.Severity != Off
	}
	l := LevelOf(c.Rules, id)
	return l == nil || l.Severity != Off || slices.ContainsFunc(c.Overrides, func(o Override) bool {
		l := LevelOf(o.Rules, id)
		return l != nil && l.Severity != Off
	})
}

package config

import (
	"cmp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

// Level gives a rule, or several, a severity or [Off].
type Level struct {
	Pattern  string // a rule's id, family/* or *
	Severity rules.Severity
	Origin   Origin
}

var severities = []string{string(Off), string(rules.Info), string(rules.Warning), string(rules.Error)}

// Matches says whether the level is about the rule.
func (l *Level) Matches(id string) bool {
	family, all := strings.CutSuffix(l.Pattern, "*")
	return l.Pattern == id || all && strings.HasPrefix(id, family)
}

// LevelOf finds the entry that decides about a rule, the last one that matches.
// It is nil when there is none and the rule's own severity holds.
func LevelOf(levels []Level, id string) *Level {
	for i := len(levels) - 1; i >= 0; i-- {
		if levels[i].Matches(id) {
			return &levels[i]
		}
	}
	return nil
}

// bySpecificity sorts the levels of one mapping, whose order means nothing, so
// that a rule's own entry wins over its family's, and that over *.
func bySpecificity(levels []Level) {
	rank := func(l Level) int {
		switch {
		case l.Pattern == "*":
			return 0
		case strings.HasSuffix(l.Pattern, "/*"):
			return 1
		default:
			return 2
		}
	}
	slices.SortStableFunc(levels, func(a, b Level) int { return cmp.Compare(rank(a), rank(b)) })
}

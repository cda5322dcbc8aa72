package docs

import (
	"regexp"

	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/wrong-lifetime", Severity: rules.Warning,
		Title: "the text and the statement disagree on whether a setting outlasts a restart",
		Why:   "the reader loses the setting at the next restart, or leaves one behind that was meant to go",
		Fix:   "MySQL: SET GLOBAL goes with a restart, SET PERSIST stays; PostgreSQL: ALTER SYSTEM stays",
		Bad:   rules.Example{Text: "Make it permanent, so that it survives a restart:\n\n```sql\nSET GLOBAL max_connections = 500;\n```\n"},
		Good:  rules.Example{Text: "Make it permanent, so that it survives a restart:\n\n```sql\nSET PERSIST max_connections = 500;\n```\n"},
	}, wrongLifetime)
}

var (
	outlasts = regexp.MustCompile(`(?i)\b(?:surviv|persist|outlast|kept|stays|lasts|remains?)[a-z]*\b[^.]*\b(?:restart|reboot)|\bpermanent`)
	endsWith = regexp.MustCompile(`(?i)\b(?:will|is|gets?|be) (?:reset|lost|revert(?:ed)?)\b[^.]*\b(?:restart|reboot)`)
	negated  = regexp.MustCompile(`(?i)\b(?:not|n't|never|no longer|until|unless|instead|only)\b`)
)

// wrongLifetime compares a statement with the prose right before it. A text
// that says both, or anything with a not, is left to the reader.
func wrongLifetime(c *rules.Context) {
	all := passages(c)
	for i, p := range all {
		if !p.fence || i == 0 || all[i-1].fence {
			continue
		}
		said := all[i-1]
		if !said.mentions("restart", "reboot", "permanent") || negated.MatchString(said.text) {
			continue
		}
		stays, goes := outlasts.MatchString(said.text), endsWith.MatchString(said.text)
		if stays == goes {
			continue
		}
		sets := assignments(fences.Of(c.Page)[p.node])
		for _, a := range sets {
			switch {
			case stays && a.scope == "global" && len(sets) == 1:
				c.ReportLine(a.line, "SET GLOBAL %s is gone after a restart; the text says that it stays", a.name)
			case goes && (a.scope == "persist" || a.scope == "persist_only" || a.scope == "system"):
				c.ReportLine(a.line, "%s outlasts a restart; the text says that it does not", a.text)
			}
		}
	}
}

package docs

import (
	"regexp"
	"slices"

	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/global-needs-reconnect", Severity: rules.Info,
		Title: "SET GLOBAL is given without a word on connections that are open already",
		Why:   "MySQL gives a global value to new connections only: a server that keeps a pool runs on with the old one",
		Fix:   "say that the server, or whatever else keeps connections, is to be restarted afterwards",
		Bad:   rules.Example{Text: "Update it via SQL, it will reset after the server restarts:\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
		Good:  rules.Example{Text: "Update it via SQL, and start the migration afterwards, since only new connections get the value:\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
	}, globalNeedsReconnect)
}

var reconnects = regexp.MustCompile(`(?i)new (?:session|connection)|reconnect|connect again|re-?start (?:the |your )?(?:openmetadata|application|server|pool|migration)|existing (?:session|connection)|open connections`)

func globalNeedsReconnect(c *rules.Context) {
	all := passages(c)
	for i, p := range all {
		if !p.fence {
			continue
		}
		for _, a := range assignments(fences.Of(c.Page)[p.node]) {
			if a.scope != "global" || !slices.Contains(databaseSet, a.name) || i == 0 || !untilRestart.MatchString(all[i-1].text) {
				continue // where nothing is said of how long it lasts, nothing is wrong either
			}
			said := slices.ContainsFunc(all[max(0, i-3):min(len(all), i+4)], func(p passage) bool { return reconnects.MatchString(p.text) })
			if !said {
				c.ReportLine(a.line, "SET GLOBAL %s reaches new connections only, and the page does not say so", a.name)
			}
		}
	}
}

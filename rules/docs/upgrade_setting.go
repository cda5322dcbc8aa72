package docs

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/session-only-setting", Severity: rules.Error,
		Title: "a setting of one session is given as if it lasted",
		Why:   "SET without GLOBAL or ALTER SYSTEM ends with the session: the migration, which opens its own, runs without it",
		Fix:   "PostgreSQL: ALTER SYSTEM SET … and SELECT pg_reload_conf(), or ALTER DATABASE … SET; MySQL: SET GLOBAL or SET PERSIST",
		Bad:   rules.Example{Text: "You can update it via SQL (it will reset after the server restarts):\n\n```sql\nSET work_mem = '20MB';\n```\n"},
		Good:  rules.Example{Text: "You can update it via SQL:\n\n```sql\nALTER SYSTEM SET work_mem = '20MB';\nSELECT pg_reload_conf();\n```\n"},
	}, sessionOnly)

	upgradeRule(rules.Rule{
		ID: "upgrade/value-conflict", Severity: rules.Error,
		Title: "a page gives two values for one setting",
		Why:   "the reader cannot tell which value is meant",
		Fix:   "give one value everywhere",
		Bad:   rules.Example{Text: "# Update `sort_buffer_size` (MySQL)\n\nBefore running the migrations, set `sort_buffer_size` to 20MB.\n\n```sql\nSET GLOBAL sort_buffer_size = 10485760;\n```\n"},
		Good:  rules.Example{Text: "# Update `sort_buffer_size` (MySQL)\n\nBefore running the migrations, set `sort_buffer_size` to 20MB.\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
	}, valueConflict)

	upgradeRule(rules.Rule{
		ID: "upgrade/engine-parity", Severity: rules.Warning,
		Title: "a database setting is given for one engine only",
		Why:   "the page speaks of both engines; users of the other one are left without the step",
		Fix:   "give the other engine's setting as well, or say that it needs none",
		Bad:   rules.Example{Text: "# Prepare\n\nOpenMetadata runs on MySQL and PostgreSQL.\n\nBefore running the migrations, set `sort_buffer_size` to 20MB:\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
		Good:  rules.Example{Text: "# Prepare\n\nOpenMetadata runs on MySQL. Before running the migrations, set `sort_buffer_size` to 20MB:\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
	}, engineParity)

	upgradeRule(rules.Rule{
		ID: "upgrade/temporary-without-revert", Severity: rules.Warning,
		Title: "a setting is called temporary, and no step takes it back",
		Why:   "it stays, with whatever memory or security it costs",
		Fix:   "add the statement that reverts it, after the migration",
		Bad:   rules.Example{Text: "Temporarily increase the limit:\n\n```sql\nSET GLOBAL max_connections = 500;\n```\n"},
		Good:  rules.Example{Text: "Temporarily increase the limit:\n\n```sql\nSET GLOBAL max_connections = 500;\n```\n\nAfter the migration, revert it:\n\n```sql\nSET GLOBAL max_connections = 151;\n```\n"},
	}, temporary)
}

var (
	untilRestart = regexp.MustCompile(`(?i)\b(?:reset|revert|last|lost|kept|stay|persist)[^.]*\b(?:restart|reboot)`)
	bySession    = regexp.MustCompile(`(?i)\b(?:this|the|each|every|same|current|that|one|own|new) (?:session|connection)|only for the session|\bper session|\bsession-`)
	preparation  = regexp.MustCompile(`(?i)\bbefore\b[^.]*\b(?:migrat|upgrad)`)
	databaseSet  = []string{"work_mem", "maintenance_work_mem", "sort_buffer_size", "join_buffer_size", "innodb_sort_buffer_size", "temp_buffers"}
)

func sessionOnly(c *rules.Context) {
	all := passages(c)
	for i, p := range all {
		if !p.fence {
			continue
		}
		f := fences.Of(c.Page)[p.node]
		if !f.isSQL() {
			continue
		}
		sets := assignments(f)
		sets = slices.DeleteFunc(sets, func(a assignment) bool { return a.scope != "" && a.scope != "session" && a.scope != "local" })
		if len(sets) == 0 || len(sets) < strings.Count(f.text, ";") { // other statements use what was set
			continue
		}
		said, prepares, session := "", "", false // prose of the same section, nearest first
		for j := i - 1; j >= 0 && all[j].section() == p.section(); j-- {
			text := all[j].text
			session = session || all[j].mentions("session") && bySession.MatchString(text)
			if j == i-1 && untilRestart.MatchString(text) {
				said = text
			}
			if all[j].mentions("before") && preparation.MatchString(text) {
				prepares = text
			}
		}
		a := sets[0]
		switch {
		case session:
		case said != "":
			c.ReportLine(a.line, "SET %s ends with the session, not when the server restarts: other connections, the migration's among them, never see it", a.name)
		case prepares != "" && slices.Contains(databaseSet, a.name):
			c.ReportLine(a.line, "SET %s ends with the session: the migration opens its own and runs without it", a.name)
		}
	}
}

// valueConflict leaves alone the values that different releases ask for.
func valueConflict(c *rules.Context) {
	all := passages(c)
	version := func(line int) string {
		v := ""
		for _, p := range all {
			if p.line <= line {
				v = p.version(c.Path).String()
			}
		}
		return v
	}
	for _, f := range c.Facts() {
		if f.Subject.Type != facts.DBSetting && f.Subject.Type != facts.SearchSetting || f.Expect == nil || f.Stated() {
			continue // what contradicts a statement is upgrade/statement-conflict
		}
		mine := own(c, f.Evidence)
		for _, conflict := range f.Conflicts {
			other := own(c, conflict.Evidence)
			if len(mine) == 0 || len(other) == 0 || conflict.Expect.Value == f.Expect.Value || version(mine[0].Line) != version(other[0].Line) ||
				reverting(all, mine[0]) || reverting(all, other[0]) {
				continue
			}
			found := c.ReportLine(other[0].Line, "%s is %s here and %s in line %d", f.Subject.Name, conflict.Expect.Text, f.Expect.Text, mine[0].Line)
			found.Fact, found.Evidence = facts.Optional(f.ID), slices.Concat(other, mine)
		}
	}
}

// reverting is true for a value that is the old one: the passage, or the prose
// right before it, takes a setting back.
func reverting(all []passage, e facts.Evidence) bool {
	for i, p := range all {
		if last := i+1 == len(all) || all[i+1].line > e.Line; p.line <= e.Line && last {
			return reverts.MatchString(p.text) || i > 0 && p.fence && reverts.MatchString(all[i-1].text)
		}
	}
	return false
}

// counterparts are settings that stand for the same demand on either engine.
var counterparts = map[string]string{"sort_buffer_size": "work_mem", "work_mem": "sort_buffer_size"}

var engineWords = map[facts.Engine]*regexp.Regexp{
	facts.MySQL: regexp.MustCompile(`(?i)\bmysql\b`), facts.Postgres: regexp.MustCompile(`(?i)\bpostgres(?:ql)?\b`),
}

func engineParity(c *rules.Context) {
	for _, f := range c.Facts() {
		other := counterparts[f.Subject.Name]
		mine := own(c, f.Evidence)
		if f.Subject.Type != facts.DBSetting || f.Kind != facts.Requirement || other == "" || f.Counterpart != "" || len(mine) == 0 || bytes.Contains(c.Source, []byte(other)) {
			continue
		}
		engine := facts.MySQL
		if f.Subject.Engine == facts.MySQL {
			engine = facts.Postgres
		}
		if slices.ContainsFunc(passages(c), func(p passage) bool { return engineWords[engine].MatchString(p.text) }) {
			c.ReportLine(mine[0].Line, "%s is for %s only; the page speaks of %s, too, whose setting is %s", f.Subject.Name, f.Subject.Engine, engine, other).Fact = facts.Optional(f.ID)
		}
	}
}

var (
	forNow  = regexp.MustCompile(`(?i)\btemporar(?:y|ily)\s+(?:set|increase|raise|change|update|disable|enable|lower|allow|bump|setting|value)`)
	reverts = regexp.MustCompile(`(?i)\brevert|\bset (?:it |them )?back|\bchange (?:it |them )?back|\breset\b|\brestore (?:the|its|their) |\bundo\b|\boriginal value|\bdisable .*\bafter|\bafter .*\b(?:disable|remove|lower)|\bre-enable|\broll ?back|\bprevious value|= *0;`)
)

func temporary(c *rules.Context) {
	all := passages(c)
	for i, p := range all {
		if p.fence || !p.mentions("temporar") || !forNow.MatchString(p.text) || i+1 >= len(all) || !all[i+1].fence {
			continue
		}
		sets := assignments(fences.Of(c.Page)[all[i+1].node])
		if len(sets) == 0 || slices.ContainsFunc(sets, func(a assignment) bool { return a.scope == "" || a.scope == "session" || a.scope == "local" }) {
			continue
		}
		reverted := reverts.MatchString(p.text)
		for _, later := range all[i+2:] {
			reverted = reverted || reverts.MatchString(later.text) || later.fence && strings.Contains(later.node.String("content"), sets[0].name)
		}
		if !reverted {
			c.ReportLine(p.line, "%s is called temporary, and no later step on the page takes it back", sets[0].name)
		}
	}
}

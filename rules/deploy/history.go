package deploy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// history is what the database says about the migrations that it went through.
// Unquoted, the tables' names fit both engines: PostgreSQL's are in lower case.
// Only Flyway, up to 1.10, quoted its own.
var history = func() []probe.Query {
	var all []probe.Query
	for _, engine := range []string{"mysql", "postgres"} {
		flyway := "DATABASE_CHANGE_LOG"
		if engine == "postgres" {
			flyway = `"DATABASE_CHANGE_LOG"`
		}
		all = append(all,
			probe.Query{Name: "migrations", Engine: engine, Reads: []string{"SERVER_CHANGE_LOG"}, SQL: `SELECT version FROM SERVER_CHANGE_LOG ORDER BY version`},
			probe.Query{Name: "migrations-unfinished", Engine: engine, Reads: []string{"SERVER_CHANGE_LOG"}, SQL: `SELECT version, status FROM SERVER_CHANGE_LOG WHERE status <> 'COMPLETED' ORDER BY version`},
			probe.Query{Name: "migrations-statements", Engine: engine, Reads: []string{"SERVER_MIGRATION_SQL_LOGS"}, SQL: `SELECT DISTINCT version FROM (SELECT version FROM SERVER_MIGRATION_SQL_LOGS LIMIT 50000) AS s ORDER BY version`},
			probe.Query{Name: "migrations-flyway", Engine: engine, Reads: []string{flyway}, SQL: `SELECT version, success FROM ` + flyway + ` ORDER BY version`},
		)
	}
	return all
}()

func init() {
	register(Check{
		ID:      "deploy/migration-history",
		Title:   "the migrations recorded in the database are complete and fit the release that runs",
		Why:     "on top of a migration that stopped half-way, or was left out, the next one fails or loses data without a word",
		Sources: []string{"OpenMetadata issue 24434", "OpenMetadata issue 24528", "OpenMetadata issue 22914", "OpenMetadata issue 17004", "OpenMetadata issue 23046", "OpenMetadata issue 13870"},
		Queries: history, Database: judgeHistory,
	})
}

// withdrawn are releases whose migrations later releases no longer know: they
// report them as "unexpected executed migrations" (OpenMetadata issues 24434
// and 24528).
var withdrawn = []string{"1.8.5", "1.10.2"}

// executed is the set of migrations that a database went through, in order.
// Names that are no versions, such as Flyway's v001, are left out.
func executed(d *probe.Database) []facts.Version {
	var versions []facts.Version
	if seen := d.Look("migrations"); seen != nil {
		for _, text := range seen.Column("version") {
			if v, err := facts.ParseVersion(text); err == nil && strings.Contains(text, ".") {
				versions = append(versions, v)
			}
		}
	}
	slices.SortFunc(versions, facts.Version.Compare)
	return versions
}

// migratedTo is the newest release in a database's migration history; ok is
// false where there is none to see.
func migratedTo(d *probe.Database) (v facts.Version, ok bool) {
	versions := executed(d)
	if len(versions) == 0 {
		return v, false
	}
	return versions[len(versions)-1], true
}

func judgeHistory(d database) []rules.Finding {
	var found []rules.Finding
	add := func(o rules.Outcome, query, observed, expected string, remedy string, format string, args ...any) {
		f := d.finding(o, query, format, args...)
		f.Observed, f.Expected = facts.Optional(observed), facts.Optional(expected)
		if remedy != "" {
			f.Remedy = []facts.Remedy{{Language: "text", Text: remedy}}
		}
		found = append(found, f)
	}
	newest, ok := migratedTo(d.Database)
	flyway := d.Look("migrations-flyway")
	if d.Look("migrations").Absent && flyway.Absent && d.table("table_entity") == "" {
		return []rules.Finding{d.finding(rules.NotApplicable, "migrations", "neither OpenMetadata's migration history is here nor its first table: this is no whole database of it")}
	}
	if !ok && (flyway.Absent || len(flyway.Rows) == 0) {
		add(rules.Fail, "migrations", "no migration", "a history", "restore the backup, or find out which database the server really uses",
			"OpenMetadata's tables are here, but no migration is recorded: the server would begin from the start and fail at the tables that exist")
		return found
	}

	if from, err := facts.ParseVersion(d.in.From); !ok && err == nil && from.Reaches(mustVersion("1.1")) {
		add(rules.Fail, "migrations", "only Flyway's history", "migrations in SERVER_CHANGE_LOG", "find out which release this database is really of, or restore the backup",
			"the newest migration that is recorded is Flyway's; releases since 1.1 keep theirs in SERVER_CHANGE_LOG, where there is none")
	}
	for _, r := range d.Look("migrations-unfinished").Records() {
		add(rules.Fail, "migrations-unfinished", r["status"], "COMPLETED", "restore the backup from before "+r["version"]+", or finish it with the server of that release: openmetadata-ops.sh migrate",
			"the migration to %s is recorded as %s", r["version"], r["status"])
	}
	for _, r := range flyway.Records() {
		if s := strings.ToLower(r["success"]); s == "0" || s == "f" || s == "false" {
			add(rules.Fail, "migrations-flyway", "failed", "success", "openmetadata-ops.sh repair, with the server of the release that runs, then migrate again",
				"Flyway's migration %s failed", cmp.Or(r["version"], "without a number"))
		}
	}

	recorded := d.Look("migrations").Column("version")
	var partial []string
	for _, v := range d.Look("migrations-statements").Column("version") {
		named := func(r string) bool { return r == v || strings.HasPrefix(r, v+"-") } // 1.12.0-collate ends 1.12.0, too
		if v != "" && !slices.ContainsFunc(recorded, named) && strings.Contains(v, ".") {
			partial = append(partial, v)
		}
	}
	if len(partial) > 0 {
		add(rules.Fail, "migrations-statements", some(partial), "only releases of SERVER_CHANGE_LOG", "restore the backup from before "+partial[0]+"; or, with the server of that release, run openmetadata-ops.sh migrate to its end",
			"statements of the migration to %s ran, but it never ended: it was interrupted", some(partial))
	}

	for _, w := range withdrawn {
		if slices.Contains(recorded, w) {
			add(rules.Warn, "migrations", w, "no withdrawn release", "after the upgrade, read its status page (/api/v1/system/status) with this in mind",
				"the database went through %s, which was withdrawn: later releases report it as an unexpected migration", w)
		}
	}

	found = append(found, d.judgeLines(executed(d.Database))...)
	found = append(found, d.judgeNewest(newest, ok)...)
	if len(found) == 0 {
		if ok {
			add(rules.Pass, "migrations", newest.String(), "", "", "%d migrations are recorded, the newest of %s, none is unfinished", len(recorded), newest)
		} else {
			add(rules.Pass, "migrations-flyway", "", "", "", "%d migrations of Flyway are recorded, none failed", len(flyway.Rows))
		}
	}
	return found
}

// judgeLines looks for lines of releases that were left out. Since 1.1, when
// SERVER_CHANGE_LOG began, every line has a migration of its own (the folders
// of bootstrap/sql/migrations/native), and upgrades run those of all lines on
// their way.
func (d database) judgeLines(versions []facts.Version) []rules.Finding {
	if len(versions) == 0 {
		return nil
	}
	has := map[string]bool{}
	for _, v := range versions {
		has[v.ReleaseLine()] = true
	}
	last := versions[len(versions)-1]
	if !last.Reaches(mustVersion("1.1")) || last.Reaches(mustVersion("2.0")) {
		return nil
	}
	var missing []string
	for minor := minorOf(versions[0]); minor < minorOf(last); minor++ {
		if l := fmt.Sprintf("1.%d", minor); minor > 0 && !has[l] {
			missing = append(missing, l)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	f := d.finding(rules.Fail, "migrations", "no migration of %s is recorded, though those before and after are: what they change is missing", some(missing))
	f.Observed, f.Expected = facts.Optional("no "+some(missing)), "every line up to "+facts.Optional(last.ReleaseLine())
	f.Remedy = []facts.Remedy{{Language: "text", Text: "restore the backup from before the gap and upgrade again, line by line"}}
	return []rules.Finding{f}
}

// judgeNewest compares the newest migration with the ends of the upgrade.
func (d database) judgeNewest(newest facts.Version, ok bool) []rules.Finding {
	from, err := facts.ParseVersion(d.in.From)
	if !ok || err != nil {
		return nil
	}
	f := rules.Finding{Source: d.source("migrations"), Observed: facts.Optional(newest.String()), Expected: facts.Optional("at most " + d.in.From)}
	target, err := facts.ParseVersion(d.in.To)
	switch {
	case err == nil && !target.Reaches(newest):
		f.Outcome = rules.Fail
		f.Message = fmt.Sprintf("the database was already migrated to %s, past %s: there is no way back but a backup", newest, d.in.To)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "upgrade to " + newest.String() + " or later, or restore the backup from before it"}}
	case err == nil && from.Reaches(newest) && from.ReleaseLine() != newest.ReleaseLine():
		f.Outcome, f.Expected = rules.Warn, facts.Optional("a migration of "+from.ReleaseLine())
		f.Message = fmt.Sprintf("the newest migration is of %s, none is of %s: is %s what runs here?", newest, from.ReleaseLine(), d.in.From)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "give --from the release that really runs; if it is " + d.in.From + ", its migrations did not run: openmetadata-ops.sh migrate, with that release"}}
	case err == nil && !from.Reaches(newest) && target.ReleaseLine() == newest.ReleaseLine():
		f.Outcome = rules.Warn
		f.Message = fmt.Sprintf("the database was migrated to %s already; this report is about the way from %s", newest, d.in.From)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "give --from the release that really runs"}}
	case !from.Reaches(newest):
		f.Outcome = rules.Fail
		f.Message = fmt.Sprintf("the database was migrated to %s, past the %s that is said to run: an upgrade began and was not finished, or --from is wrong", newest, d.in.From)
		f.Remedy = []facts.Remedy{{Language: "text", Text: "finish the upgrade to " + newest.String() + ", or restore the backup from before it, and give --from the release that runs then"}}
	default:
		return nil
	}
	return []rules.Finding{f}
}

func mustVersion(text string) facts.Version {
	v, err := facts.ParseVersion(text)
	if err != nil {
		panic(err)
	}
	return v
}

func minorOf(v facts.Version) int {
	var major, minor int
	_, _ = fmt.Sscanf(v.ReleaseLine(), "%d.%d", &major, &minor)
	return minor
}

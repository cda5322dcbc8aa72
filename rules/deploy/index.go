package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/invalid-index",
		Title:   "no index was left invalid by an interrupted migration",
		Why:     "PostgreSQL keeps an index whose building failed: it holds its name, so that the next attempt stops at once, and it slows every write",
		Sources: []string{"OpenMetadata issue 28238"},
		Queries: []probe.Query{
			{Name: "invalid-indexes", Engine: "postgres", SQL: `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(i.relname) AS index, t.relname AS table
				FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
				JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
				WHERE NOT x.indisvalid AND i.relkind = 'i' AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = x.indexrelid)
				AND n.nspname = ANY (pg_catalog.current_schemas(false)) ORDER BY 1`},
		},
		Database: judgeInvalidIndex,
	})
}

func judgeInvalidIndex(d database) []rules.Finding {
	rows := d.Look("invalid-indexes").Records()
	if len(rows) == 0 {
		return []rules.Finding{d.finding(rules.Pass, "invalid-indexes", "every index is valid")}
	}
	var names, drops []string
	for _, r := range rows {
		names = append(names, r["index"]+" of "+r["table"])
		drops = append(drops, "DROP INDEX "+r["index"]+";")
	}
	f := d.finding(rules.Fail, "invalid-indexes", "%d indexes are invalid: %s", len(rows), some(names))
	f.Observed, f.Expected = facts.Optional(some(names)), "none"
	f.Remedy = []facts.Remedy{d.sql("after the duplicate rows are gone, if it is a unique one; the migration builds it anew", "%s", strings.Join(drops, " "))}
	return []rules.Finding{f}
}

// sampled is how many rows of a large table are read without --deep.
const sampled = 20000

// seriesKey is what tells rows of the profiler's time series apart. The column
// operation came with the index; where it is missing the query is answered as
// absent, and the second one holds.
const (
	seriesKey    = "entityFQNHash, extension, timestamp, operation"
	oldSeriesKey = "entityFQNHash, extension, timestamp"
)

// repeated counts the rows of the time series that were read, and those among
// them whose key others have, too.
func repeated(key, rows string) string {
	return fmt.Sprintf(`SELECT coalesce(sum(n), 0) AS seen, coalesce(sum(n - 1), 0) AS repeated
		FROM (SELECT count(*) AS n FROM (%s) AS s GROUP BY %s) AS r`, rows, key)
}

func series(key string) (sample, whole string) {
	all := "SELECT " + key + " FROM profiler_data_time_series"
	return repeated(key, fmt.Sprintf("%s LIMIT %d", all, sampled)), repeated(key, all)
}

func init() {
	var queries []probe.Query
	for _, engine := range []string{"mysql", "postgres"} {
		for _, q := range []struct{ name, key, unless string }{
			{"repeated-series", seriesKey, ""}, {"repeated-series-old", oldSeriesKey, "repeated-series"},
		} {
			sample, whole := series(q.key)
			queries = append(queries, probe.Query{
				Name: q.name, Engine: engine, SQL: sample, Deep: whole, Unless: q.unless, Reads: []string{"profiler_data_time_series"},
			})
		}
	}
	register(Check{
		ID:       "deploy/duplicate-rows",
		Title:    "no duplicate rows stand in the way of a new unique index",
		Why:      "the migration to 1.12.9 builds a unique index over the profiler's time series; duplicates stop it, and every later attempt",
		Sources:  []string{"OpenMetadata issue 28238"},
		Queries:  queries,
		Database: judgeDuplicates,
		Answers:  []string{"db-schema/postgres/unique-rows-of-profiler_data_time_series"},
	})
}

func judgeDuplicates(d database) []rules.Finding {
	query, key := "repeated-series", seriesKey
	if d.Look(query).Absent {
		query, key = "repeated-series-old", oldSeriesKey
	}
	seen := d.Look(query)
	if seen.Absent {
		return []rules.Finding{d.finding(rules.NotApplicable, query, "there is no table profiler_data_time_series")}
	}
	read, repeats := seen.Value("seen"), seen.Value("repeated")
	if read == "" || repeats == "" {
		return []rules.Finding{d.finding(rules.Unknown, query, "whether rows of profiler_data_time_series repeat others could not be told")}
	}
	if repeats != "0" {
		o := rules.Warn
		if d.toReaches("1.12.9") {
			o = rules.Fail
		}
		f := d.finding(o, query, "%s rows of profiler_data_time_series repeat others; the unique index of 1.12.9 cannot be built over them", repeats)
		f.Observed, f.Expected = facts.Optional(repeats+" repeated rows among "+read), "no two rows with the same "+facts.Optional(key)
		f.Remedy = []facts.Remedy{d.sql("keeps one row of each; with the server stopped and a backup at hand", "%s", d.deduplicate(key))}
		return []rules.Finding{f}
	}
	if !seen.Deep && read == fmt.Sprint(sampled) {
		f := d.finding(rules.Unknown, query, "no duplicates among the first %s rows of profiler_data_time_series; add --deep to read all of them", read)
		f.Observed = facts.Optional(read + " rows read")
		return []rules.Finding{f}
	}
	f := d.finding(rules.Pass, query, "no duplicates among the %s rows of profiler_data_time_series", read)
	f.Observed = facts.Optional(read + " rows read")
	return []rules.Finding{f}
}

// deduplicate is the SQL that leaves one row of each key.
func (d database) deduplicate(key string) string {
	equal, row := "a.%[1]s <=> b.%[1]s", "omlint_row"
	if d.Engine == string(facts.Postgres) {
		equal, row = "a.%[1]s IS NOT DISTINCT FROM b.%[1]s", "ctid"
	}
	var same []string
	for _, c := range strings.Split(key, ", ") {
		same = append(same, fmt.Sprintf(equal, c))
	}
	on := fmt.Sprintf("a.%[1]s < b.%[1]s AND %[2]s", row, strings.Join(same, " AND "))
	const table = "profiler_data_time_series"
	if d.Engine == string(facts.Postgres) {
		return fmt.Sprintf("DELETE FROM %[1]s a USING %[1]s b WHERE %[2]s;", table, on)
	}
	// MySQL has no name for a row: it gets one for the time being.
	return fmt.Sprintf("ALTER TABLE %[1]s ADD COLUMN %[2]s BIGINT NOT NULL AUTO_INCREMENT UNIQUE; "+
		"DELETE a FROM %[1]s a JOIN %[1]s b ON %[3]s; ALTER TABLE %[1]s DROP COLUMN %[2]s;", table, row, on)
}

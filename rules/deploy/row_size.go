package deploy

import (
	"fmt"
	"strconv"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// wideTables hold the JSON documents that sorts carry along: the entities that
// OpenMetadata's issues name, and the largest others.
var wideTables = []string{"query_entity", "table_entity", "apps_extension_time_series"}

// sampledRows is how many rows tell how large the documents of a table are. By
// their primary key, which is random, the first rows are as good as any.
const sampledRows = 1000

func init() {
	var queries []probe.Query
	for _, t := range wideTables {
		measure := "SELECT COUNT(*) AS n, COALESCE(MAX(LENGTH(json)), 0) AS longest FROM "
		queries = append(queries, probe.Query{
			Name: "wide-" + t, Engine: "mysql", Reads: []string{t},
			SQL:  fmt.Sprintf("%s(SELECT json FROM %s LIMIT %d) AS s", measure, t, sampledRows),
			Deep: measure + t,
		})
	}
	register(Check{
		ID:      "deploy/sort-memory",
		Title:   "the sort buffer holds the rows that are really there",
		Why:     "MySQL packs whole JSON documents into the sort buffer; where a few of the largest do not fit it ends with \"Out of sort memory\" (error 1038), and the documented 20 MB does not always help",
		Sources: []string{"OpenMetadata issue 28890", "OpenMetadata issue 13808", "OpenMetadata issue 10629", "OpenMetadata issue 21368", "OpenMetadata issue 29897"},
		Queries: queries, Database: judgeRowSize,
	})
}

// rowsAtOnce is how many rows of a sort are in the buffer at the same time when
// its runs are merged: MERGEBUFF2 in sql/sql_sort.h of MySQL.
const rowsAtOnce = 15

func judgeRowSize(d database) []rules.Finding {
	setting := d.Setting("sort_buffer_size")
	if setting == nil || setting.Why != "" {
		why := "it was not collected"
		if setting != nil {
			why = setting.Why
		}
		return []rules.Finding{unknown("whether the rows fit the sort buffer: sort_buffer_size is not known: %s", why)}
	}
	buffer, err := strconv.ParseInt(setting.Value, 10, 64)
	if err != nil {
		return []rules.Finding{unknown("whether the rows fit the sort buffer: sort_buffer_size is %q", setting.Value)}
	}
	var widest string
	var longest, read int64
	for _, t := range wideTables {
		seen := d.Look("wide-" + t)
		size, _ := strconv.ParseInt(seen.Value("longest"), 10, 64)
		n, _ := strconv.ParseInt(seen.Value("n"), 10, 64)
		if widest == "" || size > longest {
			widest, longest, read = t, size, n
		}
	}
	query := "wide-" + widest
	if read == 0 {
		return []rules.Finding{d.finding(rules.NotApplicable, query, "there are no rows to sort in %s", some(wideTables))}
	}
	needed := max(longest*rowsAtOnce, 1)
	how := fmt.Sprintf("%d times the longest document seen, %d bytes in %s (%d rows read)", rowsAtOnce, longest, widest, read)
	f := d.finding(rules.Pass, query, "sort_buffer_size, %d bytes, holds %s", buffer, how)
	f.Observed, f.Expected = facts.Optional(fmt.Sprint(buffer)), facts.Optional(fmt.Sprintf(">= %d", needed))
	if buffer < needed {
		enough := (needed + 1<<20 - 1) &^ (1<<20 - 1) // whole MiB
		f.Outcome = rules.Warn
		f.Message = fmt.Sprintf("sort_buffer_size is %d bytes; with rows like these it should be at least %d, which is %s", buffer, enough, how)
		f.Remedy = settingRemedy(d.Database, facts.Fact{
			Subject: facts.Subject{Type: facts.DBSetting, Engine: facts.MySQL, Name: "sort_buffer_size"},
			Expect:  &facts.Expect{Op: facts.AtLeast, Value: fmt.Sprint(enough), Unit: "bytes"},
		})
	}
	return []rules.Finding{f}
}

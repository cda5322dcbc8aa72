package database

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// answer is what a server said to one query.
type answer struct {
	columns []string // in lower case
	rows    [][]string
	more    bool // there are more rows than were kept
	err     error
}

// looks asks the queries that concern the engine, each once, those that are a
// second choice after the others.
func looks(ctx context.Context, s session, req Request, db *probe.Database) []probe.Look {
	found := []probe.Look{}
	for _, second := range []bool{false, true} {
		var queries []probe.Query
		for _, q := range req.Queries {
			needless := slices.ContainsFunc(found, func(l probe.Look) bool { return l.Name == q.Name || l.Name == q.Unless && !l.Absent }) ||
				slices.ContainsFunc(queries, func(other probe.Query) bool { return other.Name == q.Name })
			if q.Engine == db.Engine && second == (q.Unless != "") && !needless {
				queries = append(queries, q)
			}
		}
		found = append(found, answers(ctx, s, req, db, queries)...)
	}
	slices.SortFunc(found, func(a, b probe.Look) int { return cmp.Compare(a.Name, b.Name) })
	return found
}

// answers asks all queries in as few round trips as can be.
func answers(ctx context.Context, s session, req Request, db *probe.Database, queries []probe.Query) []probe.Look {
	var looks []probe.Look
	var texts []string
	for _, q := range queries {
		l := probe.Look{Name: q.Name, Query: q.SQL, Columns: []string{}, Rows: [][]string{}}
		if req.Deep && q.Deep != "" {
			l.Query, l.Deep = q.Deep, true
		}
		l.Query = strings.ReplaceAll(l.Query, "$user", s.literal(db.MigrationUser))
		looks, texts = append(looks, l), append(texts, l.Query)
	}
	for next := 0; next < len(queries); {
		for _, a := range s.ask(ctx, texts[next:], probe.MaxRows) {
			if next < len(queries) {
				a.fill(&looks[next], queries[next], s)
			}
			next++
		}
	}
	return looks
}

// fill tells in a look what was answered, or what prevented it.
func (a answer) fill(l *probe.Look, q probe.Query, s session) {
	switch {
	case a.err == nil:
		l.Columns, l.More = a.columns, a.more
		if q.Reduce != nil {
			a.rows = q.Reduce(a.rows)
		}
		if a.rows != nil {
			l.Rows = a.rows
		}
	case s.absent(a.err):
		l.Absent = true
	case s.refused(a.err):
		l.Grant = strings.ReplaceAll(q.Grant, "$login", s.me())
		if len(q.Reads) > 0 {
			l.Grant = s.grantRead(q.Reads)
		}
		l.Why = "the login may not see it"
		if l.Grant == "" {
			l.Why = s.why(a.err)
		}
	default:
		l.Why = s.why(a.err)
	}
}

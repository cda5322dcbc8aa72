package database

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// looks asks the queries that concern the engine, each once.
func looks(ctx context.Context, s session, req Request, db *probe.Database) []probe.Look {
	found := []probe.Look{}
	for _, q := range req.Queries {
		asked := slices.ContainsFunc(found, func(l probe.Look) bool { return l.Name == q.Name })
		if q.Engine == db.Engine && !asked {
			found = append(found, answer(ctx, s, req, db, q))
		}
	}
	slices.SortFunc(found, func(a, b probe.Look) int { return cmp.Compare(a.Name, b.Name) })
	return found
}

// answer asks one query. What prevents an answer is told in the look.
func answer(ctx context.Context, s session, req Request, db *probe.Database, q probe.Query) probe.Look {
	l := probe.Look{Name: q.Name, Query: q.SQL, Columns: []string{}, Rows: [][]string{}}
	if req.Deep && q.Deep != "" {
		l.Query, l.Deep = q.Deep, true
	}
	l.Query = strings.ReplaceAll(l.Query, "$user", s.literal(db.MigrationUser))
	columns, rows, more, err := s.ask(ctx, l.Query, probe.MaxRows)
	switch {
	case err == nil:
		l.Columns, l.More = columns, more
		if q.Reduce != nil {
			rows = q.Reduce(rows)
		}
		if rows != nil {
			l.Rows = rows
		}
	case s.absent(err):
		l.Absent = true
	case s.refused(err):
		l.Grant = strings.ReplaceAll(q.Grant, "$login", s.me())
		if len(q.Reads) > 0 {
			l.Grant = s.grantRead(q.Reads)
		}
		l.Why = "the login may not see it"
		if l.Grant == "" {
			l.Why = s.why(err)
		}
	default:
		l.Why = s.why(err)
	}
	return l
}

package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules/deploy"
)

// How long counting may take, of one table and of all of a database, when
// nobody asked for it; with --count-rows each has the time of a step.
const (
	countLimit    = 5 * time.Second
	countLimitAll = 30 * time.Second
	countSteps    = 20 // that all tables may take together
)

// addCounts counts the rows of those tables of the live databases for which the
// backups and the server's estimates do not agree, and with --count-rows of
// all. Most often there are none to count, and nothing is asked.
func (d *deployment) addCounts(ctx context.Context, s *probe.Snapshot) {
	one, all := min(countLimit, d.timeout), countLimitAll
	if d.countRows {
		one, all = d.timeout, countSteps*d.timeout
	}
	for i := range s.Databases {
		db := &s.Databases[i]
		target, queries := d.targetNamed(db.Name), deploy.Counts(s, db, d.countRows)
		if target == nil || len(queries) == 0 {
			continue // it was recorded, or there is nothing to ask
		}
		counting, cancel := context.WithTimeout(ctx, all)
		asked := database.Collect(counting, database.Request{Target: target, Queries: queries, Timeout: one})
		cancel()
		db.Looks = append(db.Looks, deploy.Counted(db, &asked))
		slices.SortFunc(db.Looks, func(a, b probe.Look) int { return cmp.Compare(a.Name, b.Name) })
	}
}

// targetNamed returns the live database that a snapshot has under a name; nil
// when there is none.
func (d *deployment) targetNamed(name string) *database.Target {
	for _, url := range d.databases {
		if target, err := d.target(url); err == nil && target.String() == name {
			return target
		}
	}
	return nil
}

// Package restore restores a backup into an empty scratch database with the
// database's own client programs, counts what arrived, and empties the scratch
// database again. It is the only package that writes to a database, and only to
// one that was empty and is not the backup's source.
package restore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/probe/database"
)

// Request says what to restore, and where to.
type Request struct {
	Backup  probe.Backup       // what [backup.Inspect] said of it
	Files   backup.Options     // with which that looked
	Into    *database.Target   // the scratch database
	Sources []*database.Target // the databases that the backup may be of
	// Timeout bounds each query, Limit each run of a client program.
	Timeout, Limit time.Duration
}

// cleanLimit bounds the emptying of the scratch database, which is done even
// when the restore took too long or was interrupted.
const cleanLimit = 10 * time.Minute

// refusal is an error that comes before anything was written.
type refusal struct{ error }

func refuse(format string, args ...any) error { return refusal{fmt.Errorf(format, args...)} }

// Run restores the backup and says what came of it. The scratch database is
// empty again afterwards; if it is not, Why says so.
func Run(ctx context.Context, req Request) *probe.Restore {
	result := &probe.Restore{Into: req.Into.String(), Outcome: probe.RestoreDone}
	err := run(ctx, req, result)
	if err != nil {
		result.Outcome = probe.RestoreFailed
		if errors.As(err, new(refusal)) {
			result.Outcome = probe.RestoreRefused
		}
		result.Why = strings.Join(strings.Fields(err.Error()), " ")
	}
	return result
}

func run(ctx context.Context, req Request, result *probe.Restore) error {
	if err := fit(req); err != nil {
		return err
	}
	e := engines[req.Into.Engine]
	before, err := look(ctx, req, req.Into, e.identity, e.contents)
	if err != nil {
		return refuse("the scratch database could not be looked at: %w", err)
	}
	if err := notTheSource(ctx, req, before); err != nil {
		return err
	}
	if n := before.Look("contents").Value("objects"); n != "0" {
		return refuse("the scratch database is not empty (%s tables, views, routines or large objects): name one that is", n)
	}
	c, err := newClient(req.Into, before.Flavour)
	if err != nil {
		return err
	}
	defer c.close()

	limited, cancel := context.WithTimeout(ctx, req.Limit)
	restored := e.restore(limited, c, req)
	if restored != nil && limited.Err() != nil && ctx.Err() == nil {
		restored = errors.New("it took longer than it was allowed to: give it more with --restore-timeout")
	}
	cancel()
	if restored == nil {
		restored = compare(ctx, req, result)
	}
	// Whatever happened, and even when the run was interrupted, nothing is left behind.
	cleaning, stop := context.WithTimeout(context.WithoutCancel(ctx), cleanLimit)
	defer stop()
	if err := e.clean(cleaning, c, before); err != nil {
		return errors.Join(restored, fmt.Errorf("the scratch database could not be emptied again: %w", err))
	}
	return restored
}

// fit refuses backups that choose for themselves where they go, or what runs.
func fit(req Request) error {
	b := req.Backup
	switch {
	case b.Damaged || b.Level != backup.LevelComplete:
		return refuse("only a backup that is complete is restored: %s", b.Stopped)
	case req.Into.Database == "":
		return refuse("the URL names no scratch database: add one to it")
	case b.Engine != req.Into.Engine:
		return refuse("the backup is of %s, the scratch database of %s", b.Engine, req.Into.Engine)
	case has(b, probe.TraitNamesDatabase):
		return refuse("the backup names the database it goes to (--databases, --create, pg_dumpall), so a restore could overwrite that: rehearse it on a server of its own")
	case has(b, probe.TraitClientCommands):
		return refuse("the backup holds commands for the client beside its SQL, which no dumper writes: look at it before it is run")
	case (b.Format == "pg_dump directory" || b.Format == "mydumper") && backup.Remote(b.Path):
		return refuse("directories are restored from this machine only: copy it here (aws s3 cp --recursive %s DIR), and restore that", b.Path)
	}
	switch b.Format {
	case "mysqldump", "pg_dump plain", "pg_dump custom", "pg_dump tar", "pg_dump directory":
		return nil
	case "mydumper":
		if strings.Contains(b.Database, ", ") {
			return refuse("the backup is of several databases, %s: restore one of them with myloader --source-db", b.Database)
		}
		return nil
	}
	return refuse("omlint does not restore the format %s: use its own tool", b.Format)
}

func has(b probe.Backup, trait string) bool {
	for _, t := range b.Traits {
		if t == trait {
			return true
		}
	}
	return false
}

// look asks a database some questions.
func look(ctx context.Context, req Request, t *database.Target, queries ...probe.Query) (*probe.Database, error) {
	d := database.Collect(ctx, database.Request{Target: t, Timeout: req.Timeout, Queries: queries, Deep: true})
	if !d.Connected {
		return nil, errors.New(d.Why)
	}
	for _, q := range queries {
		l := d.Look(q.Name)
		if l == nil || l.Why != "" || l.Absent || l.More {
			why := "no answer"
			if l != nil && l.Why != "" {
				why = l.Why
			}
			return nil, fmt.Errorf("%s: %s", q.Name, why)
		}
	}
	return &d, nil
}

// notTheSource refuses a scratch database that is a source of the backup, under
// whatever name.
func notTheSource(ctx context.Context, req Request, scratch *probe.Database) error {
	e := engines[req.Into.Engine]
	for _, t := range req.Sources {
		if t.Engine != req.Into.Engine {
			continue
		}
		source, err := look(ctx, req, t, e.identity)
		if err != nil {
			return refuse("whether the scratch database is the source could not be seen: %s: %w", t, err)
		}
		sameServer := source.Look("identity").Value("server") == scratch.Look("identity").Value("server")
		if sameServer && source.Database == scratch.Database {
			return refuse("the scratch database is the source, %s, under another name or the same", t)
		}
		if sameServer && has(req.Backup, probe.TraitGTIDPurged) {
			return refuse("the backup sets GTID_PURGED, which would change the server of the source, %s: rehearse it on a server of its own", t)
		}
	}
	return nil
}

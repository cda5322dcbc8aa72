package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules/deploy"
)

func newBackupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup PATH…",
		Short: "Say how far a backup can be trusted",
		Long: `Read backups from end to end and say which rung each one reached: present,
identified, complete; and with --database or --snapshot to compare it with,
covered (it holds what the database does) and restorable (in a form that the
server takes); and with --restore-into restored: into a scratch database, which
has to be empty and is emptied again, with the database's own client programs.
PATH is a file, a directory or a glob.`,
		Example: `  omlint backup openmetadata_db.sql.gz
  omlint backup openmetadata_db.sql.gz --database mysql://openmetadata_user@localhost/openmetadata_db
  omlint backup openmetadata_db.sql.gz --restore-into mysql://root@scratch/rehearsal
  omlint backup '/backups/*.dump' --max-backup-age 48h --format json`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	gate := addGateFlags(cmd)
	maxAge := cmd.Flags().Duration("max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	d := &deployment{}
	d.addDatabaseFlags(cmd.Flags())
	into := addRestoreFlags(cmd)
	asOf := cmd.Flags().String("as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		now, err := parseTime(*asOf)
		if err != nil {
			return err
		}
		if err := errors.Join(gate.check(), d.check(), notNegative("--max-backup-age", *maxAge), g.keepInputs(append(args, d.files()...))); err != nil {
			return err
		}
		if err := into.check(); err != nil {
			return err
		}
		if len(args) == 0 {
			return errors.New("no backup given: name a file, a directory or a glob, like omlint backup dump.sql.gz")
		}
		g.say(cmd, "reading %s", strings.Join(args, ", "))
		snapshot, trouble := d.collect(cmd.Context(), nil, &facts.Profile{})
		backups, statuses, err := inspectBackups(cmd.Context(), args)
		trouble = errors.Join(trouble, err)
		if len(backups) == 0 {
			return trouble
		}
		into.restore(cmd.Context(), backups, d)
		snapshot.Backups, snapshot.Probes = backups, append(snapshot.Probes, statuses...)
		found := deploy.Backups(deploy.Input{Snapshot: snapshot, Now: now, MaxBackupAge: *maxAge})
		r := report.New("backup", found, report.Coverage{FilesScanned: len(snapshot.Backups), Probes: snapshot.Probes})
		r.Snapshot = snapshot
		return finish(cmd, g, gate, r, trouble)
	}
	return cmd
}

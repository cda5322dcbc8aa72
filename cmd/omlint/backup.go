package main

import (
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules/deploy"
)

func newBackupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup PATH…",
		Short: "Say how far a backup can be trusted",
		Long: `Read backups from end to end and say which rung each one reached: present,
identified, complete. PATH is a file, a directory or a glob.`,
		Example: `  omlint backup openmetadata_db.sql.gz
  omlint backup '/backups/*.dump' --max-backup-age 48h --format json`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	gate := addGateFlags(cmd)
	maxAge := cmd.Flags().Duration("max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	asOf := cmd.Flags().String("as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		now, err := parseTime(*asOf)
		if err != nil {
			return err
		}
		if err := errors.Join(gate.check(), notNegative("--max-backup-age", *maxAge), g.keepInputs(args)); err != nil {
			return err
		}
		if len(args) == 0 {
			return errors.New("no backup given: name a file, a directory or a glob, like omlint backup dump.sql.gz")
		}
		g.say(cmd, "reading %s", strings.Join(args, ", "))
		snapshot := probe.New()
		backups, statuses, trouble := inspectBackups(cmd.Context(), args)
		if len(backups) == 0 {
			return trouble
		}
		snapshot.Backups = backups
		found := deploy.Backups(deploy.Input{Snapshot: snapshot, Now: now, MaxBackupAge: *maxAge})
		r := report.New("backup", found, report.Coverage{FilesScanned: len(backups), Probes: statuses})
		return finish(cmd, g, gate, r, trouble)
	}
	return cmd
}

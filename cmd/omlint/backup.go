package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
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
	gate := addGateFlags(cmd)
	maxAge := cmd.Flags().Duration("max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	asOf := cmd.Flags().String("as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		now, err := parseTime(*asOf)
		if err != nil {
			return err
		}
		if err := gate.check(); err != nil {
			return err
		}
		if len(args) == 0 {
			return errors.New("no backup given: name a file, a directory or a glob, like omlint backup dump.sql.gz")
		}
		snapshot := probe.New()
		var problems []error
		for _, pattern := range args {
			paths, err := backup.Find(pattern)
			if err != nil {
				problems = append(problems, fmt.Errorf("backup: %w", err))
				continue
			}
			for _, path := range paths {
				g.say(cmd, "reading %s", path)
				snapshot.Backups = append(snapshot.Backups, backup.Inspect(cmd.Context(), path))
			}
		}
		if len(snapshot.Backups) == 0 {
			return errors.Join(problems...)
		}
		found := deploy.Backups(deploy.Input{Snapshot: snapshot, Now: now, MaxBackupAge: *maxAge})
		r := report.New("backup", found, report.Coverage{FilesScanned: len(snapshot.Backups)})
		return finish(cmd, g, gate, r, errors.Join(problems...))
	}
	return cmd
}

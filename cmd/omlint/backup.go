package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/internal/atomicfile"
	"github.com/omlint/omlint/parser/facts"
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
identified, complete; and with --database or --snapshot to compare it with,
covered (it holds what the database does) and restorable (in a form that the
server takes); and with --restore-into restored: into a scratch database, which
has to be empty and is emptied again, with the database's own client programs.
PATH is a file, a directory or a glob, on disk or as s3://BUCKET/KEY, or - for standard
input.`,
		Example: `  omlint backup openmetadata_db.sql.gz
  omlint backup openmetadata_db.sql.gz --database mysql://openmetadata_user@localhost/openmetadata_db
  omlint backup openmetadata_db.sql.gz --restore-into mysql://root@scratch/rehearsal
  omlint backup '/backups/*.dump' --max-backup-age 48h --format json
  AWS_PROFILE=backups omlint backup 's3://our-backups/openmetadata/*.sql.gz'`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	gate := addGateFlags(cmd)
	maxAge := cmd.Flags().Duration("max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	d := &deployment{}
	d.addDatabaseFlags(cmd.Flags())
	into := addRestoreFlags(cmd)
	record := cmd.Flags().String("attest", "", "write a record of this check to `FILE`, which --backup takes in the backup's place while both stay the same")
	by := cmd.Flags().String("attest-by", "", "`WHO` signs the record off (default: the user who runs omlint)")
	asOf := cmd.Flags().String("as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		now, err := parseTime(*asOf)
		if err != nil {
			return err
		}
		if err := errors.Join(gate.check(), d.check(), checkBackups(args), notNegative("--max-backup-age", *maxAge), g.keepInputs(append(slices.Clone(args), d.files()...))); err != nil {
			return err
		}
		if err := into.check(); err != nil {
			return err
		}
		if len(args) == 0 {
			return errors.New("no backup given: name a file, a directory or a glob, like omlint backup dump.sql.gz")
		}
		g.say(cmd, "reading %s", strings.Join(args, ", "))
		shown := g.progress(cmd)
		snapshot, trouble := d.collect(cmd.Context(), nil, &facts.Profile{})
		files := d.backupOptions()
		files.Stdin = cmd.InOrStdin()
		if *record != "" {
			files.Sums = map[string]string{}
		}
		backups, statuses, err := inspectBackups(cmd.Context(), args, files, shown)
		shown.clear()
		trouble = errors.Join(trouble, err)
		if len(backups) == 0 {
			return trouble
		}
		into.restore(cmd.Context(), backups, files, d)
		snapshot.Backups, snapshot.Probes = backups, append(snapshot.Probes, statuses...)
		d.addCounts(cmd.Context(), snapshot)
		found := deploy.Backups(deploy.Input{Snapshot: snapshot, Now: now, MaxBackupAge: *maxAge})
		if err := attest(cmd.Context(), *record, *by, now, snapshot.Backups, files); err != nil {
			trouble = errors.Join(trouble, err)
		}
		r := report.New("backup", found, report.Coverage{FilesScanned: len(snapshot.Backups), Probes: snapshot.Probes})
		r.Snapshot = snapshot
		return finish(cmd, g, gate, r, trouble)
	}
	return cmd
}

// attest writes the record of a check. It is of one backup: who signs off
// several has to say of which.
func attest(ctx context.Context, path, by string, now time.Time, backups []probe.Backup, files backup.Options) error {
	switch {
	case path == "":
		return nil
	case backup.Remote(path):
		return fmt.Errorf("--attest %s: a record is written to a file of this machine: name one, and copy it", path)
	case len(backups) != 1 || backups[0].Path == backup.Stdin:
		return fmt.Errorf("--attest: a record is of one file or directory, and these are %d: check them one by one", len(backups))
	}
	if there, err := os.Stat(path); err == nil {
		if read, err := os.Stat(backups[0].Path); err == nil && os.SameFile(there, read) {
			return fmt.Errorf("--attest %s is the backup itself: name another file", path)
		}
	}
	if by == "" {
		if u, err := user.Current(); err == nil {
			by = u.Username
		}
	}
	sum, read := files.Sums[backups[0].Path]
	if !read { // a directory, or a record that stands for the backup
		var err error
		if sum, err = backup.Sum(ctx, backups[0].Path, files); err != nil {
			return fmt.Errorf("--attest: %w", err)
		}
	}
	text, err := json.MarshalIndent(backup.Attestation{
		Schema: backup.AttestationSchema, SHA256: sum, By: cmp.Or(by, "somebody"), At: now.UTC().Format(time.RFC3339), Backup: backups[0],
	}, "", "  ")
	if err != nil {
		return fmt.Errorf("--attest: %w", err)
	}
	return atomicfile.Replace(path, append(text, '\n'))
}

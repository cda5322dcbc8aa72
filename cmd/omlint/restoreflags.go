package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/probe/restore"
)

// restoreFlags say where backups are restored to.
type restoreFlags struct {
	url    string
	limit  time.Duration
	target *database.Target
}

func addRestoreFlags(cmd *cobra.Command) *restoreFlags {
	r := &restoreFlags{}
	cmd.Flags().StringVar(&r.url, "restore-into", "", "restore each backup into the empty scratch database at `URL`, count its rows, and empty it again; never the source")
	cmd.Flags().DurationVar(&r.limit, "restore-timeout", time.Hour, "bound each run of a client program by `DURATION`")
	return r
}

func (r *restoreFlags) check() (err error) {
	if r.url == "" {
		return nil
	}
	if r.limit <= 0 {
		return errors.New("--restore-timeout has to be above zero, like 1h")
	}
	if r.target, err = database.ParseURL(r.url); err != nil {
		return fmt.Errorf("--restore-into: %w", err)
	}
	return nil
}

// restore restores the backups one after the other, if it was asked for.
func (r *restoreFlags) restore(ctx context.Context, backups []probe.Backup, files backup.Options, d *deployment) {
	if r.target == nil {
		return
	}
	var sources []*database.Target
	for _, url := range d.databases {
		if t, err := database.ParseURL(url); err == nil { // else it was reported
			sources = append(sources, t)
		}
	}
	for i := range backups {
		backups[i].Restore = restore.Run(ctx, restore.Request{Backup: backups[i], Files: files, Into: r.target, Sources: sources, Timeout: d.timeout, Limit: r.limit})
	}
}

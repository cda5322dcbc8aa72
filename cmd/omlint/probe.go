package main

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/report"
)

func newProbeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "probe [PATH…]",
		Short: "Look at a deployment and record what was seen",
		Long: `Look at the deployment that the flags name and write a snapshot, which
omlint audit --snapshot judges later or elsewhere. Documents below PATH add the
settings they talk about to those that are always recorded. A snapshot holds no
passwords.`,
		Example: `  omlint probe --database mysql://openmetadata_user@localhost/openmetadata_db --output snapshot.json
  omlint audit docs/ --from 1.3.0 --to 1.4.0 --snapshot snapshot.json`,
	}
	g := addGlobalFlags(cmd, "json", "table")
	d := addDeploymentFlags(cmd)
	product := addProfileFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !d.given() {
			return errors.New("nothing to look at: name the deployment with --database, --db-config, --server, --search, --backup or --scan")
		}
		if err := errors.Join(d.check(), g.keepInputs(d.files())); err != nil {
			return err
		}
		docs := &documents{}
		if len(args) > 0 {
			var err error
			if docs, err = readDocuments(args, "", "", product); err != nil {
				return err
			}
		}
		wanted := slices.Concat(product.catalogue(), docs.facts)
		d.shown = g.progress(cmd)
		snapshot, trouble := d.collect(cmd.Context(), wanted, product.profile())
		err := g.write(cmd, func(w io.Writer) error {
			if g.format == "json" {
				return report.WriteJSON(w, snapshot)
			}
			return report.SnapshotTable(w, snapshot, g.look())
		})
		if trouble != nil || err != nil {
			return errors.Join(trouble, err)
		}
		for _, p := range snapshot.Probes {
			if p.Status != probe.StatusOK {
				g.warn(cmd, "%s: %s", p.Probe, p.Why)
				err = status(exitUnknown)
			}
		}
		return err
	}
	return cmd
}

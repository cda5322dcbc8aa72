package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser/facts"
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
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if !d.given() {
			return errors.New("nothing to look at: name the deployment with --database, --db-config, --backup or --scan")
		}
		profile := facts.OpenMetadata()
		wanted := settings{}
		for _, s := range profile.Settings {
			wanted.add(s.Engine, s.Name)
		}
		docs, err := readDocuments(args, "", "")
		if err != nil {
			return err
		}
		for engine, names := range settingsOf(docs.facts) {
			for _, name := range names {
				wanted.add(engine, name)
			}
		}
		snapshot, _, trouble := d.collect(cmd.Context(), wanted, profile)
		hideInSnapshot(snapshot, knownSecrets(d.databases))
		err = g.write(cmd, func(w io.Writer) error {
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

// hideInSnapshot takes the given secrets out of what servers and files said.
func hideInSnapshot(s *probe.Snapshot, secrets []string) {
	for i := range s.Databases {
		d := &s.Databases[i]
		d.Why = mask(d.Why, secrets)
		for j := range d.Settings {
			set := &d.Settings[j]
			set.Why, set.Text, set.Value = mask(set.Why, secrets), mask(set.Text, secrets), mask(set.Value, secrets)
		}
	}
	for i := range s.Uses {
		s.Uses[i].Quote = mask(s.Uses[i].Quote, secrets)
	}
	for i := range s.Probes {
		s.Probes[i].Why = mask(s.Probes[i].Why, secrets)
	}
}

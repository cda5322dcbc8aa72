package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/report"
)

func newMergeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "merge FILE…",
		Short: "Put the parts of a fleet's audit together",
		Long: `Read what omlint audit --fleet --shard I/N --format json wrote on several
machines, and print what one run over the whole fleet would have. A part that is
missing is an error.`,
		Example: "  omlint merge part-*.json\n  omlint merge part-*.json --format json --output fleet.json",
	}
	g := addGlobalFlags(cmd, report.FleetFormats()...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return errors.New("nothing to merge: name the JSON files of the parts, like omlint merge part-*.json")
		}
		if err := g.keepInputs(args); err != nil {
			return err
		}
		var parts []report.Fleet
		var problems []error
		for _, file := range args {
			part, err := readFleet(file)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			parts = append(parts, *part)
		}
		if err := errors.Join(problems...); err != nil {
			return err
		}
		whole, err := report.MergeFleets(parts)
		if err != nil {
			return err
		}
		if err := g.writeFleet(cmd, whole, nil); err != nil {
			return err
		}
		if whole.Status != exitOK {
			return status(whole.Status)
		}
		return nil
	}
	return cmd
}

func readFleet(file string) (*report.Fleet, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read a part of the fleet: %w", err)
	}
	var f report.Fleet
	if err := json.Unmarshal(source, &f); err != nil {
		return nil, fmt.Errorf("%s is no result of a fleet: %w; omlint audit --fleet --format json writes one", file, err)
	}
	if f.Schema != report.FleetSchema {
		return nil, fmt.Errorf("%s has the schema %q, not %q; omlint audit --fleet --format json writes it", file, f.Schema, report.FleetSchema)
	}
	return &f, nil
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/delta"
	"github.com/omlint/omlint/report"
)

func newDiffCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff OLD.json NEW.json",
		Short: "Say what changed between two audits",
		Long: `Compare two reports that omlint audit --format json wrote: what is new, worse,
better, fixed. The exit status is 1 when something is new or worse.`,
		Example: "  omlint diff monday.json friday.json\n  omlint diff before.json after.json --format markdown >> \"$GITHUB_STEP_SUMMARY\"",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return errors.New("two reports are compared: omlint diff OLD.json NEW.json")
			}
			return nil
		},
	}
	g := addGlobalFlags(cmd, report.DeltaFormats()...)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := g.keepInputs(args); err != nil {
			return err
		}
		before, err1 := readReport(args[0])
		after, err2 := readReport(args[1])
		if err := errors.Join(err1, err2); err != nil {
			return err
		}
		if before.Command != after.Command {
			return fmt.Errorf("%s is of omlint %s, %s of omlint %s: compare two of the same command", args[0], before.Command, args[1], after.Command)
		}
		changes := delta.Between(before.Results, after.Results)
		if err := g.write(cmd, func(w io.Writer) error { return report.WriteDelta(w, g.format, changes, g.look()) }); err != nil {
			return err
		}
		for _, c := range changes {
			if c.Kind == delta.New || c.Kind == delta.Worse {
				return status(exitFail)
			}
		}
		return nil
	}
	return cmd
}

func readReport(file string) (*report.Report, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read a report: %w", err)
	}
	var r report.Report
	if err := json.Unmarshal(source, &r); err != nil {
		return nil, fmt.Errorf("%s is no report: %w; omlint audit --format json writes one", file, err)
	}
	if r.Schema != report.Schema || r.Command == "lint" {
		return nil, fmt.Errorf("%s is no report of an audit (schema %q, command %q); omlint audit --format json writes one", file, r.Schema, r.Command)
	}
	return &r, nil
}

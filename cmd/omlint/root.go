package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/config"
)

// global are the flags that every command has.
type global struct {
	format  string
	output  string
	config  string
	color   string
	quiet   bool
	verbose bool
	reports []string // further reports, as FORMAT=FILE

	loaded *config.Config // what the configuration says, once flags are set from it
}

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "omlint",
		Short: "Check upgrade documentation, and deployments against it",
		Long: `omlint reads OpenMetadata's upgrade pages, works out what they demand, looks at
a deployment, and says where the two disagree.`,
		SilenceUsage:      true,
		SilenceErrors:     true,
		Args:              cobra.NoArgs,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		fmt.Fprint(cmd.ErrOrStderr(), cmd.UsageString())
		return status(exitTrouble)
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())
	})
	root.AddCommand(
		newASTCommand(),
		newAuditCommand(),
		newBackupCommand(),
		newConfigCommand(),
		newDiffCommand(),
		newFactsCommand(),
		newLintCommand(),
		newLSPCommand(),
		newManCommand(),
		newMergeCommand(),
		newProbeCommand(),
		newRulesCommand(),
		newScanCommand(),
		newVersionCommand(),
	)
	return root
}

// addGlobalFlags gives cmd the flags that every command has. formats lists what
// --format accepts, the default first.
func addGlobalFlags(cmd *cobra.Command, formats ...string) *global {
	g := &global{}
	f := cmd.Flags()
	f.StringVar(&g.format, "format", formats[0], "output format: "+strings.Join(formats, ", "))
	f.StringVarP(&g.output, "output", "o", "-", "write the output to `FILE`; - is standard output")
	f.StringVar(&g.config, "config", "", "read defaults for flags from `FILE` (default: omlint.yaml here or in a folder above)")
	f.StringVar(&g.color, "color", "auto", "use colour: auto, always or never")
	f.BoolVarP(&g.quiet, "quiet", "q", false, "no progress and no warnings on standard error")
	f.BoolVarP(&g.verbose, "verbose", "v", false, "leave nothing out of the table, and say on standard error what is being done")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		var err error
		if g.loaded, err = applyConfig(cmd, g.config); err != nil {
			return err
		}
		if err := oneOf("--format", g.format, formats...); err != nil {
			return err
		}
		return errors.Join(oneOf("--color", g.color, "auto", "always", "never"), g.checkReports())
	}
	return g
}

func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("%s %q is not known: use one of %s", flag, value, strings.Join(allowed, ", "))
}

// warn prints a one-line warning unless --quiet.
func (g *global) warn(cmd *cobra.Command, format string, args ...any) {
	if !g.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "omlint: "+format+"\n", args...)
	}
}

// say prints what is being done, with --verbose.
func (g *global) say(cmd *cobra.Command, format string, args ...any) {
	if g.verbose && !g.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "omlint: "+format+"\n", args...)
	}
}

// oneLine makes an error's text fit a log line and a terminal.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }), " ")
}

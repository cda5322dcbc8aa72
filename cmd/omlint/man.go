package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

// newManCommand writes the man pages of a release; nobody else needs it.
func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the man pages",
		Hidden:  true,
		Args:    cobra.ExactArgs(1),
		Example: "  omlint man man/",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return fmt.Errorf("write the man pages: %w", err)
			}
			cmd.Root().DisableAutoGenTag = true // the same source gives the same pages
			header := &doc.GenManHeader{Title: "OMLINT", Section: "1", Source: "omlint " + buildVersion()}
			if err := doc.GenManTree(cmd.Root(), header, args[0]); err != nil {
				return fmt.Errorf("write the man pages: %w", err)
			}
			return nil
		},
	}
}

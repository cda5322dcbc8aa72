package main

import (
	"fmt"
	"io"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/report"
)

// version is stamped by the release build; go install leaves it to the module's
// own version.
var version = ""

func newVersionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Args:    cobra.NoArgs,
		Example: "  omlint version\n  omlint version --format json",
	}
	g := addGlobalFlags(cmd, "text", "json")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		v := struct {
			Version string `json:"version"`
			Commit  string `json:"commit"`
			Go      string `json:"go"`
		}{Version: version}
		if info, ok := debug.ReadBuildInfo(); ok {
			v.Go = info.GoVersion
			if v.Version == "" {
				v.Version = info.Main.Version
			}
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					v.Commit = s.Value
				}
			}
		}
		if v.Version == "" {
			v.Version = "(devel)"
		}
		return g.write(cmd, func(w io.Writer) error {
			if g.format == "json" {
				return report.WriteJSON(w, v)
			}
			_, err := fmt.Fprintf(w, "omlint %s %s %s\n", v.Version, v.Commit, v.Go)
			return err
		})
	}
	return cmd
}

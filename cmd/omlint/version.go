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
		}{Version: buildVersion()}
		if info, ok := debug.ReadBuildInfo(); ok {
			v.Go = info.GoVersion
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" {
					v.Commit = s.Value
				}
			}
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

// buildVersion is the version that the program is of, "(devel)" when nothing
// tells.
func buildVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

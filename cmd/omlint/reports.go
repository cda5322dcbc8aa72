package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/internal/atomicfile"
	"github.com/omlint/omlint/report"
)

// addReportFlag lets one run write its report several times.
func (g *global) addReportFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&g.reports, "report", nil, "write the report to a file, too: `FORMAT=FILE`, like html=report.html (repeatable)")
}

// checkReports refuses forms that there are none of, and two reports in one file.
func (g *global) checkReports() error {
	files := []string{}
	if g.output != "-" {
		files = append(files, filepath.Clean(g.output))
	}
	for _, r := range g.reports {
		format, file, ok := strings.Cut(r, "=")
		if !ok || file == "" {
			return fmt.Errorf("--report %q: write FORMAT=FILE, like html=report.html", r)
		}
		if err := oneOf("--report", format, report.Formats()...); err != nil {
			return err
		}
		if slices.Contains(files, filepath.Clean(file)) {
			return fmt.Errorf("--report %s: another report of this run goes to that file", r)
		}
		files = append(files, filepath.Clean(file))
	}
	return nil
}

// reportFiles are the files that --report writes.
func (g *global) reportFiles() []string {
	var files []string
	for _, r := range g.reports {
		_, file, _ := strings.Cut(r, "=")
		files = append(files, file)
	}
	return files
}

// writeReports writes the report where --output says, and wherever --report
// says. Each file is replaced as a whole; one that cannot be written keeps none
// of the others from being.
func (g *global) writeReports(cmd *cobra.Command, r *report.Report) error {
	problems := []error{g.write(cmd, func(w io.Writer) error { return report.Write(w, g.format, r, g.look()) })}
	for _, spec := range g.reports {
		format, file, _ := strings.Cut(spec, "=")
		options := g.look()
		options.Color, options.Width = false, 0
		var b bytes.Buffer
		err := report.Write(&b, format, r, options)
		if err == nil {
			err = atomicfile.Replace(file, b.Bytes())
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("--report %s: %w", spec, err))
		}
	}
	return errors.Join(problems...)
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
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
	options := g.look()
	options.Color, options.Width = false, 0
	for _, spec := range g.reports {
		problems = append(problems, writeReport(spec, func(w io.Writer, format string) error { return report.Write(w, format, r, options) }))
	}
	return errors.Join(problems...)
}

// writeReport writes one report of FORMAT=FILE. Its folder is made, so that the
// reports of many targets need nothing prepared.
func writeReport(spec string, render func(w io.Writer, format string) error) error {
	format, file, _ := strings.Cut(spec, "=")
	var b bytes.Buffer
	err := render(&b, format)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o777)
	}
	if err == nil {
		err = atomicfile.Replace(file, b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("--report %s: %w", spec, err)
	}
	return nil
}

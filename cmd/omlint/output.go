package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/omlint/omlint/internal/atomicfile"
	"github.com/omlint/omlint/report"
)

// write prints to the file of --output or to standard output. A regular file is
// replaced as a whole, so that a failed run leaves no half-written report; a
// device or a pipe is written to.
func (g *global) write(cmd *cobra.Command, render func(io.Writer) error) error {
	var b bytes.Buffer
	if err := render(&b); err != nil {
		return err
	}
	if g.output == "-" {
		if _, err := cmd.OutOrStdout().Write(b.Bytes()); err != nil {
			return fmt.Errorf("write the output: %w", err)
		}
		return nil
	}
	if info, err := os.Stat(g.output); err == nil && !info.Mode().IsRegular() {
		if err := os.WriteFile(g.output, b.Bytes(), 0); err != nil {
			return fmt.Errorf("write --output: %w", err)
		}
		return nil
	}
	if err := atomicfile.Replace(g.output, b.Bytes()); err != nil {
		return fmt.Errorf("write --output: %w", err)
	}
	return nil
}

// keepInputs refuses to write the output over a file that is read.
func (g *global) keepInputs(files []string) error {
	if g.output == "" {
		return errors.New("--output is empty: name a file, or - for standard output")
	}
	for _, written := range append(g.reportFiles(), g.output) {
		output, err := os.Stat(written)
		if written == "-" || err != nil {
			continue
		}
		for _, f := range files {
			if info, err := os.Stat(f); err == nil && os.SameFile(output, info) {
				return fmt.Errorf("the output %s is one of the files to read: name another", written)
			}
		}
	}
	return nil
}

// look says how a report should look on this output.
func (g *global) look() report.Options {
	width := 0
	out := int(os.Stdout.Fd())
	terminal := g.output == "-" && term.IsTerminal(out)
	if terminal {
		width, _, _ = term.GetSize(out) // 0 columns: the report picks a width
	}
	color := g.color == "always" || g.color == "auto" && terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	dir, _ := os.Getwd() // without it, files are named as they were given
	return report.Options{Color: color, Verbose: g.verbose, Width: width, Dir: dir}
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

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
	temporary := g.output + ".tmp"
	if err := os.WriteFile(temporary, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write --output: %w", err)
	}
	if err := os.Rename(temporary, g.output); err != nil {
		return fmt.Errorf("write --output: %w", err)
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
	return report.Options{Color: color, Width: width}
}

// mask replaces every secret in s. Secrets of one or two characters are left
// out: they would shred the text, and no place where omlint itself puts text
// holds a password.
func mask(s string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) > 2 {
			s = strings.ReplaceAll(s, secret, "****")
		}
	}
	return s
}

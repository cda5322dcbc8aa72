package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/omlint/omlint/mend"
	"github.com/omlint/omlint/parser"
)

// fixing is what --fix and --diff ask for.
type fixing struct{ write, diff bool }

func addFixFlags(flags *pflag.FlagSet) *fixing {
	var f fixing
	flags.BoolVar(&f.write, "fix", false, "mend what can be mended safely, and report the rest; the path - prints the mended text")
	flags.BoolVar(&f.diff, "diff", false, "print what --fix would change as a unified diff, and write nothing; exit with status 1 if it would")
	return &f
}

// print writes the diff, and tells by the exit status whether there is one.
func (f *fixing) print(cmd *cobra.Command, g *global, changes []mend.Change) error {
	dir, _ := os.Getwd() // without it, files are named as they were given
	if err := g.write(cmd, func(w io.Writer) error {
		_, err := io.WriteString(w, mend.Diff(changes, dir))
		return err
	}); err != nil {
		return err
	}
	if len(changes) > 0 {
		return status(exitFail)
	}
	return nil
}

// apply writes the changed files below paths, and says how much was fixed.
// piped, unless it is nil, is the document that came from standard input; its
// text goes to standard output, changed or not.
func (f *fixing) apply(cmd *cobra.Command, g *global, changes []mend.Change, paths []string, piped *parser.Document) error {
	var files, done []mend.Change
	for _, c := range changes {
		if piped != nil && c.File == piped.Path {
			done = append(done, c)
		} else {
			files = append(files, c)
		}
	}
	if piped != nil {
		text := piped.Source
		if len(done) > 0 {
			text = done[0].After
		}
		if _, err := cmd.OutOrStdout().Write(text); err != nil {
			return fmt.Errorf("write the fixed text: %w", err)
		}
	}
	written, err := mend.Write(files, paths)
	done = append(done, written...)
	if !g.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "omlint: fixed %s in %s\n",
			plural(mend.Count(done), "finding"), plural(len(done), "file"))
	}
	return err
}

func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/report"
)

func newFactsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "facts [PATH…]",
		Short: "Print what the documents demand of an upgrade",
		Long: `Print the requirements, deprecations and breaking changes that the documents
below PATH state, each with the passage it rests on. Without PATH, print the
built-in catalogue of OpenMetadata's releases.`,
		Example: `  omlint facts --from 1.3 --to 1.11
  omlint facts testdata/docs
  omlint facts testdata/docs --from 1.3.0 --to 1.4.0 --format json
  omlint facts testdata/docs --coverage`,
	}
	g := addGlobalFlags(cmd, "table", "json")
	from := cmd.Flags().String("from", "", "only what matters when upgrading from `VERSION`")
	to := cmd.Flags().String("to", "", "only what matters when upgrading to `VERSION`")
	coverage := cmd.Flags().Bool("coverage", false, "print how each page was read instead: which lines led to facts, which sections to none")
	product := addProfileFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *coverage && len(args) == 0 {
			return errors.New("--coverage tells how pages were read: name a page or a folder of pages, like omlint facts docs/ --coverage")
		}
		for name, value := range map[string]string{"--from": *from, "--to": *to} {
			if value == "" && cmd.Flags().Changed(strings.TrimPrefix(name, "--")) {
				return fmt.Errorf("%s is empty: give a version like 1.4.2, or leave both --from and --to out for the facts of all releases", name)
			}
		}
		docs, err := readDocuments(args, *from, *to, product)
		if err != nil {
			return err
		}
		if err := g.keepInputs(docs.files); err != nil {
			return err
		}
		for _, gap := range docs.gaps {
			g.warn(cmd, "%s", gap)
		}
		for _, f := range docs.syntax {
			g.warn(cmd, "%s", oneLine(f.Message))
		}
		err = g.write(cmd, func(w io.Writer) error {
			switch {
			case *coverage && g.format == "json":
				return report.CoverageJSON(w, docs.coverage)
			case *coverage:
				return report.CoverageTable(w, docs.coverage, g.look())
			case g.format == "json":
				return report.FactsJSON(w, docs.facts)
			default:
				return report.FactsTable(w, docs.facts, g.look())
			}
		})
		switch {
		case err != nil || len(docs.problems) > 0:
			return errors.Join(append(docs.problems, err)...)
		case len(docs.syntax)+len(docs.gaps) > 0:
			return status(exitUnknown)
		default:
			return nil
		}
	}
	return cmd
}

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/baseline"
	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/lsp"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/docs"
)

func newLSPCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lsp",
		Short: "Serve findings to an editor",
		Long: `Speak the Language Server Protocol on standard input and output. Editors start
this command; docs/editors.md says how to tell them.`,
		Args:    cobra.NoArgs,
		Example: "  omlint lsp",
	}
	g := addGlobalFlags(cmd, "text")
	flags := cmd.Flags()
	schema := addSchemaFlag(flags)
	product := addProfileFlag(cmd)
	var dialect, known string
	addDialectFlag(flags, &dialect)
	flags.StringVar(&known, "baseline", "", "hide the findings that `FILE` knows")
	flags.Bool("stdio", true, "speak on standard input and output; the only way there is")
	cmd.PreRunE = nil // the configuration is that of the editor's folder
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		asked := struct {
			schema         schemaFlag
			product        profileFlag
			dialect, known string
		}{*schema, *product, dialect, known}
		server := &lsp.Server{
			Version: buildVersion(), Explain: explainMarkdown,
			Open: func(folder string) (*lsp.Project, error) {
				if err := os.Chdir(folder); err != nil { // paths in a configuration are relative to where it is found
					return nil, fmt.Errorf("open the folder: %w", err)
				}
				*schema, *product, dialect, known = asked.schema, asked.product, asked.dialect, asked.known
				loaded, err := applyConfig(cmd, g.config)
				if err != nil {
					return nil, err
				}
				reading, err := dialectOf(dialect)
				if err != nil {
					return nil, err
				}
				declared, err := schema.schema()
				if err != nil {
					return nil, err
				}
				base := &baseline.Baseline{}
				if known != "" {
					if base, err = readBaseline(known); err != nil {
						return nil, err
					}
				}
				project := projectOf(loaded, declared, product.profile(), base)
				project.Options.Dialect = reading
				return project, nil
			},
		}
		err := server.Serve(cmd.Context(), os.Stdin, os.Stdout)
		if errors.Is(err, lsp.ErrNoShutdown) {
			return status(exitFail)
		}
		return err
	}
	return cmd
}

// projectOf judges pages as lint does, but only those that are open.
func projectOf(c *config.Config, declared *parser.Schema, product *facts.Profile, known *baseline.Baseline) *lsp.Project {
	run := rulesToRun(c, nil)
	return &lsp.Project{
		Lint: func(site *parser.Site, open map[string]bool) []rules.Finding {
			names := make([]string, 0, len(site.Documents))
			for _, d := range site.Documents {
				names = append(names, d.Path)
			}
			judged := rules.NewSite(site, declared, product)
			pages, err := configurePages(names, c)
			if err != nil {
				return nil // all pages are ignored
			}
			pages.prepare(judged)
			for _, d := range site.Documents {
				if !open[d.Path] {
					judged.Page(d).Ignored = true
				}
			}
			found := config.Relevel(docs.Lint(judged, run), c.Levels)
			found = known.Sort(found, func(string, string) bool { return false }).New // what is gone is lint's business
			rules.SortByPlace(found)
			return found
		},
		Schema: func(page string) *parser.Schema {
			if v := c.Schema(page); v != nil {
				if s, err := overridingSchema(v); err == nil {
					return s
				}
			}
			return declared
		},
	}
}

// explainMarkdown is what a rule says of itself, for an editor's hover.
func explainMarkdown(id string) string {
	list := explanations()
	i := slices.IndexFunc(list, func(e report.Explanation) bool { return e.ID == id })
	if i < 0 {
		return ""
	}
	var b strings.Builder
	if err := report.RuleMarkdown(&b, list[i]); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

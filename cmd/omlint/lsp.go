package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/lsp"
	"github.com/omlint/omlint/parser"
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
	schema := schemaFlag{name: openMetadata}
	cmd.Flags().Var(&schema, "schema", "the tags and nodes of the site, declared in `FILE`, JSON or YAML; openmetadata names OpenMetadata's")
	product := addProfileFlag(cmd)
	cmd.Flags().Bool("stdio", true, "speak on standard input and output; the only way there is")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		server := &lsp.Server{
			Version: buildVersion(), Explain: explainMarkdown,
			Open: func(folder string) (*lsp.Project, error) {
				if err := os.Chdir(folder); err != nil { // paths in a configuration are relative to where it is found
					return nil, fmt.Errorf("open the folder: %w", err)
				}
				loaded, err := applyConfig(cmd, g.config)
				if err != nil {
					return nil, err
				}
				declared, err := schema.schema()
				if err != nil {
					return nil, err
				}
				return projectOf(loaded, declared, product), nil
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

// projectOf judges pages as lint does.
func projectOf(c *config.Config, declared *parser.Schema, product *profileFlag) *lsp.Project {
	run := rulesToRun(c, nil)
	return &lsp.Project{
		Lint: func(site *parser.Site) []rules.Finding {
			names := make([]string, 0, len(site.Documents))
			for _, d := range site.Documents {
				names = append(names, d.Path)
			}
			judged := rules.NewSite(site, declared, product.profile())
			pages, err := configurePages(names, c)
			if err != nil {
				return nil // all pages are ignored
			}
			pages.prepare(judged)
			found := config.Relevel(docs.Lint(judged, run), c.Levels)
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

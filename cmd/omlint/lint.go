package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/mend"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/docs"
)

func newLintCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint [PATH…]",
		Short: "Check documents",
		Long: `Check the pages below PATH (default: the working directory): their syntax, links,
snippets, structure, and whether what they say of an upgrade holds together.`,
		Example: `  omlint lint docs/
  omlint lint --stdin-filename docs/v1.4.x/upgrade.md - < upgrade.md
  omlint lint docs/ --rule structure/heading-jump=off --rule link/broken-page=warning
  omlint lint docs/ --diff
  omlint lint docs/ --fix
  omlint lint docs/ --write-baseline omlint-baseline.json
  omlint lint docs/ --baseline omlint-baseline.json --new-from main`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	flags := cmd.Flags()
	stdinName := flags.String("stdin-filename", "stdin.md", "the `NAME` of the document read for the path -")
	asked := flags.StringArray("rule", nil, "give a rule, or all of family/*, another severity, `ID=SEVERITY`: error, warning, info or off (repeatable)")
	failOn := flags.String("fail-on", "error", "exit with status 1 from this `SEVERITY` on: error, warning or info")
	schema := schemaFlag{name: openMetadata}
	flags.Var(&schema, "schema", "the tags and nodes of the site, declared in `FILE`, JSON or YAML; openmetadata names OpenMetadata's")
	var dialect string
	addDialectFlag(flags, &dialect)
	product := addProfileFlag(cmd)
	fix := addFixFlags(flags)
	scope := addScopeFlags(flags)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := oneOf("--fail-on", *failOn, "error", "warning", "info"); err != nil {
			return err
		}
		above, err := parseLevels(*asked, configKeys(cmd.Root()))
		if err != nil {
			return err
		}
		var options parser.Options
		if options.Dialect, err = dialectOf(dialect); err != nil {
			return err
		}
		declared, err := schema.schema()
		if err != nil {
			return err
		}
		if len(args) == 0 {
			args = []string{"."}
		}
		site, err := loadPages(args, *stdinName, cmd.InOrStdin(), options)
		if err != nil {
			return err
		}
		var problems []error
		for _, u := range site.Unreadable {
			problems = append(problems, fmt.Errorf("read %s: %w", u.File, u.Err))
		}
		pages, err := configurePages(site.Documents, g.loaded)
		if err != nil {
			return err
		}
		levels := func(page string) []config.Level { return slices.Concat(g.loaded.Levels(page), above) }
		narrowed, err := scope.start(cmd.Context(), args, fix, levels, judgedPages(pages, levels))
		if err != nil {
			return err
		}
		look := func(changed map[string][]byte) []rules.Finding {
			judged := rules.NewSite(site.With(changed), declared, product.profile())
			pages.prepare(judged)
			return narrowed.narrow(docs.Lint(judged, rulesToRun(g.loaded, above)))
		}
		var found []rules.Finding
		var piped *parser.Document
		switch {
		case fix.diff:
			changes, _ := mend.Stable(site.Source, look)
			if err := fix.print(cmd, g, changes); len(problems) == 0 {
				return err
			}
			return errors.Join(problems...) // a diff of half the pages is no answer
		case fix.write:
			var changes []mend.Change
			changes, found = mend.Stable(site.Source, look)
			if slices.Contains(args, "-") {
				piped = site.Documents[0]
			}
			if err := fix.apply(cmd, g, changes, args, piped); err != nil {
				problems = append(problems, err)
			}
		case scope.write != "":
			if found, err = narrowed.record(scope.write, look(nil)); err != nil {
				problems = append(problems, err)
			}
		default:
			found = look(nil)
		}
		r := report.New("lint", found, report.Coverage{Documents: len(site.Documents) - len(pages.ignored), FilesSkipped: pages.ignored})
		r.Hide(narrowed.known)
		r.Rules = explanations()
		if piped != nil && g.output == "-" {
			cmd.SetOut(cmd.ErrOrStderr()) // standard output has the mended text
		}
		if err := g.write(cmd, func(w io.Writer) error { return report.Write(w, g.format, r, g.look()) }); err != nil {
			problems = append(problems, err)
		}
		if len(problems) > 0 {
			return errors.Join(problems...)
		}
		s := r.Summary.Lint
		if s.Error > 0 || s.Warning > 0 && *failOn != "error" || s.Info > 0 && *failOn == "info" {
			return status(exitFail)
		}
		return nil
	}
	return cmd
}

// loadPages reads documents, with - standing for standard input, which comes
// first and takes the place of a file of its name.
func loadPages(args []string, stdinName string, stdin io.Reader, options parser.Options) (*parser.Site, error) {
	var paths []string
	var piped []*parser.Document
	for _, a := range args {
		if a != "-" {
			paths = append(paths, a)
			continue
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(stdin); err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		piped = append(piped, parser.Parse(stdinName, b.Bytes(), options))
	}
	if len(paths) == 0 {
		return parser.NewSite(piped, options), nil
	}
	site, err := parser.LoadSite(paths, options)
	if err != nil || len(piped) == 0 {
		return site, err
	}
	files := slices.DeleteFunc(site.Documents, func(d *parser.Document) bool { return path.Clean(d.Path) == path.Clean(piped[0].Path) })
	both := parser.NewSite(append(piped, files...), options)
	both.Unreadable = site.Unreadable
	return both, nil
}

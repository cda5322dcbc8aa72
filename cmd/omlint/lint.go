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
  omlint lint docs/ --watch
  omlint lint docs/ --write-baseline omlint-baseline.json
  omlint lint docs/ --baseline omlint-baseline.json --new-from main`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	flags := cmd.Flags()
	stdinName := flags.String("stdin-filename", "stdin.md", "the `NAME` of the document read for the path -")
	asked := flags.StringArray("rule", nil, "give a rule, or all of family/*, another severity, `ID=SEVERITY`: error, warning, info or off (repeatable)")
	failOn := flags.String("fail-on", "error", "exit with status 1 from this `SEVERITY` on: error, warning or info")
	schema := addSchemaFlag(flags)
	var dialect string
	addDialectFlag(flags, &dialect)
	product := addProfileFlag(cmd)
	fix := addFixFlags(flags)
	scope := addScopeFlags(flags)
	cached := addCacheFlag(flags)
	watching := flags.Bool("watch", false, "stay, and check again whenever something below PATH changes, until interrupted")
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
		run := rulesToRun(g.loaded, above)
		opened, err := openCache(*cached)
		if err != nil {
			return err
		}
		lint := func() error {
			store := opened
			shown := g.progress(cmd)
			var site *parser.Site
			var problems []error
			load := func() error {
				var err error
				if site, err = loadPages(args, *stdinName, cmd.InOrStdin(), options); err != nil {
					return err
				}
				for _, u := range site.Unreadable {
					problems = append(problems, fmt.Errorf("read %s: %w", u.File, u.Err))
				}
				return nil
			}
			if store != nil && (fix.diff || fix.write || slices.Contains(args, "-")) {
				store = nil // what is mended is looked at several times; what is piped has no place
			}
			var names []string
			var sources map[string][]byte
			if store != nil {
				if sources, names, err = readPages(args); err != nil {
					store = nil // the run itself says what is wrong
				}
			}
			if store == nil {
				if err := load(); err != nil {
					return err
				}
				for _, d := range site.Documents {
					names = append(names, d.Path)
				}
			}
			pages, err := configurePages(names, g.loaded)
			if err != nil {
				return err
			}
			levels := func(page string) []config.Level { return slices.Concat(g.loaded.Levels(page), above) }
			narrowed, err := scope.start(cmd.Context(), args, fix, levels, judgedPages(pages, levels))
			if err != nil {
				return err
			}
			judge := func(site *parser.Site) []rules.Finding {
				judged := rules.NewSite(site, declared, product.profile())
				pages.prepare(judged)
				defer shown.clear()
				return docs.Lint(judged, run, shown.pages(len(judged.Documents)))
			}
			look := func(changed map[string][]byte) []rules.Finding { return narrowed.narrow(judge(site.With(changed))) }
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
			default:
				fresh := func() (*parser.Site, []rules.Finding, error) {
					if site == nil {
						if err := load(); err != nil {
							return nil, nil, err
						}
					}
					return site, judge(site), nil
				}
				var all []rules.Finding
				if store == nil {
					_, all, err = fresh()
				} else {
					key := lintKey(args, dialect, run, pages, declared, product, sources)
					all, err = recallOr(store, key, sources, fresh, func(err error) { g.warn(cmd, "%v", err) })
				}
				if err != nil {
					return err
				}
				if found = narrowed.narrow(all); scope.write != "" {
					if found, err = narrowed.record(scope.write, found); err != nil {
						problems = append(problems, err)
					}
				}
			}
			r := report.New("lint", found, report.Coverage{Documents: len(names) - len(pages.ignored), FilesSkipped: pages.ignored})
			r.Hide(narrowed.known)
			r.Rules = explanations()
			if piped != nil && g.output == "-" {
				cmd.SetOut(cmd.ErrOrStderr()) // standard output has the mended text
			}
			return finishLint(cmd, g, r, *failOn, problems)
		}
		if !*watching {
			return lint()
		}
		if err := canWatch(args, fix, scope); err != nil {
			return err
		}
		return g.watch(cmd, args, *cached, lint)
	}
	return cmd
}

// finishLint prints the report and decides the exit status.
func finishLint(cmd *cobra.Command, g *global, r *report.Report, failOn string, problems []error) error {
	s := r.Summary.Lint
	code := exitOK
	switch {
	case len(problems) > 0:
		code = exitTrouble
	case s.Error > 0 || s.Warning > 0 && failOn != "error" || s.Info > 0 && failOn == "info":
		code = exitFail
	}
	r.Gate = report.Gate{Status: code, FailOn: map[string][]string{
		"error": {"error"}, "warning": {"error", "warning"}, "info": {"error", "warning", "info"},
	}[failOn]}
	if err := g.writeReports(cmd, r); err != nil || code == exitTrouble {
		return errors.Join(append(problems, err)...)
	}
	if code != exitOK {
		return status(code)
	}
	return nil
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

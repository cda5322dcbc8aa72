package main

import (
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/mend"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

func newScanCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scan [PATH…]",
		Short: "Find uses of what the target release deprecates or removes",
		Long: `Look through scripts, DAGs, notebooks, manifests, pipelines, configuration and
requirements below PATH (without PATH, the current folder) for uses of what the
upgrade deprecates, removes or changes. What that is comes from the upgrade pages
named with --docs, or from the built-in catalogue of OpenMetadata's releases.
Files are read by parsers of their languages: comments and prose are no uses.

With --live, the client and the Python packages that are installed on this host are
judged, too: "metadata --version" and "pip list" are run, which neither change
anything nor use the network. Without PATH, nothing else is looked at then.`,
		Example: `  omlint scan --to 1.4.0 dags/ deploy/
  omlint scan --from 1.3.0 --to 1.4.0 --docs docs/ . --format json
  omlint scan --to 1.4.0 --diff deploy/
  omlint scan --to 1.4.0 --live`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	gate := addGateFlags(cmd)
	fix := addFixFlags(cmd.Flags())
	from := cmd.Flags().String("from", "", "the `VERSION` that runs now (default: any before the target)")
	to := cmd.Flags().String("to", "", "the `VERSION` to upgrade to")
	docs := cmd.Flags().StringArray("docs", nil, "take what is deprecated from the upgrade pages below `PATH` (repeatable; default: the built-in catalogue)")
	live := addLiveFlags(cmd.Flags())
	product := addProfileFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := errors.Join(gate.check(), live.check()); err != nil {
			return err
		}
		if *to == "" {
			return errors.New("the target is not known: give the release to upgrade to, like omlint scan --to 1.4.0 dags/")
		}
		if len(args) == 0 && !live.on {
			args = []string{"."}
		}
		since := *from
		if since == "" {
			since = firstRelease
		}
		pages, err := readDocuments(*docs, since, *to, product)
		if err != nil {
			return err
		}
		if *from == "" && len(*docs) == 0 {
			pages.gaps = facts.CatalogueGaps("", *to)
		}
		if err := g.keepInputs(append(pages.files, args...)); err != nil {
			return err
		}
		for _, gap := range pages.gaps {
			g.warn(cmd, "%s", gap)
		}
		if len(pages.facts) == 0 {
			pages.problems = append(pages.problems, errors.New("the documents demand nothing of this upgrade, so there was nothing to look for: name the pages of the release to upgrade to, or leave --docs out to use the built-in catalogue"))
		}
		s := scanning{cmd: cmd, paths: args, live: live, pages: pages, from: *from, to: *to, product: product.profile()}
		if fix.write || fix.diff {
			return s.mend(g, gate, fix)
		}
		found, snapshot, trouble := s.look()
		return s.finish(g, gate, found, snapshot, trouble)
	}
	return cmd
}

// firstRelease is before any: without --from, everything counts that any release
// up to the target deprecates or removes.
const firstRelease = "0.0.1"

// scanning is one run of omlint scan.
type scanning struct {
	cmd      *cobra.Command
	paths    []string
	live     *liveFlags
	pages    *documents
	from, to string
	product  *facts.Profile
}

// look scans and judges.
func (s *scanning) look() ([]rules.Finding, *probe.Snapshot, error) {
	snapshot := probe.New()
	opts := usageOptions(s.product, s.pages.facts)
	var trouble error
	if len(s.paths) > 0 {
		trouble = scanInto(s.cmd.Context(), snapshot, "", s.paths, opts)
	}
	if s.live.on {
		s.live.lookInto(s.cmd.Context(), snapshot, s.product, opts)
	}
	found := deploy.Scan(deploy.Input{
		Facts: s.pages.facts, Snapshot: snapshot, From: s.from, To: s.to, Gaps: s.pages.gaps, Now: time.Now(), Profile: s.product,
	})
	found = append(found, s.pages.syntax...)
	rules.Sort(found)
	return found, snapshot, trouble
}

// finish reports.
func (s *scanning) finish(g *global, gate *gate, found []rules.Finding, snapshot *probe.Snapshot, trouble error) error {
	found = deploy.Waive(found, g.loaded.Waivers, time.Now())
	r := report.New("scan", found, report.Coverage{
		Documents: s.pages.pages, Facts: len(s.pages.facts),
		FilesScanned: snapshot.FilesScanned, FilesSkipped: report.SkippedFiles(snapshot.FilesSkipped), Probes: snapshot.Probes,
	})
	r.From, r.To = facts.Optional(s.from), facts.Optional(s.to)
	return finish(s.cmd, g, gate, r, errors.Join(append(s.pages.problems, trouble)...))
}

// mend makes the fixes, or shows them, and reports what is left.
func (s *scanning) mend(g *global, gate *gate, fix *fixing) error {
	found, _, trouble := s.look()
	if trouble != nil {
		return trouble
	}
	read := func(file string) ([]byte, bool) {
		src, err := os.ReadFile(file)
		return src, err == nil
	}
	// What is renamed has no second round: the new name is none that a fact
	// speaks against.
	changes, _ := mend.Stable(read, func(changed map[string][]byte) []rules.Finding {
		if len(changed) > 0 {
			return nil
		}
		return found
	})
	if fix.diff {
		return fix.print(s.cmd, g, changes)
	}
	if err := fix.apply(s.cmd, g, changes, s.paths, nil); err != nil {
		return err
	}
	found, snapshot, trouble := s.look()
	return s.finish(g, gate, found, snapshot, trouble)
}

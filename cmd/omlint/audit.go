package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

func newAuditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit [PATH…]",
		Short: "Compare what the documents demand with a deployment",
		Long: `Read the upgrade pages below PATH (without PATH, take the built-in catalogue of
OpenMetadata's releases), look at the deployment that the flags name, and say
where the two disagree. The deployment is only read, never changed.`,
		Example: `  omlint audit --from 1.3 --to 1.11 --database mysql://openmetadata_user@localhost/openmetadata_db
  omlint audit docs/ --from 1.3.0 --to 1.4.0 \
    --database mysql://openmetadata_user@localhost:3306/openmetadata_db \
    --backup backup.sql.gz --scan scripts/
  omlint audit docs/ --from 1.3.0 --to 1.4.0 --snapshot snapshot.json --format json
  omlint audit --fleet fleet.yaml --concurrency 32 --report json='reports/{target}.json'`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	a := addAuditFlags(cmd)
	gate := addGateFlags(cmd)
	fleet := addFleetFlags(cmd)
	product := addProfileFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := errors.Join(gate.check(), fleet.check()); err != nil {
			return err
		}
		if fleet.file != "" {
			return runFleet(cmd, g, gate, fleet, product, args)
		}
		if err := a.check(args); err != nil {
			return err
		}
		docs, err := readDocuments(args, a.from, a.to, product)
		if err != nil {
			return err
		}
		if err := g.keepInputs(append(docs.files, a.files()...)); err != nil {
			return err
		}
		g.say(cmd, "%d documents demand %d things", docs.pages, len(docs.facts))
		a.shown = g.progress(cmd)
		r, trouble := a.audit(cmd.Context(), docs, product, g.loaded.Waivers)
		return finish(cmd, g, gate, r, trouble)
	}
	return cmd
}

// auditFlags say what to audit: where to look, and which upgrade it is about.
type auditFlags struct {
	*deployment
	from, to string
	maxAge   time.Duration
	asOf     string
	now      time.Time // of asOf, once checked
}

func addAuditFlags(cmd *cobra.Command) *auditFlags {
	a := &auditFlags{deployment: addDeploymentFlags(cmd)}
	f := cmd.Flags()
	f.StringVar(&a.from, "from", "", "the `VERSION` that runs now")
	f.StringVar(&a.to, "to", "", "the `VERSION` to upgrade to")
	f.DurationVar(&a.maxAge, "max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	f.StringVar(&a.asOf, "as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	return a
}

func (a *auditFlags) check(pages []string) error {
	var err error
	if a.now, err = parseTime(a.asOf); err != nil {
		return err
	}
	if err := errors.Join(a.deployment.check(), notNegative("--max-backup-age", a.maxAge)); err != nil {
		return err
	}
	if len(pages) == 0 && (a.from == "" || a.to == "") {
		return errors.New("the upgrade is not known: give --from and --to, like omlint audit --from 1.3.0 --to 1.4.0")
	}
	if !a.given() {
		return errors.New("nothing to compare with: name the deployment with --database, --db-config, --server, --search, --backup, --scan or --snapshot")
	}
	return nil
}

// audit looks at one deployment and judges it. The error says what kept omlint
// from doing all of its job; the report has the rest.
func (a *auditFlags) audit(ctx context.Context, docs *documents, product *profileFlag, waivers []rules.Waiver) (*report.Report, error) {
	problems := slices.Clone(docs.problems)
	if len(docs.facts) == 0 {
		problems = append(problems, errors.New("the documents demand nothing of this upgrade, so there was nothing to compare: name the pages of the release to upgrade to, or leave them out to use the built-in catalogue"))
	}
	snapshot, trouble := a.collect(ctx, docs.facts, product.profile())
	found := deploy.Audit(deploy.Input{
		Facts: docs.facts, Snapshot: snapshot, From: a.from, To: a.to, Gaps: docs.gaps,
		Now: a.now, MaxBackupAge: a.maxAge, Profile: product.profile(),
	})
	found = append(found, docs.syntax...)
	found = deploy.Waive(found, waivers, a.now)
	r := report.New("audit", found, report.Coverage{
		Documents: docs.pages, Facts: len(docs.facts),
		FilesScanned: snapshot.FilesScanned, FilesSkipped: report.SkippedFiles(snapshot.FilesSkipped), Probes: snapshot.Probes,
	})
	r.From, r.To = facts.Optional(a.from), facts.Optional(a.to)
	r.Snapshot, r.Facts = snapshot, docs.facts
	return r, errors.Join(append(problems, trouble)...)
}

// finish prints the report and decides the exit status.
func finish(cmd *cobra.Command, g *global, gate *gate, r *report.Report, trouble error) error {
	r.Rules = explanations()
	code := gate.status(r.Summary)
	if trouble != nil {
		code = exitTrouble
		r.Trouble = strings.Split(masked(trouble.Error()), "\n")
	}
	r.Gate = report.Gate{Status: code, FailOn: gate.levels()}
	if err := g.writeReports(cmd, r); err != nil {
		return errors.Join(trouble, err)
	}
	if trouble != nil {
		return trouble
	}
	if code != exitOK {
		return status(code)
	}
	return nil
}

// parseTime reads --as-of; empty is now.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Now(), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("--as-of %q is not a time: write it like 2024-05-02T18:00:00Z", s)
	}
	return t, nil
}

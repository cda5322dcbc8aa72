package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/report"
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
  omlint audit docs/ --from 1.3.0 --to 1.4.0 --snapshot snapshot.json --format json`,
	}
	g := addGlobalFlags(cmd, report.Formats()...)
	g.addReportFlag(cmd)
	d := addDeploymentFlags(cmd)
	gate := addGateFlags(cmd)
	from := cmd.Flags().String("from", "", "the `VERSION` that runs now")
	to := cmd.Flags().String("to", "", "the `VERSION` to upgrade to")
	maxAge := cmd.Flags().Duration("max-backup-age", 24*time.Hour, "a backup older than `DURATION` fails")
	asOf := cmd.Flags().String("as-of", "", "judge ages as of this RFC 3339 `TIME` (default: now)")
	product := addProfileFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		now, err := parseTime(*asOf)
		if err != nil {
			return err
		}
		if err := errors.Join(gate.check(), d.check(), notNegative("--max-backup-age", *maxAge)); err != nil {
			return err
		}
		if len(args) == 0 && (*from == "" || *to == "") {
			return errors.New("the upgrade is not known: give --from and --to, like omlint audit --from 1.3.0 --to 1.4.0")
		}
		if !d.given() {
			return errors.New("nothing to compare with: name the deployment with --database, --db-config, --server, --search, --backup, --scan or --snapshot")
		}
		docs, err := readDocuments(args, *from, *to, product)
		if err != nil {
			return err
		}
		if err := g.keepInputs(append(docs.files, d.files()...)); err != nil {
			return err
		}
		if len(docs.facts) == 0 {
			docs.problems = append(docs.problems, errors.New("the documents demand nothing of this upgrade, so there was nothing to compare: name the pages of the release to upgrade to, or leave them out to use the built-in catalogue"))
		}
		g.say(cmd, "%d documents demand %d things", docs.pages, len(docs.facts))
		snapshot, trouble := d.collect(cmd.Context(), settingsOf(docs.facts), product.profile())

		found := deploy.Audit(deploy.Input{
			Facts: docs.facts, Snapshot: snapshot, From: *from, To: *to, Gaps: docs.gaps,
			Now: now, MaxBackupAge: *maxAge,
		})
		found = append(found, docs.syntax...)
		found = deploy.Waive(found, g.loaded.Waivers, now)
		r := report.New("audit", found, report.Coverage{
			Documents: docs.pages, Facts: len(docs.facts),
			FilesScanned: snapshot.FilesScanned, FilesSkipped: report.SkippedFiles(snapshot.FilesSkipped), Probes: snapshot.Probes,
		})
		r.From, r.To = facts.Optional(*from), facts.Optional(*to)
		return finish(cmd, g, gate, r, errors.Join(append(docs.problems, trouble)...))
	}
	return cmd
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

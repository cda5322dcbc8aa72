package deploy

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:      "deploy/backup",
		Title:   "there is a recent, complete backup of the database",
		Why:     "a migration changes the schema in place; without a backup that restores there is no way back",
		Types:   []facts.Type{facts.Backup},
		Fact:    judgeBackup,
		Queries: slices.Concat(lastWrites, restoreNeeds),
	})
}

// Where OpenMetadata's migrations keep their history.
const (
	HistoryTable  = "SERVER_CHANGE_LOG"
	HistoryColumn = "version"
)

func judgeBackup(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil || f.Expect.Op != facts.Exists || f.Subject.Name != "database" {
		return nil // where to keep it, how to restore it: for a person
	}
	if len(in.Snapshot.Backups) == 0 {
		finding := unknown("no backup was checked; pass --backup PATH")
		finding.Remedy = remedies(f, in)
		return []rules.Finding{finding}
	}
	found := Backups(in)
	good := slices.IndexFunc(found, func(f rules.Finding) bool { return f.Outcome == rules.Pass })
	for i := range found {
		switch {
		case found[i].Outcome == rules.Pass:
		case good < 0:
			found[i].Remedy = remedies(f, in)
		default:
			// One good backup is what is asked for: older ones beside it are no
			// fault. A broken one is worth knowing about.
			found[i].Outcome = rules.NotApplicable
			if in.Snapshot.Backups[i].Damaged {
				found[i].Outcome = rules.Warn
			}
			found[i].Message += fmt.Sprintf("; %s is good", in.Snapshot.Backups[good].Path)
		}
	}
	return found
}

// Backups judges every backup of the snapshot, one finding each.
func Backups(in Input) []rules.Finding {
	found := make([]rules.Finding, 0, len(in.Snapshot.Backups))
	for i := range in.Snapshot.Backups {
		found = append(found, judgeBackupFile(&in.Snapshot.Backups[i], in))
	}
	return complete(found, "deploy/backup", nil)
}

func judgeBackupFile(b *probe.Backup, in Input) rules.Finding {
	f := rules.Finding{
		Level: b.Level, Observed: facts.Optional(b.Level), Expected: "complete",
		Source:   facts.Optional(b.Path),
		Location: &rules.Location{File: b.Path, Line: 1, Column: 1, EndLine: 1, EndColumn: 1},
	}
	complete := slices.Contains([]string{"complete", "covered", "restorable", "restored"}, b.Level)
	problem := cmp.Or(unfit(b, in), hollow(b))
	switch {
	case b.Damaged || b.Level == "":
		f.Outcome = rules.Fail
		f.Message = fmt.Sprintf("%s is no usable backup: %s", b.Path, b.Stopped)
	case problem != "":
		f.Outcome = rules.Fail
		f.Message = fmt.Sprintf("%s (%s) %s", b.Path, describe(b), problem)
	case !complete && b.Instance != "" && ageProblem(b, in) != "":
		f.Outcome = rules.Fail
		f.Message = fmt.Sprintf("%s (%s): %s", b.Path, describe(b), ageProblem(b, in))
	case !complete:
		f.Outcome = rules.Unknown
		f.Message = fmt.Sprintf("%s (%s) may be incomplete: %s", b.Path, describe(b), b.Stopped)
		if b.Instance != "" {
			f.Message = fmt.Sprintf("%s lists a snapshot of %s taken at %s: %s", b.Path, b.Instance, b.TakenAt, b.Stopped)
		}
		if d := backedUp(b, in); d != nil {
			fold(&f, outdated(b, d))
		}
	default:
		f.Outcome = rules.Pass
		f.Message = fmt.Sprintf("%s is a complete %s", b.Path, describe(b))
		if taken, err := time.Parse(time.RFC3339, b.TakenAt); err == nil && taken.Sub(in.Now) > clockSkew {
			f.Outcome = rules.Unknown
			f.Message += fmt.Sprintf(", but it says it was taken at %s, which is yet to come: its age is not known", b.TakenAt)
		} else if age := ageProblem(b, in); age != "" {
			f.Outcome = rules.Fail
			f.Message += ", but " + age
			f.Expected = facts.Optional("not older than " + in.MaxBackupAge.String())
			f.Observed = facts.Optional("taken " + b.TakenAt)
		} else {
			climbOn(&f, b, in)
			rehearsed(&f, b)
		}
	}
	return f
}

// climbOn judges the rungs above complete, as far as there is a database to
// compare the backup with. The level is the highest that was reached; the
// outcome is that of the worst thing found.
func climbOn(f *rules.Finding, b *probe.Backup, in Input) {
	d := backedUp(b, in)
	compared := d != nil
	if compared && fold(f, outdated(b, d)) {
		return
	}
	if why := incomparable(d); why != "" {
		compared = false
		f.Message += fmt.Sprintf("; whether it holds all of %s could not be seen: %s", d.Name, why)
	}
	if compared {
		f.Expected = "restorable"
		lacks, rows := uncovered(b, d)
		if fold(f, lacks) {
			return
		}
		f.Level = higher(f.Level, "covered")
		f.Message += fmt.Sprintf(", and holds what %s does (tables' rows: %s)", d.Name, rows)
	}
	if !fold(f, unrestorable(b, d)) && compared {
		f.Level = higher(f.Level, "restorable")
		f.Message += ", in a form that it takes"
	}
	f.Observed = facts.Optional(f.Level)
}

// rehearsed judges what came of restoring the backup.
func rehearsed(f *rules.Finding, b *probe.Backup) {
	switch r := b.Restore; {
	case r == nil:
	case r.Outcome == probe.RestoreDone:
		f.Level = higher(f.Level, "restored")
		f.Observed = facts.Optional(f.Level)
		f.Message += fmt.Sprintf("; it was restored into %s, where all its rows arrived (%d in %d tables)", r.Into, r.Rows, r.Tables)
	case r.Outcome == probe.RestoreRefused:
		fold(f, []remark{{outcome: rules.Unknown, text: fmt.Sprintf("it was not restored into %s: %s", r.Into, r.Why)}})
	default:
		fold(f, []remark{{outcome: rules.Fail, text: fmt.Sprintf("it does not restore into %s: %s", r.Into, r.Why)}})
	}
}

// rungs are the levels of a backup, the lowest first.
var rungs = []string{"present", "identified", "complete", "covered", "restorable", "restored"}

// higher returns the higher of two levels.
func higher(a, b string) string {
	if slices.Index(rungs, a) > slices.Index(rungs, b) {
		return a
	}
	return b
}

// A remark is something that was found about a backup; Pass is for what a
// person should know and that is no fault.
type remark struct {
	outcome rules.Outcome
	text    string
	remedy  string
}

// fold adds remarks to a finding. It says whether one of them stops the climb.
func fold(f *rules.Finding, found []remark) (stops bool) {
	for _, r := range found {
		stops = stops || r.outcome == rules.Fail || r.outcome == rules.Unknown
		join := "; "
		if r.outcome != rules.Pass && f.Outcome == rules.Pass {
			join = ", but "
		}
		f.Message += join + r.text
		if worse(r.outcome, f.Outcome) {
			f.Outcome = r.outcome
		}
		if r.remedy != "" {
			f.Remedy = append(f.Remedy, facts.Remedy{Language: "text", Text: r.remedy})
		}
	}
	return stops
}

// worse says whether a is worse than b.
func worse(a, b rules.Outcome) bool {
	order := []rules.Outcome{rules.Pass, rules.Warn, rules.Unknown, rules.Fail}
	return slices.Index(order, a) > slices.Index(order, b)
}

// backedUp returns the live database that a backup is of, nil when none was
// looked at.
func backedUp(b *probe.Backup, in Input) *probe.Database {
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		if d.Source == probe.SourceLive && d.Connected && d.Engine == b.Engine && (b.Database == "" || holds(b, d.Database)) {
			return d
		}
	}
	return nil
}

// holds says whether a backup is, among others, of the named database.
func holds(b *probe.Backup, database string) bool {
	return slices.Contains(strings.Split(b.Database, ", "), database)
}

// clockSkew is how far the clocks of two machines, or their time zones in dumps
// that do not name theirs, may be apart.
const clockSkew = 26 * time.Hour

// unfit says why a backup, however whole, is not one of this deployment.
func unfit(b *probe.Backup, in Input) string {
	engines, names := map[string]bool{}, map[string]bool{}
	for _, d := range in.Snapshot.Databases {
		if d.Source == probe.SourceLive && d.Engine != "" {
			engines[d.Engine] = true
			if d.Database != "" {
				names[d.Database] = true
			}
		}
	}
	switch {
	case b.Engine != "" && len(engines) > 0 && !engines[b.Engine]:
		return fmt.Sprintf("is a backup of %s, which this deployment does not use", engineName(facts.Engine(b.Engine)))
	case b.Instance != "" && otherInstance(b, in) != "":
		return fmt.Sprintf("is of the instance %s, and the database is on %s", b.Instance, otherInstance(b, in))
	case b.Database != "" && len(names) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(names)), func(name string) bool { return holds(b, name) }):
		return fmt.Sprintf("is a backup of the database %q, not of the one that will be migrated", b.Database)
	}
	return ""
}

// otherInstance names the host of the live database, where it is one of a
// provider that names hosts after instances, and another one's.
func otherInstance(b *probe.Backup, in Input) string {
	for _, d := range in.Snapshot.Databases {
		u, err := url.Parse(d.Name)
		if err != nil || d.Source != probe.SourceLive {
			continue
		}
		first, domain, _ := strings.Cut(u.Hostname(), ".")
		if (strings.HasSuffix(domain, "rds.amazonaws.com") || strings.HasSuffix(domain, "database.azure.com")) && !strings.EqualFold(first, b.Instance) {
			return u.Hostname()
		}
	}
	return ""
}

// ageProblem says why a backup is not recent enough, "" when it is. A backup
// without a time of its own is judged by the file's, which copying changes.
func ageProblem(b *probe.Backup, in Input) string {
	taken, err := time.Parse(time.RFC3339, b.TakenAt)
	if err != nil {
		return "it does not say when it was taken"
	}
	if in.Now.Sub(taken) > in.MaxBackupAge {
		return fmt.Sprintf("it was taken at %s, longer ago than %s", b.TakenAt, in.MaxBackupAge)
	}
	return ""
}

func describe(b *probe.Backup) string {
	s := b.Format
	if s == "" {
		s = "unidentified file"
	}
	if b.Container != "" {
		s += " in " + b.Container
	}
	return s
}

// Package deploy judges a deployment: it compares facts with a snapshot. A check
// is one file that registers itself; a fact without a check is manual.
package deploy

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// Input is everything an audit judges.
type Input struct {
	Facts        []facts.Fact
	Snapshot     *probe.Snapshot
	From, To     string        // the releases to upgrade from and to; "" unknown
	Gaps         []string      // what the facts are known not to cover, a sentence each
	Now          time.Time     // ages are counted from here
	MaxBackupAge time.Duration // an older backup fails

	Profile *facts.Profile // what the product is; nil: OpenMetadata
}

// product is what the product is.
func (in Input) product() *facts.Profile {
	if in.Profile == nil {
		return facts.OpenMetadata()
	}
	return in.Profile
}

// usesOf are the uses of one type.
func (in Input) usesOf(t facts.Type) iter.Seq[probe.Use] {
	return func(yield func(probe.Use) bool) {
		for i := range in.Snapshot.Uses {
			if u := &in.Snapshot.Uses[i]; u.Type == string(t) && !yield(*u) {
				return
			}
		}
	}
}

// A Check judges facts, the snapshot as a whole, or each database of the product.
type Check struct {
	ID    string       // "deploy/setting"
	Title string       // what it checks, one line
	Why   string       // what goes wrong otherwise
	Types []facts.Type // the facts it judges
	Fact  func(facts.Fact, Input) []rules.Finding
	Whole func(Input) []rules.Finding
	Uses  bool // it judges uses in files: what a scan is about

	// Queries are what it asks of databases. Database judges the answers, for each
	// live database of the product that answered them all.
	Queries  []probe.Query
	Database func(database) []rules.Finding
	Answers  []string // the ids of facts that the verdict on a database answers
	Sources  []string // where the failure was met: "OpenMetadata issue 29257"
}

var checks []Check

func register(c Check) { checks = append(checks, c) }

// Checks lists the registered checks by id.
func Checks() []Check {
	sorted := slices.Clone(checks)
	slices.SortFunc(sorted, func(a, b Check) int { return cmp.Compare(a.ID, b.ID) })
	return sorted
}

// Audit judges every fact and the snapshot as a whole. Every fact gets at least
// one finding; findings come sorted by rule, fact, place and message.
func Audit(in Input) []rules.Finding {
	found := []rules.Finding{}
	byType := map[facts.Type][]Check{}
	answered := map[string]bool{}
	for _, c := range Checks() {
		for _, t := range c.Types {
			byType[t] = append(byType[t], c)
		}
		if c.Whole != nil {
			found = append(found, complete(c.Whole(in), c.ID, nil)...)
		}
		if c.Database == nil {
			continue
		}
		for i := range in.Snapshot.Databases {
			d := database{&in.Snapshot.Databases[i], in}
			of, fact := c.judge(d), c.answered(d)
			if len(of) > 0 && fact != nil {
				answered[fact.ID] = true
			}
			found = append(found, complete(of, c.ID, fact)...)
		}
	}
	for i := range in.Facts {
		fact := in.Facts[i]
		var of []rules.Finding
		for _, c := range byType[fact.Subject.Type] {
			of = append(of, complete(c.Fact(fact, in), c.ID, &fact)...)
		}
		if len(of) == 0 && !answered[fact.ID] {
			of = complete([]rules.Finding{byHand(fact, in)}, "deploy/manual", &fact)
		}
		found = append(found, of...)
	}
	rules.Sort(found)
	return found
}

// byHand is the finding for a fact that no probe can see.
func byHand(f facts.Fact, in Input) rules.Finding {
	return rules.Finding{Outcome: rules.Manual, Message: f.Summary, Remedy: remedies(f, in)}
}

// remedies are the steps a fact offers, without those for engines that the
// deployment does not use.
func remedies(f facts.Fact, in Input) []facts.Remedy {
	used := map[facts.Engine]bool{}
	for _, d := range in.Snapshot.Databases {
		used[facts.Engine(d.Engine)] = true
	}
	var fitting []facts.Remedy
	for _, r := range f.Remedy {
		if len(used) == 0 || r.Engine == facts.NoEngine || used[r.Engine] {
			fitting = append(fitting, r)
		}
	}
	return fitting
}

// complete fills what every finding about a fact has in common.
func complete(found []rules.Finding, rule string, fact *facts.Fact) []rules.Finding {
	for i := range found {
		f := &found[i]
		f.Rule = rule
		f.Severity = rules.SeverityOf(f.Outcome)
		f.Phase = facts.Before
		if fact != nil {
			f.Fact = facts.Optional(fact.ID)
			f.Phase = fact.Phase
			f.Evidence = append(slices.Clone(fact.Evidence), f.Evidence...)
			if f.Expected == "" {
				f.Expected = facts.Optional(fact.Expect.String())
			}
		}
		if f.Remedy == nil {
			f.Remedy = []facts.Remedy{}
		}
		if f.Evidence == nil {
			f.Evidence = []facts.Evidence{}
		}
	}
	return found
}

// unknown is a finding for what could not be checked.
func unknown(format string, args ...any) rules.Finding {
	return rules.Finding{Outcome: rules.Unknown, Message: fmt.Sprintf(format, args...)}
}

// notApplicable is a finding for a fact that does not concern the deployment.
func notApplicable(format string, args ...any) rules.Finding {
	return rules.Finding{Outcome: rules.NotApplicable, Message: fmt.Sprintf(format, args...)}
}

package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/search-version",
		Title: "the search engine's version is one that the target release supports",
		Why:   "the server's client refuses an engine that is too old or too new, so that nothing is found and reindexing fails",
		Types: []facts.Type{facts.ServiceVersion},
		Fact:  judgeSearchVersion,

		Sources: []string{"OpenMetadata issue 8772", "OpenMetadata issue 13836"},
	})
}

func judgeSearchVersion(f facts.Fact, in Input) []rules.Finding {
	engine := f.Subject.Name
	if !slices.Contains([]string{probe.DistributionElasticsearch, probe.DistributionOpenSearch}, engine) || f.Expect == nil {
		return nil // another service, or nothing to compare with
	}
	if f.Kind != facts.Requirement && f.Expect.Op != facts.Absent {
		return nil // what a release brings along is no demand on an engine of one's own
	}
	wanted, err := facts.ParseVersion(f.Expect.Value)
	if err != nil {
		return nil
	}
	if len(in.Snapshot.Search) == 0 {
		return []rules.Finding{unlooked(f, in)}
	}
	var found []rules.Finding
	for _, s := range in.Snapshot.Search {
		switch {
		case !s.Connected:
			found = append(found, unknown("the version of %s was not seen: %s", s.Name, s.Why))
		case s.Distribution != engine:
			found = append(found, notApplicable("%s is %s", s.Name, searchName(s.Distribution)))
		default:
			found = append(found, judgeSearchVersionOf(s, wanted, f, in))
		}
		found[len(found)-1].Source = facts.Optional(s.Name)
	}
	return found
}

func judgeSearchVersionOf(s probe.Search, wanted facts.Version, f facts.Fact, in Input) rules.Finding {
	have, err := facts.ParseVersion(s.Version)
	switch {
	case s.Version == "":
		return unknown("the version of %s was not seen: %s", s.Name, s.VersionWhy)
	case err != nil:
		return unknown("%s calls itself %q, which is no version that can be compared", s.Name, s.Version)
	}
	finding := rules.Finding{Observed: facts.Optional(s.Version)}
	holds, known := versionHolds(have, f.Expect.Op, wanted)
	switch {
	case !known:
		return unknown("%s runs %s, which cannot be compared with %s", s.Name, s.Version, f.Expect)
	case holds:
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s %s is a supported version", searchName(s.Distribution), s.Version)
	default:
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s runs %s %s; the documents require %s", s.Name, searchName(s.Distribution), s.Version, f.Expect)
		finding.Remedy = remedies(f, in)
		if len(finding.Remedy) == 0 {
			finding.Remedy = []facts.Remedy{{
				Language: "text", Text: fmt.Sprintf("move to a version of %s that is %s, then build the search indexes anew", searchName(s.Distribution), f.Expect),
				Note: "they hold nothing that is not in the database; openmetadata-ops.sh reindex of the target release fills them",
			}}
		}
	}
	return finding
}

// versionHolds says whether a version is as a fact demands. A version with only
// its first parts given stands for a line: 2.19.3 is "up to 2.19".
func versionHolds(have facts.Version, op facts.Op, wanted facts.Version) (holds, known bool) {
	c := have.Compare(wanted)
	switch op {
	case facts.AtLeast:
		return c >= 0, true
	case facts.AtMost:
		return c <= 0 || wanted.Line(have), true
	case facts.Greater:
		return c > 0 && !wanted.Line(have), true
	case facts.Less:
		return c < 0, true
	case facts.Equal:
		return wanted.Line(have), true
	case facts.Absent:
		return !wanted.Line(have), true
	default:
		return false, false
	}
}

// unlooked is the finding for a demand on a search engine where none was named.
func unlooked(f facts.Fact, in Input) rules.Finding {
	finding := byHand(f, in)
	finding.Message = strings.TrimRight(f.Summary, ".") + "; --search URL has it looked up"
	return finding
}

func searchName(distribution string) string {
	switch distribution {
	case probe.DistributionElasticsearch:
		return "Elasticsearch"
	case probe.DistributionOpenSearch:
		return "OpenSearch"
	default:
		return distribution
	}
}

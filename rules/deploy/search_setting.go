package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/search-setting",
		Title: "a setting of the search engine has the documented value",
		Why:   "the product's larger queries are refused by an engine that is left at its defaults",
		Types: []facts.Type{facts.SearchSetting},
		Fact:  judgeSearchSetting,
	})
}

func judgeSearchSetting(f facts.Fact, in Input) []rules.Finding {
	if f.Kind != facts.Requirement || f.Expect == nil || f.Expect.Value == "" {
		return nil
	}
	name := f.Subject.Name
	if len(in.Snapshot.Search) == 0 {
		return []rules.Finding{unlooked(f, in)}
	}
	var found []rules.Finding
	for _, s := range in.Snapshot.Search {
		set := s.Setting(name)
		var finding rules.Finding
		switch {
		case !s.Connected:
			finding = unknown("%s was not checked on %s: %s", name, s.Name, s.Why)
		case set == nil:
			finding = unknown("%s was not collected from %s; record the snapshot again with these documents", name, s.Name)
		case set.Why != "":
			finding = unknown("%s could not be read from %s: %s", name, s.Name, set.Why)
		default:
			finding = judgeSearchSettingOf(set, f, in)
		}
		finding.Source = facts.Optional(s.Name)
		if set != nil && set.Origin != "" {
			finding.Source += facts.Optional(": " + set.Origin)
		}
		found = append(found, finding)
	}
	return found
}

func judgeSearchSettingOf(set *probe.Setting, f facts.Fact, in Input) rules.Finding {
	finding := rules.Finding{Observed: facts.Optional(set.Value), Remedy: remedies(f, in)}
	holds, err := compare(set.Value, f.Expect)
	switch {
	case err != nil:
		finding.Outcome = rules.Unknown
		finding.Message = fmt.Sprintf("%s is %q, which cannot be compared with %s: %v", set.Name, set.Value, f.Expect, err)
	case holds && set.Persistent == probe.PersistentNo:
		finding.Outcome = rules.Warn
		finding.Message = fmt.Sprintf("%s is %s, as required, but only until the cluster restarts%s", set.Name, set.Value, pending(set))
	case holds && set.Note != "":
		finding.Outcome, finding.Remedy = rules.Unknown, nil
		finding.Message = fmt.Sprintf("%s is %s%s", set.Name, set.Value, pending(set))
	case holds:
		finding.Outcome, finding.Remedy = rules.Pass, nil
		finding.Message = fmt.Sprintf("%s is %s", set.Name, set.Value)
	default:
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s is %s; the documents require %s%s%s", set.Name, set.Value, opWords(f.Expect.Op), wanted(f.Expect), pending(set))
	}
	if (finding.Outcome == rules.Fail || finding.Outcome == rules.Warn) && len(finding.Remedy) == 0 {
		finding.Remedy = []facts.Remedy{{
			Language: "yaml", Text: fmt.Sprintf("%s: %s", set.Name, f.Expect.Value),
			Note: "in elasticsearch.yml or opensearch.yml of every node, which restarts; or among the managed domain's advanced options",
		}}
	}
	return finding
}

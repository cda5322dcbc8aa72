package report

import (
	"io"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "gitlab", Write: writeGitLab})
}

// GitLab's Code Quality report: one list of these. All but End are required.
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string `json:"path"`
	Lines struct {
		Begin int `json:"begin"`
		End   int `json:"end,omitempty"`
	} `json:"lines"`
}

func writeGitLab(w io.Writer, r *Report, o Options) error {
	issues := []gitlabIssue{}
	prints := fingerprints(r, r.Results, o)
	for i := range r.Results {
		f := &r.Results[i]
		l := levelOf(f)
		if l == noLevel {
			continue
		}
		issue := gitlabIssue{
			Description: headline(f), CheckName: clean(f.Rule), Fingerprint: prints[i],
			Severity: l.name("info", "minor", "major"),
		}
		if f.Outcome == rules.Fail {
			issue.Severity = "critical"
		}
		issue.Location.Path = nowhere
		issue.Location.Lines.Begin = 1
		if s := spotOf(r, f, o); s != nil {
			issue.Location.Path = clean(s.File)
			issue.Location.Lines.Begin, issue.Location.Lines.End = s.Line, s.EndLine
		}
		issues = append(issues, issue)
	}
	return WriteJSON(w, issues)
}

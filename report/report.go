// Package report prints what the rules found. It computes no verdict: outcomes
// are decided before a report sees them.
package report

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// Schema names the version of the report's JSON form.
const Schema = "omlint.report/v1"

// Report is the result of one run of lint, audit, scan or backup.
type Report struct {
	Schema   string          `json:"schema"`
	Command  string          `json:"command"`
	From     facts.Optional  `json:"from"`
	To       facts.Optional  `json:"to"`
	Summary  Summary         `json:"summary"`
	Coverage Coverage        `json:"coverage"`
	Results  []rules.Finding `json:"results"`

	// Known are findings of lint that are no results, because a baseline has them.
	Known []rules.Finding `json:"-"`

	// Gate is what a pipeline is told.
	Gate Gate `json:"-"`

	// Trouble is what kept omlint from doing all of its job, a sentence each.
	Trouble []string `json:"-"`

	// Snapshot and Facts are what the results were judged by, for formats that
	// show it; nil where only the results are left.
	Snapshot *probe.Snapshot `json:"-"`
	Facts    []facts.Fact    `json:"-"`

	// Rules are what the rules say about themselves, for formats that explain.
	Rules []Explanation `json:"-"`
}

// Gate is the verdict on a run, which was reached elsewhere.
type Gate struct {
	Status int      // the exit status: 0 to 3
	FailOn []string // the outcomes that fail the run
}

// Summary counts results: of lint by severity, of everything else by outcome.
type Summary struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Warn          int `json:"warn"`
	Unknown       int `json:"unknown"`
	Manual        int `json:"manual"`
	NotApplicable int `json:"not-applicable"`
	Waived        int `json:"waived"`

	Lint LintSummary `json:"-"` // printed instead of the above for lint
	lint bool
}

// LintSummary counts the findings of lint.
type LintSummary struct {
	Error   int `json:"error"`
	Warning int `json:"warning"`
	Info    int `json:"info"`
	Known   int `json:"known,omitempty"` // hidden by a baseline
}

// MarshalJSON writes the counts that belong to the command.
func (s Summary) MarshalJSON() ([]byte, error) {
	if s.lint {
		return json.Marshal(s.Lint)
	}
	type outcomes Summary
	return json.Marshal(outcomes(s))
}

// Coverage says how much was looked at, so that an empty report cannot pass for
// a clean one.
type Coverage struct {
	Documents    int            `json:"documents"`
	Facts        int            `json:"facts"`
	FilesScanned int            `json:"files_scanned"`
	FilesSkipped []Skipped      `json:"files_skipped"`
	Probes       []probe.Status `json:"probes"`
}

// Skipped is a file that was not read, and why.
type Skipped struct {
	File string `json:"file"`
	Why  string `json:"why"`
}

// SkippedFiles is what a report says of the files a scan left out.
func SkippedFiles(files []probe.Skipped) []Skipped {
	out := make([]Skipped, 0, len(files))
	for _, f := range files {
		out = append(out, Skipped{File: f.File, Why: f.Why})
	}
	return out
}

// New builds a report and counts its results.
func New(command string, results []rules.Finding, coverage Coverage) *Report {
	if coverage.FilesSkipped == nil {
		coverage.FilesSkipped = []Skipped{}
	}
	if coverage.Probes == nil {
		coverage.Probes = []probe.Status{}
	}
	if results == nil {
		results = []rules.Finding{} // an empty list in JSON, not null
	}
	r := &Report{Schema: Schema, Command: command, Coverage: coverage, Results: results}
	r.Summary.lint = command == "lint"
	for i := range results {
		if !r.Summary.lint {
			*r.Summary.counter(results[i].Outcome)++
			continue
		}
		switch results[i].Severity {
		case rules.Error:
			r.Summary.Lint.Error++
		case rules.Warning:
			r.Summary.Lint.Warning++
		case rules.Info:
			r.Summary.Lint.Info++
		}
	}
	return r
}

// Hide says which findings a baseline hides.
func (r *Report) Hide(known []rules.Finding) {
	r.Known, r.Summary.Lint.Known = known, len(known)
}

// Count is the number of results with the outcome.
func (s *Summary) Count(o rules.Outcome) int { return *s.counter(o) }

func (s *Summary) counter(o rules.Outcome) *int {
	switch o {
	case rules.Pass:
		return &s.Pass
	case rules.Fail:
		return &s.Fail
	case rules.Warn:
		return &s.Warn
	case rules.Manual:
		return &s.Manual
	case rules.NotApplicable:
		return &s.NotApplicable
	case rules.Waived:
		return &s.Waived
	default:
		return &s.Unknown // an outcome nobody knows must not look like a pass
	}
}

// Options say how a report is to look.
type Options struct {
	Color   bool
	Verbose bool   // everything that is known, in formats that leave some of it out
	Width   int    // columns of the terminal; 0 when the output is not one
	Dir     string // the working directory, to name files below it; may be empty
}

// A Format writes a report in one form.
type Format struct {
	Name  string
	Write func(io.Writer, *Report, Options) error
}

var formats []Format

func register(f Format) { formats = append(formats, f) }

// DefaultFormat is for people.
const DefaultFormat = "table"

// Formats lists the names that Write accepts, the default first.
func Formats() []string {
	names := []string{DefaultFormat}
	for _, f := range formats {
		if f.Name != DefaultFormat {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names[1:])
	return names
}

// Write writes r in the named format.
func Write(w io.Writer, format string, r *Report, o Options) error {
	for _, f := range formats {
		if f.Name == format {
			return f.Write(w, r, o)
		}
	}
	return fmt.Errorf("unknown format %q: use one of %s", format, strings.Join(Formats(), ", "))
}

// Package rules defines what every rule produces: a [Finding] with an outcome
// or a severity, and the evidence for it.
package rules

import "github.com/omlint/omlint/parser/facts"

// Outcome is the verdict of an audit, a scan or a backup check.
type Outcome string

// The outcomes. Unknown means a probe could not look; Manual that only a person
// can; both say why in the message.
const (
	Pass          Outcome = "pass"
	Fail          Outcome = "fail"
	Warn          Outcome = "warn"
	Unknown       Outcome = "unknown"
	Manual        Outcome = "manual"
	NotApplicable Outcome = "not-applicable"
	Waived        Outcome = "waived"
)

// Severity is the weight of a finding.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is one result of a rule. Its JSON form is the contract's.
type Finding struct {
	Rule     string           `json:"rule"`
	Fact     facts.Optional   `json:"fact"`    // the fact's id, null for findings about no fact
	Outcome  Outcome          `json:"outcome"` // "" for lint findings, null in JSON
	Severity Severity         `json:"severity"`
	Message  string           `json:"message"`
	Observed facts.Optional   `json:"observed"`
	Expected facts.Optional   `json:"expected"`
	Source   facts.Optional   `json:"source"` // where the observed value comes from
	Remedy   []facts.Remedy   `json:"remedy"`
	Location *Location        `json:"location"`
	Evidence []facts.Evidence `json:"evidence"`
	Level    string           `json:"level,omitempty"` // backup results: the highest rung reached
	Phase    facts.Phase      `json:"-"`               // when the fact matters, for reports that group by it
	Excerpt  string           `json:"-"`               // the source line that the finding begins on
	Fix      *Fix             `json:"fix,omitempty"`   // how to mend it, nil where that takes a person
}

// MarshalJSON writes the empty outcome of a lint finding as null.
func (o Outcome) MarshalJSON() ([]byte, error) { return facts.Optional(o).MarshalJSON() }

// Location is where a finding is to be fixed. Positions are 1-based; EndColumn
// is exclusive.
type Location struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

// SeverityOf is the severity that goes with an outcome.
func SeverityOf(o Outcome) Severity {
	switch o {
	case Fail:
		return Error
	case Warn, Unknown:
		return Warning
	default:
		return Info
	}
}

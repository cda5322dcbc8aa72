package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// FleetSchema names the version of a fleet's JSON form.
const FleetSchema = "omlint.fleet/v1"

// Fleet is the result of auditing many deployments.
type Fleet struct {
	Schema  string         `json:"schema"`
	Shard   facts.Optional `json:"shard"`   // "2/5" of a part, null of a whole
	Status  int            `json:"status"`  // the exit status of the run
	Summary FleetSummary   `json:"summary"` // numbers of targets
	Targets []FleetTarget  `json:"targets"` // sorted by name
}

// FleetSummary counts targets by their verdicts.
type FleetSummary struct {
	Targets int `json:"targets"`
	Pass    int `json:"pass"`
	Fail    int `json:"fail"`
	Unknown int `json:"unknown"`
	Trouble int `json:"trouble"`
}

// FleetTarget is what the audit of one deployment came to.
type FleetTarget struct {
	Name    string         `json:"name"`
	From    facts.Optional `json:"from"`
	To      facts.Optional `json:"to"`
	Verdict string         `json:"verdict"` // as in the verdict format
	Status  int            `json:"status"`  // the exit status that the audit would have alone
	Why     string         `json:"why"`     // of a verdict of trouble
	Summary Summary        `json:"summary"`
	Open    []FleetResult  `json:"open"` // what does not pass, without what is for a person
}

// FleetResult is a finding in short; a target's own report has it in full.
type FleetResult struct {
	Rule     string         `json:"rule"`
	Fact     facts.Optional `json:"fact"`
	Outcome  rules.Outcome  `json:"outcome"`
	Message  string         `json:"message"`
	Observed facts.Optional `json:"observed"`
	Expected facts.Optional `json:"expected"`
}

// NewFleetTarget shortens the report of one deployment. why says what went wrong
// where omlint could not do its job; then r may be nil.
func NewFleetTarget(name string, r *Report, status int, why string) FleetTarget {
	t := FleetTarget{Name: name, Verdict: verdicts[status], Status: status, Why: why, Open: []FleetResult{}}
	if r == nil {
		return t
	}
	t.From, t.To, t.Summary = r.From, r.To, r.Summary
	for _, f := range r.Results {
		switch f.Outcome {
		case rules.Pass, rules.NotApplicable, rules.Manual:
			continue
		}
		t.Open = append(t.Open, FleetResult{f.Rule, f.Fact, f.Outcome, f.Message, f.Observed, f.Expected})
	}
	return t
}

// NewFleet gathers targets. shard is "" for a whole fleet. The status is that of
// the worst target: trouble before failure before unknown.
func NewFleet(shard string, targets []FleetTarget) *Fleet {
	f := &Fleet{Schema: FleetSchema, Shard: facts.Optional(shard), Targets: slices.Clone(targets)}
	if f.Targets == nil {
		f.Targets = []FleetTarget{}
	}
	slices.SortFunc(f.Targets, func(a, b FleetTarget) int { return cmp.Compare(a.Name, b.Name) })
	s := &f.Summary
	s.Targets = len(targets)
	for _, t := range targets {
		switch t.Verdict {
		case "pass":
			s.Pass++
		case "fail":
			s.Fail++
		case "unknown":
			s.Unknown++
		default:
			s.Trouble++
		}
	}
	switch {
	case s.Trouble > 0:
		f.Status = 2
	case s.Fail > 0:
		f.Status = 1
	case s.Unknown > 0:
		f.Status = 3
	}
	return f
}

// MergeFleets puts the parts of one fleet together. It is an error when a part
// is missing or is there twice, or a target is.
func MergeFleets(parts []Fleet) (*Fleet, error) {
	var targets []FleetTarget
	of, seen := 0, map[int]bool{}
	for _, p := range parts {
		if p.Shard == "" {
			if len(parts) > 1 {
				return nil, errors.New("one of the files is about a whole fleet: merge what --shard wrote")
			}
			return NewFleet("", p.Targets), nil
		}
		var index, n int
		if _, err := fmt.Sscanf(string(p.Shard), "%d/%d", &index, &n); err != nil || index < 1 || index > n {
			return nil, fmt.Errorf("%q is no part of a fleet", string(p.Shard))
		}
		switch {
		case of != 0 && n != of:
			return nil, fmt.Errorf("the files are parts of different runs: one of %d parts, one of %d", of, n)
		case seen[index]:
			return nil, fmt.Errorf("part %s is there twice", string(p.Shard))
		}
		of, seen[index] = n, true
		targets = append(targets, p.Targets...)
	}
	for i := 1; i <= of; i++ {
		if !seen[i] {
			return nil, fmt.Errorf("part %d/%d is missing: its targets would look audited", i, of)
		}
	}
	names := map[string]bool{}
	for _, t := range targets {
		if names[t.Name] {
			return nil, fmt.Errorf("target %s is in two parts", t.Name)
		}
		names[t.Name] = true
	}
	return NewFleet("", targets), nil
}

// FleetFormats lists the names that WriteFleet accepts, the default first.
func FleetFormats() []string { return []string{"table", "json", "markdown"} }

// WriteFleet writes the result of a fleet.
func WriteFleet(w io.Writer, format string, f *Fleet, o Options) error {
	switch format {
	case "json":
		return WriteJSON(w, f)
	case "markdown":
		return fleetMarkdown(w, f)
	case "table":
		return fleetTable(w, f, o)
	}
	return fmt.Errorf("unknown format %q for a fleet: use one of %s", format, strings.Join(FleetFormats(), ", "))
}

// headline says what the fleet came to.
func (f *Fleet) headline() string {
	s := f.Summary
	var parts []string
	for _, p := range []struct {
		n    int
		text string
	}{{s.Fail, "fail"}, {s.Unknown, "unknown"}, {s.Trouble, "not audited"}, {s.Pass, "pass"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.text))
		}
	}
	return fmt.Sprintf("%d targets: %s", s.Targets, strings.Join(parts, " · "))
}

// maxColumns bounds the matrix of a table, which a screen has to hold.
const maxColumns = 6

// columns are what is open somewhere in the fleet, what is open at most targets
// first: facts by their ids, the rest by its rules.
func (f *Fleet) columns() []string {
	count := map[string]int{}
	for _, t := range f.Targets {
		seen := map[string]bool{}
		for _, r := range t.Open {
			if c := r.column(); !seen[c] {
				seen[c] = true
				count[c]++
			}
		}
	}
	var names []string
	for name := range count {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return names
}

func (r FleetResult) column() string { return cmp.Or(string(r.Fact), r.Rule) }

// cell is the worst that a target has in a column.
func (t FleetTarget) cell(column string) string {
	worst, rank := "", -1
	order := []rules.Outcome{rules.Waived, rules.Warn, rules.Unknown, rules.Fail}
	for _, r := range t.Open {
		if i := slices.Index(order, r.Outcome); r.column() == column && i > rank {
			worst, rank = string(r.Outcome), i
		}
	}
	return worst
}

func fleetTable(w io.Writer, f *Fleet, o Options) error {
	p := &page{w: w, o: o}
	p.printf("omlint audit of a fleet: %s\n", f.headline())
	columns := f.columns()
	hidden := max(0, len(columns)-maxColumns)
	columns = columns[:len(columns)-hidden]
	var b strings.Builder
	table := tablewriter.NewTable(&b, tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
		Borders: tw.BorderNone,
		Symbols: tw.NewSymbols(tw.StyleNone),
		Settings: tw.Settings{
			Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.Off, ShowFooterLine: tw.Off},
			Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
		},
	})), tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithHeaderAlignment(tw.AlignLeft), tablewriter.WithPadding(tw.Padding{Left: "", Right: "  "}))
	header := []string{"TARGET", "VERDICT"}
	for i := range columns {
		header = append(header, fmt.Sprintf("[%d]", i+1)) // their names are too long for a column
	}
	table.Header(header)
	for _, t := range f.Targets {
		if t.Verdict == "pass" {
			continue
		}
		row := []string{clean(t.Name), t.Verdict}
		for _, c := range columns {
			row = append(row, t.cell(c))
		}
		if err := table.Append(row); err != nil {
			return fmt.Errorf("write the matrix: %w", err)
		}
	}
	if f.Summary.Pass < f.Summary.Targets {
		if err := table.Render(); err != nil {
			return fmt.Errorf("write the matrix: %w", err)
		}
		p.printf("\n")
		for _, line := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
			p.printf("%s\n", strings.TrimRight(line, " "))
		}
	}
	for i, c := range columns {
		p.printf("%s[%d] %s\n", first(i, "\n", ""), i+1, clean(c))
	}
	if hidden > 0 {
		p.printf("\n%d more things are open at some targets; --format json has them all\n", hidden)
	}
	for _, t := range f.Targets {
		if t.Why != "" {
			p.printf("\n%s: %s\n", clean(t.Name), clean(t.Why))
		}
	}
	return p.err
}

func fleetMarkdown(w io.Writer, f *Fleet) error {
	p := &page{w: w}
	p.printf("## omlint audit of a fleet\n\n%s\n\n", f.headline())
	columns := f.columns()
	p.printf("| target | verdict |")
	for _, c := range columns {
		p.printf(" %s |", markdown(c))
	}
	p.printf("\n|---|---|%s\n", strings.Repeat("---|", len(columns)))
	for _, t := range f.Targets {
		p.printf("| %s | %s |", markdown(t.Name), t.Verdict)
		for _, c := range columns {
			p.printf(" %s |", t.cell(c))
		}
		p.printf("\n")
	}
	for _, t := range f.Targets {
		if t.Why != "" {
			p.printf("\n- **%s**: %s\n", markdown(t.Name), markdown(t.Why))
		}
	}
	return p.err
}

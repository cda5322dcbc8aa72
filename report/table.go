package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "table", Write: writeTable})
}

// writeTable prints the report a person reads: the verdict, then what needs
// work with its evidence and remedy, then what is for a person to confirm, then
// what passed.
func writeTable(w io.Writer, r *Report, o Options) error {
	p := &page{w: w, o: o}
	if r.Command == "lint" {
		p.lint(r)
		return p.err
	}
	p.verdict(r)
	for _, outcome := range []rules.Outcome{rules.Fail, rules.Unknown, rules.Warn} {
		p.details(r, outcome)
	}
	for _, outcome := range []rules.Outcome{rules.Manual, rules.Waived, rules.Pass, rules.NotApplicable} {
		p.list(r, outcome)
	}
	p.coverage(r)
	return p.err
}

// page remembers the first write error, so that the layout reads without them.
type page struct {
	w   io.Writer
	o   Options
	err error
}

func (p *page) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

var outcomeStyle = map[rules.Outcome]struct{ title, mark, sgr string }{
	rules.Fail:          {"FAIL", "✗", "1;31"},
	rules.Unknown:       {"UNKNOWN", "?", "1;35"},
	rules.Warn:          {"WARN", "!", "1;33"},
	rules.Manual:        {"MANUAL", "□", "1;36"},
	rules.Waived:        {"WAIVED", "~", "2"},
	rules.Pass:          {"PASS", "✓", "1;32"},
	rules.NotApplicable: {"NOT APPLICABLE", "-", "2"},
}

var outcomeMeaning = map[rules.Outcome]string{
	rules.Fail:          "must be fixed first",
	rules.Unknown:       "could not be checked",
	rules.Warn:          "works now, needs attention",
	rules.Manual:        "only a person can confirm",
	rules.Waived:        "accepted by somebody",
	rules.Pass:          "checked and in order",
	rules.NotApplicable: "does not concern this deployment",
}

func (p *page) paint(o rules.Outcome, s string) string {
	if !p.o.Color {
		return s
	}
	return "\x1b[" + outcomeStyle[o].sgr + "m" + s + "\x1b[0m"
}

func (p *page) verdict(r *Report) {
	outcome, verdict := r.verdict()
	p.printf("%s: %s\n", r.title(), p.paint(outcome, verdict))
	p.printf("%s\n", r.total())
}

// verdict is the report in a few words, and the outcome that decides it.
func (r *Report) verdict() (outcome rules.Outcome, words string) {
	s := r.Summary
	outcome, verdict := rules.Pass, "nothing blocks"
	switch {
	case s.Fail > 0:
		outcome, verdict = rules.Fail, count(s.Fail, "thing blocks", "things block")
	case s.Unknown > 0:
		outcome, verdict = rules.Unknown, "not ready: "+count(s.Unknown, "thing", "things")+" could not be checked"
	case s.Warn > 0:
		outcome, verdict = rules.Warn, count(s.Warn, "thing needs", "things need")+" attention"
	case s.Manual > 0:
		outcome, verdict = rules.Manual, "nothing blocks; "+count(s.Manual, "step", "steps")+" for a person to confirm"
	}
	return outcome, verdict
}

// details prints the results that need work, each with everything needed to act.
func (p *page) details(r *Report, outcome rules.Outcome) {
	style := outcomeStyle[outcome]
	found := r.with(outcome)
	if len(found) == 0 {
		return
	}
	p.heading(outcome)
	for _, f := range found {
		p.printf("\n%s %s\n", p.paint(outcome, style.mark), clean(f.Message))
		if f.Fact != "" {
			p.field("fact", string(f.Fact))
		}
		if f.Observed != "" {
			p.field("observed", string(f.Observed))
		}
		if f.Expected != "" && f.Observed != "" {
			p.field("expected", string(f.Expected))
		}
		if f.Location != nil && f.Location.Line > 1 {
			p.field("at", fmt.Sprintf("%s:%d:%d", f.Location.File, f.Location.Line, f.Location.Column))
		} else if f.Source != "" {
			p.field("seen in", string(f.Source))
		}
		for i, e := range f.Evidence {
			if i == maxEvidence {
				p.field("", fmt.Sprintf("… and %d more passages (--format json)", len(f.Evidence)-i))
				break
			}
			p.field(first(i, "because", ""), fmt.Sprintf("%s:%d  “%s”", e.File, e.Line, shorten(e.Quote, 90)))
		}
		for i, m := range f.Remedy {
			p.field(first(i, "to do", ""), m.Text)
			if m.Note != "" {
				p.field("", "("+m.Note+")")
			}
		}
	}
}

// maxEvidence bounds the passages printed for one result; JSON has them all.
const maxEvidence = 3

func (p *page) heading(o rules.Outcome) {
	p.printf("\n%s  %s\n", p.paint(o, outcomeStyle[o].title), outcomeMeaning[o])
}

// field prints a labelled value; further lines are aligned below the first.
func (p *page) field(label, value string) {
	for i, line := range strings.Split(cleanLines(value), "\n") {
		p.printf("    %-9s %s\n", first(i, label, ""), line)
	}
}

// first is s for the first of several lines, rest for the others.
func first(i int, s, rest string) string {
	if i > 0 {
		return rest
	}
	return s
}

// list prints the results that need no work: as a table when places are short,
// else each place on a line of its own, unbroken, ready to be copied.
func (p *page) list(r *Report, outcome rules.Outcome) {
	found := r.with(outcome)
	if len(found) == 0 {
		return
	}
	p.heading(outcome)
	mark := p.paint(outcome, outcomeStyle[outcome].mark)
	rows := make([][2]string, 0, len(found))
	places := 0
	for _, f := range found {
		row := [2]string{clean(f.Message), clean(where(f))}
		places = max(places, utf8.RuneCountInString(row[1]))
		rows = append(rows, row)
	}
	if places <= p.width()/2 {
		p.table(mark, rows, p.width()-places-4)
		return
	}
	for _, row := range rows {
		for i, line := range wrap(row[0], p.width()-2) {
			p.printf("%s %s\n", first(i, mark, " "), line)
		}
		p.printf("    %s\n", row[1])
	}
}

// table prints rows in two aligned columns behind a mark.
func (p *page) table(mark string, rows [][2]string, messages int) {
	var b strings.Builder
	t := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleNone),
			Settings: tw.Settings{
				Lines:      tw.Lines{ShowTop: tw.Off, ShowBottom: tw.Off, ShowHeaderLine: tw.Off, ShowFooterLine: tw.Off},
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
			},
		})),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithPadding(tw.Padding{Left: "", Right: "  "}),
	)
	for _, row := range rows {
		for i, line := range wrap(row[0], messages) {
			if err := t.Append([]string{first(i, mark, " "), line, first(i, row[1], "")}); err != nil {
				p.err = fmt.Errorf("lay out the table: %w", err)
				return
			}
		}
	}
	if err := t.Render(); err != nil {
		p.err = fmt.Errorf("print the table: %w", err)
		return
	}
	for _, line := range strings.Split(strings.TrimRight(b.String(), "\n"), "\n") {
		p.printf("%s\n", strings.TrimRight(line, " "))
	}
}

// width is how many columns text may take.
func (p *page) width() int {
	if p.o.Width < 60 {
		return 100 // not a terminal, or one too narrow for any layout
	}
	return p.o.Width
}

// wrap breaks s between words into lines of at most width columns; a longer word
// has a line of its own.
func wrap(s string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(s) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}

// where names the place a reader looks first: the documents for what a person
// has to confirm, the deployment for what was seen.
func where(f rules.Finding) string {
	if f.Outcome != rules.Manual && f.Source != "" {
		return string(f.Source)
	}
	if len(f.Evidence) > 0 {
		return fmt.Sprintf("%s:%d", f.Evidence[0].File, f.Evidence[0].Line)
	}
	return string(f.Source)
}

func (p *page) coverage(r *Report) {
	c := r.Coverage
	p.printf("\nLooked at %s with %s", count(c.Documents, "document", "documents"), count(c.Facts, "fact", "facts"))
	if c.FilesScanned > 0 || len(c.FilesSkipped) > 0 {
		p.printf(", %s scanned", count(c.FilesScanned, "file", "files"))
	}
	p.printf(".\n")
	for _, s := range c.FilesSkipped {
		p.printf("  skipped %s: %s\n", clean(s.File), clean(s.Why))
	}
	for _, s := range c.Probes {
		p.printf("  %-8s %s", clean(s.Status), clean(s.Probe))
		if s.Why != "" {
			p.printf(": %s", clean(s.Why))
		}
		p.printf("\n")
	}
}

// with returns the results of one outcome, in the order of an upgrade's phases.
func (r *Report) with(o rules.Outcome) []rules.Finding {
	var found []rules.Finding
	for _, f := range r.Results {
		if f.Outcome == o {
			found = append(found, f)
		}
	}
	order := map[facts.Phase]int{facts.During: 1, facts.After: 2}
	slices.SortStableFunc(found, func(a, b rules.Finding) int { return order[a.Phase] - order[b.Phase] })
	return found
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// clean makes text from pages, servers and file names safe for a terminal: one
// line, no control characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || (r >= 0x7f && r < 0xa0) || r == '\u2028' || r == '\u2029' || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\ufffe' || r == '\uffff':
			return '\ufffd'
		}
		return r
	}, s)
}

func cleanLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range lines {
		lines[i] = clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// shorten cuts s to about n characters, for passages that only have to be found
// again.
func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}

package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "table", Write: writeTable})
}

// writeTable prints the report a person reads the evening before: the verdict,
// then what is to be done before, during and after the upgrade, then what is in
// order, a line each. --verbose says everything about everything.
func writeTable(w io.Writer, r *Report, o Options) error {
	p := &page{w: w, o: o}
	if r.Command == "lint" {
		p.lint(r)
		return p.err
	}
	outcome, verdict := r.verdict()
	for _, line := range p.broken(capital(verdict), 0) {
		p.printf("%s\n", p.paint(outcome, line))
	}
	p.prose("", 0, r.total())
	for _, t := range r.Trouble {
		p.prose(p.paint(rules.Unknown, "? "), 2, t)
	}
	all := r.work()
	for _, phase := range phases {
		work := in(phase.phase, all)
		if len(work) == 0 {
			continue
		}
		if r.Command != "backup" {
			p.heading(phase.title)
		}
		p.work(work)
	}
	for _, closed := range []struct {
		outcome rules.Outcome
		title   string
	}{{rules.Waived, "accepted"}, {rules.Pass, "in order"}, {rules.NotApplicable, "not applicable"}} {
		p.closed(closed.title, r.with(closed.outcome))
	}
	p.coverage(r)
	return p.err
}

func (p *page) heading(title string) { p.printf("\n%s\n", p.bold(strings.ToUpper(title))) }

// work prints what is to be done in one phase: each result with everything
// needed to act, then what a person has to confirm, in the order of the pages.
func (p *page) work(found []rules.Finding) {
	var confirm []rules.Finding
	for _, places := range things(found) {
		if places[0].Outcome == rules.Manual && !p.o.Verbose {
			confirm = append(confirm, places...)
		} else {
			p.printf("\n")
			p.result(places)
		}
	}
	p.confirm(confirm)
}

const (
	maxPlaces  = 6  // of one result, without --verbose
	leastQuote = 24 // columns; less of a passage is not recognised
)

// result prints one thing and all places where it is so.
func (p *page) result(places []rules.Finding) {
	f := &places[0]
	p.prose(p.paint(f.Outcome, outcomeStyle[f.Outcome].mark)+" ", 2, f.Message)
	if p.o.Verbose {
		p.field("rule", f.Rule)
		if f.Fact != "" {
			p.field("fact", string(f.Fact))
		}
	}
	if f.Location != nil && (f.Location.Line > 1 || f.Location.EndColumn > 1) {
		p.places(places)
	} else {
		p.observed(f)
		if f.Source != "" && (p.o.Verbose || !strings.Contains(f.Message, string(f.Source))) {
			p.field("seen in", p.source(f))
		}
	}
	p.evidence(f)
	for i, m := range f.Remedy {
		p.field(first(i, "to do", ""), m.Text)
		if m.Note != "" {
			p.note("(" + m.Note + ")")
		}
	}
}

// observed prints what is beside what should be.
func (p *page) observed(f *rules.Finding) {
	observed, expected := clean(string(f.Observed)), clean(string(f.Expected))
	gap := "   " + p.dim("expected") + " "
	switch {
	case observed == "":
	case expected == "":
		p.field("observed", string(f.Observed))
	case strings.Contains(string(f.Observed), "\n") || fieldColumn+displaywidth.String(observed+"   expected "+expected) > p.columns():
		p.field("observed", string(f.Observed))
		p.field("expected", string(f.Expected))
	default:
		p.printf("%s%s %s%s%s\n", fieldIndent, p.dim("observed "), observed, gap, expected)
	}
}

// source is where a value was seen, without the question that it answers.
func (p *page) source(f *rules.Finding) string {
	source := string(f.Source)
	if p.o.Verbose {
		return source
	}
	if place, question, ok := strings.Cut(source, ": "); ok && isQuery(question) {
		return place
	}
	return source
}

// isQuery says whether a source's second half is SQL, for which most readers
// have no use.
func isQuery(s string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return verb == "SELECT" || verb == "SHOW" || verb == "WITH"
}

// places prints where in the files it is, with the line that is meant.
func (p *page) places(places []rules.Finding) {
	for i := range places {
		if i == maxPlaces && !p.o.Verbose {
			p.field("", fmt.Sprintf("… and in %d more places (--verbose)", len(places)-i))
			break
		}
		f := &places[i]
		p.beside(first(i, "at", ""), fmt.Sprintf("%s:%d:%d", f.Location.File, f.Location.Line, f.Location.Column), shorten(string(f.Observed), 200), "")
	}
}

// evidence prints the passage that demands it.
func (p *page) evidence(f *rules.Finding) {
	for i, e := range f.Evidence {
		if i == 1 && !p.o.Verbose {
			break
		}
		place := fmt.Sprintf("%s:%d", e.File, e.Line)
		if n := len(f.Evidence) - 1; n > 0 && !p.o.Verbose {
			place += fmt.Sprintf(" (+%d)", n)
		}
		p.beside(first(i, "because", ""), place, e.Quote, "“”")
	}
}

// beside prints a place that is never broken and a text that is cut to the rest
// of the line, or of the next when there is no rest.
func (p *page) beside(label, place, text, quotes string) {
	open, closing := "", ""
	if quotes != "" {
		open, closing = "“", "”"
	}
	text, place = clean(strings.Join(strings.Fields(text), " ")), clean(place)
	room := p.columns() - fieldColumn - displaywidth.String(open+closing)
	if text == "" {
		p.field(label, place)
		return
	}
	if left := room - displaywidth.String(place) - 2; left >= min(leastQuote, displaywidth.String(text)) {
		p.field(label, place+"  "+open+displaywidth.TruncateString(text, left, "…")+closing)
		return
	}
	p.field(label, place)
	p.field("", open+displaywidth.TruncateString(text, room, "…")+closing)
}

// note prints a remark on a remedy.
func (p *page) note(text string) {
	p.prose(strings.Repeat(" ", fieldColumn), fieldColumn, text)
}

// confirm prints what a person has to confirm, page by page.
func (p *page) confirm(found []rules.Finding) {
	place := func(f *rules.Finding) (file string, line int) {
		if len(f.Evidence) == 0 {
			return string(f.Source), 0
		}
		return f.Evidence[0].File, f.Evidence[0].Line
	}
	slices.SortStableFunc(found, func(a, b rules.Finding) int {
		af, al := place(&a)
		bf, bl := place(&b)
		return cmp.Or(strings.Compare(af, bf), al-bl)
	})
	page := ""
	for i := range found {
		file, line := place(&found[i])
		if i == 0 || file != page {
			p.printf("\n%s %s\n", p.paint(rules.Manual, "for a person to confirm, from"), p.dim(clean(file)))
			page = file
		}
		number := "     "
		if line > 0 {
			number = fmt.Sprintf("%5d", line)
		}
		p.prose(p.paint(rules.Manual, outcomeStyle[rules.Manual].mark)+p.dim(number)+"  ", 8, found[i].Message)
	}
}

// closed prints the results that need nobody, a line each.
func (p *page) closed(title string, found []rules.Finding) {
	if len(found) == 0 {
		return
	}
	p.heading(title)
	for i := range found {
		f := &found[i]
		if p.o.Verbose {
			p.result(found[i : i+1])
			continue
		}
		p.prose(p.paint(f.Outcome, outcomeStyle[f.Outcome].mark)+" ", 2, f.Message)
	}
}

func (p *page) coverage(r *Report) {
	c := &r.Coverage
	p.printf("\nLooked at %s.\n", c.total())
	p.skipped(c.FilesSkipped)
	for _, s := range c.Probes {
		p.printf("  %-8s %s", clean(s.Status), clean(s.Probe))
		if s.Why != "" {
			p.printf(": %s", clean(s.Why))
		}
		p.printf("\n")
	}
}

// skipped prints what was left out, of each reason some: a tree may hold
// thousands of pictures.
func (p *page) skipped(files []Skipped) {
	why := map[string]int{}
	for _, s := range files {
		if why[s.Why]++; why[s.Why] <= maxPlaces || p.o.Verbose {
			p.printf("  skipped %s: %s\n", clean(s.File), clean(s.Why))
		}
	}
	for _, reason := range slices.Sorted(maps.Keys(why)) {
		if more := why[reason] - maxPlaces; more > 0 && !p.o.Verbose {
			p.printf("  skipped … and %d more (--verbose): %s\n", more, clean(reason))
		}
	}
}

// total is what was looked at, in a few words.
func (c *Coverage) total() string {
	files := count(c.FilesScanned, "file", "files")
	switch {
	case c.Documents == 0 && c.Facts == 0:
		return files
	case c.Documents == 0:
		return "the built-in catalogue with " + count(c.Facts, "fact", "facts") + ", " + files + " scanned"
	}
	return count(c.Documents, "document", "documents") + " with " + count(c.Facts, "fact", "facts") + ", " + files + " scanned"
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

package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/omlint/omlint/delta"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// DeltaSchema names the version of a comparison's JSON form.
const DeltaSchema = "omlint.diff/v1"

// DeltaFormats lists the names that WriteDelta accepts, the default first.
func DeltaFormats() []string { return []string{"table", "json", "markdown"} }

// deltaChange is a change in JSON.
type deltaChange struct {
	Kind    delta.Kind     `json:"kind"`
	Rule    string         `json:"rule"`
	Fact    facts.Optional `json:"fact"`
	Before  rules.Outcome  `json:"before"` // null where it was not there
	After   rules.Outcome  `json:"after"`
	Message string         `json:"message"` // as it is now or, if it is gone, as it was
}

// WriteDelta writes what changed between two audits.
func WriteDelta(w io.Writer, format string, changes []delta.Change, o Options) error {
	if format == "json" {
		list := []deltaChange{}
		count := map[delta.Kind]int{delta.New: 0, delta.Worse: 0, delta.Better: 0, delta.Fixed: 0, delta.Same: 0}
		for _, c := range changes {
			f := c.Finding()
			d := deltaChange{Kind: c.Kind, Rule: f.Rule, Fact: f.Fact, Message: f.Message}
			if c.Before != nil {
				d.Before = c.Before.Outcome
			}
			if c.After != nil {
				d.After = c.After.Outcome
			}
			count[c.Kind]++
			list = append(list, d)
		}
		return WriteJSON(w, struct {
			Schema  string             `json:"schema"`
			Summary map[delta.Kind]int `json:"summary"`
			Changes []deltaChange      `json:"changes"`
		}{DeltaSchema, count, list})
	}
	if !slices.Contains(DeltaFormats(), format) {
		return fmt.Errorf("unknown format %q for a comparison: use one of %s", format, strings.Join(DeltaFormats(), ", "))
	}
	p := &page{w: w, o: o}
	p.delta(changes, format == "markdown")
	return p.err
}

// deltaTitles are the kinds in the order of a report.
var deltaTitles = []struct {
	kind  delta.Kind
	title string
	paint rules.Outcome
}{
	{delta.New, "new", rules.Fail},
	{delta.Worse, "worse", rules.Fail},
	{delta.Better, "better", rules.Warn},
	{delta.Fixed, "fixed", rules.Pass},
	{delta.Same, "as before", rules.NotApplicable},
}

func (p *page) delta(changes []delta.Change, markdownForm bool) {
	var parts []string
	of := map[delta.Kind][]delta.Change{}
	for _, c := range changes {
		of[c.Kind] = append(of[c.Kind], c)
	}
	for _, t := range deltaTitles {
		if n := len(of[t.kind]); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, t.title))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing was open, and nothing is"}
	}
	if markdownForm {
		p.printf("## What changed between the audits\n\n%s\n", strings.Join(parts, " · "))
	} else {
		p.printf("omlint diff: %s\n", strings.Join(parts, " · "))
	}
	for _, t := range deltaTitles {
		if len(of[t.kind]) == 0 || t.kind == delta.Same {
			continue
		}
		if markdownForm {
			p.printf("\n### %s\n\n", capital(t.title))
		} else {
			p.printf("\n%s\n", p.paint(t.paint, strings.ToUpper(t.title)))
		}
		for _, c := range of[t.kind] {
			f := c.Finding()
			if markdownForm {
				p.printf("- %s: %s (`%s`)\n", c.Way(), markdown(f.Message), f.Rule)
			} else {
				p.printf("  %-18s %s\n", c.Way(), clean(f.Message))
			}
		}
	}
}

package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/omlint/omlint/parser/facts"
)

// FactsSchema names the version of the facts' JSON form.
const FactsSchema = "omlint.facts/v1"

// FactsJSON writes facts as the contract's JSON object.
func FactsJSON(w io.Writer, list []facts.Fact) error {
	shown := make([]facts.Fact, len(list))
	for i, f := range list {
		if f.Remedy == nil {
			f.Remedy = []facts.Remedy{}
		}
		if f.Evidence == nil {
			f.Evidence = []facts.Evidence{}
		}
		shown[i] = f
	}
	return WriteJSON(w, struct {
		Schema string       `json:"schema"`
		Facts  []facts.Fact `json:"facts"`
	}{FactsSchema, shown})
}

var kindTitle = []struct {
	kind  facts.Kind
	title string
}{
	{facts.Requirement, "REQUIREMENTS"},
	{facts.Deprecation, "DEPRECATIONS"},
	{facts.BreakingChange, "BREAKING CHANGES"},
}

// FactsTable writes facts for a person, one kind after the other.
func FactsTable(w io.Writer, list []facts.Fact, o Options) error {
	p := &page{w: w, o: o}
	p.printf("%s\n", count(len(list), "fact", "facts"))
	for _, k := range kindTitle {
		n := 0
		for _, f := range list {
			if f.Kind != k.kind {
				continue
			}
			if n++; n == 1 {
				p.printf("\n%s\n", k.title)
			}
			p.fact(f)
		}
	}
	return p.err
}

func (p *page) fact(f facts.Fact) {
	p.printf("\n%s", clean(f.ID))
	if f.Expect != nil && f.Expect.Value != "" {
		p.printf("  %s", clean(f.Expect.String()))
	}
	var notes []string
	for _, n := range []struct{ label, value string }{
		{"release", string(f.Version)}, {"deprecated in", string(f.DeprecatedIn)}, {"removed in", string(f.RemovedIn)},
	} {
		if n.value != "" {
			notes = append(notes, n.label+" "+n.value)
		}
	}
	notes = append(notes, string(f.Confidence))
	p.printf("  [%s]\n", strings.Join(notes, ", "))
	p.field("says", f.Summary)
	if f.Replacement != "" {
		p.field("use", string(f.Replacement))
	}
	for i, e := range f.Evidence {
		if i == maxEvidence {
			p.field("", fmt.Sprintf("… and %d more passages (--format json)", len(f.Evidence)-i))
			break
		}
		p.field(first(i, "because", ""), fmt.Sprintf("%s:%d  “%s”", e.File, e.Line, shorten(e.Quote, 90)))
	}
}

package report

import (
	"crypto/sha256"
	_ "embed" // for the page's files
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "html", Write: writeHTML})
}

// The page's own style and script, and the policy that lets a browser take
// nothing but these two: whatever text gets past the template's escaping still
// runs nothing and fetches nothing.
var (
	//go:embed html/report.tmpl
	htmlSource string
	//go:embed html/report.css
	htmlStyle string
	//go:embed html/report.js
	htmlScript string

	htmlPolicy = fmt.Sprintf("default-src 'none'; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'",
		htmlHash(htmlStyle), htmlHash(htmlScript))
	htmlTemplate = template.Must(template.New("report").Parse(htmlSource))
)

func htmlHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// What the template fills the page with. All text in it is clean.
type (
	htmlPage struct {
		Policy template.HTML
		Style  template.CSS
		Script template.JS

		Title, Command, Verdict, Kind string
		Key                           string // whose ticks a browser keeps
		File                          string // what an exported checklist is called
		From, To                      string
		Counts                        []htmlCount
		Trouble                       []string
		Path                          *htmlPath
		Groups                        []htmlGroup // what is to be done
		Items                         int         // in Groups
		Closed                        []htmlGroup // what needs nobody
		Rules                         []string
		Databases                     []htmlDatabase
		Servers                       []htmlServer
		Backups                       []htmlBackup
		Coverage                      Coverage
		Looked                        string
	}
	htmlCount struct {
		Kind, Label string
		N           int
	}
	htmlGroup struct {
		ID, Title string
		Items     []htmlItem
	}
	htmlItem struct {
		ID          string
		Print       string // recognises the item in the report of the next run
		Kind, Label string
		Group       string
		Rule, Fact  string
		Message     string
		Markdown    string // the message, for an exported checklist
		Observed    string
		Expected    string
		Source      string
		Level       string
		Places      []htmlPassage
		Evidence    []htmlPassage
		Remedies    []htmlRemedy
		Open        bool
	}
	htmlPassage struct{ Place, Quote string }
	htmlRemedy  struct{ Language, Text, Note string }
)

var htmlLabels = map[rules.Outcome]string{
	rules.Fail: "Blocks", rules.Unknown: "Not checked", rules.Warn: "Attention", rules.Manual: "To confirm",
	rules.Waived: "Accepted", rules.Pass: "In order", rules.NotApplicable: "Not applicable",
}

// htmlSeverities are the kinds and labels of lint's findings.
var htmlSeverities = map[rules.Severity]htmlCount{
	rules.Error: {Kind: "fail", Label: "Error"}, rules.Warning: {Kind: "warn", Label: "Warning"}, rules.Info: {Kind: "manual", Label: "Remark"},
}

// writeHTML writes the report as one file that needs no other, to be read in a
// browser, worked through and printed.
func writeHTML(w io.Writer, r *Report, o Options) error {
	outcome, verdict := r.verdict()
	p := htmlPage{
		Policy: template.HTML(`<meta http-equiv="Content-Security-Policy" content="` + htmlPolicy + `">`), //nolint:gosec // made of constants and hashes
		Style:  template.CSS(htmlStyle),                                                                   //nolint:gosec // a file of this program
		Script: template.JS(htmlScript),                                                                   //nolint:gosec // a file of this program
		Title:  r.title(), Command: clean(r.Command), Verdict: capital(verdict), Kind: string(outcome),
		From: clean(string(r.From)), To: clean(string(r.To)),
		Key: htmlKey(r), File: htmlFileName(r), Path: r.path(), Coverage: r.Coverage, Looked: r.Coverage.total(),
	}
	for _, t := range r.Trouble {
		p.Trouble = append(p.Trouble, clean(t))
	}
	if r.Command == "lint" {
		p.lint(r, o)
	} else {
		p.audit(r, o)
	}
	for _, g := range p.Groups {
		p.Items += len(g.Items)
	}
	for i := range r.Results {
		p.Rules = append(p.Rules, clean(r.Results[i].Rule))
	}
	slices.Sort(p.Rules)
	p.Rules = slices.Compact(p.Rules)
	if r.Snapshot != nil {
		p.deployment(r.Snapshot)
	}
	if err := htmlTemplate.Execute(w, p); err != nil {
		return fmt.Errorf("write the HTML report: %w", err)
	}
	return nil
}

// audit groups the results by phase, and what needs nobody by outcome.
func (p *htmlPage) audit(r *Report, o Options) {
	prints := htmlPrints(r, o)
	for _, outcome := range []rules.Outcome{rules.Fail, rules.Unknown, rules.Warn, rules.Manual, rules.Waived, rules.Pass, rules.NotApplicable} {
		if n := r.Summary.Count(outcome); n > 0 || outcome == rules.Fail || outcome == rules.Pass {
			p.Counts = append(p.Counts, htmlCount{Kind: string(outcome), Label: htmlLabels[outcome], N: n})
		}
	}
	work := r.work()
	for _, phase := range phases {
		g := htmlGroup{ID: string(phase.phase), Title: capital(phase.title)}
		if r.Command == "backup" {
			g.Title = "What is wrong"
		}
		g.fill(in(phase.phase, work), prints)
		if len(g.Items) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
	for _, outcome := range []rules.Outcome{rules.Waived, rules.Pass, rules.NotApplicable} {
		g := htmlGroup{ID: string(outcome), Title: htmlLabels[outcome]}
		g.fill(r.with(outcome), prints)
		if len(g.Items) > 0 {
			p.Closed = append(p.Closed, g)
		}
	}
}

// lint groups the findings by file.
func (p *htmlPage) lint(r *Report, o Options) {
	prints := htmlPrints(r, o)
	s := r.Summary.Lint
	for i, severity := range []rules.Severity{rules.Error, rules.Warning, rules.Info} {
		c := htmlSeverities[severity]
		c.N = []int{s.Error, s.Warning, s.Info}[i]
		c.Label += "s"
		p.Counts = append(p.Counts, c)
	}
	p.Verdict, p.Kind = capital(r.total()), "pass"
	switch {
	case s.Error > 0:
		p.Kind = "fail"
	case s.Warning > 0:
		p.Kind = "warn"
	}
	for rest := r.Results; len(rest) > 0; {
		n := 1
		for n < len(rest) && htmlPageOf(&rest[n]) == htmlPageOf(&rest[0]) {
			n++
		}
		g := htmlGroup{ID: fmt.Sprintf("page-%d", len(p.Groups)+1), Title: clean(htmlPageOf(&rest[0]))}
		g.fill(rest[:n], prints)
		p.Groups, rest = append(p.Groups, g), rest[n:]
	}
}

func htmlPageOf(f *rules.Finding) string {
	if f.Location == nil {
		return ""
	}
	return f.Location.File
}

// htmlPrints are the fingerprints of the results, by what tells results apart.
func htmlPrints(r *Report, o Options) func(*rules.Finding) string {
	prints := fingerprints(r, r.Results, o)
	return func(f *rules.Finding) string {
		for i := range r.Results {
			if c := &r.Results[i]; c.Rule == f.Rule && c.Fact == f.Fact && c.Message == f.Message && c.Location == f.Location && c.Source == f.Source {
				return prints[i]
			}
		}
		return ""
	}
}

func (g *htmlGroup) fill(found []rules.Finding, prints func(*rules.Finding) string) {
	for _, places := range things(found) {
		f := &places[0]
		item := htmlItem{
			ID: fmt.Sprintf("%s-%d", g.ID, len(g.Items)+1), Print: prints(f), Group: g.Title,
			Kind: string(f.Outcome), Label: htmlLabels[f.Outcome],
			Rule: clean(f.Rule), Fact: clean(string(f.Fact)), Message: clean(f.Message), Markdown: markdown(f.Message), Level: clean(f.Level),
			Observed: cleanLines(string(f.Observed)), Expected: cleanLines(string(f.Expected)), Source: clean(string(f.Source)),
			Open: f.Outcome == rules.Fail,
		}
		if f.Outcome == "" {
			item.Kind, item.Label = htmlSeverities[f.Severity].Kind, htmlSeverities[f.Severity].Label
		}
		for i := range places {
			if l := places[i].Location; l != nil && (l.Line > 1 || f.Outcome == "") {
				quote := string(places[i].Observed)
				if f.Outcome == "" {
					quote = places[i].Excerpt
				}
				item.Places = append(item.Places, htmlPassage{clean(fmt.Sprintf("%s:%d:%d", l.File, l.Line, l.Column)), cleanLines(quote)})
			}
		}
		if len(item.Places) > 0 { // which say what was seen there
			item.Observed, item.Expected, item.Source = "", "", ""
		}
		for _, e := range f.Evidence {
			item.Evidence = append(item.Evidence, htmlPassage{clean(fmt.Sprintf("%s:%d", e.File, e.Line)), cleanLines(e.Quote)})
		}
		for _, m := range f.Remedy {
			item.Remedies = append(item.Remedies, htmlRemedy{clean(m.Language), cleanLines(m.Text), clean(m.Note)})
		}
		if f.Fix != nil {
			item.Remedies = append(item.Remedies, htmlRemedy{Language: "bash", Text: "omlint lint --fix", Note: clean(f.Fix.Title)})
		}
		g.Items = append(g.Items, item)
	}
}

// Tickable says whether somebody has to do something about an item.
func (i htmlItem) Tickable() bool {
	switch rules.Outcome(i.Kind) {
	case rules.Pass, rules.NotApplicable, rules.Waived:
		return false
	}
	return true
}

// Details says whether there is more to an item than its message.
func (i htmlItem) Details() bool {
	return i.Observed != "" || i.Source != "" || len(i.Places)+len(i.Evidence)+len(i.Remedies) > 0
}

// htmlKey names whose ticks a browser keeps: those of this upgrade of this
// deployment, from one report of it to the next.
func htmlKey(r *Report) string {
	h := sha256.New()
	parts := []string{r.Command, string(r.From), string(r.To)}
	for _, s := range r.Coverage.Probes {
		parts = append(parts, s.Probe)
	}
	_, _ = fmt.Fprintf(h, "%q", parts) // a hash takes everything
	return hex.EncodeToString(h.Sum(nil)[:8])
}

var notOfFileName = regexp.MustCompile(`[^A-Za-z0-9.]+`)

func htmlFileName(r *Report) string {
	words := []string{"omlint", r.Command, string(r.From), string(r.To)}
	return strings.Trim(notOfFileName.ReplaceAllString(strings.Join(words, " "), "-"), "-.")
}

package report

import (
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(Format{Name: "sarif", Write: writeSARIF})
}

// The part of SARIF 2.1.0 that is written. The library that the tests read it
// back with could write it, too, but with a dozen empty lists in every result
// and a JSON Schema validator in the program.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool       sarifTool     `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`

		Invocations []sarifInvocation `json:"invocations,omitempty"` // where something went wrong
	}
	sarifInvocation struct {
		Successful    bool                `json:"executionSuccessful"`
		Notifications []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string      `json:"name"`
		Rules []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string         `json:"id"`
		ShortDescription *sarifText     `json:"shortDescription,omitempty"`
		FullDescription  *sarifText     `json:"fullDescription,omitempty"`
		Help             *sarifText     `json:"help,omitempty"`
		Configuration    *sarifSeverity `json:"defaultConfiguration,omitempty"`
	}
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifSeverity struct {
		Level string `json:"level"`
	}
	sarifResult struct {
		RuleID              string             `json:"ruleId"`
		RuleIndex           int                `json:"ruleIndex"`
		Level               string             `json:"level"`
		Message             sarifText          `json:"message"`
		Locations           []sarifLocation    `json:"locations"`
		RelatedLocations    []sarifLocation    `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string  `json:"partialFingerprints"`
		Fixes               []sarifFix         `json:"fixes,omitempty"`
		BaselineState       string             `json:"baselineState,omitempty"`
		Suppressions        []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifFix struct {
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		Deleted  sarifRegion   `json:"deletedRegion"`
		Inserted *sarifContent `json:"insertedContent,omitempty"`
	}
	sarifContent struct {
		Text string `json:"text"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI  string `json:"uri"`
		Base string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
)

func writeSARIF(w io.Writer, r *Report, o Options) error {
	run := sarifRun{
		Tool:       sarifTool{Driver: sarifDriver{Name: "omlint", Rules: sarifRules(r)}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	results := slices.Concat(r.Known, r.Results) // the older first, as their fingerprints count
	prints := fingerprints(r, results, o)
	for i := range results {
		f := &results[i]
		l := levelOf(f)
		if l == noLevel && f.Outcome != rules.Waived {
			continue
		}
		result := sarifResult{
			RuleID:    clean(f.Rule),
			RuleIndex: slices.IndexFunc(run.Tool.Driver.Rules, func(s sarifRule) bool { return s.ID == clean(f.Rule) }),
			Level:     l.name("note", "warning", "error"),
			Message:   sarifText{Text: sarifMessage(story(f))},
			// GitHub refuses results without a place.
			Locations:           []sarifLocation{sarifPlace(&spot{File: nowhere, Line: 1})},
			PartialFingerprints: map[string]string{"omlint/v1": prints[i]},
		}
		if f.Outcome == rules.Waived {
			result.Level, result.Suppressions = severityLevel(f.Severity).name("note", "warning", "error"), []sarifSuppression{{Kind: "external"}}
		}
		if i < len(r.Known) {
			result.BaselineState, result.Suppressions = "unchanged", []sarifSuppression{{Kind: "external", Justification: "known: the baseline has it"}}
		} else if len(r.Known) > 0 {
			result.BaselineState = "new"
		}
		if s := spotOf(r, f, o); s != nil {
			result.Locations[0] = sarifPlace(s)
		}
		result.Fixes = sarifFixes(f, o)
		if r.Coverage.Documents > 0 {
			for _, e := range f.Evidence {
				place := sarifPlace(&spot{File: relative(e.File, o), Line: max(1, e.Line), EndLine: max(1, e.Line, e.EndLine)})
				place.Message = &sarifText{Text: sarifMessage(clean(shorten(e.Quote, 90)))}
				result.RelatedLocations = append(result.RelatedLocations, place)
			}
		}
		run.Results = append(run.Results, result)
	}
	if len(r.Trouble) > 0 {
		var trouble sarifInvocation
		for _, t := range r.Trouble {
			trouble.Notifications = append(trouble.Notifications, sarifNotification{"error", sarifText{Text: sarifMessage(clean(t))}})
		}
		run.Invocations = []sarifInvocation{trouble}
	}
	return WriteJSON(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

// sarifRules are the rules that results are of, explained where possible.
func sarifRules(r *Report) []sarifRule {
	var ids []string
	for _, f := range slices.Concat(r.Known, r.Results) {
		f := &f
		if levelOf(f) != noLevel || f.Outcome == rules.Waived {
			ids = append(ids, clean(f.Rule))
		}
	}
	slices.Sort(ids)
	list := []sarifRule{}
	for _, id := range slices.Compact(ids) {
		rule := sarifRule{ID: id}
		i := slices.IndexFunc(r.Rules, func(e Explanation) bool { return e.ID == id })
		if i >= 0 {
			e := r.Rules[i]
			rule.ShortDescription = &sarifText{Text: sentence(e.Title)}
			rule.FullDescription = &sarifText{Text: sentence(e.Why)}
			rule.Help = sarifHelp(e)
			rule.Configuration = &sarifSeverity{severityLevel(e.Severity).name("note", "warning", "error")}
		}
		list = append(list, rule)
	}
	return list
}

func sentence(s string) string { return capital(strings.TrimSuffix(s, ".")) + "." }

// sarifHelp is what a rule says about itself. The text is omlint's own.
func sarifHelp(e Explanation) *sarifText {
	text := sentence(e.Why)
	if e.Fix != "" {
		text += "\n\nFix: " + strings.TrimSuffix(e.Fix, ".") + "."
	}
	markdown := text
	for _, example := range []struct{ label, text string }{{"Bad", e.Bad}, {"Good", e.Good}} {
		if example.text == "" {
			continue
		}
		fence := "```"
		for strings.Contains(example.text, fence) {
			fence += "`"
		}
		text += "\n\n" + example.label + ":\n\n" + example.text
		markdown += "\n\n**" + example.label + "**\n\n" + fence + "markdown\n" + example.text + "\n" + fence
	}
	return &sarifText{Text: text, Markdown: markdown}
}

func sarifPlace(s *spot) sarifLocation {
	p := sarifPhysical{Region: sarifRegion{StartLine: s.Line, StartColumn: s.Column, EndLine: s.EndLine, EndColumn: s.EndColumn}}
	p.Artifact = sarifFile(s.File)
	return sarifLocation{Physical: p}
}

func sarifFile(file string) sarifArtifact {
	a := sarifArtifact{URI: fileURI(file)}
	if !strings.HasPrefix(a.URI, "file:") {
		a.Base = "%SRCROOT%"
	}
	return a
}

// sarifFixes is the finding's fix; none where a line is not known well enough to
// count its characters.
func sarifFixes(f *rules.Finding, o Options) []sarifFix {
	if f.Fix == nil || f.Location == nil {
		return nil
	}
	change := sarifChange{Artifact: sarifFile(relative(f.Location.File, o))}
	for i, p := range f.Fix.At {
		region := sarifRegion{StartLine: p.Line, StartColumn: utf16Column(p.First, p.Column), EndLine: p.EndLine, EndColumn: utf16Column(p.Last, p.EndColumn)}
		if region.StartColumn == 0 || region.EndColumn == 0 {
			return nil
		}
		r := sarifReplacement{Deleted: region}
		if text := f.Fix.Edits[i].New; text != "" {
			r.Inserted = &sarifContent{text}
		}
		change.Replacements = append(change.Replacements, r)
	}
	if change.Replacements == nil {
		return nil
	}
	return []sarifFix{{Description: sarifText{Text: sarifMessage(clean(f.Fix.Title))}, Changes: []sarifChange{change}}}
}

// fileURI is the reference to a file: relative, with everything encoded that is
// no plain part of a path; absolute only for files outside of the working
// directory.
func fileURI(file string) string {
	u := url.URL{Path: file}
	if path.IsAbs(file) {
		u.Scheme = "file"
		return "file://" + u.EscapedPath()
	}
	return u.String()
}

var sarifPlaceholder = regexp.MustCompile(`\{([0-9]+)\}`)

// sarifMessage keeps text from being read as one of SARIF's links, [text](target),
// or placeholders, {0}.
func sarifMessage(s string) string {
	s = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(s)
	return sarifPlaceholder.ReplaceAllString(s, "{{$1}}")
}

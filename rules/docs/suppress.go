package docs

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// suppression is an author's note that a finding is known:
//
//	<!-- omlint-disable-next-line link/broken-page: written next week -->
//	{% comment %} omlint-disable-next-line snippet/shell: shortened {% /comment %}
//	{/* omlint-disable-next-line structure/heading-jump: the theme wants it */}
//
// It may name several rules, separated by commas; the reason is mandatory.
type suppression struct {
	line   int // where it stands; it is about the next line that is not blank
	about  int
	ids    []string
	reason string
	used   bool
}

var directive = regexp.MustCompile(`(?:<!--|\{/\*|\{% *comment *%\})\s*omlint-disable-next-line\b([^:]*)(?::(.*?))?\s*(?:-->|\*/\}|\{% */comment *%\})`)

const unusedSuppression = "suppression/unused"

func suppressions(p *rules.Page) []*suppression {
	if !bytes.Contains(p.Source, []byte("omlint-disable")) {
		return nil
	}
	var list []*suppression
	for n := 1; n <= p.LineCount(); n++ {
		m := directive.FindStringSubmatch(p.Line(n))
		if m == nil {
			continue
		}
		s := &suppression{line: n, about: n + 1, reason: strings.TrimSpace(m[2])}
		for s.about < p.LineCount() && strings.TrimSpace(p.Line(s.about)) == "" {
			s.about++
		}
		for _, id := range strings.Split(m[1], ",") {
			if id = strings.TrimSpace(id); id != "" {
				s.ids = append(s.ids, id)
			}
		}
		list = append(list, s)
	}
	return list
}

// suppress leaves out the findings that the page's author answered for.
func suppress(p *rules.Page, with []*rules.Rule, found []rules.Finding) []rules.Finding {
	list := suppressions(p)
	if len(list) == 0 {
		return found
	}
	kept := found[:0]
	for _, f := range found {
		hidden := false
		for _, s := range list {
			if s.reason != "" && s.about == f.Location.Line && slices.Contains(s.ids, f.Rule) {
				s.used, hidden = true, true
			}
		}
		if !hidden {
			kept = append(kept, f)
		}
	}
	for _, s := range list {
		switch {
		case len(s.ids) == 0:
			kept = append(kept, about(p, s, "the suppression names no rule: write omlint-disable-next-line ID: reason"))
		case s.reason == "":
			kept = append(kept, about(p, s, "the suppression of "+strings.Join(s.ids, ", ")+" gives no reason, so it has no effect: write ID: reason"))
		case !s.used && slices.ContainsFunc(with, func(r *rules.Rule) bool { return slices.Contains(s.ids, r.ID) }):
			f := about(p, s, "nothing is left to suppress: the next line has no finding of "+strings.Join(s.ids, ", "))
			s.remove(p, &f, with)
			kept = append(kept, f)
		case !s.used && !slices.ContainsFunc(Rules(), func(r *rules.Rule) bool { return slices.Contains(s.ids, r.ID) }):
			kept = append(kept, about(p, s, "there is no rule "+strings.Join(s.ids, ", ")+": omlint rules lists them"))
		}
	}
	return kept
}

func about(p *rules.Page, s *suppression, message string) rules.Finding {
	return rules.Finding{
		Rule: unusedSuppression, Severity: rules.Warning, Message: message,
		Remedy: []facts.Remedy{}, Evidence: []facts.Evidence{},
		Location: &rules.Location{File: p.Path, Line: s.line, Column: 1, EndLine: s.line, EndColumn: len(p.Line(s.line)) + 1},
		Excerpt:  p.Line(s.line),
	}
}

// remove gives a finding the fix that deletes the suppression: when every rule
// it names has looked, it has its line to itself, and without it the lines
// around do not become one paragraph.
func (s *suppression) remove(p *rules.Page, f *rules.Finding, with []*rules.Rule) {
	for _, id := range s.ids {
		if !slices.ContainsFunc(with, func(r *rules.Rule) bool { return r.ID == id }) {
			return
		}
	}
	line := strings.TrimSpace(p.Line(s.line))
	blank := func(n int) bool { return n < 1 || n > p.LineCount() || strings.TrimSpace(p.Line(n)) == "" }
	if directive.FindString(line) != line || !blank(s.line-1) && !blank(s.line+1) {
		return
	}
	f.Mend(p.Document, "remove the suppression", rules.Edit{Start: p.Offset(s.line), End: p.Offset(s.line + 1)})
}

package docs

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
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

// Suppress writes a suppression of a finding into its page, with REASON for the
// reason. If the line has one already, the rule joins it, and its reason stands
// for both. There is no place for one before a line of frontmatter, code or a
// table: ok is false.
func Suppress(d *parser.Document, f rules.Finding) (e rules.Edit, ok bool) {
	line := f.Location.Line
	if f.Rule == unusedSuppression || !commentable(d, line) {
		return e, false
	}
	before := line - 1
	for before > 1 && strings.TrimSpace(d.Line(before)) == "" {
		before--
	}
	if m := directive.FindStringSubmatchIndex(d.Line(before)); m != nil {
		list := d.Line(before)[m[2]:m[3]]
		at := d.Offset(before) + m[2] + len(strings.TrimRight(list, " \t"))
		return rules.Edit{Start: at, End: at, New: ", " + f.Rule}, strings.TrimSpace(list) != ""
	}
	open, end := "<!--", "-->"
	switch {
	case d.Dialect == parser.MDX:
		open, end = "{/*", "*/}"
	case d.Dialect == parser.Markdoc && bytes.Contains(d.Source, []byte("{%")): // HTML's is text to Markdoc
		open, end = "{% comment %}", "{% /comment %}"
	}
	text := d.Line(line)
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	newline := "\n"
	if bytes.HasSuffix(d.Source[:d.Offset(line+1)], []byte("\r\n")) {
		newline = "\r\n"
	}
	at := d.Offset(line)
	return rules.Edit{Start: at, End: at, New: indent + open + " omlint-disable-next-line " + f.Rule + ": REASON " + end + newline}, true
}

// commentable says whether a comment of the page may stand before a line.
func commentable(d *parser.Document, line int) bool {
	if d.Frontmatter != "" && line <= strings.Count(d.Frontmatter, "\n")+3 {
		return false
	}
	within := false
	parser.Walk(d.Root, func(n *parser.Node) bool {
		switch n.Type {
		case parser.TypeFence, parser.TypeTable, parser.TypeESM:
			first, last := d.Position(n.Span.Start).Line, d.Position(max(n.Span.Start, n.Span.End-1)).Line
			within = within || first < line && line <= last
		}
		return !within && n.Type != parser.TypeInline
	})
	return !within
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

package facts

import (
	"slices"
	"strings"
)

// PageCoverage says how a page was read: which lines led to facts, and which
// sections were read without finding any.
type PageCoverage struct {
	File     string
	Release  Optional
	Facts    int
	Lines    []int             // 1-based lines that are evidence of some fact
	Sections []SectionCoverage // every section, in order
}

// SectionCoverage is one section: its heading, its lines, what it was taken
// for, and how many facts rest on it. Zero means read and judged empty.
type SectionCoverage struct {
	Title     string
	Line, End int
	Zone      string // "breaking", "deprecation", "requirement", …; "" for prose
	Facts     int
}

// coverage accounts for the page.
func (pg *page) coverage(found []Fact) PageCoverage {
	c := PageCoverage{File: pg.doc.Path, Release: Optional(pg.release.String()), Facts: len(found), Lines: []int{}, Sections: []SectionCoverage{}}
	lines := map[int]bool{}
	for _, f := range found {
		for _, e := range f.Evidence {
			for n := e.Line; n <= e.EndLine; n++ {
				lines[n] = true
			}
		}
	}
	for n := range lines {
		c.Lines = append(c.Lines, n)
	}
	slices.Sort(c.Lines)
	for _, s := range pg.sections {
		sc := SectionCoverage{Title: s.title, Line: s.line, End: s.end, Zone: string(s.zone)}
		for _, f := range found {
			if slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Line >= s.line && e.Line <= s.end }) {
				sc.Facts++
			}
		}
		c.Sections = append(c.Sections, sc)
	}
	return c
}

// announcements are how a page states a change where it declares none.
var announcements = []string{"will now", "from now on"}

// leftovers makes a manual fact of every item of a breaking-changes or
// deprecation section that no detector understood, so that none is dropped.
// Outside of those sections a page about one upgrade gets them for passages
// that speak of a change.
func (pg *page) leftovers(found []Fact) []Fact {
	covered := map[int]Kind{}
	for _, f := range found {
		for _, e := range f.Evidence {
			for n := e.Line; n <= e.EndLine; n++ {
				if covered[n] == "" || f.Kind != Requirement {
					covered[n] = f.Kind
				}
			}
		}
	}
	touched := func(from, to int, also func(Kind) bool) bool {
		for n := from; n <= to; n++ {
			if k := covered[n]; k != "" && (also == nil || also(k)) {
				return true
			}
		}
		return false
	}
	change := func(k Kind) bool { return k != Requirement }
	about := pg.aboutUpgrade()
	var out []Fact
	for _, s := range pg.sections {
		demands := s.zone.declared() || s.zone == changes // what it says is meant for the upgrade
		said := demands && touched(s.line, sectionProse(s), change)
		for i, b := range s.blocks {
			if !demands && (s.zone != plain || !about || !b.says(announcements)) {
				continue
			}
			if b.kind == headingBlock || b.kind == fenceBlock || b.kind == tagBlock || b.parent != nil || strings.TrimSpace(b.text) == "" || isURL(b.text) {
				continue
			}
			line, last := b.extent(i)
			switch {
			case touched(line, last, nil):
			case !s.zone.declared() && !(s.zone == changes && b.speaksOfChange()):
				if !demands {
					f := b.manual()
					f.Kind = BreakingChange
					out = append(out, b.complete(f))
				}
			case b.kind == itemBlock || b.kind == rowBlock:
				out = append(out, b.complete(b.manual()))
			case !said && !b.introducesOnly(i):
				out = append(out, b.complete(b.manual()))
				said = true
			case b.advises():
				f := b.manual()
				f.Kind = Requirement
				out = append(out, b.complete(f))
			}
		}
		for _, b := range s.blocks {
			out = append(out, b.unreadSentences(found, out)...)
		}
	}
	return out
}

// unreadSentences makes manual facts of the sentences of a declared section that
// state a change, and that no fact rests on: others around them may have been
// understood.
func (b *block) unreadSentences(found ...[]Fact) []Fact {
	if !b.section.zone.declared() || b.kind != paragraphBlock && b.kind != itemBlock {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		stated := s.hasCode() && s.says(demanding) || slices.ContainsFunc(s.changes(b.page.profile), func(c change) bool {
			if c.act == moved && len(identifiers(c.subjects, b.page.profile)) == 0 {
				return false // "workflows are migrated" tells what the upgrade does by itself
			}
			return !c.negated && c.act != changed && len(c.subjects) > 0 && !slices.Contains(pronouns, c.subjects[0].lower)
		})
		if !stated {
			continue
		}
		ev := b.cite(s)
		if slices.ContainsFunc(found, func(list []Fact) bool { return restsOn(list, ev) }) {
			continue
		}
		subject := Subject{Type: b.guess(s.String()), Name: b.section.title}
		for _, id := range identifiers(s.tokens(), b.page.profile) {
			if n := b.name(id.text, b.near(s)); n.Type != Other && id.kind == code {
				subject = n.Subject
				break
			}
		}
		out = append(out, b.complete(Fact{
			Subject: subject, ID: identity(subject, opening(s.String())), Confidence: Manual, Summary: shorten(s.String()), Evidence: []Evidence{ev},
		}))
	}
	return out
}

// restsOn says whether one of the facts has the evidence, or part of it.
func restsOn(list []Fact, ev Evidence) bool {
	for i := range list {
		for _, e := range list[i].Evidence {
			if e.Line <= ev.EndLine && ev.Line <= e.EndLine && (strings.Contains(e.Quote, ev.Quote) || strings.Contains(ev.Quote, e.Quote)) {
				return true
			}
		}
	}
	return false
}

// isURL says whether a text is a bare link.
func isURL(s string) bool {
	s = strings.TrimSpace(s)
	return strings.HasPrefix(s, "http") && !strings.Contains(s, " ")
}

// demanding are the words by which a release asks for something.
var demanding = []string{"must", "has to", "have to", "needs to", "need to", "mandatory", "required", "should"}

// extent is the lines a block takes up, with what is nested in it.
func (b *block) extent(i int) (first, last int) {
	first, last = b.lineRange()
	for _, o := range b.section.blocks[i+1:] {
		if !o.within(b) {
			break
		}
		_, end := o.lineRange()
		last = max(last, end)
	}
	return first, last
}

// speaksOfChange says whether a passage has any word of change or demand.
func (b *block) speaksOfChange() bool {
	for _, s := range b.sentences() {
		for _, t := range s.tokens() {
			if verbs[t.lower] != "" && t.lower != "updated" {
				return true
			}
		}
	}
	return b.says([]string{"incompatible", "no longer", "need to", "needs to", "must", "have to", "has to", "breaking", "mandatory", "not supported"})
}

// advises says whether a passage asks its reader for something.
func (b *block) advises() bool {
	return b.says([]string{"consider", "make sure", "please", "we recommend", "recommended to", "you should", "you must"}) &&
		!b.says([]string{"please refer", "please note", "questions", "let us know", "please check", "please visit"})
}

// within says whether the block lies inside the list item o.
func (b *block) within(o *block) bool {
	for up := b.parent; up != nil; up = up.parent {
		if up == o {
			return true
		}
	}
	return false
}

// sectionProse is the last line of a section's own blocks.
func sectionProse(s *section) int {
	last := s.line
	for _, b := range s.blocks {
		_, end := b.lineRange()
		last = max(last, end)
	}
	return last
}

// introducesOnly says whether a paragraph merely leads to what follows it:
// subsections or a list.
func (b *block) introducesOnly(i int) bool {
	text := strings.TrimSpace(b.text)
	next := i+1 < len(b.section.blocks) && b.section.blocks[i+1].kind == itemBlock
	if strings.HasSuffix(text, ":") || strings.HasSuffix(text, "-") {
		return next || len(b.section.kids) > 0
	}
	return len(b.section.kids) > 0 && b.section.opens && len(b.sentences()) <= 2 && !containsAny(text, modal)
}

// inContext makes a text that says little by itself, a table row or a bare name,
// readable without its page: under its heading, cells under their titles.
func (b *block) inContext(text string) string {
	if b.kind == rowBlock && len(b.header) >= len(b.cells) {
		var parts []string
		for i, cell := range b.cells {
			if value := strings.TrimSpace(cell.text); value != "" {
				parts = append(parts, strings.TrimSpace(b.header[i]+" "+value))
			}
		}
		text = strings.Join(parts, ", ")
	}
	if b.section.title != "" && (b.kind == rowBlock || len(strings.Fields(text)) < 4) {
		return b.section.title + ": " + text
	}
	return text
}

// manual is the fact of an item that could not be typed: its text, and the best
// guess at what it is about.
func (b *block) manual() Fact {
	text := strings.Join(strings.Fields(b.text), " ")
	title := b.label()
	if title == "" || !plainTitle(title) {
		title = b.section.title
	}
	if title == "" {
		title = opening(text)
	}
	f := Fact{
		Kind: b.section.zone.kind(), Subject: Subject{Type: Other, Name: title}, Confidence: Manual,
		Summary: shorten(b.inContext(text)), Evidence: []Evidence{b.lines()},
	}
	passages := b.sentences()
	if len(passages) > 0 && passages[0].says([]string{"deprecated", "deprecating", "deprecate", "deprecation"}) {
		f.Kind = Deprecation
	}
	if len(passages) > 0 {
		for _, c := range passages[0].changes(b.page.profile) {
			if !c.in.IsZero() && (c.act == removed || c.act == deprecated) && !c.negated {
				b.lifecycle(&f, c)
				f.Expect = nil
				break
			}
		}
	}
	lead := ""
	for o := b.lead; o != nil && b.kind == itemBlock; o = o.lead { // what introduces the list
		if o.kind == paragraphBlock && strings.HasSuffix(strings.TrimSpace(o.text), ":") {
			lead = o.text
			if toks := b.whole().tokens(); len(toks) > 0 && toks[0].kind == code && !plainName.MatchString(toks[0].text) {
				// the item gives a value, its introduction the name
				passages = append(o.sentences(), passages...)
				f.Evidence = append(f.Evidence, o.lines())
			} else {
				passages = append(passages, o.sentences()...)
			}
		}
		if o.kind != itemBlock {
			break
		}
	}
	for _, s := range passages {
		for _, id := range identifiers(s.tokens(), b.page.profile) {
			if id.kind == word && !id.strong {
				continue
			}
			if n := b.name(id.text, lead+" "+b.near(s)); n.Type != Other && n.Type != Permission {
				f.Subject = n.Subject
				f.ID = identity(f.Subject, opening(title))
				if n.Name != title && b.kind == itemBlock {
					f.ID = identity(f.Subject, opening(text))
				}
				return f
			}
		}
	}
	if f.Subject.Type = b.guess(title); f.Subject.Type == Other {
		f.Subject.Type = b.guess(lead + " " + text)
	}
	f.ID = identity(Subject{Type: f.Subject.Type, Name: opening(title)}, opening(text))
	return f
}

// plainTitle says whether a label is made of words.
func plainTitle(s string) bool { return hasHeadingWord(s) && !strings.ContainsAny(s, "^$\\[{<") }

// guesses are the types that words of an item speak for, the surest first.
var guesses = []struct {
	words []string
	t     Type
}{
	{imageWords, Image},
	{append([]string{"settings", "configurations", "configs"}, configWords[:3]...), ConfigKey},
	{[]string{"api", "apis", "endpoint", "endpoints", "rest"}, API},
	{[]string{"connector", "connectors", "service connection", "service connections"}, ConnectionField},
	{[]string{"csv", "file format", "import/export"}, Other},
	{[]string{"redeploy", "recreate", "re-create", "reindex", "migration", "migrations", "alerts", "workflow", "workflows", "pipelines"}, Process},
	{configWords, ConfigKey},
	{permissionWords, Permission},
}

// guess types an item by the words in it.
func (b *block) guess(text string) Type {
	w := newWording(text)
	for _, g := range guesses {
		if w.says(g.words) {
			return g.t
		}
	}
	if w.says(b.page.profile.Entities) {
		return API
	}
	if len(b.page.profile.onlyConnectors(text)) > 0 {
		return ConnectionField
	}
	for _, pkg := range b.page.profile.Packages {
		if w.says(pkg.Words) {
			return Package
		}
	}
	return Other
}

// opening is the first words of a text, enough to tell it from others.
func opening(s string) string {
	const n = 6
	words := headingWords(s[:min(len(s), 128)])
	if len(words) <= n {
		words = headingWords(s) // the last one may have been cut
	}
	return strings.Join(words[:min(n, len(words))], " ")
}

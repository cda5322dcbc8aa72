package facts

import (
	"slices"
	"strings"
)

// versionRow reads a table row that gives the version of some software. What
// has the version is what the row names closest to it: in "MySQL | `mysqldump`
// | 8.3 or higher" that is the tool.
func (b *block) versionRow() []Fact {
	if len(b.cells) < 2 || !(b.section.zone == requirement || containsAny(strings.Join(b.header, " "), []string{"version", "versions", "minimum", "required", "supported", "at least"})) {
		return nil
	}
	sw, cell, from := b.rowSubject()
	if cell < 0 || slices.ContainsFunc(b.cells, func(c passage) bool { _, known := b.page.profile.setting(strings.TrimSpace(c.text)); return known }) {
		return nil // of a setting the row gives the value, not a version
	}
	var out []Fact
	for i := cell; i < len(b.cells); i++ {
		title := ""
		if i < len(b.header) {
			title = b.header[i]
		}
		text := b.cells[i].text
		if containsAny(title, remarkTitles) || i > cell && len(out) > 0 && !containsAny(title, limitTitles) || denies(firstClause(text)) {
			continue
		}
		toks := b.cells[i].whole().tokens()
		start := 0
		if i == cell {
			start = from
		}
		for _, bd := range rowBounds(toks, start) {
			if bd.op == Equal {
				switch {
				case containsAny(title, []string{"minimum", "min", "at least", "lowest"}):
					bd.op, bd.value = AtLeast, strings.TrimSuffix(strings.ToLower(bd.value), ".x")
				case containsAny(title, []string{"maximum", "max", "up to", "highest"}):
					bd.op = AtMost
				}
			}
			f := Fact{
				Kind: Requirement, Subject: Subject{Type: sw.Type, Engine: sw.Engine, Name: sw.Name}, Confidence: Exact,
				Expect: &Expect{Op: bd.op, Value: bd.value, Text: text}, Evidence: []Evidence{b.lines()},
			}
			f.Summary = versionSummary(sw, f.Expect)
			if bd.op == AtMost || bd.op == Less {
				f.ID = identity(f.Subject, "maximum")
			}
			out = append(out, f)
		}
	}
	return out
}

// remarkTitles head columns that say something about a demand; limitTitles
// head further limits of one.
var (
	remarkTitles = []string{"recommended", "notes", "note", "remarks", "remark", "comment", "comments", "tested", "default", "shipped", "why", "purpose", "used for"}
	limitTitles  = []string{"minimum", "min", "maximum", "max", "lowest", "highest", "up to", "at least"}
)

// denies says whether a cell is about versions that do not, or no longer, work.
func denies(text string) bool {
	return containsAny(text, []string{"not", "never", "no longer", "dropped", "removed", "unsupported", "deprecated", "end of life", "eol"})
}

// firstClause is what a cell says before a comma.
func firstClause(text string) string {
	text, _, _ = strings.Cut(text, ",")
	return text
}

// rowSubject finds the software a row is about: a tool that any cell names, or
// what the first cell begins with. cell is -1 when there is none; from is the
// token after the name.
func (b *block) rowSubject() (sw Software, cell, from int) {
	cell = -1
	for i := range b.cells {
		if i < len(b.header) && containsAny(b.header[i], remarkTitles) {
			continue
		}
		toks := b.cells[i].whole().tokens()
		for _, s := range b.page.profile.Software {
			for j := range toks {
				n := matchWords(toks, j, s.Words)
				if n == 0 || longerMatch(b.page.profile, toks, j, n) {
					continue
				}
				first := i == 0 && j == 0 && endsName(toks, n)
				tool := s.Type == ToolVersion && toks[j].kind == code && (i > 0 || j == 0)
				if first && cell < 0 || tool && (cell < 0 || sw.Type != ToolVersion) {
					sw, cell, from = s, i, j+n
				}
			}
		}
	}
	return sw, cell, from
}

// endsName says whether the first cell's name ends after n tokens: what follows
// is a general noun or sets the name off.
func endsName(toks []token, n int) bool {
	if n >= len(toks)-1 {
		return true
	}
	next := toks[n]
	return next.kind == punct || slices.Contains([]string{"server", "database", "engine", "cluster", "runtime", "version", "for", "on", "as", "in", "with", "client"}, next.lower)
}

// rowBounds reads all demands of a cell: "8.x, up to 8.11.4" is one of them,
// the closer.
func rowBounds(toks []token, from int) []bound {
	for i := from; i < len(toks); i++ {
		found := bounds(toks, i)
		if len(found) == 0 {
			continue
		}
		rest := tokenAfter(toks, found[len(found)-1].end)
		if len(found) == 1 && found[0].op == Equal && rest < len(toks) {
			if closer := rowBounds(toks, rest); len(closer) > 0 && closer[0].op != Equal {
				return closer
			}
		}
		return found
	}
	return nil
}

// tokenAfter is the first token behind an offset.
func tokenAfter(toks []token, end int) int {
	for i, t := range toks {
		if t.start >= end {
			return i
		}
	}
	return len(toks)
}

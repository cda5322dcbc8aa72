package facts

import (
	"fmt"
	"slices"
	"strings"
)

// side says which half of a before-and-after pair a block is.
type side int

const (
	neither side = iota
	oldSide
	newSide
)

// sideOf reads the words a half is introduced with.
func sideOf(text string) side {
	words := headingWords(text)
	if len(words) == 0 {
		return neither
	}
	short := len(words) <= 6
	switch words[0] {
	case "from", "old", "previously", "previous", "until", "till", "formerly":
		if short {
			return oldSide
		}
	case "before":
		return oldSide
	case "as", "up":
		switch {
		case short && len(words) > 1 && words[0] == "as" && words[1] == "of":
			return newSide
		case short && len(words) > 1 && words[0] == "up" && words[1] == "to":
			return oldSide
		}
	case "to", "new", "now", "since", "starting":
		if short {
			return newSide
		}
	case "after":
		return newSide
	}
	lower := " " + strings.Join(words, " ") + " "
	switch {
	case strings.Contains(lower, " looked as follows "), strings.Contains(lower, " would look like below "), strings.Contains(lower, " used to look "), strings.Contains(lower, " looked like "):
		return oldSide
	case strings.Contains(lower, " will need to be updated as "), strings.Contains(lower, " you'll need to configure "), strings.Contains(lower, " should now look "), strings.Contains(lower, " needs to be updated as "), strings.Contains(lower, " now looks "):
		return newSide
	}
	return neither
}

// sideOf says which half of a pair a fence is, by the prose or heading that
// introduces it.
func (b *block) side() side {
	if b.kind != fenceBlock {
		return neither
	}
	for _, title := range []string{b.code.title, b.tab} {
		if s := sideOf(title); s != neither {
			return s
		}
	}
	if b.lead != nil {
		if b.lead.kind == headingBlock {
			return sideOf(b.lead.text)
		}
		if b.lead.kind != fenceBlock {
			all := b.lead.sentences()
			if len(all) > 0 {
				if s := sideOf(all[len(all)-1].String()); s != neither {
					return s
				}
				if len(all) > 1 {
					return neither
				}
			}
		}
	}
	if s := sideOf(b.section.title); s != neither {
		return s
	}
	first, _, _ := strings.Cut(strings.TrimSpace(b.code.text), "\n") // "# old"
	if comment, ok := strings.CutPrefix(first, "#"); ok {
		if s := sideOf(comment); s != neither {
			return s
		}
		return b.sideByRelease(comment)
	}
	return b.sideByRelease(b.code.title)
}

// sideByRelease says which half a fence is that is titled with a release alone:
// with one before the section's, the old one.
func (b *block) sideByRelease(title string) side {
	words := headingWords(title)
	if len(words) == 0 || len(words) > 2 || !isRelease(words[len(words)-1]) || b.section.release.IsZero() {
		return neither
	}
	v, _ := ParseVersion(words[len(words)-1])
	switch {
	case v.Line(b.section.release):
		return newSide
	case v.Compare(b.section.release) < 0:
		return oldSide
	}
	return neither
}

// fromTo compares the code of a page's "From" with that of the "To" after it: a
// key, or an import, that is gone was renamed, moved or removed.
func fromTo(b *block) []Fact {
	if b.kind == fenceBlock && b.code.lang == "diff" {
		return b.diff()
	}
	if b.kind != fenceBlock {
		return nil
	}
	lang := b.code.language()
	if lang != "yaml" && lang != "json" && lang != "python" || b.side() != newSide {
		return nil
	}
	before := b.otherHalf(lang)
	if before == nil {
		return nil
	}
	if lang == "python" {
		return compareImports(before, b)
	}
	return compareYAML(before, b, before.code.yaml(), b.code.yaml())
}

// diff reads a fence of removed and added lines: as YAML when both sides are,
// else as names that take each other's place in order.
func (b *block) diff() []Fact {
	if !b.section.zone.declared() && b.section.zone != changes {
		return nil
	}
	was, is := *b, *b
	var gone, come []string
	var old, now strings.Builder
	for _, l := range strings.Split(strings.TrimRight(b.code.text, "\n"), "\n") {
		switch {
		case strings.HasPrefix(l, "-"):
			old.WriteString(" " + l[1:])
			gone = append(gone, l[1:])
		case strings.HasPrefix(l, "+"):
			now.WriteString(" " + l[1:])
			come = append(come, l[1:])
		default:
			old.WriteString(l)
			now.WriteString(l)
		}
		old.WriteByte('\n') // keeps the lines where they are
		now.WriteByte('\n')
	}
	was.code.text, is.code.text = old.String(), now.String()
	if looksLikeYAML(was.code.text) && looksLikeYAML(is.code.text) {
		old, now := readYAML(was.code.text), readYAML(is.code.text)
		out := compareYAML(&was, &is, old, now)
		if len(out) > 0 && !slices.ContainsFunc(out, func(f Fact) bool { return f.Expect.Op == Equal }) {
			out = append(out, was.changedValue(&is, old, now)...) // a diff shows nothing but changes
		}
		return out
	}
	var out []Fact
	for i, g := range gone {
		name := strings.TrimSpace(g)
		if !plainName.MatchString(name) || len(gone) != len(come) {
			continue
		}
		n := b.name(name, b.section.title)
		if n.Type == Other {
			continue
		}
		out = append(out, Fact{
			Kind: b.section.zone.kind(), Subject: n.Subject, Replacement: Optional(strings.TrimSpace(come[i])), Confidence: Exact,
			Expect: &Expect{Op: Absent, Text: "not used"}, RemovedIn: Optional(b.section.release.String()), Evidence: []Evidence{b.citeCode(1, strings.Count(b.code.text, "\n"))},
			Summary: fmt.Sprintf("%s %s was renamed, now: %s.", typeWords(n.Type), n.Name, strings.TrimSpace(come[i])),
		})
	}
	return out
}

// otherHalf finds the old side of a pair: the nearest one before it, under the
// same heading or the heading's neighbour.
func (b *block) otherHalf(lang string) *block {
	blocks := b.page.blocks
	for i := b.ordinal - 1; i >= 0 && i >= b.ordinal-16; i-- {
		o := blocks[i]
		if o.kind == headingBlock && o.section.level < b.section.level && o.section.level < pseudoLevel && !isAncestor(o.section, b.section) {
			return nil
		}
		if o.side() == oldSide && o.code.language() == lang {
			return o
		}
	}
	return nil
}

func isAncestor(a, s *section) bool {
	for ; s != nil; s = s.parent {
		if s == a {
			return true
		}
	}
	return false
}

// compareYAML reports the keys of the old side that the new side lacks, by the
// shortest path that is gone.
func compareYAML(before, after *block, was, is []leaf) []Fact {
	have := map[string]bool{}
	for _, l := range is {
		for n := 1; n <= len(l.path); n++ {
			have[strings.Join(l.path[:n], ".")] = true
		}
	}
	had := map[string]bool{}
	for _, l := range was {
		for n := 1; n <= len(l.path); n++ {
			had[strings.Join(l.path[:n], ".")] = true
		}
	}
	var added []leaf // what only the new side has, by its shortest path
	for _, l := range is {
		if n := firstMissing(l.path, had); n > 0 && !slices.ContainsFunc(added, func(a leaf) bool { return a.dotted() == strings.Join(l.path[:n], ".") }) {
			added = append(added, leaf{l.path[:n], l.value, l.keyLine(n), nil})
		}
	}
	// fragments of two sorts of object differ in more than what changed
	otherSort := false
	for _, l := range was {
		otherSort = otherSort || l.path[len(l.path)-1] == "type" && slices.ContainsFunc(is, func(o leaf) bool { return o.dotted() == l.dotted() && o.value != l.value })
	}
	var out []Fact
	seen := map[string]bool{}
	for _, l := range was {
		n := firstMissing(l.path, have)
		if n == 0 || otherSort && !after.namesInProse(l.path[n-1]) {
			continue
		}
		if a := flattened(l, n, added); a != nil {
			out = append(out, before.perConnector(before.pairFact(after, l.dotted(), l.line, a.dotted(), a.line), "")...)
			seen[strings.Join(l.path[:n], ".")] = true // its parts moved, one by one
			continue
		}
		gone := strings.Join(l.path[:n], ".")
		if seen[gone] {
			continue
		}
		seen[gone] = true
		replacement, line := "", 0
		key := l.path[n-1]
		for _, now := range is { // the same key elsewhere: moved
			if k := slices.Index(now.path, key); k >= 0 && !had[strings.Join(now.path[:k+1], ".")] {
				replacement, line = strings.Join(now.path[:k+1], "."), now.keyLine(k+1)
				break
			}
		}
		if replacement == "" {
			if a := successor(l.path[:n], was, is, added); a != nil { // a new key beside it: renamed
				replacement, line = a.dotted(), a.line
			}
		}
		f := before.pairFact(after, gone, l.keyLine(n), replacement, line)
		for _, a := range added {
			if len(f.Evidence) < 8 && a.line != line {
				f.Evidence = append(f.Evidence, after.citeCode(a.line, a.line))
			}
		}
		out = append(out, before.perConnector(f, "")...)
	}
	if len(out) == 0 && len(added) == 0 {
		return before.changedValue(after, was, is)
	}
	return out
}

// changedValue is what a pair shows whose sides have the same keys: the one
// value that differs. When several do, they are examples.
func (b *block) changedValue(other *block, was, is []leaf) []Fact {
	var from, to []leaf
	for _, o := range was {
		for _, n := range is {
			if o.dotted() == n.dotted() && o.value != n.value {
				from, to = append(from, o), append(to, n)
			}
		}
	}
	if len(from) != 1 || from[0].value == "" || to[0].value == "" {
		return nil
	}
	subject := b.keySubject(from[0].dotted())
	f := newValue(subject, from[0].value, to[0].value, b.citeCode(from[0].line, from[0].line), other.citeCode(to[0].line, to[0].line))
	return b.perConnector(f, "")
}

// successor finds the new key that took the place of a gone one: of the new
// keys beside it the one that holds most of the same keys, or the only one.
func successor(gone []string, was, is, added []leaf) *leaf {
	below := func(list []leaf, path []string) map[string]bool {
		keys := map[string]bool{}
		for _, l := range list {
			if len(l.path) > len(path) && slices.Equal(l.path[:len(path)], path) {
				for _, k := range l.path[len(path):] {
					keys[k] = true
				}
			}
		}
		return keys
	}
	had := below(was, gone)
	var best *leaf
	bestScore, candidates := 0, 0
	for i := range added {
		a := &added[i]
		if !slices.Equal(a.path[:len(a.path)-1], gone[:len(gone)-1]) && len(gone) != 1 {
			continue
		}
		candidates++
		score := 0
		for k := range below(is, a.path) {
			if had[k] {
				score++
			}
		}
		if x, y := a.path[len(a.path)-1], gone[len(gone)-1]; len(x) > 4 && len(y) > 4 && x[:4] == y[:4] {
			score++
		}
		if best == nil || score > bestScore {
			best, bestScore = a, score
		}
	}
	if candidates > 1 && bestScore == 0 {
		return nil
	}
	return best
}

// firstMissing is the length of the shortest prefix of path that is not in the
// set; 0 when all are.
func firstMissing(path []string, set map[string]bool) int {
	for n := 1; n <= len(path); n++ {
		if !set[strings.Join(path[:n], ".")] {
			return n
		}
	}
	return 0
}

func (b *block) pairFact(other *block, gone string, goneLine int, replacement string, line int) Fact {
	subject := b.keySubject(gone)
	f := Fact{
		Kind: BreakingChange, Subject: subject, Confidence: Exact, Replacement: Optional(replacement),
		Expect: &Expect{Op: Absent, Text: "not set"}, RemovedIn: Optional(b.section.release.String()),
		Evidence: []Evidence{b.citeCode(goneLine, goneLine)},
		Summary:  fmt.Sprintf("%s %s was removed.", typeWords(subject.Type), gone),
	}
	if replacement != "" {
		f.Summary = fmt.Sprintf("%s %s moved, now: %s.", typeWords(subject.Type), gone, replacement)
		f.Evidence = append(f.Evidence, other.citeCode(line, line))
		f.Remedy = []Remedy{{Language: "yaml", Text: strings.TrimRight(other.code.text, "\n"), Note: "as the page shows it"}}
	}
	if b.section.zone != breaking && b.lead != nil {
		if v := spokenRelease(b.lead); !v.IsZero() {
			f.Version, f.RemovedIn = Optional(v.String()), Optional(v.String())
		}
	}
	if other.ordinal-b.ordinal > 4 {
		f.Confidence = Inferred // an alternative to the new side that comes first
	}
	if b.section.zone == deprecation {
		f.Kind = Deprecation
	}
	if intro := b.introduction(); intro != nil {
		f.Evidence = append(f.Evidence, intro.lines())
	}
	return f
}

// spokenRelease is the release a block's text names, if any.
func spokenRelease(b *block) Version {
	for _, s := range b.sentences() {
		toks := s.tokens()
		for i, t := range toks {
			if isNumber(t) && isRelease(t.text) && releaseLead(toks, i) {
				v, _ := ParseVersion(t.text)
				return v
			}
		}
	}
	return Version{}
}

// introduction is the prose that says what a pair is about: the first
// paragraph under the heading the pair belongs to.
func (b *block) introduction() *block {
	s := b.section
	if sideOf(s.title) != neither && s.parent != nil {
		s = s.parent
	}
	for _, o := range s.blocks {
		if o.kind == paragraphBlock && o != b.lead {
			return o
		}
		if o.kind == fenceBlock {
			return nil
		}
	}
	return nil
}

// keySubject types a path of YAML keys by its root: values of a chart, fields
// of a service connection, keys of a workflow or of the server's own file.
func (b *block) keySubject(dotted string) Subject {
	p := b.page.profile
	keys := strings.Split(dotted, ".")
	if last := keys[len(keys)-1]; envName.MatchString(last) {
		return Subject{Type: EnvVar, Name: last}
	}
	switch {
	case slices.Contains(keys, "serviceConnection"), keys[0] == "credentials", keys[0] == "connection", slices.Contains(keys, "connectionDetails"):
		return Subject{Type: ConnectionField, Name: fieldName(dotted)}
	case b.headedByConnector(), b.holdsConnection():
		return Subject{Type: ConnectionField, Name: fieldName(dotted)}
	case slices.Contains(p.HelmRoots, keys[0]), isDotted(dotted, p.HelmRoots), containsAny(b.section.title, []string{"helm"}):
		return Subject{Type: HelmValue, Name: dotted}
	}
	for _, prefix := range p.SearchSettings {
		if strings.HasPrefix(dotted, prefix) {
			return Subject{Type: SearchSetting, Name: dotted}
		}
	}
	return Subject{Type: ConfigKey, Name: dotted}
}

// holdsConnection says whether a fragment is the configuration of a connection:
// its type is a connector's name.
func (b *block) holdsConnection() bool {
	return b.kind == fenceBlock && slices.ContainsFunc(b.code.yaml(), func(l leaf) bool {
		return len(l.path) == 1 && l.path[0] == "type" && slices.Contains(b.page.profile.Connectors, strings.ToLower(l.value))
	})
}

// rowReleases reads the columns that say since when and until when.
func (b *block) rowReleases(f *Fact, subject int) {
	for i, h := range b.header {
		if i == subject || i >= len(b.cells) {
			continue
		}
		v, err := ParseVersion(strings.TrimSpace(b.cells[i].text))
		if err != nil {
			continue
		}
		switch {
		case containsAny(h, []string{"removed", "removal", "removed in", "until", "end"}):
			f.RemovedIn = Optional(v.String())
		case containsAny(h, []string{"since", "deprecated", "deprecated in", "from"}):
			f.DeprecatedIn = Optional(v.String())
		}
	}
}

// beforeAfterRows reads table rows that stand under titles such as Before and
// After, Old and New, Deprecated and Replacement.
func beforeAfterRows(b *block) []Fact {
	if b.kind != rowBlock || len(b.cells) < 2 || len(b.header) < 2 {
		return nil
	}
	from, to := versionColumns(b.header)
	for i, h := range b.header {
		if to >= 0 && from >= 0 {
			break
		}
		switch w := strings.Join(headingWords(h), " "); {
		case containsAny(w, []string{"before", "old", "from", "deprecated", "removed", "previous"}) && from < 0, sideOf(h) == oldSide && from < 0:
			from = i
		case containsAny(w, []string{"after", "new", "to", "replacement", "replaced by", "use instead", "instead", "now", "alternative"}) && to < 0, sideOf(h) == newSide && len(strings.Fields(h)) > 1 && to < 0:
			to = i
		}
	}
	if b.section.zone == deprecation && from < 0 && to > 0 {
		from = 0 // a table of what is deprecated, with what to use instead
	}
	if from < 0 || from >= len(b.cells) || to >= len(b.cells) {
		return nil
	}
	ids := withoutValues(identifiers(b.cells[from].whole().tokens(), b.page.profile))
	var taking []token
	others := "" // the cells that say what the pair belongs to
	for i := range b.cells {
		if i == to {
			taking = withoutValues(identifiers(b.cells[to].whole().tokens(), b.page.profile))
		}
		if i != to && i != from && (i >= len(b.header) || !containsAny(b.header[i], remarkTitles)) {
			others += " " + b.cells[i].text
		}
	}
	if named := b.rowName(from, to); to >= 0 && named.text != "" {
		return b.rowValue(named, from, to)
	}
	if to >= 0 && len(taking) == 0 && containsAny(b.cells[to].text, []string{"same", "unchanged", "no change", "as before", "kept"}) {
		return nil
	}
	var out []Fact
	for _, id := range ids {
		if len(ids) == 1 && len(strings.Fields(b.cells[from].text)) > len(strings.Fields(id.text))+2 {
			if f, ok := b.cellValue(id, from, to, others); ok {
				out = append(out, b.perConnector(f, others)...)
			}
			continue // a sentence, not a name
		}
		near := b.section.title + " " + strings.Join(b.header, " ") + others
		n := b.name(id.text, near)
		replacement := names(taking)
		if len(taking) == len(ids) {
			replacement = taking[slices.Index(ids, id)].text
		}
		if replacement == id.text {
			continue
		}
		if to >= 0 && replacement == "" {
			replacement = b.spokenCell(to)
		}
		f := Fact{
			Subject: n.Subject, Confidence: Exact, Replacement: Optional(replacement), Expect: &Expect{Op: Absent, Text: "not used"},
			RemovedIn: Optional(b.section.release.String()), Evidence: []Evidence{b.lines()},
			Summary: fmt.Sprintf("%s %s was replaced, now: %s.", typeWords(n.Type), n.Name, replacement),
		}
		if !n.sure {
			f.Confidence = Inferred
		}
		if _, value, ok := strings.Cut(id.text, "="); ok && n.Type == EnvVar {
			f.Expect = &Expect{Op: Absent, Value: value, Text: "not " + value}
		}
		if b.section.zone == deprecation {
			f.DeprecatedIn, f.RemovedIn = f.RemovedIn, ""
		}
		if b.section.zone.kind() == Requirement {
			f.Kind = BreakingChange // a table of old and new names, wherever it stands
		}
		if containsAny(b.header[from], []string{"deprecated"}) {
			f.Kind, f.DeprecatedIn, f.RemovedIn = Deprecation, f.RemovedIn, ""
		}
		if replacement == "" {
			f.Summary = fmt.Sprintf("%s %s was removed.", typeWords(n.Type), n.Name)
		}
		b.rowReleases(&f, from)
		out = append(out, b.perConnector(f, strings.TrimSpace(others))...)
	}
	return out
}

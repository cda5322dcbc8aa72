package facts

import (
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// zone is what a part of a page is for.
type zone string

const (
	plain       zone = ""            // prose without a declared purpose
	changes     zone = "changes"     // the body of a page from one release to the next
	breaking    zone = "breaking"    // incompatible changes
	deprecation zone = "deprecation" // announced or done
	requirement zone = "requirement" // to be met before the upgrade
	after       zone = "after"       // to be done after it
	news        zone = "news"        // features, fixes, change logs
	trouble     zone = "trouble"     // errors and ways out of them
	recovery    zone = "recovery"    // going back: restoring a backup, undoing a change
)

// declared says that every item of the zone must yield a fact.
func (z zone) declared() bool { return z == breaking || z == deprecation }

// zones finds every section's zone. A zone lasts for the sections below the
// heading that opened it; when nothing stands below that heading, its writer
// used the next headings of the same level for its content, and the zone lasts
// until one of them opens another.
func (pg *page) zones() {
	first := plain
	if pg.upgrade = pg.isUpgradeStep(); pg.upgrade {
		first = changes
	}
	pg.sections[0].zone = first
	var assign func(s *section)
	assign = func(s *section) {
		carried := plain
		carriedLevel := 0
		for _, kid := range s.kids {
			z := pg.library.title(kid.title).zone
			switch {
			case z != plain:
				kid.zone, kid.opens = z, true
				carried = plain
				if len(kid.blocks) <= 1 && len(kid.kids) == 0 {
					carried, carriedLevel = z, kid.level
				}
			case carried != plain && kid.level >= carriedLevel:
				kid.zone = carried
			default:
				kid.zone = s.zone
			}
			assign(kid)
		}
	}
	assign(pg.sections[0])
}

// zoneOf matches a heading with the profile's vocabulary. Release numbers and
// filler do not count; two more words are let pass.
func (p *Profile) zoneOf(title string) zone {
	words := headingWords(title)
	if len(words) > 0 && (words[0] == "not" || words[0] == "no") {
		return plain // "Not deprecated"
	}
	w := newWording(strings.Join(words, " "))
	for _, v := range []struct {
		zone    zone
		phrases []string
	}{
		{breaking, p.Headings.Breaking},
		{deprecation, p.Headings.Deprecation},
		{after, p.Headings.After},
		{requirement, p.Headings.Requirement},
		{trouble, p.Headings.Trouble},
		{recovery, p.Headings.Recovery},
		{news, p.Headings.News},
	} {
		for _, ph := range v.phrases {
			if !w.words.has(ph) {
				continue
			}
			if v.zone == recovery && speaksOfBackup(wording{text: title}) {
				continue // "Backup and restore" is about both
			}
			if rest, ok := without(words, phraseWords(ph)); ok && p.significant(rest) <= 2 {
				return v.zone
			}
		}
	}
	for _, part := range strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("()–—|:*", r) }) {
		if words := headingWords(part); len(words) > 1 && len(words) < len(headingWords(title)) && slices.ContainsFunc(p.Headings.Deprecation, func(ph string) bool { return slices.Equal(phraseWords(ph), words) }) {
			return deprecation // "The x action (Deprecation Notice)"
		}
	}
	if before, last, ok := cutLast(title, " - "); ok && before != "" && slices.ContainsFunc(p.Headings.Deprecation, func(ph string) bool {
		rest, ok := without(headingWords(last), phraseWords(ph))
		return ok && p.significant(rest) <= 1
	}) {
		return deprecation // "The x action - Deprecation Notice (Enterprise)"
	}
	return plain
}

// cutLast cuts a text around the last separator in it.
func cutLast(text, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(text, sep); i >= 0 {
		return text[:i], text[i+len(sep):], true
	}
	return text, "", false
}

// significant counts the words that are neither filler nor numbers.
func (p *Profile) significant(words []string) int {
	n := 0
	for _, w := range words {
		if !isVersion(w) && !contains(p.Headings.Filler, w) {
			n++
		}
	}
	return n
}

// headingWords lowers a heading and keeps its words and numbers.
func headingWords(s string) []string {
	if words, ok := asciiWords(s); ok {
		return words
	}
	s = strings.ToLower(strings.ReplaceAll(s, "’", "'"))
	return strings.FieldsFunc(s, func(r rune) bool {
		return r != '\'' && r != '.' && r != '&' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// hasHeadingWord says whether headingWords finds any.
func hasHeadingWord(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < utf8.RuneSelf && headingBytes[s[i]] {
			return true
		}
	}
	return len(headingWords(s)) > 0
}

// asciiWords is headingWords for the texts that nearly all are.
func asciiWords(s string) (words []string, ok bool) {
	upper, begun, n := false, false, 0
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return nil, false
		}
		upper = upper || s[i] >= 'A' && s[i] <= 'Z'
		in := headingBytes[s[i]]
		if in && !begun {
			n++
		}
		begun = in
	}
	if n == 0 {
		return nil, true
	}
	if upper {
		s = strings.ToLower(s)
	}
	words = make([]string, 0, n)
	start := -1
	for i := 0; i <= len(s); i++ {
		switch in := i < len(s) && headingBytes[s[i]]; {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			words = append(words, s[start:i])
			start = -1
		}
	}
	return words, true
}

// headingBytes are the ASCII characters that words of a heading consist of.
var headingBytes = func() (table [utf8.RuneSelf]bool) {
	for c := range table {
		table[c] = isWordByte(byte(c)) || c == '\'' || c == '.' || c == '&'
	}
	return table
}()

// phraseWords is headingWords for the phrases of a profile, which are few and
// asked for with every heading.
func phraseWords(phrase string) []string {
	if words, ok := knownPhrases.Load(phrase); ok {
		return words.([]string)
	}
	words := headingWords(phrase)
	knownPhrases.Store(phrase, words)
	return words
}

var knownPhrases sync.Map

// without removes the phrase from the words, when they hold it in one piece.
func without(words, phrase []string) ([]string, bool) {
	for i := 0; i+len(phrase) <= len(words) && len(phrase) > 0; i++ {
		if slices.Equal(words[i:i+len(phrase)], phrase) {
			return append(append([]string(nil), words[:i]...), words[i+len(phrase):]...), true
		}
	}
	return words, false
}

func contains[T comparable](list []T, x T) bool {
	for _, l := range list {
		if l == x {
			return true
		}
	}
	return false
}

// optionWords begin a heading about one way among several.
var optionWords = []string{"option", "alternative", "alternatively"}

// comingWords begin a heading about a release that is not there yet.
var comingWords = []string{"planned", "upcoming", "scheduled", "announced", "coming"}

// releases finds the release each section belongs to, and the page's own. The
// nearest statement wins: a heading, then what the page says about itself, then
// its place in the tree, then the newest release among its headings.
func (pg *page) releases() {
	newest := Version{}
	for _, s := range pg.sections {
		t := pg.library.title(s.title)
		if s.release = t.release; t.planned && s.level > 1 {
			s.planned, s.release = s.release, Version{} // it is said now, and will be so then
		}
		if s.release.Compare(newest) > 0 && s.zone != trouble { // a way out of one release's errors does not date the page
			newest = s.release
		}
	}
	pg.release = pg.ownRelease()
	if pg.release.IsZero() {
		pg.release = newest
	}
	for _, s := range pg.sections {
		if s.release.IsZero() {
			s.release = s.wrapped
		}
		if s.release.IsZero() {
			if s.parent == nil {
				s.release = pg.release
			} else {
				s.release = s.parent.release
				if s.planned.IsZero() {
					s.planned = s.parent.planned
				}
			}
		}
	}
}

// releaseOf reads a heading that is about a release: one that consists of a
// number and filler or zone words, or that begins "In 1.1.4:" or "For 1.3".
// "MySQL 8.0" is about something else.
func (p *Profile) releaseOf(title string) Version {
	words := headingWords(title)
	at := -1
	for i, w := range words {
		if isRelease(w) && strings.Trim(w, ".") == w {
			at = i // the last one: "from 1.3.x to 1.4.x"
		}
	}
	if at < 0 {
		return Version{}
	}
	led := at > 0 && at <= 2 && contains([]string{"in", "for", "with", "since", "starting", "release", "version"}, words[at-1]) &&
		p.significant(words[:at]) == 0
	if !led && p.zoneOf(title) == plain && p.significant(words) > 0 {
		return Version{}
	}
	v, _ := ParseVersion(words[at])
	return v
}

// ownRelease is what a page says about itself as a whole.
func (pg *page) ownRelease() Version {
	front := frontmatter(pg.doc.Frontmatter)
	for _, key := range []string{"version", "release"} {
		if v, err := ParseVersion(front[key]); err == nil && front[key] != "" {
			return v
		}
	}
	base := strings.TrimSuffix(path.Base(pg.doc.Path), path.Ext(pg.doc.Path))
	for _, title := range []string{front["title"], pg.updateLabel(), base, pg.firstTitle()} {
		if v := pg.library.title(title).release; !v.IsZero() {
			return v
		}
	}
	for _, title := range []string{front["title"], pg.firstTitle()} {
		if v := pg.profile.target(title); !v.IsZero() {
			return v
		}
	}
	segments := strings.Split(path.Dir(pg.doc.Path), "/")
	for i := len(segments) - 1; i >= 0; i-- {
		seg := strings.TrimSuffix(segments[i], "-SNAPSHOT")
		if rest, ok := strings.CutPrefix(seg, "v"); ok && isRelease(rest) && !strings.Contains(rest, "-") {
			v, _ := ParseVersion(rest)
			return v
		}
	}
	return pg.profile.target(front["description"])
}

// target is the release a page's title leads to: "Upgrade on Kubernetes to
// 1.9.1", "Moving to 1.14 on Aurora". The number of other software is none.
func (p *Profile) target(title string) Version {
	words := headingWords(strings.TrimRight(title, ". "))
	for i := len(words) - 1; i > 0 && !p.namesSoftware(title); i-- {
		if isRelease(words[i]) && contains([]string{"to", "for", "in", "of", "release", strings.ToLower(p.Product)}, words[i-1]) {
			v, _ := ParseVersion(words[i])
			return v
		}
	}
	return Version{}
}

// namesSoftware says whether a text names a database, or what else has versions
// of its own next to the product's.
func (p *Profile) namesSoftware(text string) bool {
	for _, s := range p.Software {
		if s.Type != ServiceVersion && s.Type != ToolVersion && containsAny(text, s.Words) {
			return true
		}
	}
	return false
}

// updateLabel is the label of the MDX component release notes are wrapped in.
func (pg *page) updateLabel() string {
	if pg.doc.Root == nil {
		return ""
	}
	for _, n := range pg.doc.Root.Children {
		if label := n.String("label"); label != "" {
			return label
		}
	}
	return ""
}

func (pg *page) firstTitle() string {
	for _, s := range pg.sections {
		if s.level == 1 {
			return s.title
		}
	}
	return ""
}

// isUpgradeStep recognises a page about one step from release to release:
// titles of the form "Upgrade 1.3.x to 1.4.x".
func (pg *page) isUpgradeStep() bool {
	for _, title := range []string{frontmatter(pg.doc.Frontmatter)["title"], pg.firstTitle()} {
		words := headingWords(title)
		for i := 0; i+2 < len(words); i++ {
			if isRelease(words[i]) && words[i+1] == "to" && isRelease(words[i+2]) {
				return true
			}
		}
	}
	return false
}

// aboutUpgrade says whether a page as a whole is about upgrading: by its path,
// its titles, or a section of breaking changes. Other pages of a site show the
// same commands and packages without demanding them.
func (pg *page) aboutUpgrade() bool {
	if pg.about == nil {
		about := pg.speaksOfUpgrade()
		pg.about = &about
	}
	return *pg.about
}

func (pg *page) speaksOfUpgrade() bool {
	front := frontmatter(pg.doc.Frontmatter)
	text := strings.Join([]string{pg.doc.Path, front["title"], front["slug"], pg.firstTitle()}, " ")
	for _, w := range headingWords(strings.ReplaceAll(text, "_", " ")) {
		if strings.HasPrefix(w, "upgrad") || strings.HasPrefix(w, "migrat") || strings.HasPrefix(w, "release") || w == "changelog" || w == "prerequisites" {
			return true
		}
	}
	for _, s := range pg.sections {
		if s.zone.declared() || s.zone == changes || s.zone == after {
			return true
		}
	}
	return false
}

// frontmatter reads the top-level scalars of a page's front matter.
func frontmatter(text string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(text) {
		if key, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(key, " ") {
			out[strings.TrimSpace(key)] = strings.Trim(strings.TrimSpace(value), `"'`)
		}
	}
	return out
}

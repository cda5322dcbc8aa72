package facts

import (
	"fmt"
	"slices"
	"strings"
)

var (
	// words by which a sentence demands a version or says what is supported
	supportWords = []string{"support", "supports", "supported", "require", "requires", "required", "requirement", "need", "needs", "must", "minimum", "compatible", "at least", "make sure", "only works", "mandatory", "ok", "a must"}
	// words by which a release changes the version it brings along
	shiftWords = []string{"upgraded", "updated", "updates", "bumped", "bump", "bumps", "now use", "now uses", "based on", "base image", "migrated", "jumped", "reverted", "downgraded", "moved", "switched", "upgrades", "now requires", "now based", "upgrading", "now carries", "now ships", "now contains", "pulls in", "built on", "built on top of", "now built"}
	// words by which support ends
	dropWords = []string{"removed support", "removing support", "dropped support", "dropping support", "drop support", "remove support", "no longer support", "no longer supported", "no longer supports", "end of support", "deprecated support", "ended support", "discontinued support", "last one with support", "last release with support", "last version with support", "deprecating support", "deprecate support", "stop supporting", "stopped supporting", "not support"}
)

// versions finds demands on the versions of databases, services, languages and
// tools, in headings, list items, table rows and prose.
func versions(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == tagBlock || b.section.zone == trouble {
		return nil
	}
	if b.kind == rowBlock {
		return b.versionRow()
	}
	var out []Fact
	for _, s := range b.sentences() {
		if isExampleText(s) {
			continue
		}
		named := b.page.profile.softwareIn(s.wording())
		if len(named) == 0 {
			continue
		}
		toks := s.tokens()
		gone, mentions := b.dropped(s, toks, named)
		out = append(out, gone...)
		for _, sw := range named {
			for i := range toks {
				n := matchWords(toks, i, sw.Words)
				if n == 0 || mentions[i] || longerMatch(b.page.profile, toks, i, n) {
					continue
				}
				if conditional(toks, i) && !(i == 1 && at(toks, i+n).text == "," && isNumber(at(toks, i+n+1))) || b.otherProduct(s, toks, i) {
					continue
				}
				out = append(out, b.version(s, toks, i, i+n, sw)...)
			}
		}
	}
	return out
}

// softwareIn lists the software a text may name; nearly none names any.
func (p *Profile) softwareIn(w wording) []Software {
	var out []Software
	for _, sw := range p.Software {
		if slices.ContainsFunc(sw.Words, w.words.has) {
			out = append(out, sw)
		}
	}
	return out
}

// longerMatch says whether a longer name begins at i ("docker compose" where
// "docker" matched).
func longerMatch(p *Profile, toks []token, i, n int) bool {
	return slices.ContainsFunc(p.Software, func(s Software) bool { return matchWords(toks, i, s.Words) > n })
}

// version reads the demand on one mention of a piece of software.
func (b *block) version(s sentence, toks []token, from, to int, sw Software) []Fact {
	if chart := chartAt(toks, to); chart > 0 {
		if sw.Name == "helm" {
			return nil
		}
		return b.chart(s, toks, chart, sw)
	}
	if at(toks, to).text == ":" && b.kind == itemBlock && b.section.zone == requirement {
		to++ // "X: 8.0"
	}
	if isNumber(at(toks, to)) && slices.Contains([]string{"→", "->", "=>"}, at(toks, to+1).text) {
		return nil // "x 1 → x 2": the second one counts
	}
	if at(toks, to).text == ")" {
		to++ // "a managed service (X) engine version 8.0"
	}
	if at(toks, to).lower == "engine" && at(toks, to+1).lower == "version" {
		to++
	}
	found := bounds(toks, to)
	if len(found) == 1 && found[0].op == Equal && b.section.zone == requirement && containsAny(b.section.title, []string{"minimum", "at least"}) {
		found[0].op = AtLeast
	}
	if at(toks, to).lower == "from" && isNumber(at(toks, to+1)) && at(toks, to+2).lower == "to" && s.says(shiftWords) {
		found = bounds(toks, to+2) // "bump x from 1 to 2"
	}
	if found == nil && b.kind == itemBlock && containsAny(b.label(), sw.Words) && to == labelEnd(toks, sw) {
		found = runningVersion(toks, to)
	}
	if found == nil {
		found = distantBounds(toks, to)
	}
	led := false
	if found == nil && from == 1 && at(toks, 0).lower == "for" && at(toks, to).text == "," {
		if found = bounds(toks, to+1); len(found) > 0 && found[0].op == Equal {
			found = nil
		}
		led = len(found) > 0 // "for x, 8.10 or above"
	}
	if found == nil && from == 0 && b.kind == itemBlock {
		found = itemBounds(toks, to) // "x for y, which needs to be 8.3 or higher"
	}
	if len(found) == 0 || found[0].op == Equal && (phrase(toks, from-2, "support", "for") || phrase(toks, from-2, "from", "the")) {
		return nil
	}
	if w := at(toks, from-1).lower; found[0].op == Equal && (w == "from" || (w == "support" || w == "supports") && at(toks, from-2).lower == "now") {
		return nil
	}
	if found[0].op == Equal && fails(s) {
		return nil // "x 17 will fail": what the demand is, another sentence says
	}
	if found[0].op == Equal && s.says([]string{"minimum versions", "minimum version is", "minimum supported versions"}) {
		found[0].op = AtLeast
	}
	for j := max(0, from-3); j < from && found[0].op == Equal; j++ {
		switch toks[j].lower { // "the minimum supported x version is 2", "at least x 2"
		case "minimum", "lowest", "least":
			found[0].op = AtLeast
		case "maximum", "highest":
			found[0].op = AtMost
		}
	}
	if (found[0].op == Less || found[0].op == AtMost && isLower(toks, found[0])) && fails(s) {
		found[0].op = map[Op]Op{Less: AtLeast, AtMost: Greater}[found[0].op] // what is older fails
	}
	older := found[0].op == Equal && slices.Contains([]string{"before", "below"}, at(toks, from-1).lower) && (fails(s) || s.says([]string{"won't", "will not"}))
	if older {
		found[0].op = AtLeast // "anything before x 2 will not work"
	}
	kind, ok := b.demand(s, found)
	if (older || led) && (b.section.zone.declared() || b.section.zone == requirement) {
		kind, ok = Requirement, true
	}
	if !ok && fails(s) && b.section.zone.declared() && found[0].op == AtLeast {
		kind, ok = b.section.zone.kind(), true
	}
	if !ok {
		return nil
	}
	var out []Fact
	for _, bd := range found {
		if bd.op == Equal && (strings.HasSuffix(strings.ToLower(bd.value), ".x") || kind == Requirement && !strings.Contains(bd.value, ".")) {
			bd.value = strings.TrimSuffix(strings.TrimSuffix(bd.value, ".x"), ".X") + ".x"
			if !strings.Contains(s.text[bd.start:bd.end], "x") && !strings.Contains(s.text[bd.start:bd.end], "X") {
				bd.value = strings.TrimSuffix(bd.value, ".x")
			}
		}
		detail := ""
		if bd.op == AtMost || bd.op == Less {
			detail = "maximum"
		}
		f := Fact{
			Kind: kind, Subject: Subject{Type: sw.Type, Engine: sw.Engine, Name: sw.Name}, Confidence: Inferred,
			Expect: &Expect{Op: bd.op, Value: bd.value, Text: strings.Trim(s.text[bd.start:bd.end], "() ")}, Evidence: []Evidence{b.cite(s)},
		}
		if b.kind == itemBlock || b.kind == headingBlock {
			if len(toks) <= to-from+8 {
				f.Confidence = Exact
			}
		}
		f.ID = identity(f.Subject, detail)
		f.Summary = versionSummary(sw, f.Expect)
		if v := b.subjectRelease(toks, from); !v.IsZero() {
			f.Version = Optional(v.String())
		}
		out = append(out, f)
	}
	return out
}

// listOfSupport says whether the list an item stands in is introduced by little
// else than "we support".
func (b *block) listOfSupport() bool {
	lead := b.lead
	for lead != nil && lead.kind == itemBlock {
		lead = lead.lead
	}
	return lead != nil && lead.kind == paragraphBlock && len(lead.whole().tokens()) <= 6 && lead.says([]string{"support", "supports", "supported", "require", "requires", "required"})
}

// fails says whether a sentence is about what does not work any more.
func fails(s sentence) bool {
	return s.says([]string{"will not start", "does not start", "won't start", "will not work", "does not work", "not supported", "unsupported", "no longer work", "no longer works", "nor will", "fails", "will fail", "is refused", "are refused", "rejected"})
}

// isLower says whether a bound was written as "8 or older".
func isLower(toks []token, bd bound) bool {
	return slices.ContainsFunc(toks, func(t token) bool {
		return t.start >= bd.start && t.end <= bd.end && slices.Contains([]string{"older", "earlier", "lower", "below"}, t.lower)
	})
}

// demand decides whether a version next to a name is a demand, and of which
// kind. A heading or item that consists of little else is one where
// requirements stand, or when it carries a comparison.
func (b *block) demand(s sentence, found []bound) (Kind, bool) {
	text := s.String()
	compared := slices.ContainsFunc(found, func(x bound) bool { return x.op != Equal })
	shifts := s.says(shiftWords)
	supports := s.says(supportWords)
	short := len(s.tokens()) <= 16
	if z := b.section.zone; z.declared() || z == changes || z == requirement {
		supports = supports || s.says([]string{"can be installed on", "can be installed with", "runs on", "works with", "work with"})
	}
	switch {
	case s.says([]string{"eol", "end of life", "end-of-life", "already shipping", "already ships"}):
	case b.kind == headingBlock && !compared && !(s.says([]string{"version"}) && strings.Contains(text, "(")) && len(s.tokens()) > 4:
	case compared && b.kind == itemBlock && b.listOfSupport():
		return Requirement, true
	case supports && (compared || b.supportsNear(s, found)):
		return Requirement, true
	case shifts && !strings.HasPrefix(strings.ToLower(text), "if ") && (b.section.zone == breaking || b.section.zone == changes):
		if compared {
			return Requirement, true
		}
		return BreakingChange, true
	case strings.Contains(b.label(), "ersion") && s.says([]string{"running version"}) && b.section.zone != plain:
		return Requirement, true
	case compared && (b.kind == headingBlock || b.kind == itemBlock) && short:
		return Requirement, true
	case b.kind == headingBlock && s.says([]string{"version"}) && short && !shifts && strings.Contains(text, "("):
		return Requirement, true
	case b.section.zone == requirement && (b.kind == itemBlock || b.kind == headingBlock) && short:
		return Requirement, true
	case b.section.zone.declared() && at(s.tokens(), 0).lower == "install" && short:
		return Requirement, true
	case compared && b.kind == paragraphBlock && b.section.zone != news && (asksToUse(s, found) || b.section.zone == requirement && short):
		return Requirement, true
	}
	return "", false
}

// asksToUse says whether a sentence has its reader use the version: "use x 8.3
// or higher", "take a dump with x 8.3 or higher".
func asksToUse(s sentence, found []bound) bool {
	toks := s.tokens()
	first := at(toks, 0).lower
	if !slices.Contains([]string{"use", "take", "install", "run", "make", "create", "dump", "start"}, first) {
		return false
	}
	return found[0].op == AtLeast || found[0].op == Greater
}

// conditional says whether a mention only says when a sentence holds: "on x 15
// or higher, …".
func conditional(toks []token, from int) bool {
	return slices.Contains([]string{"on", "for", "if", "when", "in", "under"}, at(toks, from-1).lower) &&
		(from == 1 || slices.ContainsFunc(toks[:from], func(t token) bool { return t.text == "," || t.lower == "if" || t.lower == "when" }))
}

// otherProduct says whether a sentence is about what something else needs:
// its subject is a name the profile does not know.
func (b *block) otherProduct(s sentence, toks []token, before int) bool {
	for i := 1; i < before && i < 4; i++ {
		if !slices.Contains([]string{"needs", "requires", "supports"}, toks[i].lower) {
			continue
		}
		subject := s.text[toks[0].start:toks[i-1].end]
		p := b.page.profile
		known := append([]string{p.Product, "server", "client", "ingestion", "connector", "release", "version", "migration", "it", "this", "which", "chart", "plugin", "api", "sdk", "ui", "image", "application", "script", "installation", "framework"}, p.Aliases...)
		for _, sw := range p.Software {
			known = append(known, sw.Words...)
		}
		return i <= 2 && b.section.zone == plain && subject[0] >= 'A' && subject[0] <= 'Z' && !containsAny(subject, known) && !slices.ContainsFunc(toks[:i], isNumber)
	}
	return false
}

// supportsNear says whether the words of support stand close to the version: a
// sentence that has both need not connect them.
func (b *block) supportsNear(s sentence, found []bound) bool {
	toks := s.tokens()
	for i, t := range toks {
		if t.start != found[0].start {
			continue
		}
		lo, hi := max(0, i-9), min(len(toks), i+12)
		near := s.text[toks[lo].start:toks[hi-1].end]
		return containsAny(near, supportWords) && negation(toks[lo:i]) < 0
	}
	return true
}

// distantBounds reads "X version for A and B … to 7.16.3", "X versions for the
// framework are 3.9 and 3.10": the number comes later in the clause.
func distantBounds(toks []token, i int) []bound {
	if w := at(toks, i).lower; w != "version" && w != "versions" {
		if !(w == "database" || w == "container" || w == "server" || w == "image" || w == "service" || w == "engine" || w == "cluster" || w == "clusters" || w == "servers" || w == "databases" || w == "instances") {
			return nil
		}
	}
	for j := i + 1; j < len(toks); j++ {
		t := toks[j]
		if t.kind == punct && strings.ContainsAny(t.text, ".;:()|") {
			return nil
		}
		if slices.Contains([]string{"to", "are", "is", "upto", "up", "below", "least"}, t.lower) {
			if found := bounds(toks, j); len(found) > 0 {
				return found
			}
		}
		if t.lower == "from" {
			return nil
		}
	}
	return nil
}

// itemBounds reads the comparison in an item that opens with a name, wherever it
// stands in its sentence.
func itemBounds(toks []token, i int) []bound {
	for j := i; j < len(toks); j++ {
		if !isNumber(toks[j]) && len(specBounds(toks[j])) == 0 {
			continue
		}
		from := j
		for from > i && from > j-3 && (slices.Contains([]string{"at", "least", "than", "newer", "higher", "minimum"}, toks[from-1].lower) || comparator(toks[from-1].text) != "") {
			from--
		}
		if found := bounds(toks, from); len(found) > 0 && found[0].op != Equal && found[0].op != In {
			return found
		}
		return nil
	}
	return nil
}

// labelEnd is where the first mention of the software ends.
func labelEnd(toks []token, sw Software) int {
	for i := range toks {
		if n := matchWords(toks, i, sw.Words); n > 0 {
			return i + n
		}
	}
	return -1
}

// runningVersion reads "verify whether the server is running version 8.x" after
// a label that names the software.
func runningVersion(toks []token, i int) []bound {
	for j := i; j+1 < len(toks); j++ {
		if toks[j].lower == "version" && isNumber(toks[j+1]) && slices.ContainsFunc(toks[i:j], func(t token) bool {
			return slices.Contains([]string{"running", "must", "verify", "requires", "least", "ensure"}, t.lower)
		}) {
			return bounds(toks, j)
		}
	}
	return nil
}

// chartAt says where a chart's name ends when toks[i:] go on with "Helm Chart".
func chartAt(toks []token, i int) int {
	if at(toks, i).lower == "helm" {
		i++
	}
	if w := at(toks, i).lower; w == "chart" || w == "charts" {
		return i + 1
	}
	return 0
}

// chart reads the version a release moves a dependency's chart to.
func (b *block) chart(s sentence, toks []token, i int, sw Software) []Fact {
	if !s.says(shiftWords) {
		return nil
	}
	value := ""
	for j := i; j < len(toks); j++ {
		if toks[j].lower == "to" && isNumber(at(toks, j+1)) {
			value = toks[j+1].text
			break
		}
	}
	if value == "" {
		return nil
	}
	f := Fact{
		Subject: Subject{Type: HelmValue, Name: sw.Name + " chart"}, Expect: &Expect{Op: Equal, Value: value, Text: value},
		Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("The %s chart of the dependencies is version %s.", displayName(sw), value),
	}
	return []Fact{f}
}

// dropped reads the end of support for a version: "dropped support for Python
// 3.8", "the last one with support for X 2", "support for Y 5.7 is deprecated".
// It also returns where the mentions stand, which are then no demands.
func (b *block) dropped(s sentence, toks []token, named []Software) (out []Fact, mentions map[int]bool) {
	mentions = map[int]bool{}
	from, word := -1, ""
	for _, w := range dropWords {
		if i := s.wording().index(w); i >= 0 && (from < 0 || i < from) {
			from, word = i, w
		}
	}
	for i, t := range toks { // "deprecating Python 3.9"
		if a := verbs[t.lower]; from < 0 && (a == removed || a == deprecated) {
			for _, sw := range named {
				if n := matchWords(toks, i+1, sw.Words); n > 0 && isNumber(at(toks, i+1+n)) {
					from, word = t.start-s.start, t.lower
				}
			}
		}
	}
	if i := s.wording().index("support for"); from < 0 && i >= 0 {
		for _, t := range toks {
			if a := verbs[t.lower]; (a == removed || a == deprecated || t.lower == "ends" || t.lower == "ended") && t.start > s.start+i {
				from, word = i, t.lower
				break
			}
		}
	}
	p := b.page.profile
	last := -1 // token of the last mention; further ones have to be joined to it
	for i := range toks {
		for _, sw := range named {
			n := matchWords(toks, i, sw.Words)
			if n == 0 || longerMatch(p, toks, i, n) {
				continue
			}
			next := at(toks, i+n)
			if next.lower == "version" || next.lower == "versions" {
				next = at(toks, i+n+1)
			}
			if !isNumber(next) {
				continue
			}
			if b.section.zone == deprecation && from < 0 && s.says(lastOnes) {
				from, word = toks[i].start-s.start, "last one"
			}
			led := from >= 0 && toks[i].start >= s.start+from && (last < 0 && toks[i].start-s.start-from <= 60 || last >= 0 && joined(toks[last:i]))
			if !led && !endsAfter(toks, next, b.section.zone == deprecation) {
				continue
			}
			last = i + n
			mentions[i] = true
			if b.section.zone == plain || b.section.zone == news {
				continue
			}
			if floor := olderNumber(toks, next); floor != "" { // "x 2 older than 2.19"
				f := Fact{
					Kind: Requirement, Subject: Subject{Type: sw.Type, Engine: sw.Engine, Name: sw.Name},
					Expect: &Expect{Op: AtLeast, Value: floor, Text: "not older than " + floor}, Confidence: Inferred, Evidence: []Evidence{b.cite(s)},
				}
				f.Summary = versionSummary(sw, f.Expect)
				out = append(out, f)
				continue
			}
			for _, value := range listedNumbers(toks, next) {
				f := Fact{
					Kind: BreakingChange, Subject: Subject{Type: sw.Type, Engine: sw.Engine, Name: sw.Name},
					Expect: &Expect{Op: Absent, Value: value, Text: "not " + value}, Confidence: Inferred, Evidence: []Evidence{b.cite(s)},
					Summary: fmt.Sprintf("%s %s is no longer supported.", displayName(sw), value),
				}
				if b.section.zone == deprecation || strings.HasPrefix(word, "last ") || endsWith(toks, next) || word == "" && deprecatedAfter(toks, next) || verbs[word] == deprecated || strings.HasPrefix(word, "deprecat") {
					f.Kind = Deprecation
					f.Summary = fmt.Sprintf("Support for %s %s is about to end.", displayName(sw), value)
				}
				for _, c := range s.changes(p) {
					if f.Kind == Deprecation && c.act == removed && c.future && !c.in.IsZero() {
						f.RemovedIn = Optional(c.in.String())
					}
				}
				if v := s.release(toks, next); !v.IsZero() && s.says([]string{"since"}) {
					f.Version = Optional(v.String())
				}
				f.ID = identity(f.Subject, value)
				out = append(out, f)
			}
		}
	}
	return out, mentions
}

// deprecatedAfter says whether a version is called deprecated.
func deprecatedAfter(toks []token, number token) bool {
	i := indexOf(toks, number) + 1
	return slices.ContainsFunc(toks[min(i, len(toks)):min(i+3, len(toks))], func(t token) bool { return t.kind == word && verbs[t.lower] == deprecated })
}

// endsWith says whether support is said to end with a release, which then still
// has it.
func endsWith(toks []token, number token) bool {
	i := indexOf(toks, number)
	return phrase(toks, i+1, "support", "ends", "with") || phrase(toks, i+1, "ends", "with")
}

// lastOnes are the words for the release after which something goes.
var lastOnes = []string{"last one", "last release", "last version"}

// olderNumber is the version after "older than" behind another one.
func olderNumber(toks []token, number token) string {
	i := indexOf(toks, number)
	if slices.Contains([]string{"older", "lower", "earlier"}, at(toks, i+1).lower) && at(toks, i+2).lower == "than" && isNumber(at(toks, i+3)) {
		return trimV(toks[i+3].text)
	}
	return ""
}

// listedNumbers are the versions in a list that begins with first.
func listedNumbers(toks []token, first token) []string {
	out := []string{trimV(first.text)}
	for i := indexOf(toks, first) + 1; i+1 < len(toks); i += 2 {
		if w := toks[i].lower; w != "," && w != "and" && w != "or" || !isNumber(toks[i+1]) {
			break
		}
		out = append(out, trimV(toks[i+1].text))
	}
	return out
}

// endsAfter says whether what follows a version says that its support is over:
// "is no longer supported", "support ends"; where deprecations stand, "is
// reaching its end of life" says so, too.
func endsAfter(toks []token, number token, deprecating bool) bool {
	i := indexOf(toks, number) + 1
	limit := i + 4
	for j := i; j < len(toks) && j <= limit; j++ {
		if w := toks[j].lower; (w == "and" || w == "or" || w == ",") && isNumber(at(toks, j-1)) { // "x 7 and y 1 are not supported"
			if k := slices.IndexFunc(toks[j:min(len(toks), j+4)], isNumber); k > 1 && !slices.ContainsFunc(toks[j+1:j+k], func(t token) bool { return t.lower == "therefore" || t.lower == "so" || t.lower == "hence" }) {
				j, limit = j+k, j+k+4
				continue
			}
		}
		t, next := toks[j].lower, at(toks, j+1).lower
		switch {
		case t == "no" && next == "longer", t == "stops" && next == "working", t == "not" && (next == "supported" || next == "compatible"), t == "unsupported":
			return true
		case deprecating && (t == "eol" || t == "end" && next == "of" && at(toks, j+2).lower == "life"):
			return true
		case (t == "lose" || t == "loses" || t == "lost") && next == "support":
			return true
		case (t == "and" || t == "or" || t == ",") && isNumber(at(toks, j+1)):
		case t == "support" && slices.Contains([]string{"ends", "ended", "is", "was", "has"}, next):
			return true
		case j <= i+3 && (verbs[t] == removed || verbs[t] == deprecated) && toks[j].kind == word:
			return true
		case toks[j].kind == punct && t != "(" && t != ")" && t != ",", t == "or" || t == "and":
			return false
		}
	}
	return false
}

// joined says whether only a version and a conjunction stand between two
// mentions.
func joined(between []token) bool {
	for _, t := range between {
		if !isNumber(t) && t.lower != "and" && t.lower != "or" && t.text != "," && t.lower != "version" && t.lower != "older" && t.lower != "lower" && t.lower != "earlier" && t.lower != "than" {
			return false
		}
	}
	return true
}

// subjectRelease is the release a sentence is about when its subject is the
// product with a number: "OpenMetadata 1.2 will support Python 3.8".
func (b *block) subjectRelease(toks []token, before int) Version {
	for i := before - 1; i > 0; i-- {
		if !isRelease(toks[i].text) || toks[i].kind == word {
			continue
		}
		next := at(toks, i+1).lower
		led := strings.EqualFold(toks[i-1].text, b.page.profile.Product)
		if led || slices.Contains([]string{"supports", "requires", "needs"}, next) && !softwareBefore(b.page.profile, toks, i) {
			v, _ := ParseVersion(toks[i].text)
			return v
		}
	}
	return Version{}
}

// versionSummary says in words which version is demanded.
func versionSummary(sw Software, e *Expect) string {
	name := displayName(sw)
	switch e.Op {
	case AtLeast:
		return fmt.Sprintf("%s must be %s or later.", name, e.Value)
	case AtMost:
		return fmt.Sprintf("%s must be no later than %s.", name, e.Value)
	case Less:
		return fmt.Sprintf("%s must be older than %s.", name, e.Value)
	case Greater:
		return fmt.Sprintf("%s must be newer than %s.", name, e.Value)
	case In:
		return fmt.Sprintf("%s must be one of %s.", name, e.Value)
	}
	return fmt.Sprintf("%s must be %s.", name, e.Value)
}

func displayName(sw Software) string {
	if sw.Title != "" {
		return sw.Title
	}
	if sw.Type == ToolVersion {
		return sw.Name
	}
	return strings.ToUpper(sw.Name[:1]) + sw.Name[1:]
}

package facts

import (
	"slices"
	"strings"
)

// act is what a sentence says happened, or will happen, to its subject.
type act string

const (
	removed    act = "removed"
	deprecated act = "deprecated"
	renamed    act = "renamed"
	replaced   act = "replaced"
	moved      act = "moved"
	changed    act = "changed"
)

// verbs are the words of change, with what they say.
var verbs = map[string]act{
	"rename": renamed, "renamed": renamed, "renames": renamed, "renaming": renamed,
	"replace": replaced, "replaced": replaced, "replaces": replaced, "replacing": replaced, "superseded": replaced,
	"remove": removed, "removed": removed, "removes": removed, "removing": removed, "removal": removed,
	"drop": removed, "dropped": removed, "drops": removed, "dropping": removed,
	"delete": removed, "deleted": removed, "deletes": removed, "deleting": removed,
	"discontinue": removed, "discontinued": removed, "discontinuing": removed,
	"gone": removed, "eliminated": removed, "retired": removed, "unsupported": removed, "sunset": removed,
	"deprecate": deprecated, "deprecated": deprecated, "deprecates": deprecated, "deprecating": deprecated, "obsolete": deprecated,
	"split": replaced, "merged": replaced, "folded": replaced,
	"blocked": removed, "ignored": removed, "disappears": removed, "disappear": removed, "withdrawn": removed, "abandoned": removed, "rejected": removed,
	"nested": moved, "grouped": moved, "consolidated": moved,
	"move": moved, "moved": moved, "moves": moved, "moving": moved, "migrated": moved, "relocated": moved, "migrating": moved,
	"change": changed, "changed": changed, "changes": changed, "updated": changed, "updating": changed,
	"converted": changed, "restructured": changed, "reorganized": changed, "reorganised": changed, "switched": changed,
	"raised": changed, "increased": changed, "lowered": changed, "reduced": changed,
}

var (
	auxiliaries = []string{"is", "are", "was", "were", "be", "been", "being", "gets", "get", "it's", "now"}
	adverbs     = []string{"now", "also", "completely", "fully", "officially", "already", "just", "recently", "entirely", "permanently", "automatically", "internally", "finally", "hence", "currently", "therefore", "thus"}
	// boundaries end a noun phrase
	boundaries = []string{"to", "from", "in", "with", "since", "as", "because", "which", "that", "by", "for", "so", "when", "while", "if", "due", "into", "on", "under", "at", "instead", "who", "where", "after", "before", "during", "until", "and then", "but", "hence"}
	slotNouns  = []string{"field", "fields", "property", "properties", "attribute", "key", "keys", "parameter", "option", "flag", "column", "variable"}
	emphasis   = []string{"not", "only", "required", "requires", "removed", "must", "all", "no", "now", "deprecated", "before", "after", "new", "important", "note", "warning", "always", "never", "without"}
	pronouns   = []string{"it", "them", "this", "these", "those", "that", "they"}
	fillers    = []string{"the", "a", "an", "all", "any", "our", "your", "their", "its", "some", "following", "existing", "new", "old", "we", "you", "old-style", "has", "have", "had", "will", "would", "that", "these", "this", "those", "both"}
)

// change is one act and what it is done to.
type change struct {
	act         act
	verb        token
	future      bool    // will be done, not done yet
	subjects    []token // identifiers, or a run of plain words
	replacement []token
	value       string  // the value of the subject that goes, when only that does
	in          Version // the release named with it
	pronoun     bool    // the subject is named only by a pronoun
	negated     bool
	idiom       bool    // said by an idiom, not by a verb
	owners      []token // what the subjects are fields of
	since       Version // of a removal: the release that deprecated the subject
}

// changeWords are the words of which a sentence of change has at least one.
var changeWords = func() []string {
	words := []string{"no more", "rid", "not", "isn", "aren", "doesn", "deprecation", "instead", "in place of", "over", "now", "import", "no longer", "no more", "anymore", "any more", "any longer", "go away", "goes away", "went away", "last"}
	for v := range verbs {
		words = append(words, v)
	}
	for _, id := range idioms {
		words = append(words, strings.Join(id.words, " "))
	}
	slices.Sort(words)
	return words
}()

// changes reads a sentence, once for all detectors, for what it says was, is or
// will be changed.
func (s sentence) changes(p *Profile) []change {
	s.read.change.Do(func() { s.read.said = s.readChanges(p) })
	return slices.Clip(s.read.said) // nobody changes what others read
}

func (s sentence) readChanges(p *Profile) []change {
	if strings.HasSuffix(s.String(), "?") {
		return nil // a question states nothing
	}
	if strings.IndexByte(s.String(), '>') < 0 && !strings.Contains(s.String(), "→") && !s.wording().words.hasAny(changeSigns) {
		return nil
	}
	toks := s.tokens()
	var out []change
	for i, t := range toks {
		a, ok := verbs[t.lower]
		if !ok || t.kind != word || s.isNounUse(toks, i) {
			if !ok && i > 0 && t.lower == "for" && slices.Contains([]string{"removal", "deprecation"}, at(toks, i+1).lower) &&
				slices.Contains([]string{"scheduled", "planned", "slated", "marked", "due"}, toks[i-1].lower) {
				c := change{act: removed, verb: toks[i+1], future: true, subjects: p.terms(bareSubject(toks[clauseStart(toks, i) : i-1]))}
				if toks[i+1].lower == "deprecation" {
					c.act = deprecated
				}
				out = append(out, c)
				continue
			}
			if arrow := t.text == "→" || t.text == "->" || t.text == "=>" || t.text == "-" && at(toks, i+1).text == ">"; arrow {
				was, is := identifiers(toks[clauseStart(toks, i):i], p), identifiers(nounPhrase(toks[i+1:]), p)
				if t.text == "-" {
					is = identifiers(nounPhrase(toks[min(len(toks), i+2):]), p)
				}
				if len(was) == 1 && len(is) == 1 && was[0].text != is[0].text {
					out = append(out, change{act: renamed, verb: t, subjects: was, replacement: is})
				}
				continue
			}
			if !ok && (phrase(toks, i, "instead", "of") || phrase(toks, i, "place", "of") && at(toks, i-1).lower == "in" || t.lower == "over" && slices.ContainsFunc(toks[:i], func(t token) bool { return t.lower == "prefer" })) {
				// "use x instead of y": x takes the place of y
				c := change{act: replaced, verb: t, subjects: identifiers(nounPhrase(toks[i+1:]), p)}
				if t.lower == "over" {
					out = append(out, c)
					continue
				}
				before := toks[clauseStart(toks, i):i]
				if len(before) == 0 && at(toks, i-1).text == "," {
					before = toks[clauseStart(toks, i-1) : i-1] // "there is `x` now, instead of `y`"
				}
				if ids := identifiers(before, p); len(c.subjects) > 0 && len(ids) > 0 && slices.ContainsFunc(before, func(t token) bool {
					return slices.Contains(takes, t.lower)
				}) {
					if inCode := slices.DeleteFunc(slices.Clone(ids), func(t token) bool { return t.kind != code }); len(inCode) > 0 {
						ids = inCode
					}
					c.replacement = trailingList(before, ids)
				}
				if len(c.subjects) > 0 && len(c.replacement) > 0 {
					out = append(out, c)
				}
				continue
			}
			if !ok && phrase(toks, i-1, "now", "called") && len(identifiers(toks[i+1:min(len(toks), i+2)], p)) > 0 {
				next := toks[i+1 : i+2 : i+2]
				before := bareSubject(toks[clauseStart(toks, i):i])
				c := change{act: renamed, verb: t, subjects: p.terms(before), replacement: next}
				c.subjects, c.owners = owned(before, c.subjects)
				out = append(out, c)
				continue
			}
			if c := s.whatWas(toks, i, p); !ok && c != nil {
				out = append(out, *c)
				continue
			}
			if article := at(toks, i+1).lower; !ok && t.lower == "now" && (article == "a" || article == "an") && at(toks, i+2).kind == code && slices.Contains([]string{"is", "are"}, at(toks, i-1).lower) {
				if ids := identifiers(toks[clauseStart(toks, i):i], p); len(ids) == 1 && ids[0].kind == code {
					out = append(out, change{act: changed, verb: t, subjects: ids, replacement: toks[i+2 : i+3]})
				}
				continue
			}
			if next := at(toks, i+1); !ok && t.lower == "now" && next.kind == code && !isVersion(next.text) && !isLiteral(next) && (slices.Contains([]string{"is", "are"}, at(toks, i-1).lower) || at(toks, i-1).text == ":" || at(toks, i-1).text == "(") && at(toks, i-2).kind == code {
				out = append(out, change{act: renamed, verb: t, subjects: toks[i-2 : i-1], replacement: toks[i+1 : i+2]})
				continue
			}
			if c := changedImport(toks, i); !ok && c != nil {
				out = append(out, *c)
				continue
			}
			if a, n := phraseOfChange(toks, i); n > 0 && !ok {
				out = append(out, s.phraseChange(toks, i, n, a, p))
				continue
			}
			if c := offered(toks, i, p); !ok && c != nil {
				out = append(out, *c)
				continue
			}
			if !ok && s.endsSupport(toks, i) {
				out = append(out, s.noLonger(toks, i, p))
			}
			continue
		}
		out = append(out, s.change(toks, i, a, p))
	}
	out = withHistory(s, toks, out)
	for i := range out {
		out[i].in = s.release(toks, out[i].verb)
		if out[i].pronoun && i > 0 {
			out[i].subjects = out[i-1].subjects
		}
	}
	return out
}

// withHistory makes one change of "x, deprecated since 1.4, is removed in 1.5".
func withHistory(s sentence, toks []token, all []change) []change {
	var out []change
	for i, c := range all {
		next := i + 1
		if c.act == deprecated && next < len(all) && all[next].act == removed && !all[next].future && len(c.subjects) > 0 &&
			len(all[next].subjects) > 0 && c.subjects[0].start == all[next].subjects[0].start {
			all[next].since = s.release(toks, c.verb)
			continue
		}
		out = append(out, c)
	}
	return out
}

// isNounUse tells "breaking changes", "the update" and "removed items" as
// attributes from verbs.
func (s sentence) isNounUse(toks []token, i int) bool {
	t := toks[i].lower
	prev, next := at(toks, i-1).lower, at(toks, i+1).lower
	switch t {
	case "change", "changes":
		return !slices.Contains([]string{"we", "to", "will", "would", "must", "can"}, prev)
	case "nested", "grouped":
		return slices.Contains([]string{"a", "an", "the", "into", "of"}, prev)
	case "rename":
		if next == "of" {
			return true
		}
		fallthrough
	case "move", "drop", "delete", "remove", "replace", "deprecate", "removes", "moves":
		return slices.Contains([]string{"the", "a", "this", "to", "you", "can", "please", "should"}, prev) && prev != "to" ||
			(prev == "to" && !slices.Contains([]string{"going", "decided", "plan", "planning", "need", "want"}, at(toks, i-2).lower) && !slices.Contains([]string{"needs", "need"}, at(toks, i-2).lower))
	case "deprecated", "removed", "renamed", "updated", "changed", "unsupported":
		if slices.Contains([]string{"the", "a", "any", "all", "these", "previously"}, prev) && at(toks, i+1).kind == code {
			return true // "the deprecated `x`"
		}
		return slices.Contains([]string{"the", "a", "any", "fix", "of"}, prev) && next != "" && at(toks, i+1).kind == word && !slices.Contains(boundaries, next)
	case "removal":
		return !strings.HasPrefix(next, ":") && next != "of"
	}
	return false
}

// endsSupport recognises the phrases that say a thing is gone without a verb of
// removal: "no longer", "not … anymore", "not needed".
func (s sentence) endsSupport(toks []token, i int) bool {
	t, next := toks[i].lower, at(toks, i+1).lower
	switch {
	case t == "no" && next == "longer":
		return true
	case (t == "anymore" || t == "any" && (next == "more" || next == "longer")) && toks[i].kind == word:
		return true
	case t == "no" && next == "more" && at(toks, i+2).kind == punct:
		return true
	case (t == "go" || t == "goes" || t == "went") && next == "away":
		return true
	case t == "last" && slices.Contains([]string{"release", "one", "version"}, next):
		return true
	}
	return false
}

func (s sentence) noLonger(toks []token, i int, p *Profile) change {
	c := change{act: removed, verb: toks[i]}
	start := clauseStart(toks, i)
	before := toks[start:i]
	if toks[i].lower != "last" {
		c.subjects = p.terms(bareSubject(before))
		if neg := negation(before); neg >= 0 {
			subject, rest := bareSubject(before[:neg]), before[neg+1:]
			c.subjects = p.terms(subject)
			// "the image will not ship the x anymore": x is what is gone
			if len(rest) > 1 && slices.Contains(offers, rest[0].lower) && len(identifiers(rest, p)) > 0 {
				c.subjects = identifiers(rest, p)
			}
		} else if slices.Contains([]string{"go", "goes", "went"}, toks[i].lower) {
			c.future = slices.ContainsFunc(before, func(t token) bool { return t.lower == "will" })
			if len(c.subjects) == 0 || len(identifiers(c.subjects, p)) == 0 {
				c.subjects = identifiers(toks[:i], p)
			}
		} else if toks[i].lower == "anymore" {
			c.subjects = nil
		} else if after := toks[min(len(toks), i+2):]; len(after) > 1 && slices.Contains(offers, after[0].lower) {
			if ids := identifiers(nounPhrase(after[1:]), p); len(ids) > 0 {
				c.subjects = ids
			} else {
				c.act = changed // "x no longer accepts y": x is still there
			}
		}
		if len(c.subjects) == 1 && slices.Contains(pronouns, c.subjects[0].lower) {
			c.subjects, c.pronoun = nil, true
		}
		c.subjects, c.owners = owned(before, c.subjects)
		return c
	}
	for len(before) > 0 && (slices.Contains(auxiliaries, before[len(before)-1].lower) || slices.Contains(fillers, before[len(before)-1].lower)) {
		before = before[:len(before)-1]
	}
	if toks[i].lower == "last" {
		c.future = true
		before = nil
		for j := i + 2; j < len(toks) && toks[j].lower != ":"; j++ {
			if slices.Contains([]string{"for", "from", "allow", "support", "supporting"}, toks[j].lower) && at(toks, j+1).kind != punct {
				before = toks[j+1:]
			}
			if toks[j].lower == "since" || toks[j].lower == "as" {
				break
			}
		}
		c.subjects = p.terms(nounPhrase(before))
		return c
	}
	return c
}

// offers are the verbs whose object goes when they are negated.
var offers = []string{"ship", "ships", "support", "supports", "include", "includes", "provide", "provides", "contain", "contains", "install", "have", "has", "need", "needs", "require", "requires", "use", "uses", "accept", "accepts", "bundle", "allow", "allows"}

// negation is the position of the last word of denial.
func negation(toks []token) int {
	for i := len(toks) - 1; i >= 0; i-- {
		if w := toks[i].lower; w == "not" || w == "never" || w == "no" || strings.HasSuffix(w, "n't") || w == "cannot" {
			return i
		}
	}
	return -1
}

func at(toks []token, i int) token {
	if i < 0 || i >= len(toks) {
		return token{kind: punct}
	}
	return toks[i]
}

// change reads the clause around the verb at i.
func (s sentence) change(toks []token, i int, a act, p *Profile) change {
	c := change{act: a, verb: toks[i]}
	passive, start := voice(toks, i)
	for _, t := range toks[start:i] {
		c.future = c.future || t.lower == "will" || t.lower == "going" || t.lower == "plan" || t.lower == "planning"
		c.negated = c.negated || t.lower == "not" || t.lower == "never"
	}
	after := toks[i+1:]
	if len(after) > 0 && after[0].lower == ":" {
		after = after[1:]
	}
	if !passive {
		after = afterRelease(after)
	}
	var object []token
	switch {
	case passive:
		from := clauseStart(toks, start)
		object = toks[from:start]
		if aside := from - 1; len(object) == 0 && at(toks, aside).text == "," {
			for from = aside - 1; from > 0 && toks[from].text != ","; from-- {
			}
			object = toks[clauseStart(toks, from):from] // "`x`, deprecated since 1.4, is removed"
		}
		if mark := at(toks, from-1).text; len(trimFillers(object)) == 0 && (mark == ":" || mark == "|" || mark == "–" || mark == "—" || mark == "-") {
			object = labelled(toks[:from-1], p) // "`x`: removed, …"
		}
		if head := nounPhrase(trimFillers(object)); len(p.terms(head)) == 1 && len(identifiers(p.terms(head), p)) == 1 {
			object = head // "the x field of y models has been removed": x
		}
	case startsWith(after, "away", "from"):
		after = after[2:]
		object = nounPhrase(after)
	default:
		object = nounPhrase(after)
	}
	if n := len(object); !passive && n > 0 && slices.Contains([]string{"support", "use", "ability", "possibility", "usage", "entry"}, object[n-1].lower) {
		// "removing the support for x": x is what goes
		if rest := toks[indexOf(toks, object[n-1])+1:]; len(rest) > 1 && slices.Contains([]string{"for", "from", "of", "to"}, rest[0].lower) {
			object = nounPhrase(rest[1:])
		}
	}
	if i > 0 && !passive && start == i && toks[i-1].kind == punct && strings.HasSuffix(toks[i].lower, "ed") && len(identifiers(object, p)) == 0 {
		if before := identifiers(toks[:i-1], p); len(before) > 0 {
			object = before // "`x` – deprecated since 1.2"
		}
	}
	if from := fromPhrase(after); len(identifiers(from, p)) > 0 && a != removed && a != deprecated {
		if len(identifiers(object, p)) == 0 || !passive {
			object = from
		} else if a == renamed || a == changed {
			c.value = identifiers(from, p)[0].text // "x is renamed from A to B": a value of x
		}
	}
	if len(object) == 1 && slices.Contains(pronouns, object[0].lower) {
		c.pronoun = true
	}
	if was, is := valuesOf(after); was.text != "" && a != moved && a != removed && len(identifiers(object, p)) > 0 && was.text != identifiers(object, p)[0].text {
		c.value, c.subjects, c.replacement = was.text, identifiers(object, p)[:1], []token{is}
		return c // "the values of x were renamed from a to b"
	}
	c.negated = c.negated || a == removed && staysOptional(after)
	c.subjects = p.terms(object)
	if x, y, ok := valueOf(object, p); ok {
		if strings.HasPrefix(x.text, "-") {
			c.subjects = []token{x} // "the `--x` option of `y`"
		} else {
			c.value, c.subjects = x.text, []token{y} // "the `x` value of `y`"
		}
	}
	if toks[i].lower == "split" && len(p.standsIn(after, c.subjects)) == 0 {
		c.act = changed // into what, the sentence does not say
	}
	if toks[i].lower == "replace" && !passive && start == i && standsForOwn(after) {
		c.subjects = nil
		return c
	}
	if x, owners := owned(object, c.subjects); len(owners) > 0 {
		c.subjects, c.owners = x, owners
	}
	if was, is := pairs(after); !passive && len(was) > 1 {
		c.subjects, c.replacement = was, is
		return c
	}
	also, after := alike(after, p)
	c.subjects = append(c.subjects, also...)
	c.replacement = p.standsIn(after, c.subjects)
	if a == moved && len(c.replacement) == 0 {
		c.replacement = inside(after)
	}
	if named := calledAs(after); a == moved && named.text != "" {
		c.replacement = []token{named} // "moved to the new workflow as `y`"
	}
	if a == renamed && passive && len(c.replacement) == 0 && len(after) > 0 && after[0].kind == code {
		c.replacement = after[:1] // "x has been renamed y"
	}
	if !passive && a == replaced && toks[i].lower == "replace" && toks[i].kind == word && len(c.replacement) == 0 {
		c.replacement = p.terms(toks[clauseStart(toks, start):start]) // "X will replace Y"
	}
	return c
}

func indexOf(toks []token, t token) int {
	return slices.IndexFunc(toks, func(o token) bool { return o.start == t.start })
}

// voice decides whether the verb at i is passive, and where its auxiliaries
// begin.
func voice(toks []token, i int) (passive bool, start int) {
	start = i
	for start > 0 {
		w := toks[start-1].lower
		switch {
		case toks[start-1].kind == word && slices.Contains(auxiliaries, w) && w != "now":
			passive = true
		case toks[start-1].kind == word && (slices.Contains(adverbs, w) || slices.Contains([]string{"has", "have", "will", "not", "would", "going", "to", "had", "we're", "we've", "plan"}, w)):
		default:
			goto done
		}
		start--
	}
done:
	verb := toks[i].lower
	if verb == "gone" {
		return true, start
	}
	if passive && strings.HasSuffix(verb, "ing") {
		return false, start // "we are removing"
	}
	if !passive && start == i && i > 0 && strings.HasSuffix(verb, "ed") {
		// a bare participle after its noun: "`x` command removed."
		next := at(toks, i+1)
		if next.kind == punct && next.lower != ":" && next.lower != "(" || next.lower == "in" && i+1 < len(toks) && toks[i-1].kind != word ||
			(next.lower == "to" || next.lower == "into" || next.lower == "under") && toks[i-1].kind != punct {
			return true, start
		}
	}
	return passive, start
}

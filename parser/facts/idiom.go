package facts

import (
	"slices"
	"strings"
)

// idiom says in several words what became of the subject before it.
type idiom struct {
	words []string
	act   act
}

var idioms = []idiom{
	{[]string{"stops", "working"}, removed},
	{[]string{"stop", "working"}, removed},
	{[]string{"stopped", "working"}, removed},
	{[]string{"taken", "out"}, removed},
	{[]string{"phased", "out"}, removed},
	{[]string{"not", "part", "of"}, removed},
	{[]string{"not", "shipped"}, removed},
	{[]string{"on", "its", "way", "out"}, deprecated},
	{[]string{"is", "out"}, removed},
	{[]string{"are", "out"}, removed},
	{[]string{"live", "in"}, moved},
	{[]string{"lives", "in"}, moved},
	{[]string{"live", "under"}, moved},
	{[]string{"lives", "under"}, moved},
	{[]string{"put", "together", "under"}, moved},
	{[]string{"put", "together", "in"}, moved},
	{[]string{"go", "under"}, moved},
	{[]string{"goes", "under"}, moved},
	{[]string{"is", "called"}, renamed},
	{[]string{"are", "called"}, renamed},
	{[]string{"takes", "the", "place", "of"}, replaced},
	{[]string{"take", "the", "place", "of"}, replaced},
	{[]string{"sits", "in"}, moved},
	{[]string{"sit", "in"}, moved},
	{[]string{"sits", "under"}, moved},
	{[]string{"sit", "under"}, moved},
	{[]string{"have", "no", "effect"}, removed},
	{[]string{"has", "no", "effect"}, removed},
	{[]string{"have", "any", "effect"}, removed},
	{[]string{"doesn't", "exist"}, removed},
	{[]string{"don't", "exist"}, removed},
	{[]string{"do", "not", "exist"}, removed},
	{[]string{"gave", "way"}, replaced},
	{[]string{"gives", "way"}, replaced},
	{[]string{"made", "way"}, replaced},
	{[]string{"now", "known", "as"}, renamed},
	{[]string{"now", "named"}, renamed},
	{[]string{"now", "spelled"}, renamed},
	{[]string{"is", "spelled"}, renamed},
	{[]string{"does", "not", "exist"}, removed},
	{[]string{"used", "to", "be"}, changed},
	{[]string{"now", "returns"}, changed},
	{[]string{"now", "takes"}, changed},
	{[]string{"now", "accepts"}, changed},
	{[]string{"takes", "keyword", "arguments", "only"}, changed},
}

// idiomsBy finds the idioms by their first word: every word is asked for.
var idiomsBy = func() map[string][]idiom {
	by := map[string][]idiom{}
	for _, id := range idioms {
		by[id.words[0]] = append(by[id.words[0]], id)
	}
	return by
}()

// phraseOfChange finds the idiom that stands at toks[i:], and its length.
func phraseOfChange(toks []token, i int) (act, int) {
	for _, id := range idiomsBy[toks[i].lower] {
		if phrase(toks, i, id.words...) {
			return id.act, len(id.words)
		}
	}
	return "", 0
}

// phraseChange reads the clause around an idiom. What an idiom calls changed
// is its subject in code, nothing less: prose uses these words of anything.
func (s sentence) phraseChange(toks []token, i, n int, a act, p *Profile) change {
	before := bareSubject(toks[clauseStart(toks, i):i])
	c := change{act: a, verb: toks[i], subjects: p.terms(before), idiom: true}
	if a == changed {
		c.subjects = slices.DeleteFunc(identifiers(before, p), func(t token) bool { return t.kind != code })
	}
	rest := toks[i+n:]
	if a == removed && toks[i+n-1].lower == "out" && slices.Contains(auxiliaries, toks[i].lower) && at(rest, 0).kind != punct && !phrase(rest, 0, "of", "the") {
		c.subjects = nil // "is out of date" says something else
	}
	if a == replaced || a == renamed || a == moved {
		c.replacement = p.standsIn(rest, c.subjects)
		if next := at(rest, 0); len(c.replacement) == 0 && next.kind == code {
			c.replacement = rest[:1]
		}
		if a == moved && len(c.replacement) == 0 {
			c.subjects = nil // where to, the sentence does not say
		}
	}
	if toks[i+n-1].lower == "of" && a == replaced { // "y takes the place of x"
		c.replacement, c.subjects = identifiers(before, p), identifiers(nounPhrase(rest), p)
		return c
	}
	if toks[i+n-1].lower == "called" && at(rest, 0).kind != code {
		c.subjects = nil
	}
	c.subjects, _ = owned(before, c.subjects)
	return c
}

// changedImport reads "what imports `x` has to import `y`", at the second verb.
func changedImport(toks []token, i int) *change {
	if toks[i].lower != "import" || at(toks, i+1).kind != code || !slices.ContainsFunc(toks[max(0, i-3):i], func(t token) bool {
		return slices.Contains([]string{"must", "should", "have", "has", "need", "needs"}, t.lower)
	}) {
		return nil
	}
	for j := i - 2; j >= 1; j-- {
		if toks[j].kind == code && slices.Contains([]string{"import", "imports", "importing"}, toks[j-1].lower) {
			return &change{act: replaced, verb: toks[i], subjects: toks[j : j+1], replacement: toks[i+1 : i+2]}
		}
	}
	return nil
}

// owned tells a thing from what it belongs to: of "the option `--x` of `y`" and
// "the field `a` of `b` and `c`" it returns x, and a with its owners b and c.
func owned(object, names []token) (things, owners []token) {
	of := slices.IndexFunc(object, func(t token) bool { return t.kind == word && (t.lower == "of" || t.lower == "from") })
	if of < 0 {
		return names, nil
	}
	for _, t := range names {
		if t.start < object[of].start {
			things = append(things, t)
		} else {
			owners = append(owners, t)
		}
	}
	flag := len(things) == 1 && strings.HasPrefix(things[0].text, "-")
	slot := slices.ContainsFunc(object[:of], func(t token) bool { return slices.Contains(slotNouns, t.lower) })
	if len(things) == 0 || len(owners) == 0 || !flag && !slot {
		return names, nil
	}
	return things, owners
}

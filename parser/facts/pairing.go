package facts

import (
	"slices"
	"strings"
)

// takes are the verbs that put what stands before "instead of" in the place of
// what follows.
var takes = []string{"use", "using", "now", "implement", "set", "pass", "call", "configure", "define", "provide", "override", "import", "write", "send", "extend", "inherit", "added"}

// determiners begin a subject of its own after "and".
var determiners = []string{"the", "this", "that", "these", "those", "its", "their", "it", "they", "we", "you", "a", "an"}

// finite says whether some words hold a verb that makes them a clause.
func finite(toks []token) bool {
	for i := len(toks) - 1; i >= 0; i-- {
		if toks[i].kind == punct && toks[i].text != "," {
			return false
		}
		if slices.Contains([]string{"is", "are", "was", "were", "has", "have", "will", "gets", "can", "must", "should", "does"}, toks[i].lower) {
			return true
		}
	}
	return false
}

// whatWas reads "what used to be `x` is now `y`", at "now".
func (s sentence) whatWas(toks []token, i int, p *Profile) *change {
	if toks[i].lower != "now" || !slices.Contains([]string{"is", "are"}, at(toks, i-1).lower) {
		return nil
	}
	start := clauseStart(toks, i)
	if w := at(toks, start).lower; w != "what" {
		return nil
	}
	if !phrase(toks, start+1, "used", "to", "be") && !phrase(toks, start+1, "was") && !phrase(toks, start+1, "were") {
		return nil
	}
	was, is := identifiers(toks[start+1:i], p), identifiers(nounPhrase(toks[i+1:]), p)
	if len(was) == 0 || len(is) == 0 {
		return nil
	}
	return &change{act: renamed, verb: toks[i], subjects: was, replacement: is}
}

// labelled is the name that an item opens with, and nothing else stands before
// what is said of it.
func labelled(before []token, p *Profile) []token {
	if ids := identifiers(before, p); len(ids) > 0 && len(before) <= 2*len(ids)+1 && ids[0].kind == code {
		return before
	}
	return nil
}

// valuesOf reads "from `a` to `b`".
func valuesOf(after []token) (was, is token) {
	for i, t := range after {
		if t.lower == "from" && at(after, i+1).kind == code && (at(after, i+2).lower == "to" || at(after, i+2).lower == "into") && at(after, i+3).kind == code {
			return after[i+1], after[i+3]
		}
		if t.kind == punct {
			break
		}
	}
	return was, is
}

// pairs reads "`a` to `b`, `c` to `d`", after a verb of renaming.
func pairs(after []token, p *Profile) (was, is []token) {
	for i := 0; i+2 < len(after); i++ {
		t := after[i]
		joint := after[i+1].lower
		if t.kind == code && (joint == "to" || joint == "into" || joint == "by" || joint == "with") && after[i+2].kind == code {
			was, is = append(was, t), append(is, after[i+2])
			i += 2
			continue
		}
		if t.kind == code || t.kind == punct && t.text != "," {
			break
		}
	}
	return was, is
}

// inside is the name right after "in" or "inside": where something moved.
func inside(after []token) []token {
	for i, t := range after {
		if i > 3 || t.kind == punct {
			break
		}
		if (t.lower == "in" || t.lower == "inside") && at(after, i+1).kind == code {
			return after[i+1 : i+2]
		}
	}
	return nil
}

// insteadWithin reads what a sentence sends its reader to after saying that
// something is gone: "`x` does not exist anymore, use `y`".
func (p *Profile) insteadWithin(toks []token, c change) []token {
	for i, t := range toks {
		if t.start <= c.verb.start || t.kind != word || !slices.Contains(uses, t.lower) && t.lower != "install" && t.lower != "import" {
			continue
		}
		prev := at(toks, i-1)
		if prev.kind != punct && !slices.Contains([]string{"and", "please", "then", "so", "now", "should", "must", "to"}, prev.lower) {
			continue
		}
		rest := toks[i+1:]
		if first := at(rest, 0).lower; first == "the" && at(rest, 1).lower == "new" {
			rest = rest[2:]
		}
		ids := slices.DeleteFunc(identifiers(nounPhrase(rest), p), func(id token) bool {
			return slices.ContainsFunc(c.subjects, func(s token) bool { return s.text == id.text })
		})
		if len(ids) == 0 && (t.lower == "put" || t.lower == "set" || t.lower == "move") {
			for j, r := range rest[:min(len(rest), 6)] {
				if slices.Contains([]string{"in", "into", "under", "to"}, r.lower) && at(rest, j+1).kind == code {
					return rest[j+1 : j+2] // "and put your values in `y`"
				}
			}
		}
		if len(ids) > 0 {
			return ids
		}
	}
	return nil
}

// generic are the nouns by which a sentence refers to a name given before.
var generic = append([]string{"module", "class", "method", "function", "endpoint", "command", "setting", "name", "path", "one", "table", "script", "image", "package", "value", "syntax", "call", "import"}, slotNouns...)

// refersBack says whether a subject names nothing by itself, "it", "the old
// method", and so speaks of what was named before.
func refersBack(subject string) bool {
	words := headingWords(subject)
	if len(words) == 0 || len(words) > 4 {
		return false
	}
	if first := strings.TrimSuffix(words[0], "'s"); slices.Contains(pronouns, first) && len(words) <= 2 {
		return true
	}
	if !slices.Contains([]string{"the", "this", "that"}, words[0]) {
		return false
	}
	return slices.ContainsFunc(words[1:], func(w string) bool { return slices.Contains(generic, w) })
}

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
func pairs(after []token) (was, is []token) {
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
		if t.start > c.verb.start && (t.lower == "is" || t.lower == "are") && slices.Contains([]string{"everything", "it", "they", "these", "all", "that"}, at(toks, i-1).lower) {
			j := i + 1
			if at(toks, j).lower == "now" {
				j++
			}
			if (at(toks, j).lower == "in" || at(toks, j).lower == "under") && at(toks, j+1).kind == code {
				return toks[j+1 : j+2] // "`x` was removed, everything is in `y`"
			}
		}
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

// offered reads what is not on offer any more: "`x` isn't shipped", "we got rid
// of `x`", "in `y`, not in `x`"; names in code only.
func offered(toks []token, i int, p *Profile) *change {
	inCode := func(list []token) []token {
		return slices.DeleteFunc(identifiers(list, p), func(t token) bool { return t.kind != code })
	}
	switch t := toks[i]; {
	case t.lower == "rid" && at(toks, i+1).lower == "of":
		if ids := inCode(nounPhrase(toks[i+2:])); len(ids) > 0 {
			return &change{act: removed, verb: t, subjects: ids}
		}
	case t.lower == "no" && at(toks, i+1).lower == "more" && at(toks, i+2).kind == code && i == 0:
		return &change{act: removed, verb: t, subjects: toks[i+2 : i+3]} // "no more `x`"
	case t.lower == "not" && at(toks, i-1).text == "," && len(inCode(toks[clauseStart(toks, i-1):i-1])) == 1:
		j := i + 1
		if !slices.Contains([]string{"in", "from", "under"}, at(toks, j).lower) {
			return nil
		}
		j++
		if at(toks, j).kind == code && (at(toks, j+1).kind == punct || j+1 == len(toks)) {
			return &change{act: replaced, verb: t, subjects: toks[j : j+1], replacement: inCode(toks[clauseStart(toks, i-1) : i-1])}
		}
	case t.lower == "isn't" || t.lower == "aren't" || t.lower == "not" && slices.Contains([]string{"is", "are"}, at(toks, i-1).lower):
		next := at(toks, i+2)
		if !slices.Contains(offerings, at(toks, i+1).lower) || next.kind != punct && !slices.Contains([]string{"now", "from", "since", "as"}, next.lower) {
			return nil
		}
		subject := toks[clauseStart(toks, i):i]
		values := slices.ContainsFunc(subject, func(t token) bool {
			return slices.Contains([]string{"option", "options", "value", "values", "mode", "modes", "types"}, t.lower)
		})
		if ids := inCode(subject); len(ids) > 0 && !values {
			return &change{act: removed, verb: t, subjects: ids}
		}
	}
	return nil
}

// offerings are what is done with a thing that a product has.
var offerings = []string{"shipped", "published", "supported", "available", "included", "accepted", "provided", "distributed", "maintained", "bundled", "read", "honored", "honoured", "recognized", "recognised"}

// calledAs is the name after "as".
func calledAs(after []token) token {
	for i, t := range after {
		if t.kind == punct {
			break
		}
		if t.lower == "as" && at(after, i+1).kind == code {
			return after[i+1]
		}
	}
	return token{}
}

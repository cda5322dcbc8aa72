package facts

import (
	"slices"
	"strings"
)

// bareSubject drops the auxiliaries that end a subject.
func bareSubject(toks []token) []token {
	for len(toks) > 0 && (slices.Contains(auxiliaries, toks[len(toks)-1].lower) || slices.Contains([]string{"will", "can", "do", "does", "should", "would", "has", "have", "which", "don't", "doesn't"}, toks[len(toks)-1].lower)) {
		toks = toks[:len(toks)-1]
	}
	return trimFillers(toks)
}

// valueOf reads "the `x` value of `y`".
func valueOf(object []token, p *Profile) (x, y token, ok bool) {
	ids := identifiers(object, p)
	if len(ids) != 2 {
		return x, y, false
	}
	named := false
	for _, t := range object {
		if t.start <= ids[0].start || t.start >= ids[1].start {
			continue
		}
		if !slices.Contains([]string{"value", "values", "option", "of", "for", "the", "mode"}, t.lower) {
			return x, y, false
		}
		named = named || t.lower == "value" || t.lower == "option" || t.lower == "mode"
	}
	return ids[0], ids[1], named
}

// alike reads what shares the subject's fate, "and with it `y`", "together with
// `y`", "and so has `y`", and returns what follows the verb without it.
func alike(after []token, p *Profile) (names, rest []token) {
	for i := range after {
		n := 0
		switch {
		case phrase(after, i, "and", "with", "it"), phrase(after, i, "and", "with", "them"):
			n = 3
		case after[i].lower == "and" && at(after, i+1).kind == code && (phrase(after, i+2, "as", "well") || phrase(after, i+2, "too")):
			n = 1
		case phrase(after, i, "together", "with"), phrase(after, i, "along", "with"), phrase(after, i, "as", "well", "as"):
			n = 2
		case phrase(after, i, "and", "so") && slices.Contains(append([]string{"has", "have", "will", "does", "do"}, auxiliaries...), at(after, i+2).lower):
			n = 3
		default:
			continue
		}
		names = identifiers(nounPhrase(after[i+n:]), p)
		if len(names) > 0 {
			return names, after[:i]
		}
	}
	return nil, after
}

// standsForOwn recognises "replace `x` with your own": an instruction about
// placeholders.
func standsForOwn(after []token) bool {
	for i, t := range after {
		if t.lower == "with" || t.lower == "by" {
			return slices.Contains([]string{"your", "the", "a", "an"}, at(after, i+1).lower)
		}
	}
	return false
}

// staysOptional recognises "removed x as a mandatory field": x is still there.
func staysOptional(after []token) bool {
	for i, t := range after {
		if t.lower != "mandatory" && t.lower != "required" && t.lower != "optional" {
			continue
		}
		for j := i - 1; j >= 0 && j >= i-3; j-- {
			if after[j].lower == "as" {
				return true
			}
		}
	}
	return false
}

// fromPhrase is what follows "from", when only the noun of a slot stands
// before it: "from x", "field from x".
func fromPhrase(after []token) []token {
	for i, t := range after {
		if t.lower == "from" {
			return nounPhrase(after[i+1:])
		}
		if i > 2 || !slices.Contains(slotNouns, t.lower) && !slices.Contains(fillers, t.lower) && !slices.Contains([]string{"name", "value", "type"}, t.lower) {
			return nil
		}
	}
	return nil
}

// clauseStart is where the clause that ends before i begins.
func clauseStart(toks []token, i int) int {
	for j := i - 1; j >= 0; j-- {
		t := toks[j]
		if t.kind == punct && (t.text == ":" || t.text == ";" || t.text == "|" || t.text == "—" || t.text == "–") {
			return j + 1
		}
		if t.kind == punct && t.text == "," && !listed(toks, j) {
			return j + 1
		}
		if t.kind == word && slices.Contains([]string{"that", "which", "because", "if", "when", "so", "but"}, t.lower) {
			return j + 1
		}
		if t.lower == "and" && slices.Contains(determiners, at(toks, j+1).lower) && finite(toks[:j]) {
			return j + 1 // "x is copied to y and the old z gets dropped"
		}
	}
	return 0
}

// listed says whether the comma at j separates the members of a list of
// identifiers.
func listed(toks []token, j int) bool {
	prev, next := at(toks, j-1), at(toks, j+1)
	if opensClause(toks, j) {
		return false
	}
	return prev.kind == code && (next.kind == code || next.lower == "and" || next.lower == "or")
}

// opensClause says whether a comma, "and" and a name begin a new statement:
// "x moved to y, and `z` is renamed".
func opensClause(toks []token, comma int) bool {
	if at(toks, comma+1).lower != "and" || at(toks, comma+2).kind != code {
		return false
	}
	said := slices.ContainsFunc(toks[:comma], func(t token) bool { return t.kind == word && verbs[t.lower] != "" })
	return said && slices.Contains(auxiliaries, at(toks, comma+3).lower)
}

// nounPhrase takes tokens up to where the phrase they begin with ends. A list
// of code spans goes on over commas.
func nounPhrase(toks []token) []token {
	seen := false
	for i, t := range toks {
		switch {
		case t.kind == punct && t.text == "," && at(toks, i+1).lower == "and" && at(toks, i+2).kind == code && slices.Contains(auxiliaries, at(toks, i+3).lower):
			return toks[:i]
		case t.kind == punct && (t.text == "," || t.text == "&"):
			if next := at(toks, i+1); next.kind != code && !(next.lower == "and" && at(toks, i+2).kind == code) && t.text != "&" {
				return toks[:i]
			}
		case t.kind == punct && strings.ContainsAny(t.text, ":;.()|–—"):
			if seen || t.text != "(" {
				return toks[:i]
			}
		case t.kind == word && slices.Contains(boundaries, t.lower):
			return toks[:i]
		case t.kind == word && verbs[t.lower] != "" && i > 0 && seen && !(slices.Contains(fillers, toks[i-1].lower) && at(toks, i+1).kind == code):
			if i > 0 && toks[i-1].lower == "and" {
				return toks[:i-1]
			}
			return toks[:i]
		}
		seen = seen || t.kind != punct
	}
	return toks
}

// standsIn reads what takes the subject's place: after "to", "with", "by", "in
// favor of", "use … instead".
func (p *Profile) standsIn(after, subjects []token) []token {
	for i, t := range after {
		if t.kind != word {
			continue
		}
		var rest []token
		switch {
		case slices.Contains([]string{"to", "with", "into", "by", "under"}, t.lower):
			rest = after[i+1:]
		case (t.lower == "favor" || t.lower == "favour") && at(after, i+1).lower == "of":
			rest = after[i+2:]
		case t.lower == "use" || t.lower == "configure" || t.lower == "called" || t.lower == "named":
			rest = after[i+1:]
		default:
			continue
		}
		phrase := nounPhrase(rest)
		if first := trimFillers(phrase); t.lower == "to" && len(first) > 0 && first[0].kind == word && slices.Contains(purposes, first[0].lower) {
			continue // "to support x" says what for, not what instead
		}
		if t.lower == "with" && at(rest, 0).lower == "your" {
			return nil // "replace x with your own"
		}
		if ids := identifiers(phrase, p); len(ids) > 0 {
			return ids
		}
		if t.lower == "to" && len(phrase) > 0 && len(phrase) <= 6 && (len(subjects) == 0 || phrase[0].start > subjects[0].start) && verbs[phrase[0].lower] == "" {
			return trimFillers(phrase)
		}
	}
	return nil
}

// trailingList is the last of the names in a phrase, with those it is listed
// with: "use `x` or `y`".
func trailingList(toks, ids []token) []token {
	from := len(ids) - 1
	for from > 0 {
		between := toks[indexOf(toks, ids[from-1])+1 : indexOf(toks, ids[from])]
		if slices.ContainsFunc(between, func(t token) bool { return t.text != "," && t.lower != "or" && t.lower != "and" }) {
			break
		}
		from--
	}
	return ids[from:]
}

// purposes are the verbs by which "to" says what something is for.
var purposes = []string{"support", "capture", "use", "have", "be", "avoid", "allow", "make", "get", "follow", "properly", "better", "include", "ensure", "reflect", "match", "help", "handle", "simplify", "improve", "reduce", "work", "keep", "set", "run", "add", "enable", "extract", "ingest", "consider", "indicate", "provide", "configure", "manage", "prevent", "highlight", "enhance"}

// identifiers keeps the tokens that name something exactly: code, versions
// aside, and words in the form of identifiers.
func identifiers(toks []token, p *Profile) []token {
	var out []token
	for _, t := range toks {
		if t.kind == code && !isVersion(t.text) || t.kind == word && p.isIdentifier(t) {
			out = append(out, t)
		}
	}
	if len(out) < 2 {
		return out
	}
	if names := slices.DeleteFunc(slices.Clone(out), func(t token) bool { return isFileName(t.text) }); len(names) > 0 {
		return names // "`x` in `file.yaml`" is about x
	}
	return out
}

// terms keeps the identifiers of a phrase or, when it has none, its words
// without articles; of "the owner field" it is the word the field is called by.
func (p *Profile) terms(toks []token) []token {
	if ids := identifiers(toks, p); len(ids) > 0 {
		return ids
	}
	toks = trimFillers(toks)
	if head := trimFillers(nounPhrase(toks)); len(head) >= 2 && slices.Contains(slotNouns, head[len(head)-1].lower) {
		if name := head[len(head)-2]; name.kind == word && (len(head) <= 3 || slices.Contains(fillers, head[len(head)-3].lower)) && !slices.Contains(slotNouns, name.lower) && !slices.Contains(adjectives, name.lower) {
			name.strong = true
			return []token{name}
		}
	}
	return toks
}

// adjectives qualify a field; they do not name it.
var adjectives = []string{"config", "configuration", "connection", "api", "schema", "json", "yaml", "default", "mandatory", "required", "optional", "custom", "same", "first", "helm", "environment", "certain", "several", "many", "additional", "other", "entity", "unused", "legacy", "the", "this", "these", "database", "option"}

func trimFillers(toks []token) []token {
	for len(toks) > 0 && (toks[0].kind == punct || slices.Contains(fillers, toks[0].lower)) {
		toks = toks[1:]
	}
	for len(toks) > 0 && (toks[len(toks)-1].kind == punct || slices.Contains(auxiliaries, toks[len(toks)-1].lower)) {
		toks = toks[:len(toks)-1]
	}
	return toks
}

// isIdentifier recognises words only code would use: camelCase, snake_case,
// dotted names, scripts. Bold words of one piece count when they look so too.
func (p *Profile) isIdentifier(t token) bool {
	w := strings.TrimSuffix(t.text, "()")
	if len(w) < 3 || isVersion(w) || strings.EqualFold(w, p.Product) || strings.Contains(w, "://") {
		return false
	}
	if t.strong && verbs[t.lower] == "" && !slices.Contains(emphasis, t.lower) && plainName.MatchString(w) {
		return true
	}
	if strings.HasPrefix(w, "--") || strings.HasPrefix(w, "./") || strings.HasSuffix(w, ".sh") || strings.HasPrefix(w, "/") {
		return true
	}
	if !strings.ContainsAny(w, "_.") && !isCamel(w) {
		return false // nearly every word of prose
	}
	if strings.ContainsAny(w, "'’@") {
		return false
	}
	for _, s := range p.Software {
		if slices.Contains(s.Words, t.lower) {
			return s.Type == ToolVersion && strings.Contains(w, "_")
		}
	}
	if strings.Contains(w, "_") {
		return strings.Trim(w, "_") != ""
	}
	if strings.Contains(w, ".") && !strings.Contains(w, "..") {
		return strings.Count(w, ".") > 1 || strings.HasSuffix(w, ".*")
	}
	return isCamel(w)
}

// isCamel recognises camelCase.
func isCamel(w string) bool {
	upper := false
	for i := 1; i < len(w); i++ {
		if w[i] >= 'A' && w[i] <= 'Z' && w[i-1] >= 'a' && w[i-1] <= 'z' {
			upper = true
		}
		if w[i] == '-' || w[i] == '/' {
			return false
		}
	}
	return upper && w[0] >= 'a' && w[0] <= 'z'
}

func startsWith(toks []token, words ...string) bool {
	for i, w := range words {
		if at(toks, i).lower != w {
			return false
		}
	}
	return true
}

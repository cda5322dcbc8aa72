package usage

import (
	"regexp"
	"slices"
	"strings"
)

// nameForm is what the names of a kind of files look like. Most files are of
// another kind, which words tell sooner than a regular expression does.
type nameForm struct {
	form  *regexp.Regexp
	words []string // every name of this form has one of them
	fold  bool     // in any case
}

func named(form string, words ...string) nameForm {
	return nameForm{form: regexp.MustCompile(form), words: words, fold: strings.HasPrefix(form, "(?i)")}
}

func (n nameForm) MatchString(name string) bool {
	plain := name
	if n.fold {
		plain = strings.ToLower(name)
	}
	return slices.ContainsFunc(n.words, func(w string) bool { return strings.Contains(plain, w) }) && n.form.MatchString(name)
}

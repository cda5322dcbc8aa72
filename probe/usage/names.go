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
	words []string // every name of this form has one of them, in lower case
}

func named(form string, words ...string) nameForm {
	return nameForm{form: regexp.MustCompile(form), words: words}
}

func (n nameForm) MatchString(name string) bool {
	lower := strings.ToLower(name)
	return slices.ContainsFunc(n.words, func(w string) bool { return strings.Contains(lower, w) }) && n.form.MatchString(name)
}

package config

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/omlint/omlint/rules"
)

// Keys are the words that a configuration may use besides those of this package.
type Keys struct {
	Flags []Flag
	Rules []Rule
}

// Flag is a command line's flag that a configuration may give a default.
type Flag struct {
	Name, Usage string
	Type        string // string, bool or list
	Mapping     bool   // the value may also be written out in place
}

// Rule is a rule that a configuration may give a level.
type Rule struct {
	ID, Title string
	Severity  rules.Severity // what it has by itself
}

// sections are the keys that are no flags, and how each is read. What another
// part of omlint needs of a configuration is one more entry here, and in the
// schema.
var sections map[string]func(*reader, entry)

func init() {
	sections = map[string]func(*reader, entry){
		"acknowledged": func(r *reader, e entry) { r.waivers(e, true) },
		"extends":      (*reader).extends,
		"ignore":       func(r *reader, e entry) { r.config.Ignore = append(r.config.Ignore, r.globs(e)...) },
		"overrides":    (*reader).overrides,
		"rules":        func(r *reader, e entry) { r.config.Rules = append(r.config.Rules, r.levels(e)...) },
		"waivers":      func(r *reader, e entry) { r.waivers(e, false) },
	}
}

func (k Keys) names() []string {
	var names []string
	for name := range sections {
		names = append(names, name)
	}
	for _, f := range k.Flags {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

// patterns are the words that may stand for rules.
func (k Keys) patterns() []string {
	patterns := []string{"*"}
	for _, r := range k.Rules {
		patterns = append(patterns, r.ID)
		if family, _, ok := strings.Cut(r.ID, "/"); ok {
			patterns = append(patterns, family+"/*")
		}
	}
	slices.Sort(patterns)
	return slices.Compact(patterns)
}

// instead names what was probably meant by a word that is not known: the
// likeliest of the words there are, or what says about all of them.
func instead(word string, words []string, all string) string {
	best, distance := "", len(word)/3+1
	for _, w := range words {
		if d := levenshtein.ComputeDistance(word, w); d <= distance && (best == "" || d < distance) {
			best, distance = w, d
		}
	}
	if best != "" {
		return "did you mean " + best + "?"
	}
	return all
}

package deploy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// rename is the fix that writes the new name where the old one stands, or nil
// where it takes more than that: a setting that moves to another place, or one
// of several that became one.
func rename(u probe.Use, name, replacement string) *rules.Fix {
	if u.Type == string(facts.CLICommand) {
		_, flag := flagOf(name)
		return renameFlag(u, flag, replacement)
	}
	if u.Spot == nil {
		return nil
	}
	old, now := u.Spot.Text, ""
	switch facts.Type(u.Type) {
	case facts.EnvVar:
		if old == name && variableName.MatchString(replacement) {
			now = replacement
		}
	case facts.API:
		now = renamedPath(old, name, replacement)
	case facts.PythonSymbol:
		now = renamedModule(old, name, replacement)
	case facts.ConfigKey, facts.ConnectionField, facts.HelmValue:
		parent, leaf := lastPart(name)
		parent2, leaf2 := lastPart(replacement)
		if parent != "" && parent == parent2 && old == leaf && keyName.MatchString(leaf2) {
			now = leaf2
		}
	}
	if now == "" || now == old {
		return nil
	}
	return replace(u.File, u.Spot, now)
}

var (
	variableName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)
	keyName      = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)
	plainValue   = regexp.MustCompile(`^[\w.-]+$`)
	flagName     = regexp.MustCompile(`^--?[A-Za-z][\w-]*$`)
	apiPath      = regexp.MustCompile(`^api/[\w/-]+$`)
	dottedName   = regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$`)
)

// renamedModule is what to write for a module, which may be the whole of a
// symbol's path or all but its last part.
func renamedModule(old, name, replacement string) string {
	if !dottedName.MatchString(replacement) && !keyName.MatchString(replacement) {
		return ""
	}
	if old == name {
		return replacement
	}
	module, leaf := lastPart(name)
	module2, leaf2 := lastPart(replacement)
	if old == module && leaf == leaf2 {
		return module2
	}
	return ""
}

// revalue is the fix that writes the value which takes the place of one that is
// no longer allowed.
func revalue(u probe.Use, value, replacement string) *rules.Fix {
	if u.ValueSpot == nil || u.ValueSpot.Text != value || !plainValue.MatchString(replacement) {
		return nil
	}
	return replace(u.File, u.ValueSpot, replacement)
}

// renameFlag is the fix that writes the new name of a call's flag, or nil where
// the place of the old one is not known, or where a value sticks to it that would
// run into a longer name: -bFILE.
func renameFlag(u probe.Use, flag, replacement string) *rules.Fix {
	spot := u.FlagSpots[flag]
	if spot == nil || spot.Text != flag || !flagName.MatchString(replacement) {
		return nil
	}
	if len(flag) == 2 && len(replacement) > 2 {
		for _, rest := range strings.Split(spot.Whole, flag)[1:] {
			if rest != "" && !strings.ContainsRune(" \t\"',)]", rune(rest[0])) {
				return nil
			}
		}
	}
	return replace(u.File, spot, replacement)
}

// renamedPath is what to write for the beginning of an API's path, up to the
// first segment that stands for any; from there both must be the same.
func renamedPath(old, name, replacement string) string {
	from, any, _ := strings.Cut(strings.Trim(name, "/"), "/{")
	to, any2, _ := strings.Cut(strings.Trim(replacement, "/"), "/{")
	if old != from || any != any2 || !apiPath.MatchString(to) {
		return ""
	}
	return to
}

// lastPart splits a dotted path before its last part.
func lastPart(path string) (parent, leaf string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}

// replace is the fix that writes now at a spot.
func replace(file string, s *probe.Spot, now string) *rules.Fix {
	return &rules.Fix{
		Title: fmt.Sprintf("replace %s with %s", s.Text, now),
		Edits: []rules.Edit{{Start: s.Start, End: s.End, New: now}},
		At: []rules.Place{{
			Location: rules.Location{File: file, Line: s.Line, Column: s.Column, EndLine: s.Line, EndColumn: s.Column + len(s.Text)},
			First:    s.Whole, Last: s.Whole,
		}},
	}
}

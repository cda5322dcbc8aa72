// Package mend makes the fixes that findings offer: in memory until nothing is
// left to fix, and then as a diff to read or as files to write. It knows nothing
// of what looks at the files, be it rules about documents or a scan of scripts.
package mend

import (
	"bytes"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

// Change is what fixes make of one file.
type Change struct {
	File          string // as the findings name it
	Before, After []byte // never equal
	Fixes         int    // how many findings were fixed
}

// maxRounds bounds how often fixes are made of what fixes left. Each round
// makes at least one, and what a fix reveals seldom needs another; a pair of
// rules that undo each other must not keep a run from ending.
const maxRounds = 10

// Stable makes the fixes of what look finds, looks again at the result, and goes
// on until nothing is left to fix. look gets the new text of the files that
// changed so far, and read the old text of any file; a file that read does not
// have stays as it is. It returns the changes in the order of the file names,
// and the findings that remain.
func Stable(read func(file string) ([]byte, bool), look func(changed map[string][]byte) []rules.Finding) ([]Change, []rules.Finding) {
	changed := map[string][]byte{}
	count := map[string]int{}
	found := look(changed)
	for range maxRounds {
		made := 0
		for file, fixes := range byFile(found) {
			source, ok := changed[file]
			if !ok {
				if source, ok = read(file); !ok {
					continue
				}
			}
			fixed, n := rules.Apply(source, fixes)
			if n == 0 || bytes.Equal(fixed, source) {
				continue
			}
			changed[file] = fixed
			count[file] += n
			made += n
		}
		if made == 0 {
			break
		}
		found = look(changed)
	}
	var changes []Change
	for file, after := range changed {
		if before, _ := read(file); !bytes.Equal(before, after) {
			changes = append(changes, Change{File: file, Before: before, After: after, Fixes: count[file]})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.File, b.File) })
	return changes, found
}

// byFile gathers the fixes of findings.
func byFile(found []rules.Finding) map[string][]rules.Fix {
	fixes := map[string][]rules.Fix{}
	for i := range found {
		if f := &found[i]; f.Fix != nil && f.Location != nil {
			fixes[f.Location.File] = append(fixes[f.Location.File], *f.Fix)
		}
	}
	return fixes
}

// Count is how many findings the changes fix.
func Count(changes []Change) int {
	n := 0
	for _, c := range changes {
		n += c.Fixes
	}
	return n
}

package mend

import (
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Diff is a unified diff of the changes, as git apply and patch -p1 take it.
// Files below dir are named relative to it.
func Diff(changes []Change, dir string) string {
	var b strings.Builder
	for _, c := range changes {
		name := c.File
		if filepath.IsAbs(name) {
			if r, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(r) {
				name = r
			}
		}
		name = strings.TrimLeft(filepath.ToSlash(filepath.Clean(name)), "/")
		b.WriteString(udiff.Unified("a/"+name, "b/"+name, string(c.Before), string(c.After)))
	}
	return b.String()
}

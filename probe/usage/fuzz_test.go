package usage

import (
	"strings"
	"testing"
)

// FuzzShell checks what must hold for whatever a script is: no panic, and
// every use stands where it says.
func FuzzShell(f *testing.F) {
	f.Add("metadata backup -p 'x y' \\\n  -H h\n")
	f.Add("CMD=(metadata backup); \"${CMD[@]}\" | bash -c \"a \\\"b\\\" $x\"\n")
	f.Add("bash <<-EOF\n\tmetadata restore ${X:-metadata} $(which metadata) y\nEOF\n")
	f.Add("ssh h $'metadata\\tbackup' \"$(x)\"; trap 'metadata backup' EXIT; find . -exec metadata usage {} +\r\n")
	f.Add("docker compose run -e A=b --rm x metadata ingest; kubectl exec p -- su - om -c 'metadata test'")
	f.Fuzz(func(t *testing.T, src string) {
		for _, head := range []string{"", "#!/bin/ksh\n", "#!/bin/zsh\n", "#!/usr/bin/env bats\n"} {
			script := []byte(head + src)
			uses, _ := scanAs(shell{}, "x.sh", script)
			l := newLines(script)
			for _, u := range uses {
				if u.from < 0 || u.to <= u.from || u.to > len(script) {
					t.Fatalf("%q stands at %d to %d of %d", u.name, u.from, u.to, len(script))
				}
				line, column := l.position(u.from)
				endLine, endColumn := l.position(u.to)
				if line < 1 || column < 1 || endLine < line || endLine == line && endColumn <= column {
					t.Fatalf("%q stands at %d:%d-%d:%d", u.name, line, column, endLine, endColumn)
				}
				if q := quote(script, l, u); strings.Count(q, "\n") > endLine-line {
					t.Fatalf("lines %d to %d are quoted as %q", line, endLine, q)
				}
			}
		}
	})
}

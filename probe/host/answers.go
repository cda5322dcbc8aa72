package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/omlint/omlint/internal/pep440"
	"github.com/omlint/omlint/probe/usage"
)

// listed is a package as pip and uv list it.
type listed struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	name    string // in PEP 503's form
}

// maxWarnings bounds the lines before the list that begin like one.
const maxWarnings = 20

// readPackages reads what pip list --format json prints. Before the list there
// may be warnings.
func readPackages(out []byte) ([]listed, error) {
	var list []listed
	found := false
	for rest, tries := out, maxWarnings; !found && len(rest) > 0 && tries > 0; {
		if rest[0] == '[' {
			tries--
			found = json.NewDecoder(bytes.NewReader(rest)).Decode(&list) == nil
		}
		_, rest, _ = bytes.Cut(rest, []byte{'\n'})
	}
	if !found {
		return nil, fmt.Errorf("it printed no list of packages: %q; see which program of that name is first on PATH", shorten(out))
	}
	if len(list) == 0 {
		return nil, errors.New("it lists no package at all, not even itself: see whether this environment is whole")
	}
	for i := range list {
		if list[i].name = usage.PackageName(list[i].Name); list[i].name == "" {
			return nil, errors.New("it lists a package without a name: see whether this environment is whole")
		}
	}
	return list, nil
}

// saidVersion is what a program says when it is asked for its version.
type saidVersion struct{ version, python, line string }

var (
	// "metadata 0.13.1.5 from /home/airflow/.local/lib/python3.9 (python 3.9)",
	// which some releases introduce by "metadata, version ".
	versionLine = regexp.MustCompile(`^(?:([\w.-]+),? (?:version )?)+v?([0-9][\w.!+-]*)(?: from .*)?$`)
	itsPython   = regexp.MustCompile(`\(python ([0-9]+(?:\.[0-9]+)+)\)$`)
)

// readVersion reads the line in which a program names itself and its version.
// Before it there may be warnings.
func readVersion(program string, out []byte) (saidVersion, bool) {
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		m := versionLine.FindStringSubmatch(line)
		if m == nil || m[1] != program {
			continue
		}
		if _, err := pep440.Parse(m[2]); err != nil {
			continue
		}
		said := saidVersion{version: m[2], line: line}
		if python := itsPython.FindStringSubmatch(line); python != nil {
			said.python = python[1]
		}
		return said, true
	}
	return saidVersion{}, false
}

// shorten is the beginning of what a program said, for a message.
func shorten(out []byte) string {
	const most = 80
	s := usage.Mask(strings.TrimSpace(strings.ToValidUTF8(string(out[:min(len(out), 4*most)]), "�")))
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// Package pep440 orders versions of Python packages, and compares the sets of
// releases that specifiers admit, as PEP 440 says.
//
// Libraries answer whether one version fits a specifier. What a pin has to be
// judged by is whether everything, something or nothing that it admits is
// allowed, which takes sets.
package pep440

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Version is a version. Its zero value is 0. Local labels (1.0+cu12) do not
// count: no specifier that is judged here tells them apart.
type Version struct {
	epoch   int
	release []int // without trailing zeros
	pre     [2]int
	post    int
	dev     int
}

// What pre, post and dev are when a version has no such part, by PEP 440's
// order: 1.dev1 < 1a1 < 1 < 1.post1.
const (
	lowest  = math.MinInt
	highest = math.MaxInt
)

var pattern = regexp.MustCompile(`(?i)^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)` +
	`(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?` +
	`(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d*))?` +
	`(?:[-_.]?(dev)[-_.]?(\d*))?` +
	`(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?\s*$`)

// Parse reads a version.
func Parse(s string) (Version, error) {
	m := pattern.FindStringSubmatch(s)
	if m == nil {
		return Version{}, fmt.Errorf("%q is no version of a Python package", s)
	}
	v := Version{epoch: number(m[1]), pre: [2]int{highest, 0}, post: lowest, dev: highest}
	for _, part := range strings.Split(m[2], ".") {
		v.release = append(v.release, number(part))
	}
	for len(v.release) > 1 && v.release[len(v.release)-1] == 0 {
		v.release = v.release[:len(v.release)-1]
	}
	if m[5] != "" || m[6] != "" {
		v.post = number(m[5] + m[7])
	}
	if m[8] != "" {
		v.dev = number(m[9])
	}
	switch {
	case m[3] != "":
		v.pre = [2]int{strings.Index("abcpr", strings.ToLower(m[3][:1])), number(m[4])}
		if v.pre[0] > 2 {
			v.pre[0] = 2 // pre, preview and rc are c
		}
	case m[8] != "" && v.post == lowest:
		v.pre[0] = lowest
	}
	return v, nil
}

// number reads digits; none are 0, too many the most there is.
func number(digits string) int {
	if digits == "" {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return highest - 1
	}
	return n
}

// Compare orders versions.
func (v Version) Compare(w Version) int {
	if c := cmp.Compare(v.epoch, w.epoch); c != 0 {
		return c
	}
	for i := range max(len(v.release), len(w.release)) {
		if c := cmp.Compare(v.at(i), w.at(i)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(v.pre[0], w.pre[0]), cmp.Compare(v.pre[1], w.pre[1]), cmp.Compare(v.post, w.post), cmp.Compare(v.dev, w.dev))
}

func (v Version) at(i int) int {
	if i < len(v.release) {
		return v.release[i]
	}
	return 0
}

// final is the release that v is, or is a preparation of.
func (v Version) final() Version {
	return Version{epoch: v.epoch, release: v.release, pre: [2]int{highest, 0}, post: lowest, dev: highest}
}

// preparing says whether v is a pre-release.
func (v Version) preparing() bool { return v.pre[0] != highest || v.dev != highest }

// first is the very first development release of a release.
func first(epoch int, release []int) Version {
	return Version{epoch: epoch, release: release, pre: [2]int{lowest, 0}, post: lowest, dev: 0}
}

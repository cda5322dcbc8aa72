package pep440

import (
	"fmt"
	"regexp"
	"strings"
)

// Set is a set of versions: intervals, in order, that do not touch.
type Set []interval

// interval goes from low to high. A nil bound is none.
type interval struct {
	low, high         *Version
	withLow, withHigh bool
}

// All is the set of all versions: what a package without a specifier admits.
func All() Set { return Set{{}} }

var clause = regexp.MustCompile(`^\s*(===|==|~=|!=|<=|>=|<|>)\s*(\S+?)(\.\*)?\s*$`)

// ParseSet reads a specifier: ">=1.3, <1.4, !=1.3.2". The empty one admits
// every version.
func ParseSet(specifier string) (Set, error) {
	set := All()
	for _, part := range strings.Split(specifier, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		m := clause.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q is no version specifier", strings.TrimSpace(part))
		}
		v, err := Parse(m[2])
		if err != nil {
			return nil, err
		}
		of, err := admits(m[1], v, numbers(m[2]), m[3] != "")
		if err != nil {
			return nil, err
		}
		set = set.And(of)
	}
	return set, nil
}

// numbers are the parts of a release as written: 1.4.0 has three.
func numbers(s string) []int {
	var list []int
	for _, part := range strings.Split(pattern.FindStringSubmatch(s)[2], ".") {
		list = append(list, number(part))
	}
	return list
}

func admits(op string, v Version, written []int, wild bool) (Set, error) {
	switch {
	case wild && op == "==":
		return Line(v, written), nil
	case wild && op == "!=":
		return Line(v, written).not(), nil
	case wild:
		return nil, fmt.Errorf("%s takes no .*", op)
	}
	switch op {
	case "==", "===":
		return Set{{&v, &v, true, true}}, nil
	case "!=":
		return Set{{&v, &v, true, true}}.not(), nil
	case "<=":
		return Set{{high: &v, withHigh: true}}, nil
	case ">=":
		return Set{{low: &v, withLow: true}}, nil
	case ">":
		return Set{{low: &v}}, nil
	case "<":
		if !v.preparing() { // <1.4 does not admit 1.4rc1
			v = first(v.epoch, v.release)
		}
		return Set{{high: &v}}, nil
	}
	if len(written) < 2 {
		return nil, fmt.Errorf("~= needs at least two numbers")
	}
	return Set{{low: &v, withLow: true}}.And(Line(v, written[:len(written)-1])), nil // ~=
}

// Line is every version whose release begins with these numbers: ==1.4.*.
func Line(v Version, release []int) Set {
	low := first(v.epoch, release)
	up := append([]int{}, release...)
	up[len(up)-1]++
	high := first(v.epoch, up)
	return Set{{low: &low, high: &high, withLow: true}}
}

// And is what both sets have.
func (s Set) And(t Set) Set {
	both := Set{}
	for _, a := range s {
		for _, b := range t {
			if i := a.and(b); i.some() {
				both = append(both, i)
			}
		}
	}
	return both
}

// Within says whether t has every release that s has. Pre-releases do not
// count: no installer takes one unless told to.
func (s Set) Within(t Set) bool { return len(s.And(t.not())) == 0 }

// Empty says whether a set has no release.
func (s Set) Empty() bool { return len(s) == 0 }

// not is every version that s does not have.
func (s Set) not() Set {
	rest := All()
	for _, i := range s {
		var outside Set
		if i.low != nil {
			outside = append(outside, interval{high: i.low, withHigh: !i.withLow})
		}
		if i.high != nil {
			outside = append(outside, interval{low: i.high, withLow: !i.withHigh})
		}
		rest = rest.And(outside)
	}
	return rest
}

func (i interval) and(j interval) interval {
	if i.low == nil || j.low != nil && (j.low.Compare(*i.low) > 0 || j.low.Compare(*i.low) == 0 && !j.withLow) {
		i.low, i.withLow = j.low, j.withLow
	}
	if i.high == nil || j.high != nil && (j.high.Compare(*i.high) < 0 || j.high.Compare(*i.high) == 0 && !j.withHigh) {
		i.high, i.withHigh = j.high, j.withHigh
	}
	return i
}

// some says whether there is a final release in an interval, or the one
// version that it is.
func (i interval) some() bool {
	if i.low == nil || i.high == nil {
		return true
	}
	low, with := *i.low, i.withLow
	if c := low.Compare(*i.high); c >= 0 {
		return c == 0 && i.withLow && i.withHigh
	}
	if low.preparing() && !i.high.preparing() || low.preparing() && len(i.high.release) > 0 {
		low, with = low.final(), true
	}
	c := low.Compare(*i.high)
	return c < 0 || c == 0 && with && i.withHigh
}

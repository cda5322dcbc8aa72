package facts

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is a release number as documents and people write it: "1.3",
// "1.4.x", "v1.10.0-rc1", "1.3.2.0". Missing parts count as zero, so 1.4 and
// 1.4.0 are the same release.
type Version struct {
	parts [4]int
	given int    // how many parts were written
	wild  bool   // the last part was an x: any release of the line
	pre   string // "rc1", "SNAPSHOT"
}

// ParseVersion reads a version. The error says what a version looks like.
func ParseVersion(text string) (Version, error) {
	v, ok := readVersion(text)
	if !ok {
		return Version{}, fmt.Errorf("%q is not a version: write it like 1.4, 1.4.2, 1.4.x or 1.10.0-rc1", text)
	}
	return v, nil
}

// UnmarshalText reads a version in a profile.
func (v *Version) UnmarshalText(text []byte) (err error) {
	*v, err = ParseVersion(string(text))
	return err
}

// readVersion is ParseVersion for the many texts that may be no version.
func readVersion(text string) (v Version, ok bool) {
	rest := strings.TrimSpace(text)
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "v"), "V")
	rest, _, _ = strings.Cut(rest, "+")
	rest, pre, hasPre := strings.Cut(rest, "-")
	if hasPre {
		if strings.Trim(pre, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-") != "" || pre == "" {
			return Version{}, false
		}
		if !strings.EqualFold(pre, "release") { // git tags say 1.5.1-release and mean 1.5.1
			v.pre = pre
		}
	}
	for more := true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ".")
		if (part == "x" || part == "X" || part == "*") && v.given > 0 && !more {
			v.wild = true
			break
		}
		if !isNatural(part) || v.given == len(v.parts) {
			return Version{}, false
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return Version{}, false // too large
		}
		v.parts[v.given] = n
		v.given++
	}
	return v, true
}

// IsZero says that v is no version at all.
func (v Version) IsZero() bool { return v.given == 0 }

// String renders the version with at least three parts.
func (v Version) String() string {
	if v.IsZero() {
		return ""
	}
	var s []byte
	for i := range max(3, v.given) {
		if i > 0 {
			s = append(s, '.')
		}
		s = strconv.AppendInt(s, int64(v.parts[i]), 10)
	}
	if v.pre != "" {
		s = append(append(s, '-'), v.pre...)
	}
	return string(s)
}

// Compare orders versions: by their numbers, a pre-release before its release.
func (v Version) Compare(o Version) int {
	for i := range v.parts {
		if v.parts[i] != o.parts[i] {
			return sign(v.parts[i] - o.parts[i])
		}
	}
	switch {
	case v.pre == o.pre:
		return 0
	case v.pre == "":
		return 1
	case o.pre == "":
		return -1
	}
	return comparePre(v.pre, o.pre)
}

// Line says whether o is a release of the line v stands for: 1.4 and 1.4.x
// stand for every 1.4 release, 1.4.2 for itself (and 1.4.2.1).
func (v Version) Line(o Version) bool {
	for i := 0; i < v.given; i++ {
		if v.parts[i] != o.parts[i] {
			return false
		}
	}
	return v.given > 0
}

// ReleaseLine is the line of releases that v belongs to: "1.4" for 1.4.2.
func (v Version) ReleaseLine() string {
	parts := strings.SplitN(v.String(), ".", 3)
	return strings.Join(parts[:min(2, len(parts))], ".")
}

// Reaches says whether an upgrade to v brings release o: one that is not later,
// or, where v stands for a line, any of the line.
func (v Version) Reaches(o Version) bool {
	return o.Compare(v) <= 0 || v.open() && v.Line(o)
}

// open says that v stands for a line of releases, not for one.
func (v Version) open() bool { return v.wild || v.given == 2 }

// comparePre compares the words of two pre-releases, numbers as numbers, so
// that rc10 follows rc9.
func comparePre(a, b string) int {
	for a != "" && b != "" {
		an, ar := leadingNumber(a)
		bn, br := leadingNumber(b)
		if an >= 0 && bn >= 0 {
			if an != bn {
				return sign(an - bn)
			}
			a, b = ar, br
			continue
		}
		if a[0] != b[0] {
			return sign(int(a[0]) - int(b[0]))
		}
		a, b = a[1:], b[1:]
	}
	return sign(len(a) - len(b))
}

// leadingNumber reads the number s begins with, -1 when there is none.
func leadingNumber(s string) (int, string) {
	i := 0
	for i < len(s) && i < 9 && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == 0 {
		return -1, s
	}
	n, _ := strconv.Atoi(s[:i])
	return n, s[i:]
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

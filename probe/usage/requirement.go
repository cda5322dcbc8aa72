package usage

import (
	"regexp"
	"strings"
)

// requirement matches a requirement of a Python package: NAME[EXTRAS] VERSIONS,
// as PEP 508 writes it, or CHANNEL::NAME=VERSION, as conda does.
var requirement = regexp.MustCompile(`^[ \t]*(?:[\w./-]+::)?([A-Za-z0-9][A-Za-z0-9._-]*)[ \t]*(\[[^\]]*\])?[ \t]*(\(?[ \t]*(?:===?|~=|!=|<=?|>=?|=)[^;#@()]*\)?)?[ \t]*([;#@].*)?$`)

// fragment matches what pip installs from a repository or an archive, which
// names the package behind it: git+https://…@main#egg=NAME
// (https://pip.pypa.io/en/stable/topics/vcs-support/).
var fragment = regexp.MustCompile(`[A-Za-z+]+://[^\s#]+#(?:[^\s#]*&)?egg=([A-Za-z0-9][A-Za-z0-9._-]*)`)

// require files a requirement, if it is of a package that is looked for.
func (f *file) require(t text) {
	line, _, _ := strings.Cut(t.s, " --")
	if m := fragment.FindStringSubmatchIndex(line); m != nil {
		if name := PackageName(line[m[2]:m[3]]); f.opts.sought(pythonPackage, name) {
			f.add(use{kind: pythonPackage, name: name, from: t.start(m[0]), to: t.end(m[1]), note: "url"})
		}
		return
	}
	m := requirement.FindStringSubmatchIndex(strings.TrimRight(line, " \t\r\n\\"))
	if m == nil {
		return
	}
	name := PackageName(line[m[2]:m[3]])
	if !f.opts.sought(pythonPackage, name) {
		return
	}
	u := use{kind: pythonPackage, name: name, from: t.start(m[2]), to: t.end(m[3])}
	if m[6] >= 0 {
		u.value = versionsOf(line[m[6]:m[7]])
		u.to = t.end(m[6] + len(strings.TrimRight(line[m[6]:m[7]], " \t")))
	} else if m[4] >= 0 {
		u.to = t.end(m[5])
	}
	if m[8] >= 0 && line[m[8]] == '@' {
		if at := poetryVersion.FindStringSubmatchIndex(line[m[8]:]); at != nil {
			u.value, u.to = versionsOf(line[m[8]+at[2]:m[8]+at[3]]), t.end(m[8]+at[3])
		} else {
			u.note = "url"
		}
	}
	f.add(u)
}

// poetryVersion matches what poetry add takes behind a name: @^1.3.
var poetryVersion = regexp.MustCompile(`^@((?:\^|~=?|[<>=!]=|[<>=])?[0-9][\w.*]*)$`)

// requireVersion files a requirement whose name and versions are two values, as
// Poetry's, Pipfile's and lock files are.
func (f *file) requireVersion(name, versions text) {
	if n := PackageName(name.s); f.opts.sought(pythonPackage, n) {
		u := use{kind: pythonPackage, name: n, from: name.start(0), to: versions.end(len(versions.s)), value: versionsOf(versions.s)}
		if u.to <= u.from || versions.s == "" {
			u.to = name.end(len(name.s))
		}
		f.add(u)
	}
}

// PackageName is PEP 503's form of a package's name.
func PackageName(name string) string {
	return strings.ToLower(runs.ReplaceAllString(name, "-"))
}

var runs = regexp.MustCompile(`[-_.]+`)

// versionsOf writes the versions of Poetry, Pipfile and conda as PEP 440 does:
// ^1.3 is >=1.3,<2.
func versionsOf(s string) string {
	s = strings.Trim(strings.TrimSpace(s), "()")
	if s == "*" {
		return ""
	}
	var parts []string
	for _, p := range strings.Split(s, ",") {
		p = strings.Join(strings.Fields(p), "")
		switch {
		case p == "":
			continue
		case strings.HasPrefix(p, "^"):
			p = caret(p[1:])
		case strings.HasPrefix(p, "~") && !strings.HasPrefix(p, "~="):
			p = tilde(p[1:])
		case strings.HasPrefix(p, "=") && !strings.HasPrefix(p, "=="): // conda: =1.3 is 1.3.*
			version, _, _ := strings.Cut(p[1:], "=") // without the build
			p = "==" + strings.TrimSuffix(version, ".*") + ".*"
		case p[0] >= '0' && p[0] <= '9':
			p = "==" + p
		}
		parts = append(parts, p)
	}
	return strings.Join(parts, ",")
}

// caret is what ^VERSION means: up to the next change of the first number that
// is not 0.
func caret(version string) string {
	numbers := strings.Split(version, ".")
	i := 0
	for i < len(numbers)-1 && numbers[i] == "0" {
		i++
	}
	return ">=" + version + ",<" + next(numbers[:i+1])
}

// tilde is what ~VERSION means: up to the next minor, or major, release.
func tilde(version string) string {
	numbers := strings.Split(version, ".")
	return ">=" + version + ",<" + next(numbers[:min(2, len(numbers))])
}

// next counts the last number up.
func next(numbers []string) string {
	up := append([]string{}, numbers...)
	digits := []byte(up[len(up)-1])
	for i := len(digits) - 1; i >= 0; i-- {
		if digits[i] < '0' || digits[i] > '9' {
			return strings.Join(up, ".")
		}
		if digits[i]++; digits[i] <= '9' {
			up[len(up)-1] = string(digits)
			return strings.Join(up, ".")
		}
		digits[i] = '0'
	}
	up[len(up)-1] = "1" + string(digits)
	return strings.Join(up, ".")
}

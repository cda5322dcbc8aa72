package deploy

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/omlint/omlint/internal/pep440"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/package",
		Title: "pinned Python packages are the ones that the target release works with",
		Why:   "a client of another release refuses to talk to the server, or fails on the first entity that changed",
		Types: []facts.Type{facts.Package},
		Fact:  judgePackage,
		Uses:  true,
	})
	register(Check{
		ID:    "deploy/image",
		Title: "the product's images that manifests name are of the target release",
		Why:   "whoever applies the manifest after the upgrade starts the old server on the new database, or an ingestion that the server refuses",
		Whole: judgeImages,
		Uses:  true,
	})
}

// numbersThatMatch is how many numbers of a release client and server must have
// in common, by the rule of the target's era; 0 when there is none.
func numbersThatMatch(in Input) int {
	to, err := facts.ParseVersion(in.To)
	if err != nil {
		return 0
	}
	n := 0
	for _, rule := range in.product().Usage.Agreement {
		if from, err := facts.ParseVersion(rule.From); err == nil && to.Compare(from) >= 0 {
			n = rule.Numbers
		}
	}
	return n
}

// ofTarget are the versions that agree with the target release.
func ofTarget(in Input) (pep440.Set, string, bool) {
	n := numbersThatMatch(in)
	to, err := facts.ParseVersion(in.To)
	if n == 0 || err != nil {
		return nil, "", false
	}
	text := leading.FindString(to.String())
	v, err := pep440.Parse(text)
	if err != nil {
		return nil, "", false
	}
	parts := numbers(text)
	parts = parts[:min(n, len(parts))]
	return pep440.Line(v, parts), dotted(parts) + ".*", true
}

var leading = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*`)

func judgePackage(f facts.Fact, in Input) []rules.Finding {
	absent := f.Expect == nil || f.Expect.Op == facts.Absent
	var allowed pep440.Set
	var text string
	if !absent {
		var ok bool
		if allowed, text, ok = expected(f, in); !ok {
			return nil
		}
	}
	var found []rules.Finding
	for u := range in.usesOf(facts.Package) {
		switch {
		case u.Name != f.Subject.Name:
		case absent:
			found = append(found, judgeOneUse(u, f, in))
		default:
			found = append(found, judgeRequirement(u, f, allowed, text, in))
		}
	}
	return found
}

func judgeRequirement(u probe.Use, f facts.Fact, allowed pep440.Set, text string, in Input) rules.Finding {
	finding := useFinding(u)
	finding.Remedy = remedies(f, in)
	finding.Expected = facts.Optional(text)
	if u.Command != "" {
		return judgeInstalledRelease(finding, u, allowed, text)
	}
	finding.Observed = facts.Optional(u.Name + u.Value)
	pinned, err := pep440.ParseSet(u.Value)
	if len(finding.Remedy) == 0 && (err != nil || u.Note != "" || !pinned.Within(allowed)) {
		finding.Remedy = []facts.Remedy{{Language: "text", Text: u.Name + specifier(text), Note: "what to require"}}
	}
	switch {
	case u.Note != "" || err != nil:
		finding.Outcome = rules.Manual
		finding.Message = fmt.Sprintf("which release of %s this installs cannot be told from here; it must be %s", u.Name, text)
	case pinned.Within(allowed):
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s%s is %s", u.Name, u.Value, text)
	case pinned.And(allowed).Empty():
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s%s admits no release that is %s", u.Name, u.Value, text)
	case u.Value == "":
		finding.Message = fmt.Sprintf("%s is not pinned; it must be %s", u.Name, text)
	default:
		finding.Message = fmt.Sprintf("%s%s also admits releases that are not %s", u.Name, u.Value, text)
	}
	return finding
}

// judgeInstalledRelease judges the one release of a package that is installed.
func judgeInstalledRelease(finding rules.Finding, u probe.Use, allowed pep440.Set, text string) rules.Finding {
	release := strings.TrimPrefix(u.Value, "==")
	installed, err := pep440.ParseSet(u.Value)
	switch {
	case err != nil:
		finding.Outcome = rules.Manual
		finding.Message = fmt.Sprintf("%s %s is installed, which is no version that can be compared; it must be %s", u.Name, release, text)
	case installed.Within(allowed):
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s %s is installed, and is %s", u.Name, release, text)
	default:
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s %s is installed, and the target needs %s", u.Name, release, text)
		finding.Remedy = append(finding.Remedy, facts.Remedy{
			Language: "bash", Text: fmt.Sprintf("python -m pip install '%s%s'", u.Name, specifier(text)),
			Note: "in the environment that was asked, when the server is upgraded",
		})
	}
	return finding
}

// specifier writes allowed versions as pip takes them: 1.4.* is ==1.4.*.
func specifier(text string) string {
	if text != "" && text[0] >= '0' && text[0] <= '9' {
		return "==" + text
	}
	return text
}

// expected are the versions that a fact allows.
func expected(f facts.Fact, in Input) (pep440.Set, string, bool) {
	if f.Expect.Value == serverVersion {
		return ofTarget(in)
	}
	operators := map[facts.Op]string{facts.AtLeast: ">=", facts.AtMost: "<=", facts.Less: "<", facts.Greater: ">", facts.Compatible: "~=", facts.Equal: "=="}
	op, ok := operators[f.Expect.Op]
	if !ok {
		return nil, "", false
	}
	text := op + f.Expect.Value
	if f.Expect.Op == facts.Equal {
		text += ".*"
	}
	set, err := pep440.ParseSet(text)
	return set, text, err == nil
}

// serverVersion is the value of facts that tie a package to the server.
const serverVersion = "server version"

func judgeImages(in Input) []rules.Finding {
	allowed, text, ok := ofTarget(in)
	if !ok {
		return nil
	}
	var found []rules.Finding
	for u := range in.usesOf(facts.Image) {
		found = append(found, judgeImage(u, allowed, text, in))
	}
	return found
}

func judgeImage(u probe.Use, allowed pep440.Set, text string, in Input) rules.Finding {
	finding := useFinding(u)
	finding.Expected = facts.Optional(text)
	v, err := pep440.Parse(leading.FindString(u.Value))
	switch {
	case u.Note != "":
		finding.Outcome = rules.Manual
		finding.Message = fmt.Sprintf("the tag of %s is not written here; it must be of %s", u.Name, text)
	case err != nil:
		finding.Message = fmt.Sprintf("%s has no release as its tag, so that it changes whenever it is pulled: give it the target's", u.Name)
	case pep440.Line(v, numbers(leading.FindString(u.Value))).And(allowed).Empty():
		finding.Outcome = rules.Fail
		finding.Message = fmt.Sprintf("%s:%s is not of the release to upgrade to, %s", u.Name, u.Value, in.To)
		if to, err := facts.ParseVersion(in.To); err == nil && u.Spot != nil && fullRelease.MatchString(u.Value) && fullRelease.MatchString(to.String()) {
			finding.Fix = replace(u.File, u.Spot, to.String())
		}
	default:
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s:%s is of %s", u.Name, u.Value, text)
	}
	return finding
}

var fullRelease = regexp.MustCompile(`^\d+\.\d+\.\d+$`)

// numbers are the numbers of a release: 1.4.0.
func numbers(release string) []int {
	var list []int
	for _, part := range strings.Split(release, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return list
		}
		list = append(list, n)
	}
	return list
}

func dotted(numbers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(numbers), " ", "."), "[]")
}

package facts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// packages finds pins and demands on Python packages: pip commands in fences
// and in inline code, and sentences that name a package with a version.
func packages(b *block) []Fact {
	var out []Fact
	if b.section.zone == trouble || b.section.zone == plain && !b.page.aboutUpgrade() {
		return nil
	}
	if b.kind == fenceBlock {
		if b.code.language() != "shell" || b.isExample() {
			return nil
		}
		for _, c := range b.code.shell() {
			out = append(out, b.pip(c, b.citeCode(c.line, c.end))...)
		}
		return out
	}
	for _, s := range b.sentences() {
		if isExampleText(s) && !s.says(sameVersion) {
			continue
		}
		for _, t := range s.codeTokens() {
			if strings.HasPrefix(strings.TrimPrefix(t.text, "python -m "), "pip") {
				for _, c := range readShell(t.text) {
					out = append(out, b.pip(c, b.cite(s))...)
				}
			}
		}
		if b.kind != headingBlock {
			out = append(out, b.imagesAlike(s)...)
			out = append(out, b.pinned(s)...)
			out = append(out, packageProse(b, s)...)
		}
	}
	return out
}

// requirementSpec is a PEP 508 requirement as pages write it, with one or more
// comparisons.
var (
	requirementSpec = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9._-]*)(\[[^\]]*\])?\s*(.*)$`)
	comparison      = regexp.MustCompile(`(~=|==|>=|<=|!=|>|<)\s*([\w.*]+)`)
)

// pip reads the packages a pip install names. Only the product's own, and those
// the profile lists, are demands; the rest is how-to.
func (b *block) pip(c call, ev Evidence) []Fact {
	words := c.words
	if len(words) >= 3 && strings.HasPrefix(words[0], "python") && words[1] == "-m" {
		words = words[2:]
	}
	if len(words) < 3 || words[0] != "pip" && words[0] != "pip3" || words[1] != "install" {
		return nil
	}
	upgrade := slices.Contains(words, "--upgrade") || slices.Contains(words, "-U")
	var out []Fact
	for _, w := range words[2:] {
		m := requirementSpec.FindStringSubmatch(w)
		if m == nil || !b.page.profile.isPackage(m[1]) {
			continue
		}
		comparisons := comparison.FindAllStringSubmatch(m[3], -1)
		if len(comparisons) == 0 {
			if upgrade {
				out = append(out, packageFact(m[1], AtLeast, "latest", "latest", Exact, ev))
			}
			continue
		}
		for _, cmp := range comparisons {
			op := comparator(cmp[1])
			if cmp[1] == "!=" {
				continue
			}
			value := cmp[2]
			if isPlaceholderVersion(value) {
				value = "server version"
			}
			f := packageFact(m[1], op, value, cmp[0], Exact, ev)
			f.Remedy = []Remedy{{Language: "bash", Text: "pip install '" + m[1] + m[3] + "'"}}
			out = append(out, f)
		}
	}
	return out
}

// imagesAlike reads the demand that the product's images have one version, "the
// ingestion image must have the same version as the server".
func (b *block) imagesAlike(s sentence) []Fact {
	if !s.says(sameVersion) || !s.says([]string{"image", "images"}) || !s.says(modal) || b.section.zone == news {
		return nil
	}
	return []Fact{{
		Kind: Requirement, Subject: Subject{Type: Image, Name: strings.ToLower(b.page.profile.Product) + " images"}, Confidence: Inferred,
		Expect: &Expect{Op: Equal, Value: "server version", Text: "the server's version"}, Evidence: []Evidence{b.cite(s)},
		Summary: "All images of the product must have the server's version.",
	}}
}

// pinned reads requirements in code, "now needs `x>=2.0`".
func (b *block) pinned(s sentence) []Fact {
	if !s.says(modal) && !s.says([]string{"pin", "pins", "pinned", "pinning", "install", "now", "upgrade"}) || b.section.zone == news {
		return nil
	}
	var out []Fact
	for _, t := range s.codeTokens() {
		m := requirementSpec.FindStringSubmatch(t.text)
		if m == nil || strings.Contains(m[3], " ") {
			continue
		}
		pinned := s.says([]string{"pin", "pins", "pinned", "pinning"}) || m[1] == strings.ToLower(m[1]) && strings.Contains(m[1], "-")
		if !b.page.profile.isPackage(m[1]) && !(pinned && (b.section.zone.declared() || b.section.zone == changes || b.section.zone == requirement)) {
			continue
		}
		for _, cmp := range comparison.FindAllStringSubmatch(m[3], -1) {
			if op := comparator(cmp[1]); op != "" {
				out = append(out, packageFact(m[1], op, cmp[2], cmp[0], Inferred, b.cite(s)))
			}
		}
	}
	return out
}

func (p *Profile) isPackage(name string) bool {
	return slices.ContainsFunc(p.Packages, func(n Distribution) bool { return strings.EqualFold(n.Name, name) })
}

// isPlaceholderVersion recognises x.y.z and the like.
func isPlaceholderVersion(s string) bool {
	s = strings.ToLower(s)
	return strings.Trim(s, "xyzn.<>_") == "" || strings.Contains(s, "version")
}

func packageFact(name string, op Op, value, text string, c Confidence, ev Evidence) Fact {
	detail := ""
	if op == Less || op == AtMost {
		detail = "maximum"
	}
	f := Fact{
		ID:   identity(Subject{Type: Package, Name: strings.ToLower(name)}, detail),
		Kind: Requirement, Subject: Subject{Type: Package, Name: strings.ToLower(name)},
		Expect: &Expect{Op: op, Value: value, Text: text}, Confidence: c, Evidence: []Evidence{ev},
		Summary: fmt.Sprintf("The Python package %s must be %s %s.", name, op, value),
	}
	switch {
	case op == AtLeast && value == "latest":
		f.Summary = fmt.Sprintf("The Python package %s must be the latest release.", name)
		f.Remedy = []Remedy{{Language: "bash", Text: "pip install --upgrade " + name}}
	case value == "server version":
		f.Summary = fmt.Sprintf("The Python package %s must have the server's version.", name)
	}
	return f
}

// packageVerbs are the words of which a demand on a package has one.
var packageVerbs = []string{"upgrade", "update", "pin", "pinned", "must", "require", "requires", "required", "need", "needs", "make sure", "ensure", "migrated", "aligned", "bump", "bumped", "upgraded", "updated", "no longer", "dropped", "drop", "removed support", "moved", "use", "keep", "always", "has to", "have to"}

// packageProse reads "pinned x to version less than 2.12.0", "upgrade your x to
// 1.11.10", "the latest x version".
func packageProse(b *block, s sentence) []Fact {
	if !s.says(packageVerbs) {
		return nil
	}
	toks := s.tokens()
	var out []Fact
	words := s.wording().words
	for _, pkg := range b.page.profile.Packages {
		if !slices.ContainsFunc(pkg.Words, words.has) {
			continue
		}
		for i := range toks {
			n := matchWords(toks, i, pkg.Words)
			if n == 0 {
				continue
			}
			if found := bounds(skipNouns(toks, i+n), 0); len(found) > 0 {
				if at(toks, i-1).lower == "from" || at(toks, i-1).lower == "pins" && isNumber(at(toks, i-2)) {
					continue // where it came from, not where it has to be
				}
				for _, bd := range found {
					f := packageFact(pkg.Name, bd.op, bd.value, s.text[bd.start:bd.end], Inferred, b.cite(s))
					if clauseOf(s, toks, i).says(append([]string{"no longer"}, dropWords...)) {
						f.ID, f.Kind = identity(f.Subject, bd.value), b.section.zone.kind()
						f.Expect = &Expect{Op: Absent, Value: bd.value, Text: "not " + bd.value}
						f.Summary = fmt.Sprintf("The Python package %s %s is no longer supported.", pkg.Name, bd.value)
					} else if bd.op == Equal && b.section.zone.declared() && s.says(shiftWords) && !s.says(modal) {
						f.Kind = b.section.zone.kind() // the product moved, and its users with it
					}
					out = append(out, f)
				}
				break
			}
			if s.says(sameVersion) && s.says([]string{"server", "application"}) {
				out = append(out, packageFact(pkg.Name, Equal, "server version", "the server's version", Inferred, b.cite(s)))
				break
			}
			if at(toks, i-1).lower == "last" {
				out = append(out, packageFact(pkg.Name, AtLeast, "latest", "latest", Inferred, b.cite(s)))
				break
			}
			if near := toks[max(0, i-3):min(len(toks), i+n+6)]; slices.ContainsFunc(near, func(t token) bool { return t.lower == "latest" }) {
				out = append(out, packageFact(pkg.Name, AtLeast, "latest", "latest", Inferred, b.cite(s)))
				break
			}
		}
	}
	return out
}

// clauseOf is the part of a sentence between the commas around a word.
func clauseOf(s sentence, toks []token, i int) wording {
	from, to := i, i
	for from > 0 && toks[from-1].text != "," {
		from--
	}
	for to+1 < len(toks) && toks[to+1].text != "," {
		to++
	}
	return wording{text: s.text[toks[from].start:toks[to].end]}
}

// sameVersion are the words by which a package's version is tied to another.
var sameVersion = []string{"same version", "very same version", "exact version", "version of the server", "server's version", "server version", "matching version"}

// skipNouns passes over the words that go on with a package's name.
func skipNouns(toks []token, i int) []token {
	for i < len(toks) && slices.Contains([]string{"package", "dependency", "client", "library", "version"}, toks[i].lower) {
		i++
	}
	return toks[min(i, len(toks)):]
}

// matchWords says how many tokens at i match one of the phrases.
func matchWords(toks []token, i int, phrases []string) int {
	best := 0
	if i >= len(toks) || toks[i].lower == "" {
		return 0
	}
	first := toks[i].lower[0]
	for _, ph := range phrases {
		if ph == "" || lowerByte(ph[0]) != first {
			continue // nearly always, and cheaper than splitting the phrase
		}
		n := 0
		for w := range strings.FieldsSeq(strings.ToLower(ph)) {
			if at(toks, i+n).lower != w {
				n = 0
				break
			}
			n++
		}
		best = max(best, n)
	}
	return best
}

// isExample says whether a fence is introduced as an example.
func (b *block) isExample() bool {
	return b.lead != nil && b.lead.kind != fenceBlock && lastSentenceIsExample(b.lead)
}

func lastSentenceIsExample(b *block) bool {
	all := b.sentences()
	return len(all) > 0 && isExampleText(all[len(all)-1]) && !all[len(all)-1].says([]string{"need", "must", "have to"})
}

func isExampleText(s sentence) bool {
	return s.says([]string{"for example", "for instance", "e.g", "example would", "an example", "similar to"})
}

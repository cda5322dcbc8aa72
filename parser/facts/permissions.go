package facts

import (
	"fmt"
	"slices"
	"strings"
)

// permissions finds the permissions a release introduces or begins to ask for:
// "a new `x` operation", "you will need to add the `x` operation to your policy".
func permissions(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || !b.section.zone.declared() && b.section.zone != requirement && b.section.zone != changes {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		if !containsAny(s.String()+" "+b.section.title, permissionWords) {
			continue
		}
		toks := s.tokens()
		for i, t := range toks {
			noun := at(toks, i+1).lower
			if !slices.Contains(permissionNouns, noun) {
				noun = at(toks, i-1).lower // "the operation `x`"
			}
			if against := at(toks, i-1).lower == "against" && s.says(checked); t.kind == code && pascalName.MatchString(t.text) && against {
				noun = "operation"
			}
			if t.text == strings.ToUpper(t.text) || snakeName.MatchString(t.text) {
				continue // a database's privilege
			}
			if t.kind != code || !plainName.MatchString(t.text) || !slices.Contains(permissionNouns, noun) {
				continue
			}
			if !asksFor(toks[max(0, i-7):i]) && !s.says(checked) {
				continue
			}
			out = append(out, Fact{
				Kind: b.section.zone.kind(), Subject: Subject{Type: Permission, Name: t.text}, Confidence: Inferred,
				Expect: &Expect{Op: Exists, Text: "granted where it is needed"}, Evidence: []Evidence{b.cite(s)},
				Summary: fmt.Sprintf("The %s %s is needed from this release on.", noun, t.text),
			})
		}
	}
	return out
}

// permissionNouns are what a permission may be called.
var permissionNouns = []string{"operation", "permission", "privilege", "policy", "role"}

// checked are the words by which an act is tied to a permission.
var checked = []string{"is now authorized", "is now checked", "is authorized", "is checked", "now checks", "now requires", "checked against", "authorized against"}

// asksFor says whether the words before a name introduce it or ask for it.
func asksFor(before []token) bool {
	for _, t := range before {
		if slices.Contains([]string{"new", "introduced", "need", "needs", "require", "requires", "required", "must", "add", "grant", "separate", "dedicated", "include"}, t.lower) {
			return true
		}
	}
	return false
}

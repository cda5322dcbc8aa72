package facts

import (
	"fmt"
	"slices"
	"strings"
)

// defaults finds changed default values: "the default size of x is set to 50Gi",
// "we are disabling x by default".
func defaults(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news || !b.page.aboutUpgrade() {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		if s.hasCode() && s.says([]string{"now"}) && (b.section.zone.declared() || b.section.zone == changes) {
			out = append(out, b.nowLiteral(s)...)
		}
		if !s.says([]string{"default", "defaults"}) {
			continue
		}
		toks := s.tokens()
		for i, t := range toks {
			switch {
			case t.kind == code && strings.Contains(t.text, ": ") && containsAny(s.text[t.end:s.end], []string{"the default", "by default"}):
				key, value, _ := strings.Cut(t.text, ": ")
				if n := b.name(key, b.near(s)); plainName.MatchString(key) && n.Type != Other && (b.section.zone.declared() || b.section.zone == changes) {
					out = append(out, Fact{
						Subject: n.Subject, Confidence: Inferred, Evidence: []Evidence{b.cite(s)}, Expect: &Expect{Op: Equal, Value: value, Text: "by default " + value},
						Summary: fmt.Sprintf("%s %s is %s by default.", typeWords(n.Type), key, value),
					})
				}
			case t.lower == "default" && at(toks, i-1).lower == "by":
				out = append(out, b.switched(s, toks, i-1)...)
				out = append(out, b.isByDefault(s, toks, i-1)...)
			case t.lower == "default":
				out = append(out, b.newDefault(s, toks, i)...)
				out = append(out, b.movedDefault(s, toks, i)...)
			}
		}
	}
	return out
}

// switched reads "disabling x by default", "x is now enabled by default".
func (b *block) switched(s sentence, toks []token, by int) []Fact {
	if !b.section.zone.declared() && b.section.zone != changes {
		return nil
	}
	for i := by - 1; i >= 0; i-- {
		value := ""
		switch strings.TrimSuffix(strings.TrimSuffix(toks[i].lower, "ing"), "ed") {
		case "disabl":
			value = "false"
		case "enabl":
			value = "true"
		default:
			continue
		}
		if negation(toks[max(0, i-3):i]) >= 0 {
			return nil
		}
		object := nounPhrase(toks[i+1 : by])
		if len(trimFillers(object)) == 0 {
			_, start := voice(toks, i)
			object = toks[clauseStart(toks, start):start]
		}
		return b.defaultFact(s, trimFillers(object), value)
	}
	return nil
}

// isByDefault reads "`x` is now `false` by default".
func (b *block) isByDefault(s sentence, toks []token, by int) []Fact {
	if !b.section.zone.declared() && b.section.zone != changes {
		return nil
	}
	v, i := at(toks, by-1), by-2
	if v.kind != code && !isNumber(v) && v.lower != "true" && v.lower != "false" {
		return nil
	}
	for i > 0 && (toks[i].lower == "now" || toks[i].lower == "is" || toks[i].lower == "set" || toks[i].lower == "to") {
		i--
	}
	if i == by-2 || at(toks, i).kind != code || !plainName.MatchString(toks[i].text) {
		return nil
	}
	return b.defaultFact(s, toks[i:i+1], v.text)
}

// movedDefault reads "`x`: default raised from 60 to 120", "`x`, default from a to b".
func (b *block) movedDefault(s sentence, toks []token, i int) []Fact {
	named := identifiers(toks[:i], b.page.profile)
	if !b.section.zone.declared() && b.section.zone != changes || len(named) != 1 || named[0].kind != code || !plainName.MatchString(named[0].text) {
		return nil
	}
	if v := at(toks, i+1); at(toks, i-1).text == "," && v.kind == code && isLiteral(v) {
		return b.defaultFact(s, named, v.text) // "`x`, default `true`"
	}
	for j := i + 1; j+3 < len(toks) && j <= i+4; j++ {
		if toks[j].lower == "from" && toks[j+2].lower == "to" {
			return b.defaultFact(s, named, toks[j+3].text)
		}
		if toks[j].kind != word || !slices.Contains([]string{"raised", "changed", "changes", "lowered", "increased", "reduced", "goes", "went", "is", "was", "value", "moved"}, toks[j].lower) {
			return nil
		}
	}
	return nil
}

// nowLiteral reads "`x`: now `true`", "`x` is now `20`".
func (b *block) nowLiteral(s sentence) []Fact {
	toks := s.tokens()
	for i, t := range toks {
		if v := at(toks, i+1); t.lower == "now" && v.kind == code && isLiteral(v) && at(toks, i+2).lower != "by" && at(toks, i-2).kind == code && plainName.MatchString(toks[i-2].text) &&
			slices.Contains([]string{":", "is", "are", "|"}, at(toks, i-1).lower) {
			return b.defaultFact(s, toks[i-2:i-1], v.text)
		}
	}
	return nil
}

// newDefault reads "default [size] of x [is] [now] [set] to y" and "the default
// y of x is now z".
func (b *block) newDefault(s sentence, toks []token, i int) []Fact {
	of := i + 1
	for of < len(toks) && of <= i+2 && toks[of].lower != "of" && toks[of].lower != "for" {
		of++
	}
	if w := at(toks, of).lower; w != "of" && w != "for" {
		return nil
	}
	end := of + 1
	for end < len(toks) && !slices.Contains([]string{"is", "was", "set", "now", "changed", "changes", "to", "has", "increased", "raised", "rises"}, toks[end].lower) && toks[end].kind != punct {
		end++
	}
	object := trimFillers(toks[of+1 : min(end, len(toks))])
	if len(object) == 0 || len(object) > 6 {
		return nil
	}
	for j := end; j < len(toks) && j <= end+5; j++ {
		if w := toks[j].lower; w != "to" && w != "now" && w != "is" {
			continue
		}
		if v := at(toks, j+1); v.kind == code || isNumber(v) || strings.IndexAny(v.text, "0123456789") == 0 {
			return b.defaultFact(s, object, v.text)
		}
	}
	return nil
}

func (b *block) defaultFact(s sentence, object []token, value string) []Fact {
	if len(object) == 0 {
		return nil
	}
	f := Fact{Confidence: Inferred, Evidence: []Evidence{b.cite(s)}, Expect: &Expect{Op: Equal, Value: value, Text: "by default " + value}}
	if ids := identifiers(object, b.page.profile); len(ids) > 0 {
		n := b.name(ids[0].text, b.near(s))
		f.Subject = n.Subject
		if !n.sure && (n.Type != ConfigKey || ids[0].kind != code) {
			f.Confidence = Manual // only code tells that a name is a key's
		}
	} else {
		if len(object) > 5 {
			return nil
		}
		name := s.text[object[0].start:object[len(object)-1].end]
		f.Subject = Subject{Type: ConfigKey, Name: name}
		around := ""
		for _, o := range b.section.blocks {
			around += " " + o.text
		}
		if containsAny(around, []string{"helm"}) {
			f.Subject.Type = HelmValue
		}
		f.Confidence = Manual // a name in prose is not yet a key
	}
	f.Summary = fmt.Sprintf("%s %s is %s by default.", typeWords(f.Subject.Type), f.Subject.Name, value)
	return []Fact{f}
}

package facts

import (
	"fmt"
	"slices"
	"strings"
)

// proseChanges finds what sentences say was removed, deprecated, renamed,
// replaced or moved, and types every name they give.
func proseChanges(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock && len(b.text) < 20 || b.kind == tagBlock || b.section.zone == trouble {
		return nil
	}
	declared := b.section.zone.declared() || b.section.zone == changes
	if b.section.zone == news {
		return nil
	}
	aside := !declared && !b.page.aboutUpgrade() // only what is said of the product's own commands
	var out []Fact
	all := b.sentences()
	for i, s := range all {
		for _, c := range s.changes(b.page.profile) {
			if len(c.replacement) == 0 && (c.act == removed || c.act == deprecated || c.act == renamed) {
				c.replacement = b.page.profile.insteadWithin(s.tokens(), c)
			}
			if len(c.replacement) == 0 && i+1 < len(all) && (c.act == removed || c.act == deprecated) {
				c.replacement = b.page.profile.instead(all[i+1])
			}
			if c.negated || saysDefault(s, c) {
				continue
			}
			if (c.act == moved || c.act == changed) && b.page.profile.isSoftware(c.replacement) {
				continue // "the images moved to x 3.10": the demand is on x
			}
			if !declared && c.act != deprecated && (c.act != removed || c.in.IsZero()) {
				continue // elsewhere only what is said of a release, or in so many words
			}
			if c.act == changed && len(c.replacement) == 0 && !c.idiom && (!b.section.zone.declared() || !s.says([]string{"signature", "type", "format", "behavior", "behaviour", "default", "structure", "implementation"})) {
				continue
			}
			ids := identifiers(c.subjects, b.page.profile)
			if len(ids) == 0 && !aside && (c.act == removed || c.act == deprecated) {
				out = append(out, b.spoken(s, c)...)
			}
			if len(ids) == 0 {
				if topic, ok := b.topic(s, c); ok {
					ids = []token{topic}
				} else {
					ids = b.headedNames(s, c)
				}
			}
			if len(ids) > 0 && len(c.owners) > 0 && b.name(ids[0].text, b.near(s)).Type == API {
				ids = qualified(ids, c.owners)
			}
			pairwise := len(ids) > 1 && len(ids) == len(c.replacement) && (c.act == renamed || c.act == replaced || c.act == moved)
			all := c.replacement
			for n, id := range ids {
				if pairwise {
					c.replacement = all[n : n+1]
				}
				if f, ok := b.changeFact(s, c, id); ok && !(aside && (f.Subject.Type != CLICommand || c.in.IsZero())) {
					out = append(out, b.perConnector(f, b.near(s))...)
				}
			}
		}
	}
	if aside {
		return out
	}
	out = append(out, b.listedChange()...)
	if len(out) == 0 {
		out = append(out, b.listedDeprecation(all)...)
	}
	return append(out, b.renamedImports(all)...)
}

// isSoftware says whether words name a piece of software with its version.
func (p *Profile) isSoftware(words []token) bool {
	return len(words) > 0 && slices.ContainsFunc(p.Software, func(s Software) bool {
		n := matchWords(words, 0, s.Words)
		return n > 0 && isNumber(at(words, n))
	})
}

// qualified names fields by what they belong to: the field status of two
// entities is two things.
func qualified(fields, owners []token) []token {
	var out []token
	for _, f := range fields {
		for _, o := range owners {
			t := f
			t.text = o.text + "." + f.text
			t.lower = strings.ToLower(t.text)
			out = append(out, t)
		}
	}
	return out
}

// listedChange reads an item of a list that a sentence introduces: "we are
// removing these properties:", followed by one property per item.
func (b *block) listedChange() []Fact {
	if b.kind != itemBlock || !b.section.zone.declared() && b.section.zone != changes {
		return nil
	}
	all := b.sentences()
	if len(all) == 0 {
		return nil
	}
	ids := all[0].tokens()
	if len(ids) == 0 || ids[0].kind != code && !b.page.profile.isIdentifier(ids[0]) {
		return nil
	}
	lead := b.lead
	for lead != nil && lead.kind == itemBlock {
		lead = lead.lead
	}
	if lead == nil || lead.kind != paragraphBlock || !strings.HasSuffix(strings.TrimSpace(lead.text), ":") {
		return nil
	}
	said := lead.sentences()
	s := said[len(said)-1]
	var out []Fact
	for _, c := range s.changes(b.page.profile) {
		if c.negated || c.act == changed || len(identifiers(c.subjects, b.page.profile)) > 0 || !announces(s, c) {
			continue
		}
		n := b.name(ids[0].text, s.String()+" "+all[0].String())
		if n.Type == Other {
			continue
		}
		f := Fact{Subject: n.Subject, Evidence: []Evidence{b.cite(all[0]), lead.cite(s)}, Replacement: Optional(names(c.replacement))}
		if !n.sure {
			f.Confidence = Manual
		}
		b.lifecycle(&f, c)
		f.Summary = b.changeSummary(f, c)
		out = append(out, b.perConnector(f, s.String())...)
		break
	}
	return out
}

// listedDeprecation reads an item that stands where deprecations do and opens
// with a name: being there says enough.
func (b *block) listedDeprecation(all []sentence) []Fact {
	if b.section.zone != deprecation || b.kind != itemBlock || b.parent != nil || len(all) == 0 {
		return nil
	}
	toks := trimFillers(all[0].tokens())
	if len(toks) == 0 || toks[0].kind != code || b.says([]string{"not", "still", "stays", "remains", "no plans", "new", "added"}) {
		return nil
	}
	c := change{act: deprecated, verb: toks[0], subjects: identifiers(toks[:namesEnd(toks)], b.page.profile)}
	for i, s := range all {
		if c.replacement = b.page.profile.instead(s); i > 0 && len(c.replacement) > 0 {
			break
		}
		if c.replacement = b.page.profile.insteadWithin(s.tokens(), c); len(c.replacement) > 0 {
			break
		}
	}
	var out []Fact
	for _, id := range c.subjects {
		if f, ok := b.changeFact(all[0], c, id); ok && f.Subject.Type != Other {
			out = append(out, b.perConnector(f, b.near(all[0]))...)
		}
	}
	return out
}

// namesEnd is where the list of names that some words open with ends.
func namesEnd(toks []token) int {
	for i, t := range toks {
		if t.kind != code && t.text != "," && t.lower != "and" && t.lower != "or" && t.text != "&" {
			return i
		}
	}
	return len(toks)
}

// announces says whether the subject of a change is what the list below names:
// "these properties", "the following fields".
func announces(s sentence, c change) bool {
	words := headingWords(s.String())
	return slices.ContainsFunc(words, func(w string) bool { return w == "these" || w == "following" || w == "below" }) &&
		slices.ContainsFunc(c.subjects, func(t token) bool {
			return slices.Contains(slotNouns, t.lower) || slices.Contains([]string{"settings", "options", "parameters", "variables", "commands", "flags", "endpoints", "methods", "classes", "functions", "attributes", "columns", "values", "items", "configs", "configurations"}, t.lower)
		})
}

// saysDefault says whether what changes is the default of something; the thing
// itself stays.
func saysDefault(s sentence, c change) bool {
	return len(c.subjects) > 0 && c.subjects[0].start > s.start && c.act != removed && c.act != deprecated &&
		containsAny(s.text[s.start:c.subjects[0].start], []string{"default", "defaults"})
}

// topic is the name a list item or heading opens with, when the sentence speaks
// of it by a pronoun ("this option is removed") or by a part of it ("we moved
// the profiler").
func (b *block) topic(s sentence, c change) (token, bool) {
	if c.act != removed && c.act != moved && c.act != deprecated {
		return token{}, false
	}
	var candidates []token
	if b.kind == itemBlock {
		if all := b.sentences(); len(all) > 0 {
			if toks := all[0].tokens(); len(toks) > 0 && toks[0].kind == code {
				candidates = toks[:1]
			}
		}
	}
	for _, o := range b.section.blocks {
		if o.kind == headingBlock {
			for _, hs := range o.sentences() {
				for _, id := range identifiers(hs.tokens(), b.page.profile) {
					candidates = append(candidates, token{kind: id.kind, text: id.text, lower: id.lower, start: -1, end: -1})
				}
			}
		}
	}
	before := headingWords(s.text[s.start:c.verb.start])
	pronoun := len(before) > 0 && len(before) <= 4 && slices.Contains(pronouns, before[0])
	toks := s.tokens()
	i := indexOf(toks, c.verb)
	if _, start := voice(toks, max(0, i)); i >= 0 && len(candidates) == 0 {
		from := clauseStart(toks, start)
		if said := toks[from:i]; len(said) > 0 && refersBack(s.text[said[0].start:said[len(said)-1].end]) {
			if named := b.namedBefore(s, said[0].start); named.text != "" {
				return named, true
			}
		}
	}
	spoken := ""
	for _, t := range c.subjects {
		spoken += foldWord(t.text)
	}
	for _, t := range candidates {
		name := foldWord(t.text)
		if pronoun && t.start >= 0 || len(spoken) >= 6 && strings.Contains(name, spoken) || len(name) >= 6 && strings.Contains(spoken, name) {
			return t, true
		}
	}
	return token{}, false
}

// headedNames are the names in code that a heading consists of, when a sentence
// says "these two" or "both" of them.
func (b *block) headedNames(s sentence, c change) []token {
	before := headingWords(s.text[s.start:c.verb.start])
	these := slices.ContainsFunc(before, func(w string) bool { return slices.Contains([]string{"these", "both", "they", "those"}, w) })
	if !these || len(before) > 8 || len(b.section.blocks) == 0 || b.section.blocks[0].kind != headingBlock {
		return nil
	}
	toks := b.section.blocks[0].whole().tokens()
	if namesEnd(toks) < len(toks) {
		return nil
	}
	var out []token
	for _, t := range identifiers(toks, b.page.profile) {
		t.start, t.end = -1, -1
		out = append(out, t)
	}
	return out
}

// namedBefore is the one name in code that the sentence has before an offset or,
// when it has none, the sentence before it.
func (b *block) namedBefore(s sentence, before int) token {
	look := func(toks []token) (one token, many bool) {
		for _, t := range identifiers(toks, b.page.profile) {
			if t.kind == code && t.start < before && t.text != one.text {
				if one.text != "" {
					return token{}, true
				}
				one = t
			}
		}
		return one, false
	}
	if one, many := look(s.tokens()); many || one.text != "" {
		return one
	}
	var last token
	for _, o := range b.sentences() {
		if o.end <= s.start && !strings.HasSuffix(o.String(), "?") {
			last, _ = look(o.tokens())
		}
	}
	return last
}

// foldWord keeps letters and digits, lower-case, so that "Bot Principals" is
// botPrincipals.
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

// changeFact makes the fact for one name a sentence changes.
func (b *block) changeFact(s sentence, c change, id token) (Fact, bool) {
	near := b.near(s)
	n := b.name(id.text, near)
	if isPhrase(id) && n.Type != CLICommand && n.Type != API && n.Type != PythonSymbol {
		n.sure = false
	}
	if flag := changedFlag(id.text, names(c.replacement)); n.Type == CLICommand && flag != "" {
		n.Subject = Subject{Type: CLIFlag, Name: flag}
	} else if flag := lastFlag(id.text); n.Type == CLICommand && flag != "" && s.says([]string{"flag", "option", "switch", "argument"}) {
		n.Subject = Subject{Type: CLIFlag, Name: strings.TrimSuffix(n.Name, " "+flag) + " " + flag} // the command stays
	}
	f := Fact{
		Subject: n.Subject, Evidence: []Evidence{b.cite(s)}, Confidence: Inferred,
		Replacement: Optional(names(c.replacement)),
	}
	if m := pythonFrom.FindStringSubmatch(string(f.Replacement)); m != nil {
		f.Replacement = Optional(withoutPlaceholders(m[1] + "." + m[2]))
	}
	if m := requirementSpec.FindStringSubmatch(string(f.Replacement)); m != nil && comparison.MatchString(m[3]) && b.page.profile.isDistribution(id.text) {
		n = naming{Subject{Type: Package, Name: id.text}, true} // a version is given for what takes its place
		f.Subject = n.Subject
	}
	if n.Type == Other || !n.sure || onScreen(n.Type) && isInterface(s.String()) || id.kind != code && !b.page.profile.isIdentifier(id) {
		f.Confidence = Manual
	}
	if c.act == changed && len(c.replacement) == 0 && c.value == "" && !c.idiom && !s.says([]string{"signature", "type", "format", "default"}) {
		f.Confidence = Manual // how it changed is for a person to read
	}
	if f.Replacement != "" && string(f.Replacement) == id.text {
		f.Replacement = ""
	}
	b.lifecycle(&f, c)
	f.Summary = b.changeSummary(f, c)
	if f.Confidence == Manual || c.act == changed && f.Replacement == "" {
		f.Summary = shorten(s.String())
	}
	// what a setting is raised to is a demand, which the settings' detector reads
	return f, n.Name != "" && !(c.act == changed && (n.Type == DBSetting || n.Type == SearchSetting))
}

// changedFlag is the flag in which two calls of one command differ.
func changedFlag(was, is string) string {
	a, b := strings.Fields(was), strings.Fields(is)
	for i := range a {
		switch {
		case i >= len(b) || i > 0 && a[i] != b[i] && strings.HasPrefix(a[i], "-"):
			if strings.HasPrefix(a[i], "-") && i < len(b) {
				return a[i]
			}
			return ""
		case a[i] != b[i]:
			return ""
		}
	}
	return ""
}

// lastFlag is the flag that a command line ends with, or "".
func lastFlag(call string) string {
	words := strings.Fields(call)
	if n := len(words); n > 1 && strings.HasPrefix(words[n-1], "-") && !strings.Contains(words[n-1], "=") {
		return words[n-1]
	}
	return ""
}

// lifecycle fills in kind, expectation and the releases of a change.
func (b *block) lifecycle(f *Fact, c change) {
	in := Optional(c.in.String())
	own := Optional(b.section.release.String())
	if in == "" {
		in = Optional(b.section.planned.String())
	}
	gone := c.act != deprecated
	switch {
	case b.section.zone == deprecation, c.act == deprecated:
		f.Kind = Deprecation
	case b.section.zone == requirement, b.section.zone == after, b.section.zone == plain:
		f.Kind = BreakingChange
		if c.future {
			f.Kind = Deprecation
		}
	default:
		f.Kind = BreakingChange
	}
	switch {
	case c.act == deprecated, b.section.zone == deprecation && c.act != removed && !c.future:
		// below such a heading "use y instead of x" says that x still works
		f.DeprecatedIn = in
		if in == "" {
			f.DeprecatedIn = own
		}
	case c.future && in != "" && in != own:
		f.RemovedIn, f.DeprecatedIn = in, own
		f.Kind = Deprecation
	case f.Kind == Deprecation && c.future:
		f.RemovedIn, f.DeprecatedIn = in, own
	case gone:
		f.RemovedIn = own
		if in != "" && !c.future {
			f.RemovedIn = in
		}
	}
	if !c.since.IsZero() {
		f.DeprecatedIn = Optional(c.since.String())
	}
	switch {
	case c.value != "":
		f.Expect = &Expect{Op: Absent, Value: c.value, Text: "not " + c.value}
	case c.act == changed && f.Replacement == "":
		f.RemovedIn = "" // it is still there, and works in another way
	default:
		f.Expect = &Expect{Op: Absent, Text: "not used"}
	}
}

func (b *block) changeSummary(f Fact, c change) string {
	did := map[act]string{removed: "was removed", deprecated: "is deprecated", renamed: "was renamed", replaced: "was replaced", moved: "moved", changed: "changed"}[c.act]
	if c.future {
		did = map[act]string{removed: "will be removed", deprecated: "will be deprecated", renamed: "will be renamed", replaced: "will be replaced", moved: "will move", changed: "will change"}[c.act]
	}
	name := f.Subject.Name
	if c.value != "" {
		name += ", value " + c.value + ","
	}
	s := fmt.Sprintf("%s %s %s", typeWords(f.Subject.Type), name, did)
	if f.Replacement != "" {
		s += ", now: " + string(f.Replacement)
	}
	return strings.TrimSpace(s) + "."
}

// instead reads the sentence after a removal: "Use `x` instead."
func (p *Profile) instead(s sentence) []token {
	toks := s.tokens()
	if s.says([]string{"its replacement", "the replacement", "its successor", "the successor", "done by", "handled by", "taken over by"}) {
		if ids := identifiers(toks, p); len(ids) > 0 {
			return ids[:1]
		}
	}
	for _, t := range toks {
		if name, ok := strings.CutPrefix(t.text, "pip install "); ok && t.kind == code && !strings.Contains(name, " ") {
			t.text = name
			return []token{t}
		}
	}
	if toks := s.tokens(); len(toks) > 3 && toks[0].lower == "replace" && slices.Contains(pronouns, toks[1].lower) && (toks[2].lower == "with" || toks[2].lower == "by") {
		return identifiers(nounPhrase(toks[3:]), p)
	}
	for i, t := range toks {
		if i > 4 {
			break
		}
		if slices.Contains(uses, t.lower) && (i == 0 || t.lower == "use" && toks[i-1].lower == "please" || s.says([]string{"instead"})) {
			ids := identifiers(nounPhrase(toks[i+1:]), p)
			if led := at(toks, i+1).lower; len(ids) == 0 && slices.Contains([]string{"from", "on", "to", "into"}, led) {
				ids = identifiers(nounPhrase(toks[i+2:]), p)
			}
			if len(ids) == 0 && i == 0 {
				for j := 1; j+1 < len(toks) && toks[j].kind != punct; j++ {
					if slices.Contains([]string{"with", "through", "via", "by"}, toks[j].lower) && toks[j+1].kind == code {
						return toks[j+1 : j+2] // "run the profiler with `y`"
					}
				}
			}
			return ids
		}
	}
	return nil
}

// uses are the verbs by which a page sends its reader to what to use instead.
var uses = []string{"use", "configure", "set", "call", "write", "pass", "inherit", "prefer", "choose", "switch", "start", "take", "build", "put", "run"}

// typeWords is how a summary names a type.
func typeWords(t Type) string {
	switch t {
	case CLICommand:
		return "The command"
	case CLIFlag:
		return "The flag"
	case EnvVar:
		return "The environment variable"
	case ConfigKey:
		return "The configuration key"
	case ConnectionField:
		return "The connection field"
	case HelmValue:
		return "The Helm value"
	case PythonSymbol:
		return "The Python name"
	case API:
		return "In the API,"
	case Image:
		return "The image"
	case Package:
		return "The package"
	}
	return ""
}

// near is the text that tells what sort of thing a sentence is about: the
// sentence and, for a list item, its bold label.
func (b *block) near(s sentence) string {
	text := s.String()
	if label := b.label(); label != "" && !strings.Contains(text, label) {
		text = label + ": " + text
	}
	return text
}

// label is the bold lead-in of an item or paragraph: "**Label**: statement".
func (b *block) label() string {
	for _, m := range b.marks {
		if m.kind == "strong" && strings.TrimSpace(b.text[:m.start]) == "" && m.end < len(b.text) {
			return strings.TrimRight(b.text[m.start:m.end], ": ")
		}
	}
	if head, _, ok := strings.Cut(b.text, ": "); ok && len(head) < 60 && !strings.Contains(head, ". ") {
		return head
	}
	return ""
}

// spoken handles changes whose subject is no identifier: commands named in
// running words, and the things the profile has words for.
func (b *block) spoken(s sentence, c change) []Fact {
	p := b.page.profile
	subject := ""
	if n := len(c.subjects); n > 0 {
		subject = s.text[c.subjects[0].start:c.subjects[n-1].end]
	}
	commands := p.spokenCommands(subject)
	if len(commands) > 0 {
		for _, more := range p.spokenCommands(b.label()) {
			if !slices.Contains(commands, more) {
				commands = append(commands, more)
			}
		}
	}
	var out []Fact
	for _, name := range commands {
		f := Fact{Subject: Subject{Type: CLICommand, Name: name}, Evidence: []Evidence{b.cite(s)}}
		b.lifecycle(&f, c)
		f.Summary = b.changeSummary(f, c)
		out = append(out, f)
	}
	return out
}

// isPhrase says whether a code span holds more than a name.
func isPhrase(id token) bool { return strings.ContainsAny(id.text, " \"'") }

// onScreen says whether a name of the type may be what users see: commands,
// variables and Python names are not, whatever their sentence says of the UI.
func onScreen(t Type) bool {
	return !slices.Contains([]Type{CLICommand, CLIFlag, EnvVar, HelmValue, PythonSymbol, Image, Package, DBSetting, SearchSetting}, t)
}

// isInterface says whether a sentence is about what users see on a screen;
// such changes break no deployment by themselves.
func isInterface(text string) bool {
	return containsAny(text, []string{"button", "page", "icon", "tab", "ui", "modal", "widget", "banner", "sidebar", "menu"})
}

func names(toks []token) string {
	var parts []string
	codeSeen := false
	for _, t := range toks {
		codeSeen = codeSeen || t.kind == code
		parts = append(parts, t.text)
	}
	if codeSeen {
		return strings.Join(slices.Compact(parts), ", ")
	}
	return strings.Join(parts, " ")
}

// renamedImports reads the pairs of list items "From `x`" and "To `y`", where
// x and y are imports or names.
func (b *block) renamedImports(all []sentence) []Fact {
	from, ok := ledCode(all, "from")
	if !ok || b.kind != itemBlock {
		return nil
	}
	siblings := b.section.blocks
	i := slices.Index(siblings, b)
	if i < 0 || i+1 >= len(siblings) {
		return nil
	}
	next := siblings[i+1]
	to, ok := ledCode(next.sentences(), "to")
	if !ok {
		return nil
	}
	n := b.name(from, b.text+" imports")
	r := b.name(to, next.text+" imports")
	f := Fact{
		Kind: BreakingChange, Subject: n.Subject, Replacement: Optional(r.Name), Confidence: Exact,
		Expect: &Expect{Op: Absent, Text: "not used"}, RemovedIn: Optional(b.section.release.String()),
		Evidence: []Evidence{b.lines(), next.lines()},
		Summary:  fmt.Sprintf("%s %s was renamed, now: %s.", typeWords(n.Type), n.Name, r.Name),
	}
	return []Fact{f}
}

// ledCode is the code span of a text that consists of a lead word and it.
func ledCode(all []sentence, lead string) (string, bool) {
	if len(all) != 1 || !all[0].hasCode() {
		return "", false
	}
	toks := all[0].tokens()
	if len(toks) > 1 && toks[0].lower == lead && at(toks, 1).text == ":" {
		toks = append(toks[:1:1], toks[2:]...)
	}
	if len(toks) < 2 || toks[0].lower != lead || toks[1].kind != code {
		return "", false
	}
	return toks[1].text, true
}

// references begin a sentence about what was spoken of before.
var references = []string{"that", "this", "it"}

// lineageAnnotation finds what is said about the old form of the product's
// lineage annotation, in the words the profile lists.
func lineageAnnotation(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news {
		return nil
	}
	l := b.page.profile.Lineage
	var out []Fact
	for _, s := range b.sentences() {
		said := s.changes(b.page.profile)
		if len(said) == 0 {
			continue
		}
		about := s.says(l.Words)
		if !about && s.says(references) {
			words := headingWords(s.String())
			about = len(words) > 0 && slices.Contains(references, words[0]) &&
				containsAny(s.String()+" "+b.section.title, l.Words) // "that form is deprecated"
		}
		if !about {
			continue
		}
		for _, c := range said {
			if c.act != deprecated && c.act != removed {
				continue
			}
			f := Fact{
				Subject: Subject{Type: LineageAnnotation, Name: l.Name}, Confidence: Inferred,
				Evidence: []Evidence{b.cite(s)}, Replacement: Optional(l.Replacement),
			}
			b.lifecycle(&f, c)
			f.Kind = Deprecation
			f.Summary = l.Summary + " is deprecated, now: " + l.Replacement + "."
			if f.RemovedIn != "" && !c.future && b.section.zone.declared() && c.act == removed {
				f.Kind, f.Summary = b.section.zone.kind(), l.Summary+" no longer works, now: "+l.Replacement+"."
			}
			out = append(out, f)
			break
		}
	}
	return out
}

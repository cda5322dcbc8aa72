package facts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// configuration reads the YAML a page wants its reader to have: keys to add,
// keys that were taken out, and settings of the search engine.
func configuration(b *block) []Fact {
	if b.kind == fenceBlock && b.code.language() == "ini" {
		return b.iniToAdd()
	}
	if b.kind != fenceBlock || b.code.language() != "yaml" || b.section.zone == news || b.section.zone == trouble {
		return nil
	}
	found := b.code.yaml()
	var out []Fact
	for _, l := range found {
		if s := b.keySubject(l.dotted()); s.Type == SearchSetting && l.value != "" {
			f := Fact{
				Kind: Requirement, Subject: s, Confidence: Exact, Evidence: []Evidence{b.citeCode(l.line, l.line)},
				Expect:  valueExpect(l.value),
				Remedy:  []Remedy{{Language: "yaml", Text: l.dotted() + ": " + l.value}},
				Summary: fmt.Sprintf("The search engine's setting %s must be %s.", l.dotted(), l.value),
			}
			out = append(out, f)
		}
	}
	if len(out) > 0 || b.side() != neither || b.lead == nil {
		return out
	}
	switch b.intent() {
	case "add":
		if slices.ContainsFunc(found, func(l leaf) bool {
			return l.path[0] == "services" || l.path[0] == "apiVersion" || l.path[0] == "version"
		}) {
			return out // a compose file or a manifest, not the product's configuration
		}
		for _, l := range found {
			out = append(out, b.keyToAdd(l))
		}
	case "remove":
		if marked := b.markedLeaves(found); len(marked) > 0 {
			found = marked
		} else if kind := discriminator(found); kind != nil {
			found = []leaf{*kind} // what goes is one sort of the object, not every key it has
		}
		for _, l := range found {
			s := b.keySubject(l.dotted())
			out = append(out, Fact{
				Kind: b.section.zone.kind(), Subject: s, Confidence: Exact, Evidence: []Evidence{b.citeCode(l.line, l.line), b.lead.lines()},
				Expect: removedValue(l), RemovedIn: Optional(b.section.release.String()),
				Summary: fmt.Sprintf("%s %s was removed.", typeWords(s.Type), l.dotted()),
			})
			if env := envOf(l.value); env != "" {
				out = append(out, Fact{
					Kind: b.section.zone.kind(), Subject: Subject{Type: EnvVar, Name: env}, Confidence: Exact,
					Evidence: []Evidence{b.citeCode(l.line, l.line)}, Expect: &Expect{Op: Absent, Text: "not set"},
					RemovedIn: Optional(b.section.release.String()),
					Summary:   fmt.Sprintf("The environment variable %s was removed with the key %s.", env, l.dotted()),
				})
			}
		}
	}
	return out
}

// optionFile is the name of a file of sections and keys.
var optionFile = regexp.MustCompile(`^[\w.-]+\.(cfg|ini|conf|properties|toml)$`)

// iniToAdd reads the lines that prose wants in a file it names, "add this to
// `airflow.cfg`". Files of database settings have their own detector.
func (b *block) iniToAdd() []Fact {
	if b.lead == nil || b.lead.kind == fenceBlock || b.section.zone == news || b.section.zone == trouble || b.section.zone == recovery ||
		!b.lead.says([]string{"add", "put", "set", "needs", "must", "has to", "expect", "expects"}) || b.page.profile.settingFile(b.lead.wording()) != nil || b.isExample() {
		return nil
	}
	named := false
	for _, s := range b.lead.sentences() {
		named = named || slices.ContainsFunc(s.tokens(), func(t token) bool { return t.kind == code && optionFile.MatchString(t.text) })
	}
	var out []Fact
	for _, p := range b.code.ini() {
		if _, known := b.page.profile.setting(p.key); known || !named || p.section == "mysqld" {
			continue
		}
		name := strings.TrimPrefix(p.section+"."+p.key, ".")
		out = append(out, Fact{
			Kind: Requirement, Subject: Subject{Type: ConfigKey, Name: name}, Expect: &Expect{Op: Equal, Value: p.value, Text: p.value},
			Confidence: Exact, Evidence: []Evidence{b.citeCode(p.line, p.line)},
			Summary: fmt.Sprintf("%s %s must be %s.", typeWords(ConfigKey), name, p.value),
		})
	}
	return out
}

// intent is what the prose before a YAML fence wants done with it. In a
// section about configuration, a list of parts to verify means to add them.
func (b *block) intent() string {
	if !b.section.zone.declared() && b.section.zone != changes && b.section.zone != requirement {
		return ""
	}
	lead := b.lead.text
	if b.parent != nil {
		lead = b.parent.text
	}
	all := b.lead.sentences()
	if b.lead.kind == fenceBlock || len(all) == 0 {
		return ""
	}
	if words := headingWords(all[len(all)-1].String()); len(words) <= 6 && strings.HasSuffix(strings.TrimSpace(b.lead.text), ":") && slices.Contains([]string{"removed", "remove", "deleted", "delete", "dropped", "gone"}, words[0]) {
		return "remove"
	}
	last := all[len(all)-1].String()
	for _, s := range all {
		if s.says([]string{"removed", "remove", "removing", "dropped", "deleted", "gone"}) && s.says([]string{"below", "following", "this", "these"}) {
			return "remove"
		}
	}
	words := []string{"add", "added", "adding", "new key", "new keys", "include", "following key", "following keys"}
	if containsAny(last, words) && !containsAny(last, []string{"for example", "example"}) {
		return "add"
	}
	title := strings.Join(b.section.path(), " / ")
	short := len(strings.Fields(lead)) <= 8 && strings.HasSuffix(strings.TrimSpace(lead), ":")
	verified := slices.ContainsFunc(b.section.blocks, func(o *block) bool {
		return o.kind == paragraphBlock && o.says(b.page.profile.ConfigFiles) && o.says([]string{"changes", "verified", "verify", "add", "update", "updated"})
	})
	if verified && (short || containsAny(lead, words)) && containsAny(title, []string{"config", "configuration", "yaml", "updates", "changes"}) {
		return "add"
	}
	return ""
}

// markedLeaves are the leaves whose lines carry a comment that points at them,
// "# <- this one", "# removed".
func (b *block) markedLeaves(found []leaf) []leaf {
	lines := strings.Split(b.code.text, "\n")
	return slices.DeleteFunc(slices.Clone(found), func(l leaf) bool {
		if l.line < 1 || l.line > len(lines) {
			return true
		}
		_, comment, ok := strings.Cut(lines[l.line-1], "#")
		return !ok || !strings.Contains(comment, "<-") && !strings.Contains(comment, "←") && !containsAny(comment, []string{"removed", "remove", "delete", "this one"})
	})
}

// discriminator is the leaf that tells which sort of object a fragment is.
func discriminator(found []leaf) *leaf {
	for i, l := range found {
		if l.path[len(l.path)-1] == "type" && plainName.MatchString(l.value) && len(found) > 1 {
			return &found[i]
		}
	}
	return nil
}

func removedValue(l leaf) *Expect {
	if l.path[len(l.path)-1] == "type" {
		return &Expect{Op: Absent, Value: l.value, Text: "not " + l.value}
	}
	return &Expect{Op: Absent, Text: "not set"}
}

func (b *block) keyToAdd(l leaf) Fact {
	s := b.keySubject(l.dotted())
	e := &Expect{Op: Exists, Text: "present"}
	if value := defaultOf(l.value); value != "" {
		e.Value, e.Text = value, "present, by default "+value
	}
	return Fact{
		Kind: Requirement, Subject: s, Confidence: Exact, Evidence: []Evidence{b.citeCode(l.line, l.line)}, Expect: e,
		Remedy:  []Remedy{{Language: "yaml", Text: nested(l)}},
		Summary: fmt.Sprintf("%s %s must be present in the configuration.", typeWords(s.Type), l.dotted()),
	}
}

// interpolation is ${NAME:-default}, as the server's configuration has it.
var interpolation = regexp.MustCompile(`^\$\{(\w+)(?::-\s*(.*?))?\}$`)

func envOf(value string) string {
	if m := interpolation.FindStringSubmatch(value); m != nil {
		return m[1]
	}
	return ""
}

func defaultOf(value string) string {
	if m := interpolation.FindStringSubmatch(value); m != nil {
		value = m[2]
	}
	return strings.Trim(strings.TrimSpace(value), `"'`)
}

// nested writes a leaf back as YAML.
func nested(l leaf) string {
	var sb strings.Builder
	for i, k := range l.path {
		if i > 0 {
			sb.WriteByte('\n')
		}
		sb.WriteString(strings.Repeat("  ", i) + k + ":")
	}
	if l.value != "" {
		sb.WriteString(" " + l.value)
	}
	return sb.String()
}

func valueExpect(value string) *Expect {
	e := &Expect{Op: Equal, Value: value, Text: value}
	if isNatural(value) && value != "0" && value != "1" {
		e.Op = AtLeast
	}
	return e
}

var (
	// askingVerbs ask for a value to be given
	askingVerbs = []string{"must", "has to", "have to", "need to", "needs to", "should", "make sure", "set"}
	// declaringVerbs do so where a release declares its changes
	declaringVerbs = []string{"add", "update", "change", "configure", "increase"}
	// warningWords ask for something not to be set
	warningWords = []string{"make sure", "ensure", "must", "should", "do not", "don't"}
	// valueLeads introduce the values a name may have
	valueLeads = []string{"one of", "must match", "must be either", "enum values", "allowed values", "accepted values", "possible values", "supported values"}
)

// proseAssignments reads what sentences want a name set to: "`x` has to be set
// to `false`", "pass the new parameter as `y`".
func proseAssignments(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news || b.section.zone == trouble {
		return nil
	}
	if b.section.zone == plain && !b.page.aboutUpgrade() {
		return nil
	}
	out := append(b.prohibitions(), b.mandatory()...)
	out = append(out, b.enumerations()...)
	for _, s := range b.sentences() {
		asks := s.says(askingVerbs) ||
			b.section.zone.declared() && s.says(declaringVerbs)
		if !asks || isExampleText(s) {
			continue
		}
		toks := s.tokens()
		for i, t := range toks {
			if !slices.Contains([]string{"set", "setting", "configured", "configure", "update", "be", "variable", "increase", "raise", "adjust", "change", "lower", "reduce"}, t.lower) {
				continue
			}
			from := i
			if t.lower == "be" {
				from = i - 1
			}
			value := assigned(toks, from)
			if value == "" || isRelease(value) {
				continue
			}
			id := b.assignee(toks, i, value)
			if id == "" {
				continue
			}
			n := b.name(id, b.near(s))
			if n.Type == DBSetting || n.Type == Other || !n.sure {
				break // settings have their own detector
			}
			out = append(out, Fact{
				Kind: Requirement, Subject: n.Subject, Expect: assignedExpect(n.Type, value),
				Confidence: Inferred, Evidence: []Evidence{b.cite(s)},
				Summary: fmt.Sprintf("%s %s must be %s.", typeWords(n.Type), n.Name, value),
			})
			break
		}
	}
	return out
}

// links says whether a word may stand between a name and what is said of its
// being set; right after the name it has to be a noun or a verb.
func links(w string, first bool) bool {
	if slices.Contains(auxiliaries, w) || slices.Contains(slotNouns, w) || slices.Contains([]string{"helm", "value", "setting", "must", "has"}, w) {
		return true
	}
	if slices.Contains([]string{"became", "becomes", "become", "needs"}, w) {
		return true
	}
	return !first && slices.Contains([]string{"a", "also", "to", "env", "environment"}, w)
}

// enumerations reads which values a name may have: "`x` must be one of `a` or
// `b`", "`x` is based on the enum values `["A", "B"]`".
func (b *block) enumerations() []Fact {
	var out []Fact
	for _, s := range b.sentences() {
		if !s.says(valueLeads) || !b.section.zone.declared() {
			continue
		}
		toks := s.tokens()
		var name token
		var values []string
		for _, t := range toks {
			switch {
			case t.kind != code:
			case name.text == "" && plainName.MatchString(t.text):
				name = t
			case name.text != "":
				values = append(values, strings.FieldsFunc(t.text, func(r rune) bool { return strings.ContainsRune("[](){},\"' ", r) })...)
			}
		}
		n := b.name(name.text, b.near(s))
		if name.text == "" || len(values) < 2 || n.Type == Other || n.Type == DBSetting {
			continue
		}
		list := strings.Join(values, ", ")
		f := Fact{
			Subject: n.Subject, Expect: &Expect{Op: In, Value: list, Text: "one of " + list}, Evidence: []Evidence{b.cite(s)},
			Summary: fmt.Sprintf("%s %s must be one of %s.", typeWords(n.Type), n.Name, list),
		}
		if !n.sure {
			f.Confidence = Manual
		}
		out = append(out, f)
	}
	return out
}

// assignedExpect takes a number for a search engine's limit as a lower bound.
func assignedExpect(t Type, value string) *Expect {
	if t == SearchSetting {
		return valueExpect(value)
	}
	return &Expect{Op: Equal, Value: value, Text: value}
}

// mandatory reads what has to be set at all, "`x` is now mandatory", "make sure
// that `X` is set", and values given in code, "set `X=y`".
func (b *block) mandatory() []Fact {
	var out []Fact
	for _, s := range b.sentences() {
		if isExampleText(s) || s.says([]string{"if you want", "if you wish", "if you would like", "if you'd like", "optional", "optionally"}) {
			continue
		}
		toks := s.tokens()
		for i, t := range toks {
			if t.kind != code {
				continue
			}
			if name, value, ok := strings.Cut(t.text, "="); ok && envName.MatchString(name) && value != "" && s.says([]string{"set", "add", "must", "need", "needs", "configure"}) {
				out = append(out, Fact{
					Kind: Requirement, Subject: Subject{Type: EnvVar, Name: name}, Expect: &Expect{Op: Equal, Value: strings.Trim(value, `"'`), Text: t.text},
					Confidence: Inferred, Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("The environment variable %s must be %s.", name, value),
				})
				continue
			}
			if f := b.expected(s, toks, i); f != nil {
				out = append(out, *f)
				continue
			}
			j := i + 1
			aside := at(toks, j).kind == punct && slices.Contains([]string{",", ":", "|", "–", "—", "("}, at(toks, j).text) && (b.section.zone.declared() || b.section.zone == changes)
			if aside {
				j++ // "`x`: required", "`x`, this one is required"
			}
			for j < len(toks) && (links(toks[j].lower, j == i+1) || aside && slices.Contains([]string{"this", "one", "which", "it"}, toks[j].lower)) {
				j++
			}
			state := at(toks, j).lower
			if next := at(toks, j+1); aside && next.kind == word && !slices.Contains(boundaries, next.lower) && next.lower != "and" {
				state = "" // "`x`: required permissions"
			}
			given := at(toks, j+2).kind == code || at(toks, j+2).kind == number
			set := slices.Contains(givens, state) && (at(toks, j+1).kind == punct || at(toks, j+1).lower == "to" && !given || j+1 >= len(toks) || slices.Contains([]string{"and", "when", "if", "for", "in", "with", "from"}, at(toks, j+1).lower)) && s.says([]string{"make sure", "ensure", "must", "has to", "have to", "needs to"})
			if j == i+1 && !aside || state != "mandatory" && state != "required" && !set {
				continue
			}
			n := b.name(t.text, b.near(s))
			if n.Type == Other || n.Type == DBSetting {
				continue
			}
			f := Fact{
				Kind: b.section.zone.kind(), Subject: n.Subject, Expect: &Expect{Op: Exists, Text: "set"}, Confidence: Inferred,
				Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("%s %s must be set.", typeWords(n.Type), n.Name),
			}
			if !n.sure {
				f.Confidence = Manual
			}
			out = append(out, b.perConnector(f, b.near(s))...)
		}
		out = append(out, b.variableToAdd(s, toks)...)
	}
	return out
}

// variableToAdd reads the plea for an environment variable, "please add `X`",
// which may have any value.
func (b *block) variableToAdd(s sentence, toks []token) []Fact {
	for i, t := range toks {
		if t.lower != "add" && t.lower != "define" || i > 0 && !slices.Contains([]string{"please", "must", "to", "and", "should", "then"}, at(toks, i-1).lower) || !s.says(modal) && i > 0 {
			continue
		}
		name, next := at(toks, i+1), at(toks, i+2)
		if name.kind != code || !envName.MatchString(name.text) || next.kind == word && slices.Contains([]string{"to", "as", "with", "environment", "env"}, next.lower) {
			continue
		}
		return []Fact{{
			Kind: Requirement, Subject: Subject{Type: EnvVar, Name: name.text}, Expect: &Expect{Op: Exists, Text: "set"}, Confidence: Inferred,
			Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("The environment variable %s must be set.", name.text),
		}}
	}
	return nil
}

// givens are what a name has to be when any value will do.
var givens = []string{"set", "defined", "present", "provided", "specified", "given", "there", "filled", "configured"}

// expected reads "the server now expects `x`", and "`x` has to be unset".
func (b *block) expected(s sentence, toks []token, i int) *Fact {
	e := &Expect{Op: Exists, Text: "set"}
	switch {
	case slices.Contains([]string{"expects", "requires", "needs"}, at(toks, i-1).lower) && at(toks, i-2).lower == "now":
	case at(toks, i+1).kind == word && slices.ContainsFunc(toks[i+1:min(len(toks), i+5)], func(t token) bool { return t.lower == "unset" }) && s.says(modal):
		e = &Expect{Op: Absent, Text: "not set"}
	default:
		return nil
	}
	n := b.name(toks[i].text, b.near(s))
	if n.Type == Other || n.Type == DBSetting || n.Type == PythonSymbol {
		return nil
	}
	f := Fact{
		Kind: b.section.zone.kind(), Subject: n.Subject, Expect: e, Evidence: []Evidence{b.cite(s)},
		Summary: fmt.Sprintf("%s %s must be %s.", typeWords(n.Type), n.Name, e.Text),
	}
	if !n.sure {
		f.Confidence = Manual
	}
	return &f
}

// prohibitions reads what a page wants its reader not to set: "make sure you
// are not overwriting `x` in your values".
func (b *block) prohibitions() []Fact {
	var out []Fact
	for _, s := range b.sentences() {
		text := s.String()
		if !s.says(warningWords) {
			continue
		}
		toks := s.tokens()
		for i, t := range toks {
			if t.lower != "not" && t.lower != "don't" && t.lower != "never" {
				continue
			}
			verb := at(toks, i+1).lower
			if flag := flagIn(toks[i+1 : min(len(toks), i+5)]); flag != "" && slices.Contains([]string{"pass", "add", "use", "set", "give", "run", "call"}, verb) {
				out = append(out, Fact{
					Kind: Requirement, Subject: Subject{Type: CLIFlag, Name: flag}, Expect: &Expect{Op: Absent, Text: "not used"}, Confidence: Inferred,
					Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("The flag %s must not be used: %s", flag, shorten(text)),
				})
				continue
			}
			if !slices.ContainsFunc([]string{"overwrit", "overrid", "pinn", "redefin"}, func(stem string) bool { return strings.HasPrefix(verb, stem) }) {
				continue
			}
			for _, id := range identifiers(toks[i+2:min(len(toks), i+12)], b.page.profile) {
				n := b.name(id.text, text)
				if s.says([]string{"values.yaml", "values.yml", "helm values"}) {
					n = naming{Subject{Type: HelmValue, Name: id.text}, true}
				}
				if n.Type == Other {
					continue
				}
				out = append(out, Fact{
					Kind: Requirement, Subject: n.Subject, Expect: &Expect{Op: Absent, Text: "not overridden"}, Confidence: Inferred,
					Evidence: []Evidence{b.cite(s)}, Summary: fmt.Sprintf("%s %s must not be overridden.", typeWords(n.Type), n.Name),
				})
				break
			}
		}
	}
	return out
}

// flagIn is the flag in code among some tokens.
func flagIn(toks []token) string {
	for _, t := range toks {
		if t.kind == code && strings.HasPrefix(t.text, "--") && !strings.Contains(t.text, "=") {
			return t.text
		}
	}
	return ""
}

// assignee is the name a verb of setting at toks[i] gives a value to: the
// identifier around it or, after "this has to be", the label of the item.
func (b *block) assignee(toks []token, i int, value string) string {
	p := b.page.profile
	for j := i + 1; j < len(toks) && j <= i+5; j++ {
		if ids := identifiers(toks[j:j+1], p); len(ids) == 1 && ids[0].text != value {
			return ids[0].text
		}
		if toks[j].lower == "to" || toks[j].lower == "as" {
			break
		}
	}
	for j := i - 1; j >= 0 && j >= i-6; j-- {
		if ids := identifiers(toks[j:j+1], p); len(ids) == 1 && ids[0].text != value {
			return ids[0].text
		}
		if slices.Contains(pronouns, toks[j].lower) {
			for _, m := range b.marks {
				if m.kind == "code" && m.start == 0 {
					return b.text[m.start:m.end]
				}
			}
			return ""
		}
	}
	return ""
}

package facts

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// settings finds database settings: SQL statements, lines of a configuration
// file, server flags, inline code, and the sentences that send the reader to a
// managed database's parameters.
func settings(b *block) []Fact {
	if b.section.zone == recovery || b.undoes() {
		return nil
	}
	switch b.kind {
	case fenceBlock:
		return fencedSettings(b)
	case headingBlock:
		return nil
	case rowBlock:
		return b.settingRow()
	}
	var out []Fact
	for _, s := range b.sentences() {
		if isExampleText(s) {
			continue
		}
		out = append(out, inlineSettings(b, s)...)
		out = append(out, referredSettings(b, s)...)
	}
	return out
}

// settingRow reads a table row that gives a setting its value.
func (b *block) settingRow() []Fact {
	if b.section.zone == news || b.section.zone == trouble || len(b.cells) < 2 {
		return nil
	}
	named := slices.IndexFunc(b.cells, func(c passage) bool {
		_, known := b.page.profile.setting(strings.TrimSpace(c.text))
		return known
	})
	if named < 0 {
		return nil
	}
	name := strings.TrimSpace(b.cells[named].text)
	for i := len(b.cells) - 1; i > named; i-- {
		value := strings.TrimSpace(b.cells[i].text)
		for _, lead := range []string{"at least ", "min. ", "minimum ", ">= ", ">=", "≥ "} {
			value = strings.TrimPrefix(value, lead)
		}
		if i < len(b.header) && containsAny(b.header[i], remarkTitles) || strings.IndexAny(value, "0123456789") != 0 && !slices.Contains([]string{"on", "off"}, strings.ToLower(value)) {
			continue
		}
		first, rest, _ := strings.Cut(value, " ")
		if unit, _, _ := strings.Cut(rest, " "); byteUnits[strings.ToLower(unit)] > 1 {
			first += unit
		}
		return b.setting(name, first, NoEngine, Exact, b.lines())
	}
	return nil
}

// undoes says whether a fence takes a change back, by the words before it.
func (b *block) undoes() bool {
	if b.kind != fenceBlock || b.lead == nil || b.lead.kind == fenceBlock {
		return false
	}
	all := b.lead.sentences()
	if len(all) == 0 {
		return false
	}
	last := all[len(all)-1].String()
	return containsAny(last, []string{"revert", "undo", "undone"}) || containsAny(last, []string{"back"}) && containsAny(last, []string{"put", "take", "set"})
}

func fencedSettings(b *block) []Fact {
	var out []Fact
	switch b.code.language() {
	case "sql":
		for _, st := range b.code.sql() {
			for _, a := range st.assignments() {
				out = append(out, b.setting(a.name, a.value, a.engine, Exact, b.citeCode(st.line, st.end))...)
			}
		}
	case "ini":
		for _, p := range b.code.ini() {
			_, known := b.page.profile.setting(p.key)
			if known || p.section == "mysqld" {
				engine := NoEngine
				if p.section == "mysqld" {
					engine = MySQL
				}
				out = append(out, b.setting(p.key, p.value, engine, Exact, b.citeCode(p.line, p.line))...)
			}
		}
	case "yaml":
		for _, l := range b.code.yaml() {
			out = append(out, b.flagged(strings.Fields(l.value), func() Evidence { return b.citeCode(l.line, l.line) })...)
			if _, known := b.page.profile.setting(l.path[len(l.path)-1]); known && l.value != "" {
				out = append(out, b.setting(l.path[len(l.path)-1], l.value, NoEngine, Exact, b.citeCode(l.line, l.line))...)
			}
		}
	case "shell":
		for _, c := range b.code.shell() {
			if startsServer(c.words) {
				out = append(out, b.flagged(c.words, func() Evidence { return b.citeCode(c.line, c.end) })...)
			}
		}
	}
	return out
}

// startsServer says whether a command starts a database server: its flags are
// the server's settings, while clients have flags of the same names that hold
// for one connection.
func startsServer(words []string) bool {
	switch first := path.Base(firstWord(words)); first {
	case "mysqld", "mysqld_safe", "mariadbd", "mariadbd-safe", "postgres", "docker", "podman", "docker-compose", "nerdctl":
		return true
	default:
		return strings.HasPrefix(first, "-") // the arguments alone, as in a manifest
	}
}

// flagged reads settings given as server flags, "--sort-buffer-size=20M".
func (b *block) flagged(words []string, cited func() Evidence) []Fact {
	var out []Fact
	before := ""
	for _, w := range words {
		given := before == "-c" // as the PostgreSQL server takes them
		before = w
		if !strings.HasPrefix(w, "--") && !given {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimLeft(w, "-"), "=")
		name = strings.ReplaceAll(name, "-", "_")
		if _, known := b.page.profile.setting(name); ok && known {
			engine := NoEngine
			if given {
				engine = Postgres
			}
			out = append(out, b.setting(name, value, engine, Exact, cited())...)
		}
	}
	return out
}

// inlineSettings reads "`name = value`" in code, "`name` … to `value`" in
// prose, and a bare size next to the settings the section's heading names.
func inlineSettings(b *block, s sentence) []Fact {
	if !s.hasCode() && !strings.ContainsAny(s.String(), "0123456789") {
		return nil // neither a name nor a size
	}
	var out []Fact
	toks := s.tokens()
	for i, t := range toks {
		if t.kind != code {
			continue
		}
		if strings.HasPrefix(t.text, "--") && s.says([]string{"server", "mysqld", "started with"}) && s.says(modal) {
			out = append(out, b.flagged([]string{t.text}, func() Evidence { return b.cite(s) })...)
			continue
		}
		if name, value, ok := strings.Cut(t.text, "="); ok && isSettingName(name) {
			name = strings.TrimSpace(name)
			files := b.page.profile.settingFile(s.wording())
			if _, known := b.page.profile.setting(name); known || files != nil && strings.Contains(name, "_") {
				engine := NoEngine
				if files != nil {
					engine = files.Engine
				}
				out = append(out, b.setting(name, value, engine, Exact, b.cite(s))...)
			}
			continue
		}
		set, known := b.page.profile.setting(t.text)
		if !known {
			continue
		}
		value := assigned(toks, i)
		if size := sizeAt(toks, min(i+1, len(toks)-1)); value == "" && size != "" && s.says(modal) {
			value = size // "`x` should be at least 20MB, `y` 1GB"
		}
		if value != "" && !containsAny(clauseAround(s, value), []string{"too little", "too small", "too low", "not enough", "the default", "by default"}) {
			out = append(out, b.setting(set.Name, value, set.Engine, Inferred, b.cite(s))...)
		}
	}
	out = append(out, countedSettings(b, s, toks)...)
	for i, t := range toks {
		if size := sizeAt(toks, i); t.kind != code && size != "" && mentionsSetting(toks) {
			for _, name := range b.page.profile.settingsIn(b.section.title) {
				out = append(out, b.setting(name, size, NoEngine, Inferred, b.cite(s))...)
			}
		}
	}
	return out
}

// countedSettings reads "at least 200 connections (`max_connections`)".
func countedSettings(b *block, s sentence, toks []token) []Fact {
	var out []Fact
	for i, t := range toks {
		if t.kind != code || at(toks, i-1).text != "(" || at(toks, i+1).text != ")" {
			continue
		}
		set, known := b.page.profile.setting(t.text)
		if !known {
			continue
		}
		for j := i - 2; j >= 2; j-- {
			if isNumber(toks[j]) && phrase(toks, j-2, "at", "least") {
				out = append(out, b.setting(set.Name, toks[j].text, set.Engine, Inferred, b.cite(s))...)
			}
		}
	}
	return out
}

// clauseAround is what a sentence says of a value: the rest of it.
func clauseAround(s sentence, value string) string {
	text := s.String()
	if i := strings.Index(text, value); i >= 0 {
		return text[i:]
	}
	return text
}

// settingVerbs are the words of a sentence that sets something.
var settingVerbs = []string{"set", "setting", "value", "values", "update", "increase", "bump", "parameter", "parameters"}

// mentionsSetting says whether a sentence sets something it does not name.
func mentionsSetting(toks []token) bool {
	return slices.ContainsFunc(toks, func(t token) bool {
		return slices.Contains(settingVerbs, t.lower)
	})
}

// sizeAt reads a size such as 20MB or 20 MB at toks[i].
func sizeAt(toks []token, i int) string {
	text := toks[i].text
	if text == "" || text[0] < '0' || text[0] > '9' {
		return ""
	}
	if next := at(toks, i+1); isVersion(text) && next.kind == word && byteUnits[next.lower] > 1 {
		text += next.text
	}
	digits := strings.TrimLeft(text, "0123456789")
	if digits == "" || digits == text || byteUnits[strings.ToLower(digits)] <= 1 {
		return ""
	}
	return text
}

// referredSettings attaches sentences such as "on RDS, update the parameter
// group to include the above change" to the settings they refer to.
func referredSettings(b *block, s sentence) []Fact {
	file := b.page.profile.settingFile(s.wording())
	if file == nil || file.Engine != NoEngine || !s.says([]string{"above", "same", "this", "these", "setting", "parameter", "parameters"}) {
		return nil
	}
	var out []Fact
	for prev := b.lead; prev != nil; prev = prev.lead {
		if found := settingsOf(prev); len(found) > 0 {
			for _, f := range found {
				if f.Subject.Engine != NoEngine && b.engine != NoEngine && f.Subject.Engine != b.engine {
					continue
				}
				f.Evidence = []Evidence{b.cite(s)}
				f.Confidence = Inferred
				out = append(out, f)
			}
			break
		}
	}
	return out
}

func settingsOf(b *block) []Fact {
	if b.kind == fenceBlock {
		return fencedSettings(b)
	}
	var out []Fact
	for _, s := range b.sentences() {
		out = append(out, inlineSettings(b, s)...)
	}
	return out
}

// setting makes the fact. Sizes become bytes and lower bounds: a page that
// says 20MB is content with more.
func (b *block) setting(name, value string, engine Engine, c Confidence, ev Evidence) []Fact {
	p := b.page.profile
	name = strings.ToLower(strings.TrimSpace(name))
	text := strings.Trim(strings.TrimSpace(value), `'"`)
	known, isKnown := p.setting(name)
	if isKnown && known.Engine != NoEngine {
		engine = known.Engine
	}
	if engine == NoEngine {
		engine = p.engineNextTo(b.section.title, name)
	}
	if engine == NoEngine {
		engine = b.engine
	}
	if text == "" || strings.EqualFold(text, "default") {
		return nil
	}
	e := &Expect{Op: Equal, Value: text, Text: text}
	if size, err := bytesOf(text, known.Bare); err == nil && (known.Unit == "bytes" || hasUnit(text)) {
		e = &Expect{Op: AtLeast, Value: size, Unit: "bytes", Text: HumanBytes(size)}
	} else if isNatural(text) && text != "0" && text != "1" {
		e.Op = AtLeast
	}
	f := Fact{
		Kind: Requirement, Subject: Subject{Type: DBSetting, Engine: engine, Name: name}, Expect: e,
		Confidence: c, Phase: Before, Evidence: []Evidence{ev},
		Summary: fmt.Sprintf("%s must be %s before the migration runs.", summaryName(Subject{Engine: engine, Name: name}), opPhrase(e)),
		section: b.page.doc.Path + "#" + realSection(b.section),
	}
	return []Fact{f}
}

// realSection names the nearest heading that is no bold paragraph.
func realSection(s *section) string {
	for s.level == pseudoLevel && s.parent != nil {
		s = s.parent
	}
	return fmt.Sprintf("%d", s.line)
}

func opPhrase(e *Expect) string {
	switch e.Op {
	case AtLeast:
		return "at least " + e.Text
	case AtMost:
		return "at most " + e.Text
	case Less:
		return "less than " + e.Text
	case Greater:
		return "more than " + e.Text
	case In:
		return "one of " + e.Text
	}
	return e.Text
}

// settingFile finds the configuration file or console page a text names.
func (p *Profile) settingFile(w wording) *SettingFile {
	for i := range p.SettingFiles {
		if w.says(p.SettingFiles[i].Words) {
			return &p.SettingFiles[i]
		}
	}
	return nil
}

// settingsIn lists the known settings a heading names.
func (p *Profile) settingsIn(title string) []string {
	var out []string
	for _, s := range p.Settings {
		if containsAny(title, []string{s.Name}) {
			out = append(out, s.Name)
		}
	}
	return out
}

// engineNextTo reads "`name` (MySQL)" in a heading.
func (p *Profile) engineNextTo(title, name string) Engine {
	i := indexPhrase(title, name)
	if i < 0 {
		return NoEngine
	}
	rest := strings.TrimLeft(title[i+len(name):], "` ")
	if inner, _, ok := strings.Cut(strings.TrimPrefix(rest, "("), ")"); ok && strings.HasPrefix(rest, "(") {
		return p.engineIn(wording{text: inner})
	}
	return NoEngine
}

func isSettingName(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789_.") == ""
}

func hasUnit(s string) bool {
	rest := strings.ToLower(strings.TrimSpace(strings.TrimLeft(s, "0123456789")))
	return rest != "" && rest != s && byteUnits[rest] > 1
}

func isNatural(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// assigned is the value a sentence gives to the name at toks[i]: after "to",
// "=", "as", "be" or "is", within the clause.
func assigned(toks []token, i int) string {
	for j := i + 1; j < len(toks) && j <= i+10; j++ {
		t := toks[j]
		if t.kind == punct && (t.text == ";" || t.text == "." || t.text == ",") {
			return ""
		}
		if t.text != "=" && !slices.Contains([]string{"to", "as", "be", "is", "of", "least"}, t.lower) {
			continue
		}
		next := at(toks, j+1)
		for k := j + 1; k <= j+3 && slices.Contains([]string{"over", "above", "at", "least", "more", "greater", "higher", "than", "minimum", "a"}, next.lower); k++ {
			j++
			next = at(toks, j+1)
		}
		if next.kind == punct && next.text == "`" {
			next = at(toks, j+2)
		}
		if next.kind == code || next.kind == number || next.strong {
			return next.text
		}
		if size := ""; next.kind == word {
			if size = sizeAt(toks, j+1); size != "" {
				return size
			}
		}
		if slices.Contains([]string{"true", "false", "on", "off"}, next.lower) {
			return next.text
		}
	}
	return ""
}

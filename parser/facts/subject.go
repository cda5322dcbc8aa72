package facts

import (
	"regexp"
	"slices"
	"strings"
)

// naming is what a name on a page turned out to be.
type naming struct {
	Subject
	sure bool // its own form, or its surroundings, leave no doubt
}

var (
	envName    = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_+[A-Z0-9*]+)+$`)
	apiPath    = regexp.MustCompile(`^((GET|POST|PUT|PATCH|DELETE|HEAD) )?/?(api/)?v\d+(/[\w{}/:.-]+)?$`)
	pythonFrom = regexp.MustCompile(`^from ([\w.]+) import (\w+)`)
	pythonCall = regexp.MustCompile(`^[A-Za-z_][\w.]*\(.*\)$`)
	methodName = regexp.MustCompile(`^([A-Z]\w+|\w+_api)\.[a-z]+(_[a-z]+)+(\(\))?$`)
	imageName  = regexp.MustCompile(`^([\w.-]+\.[\w.-]+/)?[\w.-]+/[\w./-]+(:[\w.-]+)?$`)
	plainName  = regexp.MustCompile(`^[A-Za-z_$][\w$.*\[\]-]*$`)
	fileName   = regexp.MustCompile(`^[\w./*-]+\.(ya?ml|json|py|cfg|ini|conf|properties|toml|env|md|csv|sql|txt|jar|log)$`)
	extraName  = regexp.MustCompile(`^[a-z][\w.-]*\[[\w., -]+\]$`) // a package with its extras
	callLine   = regexp.MustCompile(`^[a-z][\w.-]*( [\w.=/<>-]+)+$`)
)

func isFileName(s string) bool { return strings.IndexByte(s, '.') >= 0 && fileName.MatchString(s) }

// Words around a name that say what sort of thing it is.
var (
	connectionWords = []string{"connection", "connections", "connector", "connectors"}
	serviceWords    = []string{"service", "services", "pipeline", "database", "dashboard"} // what follows a connector's name
	apiWords        = []string{"api", "apis", "endpoint", "endpoints", "rest", "sdk", "payload"}
	modelWords      = []string{"entity", "entities", "model", "models"} // of the API, unless something else is spoken of
	configWords     = []string{"config", "configuration", "yaml", "workflow", "workflows", "option", "sourceconfig", "key", "parameter", "setting", "sink"}
	symbolWords     = []string{"imports", "class", "classes", "module", "modules", "function", "functions", "method", "methods", "decorator", "dag"}
	callWords       = []string{"implementation", "signature", "function", "method", "call"}
	packageWords    = []string{"package", "dependency", "library", "distribution"}
	imageWords      = []string{"image", "images", "container", "dockerfile"}
	flagWords       = []string{"flag", "flags"}
	commandWords    = []string{"command", "commands", "script", "cli", "subcommand"}
	sinkWords       = []string{"sink", "source", "processor", "sourceconfig", "yaml"} // parts of a workflow
	installWords    = []string{"package", "dependency", "library", "distribution", "install", "installed", "pip", "extra", "published", "wheel", "wheels", "pypi"}
	probeWords      = []string{"healthcheck", "health check", "probe", "probes", "path", "url"}
	permissionWords = []string{"permission", "permissions", "policy", "policies", "privilege", "privileges", "operation", "authorized"}
)

// name types an identifier by its form first, then by the words around it:
// those of its sentence, its list item, its headings, its page.
func (b *block) name(ident string, near string) naming {
	p := b.page.profile
	ident = strings.Trim(strings.TrimSpace(ident), `"'“”`)
	of := func(t Type, name string, sure bool) naming {
		return naming{Subject: Subject{Type: t, Name: name}, sure: sure}
	}
	if m := pythonFrom.FindStringSubmatch(ident); m != nil {
		return of(PythonSymbol, withoutPlaceholders(m[1]+"."+m[2]), true)
	}
	if c, n := p.command(strings.Fields(ident)); n > 0 && (len(strings.Fields(ident)) > n || strings.Contains(c.Name, ".")) {
		return of(CLICommand, callName(c, strings.Fields(ident)[n:]), true)
	}
	if root, _, dotted := strings.Cut(ident, "."); dotted && (root == "connection" || root == "serviceConnection") {
		return of(ConnectionField, fieldName(ident), true)
	}
	if slices.Contains(p.Lineage.Arguments, ident) {
		return of(LineageAnnotation, p.Lineage.Name, true)
	}
	if s, ok := p.setting(ident); ok {
		n := of(DBSetting, s.Name, true)
		n.Engine = s.Engine
		return n
	}
	if name, _, ok := strings.Cut(ident, "="); ok && envName.MatchString(name) {
		return of(EnvVar, name, true)
	}
	if isFileName(ident) {
		if strings.HasSuffix(ident, ".py") {
			return of(PythonSymbol, ident, false)
		}
		return of(Other, ident, false)
	}
	if t := calledBy(ident, near); t != "" {
		return of(t, strings.TrimSuffix(ident, ".*"), true)
	}
	word := func(words []string, texts ...wording) bool {
		return slices.ContainsFunc(texts, func(t wording) bool { return t.says(words) })
	}
	symbols := append([]string{ident + " import", "import of " + ident}, symbolWords...)
	titles := b.section.titles()
	above := b.text
	for up := b.parent; up != nil; up = up.parent {
		above += " " + up.text
	}
	spoken, parents := newWording(near), newWording(above)
	said := newWording(withoutAsides(near))
	switch {
	case strings.HasPrefix(ident, "--"), strings.HasPrefix(ident, "-") && word(flagWords, spoken):
		return of(CLIFlag, strings.Fields(ident)[0], true)
	case word(commandWords, spoken) && b.subcommand(ident, near) != "":
		return of(CLICommand, b.subcommand(ident, near), true)
	case apiPath.MatchString(ident):
		return of(API, ident, true)
	case slices.ContainsFunc(p.Images, func(i string) bool { return strings.Contains(ident, i) }):
		return of(Image, imageBase(ident), true)
	case envName.MatchString(ident):
		return of(EnvVar, ident, true)
	case slices.ContainsFunc(p.SearchSettings, func(pre string) bool { return strings.HasPrefix(ident, pre) }):
		return of(SearchSetting, ident, true)
	case slices.ContainsFunc(p.Packages, func(n Distribution) bool { return n.Name == ident }) && !word(symbols, spoken):
		return of(Package, ident, true)
	case p.isDistribution(ident) && word(installWords, spoken):
		return of(Package, ident, true)
	case strings.HasPrefix(ident, "/") && len(ident) > 1 && !strings.Contains(ident, " ") && (word(apiWords, spoken, titles) || word(probeWords, spoken)):
		return of(API, ident, true)
	case p.runs(ident):
		return of(CLICommand, ident, true)
	case pythonCall.MatchString(ident) && !strings.Contains(ident, " "):
		return of(PythonSymbol, ident[:strings.IndexByte(ident, '(')], true)
	case isDotted(ident, p.HelmRoots) && (word([]string{"helm", "chart", "values"}, spoken, titles) || strings.HasPrefix(ident, "global.") || strings.HasPrefix(ident, "openmetadata.config")):
		return of(HelmValue, strings.TrimSuffix(ident, ".*"), true)
	case isDotted(ident, p.PythonRoots), slices.Contains(p.PythonRoots, ident) && word(symbols, spoken):
		return of(PythonSymbol, ident, true)
	case methodName.MatchString(ident):
		return of(PythonSymbol, strings.TrimSuffix(ident, "()"), true)
	case imageName.MatchString(ident) && word(imageWords, spoken) && !strings.HasPrefix(ident, "/"):
		return of(Image, imageBase(ident), false)
	case !plainName.MatchString(ident):
		return of(Other, ident, false)
	case strings.Contains(ident, ".") && plainName.MatchString(ident) && ident != "values.yaml" && word([]string{"helm values", "values"}, titles):
		return of(HelmValue, strings.TrimSuffix(ident, ".*"), true)
	case strings.Contains(ident, ".") && plainName.MatchString(ident) && b.speaksOf(p.ConfigFiles, spoken):
		return of(ConfigKey, ident, true)
	case strings.Contains(ident, "_") && strings.ToLower(ident) == ident && word(append(symbols, callWords...), spoken):
		return of(PythonSymbol, ident, true)
	case word(symbols, spoken):
		return of(PythonSymbol, ident, true)
	case word(packageWords, spoken) && strings.ToLower(ident) == ident:
		return of(Package, ident, true)
	case strings.Contains(ident, "_") && ident != strings.ToUpper(ident) && word([]string{"python", "sdk", "method", "function", "class"}, spoken):
		return of(PythonSymbol, ident, true)
	case word(permissionWords, spoken, titles) && (word([]string{"operation", "operations", "policy", "policies", "rule"}, spoken) || word(permissionWords, spoken)) && !strings.Contains(ident, "."):
		return of(Permission, ident, true)
	case word(apiWords, spoken), word(modelWords, spoken) && !word(sinkWords, spoken):
		return of(API, ident, true)
	case b.headedByConnector() && len(p.onlyConnectors(b.section.title)) > 0 && !strings.ContainsAny(ident, "._/") && !word(apiWords, spoken) && !isPascal(ident):
		return of(ConnectionField, ident, true)
	case word(entityWords(p), said) && word(append(slotNouns, "schema", "name", "value", "type"), said) && !word(connectionWords, spoken):
		return of(API, ident, true)
	case strings.Contains(ident, "_") && strings.ToLower(ident) == ident:
		if word([]string{"python", "sdk", "custom connectors"}, spoken, titles) {
			return of(PythonSymbol, ident, true)
		}
		return of(ConfigKey, ident, false)
	case isPascal(ident) && slices.ContainsFunc(p.Entities, func(e string) bool { return strings.EqualFold(strings.ReplaceAll(e, " ", ""), ident) }):
		return of(API, ident, true)
	case isPascal(ident) && !word(connectionWords, spoken) && !word(configWords, spoken):
		return of(PythonSymbol, ident, word(symbolWords, parents, titles)) // a class: fields begin with a small letter
	case word(connectionWords, spoken), len(b.connectors(near)) > 0 && (word(connectionWords, parents, titles) || b.connectorItem()):
		return of(ConnectionField, ident, true)
	case len(p.onlyConnectors(near)) == 1 && !strings.ContainsAny(ident, "._"):
		return of(ConnectionField, ident, true)
	case word([]string{"helm"}, spoken):
		return of(HelmValue, ident, true)
	case word(apiWords, titles), word(modelWords, titles):
		return of(API, ident, true)
	case isPascal(ident) && word(symbolWords, parents, titles) && !word(configWords, spoken):
		return of(PythonSymbol, ident, true)
	case b.headedByConnector():
		return of(ConnectionField, ident, true)
	case word(configWords, spoken):
		return of(ConfigKey, ident, true)
	case b.kind == itemBlock && b.section.zone.declared() && !strings.Contains(ident, ".") && containsAny(b.section.title, connectionWords):
		return of(ConnectionField, ident, true)
	case word(configWords, parents, titles), word([]string{"secrets manager"}, titles):
		return of(ConfigKey, ident, ident != strings.ToLower(ident) || strings.ContainsAny(ident, "._"))
	case p.isIdentifier(token{text: ident, lower: strings.ToLower(ident)}):
		if word([]string{"field", "fields", "property", "schema"}, said) {
			return of(API, ident, true)
		}
		return of(ConfigKey, ident, false)
	}
	return of(Other, ident, false)
}

// speaksOf says whether the sentence, or what introduces the list it stands in,
// holds one of the words.
func (b *block) speaksOf(words []string, spoken wording) bool {
	if spoken.says(words) {
		return true
	}
	for o := b.lead; o != nil && b.kind == itemBlock; o = o.lead {
		if o.kind != itemBlock {
			return o.kind == paragraphBlock && o.says(words)
		}
	}
	return false
}

// withoutAsides drops what a text says in parentheses.
func withoutAsides(text string) string {
	for {
		from := strings.IndexByte(text, '(')
		to := strings.IndexByte(text[max(0, from):], ')')
		if from < 0 || to < 0 {
			return text
		}
		text = text[:from] + text[from+to+1:]
	}
}

// nouns say what a name right before or after them is; the longer ones first.
var nouns = []struct {
	words string
	of    Type
	form  *regexp.Regexp // what the name has to look like
}{
	{"environment variable", EnvVar, upperName},
	{"env variable", EnvVar, upperName},
	{"env var", EnvVar, upperName},
	{"variable", EnvVar, upperName},
	{"workflow type", ConfigKey, plainName},
	{"source type", ConfigKey, plainName},
	{"database table", DBSchema, snakeName},
	{"table", DBSchema, snakeName},
	{"endpoint", API, plainName},
	{"method", PythonSymbol, plainName},
	{"function", PythonSymbol, plainName},
	{"class", PythonSymbol, plainName},
	{"module", PythonSymbol, plainName},
	{"decorator", PythonSymbol, plainName},
	{"operation", Permission, pascalName},
	{"permission", Permission, pascalName},
	{"policy", Permission, pascalName},
	{"helm value", HelmValue, plainName},
	{"extra", Package, extraName},
}

var (
	upperName  = regexp.MustCompile(`^[A-Z][A-Z0-9_*]+$`)
	snakeName  = regexp.MustCompile(`^[A-Za-z]+(_[A-Za-z0-9]+)+$`)
	pascalName = regexp.MustCompile(`^[A-Z][A-Za-z]*[a-z][A-Za-z]*$`)
)

// calledBy is the type a name is given by the noun next to it, "the `x` table",
// "the operation `x`"; "" when none stands there.
func calledBy(ident, near string) Type {
	i := strings.Index(near, ident)
	if i < 0 {
		return ""
	}
	before := strings.ToLower(strings.TrimRight(near[:i], " `*\"“"))
	after := strings.ToLower(strings.TrimLeft(near[i+len(ident):], " `*\"”"))
	for _, n := range nouns {
		rest, follows := strings.CutPrefix(after, n.words)
		follows = follows && (rest == "" || !isWordByte(rest[0]) || rest == "s" || len(rest) > 1 && rest[0] == 's' && !isWordByte(rest[1]))
		rest, leads := strings.CutSuffix(before, n.words)
		leads = leads && (rest == "" || !isWordByte(rest[len(rest)-1]))
		if (follows || leads) && n.form.MatchString(ident) {
			return n.of
		}
	}
	return ""
}

// isDistribution recognises the name of a Python distribution that is the
// product's own: its name with a suffix, or a package with extras.
func (p *Profile) isDistribution(ident string) bool {
	if strings.ToLower(ident) != ident || strings.ContainsAny(ident, "/ ") {
		return false
	}
	return strings.Contains(ident, "-") && plainName.MatchString(ident) || extraName.MatchString(ident)
}

// runs says whether code is a call of software the profile knows.
func (p *Profile) runs(ident string) bool {
	if !callLine.MatchString(ident) {
		return false
	}
	first, _, _ := strings.Cut(ident, " ")
	return slices.ContainsFunc(p.Software, func(s Software) bool { return slices.Contains(s.Words, first) })
}

func isDotted(ident string, roots []string) bool {
	for _, r := range roots {
		if rest, ok := strings.CutPrefix(ident, r+"."); ok && rest != "" {
			return true
		}
	}
	return false
}

// imageBase strips registry host and tag.
func imageBase(ident string) string {
	if i := strings.LastIndexByte(ident, ':'); i > strings.LastIndexByte(ident, '/') {
		ident = ident[:i]
	}
	if first, rest, ok := strings.Cut(ident, "/"); ok && strings.Contains(first, ".") {
		ident = rest
	}
	return ident
}

// connectors lists what the sentence, the list items above it or, failing
// those, the headings name that a connection is made to.
func (b *block) connectors(near string) []string {
	p := b.page.profile
	texts := []string{near}
	for up := b.parent; up != nil; up = up.parent {
		texts = append(texts, up.text)
	}
	for s := b.section; s != nil; s = s.parent {
		texts = append(texts, s.title)
	}
	for _, t := range texts {
		var out []string
		w := newWording(t)
		if !w.words.hasAny(b.page.library.connectors) {
			continue
		}
		for _, c := range p.Connectors {
			if w.says([]string{c}) {
				out = append(out, c)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// isPascal recognises the form of class names.
func isPascal(s string) bool {
	upper, lower := 0, 0
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z':
			upper++
		case r >= 'a' && r <= 'z':
			lower++
		default:
			return false
		}
	}
	return upper >= 2 && lower >= 2 && s[0] >= 'A' && s[0] <= 'Z'
}

// fieldName is a connection field's name without the objects that hold any
// connection's fields.
func fieldName(dotted string) string {
	for _, wrapper := range []string{"source.", "serviceConnection.", "connection.", "config."} {
		if rest, ok := strings.CutPrefix(dotted, wrapper); ok && rest != "" {
			dotted = rest
		}
	}
	return dotted
}

// withoutPlaceholders drops the parts of a dotted name that stand for the
// reader's own.
func withoutPlaceholders(dotted string) string {
	parts := slices.DeleteFunc(strings.Split(dotted, "."), func(s string) bool { return s == "xxx" || s == "yyy" || s == "x" })
	return strings.Join(parts, ".")
}

// perConnector makes the fact about a connection field one about the field of
// each connector the page speaks of there, when it speaks of one or lists them.
func (b *block) perConnector(f Fact, near string) []Fact {
	if f.Subject.Type != ConnectionField || f.ID != "" {
		return []Fact{f}
	}
	var out []Fact
	field := f.Subject.Name
	for _, c := range b.spokenConnectors(near) {
		f.Subject.Name = c + "." + field
		out = append(out, f)
	}
	if len(out) == 0 {
		return []Fact{f}
	}
	return out
}

// spokenConnectors is the one connector the sentence, the item or the heading
// names, or all of those that a label or heading lists and nothing else.
func (b *block) spokenConnectors(near string) []string {
	texts := []string{near, b.label()}
	for up := b.parent; up != nil; up = up.parent {
		texts = append(texts, up.text)
	}
	for s := b.section; s != nil; s = s.parent {
		texts = append(texts, s.title)
	}
	for _, t := range texts {
		var found []string
		rest := strings.ToLower(t)
		for _, c := range b.page.profile.Connectors {
			if i := indexPhrase(rest, c); i >= 0 {
				found = append(found, c)
				rest = rest[:i] + " " + rest[i+len(c):]
			}
		}
		if len(found) == 1 {
			return found
		}
		if len(found) == 0 {
			continue
		}
		others := slices.DeleteFunc(headingWords(rest), func(w string) bool {
			return slices.Contains([]string{"and", "or", "&", "connection", "connections", "connector", "connectors", "service"}, w)
		})
		if len(others) == 0 {
			return found
		}
		return nil
	}
	return nil
}

// onlyConnectors lists the connectors a text names that are no part of the
// product's own deployment.
func (p *Profile) onlyConnectors(text string) []string {
	w := newWording(text)
	var out []string
	for _, c := range p.Connectors {
		if w.says([]string{c}) && !slices.ContainsFunc(p.Software, func(s Software) bool { return slices.Contains(s.Words, c) }) {
			out = append(out, c)
		}
	}
	return out
}

// connectorItem says whether the block lies in a list item that is headed by
// the name of a connector.
func (b *block) connectorItem() bool {
	label := b.label()
	for up := b.parent; up != nil; up = up.parent {
		label += " / " + up.text
	}
	return len(label) > 0 && containsAny(label, b.page.profile.Connectors)
}

// headedByConnector says whether the section is about one connector and
// nothing else, and holds what a release declares.
func (b *block) headedByConnector() bool {
	if !b.section.zone.declared() && b.section.zone != changes {
		return false
	}
	words := slices.DeleteFunc(headingWords(b.section.title), func(w string) bool { return slices.Contains(connectionWords, w) || slices.Contains(serviceWords, w) })
	return slices.Contains(b.page.profile.Connectors, strings.Join(words, " "))
}

// entityWords are the words for the product's entities.
func entityWords(p *Profile) []string { return p.Entities }

// subcommand completes the name of a subcommand whose program the sentence or
// the headings name: "on the metadata CLI … the backup command".
func (b *block) subcommand(ident, near string) string {
	for _, c := range b.page.profile.Commands {
		if _, ok := c.Subcommands[ident]; !ok {
			continue
		}
		if containsAny(near, []string{c.Name}) || containsAny(strings.Join(b.section.path(), " / "), []string{c.Name}) {
			return c.Name + " " + ident
		}
	}
	return ""
}

// callName names a call of a program by the program and its subcommand.
func callName(c Command, args []string) string {
	for _, a := range args {
		if _, ok := c.Subcommands[a]; ok {
			return c.Name + " " + a
		}
	}
	for _, a := range args { // one the profile does not know, or a flag alone
		if strings.HasPrefix(a, "--") || plainName.MatchString(a) {
			return c.Name + " " + a
		}
	}
	return c.Name
}

// spokenCommands finds commands in running prose, "Metadata Backup & Restore":
// a program's name followed by names of its subcommands.
func (p *Profile) spokenCommands(text string) []string {
	var out []string
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !(r == '-' || r == '_' || r == '.' || r == '&' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9')
	})
	for _, c := range p.Commands {
		for i, w := range words {
			if w != c.Name {
				continue
			}
			for j := i + 1; j < len(words); j++ {
				if words[j] == "&" || words[j] == "and" {
					continue
				}
				if _, ok := c.Subcommands[words[j]]; !ok {
					break
				}
				if name := c.Name + " " + words[j]; !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// slug turns a name into the last part of an id: stable, without spaces.
func slug(name string) string {
	var sb strings.Builder
	dash := false
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.', r == '/', r == '*', r == '{', r == '}':
			if dash && sb.Len() > 0 {
				sb.WriteByte('-')
			}
			dash = false
			sb.WriteRune(r)
		default:
			dash = true
		}
	}
	return strings.Trim(sb.String(), "./")
}

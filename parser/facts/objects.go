package facts

import (
	"fmt"
	"slices"
	"strings"
)

// databaseObjects finds what SQL statements, and a database's own error
// messages, demand of a database besides its settings: privileges, extensions,
// character sets.
func databaseObjects(b *block) []Fact {
	if b.kind != fenceBlock {
		return b.demandedObjects()
	}
	if b.section.zone == recovery {
		return nil
	}
	if b.code.language() == "sql" {
		var out []Fact
		for _, st := range b.code.sql() {
			if !b.page.aboutScratch(st) {
				out = append(out, b.statement(st)...)
			}
		}
		return out
	}
	return b.errorMessages()
}

// aboutScratch says whether a statement is about a database that the page
// itself creates and that is none of the product's: one to try things in.
func (pg *page) aboutScratch(st statement) bool {
	for _, w := range st.words {
		name, _, _ := strings.Cut(w.text, ".")
		if pg.scratch[name] {
			return true
		}
	}
	return false
}

// scratches lists the databases the page creates besides the product's.
func (pg *page) scratches() {
	pg.scratch = map[string]bool{}
	for _, b := range pg.blocks {
		if b.kind != fenceBlock || b.code.language() != "sql" {
			continue
		}
		for _, st := range b.code.sql() {
			i := 2
			if st.is(2, "if", "not", "exists") {
				i = 5
			}
			if !st.is(0, "create", "database") && !st.is(0, "create", "schema") || i >= len(st.words) {
				continue
			}
			if name := st.words[i].text; !slices.Contains(pg.profile.Databases, name) && !strings.HasPrefix(name, "<") {
				pg.scratch[name] = true
			}
		}
	}
}

func (b *block) statement(st statement) []Fact {
	ev := []Evidence{b.citeCode(st.line, st.end)}
	remedy := func(e Engine) []Remedy {
		return []Remedy{{Engine: e, Language: "sql", Text: st.join(0, len(st.words)) + ";"}}
	}
	switch {
	case st.is(0, "create", "extension"):
		i := 2
		if st.is(2, "if", "not", "exists") {
			i = 5
		}
		if i >= len(st.words) {
			return nil
		}
		return []Fact{extension(st.words[i].text, ev)}
	case st.is(0, "grant"):
		on, to := st.find("on"), st.find("to")
		if on < 0 || to < on {
			return nil
		}
		if st.is(on+1, "extension") && on+2 < len(st.words) {
			return []Fact{extension(st.words[on+2].text, ev)}
		}
		engine := b.engine
		if engine == NoEngine && slices.Contains([]string{"schema", "sequence", "database", "table", "function"}, st.word(on+1)) {
			engine = Postgres
		}
		if engine == NoEngine && (strings.HasSuffix(st.join(on+1, to), ".*") || slices.ContainsFunc(st.words[to:], func(w sqlWord) bool { return strings.HasPrefix(w.text, "@") })) {
			engine = MySQL // db.* and 'user'@'host' are its notation
		}
		privileges := strings.ToUpper(st.join(1, on))
		object := st.join(on+1, to)
		return []Fact{{
			Kind: Requirement, Subject: Subject{Type: DBPrivilege, Engine: engine, Name: privileges + " on " + object},
			Expect:     &Expect{Op: Exists, Value: privileges, Text: privileges + " on " + object},
			Confidence: Exact, Phase: Before, Evidence: ev, Remedy: remedy(engine),
			Summary: fmt.Sprintf("The database user needs %s on %s.", privileges, object),
		}}
	}
	if owner := st.find("owner"); st.is(0, "alter", "schema") && owner == 3 && st.is(owner+1, "to") {
		return []Fact{{
			Kind: Requirement, Subject: Subject{Type: DBSchema, Engine: Postgres, Name: st.words[2].text + " owner"}, Confidence: Exact, Phase: Before,
			Expect: &Expect{Op: Exists, Text: "owned by the application's user"}, Evidence: ev, Remedy: remedy(Postgres),
			Summary: fmt.Sprintf("The application's database user must own the schema %s.", st.words[2].text),
		}}
	}
	if charset := charsetOf(st); charset != "" {
		name := "character set"
		if i := st.find("database"); i >= 0 && i+1 < len(st.words) {
			name = st.words[i+1].text
		}
		f := Fact{
			Kind: Requirement, Subject: Subject{Type: DBCharset, Engine: MySQL, Name: name},
			Expect: &Expect{Op: Equal, Value: charset, Text: charset}, Confidence: Exact, Phase: Before,
			Evidence: ev, Remedy: remedy(MySQL), Summary: fmt.Sprintf("The database's character set must be %s.", charset),
		}
		return []Fact{f}
	}
	return nil
}

// charsetOf reads CHARACTER SET x, CHARSET = x from ALTER and CREATE.
func charsetOf(st statement) string {
	if !st.is(0, "alter") && !st.is(0, "create") {
		return ""
	}
	for i := range st.words {
		j := 0
		switch {
		case st.is(i, "character", "set"):
			j = i + 2
		case st.is(i, "charset"):
			j = i + 1
		default:
			continue
		}
		if st.word(j) == "=" {
			j++
		}
		if w := st.word(j); strings.HasPrefix(w, "utf8") || strings.HasPrefix(w, "latin") {
			return w
		}
	}
	return ""
}

func extension(name string, ev []Evidence) Fact {
	return Fact{
		Kind: Requirement, Subject: Subject{Type: DBExtension, Engine: Postgres, Name: strings.Trim(name, `"`)},
		Expect: &Expect{Op: Exists, Text: "installed, or creatable by the database user"}, Confidence: Exact, Phase: Before, Evidence: ev,
		Remedy:  []Remedy{{Engine: Postgres, Language: "sql", Text: fmt.Sprintf("CREATE EXTENSION IF NOT EXISTS %s;", strings.Trim(name, `"`)), Note: "as a superuser, in the application's database"}},
		Summary: fmt.Sprintf("The PostgreSQL extension %s must exist, or the database user must be allowed to create it.", strings.Trim(name, `"`)),
	}
}

// demandedObjects reads what prose demands of the database: an extension to be
// installed, privileges to be granted, a character set to be used.
func (b *block) demandedObjects() []Fact {
	if b.kind == headingBlock || b.kind == tagBlock || b.section.zone == news {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		text := s.String()
		led := b.kind == itemBlock && b.speaksOf([]string{"needs", "need", "requires", "must have"}, s.wording())
		if !s.says(modal) && !led || isExampleText(s) {
			continue
		}
		ev := []Evidence{b.cite(s)}
		toks := s.tokens()
		for i, t := range toks {
			next, prev := at(toks, i+1), at(toks, i-1)
			switch {
			case t.lower == "extension" && (prev.kind == code || next.kind == code):
				name := prev
				if prev.kind != code {
					name = next
				}
				if plainName.MatchString(name.text) {
					f := extension(name.text, ev)
					f.Confidence = Inferred
					out = append(out, f)
				}
			case t.lower == "schema" && (next.kind == code || prev.kind == code) && s.says([]string{"own", "owns", "owner"}):
				name := next
				if next.kind != code {
					name = prev
				}
				f := Fact{
					Kind: Requirement, Subject: Subject{Type: DBSchema, Engine: Postgres, Name: name.text + " owner"}, Confidence: Inferred,
					Expect: &Expect{Op: Exists, Text: "owned by the application's user"}, Evidence: ev,
					Summary: fmt.Sprintf("The application's database user must own the schema %s: %s", name.text, shorten(strings.TrimPrefix(text[max(0, strings.LastIndex(text, " | ")):], " | "))),
				}
				out = append(out, f)
			case t.kind == code && slices.Contains(sqlPrivileges, t.text) && next.lower == "on" && !strings.HasSuffix(text, ":") && (led || s.says([]string{"needs", "need", "grant", "granted", "requires"})):
				engine := b.engine
				if engine == NoEngine {
					engine = b.page.profile.engineIn(wording{text: b.label()})
				}
				names := listBefore(toks, i+1)
				privileges := strings.ToUpper(strings.Join(names, ", "))
				out = append(out, Fact{
					Kind: Requirement, Subject: Subject{Type: DBPrivilege, Engine: engine, Name: privileges},
					Expect: &Expect{Op: Exists, Value: privileges, Text: privileges}, Evidence: ev,
					Summary: fmt.Sprintf("The database user needs %s.", privileges),
				})
			case (t.lower == "privilege" || t.lower == "privileges") && s.says([]string{"database", "user", "schema", "grant"}):
				if names := listBefore(toks, i); len(names) > 0 {
					privileges := strings.ToUpper(strings.Join(names, ", "))
					out = append(out, Fact{
						Kind: Requirement, Subject: Subject{Type: DBPrivilege, Engine: b.engine, Name: privileges},
						Expect: &Expect{Op: Exists, Value: privileges, Text: privileges}, Evidence: ev,
						Summary: fmt.Sprintf("The database user needs %s.", privileges),
					})
				}
			case isCharset(t.lower) && s.says(charsetWords):
				engine := b.engine
				if strings.HasPrefix(t.lower, "utf8mb") {
					engine = MySQL
				}
				out = append(out, Fact{
					Kind: Requirement, Subject: Subject{Type: DBCharset, Engine: engine, Name: "character set"},
					Expect: &Expect{Op: Equal, Value: t.lower, Text: t.text}, Evidence: ev,
					Summary: fmt.Sprintf("The database's character set must be %s.", t.text),
				})
			}
		}
	}
	return out
}

// charsetWords are what prose calls a character set.
var charsetWords = []string{"character set", "charset", "encoding", "collation"}

// sqlPrivileges are the privileges that GRANT gives in MySQL and PostgreSQL.
var sqlPrivileges = []string{"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "REFERENCES", "TRIGGER", "EXECUTE", "USAGE", "PROCESS", "SUPER", "RELOAD", "EVENT", "TRUNCATE", "CONNECT", "TEMPORARY", "CREATE VIEW", "SHOW VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "LOCK TABLES", "ALL", "ALL PRIVILEGES"}

func isCharset(w string) bool {
	return strings.HasPrefix(w, "utf8") || w == "utf-8" || strings.HasPrefix(w, "latin1")
}

// listBefore collects the code spans that stand in a list right before i.
func listBefore(toks []token, i int) []string {
	var out []string
	for j := i - 1; j >= 0; j-- {
		switch t := toks[j]; {
		case t.kind == code, t.kind == word && t.text == strings.ToUpper(t.text) && len(t.text) > 2:
			out = append([]string{t.text}, out...)
		case t.text == ",", t.lower == "and", t.lower == "or":
		default:
			return out
		}
	}
	return out
}

// errorMessages reads the messages servers and tools print, in their own fixed
// wording, when something demanded is missing.
func (b *block) errorMessages() []Fact {
	var out []Fact
	for n, line := range strings.Split(b.code.text, "\n") {
		if !strings.Contains(line, "extension ") && !strings.Contains(line, ": Additional property ") {
			continue
		}
		ev := []Evidence{b.citeCode(n+1, n+1)}
		for _, lead := range []string{"permission denied to create extension ", "could not open extension control file", "required extension "} {
			if _, rest, ok := strings.Cut(line, lead); ok {
				if name := quoted(rest); name != "" {
					out = append(out, extension(name, ev))
				}
			}
		}
		// Helm's schema validation: "- global: Additional property airflow is not allowed"
		if owner, rest, ok := strings.Cut(line, ": Additional property "); ok {
			key, _, ok := strings.Cut(rest, " ")
			if ok {
				owner = strings.Trim(owner, "- \t")
				version := Optional("")
				if b.lead != nil {
					version = Optional(spokenRelease(b.lead).String())
				}
				out = append(out, Fact{
					Version: version,
					Kind:    BreakingChange, Subject: Subject{Type: HelmValue, Name: owner + "." + key},
					Expect: &Expect{Op: Absent, Text: "not set"}, Confidence: Exact, Evidence: ev,
					Summary: fmt.Sprintf("The chart no longer accepts the value %s.%s.", owner, key),
				})
			}
		}
	}
	return out
}

// quoted is the first double-quoted word of a text.
func quoted(s string) string {
	_, s, ok := strings.Cut(s, `"`)
	if !ok {
		return ""
	}
	name, _, ok := strings.Cut(s, `"`)
	if !ok {
		return ""
	}
	return name
}

package facts

import (
	"slices"
	"strings"
)

// statement is one SQL statement as a list of words; quoted words keep their
// content, and lines are those of the text it was read from (1-based).
type statement struct {
	words     []sqlWord
	line, end int
}

type sqlWord struct {
	text   string
	lower  string
	quoted bool
	line   int
}

// readSQL splits text into statements. It knows comments, the three kinds of
// quotes, and that a line that begins with a statement's keyword begins a new
// statement even when the semicolon before it was forgotten.
func readSQL(text string) []statement {
	var out []statement
	var cur statement
	flush := func() {
		if len(cur.words) > 0 {
			cur.line, cur.end = cur.words[0].line, cur.words[len(cur.words)-1].line
			out = append(out, cur)
		}
		cur = statement{}
	}
	line, bol := 1, true
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			line, bol = line+1, true
			i++
		case isSpace(c):
			i++
		case c == '#' || strings.HasPrefix(text[i:], "--"):
			i += lineLength(text[i:])
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i+2:], "*/")
			if n < 0 {
				n = len(text) - i - 4
			}
			end := min(len(text), i+n+4)
			line += strings.Count(text[i:end], "\n")
			i = end
		case c == ';':
			flush()
			i++
		case c == '\'' || c == '"' || c == '`':
			n := strings.IndexByte(text[i+1:], c)
			if n < 0 {
				n = len(text) - i - 1
			}
			word := text[i+1 : i+1+n]
			cur.words = append(cur.words, sqlWord{word, strings.ToLower(word), true, line})
			line += strings.Count(word, "\n")
			i, bol = min(len(text), i+n+2), false
		default:
			j := i
			for j < len(text) && sqlWordByte(text[j]) {
				j++
			}
			if j == i {
				for j = i + 1; j < len(text) && text[i] == ':' && text[j] == '='; j++ {
				}
			}
			word := text[i:j]
			w := sqlWord{word, strings.ToLower(word), false, line}
			if bol && slices.Contains([]string{"set", "alter", "create", "grant", "revoke", "update", "select"}, w.lower) && !cur.continues() {
				flush()
			}
			cur.words = append(cur.words, w)
			i, bol = j, false
		}
	}
	flush()
	return out
}

// continues says whether the statement so far cannot end here.
func (s statement) continues() bool {
	if len(s.words) == 0 {
		return true
	}
	last := s.words[len(s.words)-1].lower
	return slices.Contains([]string{",", "(", "=", "on", "to", "set", "database", "role", "table"}, last) ||
		s.words[0].lower == "alter" && len(s.words) <= 4
}

func sqlWordByte(c byte) bool {
	return isWordByte(c) || c == '.' || c == '@' || c == '*' || c == '<' || c == '>' || c == '-' || c == '$' || c == '%'
}

func lineLength(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i
	}
	return len(s)
}

// assignment is a database setting that a statement sets.
type assignment struct {
	name, value string
	engine      Engine // what the syntax itself gives away
	scope       string // "global", "persist", "session", "system", "role"
}

// assignments reads SET, ALTER SYSTEM SET and ALTER ROLE … SET.
func (s statement) assignments() []assignment {
	i, a := 0, assignment{scope: "session"}
	switch {
	case s.is(0, "alter", "system", "set"):
		i, a.engine, a.scope = 3, Postgres, "system"
	case s.is(0, "alter"):
		for i = 1; i < len(s.words) && s.words[i].lower != "set"; i++ {
		}
		i++
		if !s.is(1, "role") && !s.is(1, "user") && !s.is(1, "database") {
			return nil
		}
		a.engine, a.scope = Postgres, "role"
	case s.is(0, "set"):
		i = 1
	default:
		return nil
	}
	var out []assignment
	for i < len(s.words) {
		one := a
		switch s.word(i) {
		case "global", "persist", "persist_only":
			one.scope, one.engine = s.word(i), MySQL
			i++
		case "session", "local":
			one.scope = "session"
			i++
		}
		name := s.word(i)
		for _, prefix := range []string{"@@global.", "@@persist.", "@@session.", "@@"} {
			if rest, ok := strings.CutPrefix(name, prefix); ok {
				name, one.engine = rest, MySQL
				break
			}
		}
		op := s.word(i + 1)
		if strings.HasPrefix(name, "@") {
			return out // a variable of the script
		}
		if name == "" || op != "=" && op != ":=" && op != "to" || i+2 >= len(s.words) {
			return out
		}
		if op == "to" && one.engine == NoEngine {
			one.engine = Postgres
		}
		one.name, one.value = name, s.words[i+2].text
		out = append(out, one)
		i += 3
		if s.word(i) != "," {
			break
		}
		i++
	}
	return out
}

func (s statement) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].lower
}

func (s statement) is(i int, words ...string) bool {
	for k, w := range words {
		if s.word(i+k) != w {
			return false
		}
	}
	return true
}

// find is the position of a word, -1 when the statement lacks it.
func (s statement) find(word string) int {
	return slices.IndexFunc(s.words, func(w sqlWord) bool { return w.lower == word && !w.quoted })
}

// join writes words back as text, from the i-th up to the j-th.
func (s statement) join(i, j int) string {
	var parts []string
	for _, w := range s.words[max(0, i):max(0, min(j, len(s.words)))] {
		parts = append(parts, w.text)
	}
	return strings.ReplaceAll(strings.Join(parts, " "), " ,", ",")
}

package backup

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/omlint/omlint/probe"
)

// headerLine finds the line that begins with one of the prefixes and is the
// first of a dump. Messages, comments and blank lines may stand before it. SQL
// may not: a dump's header quoted inside another dump's data is no header. Nor
// may zero bytes: a small pg_dump -Ft holds the SQL as well, and any tar may.
func headerLine(head []byte, prefixes ...string) bool {
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
		for _, prefix := range prefixes {
			if bytes.HasPrefix(line, []byte(prefix)) {
				return true
			}
		}
		if sqlLine.Match(line) || bytes.IndexByte(line, 0) >= 0 {
			return false
		}
		head = rest
	}
	return false
}

// sqlLine matches a line that belongs to a dump's body.
var sqlLine = regexp.MustCompile(`(?i)^\s*(/\*!|insert |create |drop |alter |set |use |lock |copy |select |truncate |begin|start |\\restrict)`)

// preamble reads the lines that stand before the header, and notes what they
// say: they reach a dump through 2>&1 or a terminal, and a restore stops at
// them.
func preamble(in *input, b *probe.Backup, prefixes ...string) error {
	for {
		head, err := in.Peek(headSize)
		if len(head) == 0 {
			return err
		}
		if bytes.HasPrefix(head, []byte("\ufeff")) {
			trait(b, probe.TraitByteOrderMark)
			note(b, "the file begins with a byte order mark, which database clients refuse")
			_, _ = in.Discard(len("\ufeff"))
			continue
		}
		for _, prefix := range prefixes {
			if bytes.HasPrefix(head, []byte(prefix)) {
				return nil
			}
		}
		line, _, _ := bytes.Cut(head, []byte("\n"))
		text := bytes.TrimSpace(line)
		if bytes.HasPrefix(text, []byte(sandboxLine)) {
			trait(b, probe.TraitSandbox)
			note(b, "the first line turns on MariaDB's sandbox mode: clients of MySQL and of MariaDB before 10.5.25, 10.6.18, 10.11.8 and 11.0.6 refuse it")
		}
		ours := len(text) == 0 || bytes.HasPrefix(text, []byte("--")) || bytes.HasPrefix(text, []byte("/*"))
		if !ours {
			if dumperError(string(text)) {
				return damaged("the dumper reported an error: %q", printable(text))
			}
			trait(b, probe.TraitMessages)
			note(b, fmt.Sprintf("a line before the dump is no SQL, and a restore stops at it: %q", printable(text)))
		}
		_, _ = in.Discard(min(len(line)+1, len(head)))
	}
}

// crlf notes line ends that a dumper does not write.
func crlf(b *probe.Backup, line string) {
	if strings.HasSuffix(line, "\r") {
		trait(b, probe.TraitLineEnds)
		note(b, "lines end in CR LF: the dump passed through a terminal or a Windows tool, which may have changed data")
	}
}

// name is one SQL name as the dumpers write it: bare or quoted.
const name = "(?:`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[\\w$\\x80-\\xff]+)"

var (
	createTable = regexp.MustCompile(`(?is)^(?:/\*M?!\d*\s*)?CREATE\s+(?:UNLOGGED\s+|TEMPORARY\s+)?TABLE\s+(?:/\*!\d+ IF NOT EXISTS\*/\s*)?(?:IF\s+NOT\s+EXISTS\s+)?(` + name + `(?:\.` + name + `)?)`)
	insertInto  = regexp.MustCompile(`(?is)^(?:INSERT\s+(?:IGNORE\s+)?|REPLACE\s+)INTO\s+(` + name + `(?:\.` + name + `)?)`)
	copyColumns = regexp.MustCompile(`(?is)^COPY\s+` + name + `(?:\.` + name + `)?\s*\((.*)\)\s+FROM\s+stdin`)
	copyFrom    = regexp.MustCompile(`(?is)^COPY\s+(` + name + `(?:\.` + name + `)?).*\sFROM\s+stdin\s*$`)
)

// starts are the bytes that what an expression matches may begin with.
var starts = map[*regexp.Regexp][]byte{createTable: []byte("Cc/"), insertInto: []byte("IiRr"), copyFrom: []byte("Cc")}

// tableName returns the first group of re in text, without its quotes.
func tableName(re *regexp.Regexp, text string) string {
	if text == "" || !bytes.ContainsRune(starts[re], rune(text[0])) {
		return "" // most statements, without the cost of matching
	}
	m := re.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return unquoted.ReplaceAllStringFunc(m[1], unquote)
}

var unquoted = regexp.MustCompile(name)

// qualified says whether the first group of re in text is a name with that of
// a database or schema before it: `a`.`b`, not `a.b`.
func qualified(re *regexp.Regexp, text string) bool {
	m := re.FindStringSubmatch(text)
	return m != nil && len(unquoted.FindAllString(m[1], 2)) == 2
}

// unquote returns a name without its quotes.
func unquote(name string) string {
	q := name[:1]
	if q != "`" && q != `"` {
		return name
	}
	return strings.ReplaceAll(name[1:len(name)-1], q+q, q)
}

// columns returns the columns that a CREATE TABLE of a dumper defines, one a
// line, and those of them that are generated.
func columns(create string) (all, generated []string) {
	_, body, _ := strings.Cut(create, "(")
	for line := range strings.Lines(body) {
		m := columnLine.FindStringSubmatch(line)
		if m == nil || len(all) == maxColumns {
			continue
		}
		column := unquote(m[1])
		all = append(all, column)
		if generatedColumn.MatchString(line) {
			generated = append(generated, column)
		}
	}
	return all, generated
}

// maxColumns is beyond what either database allows
// (https://dev.mysql.com/doc/refman/8.4/en/column-count-limit.html: 4096).
const maxColumns = 4096

var (
	columnLine      = regexp.MustCompile("^\\s*(`(?:[^`]|``)+`|\"(?:[^\"]|\"\")+\"|[a-z_][\\w$]*) \\S")
	generatedColumn = regexp.MustCompile(`(?i)\sGENERATED\s+ALWAYS\s+AS\s*\(`)
)

// where names the place a dump was cut at.
func where(t token) string {
	if strings.HasPrefix(t.text, "\x00") {
		return t.open + " of zero bytes, which were never written"
	}
	for _, re := range []*regexp.Regexp{insertInto, createTable, copyFrom} {
		if table := tableName(re, t.text); table != "" {
			return fmt.Sprintf("%s of table %s", t.open, table)
		}
	}
	if first := printable([]byte(t.text)); first != "" {
		return fmt.Sprintf("%s: %.40q", t.open, first)
	}
	return t.open
}

// follows says what stands, unfinished, behind the end marker of a dump: not a
// part of it that was cut, but a shell's or a terminal's last words.
func follows(t token) error {
	if strings.HasPrefix(t.text, "\x00") || t.text == "-" { // the marker's own last line
		return damaged("the dump ends inside %s: it was cut", where(t))
	}
	return fmt.Errorf("completeness cannot be proved: after the end marker of the dump comes %.40q: take it away", printable([]byte(t.text)))
}

var errStatementsFollow = errors.New("completeness cannot be proved: statements follow the end marker of the dump")

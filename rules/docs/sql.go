package docs

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/rules"
)

// assignment is a SQL statement that sets a server's variable.
type assignment struct {
	scope string // "", "global", "persist", "session", "local", "system", or "database", "role", "user"
	name  string // lower case
	value string // as written, with its quotes
	line  int    // in the source
	text  string
}

var (
	sqlComment = regexp.MustCompile(`(?m)--.*$|(?s:/\*.*?\*/)`)
	sqlSet     = regexp.MustCompile(`(?is)^(?:(alter)\s+(system|database|role|user)(?:\s+[\w"<>]+)?\s+)?set\s+(?:(global|persist|persist_only|session|local)\s+|@@(global|persist|session|local)\.|@@)?([a-z_][\w.]*)\s*(?::?=|\bto\b)\s*('[^']*'|"[^"]*"|[^\s,;]+)`)
)

// assignments are the SET and ALTER … SET statements of a fence: of SQL, or of
// what a shell fence hands to mysql -e and psql -c.
func assignments(f fence) []assignment {
	switch {
	case f.isSQL() || f.language == "":
		list := slices.Clone(f.code.sets())
		for i := range list {
			list[i].line += f.first
		}
		return list
	case f.isShell():
		var list []assignment
		for _, c := range f.calls() {
			for _, arg := range quotedArguments(f, c.line) {
				list = append(list, readSets(arg, c.line)...)
			}
		}
		return list
	}
	return nil
}

var quotedArgument = regexp.MustCompile(`(?:-e|-c|--execute|--command)[= ]*(?:"([^"]*)"|'([^']*)')`)

func quotedArguments(f fence, line int) []string {
	lines := strings.Split(f.text, "\n")
	if line-f.first >= len(lines) {
		return nil
	}
	var list []string
	for _, m := range quotedArgument.FindAllStringSubmatch(lines[line-f.first], -1) {
		list = append(list, m[1]+m[2])
	}
	return list
}

func readSets(text string, first int) []assignment {
	if !strings.Contains(strings.ToLower(text), "set") {
		return nil
	}
	text = sqlComment.ReplaceAllStringFunc(text, func(s string) string {
		return strings.Repeat("\n", strings.Count(s, "\n"))
	})
	var list []assignment
	line := first
	for _, statement := range strings.SplitAfter(text, ";") {
		trimmed := strings.TrimLeft(statement, " \t\r\n")
		at := line + strings.Count(statement[:len(statement)-len(trimmed)], "\n")
		line += strings.Count(statement, "\n")
		m := sqlSet.FindStringSubmatch(trimmed)
		if m == nil {
			continue
		}
		list = append(list, assignment{
			scope: strings.ToLower(m[2] + m[3] + m[4]), name: strings.ToLower(m[5]), value: m[6], line: at, text: strings.TrimSpace(m[0]),
		})
	}
	return list
}

var (
	bareSuffix   = regexp.MustCompile(`^\d+(?:\.\d+)?(?:[kmgtp]i?b?|b|ms|s|min|h|d)$`)
	quotedSuffix = regexp.MustCompile(`^['"]\s*\d+\s*([A-Za-z]+)\s*['"]$`)
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/sql-setting-value", Severity: rules.Error,
		Title: "a SQL statement sets a value that no server accepts",
		Why:   "MySQL takes no size suffix in SQL, and PostgreSQL wants a value with a unit in quotes: the statement fails",
		Fix:   "for MySQL write the number of bytes; for PostgreSQL put the value into quotes, with the units kB, MB or GB", Fixable: true,
		Bad:  rules.Example{Text: "```sql\nSET GLOBAL sort_buffer_size = 20M;\n```\n"},
		Good: rules.Example{Text: "```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
	}, func(c *rules.Context, f fence) {
		for _, a := range assignments(f) {
			quoted := quotedSuffix.FindStringSubmatch(a.value)
			mysql := strings.HasPrefix(a.scope, "global") || strings.HasPrefix(a.scope, "persist")
			switch {
			case mysql && (bareSuffix.MatchString(strings.ToLower(a.value)) || quoted != nil):
				found := c.ReportLine(a.line, "MySQL accepts no unit in SQL: %s is not a value for %s; write the number", a.value, a.name)
				a.inBytes(c, found)
			case bareSuffix.MatchString(strings.ToLower(a.value)):
				c.ReportLine(a.line, "no server accepts %s for %s in SQL: PostgreSQL wants it in quotes, MySQL without a unit", a.value, a.name)
			case quoted != nil && postgresSize(a.name) && !slices.Contains([]string{"B", "kB", "MB", "GB", "TB"}, quoted[1]):
				found := c.ReportLine(a.line, "PostgreSQL does not know the unit %s of %s; it has B, kB, MB, GB and TB", quoted[1], a.name)
				if unit, ok := map[string]string{"k": "kB", "kb": "kB", "m": "MB", "mb": "MB", "g": "GB", "gb": "GB", "tb": "TB"}[strings.ToLower(quoted[1])]; ok {
					a.rewrite(c, found, "write the unit "+unit, strings.Replace(a.value, quoted[1], unit, 1))
				}
			}
		}
	})
}

var mysqlSize = regexp.MustCompile(`^(?i)['"]?(\d{1,9})\s*([KMG])i?B?['"]?$`)

// inBytes gives a finding the fix that writes a size as the number of bytes that
// it is in MySQL's configuration files, where units are powers of 1024.
func (a assignment) inBytes(c *rules.Context, f *rules.Finding) {
	m := mysqlSize.FindStringSubmatch(a.value)
	if m == nil {
		return
	}
	n, _ := strconv.ParseInt(m[1], 10, 64)
	n <<= map[string]int{"K": 10, "M": 20, "G": 30}[strings.ToUpper(m[2])]
	a.rewrite(c, f, "write the number of bytes", strconv.FormatInt(n, 10))
}

// rewrite gives a finding the fix that sets another value, if the statement
// stands in one line and nowhere else in it.
func (a assignment) rewrite(c *rules.Context, f *rules.Finding, title, value string) {
	line := c.Line(a.line)
	if strings.Count(line, a.text) != 1 || !strings.HasSuffix(a.text, a.value) {
		return
	}
	end := c.Offset(a.line) + strings.Index(line, a.text) + len(a.text)
	f.Mend(c.Document, title, rules.Edit{Start: end - len(a.value), End: end, New: value})
}

func postgresSize(name string) bool {
	switch name {
	case "work_mem", "maintenance_work_mem", "shared_buffers", "temp_buffers", "effective_cache_size", "wal_buffers", "max_wal_size":
		return true
	}
	return false
}

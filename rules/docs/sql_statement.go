package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

// grantObjects are what PostgreSQL and MySQL grant privileges on, by the first
// word behind ON: https://www.postgresql.org/docs/current/sql-grant.html,
// https://dev.mysql.com/doc/refman/8.4/en/grant.html.
var grantObjects = []string{
	"ALL", "DATABASE", "DOMAIN", "FOREIGN", "FUNCTION", "LANGUAGE", "LARGE", "PARAMETER", "PROCEDURE", "ROUTINE", "SCHEMA",
	"SEQUENCE", "TABLE", "TABLESPACE", "TYPE",
}

var grantOn = regexp.MustCompile(`(?i)^\s*(?:grant|revoke)\s[^;]*?\son\s+([a-z]+)\s+[\w"<{$.*]+\s+(?:to|from)\s`)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/sql-grant", Severity: rules.Error,
		Title: "a SQL statement grants a privilege on a kind of object that has none",
		Why:   "the statement fails on every server",
		Fix:   "grant it on what holds the object: the right to create an extension is CREATE on the database",
		Bad:   rules.Example{Text: "```sql\nGRANT CREATE ON EXTENSION pgcrypto TO openmetadata_user;\n```\n"},
		Good:  rules.Example{Text: "```sql\nGRANT CREATE ON DATABASE openmetadata_db TO openmetadata_user;\nGRANT SELECT ON openmetadata_db.* TO 'openmetadata_user'@'%';\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isSQL() {
			return
		}
		for i, l := range strings.Split(f.text, "\n") {
			if m := grantOn.FindStringSubmatch(l); m != nil && !slices.Contains(grantObjects, strings.ToUpper(m[1])) {
				c.ReportLine(f.first+i, "no server grants privileges on %s", strings.ToUpper(m[1]))
			}
		}
	})
	fenceRule(rules.Rule{
		ID: "snippet/sql-terminator", Severity: rules.Info,
		Title: "the last SQL statement of a snippet has no semicolon",
		Why:   "pasted into mysql or psql it does nothing but wait for more",
		Fix:   "end the statement with a semicolon", Fixable: true,
		Bad:  rules.Example{Text: "```sql\nSET GLOBAL sort_buffer_size = 20971520\n```\n"},
		Good: rules.Example{Text: "```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isSQL() {
			return
		}
		text := strings.TrimRight(sqlComment.ReplaceAllString(f.text, ""), " \t\r\n")
		lines := strings.Split(strings.TrimRight(f.text, " \t\r\n"), "\n")
		last := strings.TrimRight(lines[len(lines)-1], " \t\r")
		if text == "" || strings.HasSuffix(text, ";") || strings.HasSuffix(text, `\G`) || strings.HasSuffix(text, "/") || !sqlVerb.MatchString(text) || !strings.HasSuffix(text, last) {
			return
		}
		line := f.first + len(lines) - 1
		found := c.ReportLine(line, "the statement has no semicolon at its end")
		if at, ok := wordAt(c, line, strings.TrimLeft(last, " \t")); ok {
			end := at + len(strings.TrimLeft(last, " \t"))
			found.Mend(c.Document, "end the statement with a semicolon", rules.Edit{Start: end, End: end, New: ";"})
		}
	})
}

var sqlVerb = regexp.MustCompile(`(?i)^\s*(?:select|set|alter|create|drop|grant|revoke|insert|update|delete|truncate|show)\b`)

// wordAt is the offset of a text's only place on a 1-based line.
func wordAt(c *rules.Context, line int, text string) (offset int, ok bool) {
	l := c.Line(line)
	i := strings.Index(l, text)
	if i < 0 || text == "" || strings.Count(l, text) != 1 {
		return 0, false
	}
	return c.Offset(line) + i, true
}

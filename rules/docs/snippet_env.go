package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/env", Severity: rules.Error,
		Title: "a line of an environment file that is no assignment", Why: "Docker and systemd refuse the file, or drop the variable",
		Fix:  "write NAME=value, without spaces around the sign",
		Bad:  rules.Example{Text: "```env\nDB_HOST=mysql\nDB_PORT = 3306\nDB_USER: openmetadata_user\n```\n"},
		Good: rules.Example{Text: "```env\n# the database\nDB_HOST=mysql\nexport DB_PORT=3306\nDB_USER=<user>\n...\n```\n"},
	}, func(c *rules.Context, f fence) {
		if f.language != "env" && f.language != "dotenv" {
			return
		}
		quoted := false // within a value of several lines
		for i, l := range strings.Split(f.text, "\n") {
			odd := strings.Count(l, `"`)%2 == 1
			if t := strings.TrimSpace(l); !quoted && t != "" && !strings.HasPrefix(t, "#") && !ellipsisRow.MatchString(t) && !envLine.MatchString(t) {
				c.ReportLine(f.first+i, "this is no NAME=value")
				return
			}
			quoted = quoted != odd
		}
	})
	fenceRule(rules.Rule{
		ID: "snippet/ini", Severity: rules.Error,
		Title: "a line of an ini or properties snippet that is neither a section nor a setting", Why: "the program refuses the file, or ignores the line",
		Fix:  "write [section] or key = value",
		Bad:  rules.Example{Text: "```ini\n[mysqld\nsort_buffer_size = 20M\n```\n"},
		Good: rules.Example{Text: "```ini\n; the server\n[mysqld]\nsort_buffer_size = 20M\nskip-networking\n```\n"},
	}, func(c *rules.Context, f fence) {
		switch f.language {
		case "ini", "cnf", "conf", "properties":
		default:
			return
		}
		for i, l := range strings.Split(f.text, "\n") {
			t := strings.TrimSpace(l)
			if t == "" || strings.ContainsAny(t[:1], "#;!") || ellipsisRow.MatchString(t) || strings.HasPrefix(l, " ") || strings.HasPrefix(l, "\t") {
				continue // indented lines go on with a value
			}
			if !iniLine.MatchString(t) {
				c.ReportLine(f.first+i, "this is neither a section nor a setting")
				return
			}
			if strings.HasSuffix(t, `\`) {
				return // the value goes on
			}
		}
	})
}

var (
	envLine = regexp.MustCompile(`^(?:export\s+)?(?:[A-Za-z_][A-Za-z0-9_.-]*|<[^>]+>|\{[^}]+\})=.*$`)
	iniLine = regexp.MustCompile(`^(?:\[[^\[\]]+\]|!include.*|[\w.\-<>{}$/*]+(?:\s*[=:].*|\s+\S.*)?)$`)
)

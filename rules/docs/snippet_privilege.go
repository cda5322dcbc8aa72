package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

// overServer are statements that give an account power over the whole server.
var overServer = regexp.MustCompile(`(?i)\bgrant\s+(?:[a-z_, ]*[ ,])?(all(?:\s+privileges)?|super)\b[a-z_, ]*\s+on\s+\*\.\*|\b(?:alter|create)\s+(?:user|role)\s+[^;]*?\b(superuser)\b`)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/excess-privilege", Severity: rules.Info,
		Title: "an account gets power over the whole database server",
		Why:   "whoever gets hold of the application's password has every database of the server",
		Fix:   "grant what the step needs on the application's own database, or take the privilege back after the step",
		Bad:   rules.Example{Text: "```sql\nGRANT SUPER ON *.* TO 'openmetadata_user'@'%';\n```\n"},
		Good:  rules.Example{Text: "```sql\nGRANT ALL PRIVILEGES ON openmetadata_db.* TO 'openmetadata_user'@'%';\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !strings.Contains(f.text, "*.*") && !strings.Contains(strings.ToLower(f.text), "superuser") {
			return
		}
		for i, l := range strings.Split(f.text, "\n") {
			if m := overServer.FindStringSubmatch(l); m != nil {
				c.ReportLine(f.first+i, "%s reaches every database of the server", strings.ToUpper(m[1]+m[2]))
			}
		}
	})
}

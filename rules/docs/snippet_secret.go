package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/secret-argument", Severity: rules.Warning,
		Title: "a command takes a password on its command line",
		Why:   "every user of the machine sees the arguments of running programs, and the shell keeps them in its history",
		Fix:   "let the program ask for the password, or have it read a file: --defaults-extra-file, ~/.pgpass, --password-stdin",
		Bad:   rules.Example{Text: "```bash\nmysqldump -u openmetadata_user -popenmetadata_password openmetadata_db\n```\n"},
		Good:  rules.Example{Text: "```bash\nmysqldump -u openmetadata_user -p openmetadata_db\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isShell() && (f.language != "" || f.code.language() != "bash") {
			return
		}
		reported := 0
		for _, call := range f.calls() {
			if how := secretArgument(call); how != "" && call.line != reported {
				c.ReportLine(call.line, "the password stands on the command line of %s (%s)", call.program()[0], how)
				reported = call.line
			}
		}
	})
}

var secretAssign = regexp.MustCompile(`^(?:PGPASSWORD|MYSQL_PWD)=(.+)$`)

// secretArgument names the option that has a literal password, "" if none has.
func secretArgument(c call) string {
	for i, word := range c.words {
		if m := secretAssign.FindStringSubmatch(word); m != nil && i > 0 && isLiteral(m[1]) {
			name, _, _ := strings.Cut(word, "=")
			return name
		}
	}
	words := c.program()
	name := words[0][strings.LastIndexByte(words[0], '/')+1:]
	mysql := slices.Contains([]string{"mysql", "mysqldump", "mysqladmin", "mariadb", "mariadb-dump"}, name)
	client := name == "metadata" || len(words) > 2 && words[1] == "-m" && words[2] == "metadata"
	login := name == "docker" && len(words) > 1 && words[1] == "login"
	for i, word := range words {
		next := ""
		if i+1 < len(words) && !strings.HasPrefix(words[i+1], "-") {
			next = words[i+1]
		}
		flag, value, has := strings.Cut(word, "=")
		switch {
		case flag == "--password" && has && isLiteral(value), flag == "--passphrase" && has && isLiteral(value):
			return flag
		case word == "--password" && !mysql && isLiteral(next): // MySQL's takes no separate value
			return word
		case mysql && strings.HasPrefix(word, "-p") && isLiteral(word[2:]):
			return "-p"
		case (client || login) && word == "-p" && isLiteral(next):
			return "-p"
		}
	}
	return ""
}

var placeholderSecret = regexp.MustCompile(`(?i)^(?:-?password|passwd|pass|secret|pwd|.*your.*|x+|\*+|\.+|.*example.*|.*change.?me.*|my[-_]?password|db[-_]?pass(?:word)?|mysql[-_]?password)$`)

// isLiteral is true for a secret that is written out.
func isLiteral(value string) bool {
	return value != "" && !strings.ContainsAny(value, "$<>{}[]`") && !placeholderSecret.MatchString(value)
}

package usage

import (
	"bytes"
	"regexp"
	"strings"
)

func init() { register(crontab{}) }

// crontab reads tables of cron: schedules with commands, and variables.
type crontab struct{}

var (
	crontabNames = named(`(^|[._-])cron(tab)?s?([._-].*)?$|\.cron$`, "cron")
	cronEntry    = regexp.MustCompile(`^[ \t]*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly|every[ \t]+\S+)|(?:[-0-9*/,A-Za-z~?#]+[ \t]+){4}[-0-9*/,A-Za-z~?#]+)[ \t]+`)
	cronVariable = regexp.MustCompile(`^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*`)
)

func (crontab) match(name string, head []byte) bool {
	if !strings.ContainsAny(name, ". ") && isTable(head) { // cron.d/backup
		return true
	}
	return crontabNames.MatchString(name) && !strings.ContainsAny(name, " ") && !codeName.MatchString(name)
}

// isTable says whether text begins with comments, variables and then an entry.
func isTable(head []byte) bool {
	for line := range bytes.Lines(head) {
		switch trimmed := bytes.TrimSpace(line); {
		case len(trimmed) == 0 || trimmed[0] == '#':
		case strings.IndexByte("@*0123456789", trimmed[0]) >= 0:
			return cronCertain.Match(line)
		case bytes.IndexByte(line, '=') < 0 || !cronVariable.Match(line):
			return false
		}
	}
	return false
}

// cronCertain matches what begins an entry and no sentence.
var cronCertain = regexp.MustCompile(`^[ \t]*(?:@(?:reboot|yearly|annually|monthly|weekly|daily|midnight|hourly)|(?:[0-9*][-0-9*/,]*[ \t]+){3}(?:(?:[0-9*]|[A-Za-z]{3}[-, \t])[-0-9*/,A-Za-z]*[ \t]+){2})[ \t]*[^ \t\n]`)

// codeName matches cron.py and its kin, which are no tables.
var codeName = regexp.MustCompile(`\.(py|sh|bash|go|js|ts|rb|java|ya?ml|json|toml|md|mdx|html|c|h|rs|php|pl|service|timer|conf|cfg|ini|ipynb)$`)

func (crontab) scan(f *file, code text) error {
	for _, line := range linesOf(withoutCR(code)) {
		if strings.HasPrefix(strings.TrimSpace(line.s), "#") {
			continue
		}
		if m := cronVariable.FindStringSubmatchIndex(line.s); m != nil {
			f.env(line.part(m[2], m[3]), line.part(m[1], len(line.s)))
			continue
		}
		m := cronEntry.FindStringIndex(line.s)
		if m == nil {
			continue
		}
		command := line.part(m[1], len(line.s))
		if i := cronPercent.FindStringIndex(command.s); i != nil { // what follows is input
			command = command.part(0, i[0]+1)
		}
		f.script(command)
		// The system's table names a user before the command.
		if user, rest, ok := cutText(command, ' '); ok && cronUser.MatchString(user.s) {
			f.script(rest)
		}
	}
	return nil
}

var (
	cronPercent = regexp.MustCompile(`[^\\]%`)
	cronUser    = regexp.MustCompile(`^[a-z_][a-z0-9_-]*$`)
)

// linesOf returns the lines without their ends.
func linesOf(code text) []text {
	var all []text
	at := 0
	for line := range strings.Lines(code.s) {
		all = append(all, code.part(at, at+len(strings.TrimRight(line, "\r\n"))))
		at += len(line)
	}
	return all
}

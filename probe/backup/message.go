package backup

import (
	"bytes"
	"regexp"
	"strings"
)

// messageStart matches what the dumpers write to standard error. It reaches
// the dump through 2>&1, cron mail wrappers and terminals of docker exec.
var messageStart = regexp.MustCompile(`^(mysqldump|mariadb-dump|pg_dump|pg_dumpall|mysqlpump)(\.exe)?: `)

const longestMessage = 20

// messageLine returns the first line of head when it is a message of a dumper.
func messageLine(head []byte) string {
	head = bytes.TrimLeft(head, " \t\r\n")
	if !messageStart.Match(head) {
		return ""
	}
	line, _, _ := bytes.Cut(head, []byte("\n"))
	return printable(line)
}

// dumperError says whether a line of a dumper's standard error tells of a
// failure. mysqldump and mariadb-dump write "[Warning]" or "Warning", pg_dump
// "warning:", on the others.
func dumperError(text string) bool {
	if !messageStart.MatchString(text) {
		return false
	}
	lower := strings.ToLower(text)
	return !strings.Contains(lower, "warning") && !strings.Contains(lower, "deprecated program name") &&
		!strings.Contains(lower, "hint:") && !strings.Contains(lower, "detail:")
}

// printable makes a line of a dump fit for a report.
func printable(line []byte) string {
	const longest = 200
	text := strings.ToValidUTF8(strings.TrimSpace(string(line[:min(len(line), longest)])), "\uFFFD")
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}

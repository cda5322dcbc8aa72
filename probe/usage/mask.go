package usage

import (
	"regexp"
	"slices"
	"strings"
)

const mask = "****"

// quote returns the source lines of a use, its secrets masked.
func quote(src []byte, l lines, u use) string {
	start, end := l.span(src, u.from, u.to)
	secrets := slices.Clone(u.secrets)
	slices.SortFunc(secrets, func(a, b [2]int) int { return a[0] - b[0] })
	var b strings.Builder
	at := start
	for _, s := range secrets {
		if s[0] < at || s[1] > end {
			continue
		}
		b.Write(src[at:s[0]])
		b.WriteString(mask)
		at = s[1]
	}
	b.Write(src[at:end])
	text := strings.ReplaceAll(b.String(), "\r\n", "\n")
	for _, value := range u.values {
		// Short words, and those the shell fills in, would hit too much else.
		if len(value) >= 4 && !strings.ContainsAny(value, "$`") {
			text = strings.ReplaceAll(text, value, mask)
		}
	}
	return maskText(text)
}

// value matches one shell word: quoted and unquoted parts in any order.
const value = `(?:\\"[^"]*\\"|'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\;&|<>()])+`

// secretName is what the names of variables and settings that hold secrets
// contain.
const secretName = `(?:password|passwd|passphrase|pwd|token|secret|api[_-]?key|private_?key|access_?key|credentials?)`

// masks find the secrets that stand around a use, on its lines. They look at
// text, and would rather hide too much than too little.
var masks = []struct {
	re   *regexp.Regexp
	with string
}{
	// --password VALUE, --password=VALUE, --client-secret …
	{regexp.MustCompile(`(?i)(--?[\w-]*(?:password|passwd|passphrase|token|secret|api-?key|private-?key)(?:[ \t]+|=))` + value), "${1}" + mask},
	// -p VALUE, -pVALUE
	{regexp.MustCompile(`((?:^|[\s"'\[(])-p[= \t]*)` + value), "${1}" + mask},
	// "password": "VALUE"
	{regexp.MustCompile(`(?i)([\w.-]*` + secretName + `\w*\\?["'][ \t]*:[ \t]*)(?:\\?"(?:\\.|[^"\\])*"|'[^']*'|[^\s,}"']+)`), "${1}" + mask},
	// PGPASSWORD=VALUE, MYSQL_PWD=VALUE, password: VALUE
	{regexp.MustCompile(`(?i)([\w.-]*` + secretName + `\w*(?:=|:[ \t]*))` + value), "${1}" + mask},
	// PASS=VALUE, DB_PW=VALUE
	{regexp.MustCompile(`(?i)((?:\b|_)(?:pass|pw)=)` + value), "${1}" + mask},
	// echo VALUE | sudo -S, echo VALUE | docker login --password-stdin
	{regexp.MustCompile(`((?:echo|printf)[ \t]+)[^|\n]+(\|[ \t]*(?:sudo[ \t]+-S|[^|\n]*--password-stdin))`), "${1}" + mask + " ${2}"},
	// curl -u USER:PASSWORD
	{regexp.MustCompile(`((?:^|\s)(?:-u|--user|--proxy-user)[= \t]*["']?[^\s:"']+:)[^\s"']+`), "${1}" + mask},
	// scheme://user:password@host
	{regexp.MustCompile(`(://[^\s:/@'"]*:)[^\s@'"]+@`), "${1}" + mask + "@"},
	{regexp.MustCompile(`(?i)(\b(?:bearer|basic)[ \t]+)[\w.~+/=-]{8,}`), "${1}" + mask},
}

// Mask masks what looks like a secret in a line that a program printed.
func Mask(line string) string { return maskText(line) }

// maskText masks what looks like a secret in a line of code.
func maskText(line string) string {
	for _, m := range masks {
		line = m.re.ReplaceAllString(line, m.with)
	}
	return line
}

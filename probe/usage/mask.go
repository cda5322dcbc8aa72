package usage

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const mask = "****"

// maxQuote bounds the lines that are quoted as a whole; of longer ones, like a
// document's that is all on one, only the use is.
const maxQuote = 4 << 10

// quote returns the source lines of a use, its secrets masked.
func quote(src []byte, l lines, u use) string {
	start, end := l.span(src, u.from, u.to)
	if end-start > maxQuote+u.to-u.from {
		start, end = u.from, u.to
	}
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

// secretWords are what each of secretName's words has one of.
var secretWords = strings.Fields("pass pwd token secret api-key api_key apikey private-key private_key privatekey access_key accesskey credential")

// masks find the secrets that stand around a use, on its lines. They look at
// text, and would rather hide too much than too little.
var masks = []struct {
	re    *regexp.Regexp
	with  string
	words []string // what it matches has one of these, in any case: few lines do
}{
	// --password VALUE, --password=VALUE, --client-secret …
	{regexp.MustCompile(`(?i)(--?[\w-]*(?:password|passwd|passphrase|token|secret|api-?key|private-?key)(?:[ \t]+|=))` + value), "${1}" + mask, secretWords},
	// -p VALUE, -pVALUE
	{regexp.MustCompile(`((?:^|[\s"'\[(])-p[= \t]*)` + value), "${1}" + mask, []string{"-p"}},
	// "password": "VALUE"
	{regexp.MustCompile(`(?i)([\w.-]*` + secretName + `\w*\\?["'][ \t]*:[ \t]*)(?:\\?"(?:\\.|[^"\\])*"|'[^']*'|[^\s,}"']+)`), "${1}" + mask, secretWords},
	// PGPASSWORD=VALUE, MYSQL_PWD=VALUE, password: VALUE
	{regexp.MustCompile(`(?i)([\w.-]*` + secretName + `\w*(?:=|:[ \t]*))` + value), "${1}" + mask, secretWords},
	// PASS=VALUE, DB_PW=VALUE
	{regexp.MustCompile(`(?i)((?:\b|_)(?:pass|pw)=)` + value), "${1}" + mask, []string{"pass=", "pw="}},
	// echo VALUE | sudo -S, echo VALUE | docker login --password-stdin
	{regexp.MustCompile(`((?:echo|printf)[ \t]+)[^|\n]+(\|[ \t]*(?:sudo[ \t]+-S|[^|\n]*--password-stdin))`), "${1}" + mask + " ${2}", []string{"sudo", "--password-stdin"}},
	// curl -u USER:PASSWORD
	{regexp.MustCompile(`((?:^|\s)(?:-u|--user|--proxy-user)[= \t]*["']?[^\s:"']+:)[^\s"']+`), "${1}" + mask, []string{"-u"}},
	// scheme://user:password@host
	{regexp.MustCompile(`(://[^\s:/@'"]*:)[^\s@'"]+@`), "${1}" + mask + "@", []string{"://"}},
	{regexp.MustCompile(`(?i)(\b(?:bearer|basic)[ \t]+)[\w.~+/=-]{8,}`), "${1}" + mask, []string{"bearer", "basic"}},
}

// Mask masks what looks like a secret in a line that a program printed.
func Mask(line string) string { return maskText(line) }

// maskText masks what looks like a secret in a line of code.
func maskText(line string) string {
	if line == "" {
		return ""
	}
	plain, ascii := strings.ToLower(line), isASCII(line)
	for _, m := range masks {
		if !ascii || slices.ContainsFunc(m.words, func(w string) bool { return strings.Contains(plain, w) }) {
			line = m.re.ReplaceAllString(line, m.with)
		}
	}
	return line
}

// isASCII says whether letters have no other forms than two: ſ and K (Kelvin)
// are an s and a k, too.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

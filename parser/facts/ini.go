package facts

import "strings"

// pair is a "key = value" line of an ini, properties or env file.
type pair struct {
	section, key, value string
	line                int
}

// readINI lists the pairs of a text. Every line of substance has to be a pair,
// a section or a comment; otherwise the text is no ini file and yields none.
func readINI(text string) []pair {
	var out []pair
	section := ""
	for n, l := range strings.Split(text, "\n") {
		l = strings.TrimSpace(l)
		switch {
		case l == "", l[0] == '#', l[0] == ';':
			continue
		case l[0] == '[' && l[len(l)-1] == ']':
			section = strings.TrimSpace(l[1 : len(l)-1])
			continue
		}
		key, value, ok := strings.Cut(strings.TrimPrefix(l, "export "), "=")
		key = strings.TrimSpace(key)
		if !ok || key == "" || strings.ContainsAny(key, " \t(){}\"'<>|$") {
			return nil
		}
		if i := strings.Index(value, " #"); i >= 0 {
			value = value[:i]
		}
		out = append(out, pair{section, key, strings.Trim(strings.TrimSpace(value), `"'`), n + 1})
	}
	return out
}

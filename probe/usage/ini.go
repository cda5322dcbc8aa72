package usage

import (
	"regexp"
	"strings"
)

// iniLine is one setting of an INI file, and of what is written like one.
type iniLine struct {
	section    string
	key, value text
}

var (
	iniSection = regexp.MustCompile(`^[ \t]*\[([^\]]*)\]`)
	iniKey     = regexp.MustCompile(`^[ \t]*([A-Za-z0-9_.-]+)[ \t]*[=:][ \t]*`)
)

// iniLines returns the settings. A line that ends in a backslash (systemd), or
// whose next one is indented (setup.cfg), goes on.
func iniLines(code text) []iniLine {
	var all []iniLine
	section := ""
	continued := false
	for _, line := range linesOf(code) {
		trimmed := strings.TrimSpace(line.s)
		switch {
		case trimmed == "" || !continued && (trimmed[0] == '#' || trimmed[0] == ';'):
			continue
		case len(all) > 0 && (continued || line.s[0] == ' ' || line.s[0] == '\t'):
			last := &all[len(all)-1]
			var b textBuilder
			b.addText(last.value)
			sep := byte('\n')
			if continued {
				sep = ' '
			}
			b.add(sep, line.start(0), line.start(0))
			b.addText(line)
			last.value = b.text()
		case iniSection.MatchString(line.s):
			section = iniSection.FindStringSubmatch(line.s)[1]
			continue
		default:
			if m := iniKey.FindStringSubmatchIndex(line.s); m != nil {
				all = append(all, iniLine{section, line.part(m[2], m[3]), line.part(m[1], len(line.s))})
			}
		}
		if n := len(all); n > 0 {
			if v := &all[n-1].value; strings.HasSuffix(v.s, `\`) {
				*v = v.part(0, len(v.s)-1)
				continued = true
				continue
			}
		}
		continued = false
	}
	return all
}

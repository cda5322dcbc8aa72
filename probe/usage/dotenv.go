package usage

import (
	"regexp"
	"strings"
)

func init() { register(dotenv{}); register(airflowConfig{}) }

// dotenv reads files of environment variables.
type dotenv struct{}

var (
	dotenvNames = named(`^\.env([._-].*)?$|^[\w.-]*\.env([._-](example|sample|dist|template|local))?$|^env\.(list|file|vars)$|^environment$`, "env")
	dotenvLine  = regexp.MustCompile(`^[ \t]*(?:export[ \t]+|set[ \t]+)?([A-Za-z_]\w*)[ \t]*(?:=|:[ \t])[ \t]*`)
)

func (dotenv) match(name string, _ []byte) bool { return dotenvNames.MatchString(name) }

func (dotenv) scan(f *file, code text) error {
	for _, line := range linesOf(code) {
		m := dotenvLine.FindStringSubmatchIndex(line.s)
		if m == nil {
			if bare := strings.TrimSpace(line.s); bareName.MatchString(bare) { // docker run --env-file passes it on
				i := strings.Index(line.s, bare)
				f.env(line.part(i, i+len(bare)), text{})
			}
			continue
		}
		value := line.part(m[1], len(line.s))
		if words := shellWords(value); len(words) > 0 {
			value = words[0]
		}
		f.setting(line.part(m[2], m[3]), value)
		f.image(value)
	}
	return nil
}

var bareName = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*$`)

// airflowConfig reads airflow.cfg, and other settings in sections, for the
// classes that they name.
type airflowConfig struct{}

func (airflowConfig) match(name string, _ []byte) bool {
	return strings.HasPrefix(name, "airflow") && strings.HasSuffix(name, ".cfg")
}

func (airflowConfig) scan(f *file, code text) error {
	for _, l := range iniLines(withoutCR(code)) {
		f.symbolsIn(l.value)
	}
	return nil
}

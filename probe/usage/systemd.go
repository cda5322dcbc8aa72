package usage

import (
	"regexp"
	"strings"
)

func init() { register(systemd{}) }

// systemd reads units: their Exec lines and their environment.
type systemd struct{}

var (
	unitNames   = named(`\.(service|container|pod|timer|socket)$`, ".service", ".container", ".pod", ".timer", ".socket")
	unitSection = regexp.MustCompile(`(?m)^\[Service\]`)
)

func (systemd) match(name string, head []byte) bool {
	return unitNames.MatchString(name) || strings.HasSuffix(name, ".conf") && unitSection.Match(head)
}

func (systemd) scan(f *file, code text) error {
	for _, l := range iniLines(withoutCR(code)) {
		switch key := l.key.s; {
		case strings.HasPrefix(key, "Exec"):
			command := l.value
			command = command.part(len(command.s)-len(strings.TrimLeft(command.s, "@-:+!")), len(command.s))
			f.call(shellWords(command))
		case key == "Environment":
			for _, w := range shellWords(l.value) {
				if name, value, ok := cutText(w, '='); ok {
					f.env(name, value)
				}
			}
		case key == "PassEnvironment" || key == "UnsetEnvironment":
			for _, w := range fieldsOf(l.value) {
				f.env(w, text{})
			}
		case key == "Image": // Quadlet
			f.image(l.value)
		}
	}
	return nil
}

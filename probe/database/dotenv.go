package database

import (
	"strings"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "env", give: ".env with " + probe.FernetKey,
		match: func(f *configFile) bool { return f.documents == nil && isDotenv(f) },
		read: func(l *loader, f *configFile) (Config, error) {
			var c Config
			for _, v := range parseDotenv(l, f.text) {
				if v.key == probe.FernetKey {
					c.Keys = []probe.Key{fernetKey(f.path, "", v.argument)} // the last one wins
				}
			}
			return c, nil
		},
	})
}

func isDotenv(f *configFile) bool {
	return f.ext == ".env" || strings.HasPrefix(f.base, ".env.") || strings.HasPrefix(f.base, "env.") || f.base == "env"
}

// assigned is a variable that a file sets.
type assigned struct {
	key string
	argument
}

// parseDotenv reads a file of variables as docker compose does: NAME=value,
// with or without quotes (Compose documentation, "Env file syntax").
func parseDotenv(l *loader, text []byte) []assigned {
	var all []assigned
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if name = strings.TrimSpace(name); !ok || name == "" || name[0] == '#' {
			continue
		}
		value = strings.TrimSpace(value)
		if n := len(value); n > 0 && (value[0] == '\'' || value[0] == '"') {
			if end := strings.IndexByte(value[1:], value[0]); end >= 0 {
				value = value[1 : end+1]
			}
		} else if comment := strings.Index(value, " #"); comment >= 0 {
			value = strings.TrimSpace(value[:comment])
		}
		all = append(all, assigned{name, argument{text: value, place: l.place(number)}})
	}
	return all
}

package database

import "github.com/omlint/omlint/probe"

func init() {
	registerConfig(configFormat{
		name: "openmetadata.yaml", give: "openmetadata.yaml",
		match: func(f *configFile) bool {
			return len(f.documents) == 1 && isMapping(at(f.documents[0], "fernetConfiguration"))
		},
		read: func(l *loader, f *configFile) (Config, error) {
			n := at(f.documents[0], "fernetConfiguration", "fernetKey")
			if !isText(n) {
				return Config{}, nil
			}
			key := variables{}.expandText(n.Value, l.place(n.Line))
			return Config{Keys: []probe.Key{fernetKey(f.path, "", key)}}, nil
		},
	})
}

package database

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "helm", give: "values.yaml of a Helm chart (with mysql, mariadb or postgresql)",
		match: func(f *configFile) bool {
			if len(f.documents) != 1 || !isMapping(f.documents[0]) {
				return false
			}
			for _, other := range []string{"services", "apiVersion", "fernetConfiguration", "databaseVersion", "Parameters"} {
				if n := at(f.documents[0], other); n != nil && (isMapping(n) || other != "services") {
					return false
				}
			}
			return !isPersisted(f.documents[0])
		},
		read: readHelm,
	})
}

// readHelm reads values for charts of database servers, which are below the
// chart's name or at the top, and the key among those of OpenMetadata's chart.
func readHelm(l *loader, f *configFile) (Config, error) {
	h := helm{loader: l, path: f.path}
	top := f.documents[0]
	if err := h.chart("", top); err != nil {
		return Config{}, err
	}
	for _, e := range entries(top) {
		if err := h.chart(e.key, e.value); err != nil {
			return Config{}, err
		}
	}
	h.key(top, 0)
	return h.Config, nil
}

type helm struct {
	*loader
	path string
	Config
}

// chart reads the values of one chart: those of the charts of Bitnami, of their
// older versions, and of the "stable" repository.
func (h *helm) chart(name string, values *yaml.Node) error {
	if !isMapping(values) || scalar(values, "enabled") == "false" {
		return nil
	}
	s, ok := serverNamed(name)
	if name == "" {
		s, ok = serverOf(values)
	}
	if !ok {
		return nil
	}
	// What is for the server that migrations write to; replicas have values of their own.
	for _, part := range []*yaml.Node{values, at(values, "primary"), at(values, "master"), at(values, "postgresql")} {
		if isMapping(part) {
			h.part(part, &s)
		}
	}
	title := h.path
	if name != "" {
		title += " (" + name + ")"
	}
	db, err := s.describe(h.loader, title)
	if err == nil {
		h.Databases = append(h.Databases, db)
	}
	return err
}

// serverOf recognises the values of a database's own chart by their shape.
func serverOf(values *yaml.Node) (server, bool) {
	if s, ok := serverNamed(scalar(values, "image", "repository")); ok {
		return s, true
	}
	for _, e := range entries(values) {
		if strings.HasPrefix(e.key, "postgresql") && e.key != "postgresql" {
			return server{engine: EnginePostgres}, true
		}
	}
	for _, part := range []*yaml.Node{at(values, "primary"), at(values, "master"), values} {
		text := scalar(part, "configuration") + scalar(part, "extendedConfiguration")
		switch {
		case scalar(part, "extraFlags") != "", strings.HasPrefix(firstSignificant([]byte(text)), "["):
			return server{engine: EngineMySQL}, true
		case text != "" && looksLikePgConf([]byte(text)):
			return server{engine: EnginePostgres}, true
		}
	}
	return server{}, false
}

// part reads the values for a server: texts of configuration in the order in
// which it reads them, single parameters, arguments.
func (h *helm) part(n *yaml.Node, s *server) {
	for _, key := range []string{"configuration", "extendedConfiguration", "extendedConf"} {
		s.embed(h.loader, at(n, key))
	}
	for _, e := range entries(at(n, "configurationFiles")) {
		s.embed(h.loader, e.value)
	}
	for _, key := range []string{"existingConfigmap", "existingConfigMap", "existingExtendedConfigmap", "configurationConfigMap", "extendedConfConfigMap"} {
		if other := at(n, key); isText(other) && other.Value != "" {
			s.files = append(s.files, func() error {
				h.problem(h.place(other.Line), errInConfigMap(other.Value))
				return nil
			})
		}
	}
	if s.engine == EnginePostgres {
		for _, key := range []string{"postgresqlConfiguration", "postgresqlExtendedConf", "postgresqlParameters", "parameters"} {
			s.parameters(h.loader, at(n, key))
		}
	}
	if flags := at(n, "extraFlags"); isText(flags) && s.engine == EngineMySQL {
		s.args = append(s.args, variables{}.splitCommand(flags, h.loader)...)
	}
	for _, key := range []string{"command", "args", "extraArgs"} {
		s.args = append(s.args, podWords(h.loader, at(n, key))...)
	}
}

// parameters adds a mapping of PostgreSQL's parameters, whose names may be
// written in camel case.
func (s *server) parameters(l *loader, n *yaml.Node) {
	for _, e := range entries(n) {
		if !isText(e.value) {
			continue
		}
		entry := pgEntry{name: snakeCase(e.key), value: e.value.Value, place: l.place(e.value.Line)}
		s.files = append(s.files, func() error {
			s.postgres.add(entry)
			return nil
		})
	}
}

// snakeCase writes workMem as work_mem, as the charts do.
func snakeCase(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return settingName(b.String())
}

// maxKeyDepth is how deep in values the product's chart may be: a chart in a
// chart, and the key's own depth.
const maxKeyDepth = 6

// key finds fernetkey among the values (OpenMetadata's chart:
// openmetadata.config.fernetkey).
func (h *helm) key(n *yaml.Node, depth int) {
	for _, e := range entries(n) {
		switch {
		case depth > maxKeyDepth:
			return
		case e.key == "fernetkey" && isMapping(e.value):
			place := h.place(e.value.Line)
			a := argument{place: place}
			if value := at(e.value, "value"); isText(value) && value.Value != "" {
				a.text, a.place = value.Value, h.place(value.Line)
			} else if ref := scalar(e.value, "secretRef"); ref != "" {
				a.why = "it is in the Secret " + ref
			}
			h.Keys = append(h.Keys, fernetKey(h.path, "", a))
		case isMapping(e.value):
			h.key(e.value, depth+1)
		}
	}
}

// environmentKeys finds the key among the variables of a container: a list of
// name and value.
func environmentKeys(l *loader, path, owner string, list *yaml.Node) []probe.Key {
	var keys []probe.Key
	for _, v := range items(list) {
		if scalar(v, "name") != probe.FernetKey {
			continue
		}
		a := argument{text: scalar(v, "value"), place: l.place(v.Line)}
		if from := at(v, "valueFrom"); from != nil {
			a.why = "it is kept elsewhere in the cluster"
			if secret := scalar(from, "secretKeyRef", "name"); secret != "" {
				a.why = "it is in the Secret " + secret
			}
		}
		keys = append(keys, fernetKey(path, owner, a))
	}
	return keys
}

package database

import (
	"encoding/base64"
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/probe"
)

func init() {
	registerConfig(configFormat{
		name: "kubernetes", give: "Kubernetes manifests",
		match: func(f *configFile) bool {
			described := 0
			for _, n := range f.documents {
				if scalar(n, "apiVersion") != "" && scalar(n, "kind") != "" {
					described++
				}
			}
			return described > 0 && described == len(f.documents)
		},
		read: readKubernetes,
	})
}

// kubernetes is a file of manifests being read.
type kubernetes struct {
	*loader
	path    string
	objects []*yaml.Node
	used    map[*yaml.Node]bool // ConfigMaps that a server among the pods gets
	Config
}

// readKubernetes reads the database servers among the pods, with the ConfigMaps
// of the file that they mount; ConfigMaps with configuration that no pod here
// mounts; the resources of operators; and the keys in Secrets, ConfigMaps and
// environments.
func readKubernetes(l *loader, f *configFile) (Config, error) {
	k := kubernetes{loader: l, path: f.path, used: map[*yaml.Node]bool{}}
	for _, n := range f.documents {
		k.objects = append(k.objects, n)
		k.objects = append(k.objects, items(at(n, "items"))...)
	}
	for _, read := range []func(*yaml.Node) error{k.pods, k.operators, k.configMap} {
		for _, n := range k.objects {
			if err := read(n); err != nil {
				return Config{}, err
			}
		}
	}
	return k.Config, nil
}

func (k *kubernetes) name(n *yaml.Node) string {
	return scalar(n, "kind") + " " + scalar(n, "metadata", "name")
}

// pods reads the containers of a pod, or of what makes pods.
func (k *kubernetes) pods(n *yaml.Node) error {
	for _, spec := range []*yaml.Node{at(n, "spec"), at(n, "spec", "template", "spec"), at(n, "spec", "jobTemplate", "spec", "template", "spec")} {
		for _, list := range []string{"initContainers", "containers"} {
			for _, c := range items(at(spec, list)) {
				k.Keys = append(k.Keys, environmentKeys(k.loader, k.path, k.name(n)+" container "+scalar(c, "name"), at(c, "env"))...)
				s, ok := serverNamed(scalar(c, "image"))
				if !ok || list != "containers" {
					continue
				}
				for _, key := range []string{"command", "args"} {
					s.args = append(s.args, podWords(k.loader, at(c, key))...)
				}
				k.mounts(spec, c, &s)
				db, err := s.describe(k.loader, k.path+" ("+k.name(n)+")")
				if err != nil {
					return err
				}
				k.Databases = append(k.Databases, db)
			}
		}
	}
	return nil
}

// podWords are a container's command or args. $(NAME) in them is a variable.
func podWords(l *loader, n *yaml.Node) []argument {
	var args []argument
	for _, item := range items(n) {
		a := argument{text: item.Value, place: l.place(sourceOf(item).first)}
		if strings.Contains(item.Value, "$(") {
			a.why = "it depends on a variable of the container"
		}
		args = append(args, a)
	}
	return args
}

// mounts adds the ConfigMaps that a container has where its server looks.
func (k *kubernetes) mounts(spec, container *yaml.Node, s *server) {
	for _, m := range items(at(container, "volumeMounts")) {
		to := scalar(m, "mountPath")
		for _, v := range items(at(spec, "volumes")) {
			name := scalar(v, "configMap", "name")
			if name == "" || scalar(v, "name") != scalar(m, "name") {
				continue
			}
			found := false
			for _, object := range k.objects {
				if scalar(object, "kind") == "ConfigMap" && scalar(object, "metadata", "name") == name {
					found, k.used[object] = true, true
					for _, e := range entries(at(object, "data")) {
						if isText(e.value) && configures(e.key, e.value.Value) == s.engine && (s.looksAt(to) || s.looksAt(path.Join(to, e.key))) {
							s.embed(k.loader, e.value)
						}
					}
				}
			}
			if !found && s.looksAt(to) {
				s.files = append(s.files, func() error {
					k.problem(k.place(v.Line), errInConfigMap(name))
					return nil
				})
			}
		}
	}
}

func errInConfigMap(name string) error {
	return fmt.Errorf("it is in the ConfigMap %s: give kubectl get configmap %[1]s -o yaml, too", name)
}

// operators reads the resources from which operators make servers:
// CloudNativePG's Cluster and Zalando's postgresql (spec.postgresql.parameters),
// Crunchy's PostgresCluster, the MariaDB operator's MariaDB (myCnf), Oracle's
// InnoDBCluster (mycnf), Percona's clusters (configuration).
func (k *kubernetes) operators(n *yaml.Node) error {
	spec := at(n, "spec")
	postgres := server{engine: EnginePostgres}
	postgres.parameters(k.loader, at(spec, "postgresql", "parameters"))
	postgres.parameters(k.loader, at(spec, "patroni", "dynamicConfiguration", "postgresql", "parameters"))
	mysql := server{engine: EngineMySQL}
	for _, where := range [][]string{{"myCnf"}, {"mycnf"}, {"mysql", "configuration"}, {"pxc", "configuration"}} {
		mysql.embed(k.loader, at(spec, where...))
	}
	if scalar(n, "kind") == "MariaDB" {
		mysql.flavour = flavourMariaDB
	}
	for _, s := range []*server{&postgres, &mysql} {
		if err := k.add(s, n); err != nil {
			return err
		}
	}
	return nil
}

// add files a server that an object configures, if it does.
func (k *kubernetes) add(s *server, n *yaml.Node) error {
	if len(s.files) == 0 {
		return nil
	}
	db, err := s.describe(k.loader, k.path+" ("+k.name(n)+")")
	if err != nil {
		return err
	}
	k.Databases = append(k.Databases, db)
	return nil
}

// configMap reads a ConfigMap's configuration files, and the key in it or in a
// Secret.
func (k *kubernetes) configMap(n *yaml.Node) error {
	kind := scalar(n, "kind")
	if kind != "ConfigMap" && kind != "Secret" {
		return nil
	}
	for _, data := range []string{"data", "stringData"} {
		if value := at(n, data, probe.FernetKey); isText(value) {
			a := argument{text: value.Value, place: k.place(value.Line)}
			if kind == "Secret" && data == "data" {
				if decoded, err := base64.StdEncoding.DecodeString(value.Value); err != nil {
					a.why = "it is not in base64"
				} else {
					a.text = string(decoded)
				}
			}
			k.Keys = append(k.Keys, fernetKey(k.path, k.name(n), a))
		}
	}
	if kind != "ConfigMap" || k.used[n] {
		return nil
	}
	for _, engine := range []string{EngineMySQL, EnginePostgres} {
		s := server{engine: engine}
		for _, e := range entries(at(n, "data")) {
			if isText(e.value) && configures(e.key, e.value.Value) == engine {
				s.embed(k.loader, e.value)
			}
		}
		if err := k.add(&s, n); err != nil {
			return err
		}
	}
	return nil
}

// configures tells the engine that a file in a ConfigMap configures, "" for
// any other file.
func configures(name, text string) string {
	groups := false
	for line := range strings.Lines(text) {
		group, ok := strings.CutPrefix(strings.TrimSpace(line), "[")
		group, _, closed := strings.Cut(group, "]")
		groups = groups || ok && closed && isServerGroup(group)
	}
	switch {
	case groups:
		return EngineMySQL
	case slices.Contains([]string{".conf", ""}, path.Ext(name)) && looksLikePgConf([]byte(text)):
		return EnginePostgres
	default:
		return ""
	}
}

package usage

import (
	"regexp"
	"slices"
	"strings"
)

// mayConfigure says whether text could hold a configuration of the product's.
func (f *file) mayConfigure(s string) bool {
	return slices.ContainsFunc(f.look.keyNames, func(key string) bool { return strings.Contains(s, key) })
}

// configText reads a configuration that is written as a string.
func (f *file) configText(t text) {
	if strings.Count(t.s, "\n") < 2 || f.depth >= maxDepth {
		return
	}
	f.depth++
	defer func() { f.depth-- }()
	trees, err := f.yamlTrees(t)
	if err != nil {
		return // most strings are no YAML
	}
	for _, tree := range trees {
		f.config(tree)
	}
}

// config files what the product's configurations in a tree use, wherever in it
// they stand: a values file, or the values of an Application.
func (f *file) config(tree *node) {
	for _, c := range f.opts.Configs {
		first := true
		tree.walk(func(_ []string, n *node) bool {
			named := first && slices.Contains(c.Files, f.name)
			first = false
			if n.kind != isMap || !named && !slices.ContainsFunc(c.Keys, func(k string) bool { return n.dotted(k) != nil }) {
				return true
			}
			f.configOf(c, n)
			return false
		})
	}
}

func (f *file) configOf(c Config, n *node) {
	switch c.Kind {
	case ConfigServer:
		f.keys(n, c.Homes)
		f.variables(n)
	case ConfigWorkflow:
		f.keys(n, c.Homes)
		f.connections(n)
	case ConfigHelm:
		for _, name := range f.opts.HelmValues {
			if at := n.dotted(name); at != nil {
				f.addKey(helmValue, name, at)
			}
		}
		for path, command := range c.Calls {
			if at := n.dotted(path); at != nil {
				f.callOf(command, at)
			}
		}
	}
}

// keys files the keys of a configuration that are looked for: names whose
// last parts, or all of them, are the last of a path, and which are not at home
// beside the type that stands there.
func (f *file) keys(n *node, homes map[string][]string) {
	root := *n
	root.isKey = false
	root.walk(func(path []string, n *node) bool {
		if n.kind != isMap {
			return true
		}
		around, home := "."+strings.Join(path, "."), homes[n.str("type")]
		for _, k := range n.kids {
			dotted := strings.TrimSuffix(around, ".") + "." + k.key.s
			for _, name := range f.opts.ConfigKeys {
				if strings.HasSuffix(dotted, "."+name) && !slices.Contains(home, name) {
					f.addKey(configKey, name, k)
				}
			}
		}
		return true
	})
}

func (f *file) addKey(kind, name string, n *node) {
	u := use{kind: kind, name: name, from: n.key.start(0), to: n.key.end(len(n.key.s))}
	if n.kind == isScalar && !secretKey.MatchString(n.key.s) {
		u.value, u.valueSpot = n.scalar.s, f.written(n.scalar)
	}
	if u.spot = [2]int{u.from, u.to}; !f.spells(u.spot, n.key.s) {
		u.spot = [2]int{} // quoted with escapes
	}
	f.add(u)
}

var secretKey = regexp.MustCompile(`(?i)` + secretName)

// callOf files the command that a value is the arguments of.
func (f *file) callOf(command string, at *node) {
	var words []text
	for _, w := range strings.Fields(command) {
		var b textBuilder
		for i := range len(w) {
			b.add(w[i], at.key.start(0), at.key.end(len(at.key.s)))
		}
		words = append(words, b.text())
	}
	for _, w := range at.words() {
		words = append(words, fieldsOf(w)...)
	}
	if len(at.words()) > 0 {
		f.call(words)
	}
}

// helmSet files a value of a chart that is set by its path: --set a.b=c, or a
// parameter of an Argo CD application.
func (f *file) helmSet(key, value text) {
	path := key.s
	if i := strings.IndexByte(path, '['); i >= 0 {
		path = path[:i]
	}
	for _, name := range f.opts.HelmValues {
		if strings.Contains(name, ".") && within(path, name) {
			f.found(helmValue, name, key, "")
		}
	}
	for _, c := range f.opts.Configs {
		if command := c.Calls[path]; command != "" {
			f.callOf(command, &node{key: key, isKey: true, scalar: value})
		}
	}
}

// helmParameters files the values that {name: a.b, value: c} set: Argo CD's
// parameters, and Terraform's set.
func (f *file) helmParameters(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		name, value := n.get("name"), n.get("value")
		if len(path) > 0 && (path[len(path)-1] == "parameters" || path[len(path)-1] == "set") && name != nil && value != nil && name.kind == isScalar && value.kind == isScalar {
			f.helmSet(name.scalar, value.scalar)
		}
		return true
	})
}

// variable matches an environment variable in a value of the server's
// configuration: ${NAME:-default}.
var variableRef = regexp.MustCompile(`\$\{(\w+)(?::?-([^${}]*)\})?`)

func (f *file) variables(n *node) {
	n.walk(func(_ []string, n *node) bool {
		if n.kind == isScalar {
			for _, m := range variableRef.FindAllStringSubmatchIndex(n.scalar.s, -1) {
				value := text{}
				if m[4] >= 0 {
					value = n.scalar.part(m[4], m[5])
				}
				f.env(n.scalar.part(m[2], m[3]), value)
			}
		}
		return true
	})
}

// connections files the fields of connections: what stands below the config of
// a serviceConnection.
func (f *file) connections(root *node) {
	root.walk(func(path []string, n *node) bool {
		if n.isKey && n.key.s == "serviceType" && n.kind == isScalar {
			f.field("", "serviceType", n)
		}
		if n.kind != isMap || !n.isKey || n.key.s != "config" || len(path) < 2 || path[len(path)-2] != "serviceConnection" && path[len(path)-2] != "connection" {
			return true
		}
		connector := n.str("type")
		if connector == "" {
			connector, _, _ = strings.Cut(root.str("source", "type"), "-")
		}
		connector = fold(connector)
		if kind := n.get("type"); kind != nil {
			f.field(connector, "serviceType", kind)
		}
		for _, kid := range n.kids {
			kid.walk(func(path []string, k *node) bool {
				if k.isKey {
					f.field(connector, strings.Join(path, "."), k)
				}
				return true
			})
		}
		return true
	})
}

// field files one field of a connection.
func (f *file) field(connector, path string, n *node) {
	for _, c := range f.look.fields {
		if c.connector == "" && (path == c.path || strings.HasSuffix(path, c.suffix)) || c.connector != "" && c.connector == connector && path == c.path {
			f.addKey(connectionField, c.name, n)
		}
	}
}

// fieldName is one of the fields that are looked for.
type fieldName struct {
	name      string
	connector string // "" for those of any connector
	path      string // below the connection
	suffix    string // with a dot before it
}

func fieldNames(opts *Options) []fieldName {
	connectors := map[string]bool{}
	for _, c := range opts.Connectors {
		connectors[fold(c)] = true
	}
	var all []fieldName
	for _, name := range opts.ConnectionFields {
		f := fieldName{name: name, path: name, suffix: "." + name}
		if of, field, ok := strings.Cut(name, "."); ok && connectors[fold(of)] {
			f.connector, f.path = fold(of), field
		}
		all = append(all, f)
	}
	return all
}

// fold makes one of the ways to write a connector: DeltaLake, delta_lake.
func fold(s string) string {
	return spaces.Replace(strings.ToLower(s))
}

var spaces = strings.NewReplacer("-", "", "_", "", " ", "")

package usage

import (
	"cmp"
	"regexp"
	"strings"
)

func init() { register(yamlFile{}); register(jsonFile{}) }

// yamlFile reads YAML: workflows, values, manifests, pipelines, compose files.
// What a key means is known by its name and by what stands around it.
type yamlFile struct{}

func (yamlFile) match(name string, _ []byte) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || helmTemplate.MatchString(name)
}

var helmTemplate = named(`\.(yaml|yml)\.(tpl|j2|jinja2?|gotmpl|tmpl|template|example|sample|dist|erb)$|\.tpl$`, ".yaml.", ".yml.", ".tpl")

func (yamlFile) scan(f *file, code text) error {
	trees, err := f.yamlTrees(code)
	if strings.HasSuffix(f.name, ".tpl") {
		err = nil // helpers are text of any kind, not documents
	}
	for _, tree := range trees {
		f.structure(tree)
	}
	return err
}

// jsonFile reads JSON.
type jsonFile struct{}

func (jsonFile) match(name string, _ []byte) bool {
	return strings.HasSuffix(name, ".json") || strings.HasSuffix(name, ".json.j2") || strings.HasSuffix(name, ".json.tpl") || name == "Pipfile.lock"
}

func (jsonFile) scan(f *file, code text) error {
	if strings.TrimSpace(code.s) == "" {
		return nil
	}
	tree, err := f.jsonTree(code)
	if err == nil {
		f.structure(tree)
		return nil
	}
	if bare := withoutComments(code.s); bare != code.s {
		if tree, err := f.jsonTree(code.spelt(bare)); err == nil {
			f.structure(tree)
			return nil
		}
	}
	if trees, err := f.yamlTrees(code); err == nil { // comments of another kind, or a template
		for _, t := range trees {
			f.structure(t)
		}
		return nil
	}
	f.structure(tree)
	return err
}

// withoutComments writes blanks for what some take in JSON all the same: comments,
// and commas behind a last element.
func withoutComments(s string) string {
	out := []byte(s)
	for _, extra := range []*regexp.Regexp{jsonComment, lastComma} {
		for _, m := range extra.FindAllSubmatchIndex(out, -1) {
			for i := max(0, m[2]); i < m[3]; i++ {
				if out[i] != '\n' {
					out[i] = ' '
				}
			}
		}
	}
	return string(out)
}

// Both match strings, too, so that nothing in them is taken for what they look for.
var (
	jsonComment = regexp.MustCompile(`"(?:\\.|[^"\\\n])*"|(//[^\n]*|(?s:/\*.*?\*/))`)
	lastComma   = regexp.MustCompile(`"(?:\\.|[^"\\\n])*"|(,)\s*[\]}]`)
)

// structure files what a document of any kind uses.
func (f *file) structure(tree *node) {
	f.knowVariables(tree)
	f.config(tree)
	f.helmParameters(tree)
	f.containers(tree)
	f.pipelines(tree)
	f.ansible(tree)
	f.pythonsOf(tree)
	f.settings(tree)
	f.dependencies(tree)
	f.addresses(tree)
	f.embedded(tree)
}

// embedded reads files inside of a document, like those of a ConfigMap, of
// cloud-init's write_files and Ansible's copy, and configurations that are written
// as a string.
func (f *file) embedded(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		if content, name := n.get("content"), cmp.Or(n.get("path"), n.get("dest")); content != nil && name != nil && content.kind == isScalar && name.kind == isScalar {
			(&unit{file: f}).files(name.scalar.s, []text{content.scalar})
		}
		if n.kind != isScalar || !strings.Contains(n.scalar.s, "\n") {
			return true
		}
		switch {
		case n.isKey && n.key.s == "dockerfile_inline": // of compose's build
			f.embed("Dockerfile", n.scalar)
		case n.isKey && n.key.s == "values": // of a chart, in an Application of Argo CD
			f.guessed(n.scalar.s, func() { f.embed("values.yaml", n.scalar) })
		case n.isKey && fileName.MatchString(n.key.s) && scannerFor(n.key.s, nil) != nil:
			f.embed(n.key.s, n.scalar)
		case f.mayConfigure(n.scalar.s):
			f.configText(n.scalar)
		}
		return true
	})
}

var fileName = regexp.MustCompile(`^[\w.-]+\.\w+$|^(Dockerfile|Makefile|crontab)$`)

// settings files environment variables: pairs, and {name: X, value: Y}.
func (f *file) settings(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		switch {
		case n.isKey && n.kind == isScalar:
			f.setting(n.key, n.scalar)
		case n.kind == isMap:
			if name := n.get("name"); name != nil && name.kind == isScalar && (n.get("value") != nil || n.get("valueFrom") != nil) {
				var value text
				if v := n.get("value"); v != nil {
					value = v.scalar
				}
				f.setting(name.scalar, value)
			}
		case n.kind == isList:
			for _, k := range n.kids {
				if k.kind != isScalar {
					continue
				}
				if name, value, ok := cutText(k.scalar, '='); ok {
					f.setting(name, value)
				} else if n.isKey && (n.key.s == "environment" || n.key.s == "env") {
					f.setting(k.scalar, text{}) // compose takes its value from outside
				}
			}
		}
		return true
	})
}

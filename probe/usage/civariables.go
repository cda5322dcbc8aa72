package usage

import "regexp"

// environments are the keys under which documents set variables for the scripts
// in them.
var environments = regexp.MustCompile(`^(env|variables|environment)$`)

// knowVariables notes the variables that a document sets for its scripts. One
// with several values has none that is known.
func (f *file) knowVariables(tree *node) {
	tree.walk(func(_ []string, n *node) bool {
		if !n.isKey || n.kind != isMap || !environments.MatchString(n.key.s) {
			return true
		}
		for _, k := range n.kids {
			value := k
			if v := k.get("value"); v != nil { // GitLab: {value: …, description: …}
				value = v
			}
			if value.kind != isScalar {
				continue
			}
			if f.known == nil {
				f.known = map[string]string{}
			}
			if old, ok := f.known[k.key.s]; ok && old != value.scalar.s {
				f.known[k.key.s] = ""
			} else {
				f.known[k.key.s] = value.scalar.s
			}
		}
		return true
	})
}

var envRef = regexp.MustCompile(`\$\{\{\s*env\.(\w+)\s*\}\}`)

// filled fills ${{ env.NAME }} in, where it is known.
func (f *file) filled(t text) text {
	var b textBuilder
	at := 0
	for _, m := range envRef.FindAllStringSubmatchIndex(t.s, -1) {
		value := f.known[t.s[m[2]:m[3]]]
		if value == "" {
			continue
		}
		b.addText(t.part(at, m[0]))
		b.addText(text{s: value}.placed(t.start(m[0]), t.end(m[1])))
		at = m[1]
	}
	if at == 0 {
		return t
	}
	b.addText(t.part(at, len(t.s)))
	return b.text()
}

package usage

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

func init() { register(requirementsFile{}); register(setupConfig{}); register(tomlFile{}) }

// requirementsFile reads pip's requirements and constraints.
type requirementsFile struct{}

var requirementsNames = named(`(?i)^([\w.-]*[._-])?(requirements?|constraints?)([._-].*)?\.(txt|in|pip)$`, "requirement", "constraint")

func (requirementsFile) match(name string, head []byte) bool {
	return requirementsNames.MatchString(name) || listNames.MatchString(name) && listsRequirements(head)
}

// listNames are what else people call a list of requirements, which stands beside
// others or is included by them: base.in, requirements/dev.txt.
var listNames = named(`^[\w-]+\.(txt|in)$`, ".txt", ".in")

// listsRequirements says whether text is a list of requirements, and none of
// words: some have a version, or another list is included.
func listsRequirements(head []byte) bool {
	certain := false
	if !bytes.ContainsAny(head, "=<>~") && !bytes.Contains(head, []byte("-r ")) && !bytes.Contains(head, []byte("-c ")) {
		return false
	}
	for line := range bytes.Lines(head) {
		s := strings.TrimSpace(string(line))
		if i := strings.Index(s, " #"); i >= 0 {
			s = s[:i]
		}
		switch m := requirement.FindStringSubmatch(strings.TrimRight(s, " \t\\")); {
		case s == "" || s[0] == '#' || strings.HasPrefix(s, "--") || strings.HasPrefix(s, "-e "):
		case strings.HasPrefix(s, "-r ") || strings.HasPrefix(s, "-c "):
			certain = true
		case m != nil:
			certain = certain || strings.ContainsAny(m[3], "~!<>") || strings.Contains(m[3], "==")
		case line[len(line)-1] == '\n' && !strings.Contains(s, "://"):
			return false
		}
	}
	return certain
}

func (requirementsFile) scan(f *file, code text) error {
	for _, line := range linesOf(withoutCR(code)) {
		s := line.s
		if i := strings.Index(s, " #"); i >= 0 {
			s = s[:i]
		}
		if strings.HasPrefix(strings.TrimSpace(s), "#") {
			continue
		}
		f.require(line.part(0, len(s)))
	}
	return nil
}

// setupConfig reads setup.cfg and tox.ini.
type setupConfig struct{}

func (setupConfig) match(name string, _ []byte) bool { return name == "setup.cfg" || name == "tox.ini" }

func (setupConfig) scan(f *file, code text) error {
	for _, l := range iniLines(withoutCR(code)) {
		var lines textBuilder
		switch {
		case l.key.s == "install_requires" || l.key.s == "setup_requires" || l.key.s == "tests_require" || l.key.s == "deps" || l.section == "options.extras_require":
			for _, line := range linesOf(l.value) {
				_, requirement, ok := cutText(line, ':') // tox: py312: package
				if !ok {
					requirement = line
				}
				f.require(requirement)
			}
		case strings.HasPrefix(l.key.s, "commands"):
			for _, line := range linesOf(l.value) { // tox: - COMMAND may fail
				rest := strings.TrimLeft(line.s, " \t")
				if after, ok := strings.CutPrefix(rest, "- "); ok {
					rest = after
				}
				lines.addText(line.part(len(line.s)-len(rest), len(line.s)))
				end := line.end(len(line.s))
				lines.add('\n', end, end)
			}
			f.shellText(lines.text())
		}
	}
	return nil
}

// tomlFile reads pyproject.toml, Pipfile and lock files.
type tomlFile struct{}

var tomlNames = named(`^(pyproject\.toml|Pipfile|(poetry|uv|pdm|pylock[\w.-]*)\.(lock|toml)|pixi\.(toml|lock))$`, ".toml", ".lock", "Pipfile")

func (tomlFile) match(name string, _ []byte) bool { return tomlNames.MatchString(name) }

func (tomlFile) scan(f *file, code text) error {
	tree, err := f.tomlTree(code)
	f.dependencies(tree)
	f.tasks(tree)
	return err
}

// dependencies files the packages of a tree: lists of requirements, pairs of
// package and versions, and the packages of lock files.
func (f *file) dependencies(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		if !n.isKey {
			if n.kind == isMap {
				f.locked(n)
			}
			return true
		}
		switch {
		case n.kind == isList && (requirementLists[n.key.s] || len(path) > 1 && requirementTables[path[len(path)-2]]):
			for _, w := range n.words() {
				f.require(w)
			}
		case len(path) > 1 && requirementTables[path[len(path)-2]]:
			switch {
			case n.kind == isScalar:
				f.requireVersion(n.key, n.scalar)
			case n.kind == isMap && n.get("version") != nil:
				f.requireVersion(n.key, n.get("version").scalar)
			case n.kind == isMap && f.opts.sought(pythonPackage, PackageName(n.key.s)):
				f.requireVersion(n.key, text{})
			}
		}
		return true
	})
}

var (
	requirementLists = setOf(strings.Fields("dependencies requires requirements pip dev-dependencies py_modules packages constraint-dependencies " +
		"override-dependencies additional_dependencies"))
	requirementTables = setOf(strings.Fields("dependencies dev-dependencies pypi-dependencies packages dev-packages default develop " +
		"optional-dependencies dependency-groups group pypi_packages pypiPackages"))
)

// locked files one package of a lock file.
func (f *file) locked(n *node) {
	name, version := n.get("name"), n.get("version")
	if name == nil || version == nil || name.kind != isScalar || version.kind != isScalar || n.get("source") == nil && n.get("files") == nil && n.get("optional") == nil && n.get("wheels") == nil {
		return
	}
	f.requireVersion(name.scalar, version.scalar)
}

// tomlTree parses TOML.
func (f *file) tomlTree(code text) (*node, error) {
	p := unstable.Parser{}
	src := []byte(code.s)
	p.Reset(src)
	t := tomlReader{code: code, parser: &p}
	root := &node{kind: isMap}
	table := root
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table:
			table = t.path(root, e.Key(), false)
		case unstable.ArrayTable:
			table = t.path(root, e.Key(), true)
		case unstable.KeyValue:
			t.pair(table, e)
		}
	}
	if err := p.Error(); err != nil {
		var at *unstable.ParserError
		line := 1
		if errors.As(err, &at) && len(at.Highlight) > 0 {
			line = f.line(code.start(int(p.Range(at.Highlight).Offset)))
		}
		return root, fmt.Errorf("line %d: not valid TOML: %w; what follows was not checked", line, err)
	}
	return root, nil
}

type tomlReader struct {
	code   text
	parser *unstable.Parser
}

func (t *tomlReader) text(n *unstable.Node) text {
	from, to := int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length)
	if n.Raw.Length == 0 && len(n.Data) > 0 {
		if at := strings.Index(t.code.s, string(n.Data)); at >= 0 {
			return t.code.part(at, at+len(n.Data))
		}
	}
	to = min(to, len(t.code.s))
	y := yamlReader{code: t.code}
	for from < to && (t.code.s[from] == '"' || t.code.s[from] == '\'') {
		from++
	}
	return y.align(string(n.Data), min(from, to))
}

// path returns the table at a key, which it makes where there is none; of
// arrays of tables a new one.
func (t *tomlReader) path(at *node, keys unstable.Iterator, array bool) *node {
	for keys.Next() {
		key := t.text(keys.Node())
		next := at.get(key.s)
		if next == nil {
			next = &node{kind: isMap, key: key, isKey: true}
			if array && keys.IsLast() {
				next.kind = isList
			}
			at.kids = append(at.kids, next)
		}
		if next.kind == isList {
			if array && keys.IsLast() || len(next.kids) == 0 {
				next.kids = append(next.kids, &node{kind: isMap})
			}
			next = next.kids[len(next.kids)-1]
		}
		at = next
	}
	return at
}

func (t *tomlReader) pair(table *node, e *unstable.Node) {
	var keys []text
	for it := e.Key(); it.Next(); {
		keys = append(keys, t.text(it.Node()))
	}
	for _, key := range keys[:len(keys)-1] {
		next := table.get(key.s)
		if next == nil {
			next = &node{kind: isMap, key: key, isKey: true}
			table.kids = append(table.kids, next)
		}
		table = next
	}
	value := t.value(e.Value(), 0)
	value.key, value.isKey = keys[len(keys)-1], true
	table.kids = append(table.kids, value)
}

func (t *tomlReader) value(n *unstable.Node, depth int) *node {
	switch {
	case n.Kind == unstable.Array && depth < maxTree:
		list := &node{kind: isList}
		for it := n.Children(); it.Next(); {
			list.kids = append(list.kids, t.value(it.Node(), depth+1))
		}
		return list
	case n.Kind == unstable.InlineTable && depth < maxTree:
		m := &node{kind: isMap}
		for it := n.Children(); it.Next(); {
			t.pair(m, it.Node())
		}
		return m
	}
	return &node{scalar: t.text(n)}
}

package usage

import (
	"regexp"
	"strings"
)

// taskTables are the tables of pyproject.toml, Pipfile and pixi.toml that hold
// commands: of Poe, Taskipy, PDM, Rye, Hatch, Pixi and Pipenv.
var taskTables = regexp.MustCompile(`^(tool\.(poe|taskipy|pixi)\.tasks|tool\.(pdm|rye)\.scripts|tool\.hatch\.envs\.[^.]+\.scripts|tool\.pixi\.feature\.[^.]+\.tasks|tasks|scripts)$`)

// tasks files the commands of task runners.
func (f *file) tasks(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		if !n.isKey || n.kind != isMap || !taskTables.MatchString(strings.Join(path, ".")) {
			return true
		}
		for _, k := range n.kids {
			if k.kind == isMap {
				for _, key := range []string{"cmd", "shell", "script"} {
					f.task(k.get(key))
				}
				continue
			}
			f.task(k)
		}
		return false
	})
}

// task files one command, or each of a list.
func (f *file) task(n *node) {
	for _, w := range n.words() {
		f.shellText(w)
	}
}

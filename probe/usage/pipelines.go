package usage

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// scriptKeys are the keys under which pipelines and task runners keep shell
// scripts: GitHub, CircleCI (run), GitLab, Azure, Travis, Bitbucket, Tekton,
// Argo (script), pre-commit (entry), CodeBuild, Drone (commands), Task (cmds), Ansible (shell).
var scriptKeys = map[string]bool{
	"run": true, "script": true, "before_script": true, "after_script": true, "bash": true, "inlineScript": true,
	"commands": true, "cmds": true, "cmd": true, "shell": true, "ansible.builtin.shell": true, "ansible.builtin.command": true,
	"install": true, "before_install": true, "after_success": true, "after_failure": true, "deploy": true, "pre_build": true,
	"source": true, "bash_command": true, "setup": true, "postStart": true, "preStop": true, "postCreateCommand": true, "postStartCommand": true, "entry": true,
}

// interpreters are the values of GitHub's shell:, and of Argo's command: of a
// script's source:, that are no shell.
var interpreters = regexp.MustCompile(`^(python|pwsh|powershell|cmd|node|perl|ruby)`)

// pipelines files the scripts of pipelines, package.json and task runners.
func (f *file) pipelines(tree *node) {
	var javaScript []*node
	tree.walk(func(path []string, n *node) bool {
		switch {
		case n.kind == isMap:
			if script := n.get("with", "script"); script != nil && strings.HasPrefix(n.str("uses"), "actions/github-script") {
				f.scriptOf("node", script.scalar)
				javaScript = append(javaScript, script)
			}
			with := interpreters.FindString(cmp.Or(n.str("shell"), base(firstWord(n.get("command")))))
			for _, k := range n.kids {
				switch {
				case slices.Contains(javaScript, k):
				case k.key.s == "runcmd" || k.key.s == "bootcmd":
					f.commands(k)
				case with != "" && (k.key.s == "run" || k.key.s == "source") && k.kind == isScalar:
					f.scriptOf(with, k.scalar)
				case (scriptKeys[k.key.s] || isScripts(path, k)) && !(k.key.s == "shell" && n.get("run") != nil):
					f.scriptsOf(k)
				}
				if k.key.s == "uses" && strings.HasPrefix(k.scalar.s, "docker://") {
					f.image(k.scalar.part(len("docker://"), len(k.scalar.s)))
				}
			}
		}
		return true
	})
}

// commands reads the commands of cloud-init: scripts, and lists of words.
func (f *file) commands(n *node) {
	for _, k := range n.kids {
		if k.kind == isList {
			f.call(k.words())
		} else {
			f.shellText(k.scalar)
		}
	}
}

// isScripts tells the scripts of package.json and composer.json.
func isScripts(path []string, n *node) bool {
	return len(path) == 1 && path[0] == "scripts" && n.kind == isScalar
}

// scriptsOf reads a script, or a list of its lines.
func (f *file) scriptsOf(n *node) {
	switch n.kind {
	case isScalar:
		f.shellText(n.scalar)
	case isList:
		var b textBuilder
		addLines(&b, n)
		f.shellText(b.text())
	}
}

// addLines adds the lines of a list, and of the lists in it, as GitLab has them.
func addLines(b *textBuilder, list *node) {
	for _, line := range list.kids {
		if line.kind == isMap { // Task: {cmd: …}
			line = line.get("cmd")
		}
		switch {
		case line == nil:
		case line.kind == isList:
			addLines(b, line)
		case len(line.scalar.s) > 0:
			b.addText(line.scalar)
			end := line.scalar.end(len(line.scalar.s))
			b.add('\n', end, end)
		}
	}
}

package usage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// containers files the images and commands of compose services, Kubernetes
// containers, Helm values and their kin.
func (f *file) containers(tree *node) {
	tree.walk(func(path []string, n *node) bool {
		if n.isKey && n.kind == isScalar && (n.key.s == "image" || n.key.s == "container" || n.key.s == "containerImage") {
			f.image(n.scalar)
		}
		if n.kind != isMap {
			return true
		}
		f.imageParts(n.get("repository"), n.get("tag"))
		name := n.get("name")
		f.imageParts(cmp.Or(n.get("newName"), name), n.get("newTag")) // Kustomize
		f.imageParts(name, n.get("tag"))                              // Ansible
		if name != nil && (n.get("entrypoint") != nil || n.get("args") != nil) {
			f.image(name.scalar) // a step of Cloud Build
		}
		if tag := n.get("tag"); tag == nil && n.get("repository") == nil && len(path) > 0 && path[len(path)-1] == "image" {
			if name != nil { // GitLab
				f.image(name.scalar)
			}
		}
		f.command(n)
		return true
	})
}

// command files what a container runs. Compose's entrypoint comes before its
// command; so does Kubernetes' command, or Cloud Build's entrypoint, before its args.
func (f *file) command(n *node) {
	entrypoint, command, args := n.get("entrypoint"), n.get("command"), n.get("args")
	if with := base(firstWord(n.get("interpreter"))); with != "" && !shells[with] && command != nil { // Terraform's local-exec
		f.scriptOf(with, command.scalar)
		return
	}
	parts := slices.DeleteFunc([]*node{entrypoint, command, args}, func(n *node) bool { return n == nil })
	parts = append(parts, nil, nil)
	f.commandLine(parts[0], parts[1])
	if health := n.get("healthcheck"); health != nil && health.get("test") != nil && health.get("test").kind == isScalar {
		f.shellText(health.get("test").scalar)
	}
	for _, key := range []string{"test", "exec"} { // healthcheck.test, lifecycle's and probes' exec.command
		if test := n.get(key); test != nil && test.kind == isList {
			words := test.words()
			if len(words) > 1 && (words[0].s == "CMD" || words[0].s == "CMD-SHELL") {
				if words[0].s == "CMD-SHELL" {
					f.script(words[1])
				} else {
					f.call(words[1:])
				}
			}
		}
	}
}

func (f *file) commandLine(first, second *node) {
	switch {
	case first == nil:
	case first.kind == isList:
		f.call(append(first.words(), second.words()...))
		for _, k := range first.kids { // lists of commands, in CI
			if k.kind == isScalar && strings.ContainsAny(k.scalar.s, " \n") && !shells[base(firstWord(first))] {
				f.shellText(k.scalar)
			}
		}
	case first.kind == isScalar:
		var b textBuilder
		b.addText(first.scalar)
		for _, w := range second.words() {
			b.add(' ', w.start(0), w.start(0))
			b.addText(w)
		}
		f.shellText(b.text())
	}
}

func firstWord(n *node) string {
	if words := n.words(); len(words) > 0 {
		return words[0].s
	}
	return ""
}

// shellText reads a script in which a template's or a pipeline's own
// expressions may stand.
func (f *file) shellText(t text) {
	switch interpreter := interpreterOf(t.s); {
	case strings.TrimSpace(t.s) == "":
	case interpreter == "":
		f.script(withoutJinja(f.filled(t)))
	default:
		f.scriptOf(interpreter, t)
	}
}

// scriptOf reads a script in another language than the shell's.
func (f *file) scriptOf(interpreter string, t text) {
	if pythons.MatchString(interpreter) {
		f.embed("script.py", t)
	} else if tool := f.look.mention([]byte(t.s)); tool != "" {
		f.note(fmt.Errorf("line %d: a script of %s seems to call %s, and omlint does not read it: check it by hand", f.line(t.start(0)), interpreter, tool))
	}
}

// interpreterOf is the program that the first line of a script names, "" for a
// shell or none.
func interpreterOf(script string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(script, " \t\r\n"), "\n")
	if !strings.HasPrefix(line, "#!") || shebang.MatchString(line) {
		return ""
	}
	words := strings.Fields(line[2:])
	for len(words) > 1 && (base(words[0]) == "env" || strings.HasPrefix(words[0], "-")) {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	return base(words[0])
}

package usage

import "strings"

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
		f.imageParts(n.get("name"), n.get("newTag")) // Kustomize
		if tag := n.get("tag"); tag == nil && n.get("repository") == nil && len(path) > 0 && path[len(path)-1] == "image" {
			if name := n.get("name"); name != nil { // GitLab
				f.image(name.scalar)
			}
		}
		f.command(n)
		return true
	})
}

// command files what a container runs. Compose's entrypoint comes before its
// command; so does Kubernetes' command before its args.
func (f *file) command(n *node) {
	entrypoint, command, args := n.get("entrypoint"), n.get("command"), n.get("args")
	first, second := entrypoint, command
	if first == nil {
		first, second = command, args
	}
	if first == nil {
		first, second = args, nil
	}
	f.commandLine(first, second)
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
	if strings.TrimSpace(t.s) != "" {
		f.script(withoutJinja(f.filled(t)))
	}
}

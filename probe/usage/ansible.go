package usage

// ansible files what its modules are given apart from scripts, which stand
// under keys like those of other runners: the words of command's argv, cron's job
// and pip's packages (https://docs.ansible.com/ansible/latest/collections/ansible/builtin/).
func (f *file) ansible(tree *node) {
	tree.walk(func(_ []string, n *node) bool {
		if !n.isKey || n.kind != isMap {
			return true
		}
		switch n.key.s {
		case "command", "shell", "ansible.builtin.command", "ansible.builtin.shell":
			if argv := n.get("argv"); argv != nil && argv.kind == isList {
				f.call(argv.words())
			}
		case "cron", "ansible.builtin.cron":
			if job := n.get("job"); job != nil {
				f.scriptsOf(job)
			}
		case "pip", "ansible.builtin.pip":
			name, version := n.get("name"), n.get("version")
			switch {
			case name == nil:
			case version != nil && name.kind == isScalar && version.kind == isScalar:
				f.requireVersion(name.scalar, version.scalar)
			case name.kind == isList:
				for _, w := range name.words() {
					f.require(w)
				}
			default:
				f.require(name.scalar)
			}
		}
		return true
	})
}

package usage

func init() { register(procfile{}) }

// procfile reads Procfiles: a name and a command a line.
type procfile struct{}

var procfileNames = named(`^Procfile(\.[\w-]+)?$`, "Procfile")

func (procfile) match(name string, _ []byte) bool { return procfileNames.MatchString(name) }

func (procfile) scan(f *file, code text) error {
	for _, line := range linesOf(withoutCR(code)) {
		if name, command, ok := cutText(line, ':'); ok && cronUser.MatchString(name.s) {
			f.script(command)
		}
	}
	return nil
}

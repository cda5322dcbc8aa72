package usage

import (
	"regexp"
	"slices"
	"strings"
)

// command looks through what runs other commands (sudo, docker exec, bash -c)
// until it meets a tool, or something else. input is what the command reads
// from its standard input.
func (u *unit) command(args []arg, input []text) {
	for len(args) > 0 {
		name := base(args[0].s)
		u.operands(name, args)
		switch {
		case slices.Contains(u.opts.CLI, name):
			if !u.replaces(args[0].s) {
				u.tool(args, 0)
			}
			return
		case pythons.MatchString(name):
			u.module(args, input)
			return
		case name == "java":
			u.class(args)
			return
		case name == "crontab":
			u.files("crontab", input)
			return
		case len(input) > 0 && documentOf(name, args) != "":
			u.files(documentOf(name, args), input)
			return
		case name == "tee":
			for _, a := range args[skipFlags(args, 1, flags{}):] {
				u.files(a.s, input)
			}
			return
		case shells[name]:
			u.interpreter(args, input)
			return
		case name == "at" || name == "batch":
			u.read(input)
			return
		case name == "eval":
			u.embedded(joined(args[1:]), input)
			return
		case name == "trap":
			if rest := args[skipFlags(args, 1, flags{}):]; len(rest) > 1 {
				u.embedded(rest[0].text, nil)
			}
			return
		case name == "alias":
			for _, a := range args[1:] {
				if i := strings.IndexByte(a.s, '='); i > 0 {
					u.embedded(a.part(i+1, len(a.s)), nil)
				}
			}
			return
		case scriptFlags[name] != "":
			u.scriptFlag(args, scriptFlags[name], input)
			return
		case name == "find":
			u.find(args, input)
			return
		case name == "ssh":
			rest := args[skipFlags(args, 1, flags{values: "BbcDEeFIiJLlmOopQRSWw"}):]
			switch {
			case len(rest) > 1:
				u.embedded(joined(rest[1:]), input)
			case len(rest) == 1:
				u.read(input)
			}
			return
		}
		if u.forwards(name) {
			args = u.forwarded(args)
			continue
		}
		next, script := run(name, args)
		if script {
			u.embedded(next[0].text, input)
			return
		}
		args = next
	}
}

// forwarded returns the tool and what follows it, of the arguments of a
// function that runs its arguments. How many it shifts away first is not known.
func (u *unit) forwarded(args []arg) []arg {
	for i, a := range args[1:] {
		if name := base(a.s); slices.Contains(u.opts.CLI, name) || pythons.MatchString(name) {
			return args[i+1:]
		}
	}
	return nil
}

// base is the file name of a command. Unlike path.Base it leaves a directory,
// metadata/, without one.
func base(command string) string {
	return strings.TrimSuffix(command[strings.LastIndexByte(command, '/')+1:], ".exe")
}

func (u *unit) read(input []text) {
	for _, doc := range input {
		u.embedded(doc, nil)
	}
}

var versionedPython = regexp.MustCompile(`(?:^|/)python([0-9]+\.[0-9]+)$`)

var pythons = regexp.MustCompile(`^(python|pypy)[0-9.]*w?$|^py$`)

// module looks for python -m TOOL, and reads what Python is given to run.
func (u *unit) module(args []arg, input []text) {
	if m := versionedPython.FindStringSubmatchIndex(args[0].s); m != nil { // python3.8 -m pip install …
		u.runsOn(args[0].part(m[2], m[3]), extentOf(args))
	}
	for i := 1; i < len(args); i++ {
		switch a := args[i].s; {
		case strings.HasPrefix(a, "-") && !strings.HasPrefix(a, "--") && strings.HasSuffix(a, "c") && len(a) > 2 && i+1 < len(args): // -Bc CODE
			u.files("x.py", []text{args[i+1].text})
			return
		case a == "-W" || a == "-X" || a == "-Q":
			i++
		case a == "-m" && i+1 < len(args):
			if slices.Contains(u.opts.CLI, args[i+1].s) {
				u.tool(args, i+1)
			}
			u.operands(args[i+1].s, args[i+1:])
			return
		case strings.HasPrefix(a, "-m") && slices.Contains(u.opts.CLI, a[2:]):
			args[i].text = args[i].part(2, len(a))
			u.tool(args, i)
			return
		case a == "-c" && i+1 < len(args):
			u.files("x.py", []text{args[i+1].text})
			return
		case a == "-":
			u.files("x.py", input)
			return
		case !strings.HasPrefix(a, "-"):
			return
		}
	}
	u.files("x.py", input)
}

// class looks for the tool that a main class is: java -cp JARS CLASS ARGS.
func (u *unit) class(args []arg) {
	for i, a := range args {
		if tool := u.opts.Classes[a.s]; tool != "" {
			args[i].text = text{s: tool}.placed(a.pos, a.stop)
			u.tool(args, i)
			return
		}
	}
}

var shells = map[string]bool{"sh": true, "bash": true, "dash": true, "ash": true, "ksh": true, "mksh": true, "zsh": true}

// interpreter reads the script of bash -c, or what a shell gets from its standard
// input. A script in another file is read when the walk comes to it.
func (u *unit) interpreter(args []arg, input []text) {
	command := false
	for i := 1; i < len(args); i++ {
		switch a := args[i].s; {
		case a == "--":
		case a == "--rcfile" || a == "--init-file":
			i++
		case strings.HasPrefix(a, "--"):
		case len(a) > 1 && (a[0] == '-' || a[0] == '+'):
			command = command || a[0] == '-' && strings.Contains(a, "c")
			if a[0] == '-' && strings.Contains(a, "s") && !command {
				u.read(input)
				return
			}
			if last := a[len(a)-1]; last == 'o' || last == 'O' {
				i++
			}
		case command:
			u.embedded(args[i].text, input)
			return
		case a == "-" || a == "/dev/stdin":
			u.read(input)
			return
		default:
			if strings.HasSuffix(a, ".sh") && slices.Contains(u.opts.CLI, base(a)) { // a tool that is a script itself
				u.tool(args, i)
			}
			return
		}
	}
	u.read(input)
}

// scriptFlags are the flags of programs whose value other machines run.
var scriptFlags = map[string]string{"ansible": "-a", "gcloud": "--command", "az": "--scripts"}

// scriptFlag reads the script that is a flag's value.
func (u *unit) scriptFlag(args []arg, name string, input []text) {
	for i, a := range args {
		if flag, value, ok := cutText(a.text, '='); ok && flag.s == name {
			u.embedded(value, input)
		} else if a.s == name && i+1 < len(args) {
			u.embedded(args[i+1].text, input)
		}
	}
}

// find looks behind -exec and its kin.
func (u *unit) find(args []arg, input []text) {
	for i := 1; i < len(args); i++ {
		switch args[i].s {
		case "-exec", "-execdir", "-ok", "-okdir":
			end := i + 1
			for end < len(args) && args[end].s != ";" && args[end].s != "+" {
				end++
			}
			u.command(args[i+1:end], input)
			i = end
		}
	}
}

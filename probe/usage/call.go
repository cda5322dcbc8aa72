package usage

import (
	"regexp"
	"slices"
	"strings"
)

// subcommand is what a subcommand looks like. Anything else behind the tool's
// name, ./file or KEY=VALUE, means that this is another tool of that name.
var subcommand = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// tool files the call of a tool: args[0] is the tool, or what comes before it
// in python -m metadata, whose last word is args[at].
func (f *file) tool(args []arg, at int) {
	name := base(args[at].s)
	rest := args[at+1:]
	for len(rest) > 1 && strings.HasPrefix(rest[0].s, "-") {
		skip := 1
		if slices.Contains(f.opts.ValueFlags, rest[0].s) || !subcommand.MatchString(rest[1].s) {
			skip = 2 // --log-level DEBUG
		}
		if strings.HasPrefix(rest[1].s, "-") {
			skip = 1
		}
		rest = rest[min(skip, len(rest)):]
	}
	if len(rest) == 0 {
		return
	}
	sub := rest[0].s
	if !subcommand.MatchString(sub) && !strings.ContainsAny(sub, "$`{") {
		return
	}
	found := use{
		kind: cliCommand,
		// As written: some releases spell openmetadata_imports_migration with
		// underscores, others with hyphens. Who compares must fold the two.
		name: name + " " + sub,
		from: args[0].pos,
		to:   args[len(args)-1].stop,
	}
	found.flagsOf(args[at+1:])
	if database := f.databases[f.opts.DatabaseVars[name]]; database != "" && !slices.Contains(f.opts.Databases, database) {
		found.note = "database " + database
	}
	found.secrets, found.values, found.password = secrets(args, slices.Contains(f.opts.Logins, found.name))
	// A script may be read twice: $(…) inside quotes that bash -c is given.
	f.add(found)
}

// call files a command that is given as a list of words, like a container's or
// subprocess.run's.
func (f *file) call(words []text) {
	var args []arg
	for _, w := range words {
		args = append(args, arg{w, w.start(0), w.end(len(w.s))})
	}
	u := &unit{file: f}
	u.command(args, nil)
}

// flagsOf notes the flags of a call, which of them a value follows, and where
// they stand.
func (u *use) flagsOf(args []arg) {
	u.flagSpots = map[string][2]int{}
	for i, a := range args {
		if len(a.s) < 2 || a.s[0] != '-' || a.s == "--" {
			continue
		}
		name, _, valued := strings.Cut(a.s, "=")
		if len(name) > 2 && name[1] != '-' {
			name, valued = name[:2], true // -psecret
		}
		if valued || i+1 < len(args) && !strings.HasPrefix(args[i+1].s, "-") {
			u.valued = append(u.valued, name)
		}
		u.flags = append(u.flags, name)
		if at := a.part(0, len(name)); u.flagSpots[name] == [2]int{} && at.end(len(name))-at.start(0) == len(name) {
			u.flagSpots[name] = [2]int{at.start(0), at.end(len(name))}
		}
	}
	slices.Sort(u.flags)
	u.flags = slices.Compact(u.flags)
	slices.Sort(u.valued)
	u.valued = slices.Compact(u.valued)
}

// secrets returns the places of passwords among the arguments of a call, the
// passwords themselves (a value out of a variable stands elsewhere), and
// whether one of them is written out. What follows -p is always hidden, but it is
// only known to be a password where the call is a login.
func secrets(args []arg, login bool) (places [][2]int, values []string, plain bool) {
	hide := func(t text, password bool) {
		if n := len(t.s); n == 1 || n > 1 && t.start(0) != t.start(n-1) {
			places = append(places, [2]int{t.start(0), t.end(n)})
		}
		values = append(values, t.s)
		plain = plain || password && t.s != "" && !strings.ContainsAny(t.s, "$`{<")
	}
	for i, a := range args {
		switch {
		case a.s == "-p" || a.s == "--password":
			if i+1 < len(args) && !strings.HasPrefix(args[i+1].s, "-") {
				hide(args[i+1].text, login || a.s != "-p")
			}
		case strings.HasPrefix(a.s, "--password="):
			hide(a.part(len("--password="), len(a.s)), true)
		case strings.HasPrefix(a.s, "-p") && len(a.s) > 2:
			hide(a.part(2, len(a.s)), login)
		}
	}
	return places, values, plain
}

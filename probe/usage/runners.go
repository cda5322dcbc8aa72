package usage

import (
	"cmp"
	"regexp"
	"strings"
)

// flags says which flags of a command take a value, so that the value is not
// taken for the command that is run.
type flags struct {
	values string   // short flags that take one
	long   []string // long flags that take one as the next argument
	plain  string   // when set, the other way round: short flags that take none
	bare   []string // …and long ones
}

func (f flags) shortTakes(c byte) bool {
	if f.plain != "" {
		return strings.IndexByte(f.plain, c) < 0
	}
	return strings.IndexByte(f.values, c) >= 0
}

func (f flags) longTakes(name string) bool {
	list, found := f.long, true
	if f.plain != "" {
		list, found = f.bare, false
	}
	for _, l := range list {
		if l == name {
			return found
		}
	}
	return !found
}

// skipFlags returns the index of the first argument from i on that is neither
// a flag nor a flag's value.
func skipFlags(args []arg, i int, f flags) int {
	for ; i < len(args); i++ {
		a := args[i].s
		switch {
		case a == "--":
			return i + 1
		case len(a) < 2 || a[0] != '-':
			return i
		case strings.HasPrefix(a, "--"):
			if !strings.Contains(a, "=") && f.longTakes(a[2:]) {
				i++
			}
		default:
			for k := 1; k < len(a); k++ {
				if f.shortTakes(a[k]) {
					if k == len(a)-1 {
						i++
					}
					break
				}
			}
		}
	}
	return min(i, len(args))
}

// A runner is a command whose operand is a command to run.
type runner struct {
	flags
	subcommands []string // one of these must come first: "run" of poetry run
	operands    int      // operands before the command: the duration of timeout
	assigns     bool     // NAME=VALUE operands may come first
	script      string   // the flag whose value is a script: -c of su
	joins       bool     // the command may be a script in one argument
}

var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)

// run returns the command that args run, or nothing. script says that its
// only argument is a script.
func run(name string, args []arg) (command []arg, script bool) {
	if behind := intoContainer[name]; behind != nil {
		return behind(args), false
	}
	switch name {
	case "uv":
		if len(args) > 1 && args[1].s == "tool" { // uv tool run
			args = args[1:]
		}
	case "command":
		if len(args) > 1 && (args[1].s == "-v" || args[1].s == "-V") {
			return nil, false // asks where the command is
		}
	}
	if r, ok := runners[name]; ok {
		return r.run(args)
	}
	return nil, false
}

// runsCommands says whether what is called name runs its operands.
func runsCommands(name string) bool {
	_, ok := runners[name]
	return ok || intoContainer[name] != nil
}

func (r runner) run(args []arg) (command []arg, script bool) {
	i := 1
	for _, sub := range r.subcommands {
		if i = skipFlags(args, i, r.flags); i >= len(args) || args[i].s != sub {
			return nil, false
		}
		i++
	}
	first := i
	i = min(skipFlags(args, i, r.flags)+r.operands, len(args))
	for k := first; r.script != "" && k <= i && k+1 < len(args); k++ {
		if args[k].s == r.script {
			return args[k+1 : k+2], true
		}
	}
	for r.assigns && i < len(args) && assignment.MatchString(args[i].s) {
		i++
	}
	if i < len(args) && args[i].s == "--" {
		i++
	}
	return args[i:], r.joins && len(args[i:]) > 0 && strings.Contains(args[i].s, " ")
}

// runners are the commands that run another one as their last operands. The
// flags are those of GNU coreutils and findutils, util-linux, sudo 1.9 and
// the tools' own manuals.
var runners = map[string]runner{
	"sudo":   {flags: flags{values: "ugpCDhRrtTU", long: []string{"user", "group", "prompt", "close-from", "chdir", "host", "chroot", "role", "type", "command-timeout", "other-user"}}, assigns: true},
	"doas":   {flags: flags{values: "uC"}},
	"env":    {flags: flags{values: "uC", long: []string{"unset", "chdir"}}, assigns: true, script: "-S"},
	"time":   {flags: flags{values: "fo", long: []string{"format", "output"}}},
	"nohup":  {},
	"exec":   {flags: flags{values: "a"}},
	"setsid": {}, "chronic": {}, "unbuffer": {}, "builtin": {}, "command": {}, "busybox": {}, "noglob": {},
	"nice":         {flags: flags{values: "n", long: []string{"adjustment"}}},
	"ionice":       {flags: flags{values: "cnpPu", long: []string{"class", "classdata"}}},
	"stdbuf":       {flags: flags{values: "ioe", long: []string{"input", "output", "error"}}},
	"timeout":      {flags: flags{values: "ks", long: []string{"kill-after", "signal"}}, operands: 1},
	"xargs":        {flags: flags{values: "aEILnPsd", long: []string{"arg-file", "delimiter", "eof", "replace", "max-lines", "max-args", "max-procs", "max-chars"}}},
	"parallel":     {flags: flags{values: "jaSIdnNL", long: []string{"jobs", "arg-file", "joblog", "results", "delay", "retries", "timeout", "colsep"}}, joins: true},
	"flock":        {flags: flags{values: "wE", long: []string{"timeout", "wait", "conflict-exit-code"}}, operands: 1, script: "-c"},
	"watch":        {flags: flags{values: "nq", long: []string{"interval"}}, joins: true},
	"su":           {flags: flags{values: "gGswT", long: []string{"group", "supp-group", "shell"}}, operands: 2, script: "-c"},
	"runuser":      {flags: flags{values: "ugGsw", long: []string{"user", "group", "supp-group", "shell"}}, script: "-c"},
	"gosu":         {operands: 1},
	"sshpass":      {flags: flags{values: "pfdP"}},
	"su-exec":      {operands: 1},
	"setpriv":      {flags: flags{long: []string{"reuid", "regid", "groups"}}},
	"chroot":       {operands: 1},
	"tini":         {flags: flags{values: "pe"}},
	"dumb-init":    {flags: flags{values: "r", long: []string{"rewrite"}}},
	"systemd-run":  {flags: flags{values: "pEMHutGd", long: []string{"property", "setenv", "unit", "uid", "gid", "slice", "description", "on-calendar", "on-active", "working-directory"}}},
	"sem":          {flags: flags{values: "j"}},
	"script":       {flags: flags{values: "c"}, script: "-c"},
	"poetry":       {subcommands: []string{"run"}, flags: flags{values: "CP", long: []string{"directory", "project"}}},
	"pipenv":       {subcommands: []string{"run"}},
	"pdm":          {subcommands: []string{"run"}, flags: flags{values: "p", long: []string{"project"}}},
	"rye":          {subcommands: []string{"run"}},
	"hatch":        {subcommands: []string{"run"}, flags: flags{values: "e", long: []string{"env"}}},
	"uv":           {subcommands: []string{"run"}, flags: flags{values: "pCnf", long: uvFlags}},
	"uvx":          {flags: flags{values: "pwC", long: uvFlags}},
	"pipx":         {subcommands: []string{"run"}, flags: flags{long: []string{"spec", "python", "pip-args", "index-url"}}},
	"conda":        {subcommands: []string{"run"}, flags: flags{values: "np", long: []string{"name", "prefix", "cwd"}}},
	"mamba":        {subcommands: []string{"run"}, flags: flags{values: "np", long: []string{"name", "prefix", "cwd"}}},
	"micromamba":   {subcommands: []string{"run"}, flags: flags{values: "np", long: []string{"name", "prefix", "cwd"}}},
	"dotenv":       {subcommands: []string{"run"}, flags: flags{values: "f", long: []string{"file"}}},
	"doppler":      {subcommands: []string{"run"}, flags: flags{values: "pc", long: []string{"project", "config", "token"}}},
	"aws-vault":    {subcommands: []string{"exec"}, operands: 1},
	"chamber":      {subcommands: []string{"exec"}, operands: 1},
	"sops":         {subcommands: []string{"exec-env"}, operands: 1},
	"dockerize":    {flags: flags{values: "", long: []string{"wait", "timeout", "template"}}},
	"wait-for-it":  {flags: flags{values: "thp"}, operands: 1},
	"faketime":     {operands: 1},
	"caffeinate":   {flags: flags{values: "tw"}},
	"strace":       {flags: flags{values: "aebIoOpPsSuUXE"}},
	"ltrace":       {flags: flags{values: "aeDFlnopsuxX"}},
	"nsenter":      {flags: flags{values: "tSG", long: []string{"target", "setuid", "setgid"}}},
	"unshare":      {flags: flags{values: "SGRw", long: []string{"setuid", "setgid", "root", "wd", "map-user", "map-group", "propagation"}}},
	"winpty":       {},
	"srun":         {flags: flags{values: "nNcptJoeDAqw", long: []string{"ntasks", "nodes", "partition", "time", "mem", "account", "job-name"}}},
	"singularity":  {subcommands: []string{"exec"}, flags: flags{values: "BHW", long: []string{"bind", "home", "env", "pwd"}}, operands: 1},
	"apptainer":    {subcommands: []string{"exec"}, flags: flags{values: "BHW", long: []string{"bind", "home", "env", "pwd"}}, operands: 1},
	"lxc":          {subcommands: []string{"exec"}, operands: 1},
	"screen":       {flags: flags{values: "SechpstT"}},
	"tmux":         {subcommands: []string{"new-session"}, flags: flags{values: "sncxyeFf"}, joins: true},
	"vagrant":      {subcommands: []string{"ssh"}, script: "-c"},
	"proxychains4": {flags: flags{values: "f"}},
}

var uvFlags = []string{
	"with", "with-editable", "with-requirements", "extra", "group", "env-file", "python", "project",
	"directory", "package", "index", "index-url", "default-index", "from", "cache-dir", "config-file", "refresh-package",
}

// intoContainer are the commands that run another one in a container.
var intoContainer = map[string]func([]arg) []arg{
	"docker": dockerRun, "podman": dockerRun, "nerdctl": dockerRun,
	"docker-compose": composeRun, "podman-compose": composeRun,
	"kubectl": kubectlRun, "oc": kubectlRun, "k3s": kubectlRun, "microk8s": kubectlRun, "minikube": kubectlRun,
}

// dockerRun looks behind docker exec CONTAINER and docker run IMAGE.
func dockerRun(args []arg) []arg {
	i := skipFlags(args, 1, flags{values: "cHl", long: []string{"config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey", "connection", "namespace"}})
	if i < len(args) && args[i].s == "container" {
		i++
	}
	if i >= len(args) {
		return nil
	}
	switch args[i].s {
	case "compose":
		return composeRun(args[i:])
	case "exec", "run", "create":
		return inContainer(args[i+1:], dockerFlags)
	}
	return nil
}

// inContainer takes the flags and the container, image or service off args.
// What is left is the command, unless --entrypoint names its first word.
func inContainer(args []arg, f flags) []arg {
	i := skipFlags(args, 0, f)
	var command []arg
	for k, a := range args[:i] {
		if value, ok := strings.CutPrefix(a.s, "--entrypoint="); ok && value != "" {
			a.text = a.part(len("--entrypoint="), len(a.s))
			command = []arg{a}
		} else if a.s == "--entrypoint" && k+1 < i && args[k+1].s != "" {
			command = []arg{args[k+1]}
		}
	}
	return append(command, args[min(i+1, len(args)):]...)
}

// dockerFlags are the few of docker's run and exec that take no value.
var dockerFlags = flags{plain: "ditPq", bare: []string{
	"detach", "interactive", "tty", "rm", "init", "privileged", "read-only", "no-healthcheck", "oom-kill-disable",
	"publish-all", "sig-proxy", "disable-content-trust", "quiet", "replace", "tls-verify", "no-hosts", "rmi", "http-proxy", "latest", "help",
}}

// composeRun looks behind compose exec SERVICE and compose run SERVICE.
func composeRun(args []arg) []arg {
	i := skipFlags(args, 1, flags{values: "fp", long: []string{"file", "project-name", "profile", "env-file", "project-directory", "ansi", "parallel", "progress"}})
	if i >= len(args) || args[i].s != "exec" && args[i].s != "run" {
		return nil
	}
	return inContainer(args[i+1:], flags{plain: "diTPtq", bare: []string{
		"detach", "interactive", "no-TTY", "no-tty", "privileged", "rm", "build", "no-deps", "service-ports", "use-aliases",
		"quiet-pull", "quiet", "quiet-build", "remove-orphans", "dry-run",
	}})
}

// kubectlRun looks behind the -- of kubectl exec and its kin, or behind the pod of
// oc rsh and of an exec as it was written before.
func kubectlRun(args []arg) []arg {
	verb := 0
	for i := 1; i < len(args); i++ {
		switch args[i].s {
		case "exec", "run", "debug", "rsh", "create":
			verb = cmp.Or(verb, i)
		case "--":
			if verb > 0 {
				return args[i+1:]
			}
			return nil
		}
	}
	if verb > 0 && (args[verb].s == "exec" || args[verb].s == "rsh") {
		return inContainer(args[verb+1:], flags{values: "cfns", long: []string{
			"container", "filename", "namespace", "context", "kubeconfig", "pod-running-timeout", "shell", "timeout",
		}})
	}
	return nil
}

package usage

import (
	"slices"
	"strings"
)

// installers are the programs that install Python packages, and the words
// behind which they take requirements.
var installers = map[string][]string{
	"pip": {"install", "download", "wheel"}, "pip3": {"install", "download", "wheel"}, "uv": {"install", "add"},
	"poetry": {"add"}, "pipenv": {"install"}, "pdm": {"add"}, "pipx": {"install", "inject"}, "rye": {"add"},
	"conda": {"install", "create"}, "mamba": {"install", "create"}, "micromamba": {"install", "create"}, "easy_install": nil,
}

// operands files what a command's arguments name: packages to install, images
// to run, variables and values to set. The command may run another one all
// the same.
func (u *unit) operands(name string, args []arg) {
	switch name {
	case "docker", "podman", "nerdctl", "docker-compose", "kubectl", "oc", "skopeo", "crane", "kustomize", "ctr", "crictl", "buildah":
		if removesImages(args) {
			break
		}
		for _, a := range args[1:] {
			u.image(a.text)
			if version, ok := pythonImage(a.text); ok {
				u.runsOn(version, extentOf(args))
			}
			if key, value, ok := cutText(a.text, '='); ok {
				if key.s == "--image" {
					u.image(value)
				}
				if strings.HasPrefix(key.s, "-") { // --env=NAME=VALUE
					if key, value, ok = cutText(value, '='); !ok {
						continue
					}
				}
				u.setting(key, value)
				u.image(value)
			}
		}
	case "env":
		for _, a := range args[1:] {
			if key, value, ok := cutText(a.text, '='); ok {
				u.env(key, value)
			}
		}
	case "helm":
		u.helm(args)
	}
	u.called(name, args)
	if name == "uv" || name == "uvx" || name == "pipx" {
		u.with(args)
	}
	words, ok := installers[name]
	if !ok {
		if words, ok = installers[strings.TrimRight(name, "0123456789.")]; !ok {
			return
		}
	}
	installs := words == nil
	for i, a := range args[1:] {
		switch {
		case slices.Contains(words, a.s):
			installs = true
		case !installs || strings.HasPrefix(a.s, "-"):
		case args[i].s == "-r" || args[i].s == "-c" || args[i].s == "-t" || args[i].s == "--target":
		default:
			u.require(a.text)
			if m := condaPython.FindStringSubmatchIndex(a.s); m != nil {
				u.runsOn(a.part(m[2], m[3]), extentOf(args))
			}
		}
	}
}

// removesImages says whether a command takes images away: docker rmi.
func removesImages(args []arg) bool {
	if len(args) > 2 && args[1].s == "image" {
		args = args[1:]
	}
	return len(args) > 1 && slices.Contains([]string{"rmi", "rm", "remove", "prune"}, args[1].s)
}

// extentOf is where a command stands in the file.
func extentOf(args []arg) [2]int { return [2]int{args[0].pos, args[len(args)-1].stop} }

// with files the packages that a tool is run with: uvx --from PACKAGE.
func (u *unit) with(args []arg) {
	for i, a := range args {
		switch flag, value, ok := cutText(a.text, '='); {
		case a.s == "--with" || a.s == "--from" || a.s == "--spec":
			if i+1 < len(args) {
				u.require(args[i+1].text)
			}
		case a.s == "--python" || a.s == "-p":
			if i+1 < len(args) {
				u.runsOn(args[i+1].text, extentOf(args))
			}
		case ok && flag.s == "--python":
			u.runsOn(value, extentOf(args))
		case ok && (flag.s == "--with" || flag.s == "--from" || flag.s == "--spec"):
			u.require(value)
		}
	}
}

// helm files the values that --set sets: a.b=c,d.e[0]=f.
func (u *unit) helm(args []arg) {
	for i, a := range args {
		set := text{}
		switch flag, value, ok := cutText(a.text, '='); {
		case ok && strings.HasPrefix(flag.s, "--set"):
			set = value
		case strings.HasPrefix(a.s, "--set") && i+1 < len(args):
			set = args[i+1].text
		default:
			continue
		}
		for at := 0; at < len(set.s); {
			end := len(set.s)
			if n := strings.IndexByte(set.s[at:], ','); n >= 0 {
				end = at + n
			}
			if key, value, ok := cutText(set.part(at, end), '='); ok {
				u.helmSet(key, value)
			}
			at = end + 1
		}
	}
}

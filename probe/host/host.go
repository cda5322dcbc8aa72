// Package host finds out what of the product is installed on the host that
// omlint runs on: its command-line tools say their version, and the Python
// environments list their packages.
//
// Programs are asked what they answer without the network and without writing
// anything. Each has a time limit, and what it says a limit of size.
package host

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/omlint/omlint/probe"
)

// Options says what to look for.
type Options struct {
	Tools    []Tool
	Packages []string // names in PEP 503's form, like "openmetadata-ingestion"
	// Companions are those of Packages that are no part of the product. In an
	// environment without any of the others they are none of its business.
	Companions []string
	Timeout    time.Duration // of each single program
}

// Tool is a command-line tool that knows its version.
type Tool struct {
	Name    string   // "metadata"
	Version []string // the arguments that ask for the version
	Package string   // the Python package that brings it, whose version it is
}

// The types of uses are facts.Type; see package usage.
const (
	pythonPackage = "package"
	pythonVersion = "python-version"
)

// Look asks the tools that are on PATH or in the active virtual environment, and
// the Python environments behind them. Uses are in the order of the commands.
// There is at least one command: where there was nobody to ask, it says so.
func Look(ctx context.Context, opts Options) ([]probe.Asked, []probe.Use) {
	l := look{ctx: ctx, opts: opts, virtual: os.Getenv("VIRTUAL_ENV")}
	var questions []func() answer
	met := map[string]bool{} // a link on PATH may lead into the virtual environment
	for _, t := range opts.Tools {
		for _, path := range l.programs(t.Name) {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				if met[real] {
					continue
				}
				met[real] = true
			}
			questions = append(questions, func() answer { return l.tool(t, path) })
		}
	}
	tools := len(questions)
	for _, e := range l.environments() {
		questions = append(questions, func() answer { return l.packages(e) })
	}
	answers := make([]answer, len(questions))
	var wg sync.WaitGroup
	for i, ask := range questions {
		wg.Go(func() { answers[i] = ask() })
	}
	wg.Wait()

	var asked []probe.Asked
	var uses []probe.Use
	seen := map[string]bool{} // one environment is reached in several ways
	for i, a := range answers {
		listing := a.listing()
		if i >= tools && (a.passed || a.why == "" && seen[listing]) {
			continue
		}
		seen[listing] = true
		asked = append(asked, probe.Asked{Command: a.command, Why: a.why, Found: len(a.uses)})
		uses = append(uses, a.uses...)
	}
	if len(asked) == 0 {
		asked = append(asked, l.nobody(answers))
	}
	return asked, uses
}

// look is one look at the machine that omlint runs on.
type look struct {
	ctx     context.Context
	opts    Options
	virtual string // the active virtual environment, or ""
}

// answer is what came of one question.
type answer struct {
	command string
	why     string // why there is no answer
	uses    []probe.Use
	all     []listed // every package of the environment
	passed  bool     // an environment that is nobody's, and lists nothing
}

// listing tells environments apart by what is in them: it is the same for the
// pip and the python3 of one.
func (a answer) listing() string { return fmt.Sprint(a.all) }

// nobody says that nothing answered, and what to do.
func (l *look) nobody(answers []answer) probe.Asked {
	var names []string
	for _, t := range l.opts.Tools {
		names = append(names, t.Name)
	}
	names = append(names, "pip")
	why := "neither " + strings.Join(names, " nor ") + " is on PATH or in VIRTUAL_ENV: activate the environment that the product's packages are in, or run omlint where they are installed"
	for _, a := range answers {
		why += "; " + a.command + ": " + a.why
	}
	return probe.Asked{Command: strings.Join(names, ", "), Why: why}
}

// programs are the files that a name stands for: in the active virtual
// environment, and on PATH.
func (l *look) programs(name string) []string {
	var paths []string
	if l.virtual != "" {
		if path, err := exec.LookPath(filepath.Join(l.virtual, scripts, name)); err == nil && filepath.IsAbs(path) {
			paths = append(paths, path)
		}
	}
	// A program that only a relative entry of PATH leads to is not run: it may
	// be part of what is scanned. LookPath says so with an error.
	if path, err := exec.LookPath(name); err == nil && filepath.IsAbs(path) && !slices.Contains(paths, path) {
		paths = append(paths, path)
	}
	return paths
}

// scripts is the folder of a virtual environment that its programs are in.
var scripts = map[bool]string{false: "bin", true: "Scripts"}[runtime.GOOS == "windows"]

// environment is a way to have a Python environment's packages listed.
type environment struct {
	python string // the interpreter, or ""
	pip    string // a pip without an interpreter beside it, or ""
	own    bool   // the active one, or one that a tool is in
	broken string // the folder of the active one, which has no interpreter
}

// environments are the active virtual environment, those that the tools are
// in, and those on PATH.
func (l *look) environments() []environment {
	var all []environment
	folders := map[string]bool{}
	add := func(dir string, own bool) {
		if real, err := filepath.EvalSymlinks(dir); err == nil && !folders[real] {
			for _, name := range []string{"python3", "python"} {
				if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil && filepath.IsAbs(path) {
					folders[real] = true
					all = append(all, environment{python: path, own: own})
					return
				}
			}
		}
	}
	if l.virtual != "" {
		if add(filepath.Join(l.virtual, scripts), true); len(all) == 0 {
			all = append(all, environment{broken: filepath.Join(l.virtual, scripts)})
		}
	}
	for _, t := range l.opts.Tools {
		for _, path := range l.programs(t.Name) {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				add(filepath.Dir(real), true) // where pipx and uv tool link to
			}
		}
	}
	for _, name := range []string{"python3", "python"} {
		for _, path := range l.programs(name) {
			add(filepath.Dir(path), false)
		}
	}
	for _, name := range []string{"pip3", "pip"} {
		for _, path := range l.programs(name) {
			if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil && !folders[real] {
				folders[real] = true
				all = append(all, environment{pip: path})
			}
		}
	}
	return all
}

// tool asks a tool for its version.
func (l *look) tool(t Tool, path string) answer {
	out, a := l.run(append([]string{path}, t.Version...)...)
	if a.why != "" {
		return a
	}
	said, ok := readVersion(t.Name, out)
	if !ok {
		a.why = fmt.Sprintf("it names no release that can be read: %q; see which program of that name is first on PATH", shorten(out))
		return a
	}
	a.uses = append(a.uses, probe.Use{Type: pythonPackage, Name: t.Package, Value: "==" + said.version, Command: a.command, Quote: said.line})
	if said.python != "" {
		a.uses = append(a.uses, probe.Use{Type: pythonVersion, Name: "python", Value: said.python, Command: a.command, Quote: said.line})
	}
	return a
}

// packages has an environment's packages listed, by its own pip or else by uv.
func (l *look) packages(e environment) answer {
	if e.broken != "" {
		return answer{command: filepath.Join(e.broken, "python"), why: "VIRTUAL_ENV names an environment without a Python that can be run: activate another one, or unset VIRTUAL_ENV"}
	}
	ask, version := []string{e.pip}, []string{e.pip, "--version"}
	if e.python != "" {
		ask = []string{e.python, "-m", "pip"}
		version = []string{e.python, "--version"}
	}
	out, a := l.run(append(ask, "list", "--format", "json", "--disable-pip-version-check")...)
	if missing := strings.Contains(a.why, "No module named pip"); missing {
		if uv := l.programs("uv"); len(uv) > 0 {
			out, a = l.run(uv[0], "pip", "list", "--format", "json", "--offline", "--no-cache", "--python", e.python)
		} else {
			a.passed = !e.own
			a.why = "this Python has no pip to list its packages with: install pip in it, or uv beside it"
		}
	}
	if a.why != "" {
		return a
	}
	var err error
	if a.all, err = readPackages(out); err != nil {
		a.why = err.Error()
		return a
	}
	if a.uses = l.sought(a.command, a.all); len(a.uses) == 0 || e.python == "" {
		return a
	}
	if out, v := l.run(version...); v.why == "" {
		if said, ok := readVersion("Python", out); ok {
			a.uses = append(a.uses, probe.Use{Type: pythonVersion, Name: "python", Value: said.version, Command: v.command, Quote: said.line})
		}
	}
	return a
}

// sought are the packages of a list that are looked for.
func (l *look) sought(command string, all []listed) []probe.Use {
	var uses []probe.Use
	product := false
	for _, p := range all {
		if slices.Contains(l.opts.Packages, p.name) {
			product = product || !slices.Contains(l.opts.Companions, p.name)
			uses = append(uses, probe.Use{Type: pythonPackage, Name: p.name, Value: "==" + p.Version, Command: command, Quote: p.Name + " " + p.Version})
		}
	}
	if !product {
		return nil
	}
	return uses
}

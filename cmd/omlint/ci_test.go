package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/syntax"
)

// readYAML decodes a file that omlint offers to a CI system; a key that is
// not expected in it is an error.
func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// installed is a folder with the program omlint in it.
func installed(t *testing.T) string {
	t.Helper()
	self, err := os.Executable() // under the name omlint, the test binary is omlint: see TestMain
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "omlint")); err != nil {
		t.Fatal(err)
	}
	return bin
}

// shell runs a script the way the CI systems do, with omlint on the path, and
// returns its output and exit status.
func shell(t *testing.T, dir, script string, env ...string) (string, int) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+installed(t)+":"+os.Getenv("PATH"))
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// checkout is a copy of testdata/docs that has a mistake in each of two releases.
func checkout(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../testdata/docs")); err != nil {
		t.Fatal(err)
	}
	for _, release := range []string{"v1.4.x", "v1.5.x"} {
		page := filepath.Join(dir, "content", release, "mistake.md")
		if err := os.WriteFile(page, []byte("---\ntitle: Mistake\n---\n\n{% note %}\n\nNot closed.\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type hook struct {
	ID, Name, Description, Language, Entry, Files string
	Args                                          []string
	PassFilenames                                 bool `yaml:"pass_filenames"`
}

func readHook(t *testing.T) hook {
	t.Helper()
	var hooks []hook
	readYAML(t, "../../.pre-commit-hooks.yaml", &hooks)
	if len(hooks) != 1 || hooks[0].ID != "omlint" || hooks[0].Language != "golang" {
		t.Fatalf("the hooks are %+v, want one, omlint", hooks)
	}
	return hooks[0]
}

func TestPreCommitHook(t *testing.T) {
	h := readHook(t)
	line := h.Entry + " '" + strings.Join(h.Args, "' '") + "'"
	if out, code := shell(t, "../../testdata/docs", line); code != exitOK || !strings.Contains(out, "0 errors") {
		t.Errorf("%s: exit status %d, want %d\n%s", line, code, exitOK, out)
	}
	out, code := shell(t, checkout(t), line)
	if code != exitFail || !strings.Contains(out, "content/v1.4.x/mistake.md") || !strings.Contains(out, "2 errors") {
		t.Errorf("%s: exit status %d, want %d and both mistakes\n%s", line, code, exitFail, out)
	}

	files := regexp.MustCompile(h.Files)
	for name, want := range map[string]bool{
		"docs/upgrade.md": true, "a.mdx": true, "A.MD": true, "a.markdown": true, "a.mdoc": true,
		"main.go": false, "md": false, "a.md.txt": false,
	} {
		if got := files.MatchString(name); got != want {
			t.Errorf("a change of %s runs the hook: %t, want %t", name, got, want)
		}
	}
}

type action struct {
	Name, Description string
	Inputs            map[string]struct{ Description, Default string }
	Runs              struct {
		Using string
		Steps []struct {
			Name, Uses, Shell, Run string
			With, Env              map[string]string
		}
	}
}

// The steps of the action are run with what a workflow gives it, and then
// fail for the findings, the inputs being data and never code.
func TestAction(t *testing.T) {
	var a action
	readYAML(t, "../../action.yml", &a)
	if a.Runs.Using != "composite" {
		t.Fatalf("runs.using is %q", a.Runs.Using)
	}
	input := regexp.MustCompile(`\$\{\{ inputs\.(\w+) \}\}`)
	step := func(name string, with map[string]string) (script string, env []string) {
		for _, s := range a.Runs.Steps {
			if s.Name != name {
				continue
			}
			if s.Shell != "bash" || strings.Contains(s.Run, "${{") {
				t.Fatalf("step %s is run by %q and is\n%s", name, s.Shell, s.Run)
			}
			for key, value := range s.Env {
				env = append(env, key+"="+input.ReplaceAllStringFunc(value, func(use string) string {
					key := input.FindStringSubmatch(use)[1]
					declared, ok := a.Inputs[key]
					if !ok {
						t.Fatalf("step %s uses the input %s, which is not declared", name, key)
					}
					if given, ok := with[key]; ok {
						return given
					}
					return declared.Default
				}))
			}
			return s.Run, env
		}
		t.Fatalf("the action has no step %q", name)
		return "", nil
	}
	for _, tt := range []struct {
		name string
		with map[string]string
		code int
		want string // in the output
		not  string
	}{
		{"nothing", nil, exitFail, "::error file=content/v1.4.x/", "touched"},
		{"one path", map[string]string{"paths": "content/v1.5.x"}, exitFail, "::error file=content/v1.5.x/", "file=content/v1.4.x/"},
		{"several paths", map[string]string{"paths": "content/v1.5.x\n\ncontent/v1.4.x\n"}, exitFail, "::error file=content/v1.4.x/", "no such file"},
		{"a path with a blank", map[string]string{"paths": "two words"}, exitTrouble, "two words: no such file", ""},
		{"flags", map[string]string{"args": "--rule *=off"}, exitOK, "", "::error"},
		{"code in a path", map[string]string{"paths": "$(echo touched >&2; echo .)"}, exitTrouble, "no such file", "\ntouched"},
		{"a path like a flag", map[string]string{"paths": "--version"}, exitTrouble, "--version: no such file", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			script, env := step("Check", tt.with)
			out, code := shell(t, checkout(t), script, env...)
			if code != tt.code || !strings.Contains(out, tt.want) || tt.not != "" && strings.Contains(out, tt.not) {
				t.Errorf("exit status %d, want %d with %q and without %q\n%s", code, tt.code, tt.want, tt.not, out)
			}
		})
	}

	// Which omlint is installed: the action's, or the one asked for.
	for version, want := range map[string]string{
		"":       "install ./cmd/omlint in " + t.TempDir(),
		"v1.2.3": "install github.com/omlint/omlint/cmd/omlint@v1.2.3 in ",
	} {
		script, env := step("Install", map[string]string{"version": version})
		_, here, _ := strings.Cut(want, " in ")
		out, code := shell(t, ".", `go() { echo "$* in $PWD"; }`+"\n"+script, append(env, "GITHUB_ACTION_PATH="+here)...)
		if code != 0 || !strings.HasPrefix(out, want) {
			t.Errorf("version %q: exit status %d, %q, want %q", version, code, out, want)
		}
	}
}

// Every command line of omlint in docs/ci.md and the README's section is one
// that omlint takes.
func TestRecipes(t *testing.T) {
	h := readHook(t)
	for _, path := range []string{"../../docs/ci.md", "../../README.md"} {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		checked := 0
		script := func(text string) {
			for _, line := range omlintCalls(t, text) {
				accepts(t, path, line)
				checked++
			}
		}
		for _, block := range regexp.MustCompile("(?s)```(yaml|sh)\n(.*?)```").FindAllStringSubmatch(string(source), -1) {
			if block[1] == "sh" {
				script(block[2])
				continue
			}
			var doc yaml.Node
			if err := yaml.Unmarshal([]byte(block[2]), &doc); err != nil {
				t.Errorf("%s: %v in\n%s", path, err, block[2])
				continue
			}
			walkYAML(&doc, func(n *yaml.Node) {
				var of struct {
					ID, Uses, Entry string
					Args            []string
					With            map[string]string
				}
				switch n.Kind {
				case yaml.ScalarNode:
					if strings.Contains(n.Value, "omlint lint ") {
						script(n.Value)
					}
				case yaml.MappingNode:
					if n.Decode(&of) != nil {
						return // neither a hook nor a step
					}
					if of.ID == h.ID && of.Entry == "" {
						script(h.Entry + " " + strings.Join(of.Args, " "))
					}
					if strings.HasPrefix(of.Uses, "omlint/omlint@") {
						args := regexp.MustCompile(`\$\{\{.*?\}\}`).ReplaceAllString(of.With["args"], "main")
						script("omlint lint " + args + " -- " + of.With["paths"])
					}
				}
			})
		}
		if checked < 4 {
			t.Errorf("%s: only %d command lines found", path, checked)
		}
	}
}

func walkYAML(n *yaml.Node, visit func(*yaml.Node)) {
	visit(n)
	for _, c := range n.Content {
		walkYAML(c, visit)
	}
}

// omlintCalls are the arguments of the calls of omlint in a script, in a
// container or not.
func omlintCalls(t *testing.T, script string) (calls [][]string) {
	t.Helper()
	file, err := syntax.NewParser().Parse(strings.NewReader(script), "")
	if err != nil {
		t.Fatalf("%v in\n%s", err, script)
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		call, ok := n.(*syntax.CallExpr)
		if !ok {
			return true
		}
		var words []string
		for _, w := range call.Args {
			word := w.Lit()
			if word == "" {
				word = "quoted"
			}
			words = append(words, word)
		}
		at := slices.Index(words, "omlint")
		if at == 0 || at > 0 && words[1] == "run" {
			calls = append(calls, words[at+1:])
		}
		return true
	})
	return calls
}

func accepts(t *testing.T, path string, args []string) {
	t.Helper()
	cmd, rest, err := newRootCommand().Find(args)
	if err == nil && cmd.HasParent() {
		err = cmd.ParseFlags(rest)
	}
	if err == nil && !cmd.HasParent() {
		err = errors.New("no such command")
	}
	if format := cmd.Flags().Lookup("format"); err == nil && format != nil {
		_, usage := pflag.UnquoteUsage(format)
		_, known, _ := strings.Cut(usage, ": ")
		err = oneOf("--format", format.Value.String(), strings.Split(known, ", ")...)
	}
	if err != nil {
		t.Errorf("%s: omlint %s: %v", path, strings.Join(args, " "), err)
	}
}

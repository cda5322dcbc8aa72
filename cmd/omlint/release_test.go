package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A release has a man page for every command and completions for every shell,
// and what goreleaser is told to run and to pack is there.
func TestReleaseExtras(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("../../scripts/release-extras", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	files := []string{"man/omlint.1"}
	for _, c := range newRootCommand().Commands() {
		if c.IsAvailableCommand() {
			files = append(files, "man/omlint-"+c.Name()+".1")
		}
	}
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		files = append(files, "completions/omlint."+shell)
	}
	for _, f := range files {
		if text, err := os.ReadFile(filepath.Join(dir, f)); err != nil || len(text) < 200 {
			t.Errorf("%s: %d bytes, %v", f, len(text), err)
		}
	}

	source, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var release struct {
		Before struct{ Hooks []string }
		Builds []struct {
			Main    string
			LDFlags []string `yaml:"ldflags"`
		}
	}
	if err := yaml.Unmarshal(source, &release); err != nil {
		t.Fatal(err)
	}
	if len(release.Before.Hooks) != 1 || !strings.HasPrefix(release.Before.Hooks[0], "scripts/release-extras ") {
		t.Errorf("before a release runs %q", release.Before.Hooks)
	}
	if len(release.Builds) != 1 || release.Builds[0].Main != "./cmd/omlint" {
		t.Fatalf("built is %+v", release.Builds)
	}
	flags := strings.ReplaceAll(release.Builds[0].LDFlags[0], "{{ .Version }}", "1.2.3")
	program := filepath.Join(dir, "omlint")
	if out, err := exec.Command("go", "build", "-ldflags", flags, "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := exec.Command(program, "version").CombinedOutput(); err != nil || !strings.HasPrefix(string(out), "omlint 1.2.3 ") {
		t.Errorf("the version is not stamped: %s %v", out, err)
	}
}

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	yamlv3 "go.yaml.in/yaml/v3"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/omlint/omlint/internal/testserver"
)

// recipe is a script of docs/gates.md.
type recipe struct {
	under  string // the heading
	script string
}

// gates are the scripts of the page, in their order.
func gates(t *testing.T) []recipe {
	t.Helper()
	source, err := os.ReadFile("../../docs/gates.md")
	if err != nil {
		t.Fatal(err)
	}
	var found []recipe
	for _, section := range regexp.MustCompile(`(?m)^## `).Split(string(source), -1)[1:] {
		under, _, _ := strings.Cut(section, "\n")
		add := func(script string) {
			if strings.Contains(script, "omlint ") && !strings.HasPrefix(script, "go install") {
				found = append(found, recipe{under, script})
			}
		}
		for _, block := range regexp.MustCompile("(?s)```(yaml|sh|groovy)\n(.*?)```").FindAllStringSubmatch(section, -1) {
			switch block[1] {
			case "sh":
				add(block[2])
			case "groovy":
				for _, m := range regexp.MustCompile(`\bsh '([^']*)'`).FindAllStringSubmatch(block[2], -1) {
					add(m[1])
				}
			case "yaml":
				var doc yamlv3.Node
				if err := yamlv3.Unmarshal([]byte(block[2]), &doc); err != nil {
					t.Fatalf("%s: %v", under, err)
				}
				walkYAML(&doc, func(n *yamlv3.Node) {
					if n.Kind == yamlv3.ScalarNode && regexp.MustCompile(`^\s*omlint (audit|scan) .*--`).MatchString(n.Value) {
						add(n.Value)
					}
				})
			}
		}
	}
	return found
}

// Every script of the page runs, lets a sound deployment through, and holds up
// one that is not.
func TestGates(t *testing.T) {
	server := testserver.Postgres(t, 15)
	database := server.NewDatabase(t)
	user := server.NewUser(t, "gate-s3cr3t")
	server.Exec(t, database, "GRANT CREATE ON DATABASE "+database+" TO "+user)
	bin := t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "omlint"), ".").CombinedOutput(); err != nil {
		t.Fatalf("build omlint: %v\n%s", err, out)
	}
	url := server.URL(user, "", database)
	url = strings.Replace(url, ":@", "@", 1) // the password comes from the environment

	run := func(t *testing.T, script string) (status int, out string) {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"ingest.sh": "#!/bin/sh\nmetadata ingest -c pipeline.yaml\n",
			"fleet.yaml": "defaults: {from: 1.3.0, to: 1.4.0}\ntargets:\n- {name: europe, database: \"" + url + "\", password-env: OMLINT_DATABASE_PASSWORD}\n" +
				"- {name: asia, database: \"" + url + "\", password-env: OMLINT_DATABASE_PASSWORD}\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command("bash", "-c", strings.ReplaceAll(script, "/var/lib/omlint", dir))
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "DATABASE_URL="+url, "OMLINT_DATABASE_PASSWORD=gate-s3cr3t")
		text, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "s3cr3t") {
			t.Errorf("the password is in the output")
		}
		return cmd.ProcessState.ExitCode(), string(text)
	}

	recipes := gates(t)
	if len(recipes) < 8 {
		t.Fatalf("only %d recipes found: %q", len(recipes), recipes)
	}
	for _, r := range recipes {
		t.Run(r.under, func(t *testing.T) {
			server.Exec(t, "", "ALTER ROLE "+user+" SET work_mem = '20MB'")
			want := []int{0}
			if strings.Contains(r.script, "--fleet") {
				want = []int{3} // no backup was named, which is unknown
			}
			if status, out := run(t, r.script); !slices.Contains(want, status) {
				t.Errorf("a sound deployment: exit status %d, want %v, of\n%s\n%s", status, want, r.script, out)
			}
			if strings.Contains(r.script, "--fail-on fail") || strings.Contains(r.script, "--fleet") {
				server.Exec(t, "", "ALTER ROLE "+user+" SET work_mem = '1MB'")
				if status, out := run(t, r.script); status != 1 {
					t.Errorf("one that is not: exit status %d, want 1, of\n%s\n%s", status, r.script, out)
				}
			}
		})
	}
}

// The manifests fit Kubernetes' own types, and omlint takes their arguments.
func TestManifests(t *testing.T) {
	files, err := filepath.Glob("../../deploy/kubernetes/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	sources := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources[file] = string(source)
	}
	page, err := os.ReadFile("../../docs/gates.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range regexp.MustCompile("(?s)```yaml\n(apiVersion.*?)```").FindAllStringSubmatch(string(page), -1) {
		sources["docs/gates.md"] = block[1]
	}
	if sources["docs/gates.md"] == "" {
		t.Error("docs/gates.md has no manifest")
	}
	for file, source := range sources {
		for _, document := range strings.Split(source, "\n---\n") {
			var kind struct{ Kind string }
			if err := yaml.Unmarshal([]byte(document), &kind); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			var pod corev1.PodSpec
			switch kind.Kind {
			case "CronJob":
				pod = strict(t, file, document, &batchv1.CronJob{}).Spec.JobTemplate.Spec.Template.Spec
			case "Job":
				pod = strict(t, file, document, &batchv1.Job{}).Spec.Template.Spec
			case "ConfigMap":
				strict(t, file, document, &corev1.ConfigMap{})
				continue
			default:
				t.Fatalf("%s: a manifest of kind %q", file, kind.Kind)
			}
			if len(pod.Containers) != 1 {
				t.Fatalf("%s: %d containers", file, len(pod.Containers))
			}
			c := pod.Containers[0]
			if len(c.Command) == 0 {
				accepts(t, file, c.Args)
				continue
			}
			calls := omlintCalls(t, strings.Join(c.Args, "\n"))
			if len(calls) == 0 {
				t.Errorf("%s: the container does not call omlint", file)
			}
			for _, call := range calls {
				accepts(t, file, call)
			}
		}
	}
}

// strict decodes a manifest; a key that Kubernetes does not know is an error.
func strict[T any](t *testing.T, file, document string, into *T) *T {
	t.Helper()
	if err := yaml.UnmarshalStrict(bytes.TrimSpace([]byte(document)), into); err != nil {
		t.Errorf("%s: %v", file, err)
	}
	return into
}

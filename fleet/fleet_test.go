package fleet

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func load(t *testing.T, text string) ([]Target, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "fleet.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	targets, err := Load(file)
	if err != nil {
		err = fmt.Errorf("%s", strings.ReplaceAll(err.Error(), filepath.Dir(file)+"/", ""))
	}
	return targets, err
}

func TestLoad(t *testing.T) {
	targets, err := load(t, `
defaults: {from: 1.3.0, to: 1.4.0}
targets:
  - {name: west, database: "mysql://w/om", password-env: WEST}
  - {name: east, database: ["mysql://e1/om", "mysql://e2/om"], to: 1.5.0}
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, target := range targets {
		got = append(got, fmt.Sprintf("%s %s %s %q", target.Name, target.Values["from"].Value, target.Values["to"].Value, target.PasswordEnv))
	}
	want := []string{`east 1.3.0 1.5.0 ""`, `west 1.3.0 1.4.0 "WEST"`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMistakes(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "fleet.yaml: it names no targets"},
		{"targets: []", "fleet.yaml: it names no targets"},
		{"target: [{name: a}]", "fleet.yaml: unmarshal errors"},
		{"targets: a", "fleet.yaml: unmarshal errors"},
		{"targets: [{database: x}]", "fleet.yaml:1: a target has no name"},
		{"targets: [{name: ../a}]", `fleet.yaml:1: the name "../a" cannot be that of a file`},
		{"targets: [{name: .}]", `fleet.yaml:1: the name "." cannot be that of a file`},
		{"targets:\n- {name: a}\n- {name: a}", `fleet.yaml:3: the name "a" stands here again, after line 2`},
	} {
		if _, err := load(t, tt.text); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

// Shards together are the fleet, without overlap.
func TestShards(t *testing.T) {
	var targets []Target
	for i := range 23 {
		targets = append(targets, Target{Name: fmt.Sprint(i)})
	}
	for of := 1; of <= 25; of++ {
		seen := map[string]int{}
		for i := 1; i <= of; i++ {
			shard, err := ParseShard(fmt.Sprintf("%d/%d", i, of))
			if err != nil {
				t.Fatal(err)
			}
			for _, target := range shard.Part(targets) {
				seen[target.Name]++
			}
		}
		for _, target := range targets {
			if seen[target.Name] != 1 {
				t.Errorf("of %d shards, %d have target %s", of, seen[target.Name], target.Name)
			}
		}
	}
	for _, bad := range []string{"0/3", "4/3", "1", "1/", "/2", "a/b", "-1/2", "1/0"} {
		if _, err := ParseShard(bad); err == nil {
			t.Errorf("%q is taken for a shard", bad)
		}
	}
}

// One target that hangs delays only those that wait for its place; one that
// panics harms nobody; results keep the order of the targets.
func TestRun(t *testing.T) {
	var targets []Target
	for i := range 40 {
		targets = append(targets, Target{Name: fmt.Sprint(i)})
	}
	release := make(chan struct{})
	var done atomic.Int32
	finished := make(chan []string)
	go func() {
		finished <- Run(context.Background(), targets, 4, func(_ context.Context, target Target) string {
			switch target.Name {
			case "3":
				<-release // hangs
			case "7":
				panic("broken")
			}
			done.Add(1)
			return target.Name
		}, func(target Target, panic any) string { return fmt.Sprintf("%s: %v", target.Name, panic) })
	}()
	for deadline := time.Now().Add(10 * time.Second); done.Load() < 38; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("only %d targets were audited beside the one that hangs", done.Load())
		}
	}
	close(release)
	got := <-finished
	for i, name := range got {
		want := fmt.Sprint(i)
		if i == 7 {
			want = "7: broken"
		}
		if name != want {
			t.Errorf("result %d is %q, want %q", i, name, want)
		}
	}
}

// Package fleet reads which deployments there are to audit, and audits many of
// them at once: one that hangs, or makes omlint fail, delays and harms no other.
package fleet

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Target is one deployment: a name, and what omlint audit is to be told about it,
// by the long names of its flags.
type Target struct {
	Name string
	// PasswordEnv names the environment variable with the password of the target's
	// databases; "" for none of its own.
	PasswordEnv string
	Values      map[string]*yaml.Node
	Line        int // where it is written, 1-based
}

// Load reads a fleet file:
//
//	defaults: {from: 1.3.0, to: 1.4.0}
//	targets:
//	  - name: europe
//	    database: mysql://openmetadata_user@eu.example.org/openmetadata_db
//	    password-env: EUROPE_PASSWORD
//
// Targets come sorted by name. What defaults says holds for each that says
// nothing of its own. The error has all mistakes, each with its file and line.
func Load(path string) ([]Target, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the fleet: %w", err)
	}
	var file struct {
		Defaults map[string]yaml.Node   `yaml:"defaults"`
		Targets  []map[string]yaml.Node `yaml:"targets"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(source))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %s; a fleet file has targets, a list of {name: …, database: …}, and defaults", path, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(file.Targets) == 0 {
		return nil, fmt.Errorf("%s: it names no targets: write targets: [{name: …, database: …}]", path)
	}

	var targets []Target
	var problems []error
	lines := map[string]int{}
	for _, entry := range file.Targets {
		t := Target{Values: map[string]*yaml.Node{}}
		for key, node := range file.Defaults {
			t.Values[key] = &node
		}
		for key, node := range entry {
			if t.Line == 0 || node.Line < t.Line {
				t.Line = node.Line
			}
			t.Values[key] = &node
		}
		fail := func(format string, args ...any) {
			problems = append(problems, fmt.Errorf("%s:%d: %w", path, t.Line, fmt.Errorf(format, args...)))
		}
		t.Name, t.PasswordEnv = text(t.Values["name"]), text(t.Values["password-env"])
		delete(t.Values, "name")
		delete(t.Values, "password-env")
		switch first := lines[t.Name]; {
		case t.Name == "":
			fail("a target has no name")
		case strings.ContainsAny(t.Name, "/\\") || strings.HasPrefix(t.Name, "."):
			fail("the name %q cannot be that of a file: write it without slashes, and no dot first", t.Name)
		case first > 0:
			fail("the name %q stands here again, after line %d", t.Name, first)
		default:
			lines[t.Name] = t.Line
		}
		targets = append(targets, t)
	}
	slices.SortFunc(targets, func(a, b Target) int { return cmp.Compare(a.Name, b.Name) })
	return targets, errors.Join(problems...)
}

func text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}

// Shard is one of several parts that a fleet is audited in, on as many machines.
// The zero value is all of it.
type Shard struct{ Index, Of int } // 1-based

// ParseShard reads "2/5"; "" is all of the fleet.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Shard{}, nil
	}
	i, n, ok := strings.Cut(s, "/")
	index, err1 := strconv.Atoi(i)
	of, err2 := strconv.Atoi(n)
	if !ok || err1 != nil || err2 != nil || index < 1 || index > of {
		return Shard{}, fmt.Errorf("--shard %q is no part of a fleet: write it like 2/5, the second of five", s)
	}
	return Shard{index, of}, nil
}

// Part is the targets of a shard: every n-th, so that shards are about the same
// size whatever the names are.
func (s Shard) Part(targets []Target) []Target {
	if s.Of == 0 {
		return targets
	}
	var part []Target
	for i := s.Index - 1; i < len(targets); i += s.Of {
		part = append(part, targets[i])
	}
	return part
}

// Run audits the targets, at most so many at a time, and returns their results
// in the order of the targets. An audit that panics is a result, too: what broken
// makes of it. Once the context ends, those that did not begin are not begun:
// audit is called for them all the same, with that context.
func Run[R any](ctx context.Context, targets []Target, concurrency int, audit func(context.Context, Target) R, broken func(Target, any) R) []R {
	results := make([]R, len(targets))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(concurrency, len(targets)) {
		workers.Go(func() {
			for i := range next {
				func() {
					defer func() {
						if r := recover(); r != nil {
							results[i] = broken(targets[i], r)
						}
					}()
					results[i] = audit(ctx, targets[i])
				}()
			}
		})
	}
	for i := range targets {
		next <- i
	}
	close(next)
	workers.Wait()
	return results
}

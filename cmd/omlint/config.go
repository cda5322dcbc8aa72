package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// configName is the file that is looked for when --config is not given.
const configName = "omlint.yaml"

// applyConfig sets cmd's flags from the configuration file, a YAML mapping of
// long flag names to a value or, for repeatable flags, a list. What the command
// line says wins. A key may name a flag of another command only.
func applyConfig(cmd *cobra.Command, path string) error {
	if path == "" {
		found, err := findConfig()
		if err != nil || found == "" {
			return err
		}
		path = found
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the configuration: %w", err)
	}
	var entries map[string]yaml.Node
	if err := yaml.Unmarshal(source, &entries); err != nil {
		return fmt.Errorf("read the configuration %s: %w", path, err)
	}
	known := everyFlag(cmd.Root())
	for name, node := range entries {
		if !known[name] {
			return fmt.Errorf("%s:%d: no command has a flag --%s, so the key %q means nothing", path, node.Line, name, name)
		}
		flag := cmd.Flags().Lookup(name)
		if flag == nil || flag.Changed {
			continue
		}
		if isPath[name] {
			relativeTo(&node, filepath.Dir(path))
		}
		if err := setFlag(flag, node); err != nil {
			return fmt.Errorf("%s:%d: %s: %w", path, node.Line, name, err)
		}
	}
	return nil
}

// isPath names the flags whose values are files. In a configuration they are
// relative to its folder, so that it means the same from everywhere.
var isPath = map[string]bool{"db-config": true, "backup": true, "scan": true, "snapshot": true, "output": true, "schema": true, "profile": true}

func relativeTo(node *yaml.Node, dir string) {
	switch node.Kind {
	case yaml.ScalarNode:
		if v := node.Value; v != "" && v != "-" && v != openMetadata && !filepath.IsAbs(v) {
			node.Value = filepath.Join(dir, v)
		}
	case yaml.SequenceNode:
		for _, item := range node.Content {
			relativeTo(item, dir)
		}
	}
}

func setFlag(flag *pflag.Flag, node yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		return flag.Value.Set(node.Value)
	case yaml.SequenceNode:
		list, ok := flag.Value.(pflag.SliceValue)
		if !ok {
			return errors.New("takes one value, not a list")
		}
		var values []string
		if err := node.Decode(&values); err != nil {
			return fmt.Errorf("take a list of plain values: %w", err)
		}
		return list.Replace(values)
	case yaml.MappingNode:
		value, ok := flag.Value.(mappingValue)
		if !ok {
			return errors.New("takes a value, not a mapping")
		}
		source, err := yaml.Marshal(&node)
		if err != nil {
			return err
		}
		return value.SetMapping(source)
	default:
		return errors.New("takes a value or a list of values")
	}
}

// mappingValue is a flag whose value the configuration may also write out in
// place, as YAML.
type mappingValue interface{ SetMapping(source []byte) error }

// everyFlag names the long flags of all commands.
func everyFlag(root *cobra.Command) map[string]bool {
	names := map[string]bool{}
	for _, c := range root.Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) { names[f.Name] = true })
	}
	return names
}

// findConfig looks for omlint.yaml in the working directory and the folders
// above it.
func findConfig() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the configuration: %w", err)
	}
	for {
		path := filepath.Join(dir, configName)
		_, err := os.Stat(path)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("find the configuration: %w", err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", nil
		}
		dir = parent
	}
}

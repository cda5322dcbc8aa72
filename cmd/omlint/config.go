package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/config"
	"github.com/omlint/omlint/probe/backup"
)

// configName is the file that is looked for when --config is not given.
const configName = "omlint.yaml"

func newConfigCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config [PATH]",
		Short: "Print the configuration in effect, and where each value is from",
		Long: `Print what omlint.yaml and the files it extends come to: for all pages or, with
PATH, for that page, with the overrides for its path applied.`,
		Args:    cobra.MaximumNArgs(1),
		Example: "  omlint config\n  omlint config docs/v1.4.x/upgrade.md --format json\n  omlint config --schema > omlint.schema.json",
	}
	g := addGlobalFlags(cmd, "yaml", "json")
	schema := cmd.Flags().Bool("schema", false, "print the JSON Schema of configuration files instead, for editors")
	// The defaults for flags are to be shown here, not to be followed.
	cmd.PreRunE = func(*cobra.Command, []string) error { return oneOf("--format", g.format, "yaml", "json") }
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		keys := configKeys(cmd.Root())
		print := func(b []byte, err error) error {
			if err != nil {
				return err
			}
			return g.write(cmd, func(w io.Writer) error {
				_, err := io.WriteString(w, masked(string(b)))
				return err
			})
		}
		if *schema {
			return print(config.JSONSchema(keys))
		}
		loaded, err := loadConfig(g.config, keys)
		if err != nil {
			return err
		}
		effective, err := loaded.Effective(strings.Join(args, ""), keys, map[string]string{"schema": openMetadata, "profile": openMetadata})
		switch {
		case err != nil:
			return err
		case g.format == "json":
			return print(effective.JSON())
		default:
			return print(effective.YAML())
		}
	}
	return cmd
}

// configKeys are the words that a configuration may use: the long flags of all
// commands, and the rules.
func configKeys(root *cobra.Command) config.Keys {
	var keys config.Keys
	add := func(f *pflag.Flag) {
		if f.Name == "config" || f.Name == "help" {
			return
		}
		kind := f.Value.Type()
		if _, list := f.Value.(pflag.SliceValue); list {
			kind = "list"
		}
		_, mapping := f.Value.(mappingValue)
		_, usage := pflag.UnquoteUsage(f)
		i := slices.IndexFunc(keys.Flags, func(k config.Flag) bool { return k.Name == f.Name })
		if i < 0 {
			keys.Flags = append(keys.Flags, config.Flag{Name: f.Name, Usage: usage, Type: kind, Mapping: mapping})
		} else if kind == "list" {
			keys.Flags[i].Type = kind // one command takes several
		}
	}
	for _, c := range root.Commands() {
		if c.Name() != "config" { // its --schema is another
			c.Flags().VisitAll(add)
		}
	}
	for _, r := range lintRules() {
		keys.Rules = append(keys.Rules, config.Rule{ID: r.ID, Title: r.Title, Severity: r.Severity})
	}
	return keys
}

// loadConfig reads the configuration at path, or the one that is found in the
// working directory or above it; none is an empty one.
func loadConfig(path string, keys config.Keys) (*config.Config, error) {
	if path == "" {
		dir, err := os.Getwd()
		if err != nil {
			return nil, fmt.Errorf("find the configuration: %w", err)
		}
		if path, err = config.Find(dir, configName); err != nil || path == "" {
			return &config.Config{}, err
		}
		if near, err := filepath.Rel(dir, path); err == nil {
			path = near
		}
	}
	return config.Load(path, keys)
}

// applyConfig sets cmd's flags from the configuration. What the command line
// says wins. A key may name a flag of another command only.
func applyConfig(cmd *cobra.Command, path string) (*config.Config, error) {
	loaded, err := loadConfig(path, configKeys(cmd.Root()))
	if err != nil {
		return nil, err
	}
	var problems []error
	for name, v := range loaded.Values {
		if flag := cmd.Flags().Lookup(name); flag != nil && !flag.Changed {
			problems = append(problems, setFrom(flag, v))
		}
	}
	return loaded, errors.Join(problems...)
}

// isPath names the flags whose values are files. In a configuration they are
// relative to its folder, so that it means the same from everywhere.
var isPath = map[string]bool{
	"db-config": true, "backup": true, "scan": true, "snapshot": true, "output": true, "schema": true, "profile": true,
	"baseline": true, "write-baseline": true, "cache": true, "server-token-file": true, "ca-file": true, "fleet": true,
}

// setFrom gives a flag the value that a configuration has for it.
func setFrom(flag *pflag.Flag, v config.Value) error {
	node := v.Node
	if preset := flag.NoOptDefVal; isPath[flag.Name] && (preset == "" || node.Value != preset) {
		node = relativeTo(node, v.Dir)
	}
	if err := setFlag(flag, node); err != nil {
		at := config.Origin{File: v.Origin.File, Line: v.Node.Line, Column: v.Node.Column}
		return fmt.Errorf("%s: %s: %w", at, flag.Name, err)
	}
	return nil
}

// relativeTo is a copy of a path, or a list of them, as seen from the folder.
func relativeTo(node *yaml.Node, dir string) *yaml.Node {
	moved := *node
	switch node.Kind {
	case yaml.ScalarNode:
		if v := node.Value; v != "" && v != "-" && v != openMetadata && !filepath.IsAbs(v) && !backup.Remote(v) {
			moved.Value = filepath.Join(dir, v)
		}
	case yaml.SequenceNode:
		moved.Content = nil
		for _, item := range node.Content {
			moved.Content = append(moved.Content, relativeTo(item, dir))
		}
	}
	return &moved
}

func setFlag(flag *pflag.Flag, node *yaml.Node) error {
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
		block := *node
		block.Style &^= yaml.FlowStyle // what begins with a brace would be read as JSON
		source, err := yaml.Marshal(&block)
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

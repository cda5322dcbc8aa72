package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/omlint/omlint/parser/facts"
)

// profileFlag is the product that documents and scripts are about: the built-in
// OpenMetadata unless a file describes another.
type profileFlag struct {
	path   string
	source []byte
	read   *facts.Profile
}

func addProfileFlag(cmd *cobra.Command) *profileFlag {
	p := &profileFlag{}
	cmd.Flags().Var(p, "profile", "the product is not OpenMetadata but the one that `FILE` describes, in YAML")
	return p
}

func (p *profileFlag) String() string { return p.path }

// Type is what the help text calls the value.
func (p *profileFlag) Type() string { return "FILE" }

// Set reads the file, so that a mistake in it is told before anything is done.
func (p *profileFlag) Set(path string) error {
	if path == openMetadata {
		*p = profileFlag{}
		return nil
	}
	source, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the profile: %w", err)
	}
	read, err := facts.ParseProfile(source)
	if err != nil {
		return errors.New(placed(path, err))
	}
	*p = profileFlag{path, source, read}
	return nil
}

// profile is the product's description.
func (p *profileFlag) profile() *facts.Profile {
	if p.read == nil {
		return facts.OpenMetadata()
	}
	return p.read
}

// catalogue lists the built-in facts about the product: none about another.
func (p *profileFlag) catalogue() []facts.Fact {
	if p.read != nil {
		return nil
	}
	return facts.Catalogue()
}

var (
	yamlLine = regexp.MustCompile(`(?:yaml: )?\bline (\d+): `)
	goType   = regexp.MustCompile(` in type [\w.]+`)
)

// placed puts a file and line in front of what YAML says about a line, as
// editors understand it, or the file alone where no line is known.
func placed(path string, err error) string {
	text := goType.ReplaceAllString(oneLine(err.Error()), "")
	if at := yamlLine.FindStringSubmatchIndex(text); at != nil {
		return fmt.Sprintf("%s:%s: %s", path, text[at[2]:at[3]], text[at[1]:])
	}
	return path + ": " + text
}

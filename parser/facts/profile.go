package facts

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Profile describes one product's documentation: its names, commands,
// packages and heading vocabulary. Nothing product-specific lives in code.
type Profile struct {
	Product  string   `yaml:"product"`
	Aliases  []string `yaml:"aliases"`
	Headings struct {
		Breaking    []string `yaml:"breaking"`
		Deprecation []string `yaml:"deprecation"`
		Requirement []string `yaml:"requirement"`
		After       []string `yaml:"after"`
		News        []string `yaml:"news"`
		Trouble     []string `yaml:"trouble"`
		Recovery    []string `yaml:"recovery"`
		Filler      []string `yaml:"filler"`
	} `yaml:"headings"`
	Commands       []Command      `yaml:"commands"`
	Packages       []Distribution `yaml:"packages"`
	Software       []Software     `yaml:"software"`
	Settings       []Setting      `yaml:"settings"`
	SettingFiles   []SettingFile  `yaml:"setting_files"`
	SearchSettings []string       `yaml:"search_settings"`
	PythonRoots    []string       `yaml:"python_roots"`
	HelmRoots      []string       `yaml:"helm_roots"`
	ConfigFiles    []string       `yaml:"config_files"`
	Images         []string       `yaml:"images"`
	Connectors     []string       `yaml:"connectors"`
	Entities       []string       `yaml:"entities"`
	Processes      []Named        `yaml:"processes"`
	Databases      []string       `yaml:"databases"`
	Lineage        struct {
		Words       []string `yaml:"words"`
		Arguments   []string `yaml:"arguments"`
		Name        string   `yaml:"name"`
		Summary     string   `yaml:"summary"`
		Replacement string   `yaml:"replacement"`
	} `yaml:"lineage_annotation"`
	Remedies []RemedyPlan `yaml:"remedies"`
	Usage    Usage        `yaml:"usage"`
}

// Usage is how uses of the product are told in the files around a deployment.
type Usage struct {
	PythonRoots []string     `yaml:"python_roots"` // packages of the product's own
	Entities    []string     `yaml:"entities"`     // what a lineage annotation's entity may be
	Configs     []ConfigKind `yaml:"configs"`
	Agreement   []Agreement  `yaml:"agreement"` // by release, oldest first
	Ports       []string     `yaml:"ports"`     // that its servers have
}

// ConfigKind is how one kind of configuration file is told from other YAML and
// JSON: by its name, or by any of Keys, which are dotted paths. Kind is
// "server", "workflow" or "helm". Calls are values that are arguments of a
// command.
type ConfigKind struct {
	Kind  string            `yaml:"kind"`
	Files []string          `yaml:"files"`
	Keys  []string          `yaml:"keys"`
	Calls map[string]string `yaml:"calls"`
	Homes []Home            `yaml:"homes"`
}

// Home is where keys moved to in a release: beside this type they are in their
// place, until a later release moves them again.
type Home struct {
	Type  string   `yaml:"type"`
	Since string   `yaml:"since"`
	Keys  []string `yaml:"keys"`
}

// Agreement is how many numbers of a release client and server must have in
// common, from a release on.
type Agreement struct {
	From    string `yaml:"from"`
	Numbers int    `yaml:"numbers"`
}

// Command is a command-line program the product ships.
type Command struct {
	Name        string                `yaml:"name"`
	Path        string                `yaml:"path"`
	Database    string                `yaml:"database_variable"` // the variable that names the database it works on
	Class       string                `yaml:"class"`             // Java's main class, which may be started without the program
	Forms       [][]string            `yaml:"forms"`
	ValueFlags  []string              `yaml:"value_flags"` // flags with a value that may stand before the subcommand
	Package     string                `yaml:"package"`     // the Python package that brings it, and whose version it says
	Version     []string              `yaml:"version"`     // the arguments that ask it for its version
	Subcommands map[string]Subcommand `yaml:"subcommands"`
}

// Subcommand says what a demand to run it amounts to: Fact is "backup",
// "process", "none" or, by default, the command itself. Replacement is what
// takes its place where a page that removes it does not say.
type Subcommand struct {
	Fact        string `yaml:"fact"`
	Process     string `yaml:"process"`
	Phase       Phase  `yaml:"phase"`
	Replacement string `yaml:"replacement"`
	Danger      string `yaml:"danger"` // what a call of it destroys, as a phrase: "drops all tables"
	Login       bool   `yaml:"login"`  // its -p is a password
	Flags       []Flag `yaml:"flags"`  // those that not every release has
}

// Flag is a flag that some releases have: from Since, and before RemovedIn.
type Flag struct {
	Name        string  `yaml:"name"`
	Value       bool    `yaml:"value"` // only counts with a value: without one it is another flag
	Since       Version `yaml:"since"`
	RemovedIn   Version `yaml:"removed_in"`
	Replacement string  `yaml:"replacement"` // what the other releases have instead
	Instead     string  `yaml:"instead"`     // what a call with it does in the other releases, as a phrase
}

// Named is a thing with the words prose uses for it: phrases, or the stems of
// verbs and the objects they are said of.
type Named struct {
	Name    string   `yaml:"name"`
	Words   []string `yaml:"words"`
	Verbs   []string `yaml:"verbs"`
	Objects []string `yaml:"objects"`
	Phase   Phase    `yaml:"phase"`
}

// Distribution is a Python package. Companion says that it is no part of the product,
// which concerns it only where it is installed beside one that is.
type Distribution struct {
	Named     `yaml:",inline"`
	Companion bool `yaml:"companion"`
}

// Software is something whose version a page may demand.
type Software struct {
	Name   string   `yaml:"name"`
	Title  string   `yaml:"title"` // as people write it
	Type   Type     `yaml:"type"`
	Engine Engine   `yaml:"engine"`
	Words  []string `yaml:"words"`
}

// Setting is a database setting. Unit "bytes" marks sizes; Bare is the unit of
// a number written without one ("kB").
type Setting struct {
	Name   string `yaml:"name"`
	Engine Engine `yaml:"engine"`
	Unit   string `yaml:"unit"`
	Bare   string `yaml:"bare"`
}

// SettingFile names a place where settings are kept.
type SettingFile struct {
	Words  []string `yaml:"words"`
	Engine Engine   `yaml:"engine"`
}

// RemedyPlan lists the steps that establish facts of one type (and name).
type RemedyPlan struct {
	Fact  Type   `yaml:"fact"`
	Name  string `yaml:"name"`
	Steps []struct {
		Engine   Engine `yaml:"engine"`
		Language string `yaml:"language"`
		Text     string `yaml:"text"`
		Note     string `yaml:"note"`
	} `yaml:"steps"`
}

//go:embed openmetadata.yaml
var openMetadata []byte

// OpenMetadata returns the built-in profile. It is read once and shared by all
// callers, who must not change it.
func OpenMetadata() *Profile { return builtIn() }

var builtIn = sync.OnceValue(func() *Profile {
	p, err := ParseProfile(openMetadata)
	if err != nil {
		panic("built-in profile: " + err.Error()) // the file is part of the program
	}
	return p
})

// ParseProfile reads a profile. Unknown keys are errors, so that a misspelt
// one does not silently switch a detector off.
func ParseProfile(src []byte) (*Profile, error) {
	p := &Profile{}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	if err := dec.Decode(p); err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	if p.Product == "" {
		return nil, fmt.Errorf("read profile: product is missing")
	}
	return p, nil
}

// setting finds a database setting by name.
func (p *Profile) setting(name string) (Setting, bool) {
	for _, s := range p.Settings {
		if len(s.Name) == len(name) && strings.EqualFold(s.Name, name) {
			return s, true
		}
	}
	return Setting{}, false
}

// command finds the program a list of words calls, and how many of the words
// that takes. Directories before the program's name do not matter.
func (p *Profile) command(words []string) (Command, int) {
	var best Command
	n := 0
	for _, c := range p.Commands {
		for _, form := range c.Forms {
			if len(form) > n && hasPrefix(words, form) {
				best, n = c, len(form)
			}
		}
	}
	return best, n
}

// replacement is what the profile knows to take the place of a command.
func (p *Profile) replacement(s Subject) string {
	if s.Type != CLICommand {
		return ""
	}
	program, sub, _ := strings.Cut(s.Name, " ")
	for _, c := range p.Commands {
		if c.Name == program {
			return c.Subcommands[sub].Replacement
		}
	}
	return ""
}

func hasPrefix(words, form []string) bool {
	if len(words) < len(form) {
		return false
	}
	for i, f := range form {
		w := words[i]
		if i == 0 {
			w = w[strings.LastIndexByte(w, '/')+1:]
		}
		if w != f {
			return false
		}
	}
	return true
}

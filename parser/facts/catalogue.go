package facts

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed catalogue.yaml
var catalogue []byte

// catalogueName is the file that catalogue facts give as evidence.
const catalogueName = "parser/facts/catalogue.yaml"

// entry is one fact of the catalogue, as its file writes it.
type entry struct {
	Kind         Kind       `yaml:"kind"`
	Type         Type       `yaml:"type"`
	Engine       Engine     `yaml:"engine"`
	Name         string     `yaml:"name"`
	Detail       string     `yaml:"detail"` // the last part of the id, where one subject has several facts
	Op           Op         `yaml:"op"`
	Value        string     `yaml:"value"`
	Version      string     `yaml:"version"`
	DeprecatedIn string     `yaml:"deprecated_in"`
	RemovedIn    string     `yaml:"removed_in"`
	Replacement  string     `yaml:"replacement"`
	Phase        Phase      `yaml:"phase"`
	Confidence   Confidence `yaml:"confidence"`
	Summary      string     `yaml:"summary"`
	Source       string     `yaml:"source"` // the page it was read on
}

// Catalogue returns the built-in, reviewed facts about OpenMetadata, for audits
// without documents. Their evidence is the entry's line that names the page.
func Catalogue() []Fact {
	list, err := readCatalogue(catalogue, OpenMetadata())
	if err != nil {
		panic("built-in catalogue: " + err.Error()) // the file is part of the program
	}
	return list
}

func readCatalogue(src []byte, p *Profile) ([]Fact, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	var entries []entry
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	if err := dec.Decode(&entries); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	lines := strings.Split(string(src), "\n")
	list := make([]Fact, 0, len(entries))
	for i, e := range entries {
		f, err := e.fact(p)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: line %d: %w", root.Content[0].Content[i].Line, err)
		}
		f.Evidence = []Evidence{sourceLine(root.Content[0].Content[i], lines)}
		list = append(list, f)
	}
	slices.SortFunc(list, compareFacts)
	return list, nil
}

// fact turns an entry into a fact, with the remedies of the profile.
func (e entry) fact(p *Profile) (Fact, error) {
	f := Fact{
		Kind: e.Kind, Subject: Subject{Type: e.Type, Engine: e.Engine, Name: e.Name}, Replacement: Optional(e.Replacement),
		Phase: e.Phase, Confidence: e.Confidence, Summary: e.Summary,
	}
	if e.Kind == "" || e.Type == "" || e.Name == "" || e.Summary == "" || e.Source == "" {
		return f, fmt.Errorf("kind, type, name, summary and source are all needed")
	}
	for _, v := range []struct {
		text string
		to   *Optional
	}{{e.Version, &f.Version}, {e.DeprecatedIn, &f.DeprecatedIn}, {e.RemovedIn, &f.RemovedIn}} {
		if v.text == "" {
			continue
		}
		parsed, err := ParseVersion(v.text)
		if err != nil {
			return f, err
		}
		*v.to = Optional(parsed.String())
	}
	if f.Phase == "" {
		f.Phase = Before
	}
	if f.Confidence == "" {
		f.Confidence = Exact
	}
	if e.Op != "" {
		f.Expect = &Expect{Op: e.Op, Value: e.Value, Text: e.Value}
		if known, ok := p.setting(e.Name); ok && e.Type == DBSetting && known.Unit == "bytes" {
			size, err := bytesOf(e.Value, known.Bare)
			if err != nil {
				return f, err
			}
			f.Expect = &Expect{Op: e.Op, Value: size, Unit: "bytes", Text: HumanBytes(size)}
		}
	}
	f.ID = identity(f.Subject, e.Detail)
	f.Remedy = p.remedy(f)
	return f, nil
}

// sourceLine cites the line of an entry that names its page.
func sourceLine(n *yaml.Node, lines []string) Evidence {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "source" {
			line := n.Content[i].Line
			text := lines[line-1]
			quote := strings.TrimRight(strings.TrimSpace(text), "},")
			return Evidence{File: catalogueName, Line: line, EndLine: line, Column: strings.Index(text, quote) + 1, Quote: quote}
		}
	}
	return Evidence{File: catalogueName, Line: n.Line, EndLine: n.Line, Column: 1}
}

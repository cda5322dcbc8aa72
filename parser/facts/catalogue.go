package facts

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed catalogue.yaml
var catalogue []byte

// catalogueName is the file that catalogue facts give as evidence.
const catalogueName = "parser/facts/catalogue.yaml"

// contents is what the catalogue holds: facts, and the releases that were read
// for them.
type contents struct {
	Covers struct{ From, To string }
	Facts  []entry
}

// entry is one fact of the catalogue, as its file writes it, or one for each of
// Names and each of Versions.
type entry struct {
	Kind         Kind       `yaml:"kind"`
	Type         Type       `yaml:"type"`
	Engine       Engine     `yaml:"engine"`
	Name         string     `yaml:"name"`
	Names        []string   `yaml:"names"`
	Detail       string     `yaml:"detail"` // the last part of the id, where one subject has several facts
	Op           Op         `yaml:"op"`
	Value        string     `yaml:"value"`
	Version      string     `yaml:"version"`
	Versions     []string   `yaml:"versions"`
	DeprecatedIn string     `yaml:"deprecated_in"`
	RemovedIn    string     `yaml:"removed_in"`
	Replacement  string     `yaml:"replacement"`
	Phase        Phase      `yaml:"phase"`
	Confidence   Confidence `yaml:"confidence"`
	Summary      string     `yaml:"summary"` // {name} stands for the name
	Remedy       []Remedy   `yaml:"remedy"`
	Source       string     `yaml:"source"` // the page it was read on
}

// Catalogue returns the built-in, reviewed facts about OpenMetadata, for audits
// without documents. Their evidence is the entry's line that names the page.
func Catalogue() []Fact { return slices.Clone(builtInCatalogue().facts) }

// CatalogueGaps says, a sentence each, which releases on the way the catalogue
// was not made from. Whatever is no version has no gaps.
func CatalogueGaps(from, to string) []string {
	c := builtInCatalogue()
	var gaps []string
	if v, err := ParseVersion(to); err == nil && v.Compare(c.last) > 0 && !c.last.Line(v) { // 1.12.6.1 is a 1.12.6
		gaps = append(gaps, fmt.Sprintf("the built-in catalogue ends with release %s: what %s demands beyond that is not known", c.last, to))
	}
	if v, err := ParseVersion(from); err == nil && v.Compare(c.first) < 0 {
		gaps = append(gaps, fmt.Sprintf("the built-in catalogue begins with release %s: what the releases after %s demanded before that is not known", c.first, from))
	}
	return gaps
}

// reviewed is a catalogue that was read.
type reviewed struct {
	facts       []Fact
	first, last Version
}

var builtInCatalogue = sync.OnceValue(func() *reviewed {
	c, err := readCatalogue(catalogue, OpenMetadata())
	if err != nil {
		panic("built-in catalogue: " + err.Error()) // the file is part of the program
	}
	return c
})

func readCatalogue(src []byte, p *Profile) (*reviewed, error) {
	var all contents
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	if err := dec.Decode(&all); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	var places struct{ Facts []yaml.Node } // the same entries, for their lines
	if err := yaml.Unmarshal(src, &places); err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	c := &reviewed{}
	var err error
	if c.first, err = ParseVersion(all.Covers.From); err == nil {
		c.last, err = ParseVersion(all.Covers.To)
	}
	if err != nil {
		return nil, fmt.Errorf("read catalogue: covers: %w", err)
	}
	lines := strings.Split(string(src), "\n")
	for i, e := range all.Facts {
		of, err := e.facts(p)
		if err != nil {
			return nil, fmt.Errorf("read catalogue: line %d: %w", places.Facts[i].Line, err)
		}
		for _, f := range of {
			f.Evidence = []Evidence{sourceLine(&places.Facts[i], lines)}
			c.facts = append(c.facts, f)
		}
	}
	slices.SortFunc(c.facts, compareFacts)
	return c, nil
}

// facts are what an entry stands for: a fact for each of its names and versions.
func (e entry) facts(p *Profile) ([]Fact, error) {
	if e.Name != "" {
		e.Names = append(e.Names, e.Name)
	}
	if e.Version != "" || len(e.Versions) == 0 {
		e.Versions = append(e.Versions, e.Version)
	}
	if e.Kind == "" || e.Type == "" || len(e.Names) == 0 || e.Summary == "" || e.Source == "" {
		return nil, fmt.Errorf("kind, type, name, summary and source are all needed")
	}
	var list []Fact
	for _, name := range e.Names {
		for _, version := range e.Versions {
			e.Name, e.Version = name, version
			f, err := e.fact(p)
			if err != nil {
				return nil, err
			}
			list = append(list, f)
		}
	}
	return list, nil
}

// fact turns an entry with one name and one version into a fact, with its own
// remedies or those of the profile.
func (e entry) fact(p *Profile) (Fact, error) {
	f := Fact{
		Kind: e.Kind, Subject: Subject{Type: e.Type, Engine: e.Engine, Name: e.Name}, Replacement: Optional(e.Replacement),
		Phase: e.Phase, Confidence: e.Confidence, Summary: strings.ReplaceAll(e.Summary, "{name}", e.Name),
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
	if len(e.Remedy) > 0 {
		f.Remedy = slices.Clone(e.Remedy)
	}
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

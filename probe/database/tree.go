package database

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// documentsOf parses a file in YAML or JSON to trees, whose nodes know their
// lines. It returns nil for a file of any other kind.
func documentsOf(f *configFile) ([]*yaml.Node, error) {
	first := firstSignificant(f.text)
	switch {
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, "[{"), first == "[", f.ext == ".json", f.base == persistedFile:
		root, err := parseJSON(f.text)
		if err != nil {
			return nil, fmt.Errorf("%s is not valid JSON: %w", f.path, err)
		}
		return []*yaml.Node{root}, nil
	case f.ext == ".yaml", f.ext == ".yml", f.ext == "" && yamlKey.MatchString(first), strings.HasPrefix(first, "---"):
		documents, err := parseYAML(f.text)
		if slices.ContainsFunc(documents, templated) || err != nil && bytes.Contains(f.text, []byte("{{")) {
			return nil, fmt.Errorf("%s is a template: give what it renders to, as helm template prints it", f.path)
		}
		if err != nil {
			// Not the parser's words: they quote the text, which may be a password.
			return nil, fmt.Errorf("%s is not valid YAML%s: mend it, or give the file that the database reads", f.path, yamlLine.FindString(err.Error()))
		}
		return documents, nil
	default:
		return nil, nil
	}
}

// templated says whether a tree has a place that a template fills in. By chance
// it is YAML: a mapping whose key is a mapping.
func templated(n *yaml.Node) bool {
	if n.Kind == yaml.MappingNode && len(n.Content) > 0 && n.Content[0].Kind == yaml.MappingNode {
		return true
	}
	return slices.ContainsFunc(n.Content, templated)
}

// yamlKey begins a mapping in YAML, and no line of other configuration.
var yamlKey = regexp.MustCompile(`^["\w.-]+:(\s|$)`)

// yamlLine is where a parser's error says that it is.
var yamlLine = regexp.MustCompile(` line \d+`)

func parseYAML(text []byte) ([]*yaml.Node, error) {
	documents := []*yaml.Node{}
	d := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var document yaml.Node
		err := d.Decode(&document)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		if document.Kind == yaml.DocumentNode && len(document.Content) == 1 {
			documents = append(documents, document.Content[0])
		}
	}
}

// parseJSON builds the tree that YAML's parser would build. That one cannot be
// used: JSON may be indented with tabs and escape characters in pairs.
func parseJSON(text []byte) (*yaml.Node, error) {
	var check any
	if err := json.Unmarshal(text, &check); err != nil { // also limits the depth
		return nil, err
	}
	t := jsonTree{text: text, Decoder: json.NewDecoder(bytes.NewReader(text)), line: 1}
	t.UseNumber()
	return t.value()
}

type jsonTree struct {
	*json.Decoder
	text   []byte
	offset int // up to which lines were counted
	line   int
}

func (t *jsonTree) value() (*yaml.Node, error) {
	token, err := t.Token()
	if err != nil {
		return nil, err
	}
	end := int(t.InputOffset())
	t.line += bytes.Count(t.text[t.offset:end], []byte("\n"))
	t.offset = end
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: t.line, Tag: "!!str"}
	switch token := token.(type) {
	case json.Delim:
		n.Kind = yaml.SequenceNode
		if token == '{' {
			n.Kind = yaml.MappingNode
		}
		for t.More() {
			child, err := t.value() // keys are values, too
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, child)
		}
		_, err = t.Token()
	case nil:
		n.Tag = "!!null"
	default:
		n.Value = fmt.Sprint(token)
	}
	return n, err
}

// maxAliases bounds how many aliases are followed on the way to a node: some
// lead back to where they stand.
const maxAliases = 20

// resolve follows aliases.
func resolve(n *yaml.Node) *yaml.Node {
	for range maxAliases {
		if n == nil || n.Kind != yaml.AliasNode {
			return n
		}
		n = n.Alias
	}
	return nil
}

// at returns the node below n that a path of keys leads to, nil where there is
// none.
func at(n *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		all := entries(n)
		i := slices.IndexFunc(all, func(e keyed) bool { return e.key == key })
		if i < 0 {
			return nil
		}
		n = all[i].value
	}
	return resolve(n)
}

// keyed is an entry of a mapping.
type keyed struct {
	key   string
	value *yaml.Node
}

// entries are a mapping's own entries, in the order of the file, and those of
// the mappings that it merges, where the key is new.
func entries(n *yaml.Node) []keyed {
	if n = resolve(n); !isMapping(n) {
		return nil
	}
	return mergedEntries(n, map[string]bool{}, maxAliases)
}

func mergedEntries(n *yaml.Node, seen map[string]bool, aliases int) []keyed {
	n = resolve(n)
	if n == nil || aliases == 0 {
		return nil
	}
	var all []keyed
	var merged []*yaml.Node
	switch n.Kind {
	case yaml.SequenceNode: // of mappings to merge
		merged = n.Content
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Tag == "!!merge" {
				merged = append(merged, n.Content[i+1])
			} else if value := resolve(n.Content[i+1]); value != nil && !seen[key.Value] {
				seen[key.Value] = true
				all = append(all, keyed{key.Value, value})
			}
		}
	}
	// An alias met twice adds nothing, so that no bomb of them explodes.
	for _, m := range merged {
		if m.Kind == yaml.AliasNode {
			mark := fmt.Sprintf("\x00%p", m.Alias)
			if seen[mark] {
				continue
			}
			seen[mark] = true
		}
		all = append(all, mergedEntries(m, seen, aliases-1)...)
	}
	return all
}

// items are the elements of a sequence.
func items(n *yaml.Node) []*yaml.Node {
	n = resolve(n)
	if n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	var all []*yaml.Node
	for _, c := range n.Content {
		if c = resolve(c); c != nil {
			all = append(all, c)
		}
	}
	return all
}

// isMapping and isText tell what a node is; it may be nil.
func isMapping(n *yaml.Node) bool { return n != nil && n.Kind == yaml.MappingNode }

func isText(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.Tag != "!!null"
}

// scalar is the text of a scalar below n, "" where there is none.
func scalar(n *yaml.Node, path ...string) string {
	if n = at(n, path...); isText(n) {
		return n.Value
	}
	return ""
}

// sourceOf says where the lines of a scalar's text are in its file.
func sourceOf(n *yaml.Node) source {
	if n.Style&yaml.LiteralStyle != 0 {
		return source{first: n.Line + 1}
	}
	return source{first: n.Line, folded: true}
}

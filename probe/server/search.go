package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// Where a search engine tells its health and its settings. Both engines have
// them: Elasticsearch's guide, "Cluster health API" and "Cluster get settings
// API"; OpenSearch's documentation under the same names.
const (
	healthPath   = "/_cluster/health"
	settingsPath = "/_cluster/settings?include_defaults=true&flat_settings=true"
	// The settings of each node's own configuration, without defaults.
	nodesPath = "/_nodes/settings?flat_settings=true"
)

// ofNode is the origin of a setting that each node has for itself.
const ofNode = "configuration file or default of the node that answered"

// CollectSearch looks at a search engine.
func CollectSearch(ctx context.Context, req Request) probe.Search {
	c := req.client()
	defer c.close()
	s := probe.Search{Name: req.Target.String(), Settings: []probe.Setting{}}
	body, err := c.get(ctx, "/")
	if err == nil {
		err = readEngine(body, &s)
	}
	if err != nil {
		s.Why = c.why(err)
		return s
	}
	s.Connected = true

	nodes := 0
	if body, err = c.get(ctx, healthPath); err == nil {
		s.Health, nodes, err = readHealth(body)
	}
	if err != nil {
		s.HealthWhy = c.why(err)
	}

	if len(req.Settings) == 0 {
		return s
	}
	names := slices.Clone(req.Settings)
	slices.Sort(names)
	names = slices.Compact(names)
	if body, err = c.get(ctx, settingsPath); err == nil {
		s.Settings, err = readSettings(body, names, req.Target.quote)
	}
	for _, name := range names {
		if err != nil {
			s.Settings = append(s.Settings, probe.Setting{Name: name, Persistent: probe.PersistentUnknown, Why: c.why(err)})
		}
	}
	for i := range s.Settings {
		s.Settings[i].Query = "GET " + settingsPath
	}
	if nodes != 1 && slices.ContainsFunc(s.Settings, func(set probe.Setting) bool { return set.Origin == ofNode }) {
		c.askNodes(ctx, s.Settings)
	}
	return s
}

// askNodes looks whether the nodes of a cluster agree on the settings that each
// has for itself. Where they do not, there is no one value.
func (c *client) askNodes(ctx context.Context, settings []probe.Setting) {
	var nodes []node
	body, err := c.get(ctx, nodesPath)
	if err == nil {
		nodes, err = readNodes(body, c.target.quote)
	}
	for i := range settings {
		s := &settings[i]
		switch {
		case s.Origin != ofNode:
		case err != nil:
			s.Note = "other nodes may have another value, which was not seen: " + c.why(err)
		default:
			s.Query += ", GET " + nodesPath
			if apart := disagreement(nodes, s.Name, c.target.quote); apart != "" {
				s.Value, s.Text, s.Why = "", "", "the nodes do not agree on it: "+apart
			}
		}
	}
}

// SearchStatus says how far the observation of a search engine got.
func SearchStatus(s probe.Search) probe.Status {
	unseen := []string{s.VersionWhy, s.HealthWhy}
	for _, set := range s.Settings {
		if set.Why != "" {
			unseen = append(unseen, set.Name+": "+set.Why)
		}
	}
	return statusOf("search "+s.Name, s.Connected, s.Why, unseen...)
}

// readEngine reads what both engines answer at their root:
// {"cluster_name":"…","version":{"distribution":"opensearch","number":"2.11.1"},"tagline":"…"}.
func readEngine(body []byte, s *probe.Search) error {
	var answer struct {
		Cluster string `json:"cluster_name"`
		Tagline string `json:"tagline"`
		Version struct {
			Distribution string `json:"distribution"` // OpenSearch only
			Number       string `json:"number"`
		} `json:"version"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.Version.Number == "" {
		return otherProduct("the answer is not that of Elasticsearch or OpenSearch")
	}
	quote := Target{}.quote
	number := quote(answer.Version.Number)
	switch {
	case answer.Version.Distribution == probe.DistributionOpenSearch,
		answer.Version.Distribution == "" && strings.Contains(answer.Tagline, "OpenSearch"): // posing, 1.3 leaves it out
		s.Distribution = probe.DistributionOpenSearch
	case answer.Version.Distribution == "" && strings.Contains(answer.Tagline, "for Search"):
		s.Distribution = probe.DistributionElasticsearch
	default:
		return otherProduct("the answer is that of neither Elasticsearch nor OpenSearch, but of %q", quote(answer.Version.Distribution+" "+answer.Tagline))
	}
	s.Cluster = quote(answer.Cluster)
	s.VersionText = s.Distribution + " " + number
	// OpenSearch can pose as the Elasticsearch that it came from, for old clients.
	if s.Distribution == probe.DistributionOpenSearch && strings.HasPrefix(number, "7.10.") {
		s.VersionWhy = "OpenSearch gives the version of Elasticsearch " + number + " instead of its own: switch off compatibility.override_main_response_version"
	} else {
		s.Version = number
	}
	return nil
}

// readHealth reads {"status":"green","number_of_nodes":3,…}. The number of nodes
// is 0 where it is not told.
func readHealth(body []byte) (status string, nodes int, err error) {
	var answer struct {
		Status string `json:"status"`
		Nodes  int    `json:"number_of_nodes"`
	}
	if json.Unmarshal(body, &answer) != nil || !slices.Contains([]string{"green", "yellow", "red"}, answer.Status) {
		return "", 0, otherProduct("%s does not say green, yellow or red", healthPath)
	}
	return answer.Status, answer.Nodes, nil
}

// settingLayers are the places a setting can be set in, what wins first.
var settingLayers = []struct{ name, origin, persistent string }{
	{"transient", "cluster settings, transient", probe.PersistentNo},
	{"persistent", "cluster settings, persistent", probe.PersistentYes},
	{"defaults", ofNode, probe.PersistentYes},
}

// readSettings reads {"persistent":{"name":"value"},"transient":{…},"defaults":{…}}
// and reports the named settings in the order of names.
func readSettings(body []byte, names []string, quote func(string) string) ([]probe.Setting, error) {
	var answer map[string]map[string]json.RawMessage
	if err := json.Unmarshal(body, &answer); err != nil || answer["defaults"] == nil {
		return nil, otherProduct("%s does not list settings", settingsPath)
	}
	found := make([]probe.Setting, 0, len(names))
	for _, name := range names {
		s := probe.Setting{Name: name, Persistent: probe.PersistentUnknown}
		if secretName.MatchString(name) {
			s.Why = "withheld: it may hold a secret"
		} else {
			s.Why = "this search engine has no such setting"
			for _, layer := range settingLayers {
				if raw, ok := answer[layer.name][name]; ok {
					s.Text = quote(plain(raw))
					s.Value, s.Origin, s.Persistent, s.Why = s.Text, layer.origin, layer.persistent, ""
					break
				}
			}
		}
		if s.Value == "" && s.Why == "" {
			s.Why = fmt.Sprintf("%s is empty", name)
		}
		found = append(found, s)
	}
	return found, nil
}

// node is one node of a cluster, with the settings of its configuration.
type node struct {
	name     string
	settings map[string]json.RawMessage
}

// readNodes reads {"nodes":{"ID":{"name":"node-1","settings":{"name":"value"}},…}}
// and sorts the nodes by name.
func readNodes(body []byte, quote func(string) string) ([]node, error) {
	var answer struct {
		Nodes map[string]struct {
			Name     string                     `json:"name"`
			Settings map[string]json.RawMessage `json:"settings"`
		} `json:"nodes"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Nodes) == 0 {
		return nil, otherProduct("%s lists no nodes", nodesPath)
	}
	nodes := make([]node, 0, len(answer.Nodes))
	for id, n := range answer.Nodes {
		nodes = append(nodes, node{quote(cmp.Or(n.Name, id)), n.Settings})
	}
	slices.SortFunc(nodes, func(a, b node) int { return strings.Compare(a.name, b.name) })
	return nodes, nil
}

// disagreement says how the nodes differ in a setting, "" when they do not.
func disagreement(nodes []node, name string, quote func(string) string) string {
	var values []string
	with := map[string][]string{}
	for _, n := range nodes {
		value := "their default"
		if raw, ok := n.settings[name]; ok {
			value = quote(plain(raw))
		}
		if with[value] == nil {
			values = append(values, value)
		}
		with[value] = append(with[value], n.name)
	}
	if len(values) < 2 {
		return ""
	}
	slices.Sort(values)
	var parts []string
	for _, value := range values {
		parts = append(parts, fmt.Sprintf("%s on %s", value, strings.Join(with[value], ", ")))
	}
	return quote(strings.Join(parts, "; ")) // which also keeps it short, however many nodes there are
}

var secretName = regexp.MustCompile(`(?i)password|secret|token|credential|private|access_?key`)

// plain is a setting's value as it would be written: text without quotes, and
// lists and numbers as JSON has them.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(bytes.TrimSpace(raw))
}

package server

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/omlint/omlint/probe"
)

// Whatever a server answers: what is kept of it is one line of text a piece, not
// endless, and either there is a version or a reason why not.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"version":"1.3.1","revision":"4f2a9c1","timestamp":1700000000000}`,
		`{"database":{"description":"x","passed":true,"message":"Connected"},"migrations":{"passed":false}}`,
		`{"cluster_name":"om","version":{"distribution":"opensearch","number":"2.11.1"},"tagline":"The OpenSearch Project"}`,
		`{"cluster_name":"om","version":{"number":"8.11.4"},"tagline":"You Know, for Search"}`,
		`{"status":"red","number_of_nodes":2}`,
		`{"nodes":{"x":{"name":"node-1","settings":{"a.b":"1"}},"y":{"name":"node-2","settings":{}}}}`,
		`{"persistent":{},"transient":{"a.b":"1"},"defaults":{"a.b":["x","y"],"c":null}}`,
		`{"defaults":{"a.b":"line\nline ://u:p@h password=x"}}`, `null`, `[]`, `"`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		quote := Target{secrets: []string{"s3cr3t"}}.quote
		s := probe.Search{Settings: []probe.Setting{}}
		var kept []string
		if version, revision, err := readVersion(body); err == nil {
			kept = append(kept, version, revision)
		}
		if checks, err := readChecks(body, quote); err == nil {
			if len(checks) == 0 {
				t.Error("no check, and no error")
			}
			for _, c := range checks {
				kept = append(kept, c.Name, c.Message)
			}
		}
		if err := readEngine(body, &s); err == nil {
			if s.Distribution == "" || s.Version == "" && s.VersionWhy == "" && s.VersionText == "" {
				t.Errorf("neither an engine nor a reason: %+v", s)
			}
			kept = append(kept, s.Version, s.VersionText, s.VersionWhy, s.Cluster)
		}
		if health, _, err := readHealth(body); err == nil {
			kept = append(kept, health)
		}
		if nodes, err := readNodes(body, quote); err == nil {
			for _, n := range nodes {
				kept = append(kept, n.name)
			}
			if apart := disagreement(nodes, "a.b", quote); (apart != "") != differ(nodes, quote) {
				t.Errorf("%+v disagree: %q", nodes, apart)
			}
		}
		if settings, err := readSettings(body, []string{"a.b", "c"}, quote); err == nil {
			for _, set := range settings {
				if (set.Value == "") != (set.Why != "") {
					t.Errorf("a value, or a reason why not: %+v", set)
				}
				kept = append(kept, set.Value, set.Text)
			}
		}
		for _, text := range kept {
			if len([]rune(text)) > 400 || strings.ContainsAny(text, "\r\n\x1b\x00") || !utf8.ValidString(text) {
				t.Errorf("not fit to be shown: %q", text)
			}
			if _, err := json.Marshal(text); err != nil {
				t.Error(err)
			}
		}
	})
}

// differ compares the first node with each other one.
func differ(nodes []node, quote func(string) string) bool {
	value := func(n node) string {
		if raw, ok := n.settings["a.b"]; ok {
			return quote(plain(raw))
		}
		return "their default"
	}
	return slices.ContainsFunc(nodes, func(n node) bool { return value(n) != value(nodes[0]) })
}

// A URL is read, or refused without repeating what may be its password.
func FuzzURL(f *testing.F) {
	for _, seed := range []string{"https://om.example.com:8585/api", "http://u:p@[::1]:1/", "HTTP://u%3Ap@h", "https://u:p/q@h", "http://h?x#y", "://", "http://@"} {
		f.Add(seed, "token")
	}
	f.Fuzz(func(t *testing.T, raw, secret string) {
		for _, parse := range []func(string, string) (*Target, error){ParseServerURL, ParseSearchURL} {
			target, err := parse(raw, secret)
			if err != nil {
				if len(raw) > 60 && strings.Contains(err.Error(), raw) {
					t.Errorf("repeats the URL: %v", err)
				}
				continue
			}
			shown, err := url.Parse(target.String())
			if err != nil || shown.User != nil || shown.RawQuery != "" || shown.Fragment != "" || shown.Hostname() == "" {
				t.Errorf("%q is shown as %q", raw, target)
			}
			if strings.ContainsAny(target.authorization, "\r\n\x00") {
				t.Errorf("a header of several lines: %q", target.authorization)
			}
		}
	})
}

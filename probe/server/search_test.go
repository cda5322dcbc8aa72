package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
)

const maxClauses = "indices.query.bool.max_clause_count"

func TestSearch(t *testing.T) {
	s := start(t, testserver.Search{
		Distribution: "opensearch", Number: "2.19.1", Health: "yellow", User: "om", Password: password,
		Settings: map[string]map[string]any{
			"transient":  {"action.auto_create_index": "false"},
			"persistent": {"action.auto_create_index": "true", "cluster.routing.allocation.awareness.attributes": []string{"zone", "rack"}},
			"defaults":   {maxClauses: "1024", "s3.client.default.secret_key": "s3cr3t", "empty": ""},
		},
	})
	// The same, with the password in the environment and in the URL.
	withUser := strings.Replace(s.URL, "http://", "http://om@", 1)
	inURL := strings.Replace(s.URL, "http://", "http://"+url.UserPassword("om", password).String()+"@", 1)
	for _, where := range []string{withUser, inURL} {
		given := ""
		if where == withUser {
			given = password
		}
		got := collectSearch(t, where+"/", given, maxClauses, maxClauses, "action.auto_create_index", "cluster.routing.allocation.awareness.attributes",
			"empty", "no.such.setting", "s3.client.default.secret_key")
		query := "GET " + settingsPath
		want := probe.Search{
			Name: s.URL, Connected: true, Distribution: "opensearch", Version: "2.19.1", VersionText: "opensearch 2.19.1", Cluster: "openmetadata", Health: "yellow",
			Settings: []probe.Setting{
				{Name: "action.auto_create_index", Value: "false", Text: "false", Origin: "cluster settings, transient", Persistent: "no", Query: query},
				{Name: "cluster.routing.allocation.awareness.attributes", Value: `["zone","rack"]`, Text: `["zone","rack"]`, Origin: "cluster settings, persistent", Persistent: "yes", Query: query},
				{Name: "empty", Origin: "configuration file or default of the node that answered", Persistent: "yes", Query: query, Why: "empty is empty"},
				{Name: maxClauses, Value: "1024", Text: "1024", Origin: "configuration file or default of the node that answered", Persistent: "yes", Query: query},
				{Name: "no.such.setting", Persistent: "unknown", Query: query, Why: "this search engine has no such setting"},
				{Name: "s3.client.default.secret_key", Persistent: "unknown", Query: query, Why: "withheld: it may hold a secret"},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		if s := SearchStatus(got); s.Status != probe.StatusPartial || !strings.Contains(s.Why, "no.such.setting") {
			t.Errorf("got %+v", s)
		}
	}
}

func TestSearchEngine(t *testing.T) {
	for name, test := range map[string]struct {
		body              string
		distribution, why string
		version           string
	}{
		"Elasticsearch":         {`{"version":{"number":"8.11.4"},"tagline":"You Know, for Search"}`, "elasticsearch", "", "8.11.4"},
		"OpenSearch":            {`{"version":{"distribution":"opensearch","number":"1.3.20"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`, "opensearch", "", "1.3.20"},
		"OpenSearch posing":     {`{"version":{"distribution":"opensearch","number":"7.10.2"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`, "opensearch", "compatibility.override_main_response_version", ""},
		"OpenSearch 1.3 posing": {`{"version":{"number":"7.10.2"},"tagline":"The OpenSearch Project: https://opensearch.org/"}`, "opensearch", "compatibility.override_main_response_version", ""},
		"a fork":                {`{"version":{"distribution":"easysearch","number":"1.7.0"},"tagline":"You Know, For Easy Search!"}`, "", "neither Elasticsearch nor OpenSearch", ""},
		"a look-alike":          {`{"version":{"number":"7.10.2"},"tagline":"fast logs"}`, "", "neither Elasticsearch nor OpenSearch", ""},
		"OpenMetadata":          {`{"version":"1.3.1","revision":"x"}`, "", "not that of Elasticsearch or OpenSearch", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(test.body)) }))
			got := collectSearch(t, s.URL, "")
			if got.Distribution != test.distribution || got.Version != test.version || !strings.Contains(got.Why+got.VersionWhy, test.why) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// What one answer lacks does not take the others along.
func TestSearchInPart(t *testing.T) {
	engine := testserver.Search{Distribution: "elasticsearch", Number: "8.11.4", Health: "green"}
	for path, want := range map[string]string{"/_cluster/health": "health", "/_cluster/settings": "settings"} {
		for _, status := range []int{http.StatusForbidden, http.StatusInternalServerError, http.StatusOK} {
			s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == path {
					w.WriteHeader(status)
					_, _ = w.Write([]byte("{}"))
					return
				}
				engine.ServeHTTP(w, r)
			}))
			got := collectSearch(t, s.URL, "", maxClauses)
			blind := got.HealthWhy
			if want == "settings" {
				blind = got.Settings[0].Why
			}
			if !got.Connected || got.Version != "8.11.4" || !strings.Contains(blind, path) || SearchStatus(got).Status != probe.StatusPartial {
				t.Errorf("%s with %d: %+v", path, status, got)
			}
		}
	}
	s := start(t, testserver.Search{Distribution: "elasticsearch", Number: "8.11.4", User: "om", Password: password})
	got := collectSearch(t, strings.Replace(s.URL, "http://", "http://om@", 1), "s3cr3t-but-wrong")
	if text, _ := json.Marshal(got); got.Connected || !strings.Contains(got.Why, "refuses the login") || strings.Contains(string(text), "s3cr3t") {
		t.Errorf("got %s", text)
	}
	if got = collectSearch(t, s.URL, ""); !strings.Contains(got.Why, "OMLINT_SEARCH_PASSWORD") {
		t.Errorf("got %+v", got)
	}
}

// Each node of a cluster has a configuration of its own, and one may be left out.
func TestNodesDisagree(t *testing.T) {
	set, unset := map[string]any{maxClauses: "4096"}, map[string]any{"node.name": "x"}
	for name, test := range map[string]struct {
		nodes      map[string]map[string]any
		value, why string
	}{
		"all the same":     {map[string]map[string]any{"a": set, "b": set}, "4096", ""},
		"one left out":     {map[string]map[string]any{"a": set, "b": unset, "c": set}, "", "the nodes do not agree on it: 4096 on a, c; their default on b"},
		"all at a default": {map[string]map[string]any{"a": unset, "b": unset}, "4096", ""},
	} {
		t.Run(name, func(t *testing.T) {
			engine := testserver.Search{
				Distribution: "opensearch", Number: "2.11.1", Health: "green", Nodes: test.nodes,
				Settings: map[string]map[string]any{"defaults": {maxClauses: "4096"}},
			}
			got := collectSearch(t, start(t, engine).URL, "", maxClauses)
			if set := got.Settings[0]; set.Value != test.value || set.Why != test.why || !strings.HasSuffix(set.Query, nodesPath) {
				t.Errorf("got %+v", set)
			}
			// What the cluster sets holds for every node; where the nodes are not shown, that is said.
			engine.Settings = map[string]map[string]any{"persistent": {maxClauses: "1024"}, "defaults": {}}
			if set := collectSearch(t, start(t, engine).URL, "", maxClauses).Settings[0]; set.Value != "1024" || set.Why+set.Note != "" {
				t.Errorf("got %+v", set)
			}
			engine.Settings = map[string]map[string]any{"defaults": {maxClauses: "4096"}}
			closed := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Path, "/_nodes") {
					w.WriteHeader(http.StatusForbidden)
					return
				}
				engine.ServeHTTP(w, r)
			}))
			if set := collectSearch(t, closed.URL, "", maxClauses).Settings[0]; set.Value != "4096" || !strings.Contains(set.Note, "other nodes may have another value") {
				t.Errorf("got %+v", set)
			}
		})
	}
}

package testserver

import (
	"encoding/json"
	"net/http"
)

// OpenMetadata answers like an OpenMetadata server.
type OpenMetadata struct {
	Version string
	Token   string            // that its status wants; "" none
	Failing map[string]string // what its status finds wrong, by the name of the part
	Old     bool              // its version is where releases before 1.0 have it
}

func (o OpenMetadata) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version := "/api/v1/system/version"
	if o.Old {
		version = "/api/v1/version"
	}
	switch {
	case r.URL.Path == version:
		answer(w, map[string]any{"version": o.Version, "revision": "4f2a9c1", "timestamp": 1700000000000})
	case r.URL.Path != "/api/v1/system/status" || o.Old:
		w.WriteHeader(http.StatusNotFound)
		answer(w, map[string]any{"code": 404, "message": "HTTP 404 Not Found"})
	case o.Token != "" && r.Header.Get("Authorization") != "Bearer "+o.Token:
		w.WriteHeader(http.StatusUnauthorized)
		answer(w, map[string]any{"code": 401, "message": "Not Authorized! Token not present"})
	default:
		status := map[string]any{}
		for _, part := range []string{"database", "searchInstance", "pipelineServiceClient", "jwks", "migrations"} {
			status[part] = map[string]any{"description": "Checks " + part, "passed": true, "message": ""}
		}
		for part, message := range o.Failing {
			status[part] = map[string]any{"description": "Checks " + part, "passed": false, "message": message}
		}
		answer(w, status)
	}
}

// Search answers like a search engine.
type Search struct {
	Distribution string // "elasticsearch" or "opensearch"
	Number       string // of its version
	Health       string
	User         string // that it wants to log in; "" none
	Password     string
	Nodes        map[string]map[string]any // the settings of each node's configuration; none: one node
	Settings     map[string]map[string]any // layer ("transient", "persistent", "defaults"), name, value
}

func (s Search) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if user, password, _ := r.BasicAuth(); s.User != "" && (user != s.User || password != s.Password) {
		w.WriteHeader(http.StatusUnauthorized)
		answer(w, map[string]any{"status": 401, "error": map[string]any{"type": "security_exception"}})
		return
	}
	switch r.URL.Path {
	case "/":
		version := map[string]any{"number": s.Number, "build_type": "tar", "lucene_version": "9.8.0"}
		tagline := "You Know, for Search"
		if s.Distribution == "opensearch" {
			version["distribution"] = s.Distribution
			tagline = "The OpenSearch Project: https://opensearch.org/"
		}
		answer(w, map[string]any{"name": "node-1", "cluster_name": "openmetadata", "version": version, "tagline": tagline})
	case "/_cluster/health":
		answer(w, map[string]any{"cluster_name": "openmetadata", "status": s.Health, "number_of_nodes": max(1, len(s.Nodes))})
	case "/_nodes/settings":
		nodes := map[string]any{}
		for name, settings := range s.Nodes {
			nodes["id-of-"+name] = map[string]any{"name": name, "settings": settings}
		}
		answer(w, map[string]any{"nodes": nodes})
	case "/_cluster/settings":
		layers := map[string]any{"persistent": map[string]any{}, "transient": map[string]any{}}
		if r.URL.Query().Get("include_defaults") == "true" {
			layers["defaults"] = map[string]any{"cluster.name": "openmetadata"}
		}
		for layer, settings := range s.Settings {
			layers[layer] = settings
		}
		answer(w, layers)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // whoever hung up does not want the rest
}

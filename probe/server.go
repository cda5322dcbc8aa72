package probe

// Server is an OpenMetadata server as it answers over HTTP.
type Server struct {
	Name        string        `json:"name"` // the base URL without user and password
	Connected   bool          `json:"connected"`
	Why         string        `json:"why"` // why nothing is known of it; "" when connected
	Version     string        `json:"version"`
	Revision    string        `json:"revision"`     // the commit it was built from; "" unknown
	VersionFrom string        `json:"version_from"` // the URL that told the version
	Checks      []ServerCheck `json:"checks"`       // what it says of the parts it depends on, sorted by name
	ChecksFrom  string        `json:"checks_from"`  // the URL that told them
	ChecksWhy   string        `json:"checks_why"`   // why they are not known; "" when they are
}

// ServerCheck is what a server says of one of the parts it depends on.
type ServerCheck struct {
	Name    string `json:"name"` // "database", "searchInstance", "migrations", …
	Passed  bool   `json:"passed"`
	Message string `json:"message"` // the server's own words
}

// Search is a search engine as it answers over HTTP.
type Search struct {
	Name         string    `json:"name"` // the URL without user and password
	Connected    bool      `json:"connected"`
	Why          string    `json:"why"`          // why nothing is known of it; "" when connected
	Distribution string    `json:"distribution"` // DistributionElasticsearch or DistributionOpenSearch
	Version      string    `json:"version"`      // "8.11.4"; "" unknown
	VersionWhy   string    `json:"version_why"`  // why the version is not known; "" when it is
	VersionText  string    `json:"version_text"` // what the engine said of itself
	Cluster      string    `json:"cluster"`      // the cluster's name
	Health       string    `json:"health"`       // "green", "yellow", "red"; "" unknown
	HealthWhy    string    `json:"health_why"`   // why the health is not known; "" when it is
	Settings     []Setting `json:"settings"`     // sorted by name
}

// The values of Search.Distribution.
const (
	DistributionElasticsearch = "elasticsearch"
	DistributionOpenSearch    = "opensearch"
)

// Setting returns the named setting, or nil when it was not observed.
func (s *Search) Setting(name string) *Setting {
	for i := range s.Settings {
		if s.Settings[i].Name == name {
			return &s.Settings[i]
		}
	}
	return nil
}

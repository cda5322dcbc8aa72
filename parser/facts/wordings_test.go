package facts

import "testing"

// TestOtherPages are ways of writing that pages outside the corpus use.
func TestOtherPages(t *testing.T) {
	for _, c := range []struct {
		name, text string
		id         string // "": nothing is demanded
		op         Op
		value      string
		version    Optional
	}{
		{"managed services", "# Bare metal\n\nWe support\n\n- Azure Database (MySQL) engine version 8 or higher\n", "db-version/mysql", AtLeast, "8", "1.4.0"},
		{"and the next one", "# Bare metal\n\nWe support\n\n- Azure Search (ElasticSearch) engine version up to 8.10 or Azure OpenSearch engine version up to 2.17\n", "service-version/opensearch/maximum", AtMost, "2.17", "1.4.0"},
		{"the next clause", "# Requirements\n\nOpenMetadata 1.3 supports Airflow 2.7, 1.4.1 supports Airflow 2.8.\n", "service-version/airflow", Equal, "2.7", "1.3.0"},
		{"a description", "# Upgrade\n\nThe tool will just dump the necessary data.\n", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := extract(t, "v1.4.x/deployment/page.md", c.text)
			if c.id == "" {
				if len(set.Facts) > 0 {
					t.Errorf("facts %v", ids(set.Facts))
				}
				return
			}
			f := find(t, set, c.id, Requirement)
			if f.Expect.Op != c.op || f.Expect.Value != c.value || f.Version != c.version {
				t.Errorf("expects %v of %q", f.Expect, f.Version)
			}
		})
	}
	// Fields that have no name, of something that has one.
	set := extract(t, "v2.0.x/upgrade.md", "# Breaking Changes\n\n- The `metadata profile --quick` option was removed.\n")
	if f := find(t, set, "cli-flag/metadata-profile-quick", BreakingChange); f.Subject.Name != "metadata profile --quick" || len(set.Facts) != 1 {
		t.Errorf("a flag takes its command along: %v", ids(set.Facts))
	}
	if set := extract(t, "page.md", "# Notable Changes\n\n- Undefined properties of env are ignored. `38ee25e2e2`\n"); len(set.Facts) != 1 {
		t.Errorf("facts %v", ids(set.Facts))
	}
	set = extract(t, "guide.md", "# Upgrade\n\nYou must take a backup of the database.\n\n## Troubleshooting\n\n### With 0.13.0 Release\n\nIf it fails, try again.\n")
	if f := find(t, set, "backup/database", Requirement); f.Version != "" {
		t.Errorf("a heading of troubleshooting dates the page: %q", f.Version)
	}
	set = extract(t, "v1.5.x/upgrade.md", "# Breaking Changes\n\n## 1.5.1\n\n### Deprecating botTokens from the configuration\n\nStarting with `1.4.2`, bots are set up on their page.\n")
	if f := find(t, set, "config-key/botTokens", Deprecation); f.Version != "1.4.2" {
		t.Errorf("the text's own release loses to its heading's: %q", f.Version)
	}
}

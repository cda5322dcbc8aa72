package deploy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func running(version string, checks ...probe.ServerCheck) *probe.Snapshot {
	s := probe.New()
	s.Servers = []probe.Server{{Name: "https://om", Connected: true, Version: version, VersionFrom: "https://om/api/v1/system/version", Checks: checks}}
	return s
}

func searching(distribution, version string, settings ...probe.Setting) *probe.Snapshot {
	s := probe.New()
	s.Search = []probe.Search{{
		Name: "https://search", Connected: true, Distribution: distribution, Version: version, VersionText: distribution + " " + version,
		Health: "green", Settings: settings,
	}}
	return s
}

// whole renders what the checks of the snapshot as a whole say under a rule.
func whole(in Input, rule string) string {
	var lines []string
	for _, r := range Audit(in) {
		if r.Rule == rule {
			lines = append(lines, fmt.Sprintf("%s %s", r.Outcome, r.Message))
		}
	}
	return strings.Join(lines, "\n")
}

func TestDeployedVersion(t *testing.T) {
	for _, test := range []struct{ runs, from, to, want string }{
		{"1.3.1", "1.3.1", "1.4.0", "pass https://om runs 1.3.1, as --from says"},
		{"1.3.1", "1.3", "1.4.0", "pass"},
		{"1.3.1", "1.3.x", "1.4.0", "pass"},
		{"1.13.0-SNAPSHOT", "1.13.0", "2.0", "pass"},
		{"1.2.4", "1.3.0", "1.4.0", "fail https://om runs 1.2.4, older than --from 1.3.0"},
		{"1.9.2", "1.10.0", "1.11.0", "fail"}, // as versions: 9 comes before 10
		{"1.3.1", "1.3.0", "1.4.0", "warn https://om runs 1.3.1, later than --from 1.3.0"},
		{"1.4.0", "1.3.0", "1.4.0", "warn"},
		{"1.5.0", "1.3.0", "1.4.0", "fail https://om runs 1.5.0 already, later than --to 1.4.0: there is no way back"},
		{"1.5.0", "1.3.0", "", "warn"},
		{"1.3.1", "", "1.4.0", "not-applicable --from names no release"},
		{"${project.version}", "1.3.0", "1.4.0", "unknown https://om calls itself"},
		{"", "1.3.0", "1.4.0", "unknown"},
	} {
		in := Input{Snapshot: running(test.runs), From: test.from, To: test.to}
		if got := whole(in, "deploy/deployed-version"); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s runs, from %s to %s: got %s, want %s…", test.runs, test.from, test.to, got, test.want)
		}
	}
}

func TestServerStatus(t *testing.T) {
	on := running("1.3.1",
		probe.ServerCheck{Name: "database", Passed: true},
		probe.ServerCheck{Name: "jwks", Message: "no key"},
		probe.ServerCheck{Name: "migrations", Message: "Unexpected executed migrations [1.8.5]"},
		probe.ServerCheck{Name: "searchInstance"},
	)
	want := `pass the server's own check "database" passes
warn the server's own check "jwks" fails: no key
fail the server's own check "migrations" fails: Unexpected executed migrations [1.8.5]
fail the server's own check "searchInstance" fails: no reason given`
	if got := whole(Input{Snapshot: on}, "deploy/server-status"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	on.Servers[0].Checks = nil
	if got := whole(Input{Snapshot: on}, "deploy/server-status"); !strings.HasPrefix(got, "unknown ") {
		t.Errorf("got %s", got)
	}
	on.Servers[0].ChecksWhy = "it wants a login"
	if got := whole(Input{Snapshot: on}, "deploy/server-status"); !strings.HasPrefix(got, "unknown ") || !strings.HasSuffix(got, "it wants a login") {
		t.Errorf("got %s", got)
	}
}

func TestSearchVersion(t *testing.T) {
	demand := func(name string, op facts.Op, value string) facts.Fact {
		return facts.Fact{
			ID: "service-version/" + name, Kind: facts.Requirement, Summary: "by hand",
			Subject: facts.Subject{Type: facts.ServiceVersion, Name: name}, Expect: &facts.Expect{Op: op, Value: value},
		}
	}
	brings := demand("elasticsearch", facts.Equal, "7.16.3")
	brings.Kind = facts.BreakingChange
	gone := demand("elasticsearch", facts.Absent, "7")
	gone.Kind = facts.BreakingChange
	posing := searching("opensearch", "")
	posing.Search[0].VersionWhy = "it poses as Elasticsearch"
	refused := probe.New()
	refused.Search = []probe.Search{{Name: "https://search", Why: "connection refused"}}
	elastic, open := func(v string) *probe.Snapshot { return searching("elasticsearch", v) }, func(v string) *probe.Snapshot { return searching("opensearch", v) }

	for _, test := range []struct {
		fact facts.Fact
		on   *probe.Snapshot
		want string
	}{
		{demand("elasticsearch", facts.AtLeast, "8"), elastic("8.0.0"), "pass Elasticsearch 8.0.0 is a supported version"},
		{demand("elasticsearch", facts.AtLeast, "8"), elastic("7.17.20"), "fail https://search runs Elasticsearch 7.17.20"},
		{demand("elasticsearch", facts.AtLeast, "8"), elastic("10.0.0"), "pass"}, // as versions: 10 follows 8
		{demand("elasticsearch", facts.AtLeast, "8"), open("2.11.1"), "not-applicable https://search is OpenSearch"},
		{demand("elasticsearch", facts.AtMost, "8.11.4"), elastic("8.11.4"), "pass"},
		{demand("elasticsearch", facts.AtMost, "8.11.4"), elastic("8.12.0"), "fail"},
		{demand("opensearch", facts.AtMost, "2.19"), open("2.19.3"), "pass"}, // a release of the line
		{demand("opensearch", facts.AtMost, "2.19"), open("3.0.0"), "fail"},
		{demand("opensearch", facts.Equal, "2.x"), open("2.11.1"), "pass"},
		{demand("opensearch", facts.Equal, "2.x"), open("1.3.20"), "fail"},
		{demand("opensearch", facts.Less, "3"), open("2.19.3"), "pass"},
		{demand("opensearch", facts.Greater, "1"), open("1.3.20"), "fail"}, // of the line 1
		{gone, elastic("7.17.20"), "fail"},
		{gone, elastic("8.11.4"), "pass"},
		{demand("opensearch", facts.AtLeast, "2"), posing, "unknown the version of https://search was not seen: it poses"},
		{demand("opensearch", facts.AtLeast, "2"), open("two"), "unknown"},
		{demand("opensearch", facts.AtLeast, "2"), refused, "unknown the version of https://search was not seen: connection refused"},
		{demand("opensearch", facts.AtLeast, "2"), probe.New(), "manual by hand; --search URL has it looked up"},
		{demand("opensearch", facts.In, "2"), open("2.11.1"), "unknown"},
		{demand("opensearch", facts.AtLeast, "the newest"), open("2.11.1"), "manual"},
		{brings, elastic("8.11.4"), "manual"},
		{demand("airflow", facts.AtLeast, "2.10"), open("2.11.1"), "manual"},
	} {
		if got := audit(test.fact, Input{Snapshot: test.on}); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s %s on %+v: got %s, want %s…", test.fact.ID, test.fact.Expect, test.on.Search, got, test.want)
		}
	}
}

func TestSearchSetting(t *testing.T) {
	fact := facts.Fact{
		ID: "search-setting/x", Kind: facts.Requirement, Summary: "x must be so.", Subject: facts.Subject{Type: facts.SearchSetting, Name: "x"},
		Expect: &facts.Expect{Op: facts.AtLeast, Value: "4096"},
	}
	value := func(v, persistent, why string) *probe.Snapshot {
		return searching("opensearch", "2.11.1", probe.Setting{Name: "x", Value: v, Persistent: persistent, Why: why})
	}
	for _, test := range []struct {
		on   *probe.Snapshot
		want string
	}{
		{value("4096", "yes", ""), "pass"},
		{value("1024", "yes", ""), "fail x is 1024; the documents require at least 4096"},
		{value("999", "yes", ""), "fail"}, // numbers, not text
		{value("4096", "no", ""), "warn x is 4096, as required, but only until the cluster restarts"},
		{value("many", "yes", ""), "unknown"},
		{value("", "", "forbidden"), "unknown x could not be read from https://search: forbidden"},
		{searching("opensearch", "2.11.1", probe.Setting{Name: "x", Value: "4096", Note: "other nodes were not seen"}), "unknown x is 4096; other nodes were not seen"},
		{searching("opensearch", "2.11.1", probe.Setting{Name: "x", Value: "1024", Note: "other nodes were not seen"}), "fail x is 1024; the documents require at least 4096; other nodes were not seen"},
		{searching("opensearch", "2.11.1"), "unknown x was not collected"},
		{probe.New(), "manual x must be so; --search URL has it looked up"},
	} {
		if got := audit(fact, Input{Snapshot: test.on}); !strings.HasPrefix(got, test.want) {
			t.Errorf("got %s, want %s…", got, test.want)
		}
	}
}

// A server that did not answer is never a pass, of anything; one that was not
// named is not spoken of.
func TestNothingPassesUnasked(t *testing.T) {
	s := probe.New()
	if found := Audit(Input{Snapshot: s}); len(found) > 0 {
		t.Errorf("of nothing: %+v", found)
	}
	s.Servers = []probe.Server{{Name: "https://om", Why: "timeout"}}
	s.Search = []probe.Search{{Name: "https://search", Why: "timeout"}, {Name: "https://half", Connected: true, HealthWhy: "forbidden"}}
	found := Audit(Input{Snapshot: s, From: "1.3.0", To: "1.4.0"})
	for _, f := range found {
		if f.Outcome != rules.Unknown || f.Source == "" {
			t.Errorf("got %+v", f)
		}
	}
	if len(found) != 3 {
		t.Errorf("%d findings: %+v", len(found), found)
	}
}

func TestRedCluster(t *testing.T) {
	s := searching("opensearch", "2.11.1")
	s.Search[0].Health = "red"
	if got := whole(Input{Snapshot: s}, "deploy/search-reached"); !strings.HasPrefix(got, "warn the cluster behind https://search is red") {
		t.Errorf("got %s", got)
	}
}

// A server does not run on the database of a later release, nor on one that
// lacks the migrations of its line.
func TestServerAndDatabase(t *testing.T) {
	for _, test := range []struct {
		runs     string
		migrated []string
		want     string
	}{
		{"1.5.3", []string{"1.4.0", "1.5.0"}, "pass"}, // 1.5.1 to 1.5.3 may have none
		{"1.5.3", []string{"1.5.0", "1.5.3"}, "pass"},
		{"1.13.0-SNAPSHOT", []string{"1.12.0", "1.13.0"}, "pass"},
		{"1.5.3", []string{"1.5.0", "1.5.4"}, "fail https://om runs 1.5.3, but mysql://om@db/openmetadata_db was migrated to 1.5.4"},
		{"1.9.1", []string{"1.9.0", "1.10.0"}, "fail"}, // as versions: 10 follows 9
		{"1.5.3", []string{"1.3.0", "1.4.1"}, "fail https://om runs 1.5.3, but mysql://om@db/openmetadata_db was migrated to 1.4.1 only"},
		{"1.5.3", nil, ""},
	} {
		d := live("mysql", "mysql")
		d.Looks = []probe.Look{{Name: "migrations", Columns: []string{"version"}}}
		for _, v := range test.migrated {
			d.Looks[0].Rows = append(d.Looks[0].Rows, []string{v})
		}
		got := ""
		for _, f := range judgeSameDeployment(running(test.runs).Servers[0], &d) {
			got += fmt.Sprintf("%s %s", f.Outcome, f.Message)
		}
		if !strings.HasPrefix(got, test.want) || (got == "") != (test.want == "") {
			t.Errorf("%s on %v: got %q, want %s…", test.runs, test.migrated, got, test.want)
		}
	}
}

package deploy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
)

// What a file cannot show is not passed, and not held against other engines.
func TestOnlyFiles(t *testing.T) {
	in := Input{Snapshot: snapshot(probe.Database{Name: "my.cnf", Source: probe.SourceFile, Engine: "mysql"})}
	version := func(engine facts.Engine) facts.Fact {
		return facts.Fact{ID: "v", Subject: facts.Subject{Type: facts.DBVersion, Engine: engine}, Expect: &facts.Expect{Op: facts.AtLeast, Value: "12"}}
	}
	connection := func(engine facts.Engine) facts.Fact {
		return facts.Fact{ID: "c", Subject: facts.Subject{Type: facts.Connectivity, Engine: engine}}
	}
	for _, test := range []struct {
		name string
		fact facts.Fact
		want string
	}{
		{"version of the engine", version(facts.MySQL), "unknown the version of MySQL was not seen: no live database was looked at, only files that describe one (my.cnf); pass --database or --snapshot"},
		{"version of another engine", version(facts.Postgres), "not-applicable the deployment has no PostgreSQL database"},
		{"connection", connection(facts.NoEngine), "unknown no live database was tried, only files that describe one were read (my.cnf); pass --database URL on the host that runs the upgrade"},
		{"connection to the engine", connection(facts.MySQL), "unknown no live database was tried, only files that describe one were read (my.cnf); pass --database URL on the host that runs the upgrade"},
		{"connection to another engine", connection(facts.Postgres), "not-applicable no PostgreSQL database is part of this deployment"},
	} {
		if got := audit(test.fact, in); got != test.want {
			t.Errorf("%s: got %s", test.name, got)
		}
	}
}

func TestFernetKeyKept(t *testing.T) {
	const old, other = "00000000000000aa", "00000000000000bb"
	key := func(file, owner, unless string, prints ...string) probe.Key {
		return probe.Key{Name: probe.FernetKey, File: file, Place: file + ":1", Owner: owner, Unless: unless, Fingerprints: prints}
	}
	lost := probe.Key{Name: probe.FernetKey, File: "v", Place: "v:1", Why: "it is in the Secret om"}
	stored := func(whose string) probe.Database {
		d := live("mysql", "mysql")
		d.Looks = []probe.Look{{Name: "encrypted", Columns: []string{"key_in_use"}, Rows: [][]string{{whose}}}}
		return d
	}
	if probe.Fingerprint("jJ/9sz0g0OHxsfxOoSfdFdmk3ysNmPRnH3TUAbz3IHA=") != defaultFingerprint {
		t.Error("the default key's fingerprint is another")
	}
	for _, test := range []struct {
		name string
		keys []probe.Key
		on   []probe.Database
		want []string // beginnings of messages
	}{
		{"no key", nil, nil, nil},
		{"a key of their own", []probe.Key{key("a", "", "", old)}, nil, []string{"pass the FERNET_KEY is a key of your own"}},
		{"the default", []probe.Key{key("a", "service om", "", defaultFingerprint)}, nil, []string{"warn the FERNET_KEY of service om is the key that OpenMetadata ships:"}},
		{"the default of a variable", []probe.Key{key("a", "", "K", defaultFingerprint)}, nil, []string{"warn the FERNET_KEY is the key that OpenMetadata ships, unless the environment sets K:"}},
		{"two files, one key", []probe.Key{key("a", "", "", old), key("b", "", "", old)}, nil, []string{"pass", "pass"}},
		{"two services, one key", []probe.Key{key("a", "x", "", old), key("a", "y", "", old)}, nil, []string{"pass"}},
		{"two services, two keys", []probe.Key{key("a", "x", "", old), key("a", "y", "", other)}, nil, []string{"pass", "pass", "fail the Fernet key changes: FERNET_KEY of y is another than at a:1"}},
		{"the key changes", []probe.Key{key("a", "", "", old), key("b", "", "", other)}, nil, []string{"pass", "pass", "fail the Fernet key changes"}},
		{"the key is rotated", []probe.Key{key("a", "", "", old), key("b", "", "", other, old)}, nil, []string{"pass", "pass"}},
		{"the old key is dropped", []probe.Key{key("a", "", "", other, old), key("b", "", "", old)}, nil, []string{"pass", "pass", "fail the Fernet key changes"}},
		{"the environment decides", []probe.Key{key("a", "", "", old), key("b", "", "K", defaultFingerprint)}, nil, []string{"pass", "warn", "manual b:1 has another Fernet key than a:1, unless the environment sets K"}},
		{"out of sight", []probe.Key{lost}, nil, []string{"manual the FERNET_KEY is not known: it is in the Secret om"}},
		{"the default is in use", []probe.Key{key("a", "", "", old)}, []probe.Database{stored(keyDefault)}, []string{"pass", "fail the Fernet key changes: stored passwords in mysql://om@db/openmetadata_db are encrypted with the default key"}},
		{"another is in use", []probe.Key{key("a", "", "", defaultFingerprint)}, []probe.Database{stored(keyOwn)}, []string{"warn", "fail the Fernet key changes"}},
		{"another is in use, the environment decides", []probe.Key{key("a", "", "K", defaultFingerprint)}, []probe.Database{stored(keyOwn)}, []string{"warn", "manual"}},
		{"their own is in use", []probe.Key{key("a", "", "", old)}, []probe.Database{stored(keyOwn), stored(""), stored(keyUnread)}, []string{"pass"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := snapshot(test.on...)
			s.Keys = test.keys
			var got []string
			for i, f := range judgeKeys(Input{Snapshot: s}) {
				line := fmt.Sprintf("%s %s", f.Outcome, f.Message)
				if i < len(test.want) && strings.HasPrefix(line, test.want[i]) {
					line = test.want[i]
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

package database_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// look collects settings from a URL that must parse.
func look(t *testing.T, url, migrationUser string, settings ...string) probe.Database {
	t.Helper()
	return lookFor(t, 20*time.Second, url, migrationUser, settings...)
}

func lookFor(t *testing.T, timeout time.Duration, url, migrationUser string, settings ...string) probe.Database {
	t.Helper()
	target, err := database.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return database.Collect(context.Background(), database.Request{
		Target: target, MigrationUser: migrationUser, Settings: settings, Timeout: timeout,
	})
}

// expect is what a test says about a setting. Strings other than value only
// have to be contained; "-" stands for an empty one.
type expect struct{ value, origin, persistent, pending, why, note string }

func (want expect) of(t *testing.T, db probe.Database, name string) {
	t.Helper()
	if !db.Connected {
		t.Fatalf("no connection: %s", db.Why)
	}
	s := db.Setting(name)
	if s == nil {
		t.Fatalf("%s was not collected", name)
	}
	if s.Value != want.value || s.Why != "" && s.Value != "" {
		t.Errorf("%s: value %q (why %q), want %q", name, s.Value, s.Why, want.value)
	}
	if want.why == "" {
		want.why = "-"
	}
	for _, f := range []struct{ field, got, want string }{
		{"origin", s.Origin, want.origin},
		{"persistent", s.Persistent, want.persistent},
		{"pending", s.Pending, want.pending},
		{"why", s.Why, want.why},
		{"note", s.Note, want.note},
	} {
		if f.want == "-" && f.got != "" || f.want != "-" && !strings.Contains(f.got, f.want) {
			t.Errorf("%s: %s %q, want %q", name, f.field, f.got, f.want)
		}
	}
	if strings.ContainsAny(s.Origin+s.Pending+s.Why+s.Note, "\n\r\t") {
		t.Errorf("%s: more than one line in %+v", name, s)
	}
}

// all returns every string of a result, as JSON and as Go prints it.
func all(t *testing.T, db probe.Database) string {
	t.Helper()
	text, err := json.Marshal(db)
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + fmt.Sprintf("%+v", db)
}

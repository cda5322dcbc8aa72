package main

import (
	"testing"

	"github.com/omlint/omlint/report"
	"github.com/omlint/omlint/rules"
)

// The exit statuses, one by one: README, "Outcomes and exit status".
func TestGate(t *testing.T) {
	fallback := []string{"fail", "unknown"} // what --fail-on is without the flag
	for _, test := range []struct {
		name     string
		failOn   []string
		strict   bool
		outcomes []rules.Outcome
		want     int
	}{
		{"all in order", fallback, false, []rules.Outcome{rules.Pass, rules.NotApplicable}, exitOK},
		{"a failure", fallback, false, []rules.Outcome{rules.Pass, rules.Fail}, exitFail},
		{"not looked at", fallback, false, []rules.Outcome{rules.Pass, rules.Unknown}, exitUnknown},
		{"a failure outranks what was not looked at", fallback, false, []rules.Outcome{rules.Unknown, rules.Fail}, exitFail},
		{"warnings and manual steps pass by default", fallback, false, []rules.Outcome{rules.Warn, rules.Manual}, exitOK},
		{"waived passes", fallback, true, []rules.Outcome{rules.Waived}, exitOK},
		{"strict: a warning", fallback, true, []rules.Outcome{rules.Warn}, exitFail},
		{"strict: a manual step", fallback, true, []rules.Outcome{rules.Manual}, exitFail},
		{"strict: not looked at", fallback, true, []rules.Outcome{rules.Unknown}, exitUnknown},
		{"only failures asked for", []string{"fail"}, false, []rules.Outcome{rules.Unknown, rules.Warn}, exitOK},
		{"warnings asked for", []string{"warn"}, false, []rules.Outcome{rules.Warn}, exitFail},
		{"a failure is above every level", []string{"manual"}, false, []rules.Outcome{rules.Fail}, exitFail},
		{"an outcome nobody knows is no pass", fallback, false, []rules.Outcome{"new"}, exitUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			var found []rules.Finding
			for _, o := range test.outcomes {
				found = append(found, rules.Finding{Outcome: o})
			}
			g := gate{failOn: test.failOn, strict: test.strict}
			if got := g.status(report.New("audit", found, report.Coverage{}).Summary); got != test.want {
				t.Errorf("exit status %d, want %d", got, test.want)
			}
		})
	}
}

// Passwords in arguments, wherever a URL may hold one.
func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"mysql://om:secret@host/db":                                "mysql://om:******@host/db",
		"postgres://postgres:postgres@host/postgres":               "postgres://postgres:********@host/postgres",
		"mysql://om:a/b?c@d@host/db":                               "mysql://om:*******@host/db",
		"mysql://om%3Asecret@host/db":                              "mysql://om%3A******@host/db",
		"jdbc:mysql://host/db?user=om&password=secret&useSSL=true": "jdbc:mysql://host/db?user=om&password=******&useSSL=true",
		"jdbc:mysql://(host=h)(password=secret)/db":                "jdbc:mysql://(host=h)(password=******)/db",
		"mysql://host/db?pwd=secret":                               "mysql://host/db?pwd=******",
		"--database=mysql://om:secret@host/db":                     "--database=mysql://om:******@host/db",
		"mysql://om@host/db":                                       "mysql://om@host/db",
		"see https://example.org/a:b and mail om@example.org":      "see https://example.org/a:b and mail om@example.org",
		"no URL: password=secret":                                  "no URL: password=secret",
	} {
		if got := masked(text); got != want {
			t.Errorf("masked(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

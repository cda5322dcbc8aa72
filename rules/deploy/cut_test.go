package deploy_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/faultproxy"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// at looks at the deployment at an address that need not be its server's.
func (d deployment) at(t *testing.T, address string, timeout time.Duration, queries []probe.Query) probe.Database {
	t.Helper()
	server := fmt.Sprintf("%s:%d", d.Host, d.Port)
	target, err := database.ParseURL(strings.Replace(d.URL(d.user, password, d.database), server, address, 1))
	if err != nil {
		t.Fatal(err)
	}
	return database.Collect(context.Background(), database.Request{
		Target: target, Settings: []string{map[string]string{database.EngineMySQL: "sort_buffer_size", database.EnginePostgres: "work_mem"}[target.Engine]}, Queries: queries, Timeout: timeout,
	})
}

// Wherever and however a connection ends, the probe ends in time, what it had
// read is there, what it had not is no answer, and nothing passes on that.
func TestCutConnections(t *testing.T) {
	const cuts = 7
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			server := fmt.Sprintf("%s:%d", d.Host, d.Port)
			whole := faultproxy.Start(t, server, faultproxy.Fault{})
			sound := d.at(t, whole.Address(), 20*time.Second, deploy.Queries())
			if status := database.Status(sound); status.Status != probe.StatusOK {
				t.Fatal(status.Why)
			}
			t.Logf("%d bytes in %d round trips", whole.Bytes(), whole.RoundTrips())

			t.Run("cut", func(t *testing.T) {
				for name, kind := range map[string]faultproxy.Kind{"drop": faultproxy.Drop, "reset": faultproxy.Reset, "close": faultproxy.Close} {
					for i := range cuts {
						after := whole.Bytes() * i / cuts
						t.Run(fmt.Sprintf("%s after %d bytes", name, after), func(t *testing.T) {
							t.Parallel()
							const grace = 3 * time.Second
							var seen probe.Database
							for timeout := 700 * time.Millisecond; ; timeout *= 4 {
								proxy := faultproxy.Start(t, server, faultproxy.Fault{Kind: kind, After: after})
								seen = d.at(t, proxy.Address(), timeout, deploy.Queries())
								if proxy.Broke().IsZero() && timeout < time.Minute {
									continue // on a busy machine, it gave up before the cut
								}
								if took := time.Since(proxy.Broke()); took > timeout+grace {
									t.Errorf("it took %v after the cut", took)
								}
								break
							}
							if status := database.Status(seen); status.Status == probe.StatusOK {
								t.Errorf("status %+v", status)
							}
							onlyWhatWasSeen(t, sound, seen)
						})
					}
				}
			})
			t.Run("delay", func(t *testing.T) {
				slow := faultproxy.Start(t, server, faultproxy.Fault{Kind: faultproxy.Delay, By: 20 * time.Millisecond})
				if status := database.Status(d.at(t, slow.Address(), 20*time.Second, deploy.Queries())); status.Status != probe.StatusOK {
					t.Errorf("late answers: %s", status.Why)
				}
				late := faultproxy.Start(t, server, faultproxy.Fault{Kind: faultproxy.Delay, By: time.Second})
				begin := time.Now()
				if seen := d.at(t, late.Address(), 300*time.Millisecond, deploy.Queries()); seen.Connected || time.Since(begin) > 3*time.Second {
					t.Errorf("answers that come too late: %+v after %v", seen, time.Since(begin))
				}
			})
		})
	}
}

// onlyWhatWasSeen fails where a probe that was cut short says anything that the
// whole one did not, other than that it does not know.
func onlyWhatWasSeen(t *testing.T, sound, seen probe.Database) {
	t.Helper()
	if !seen.Connected {
		if seen.Why == "" || len(seen.Settings)+len(seen.Looks) > 0 {
			t.Errorf("not connected: %+v", seen)
		}
	} else if len(seen.Settings) != len(sound.Settings) || len(seen.Looks) != len(sound.Looks) {
		t.Fatalf("%d settings and %d looks; want %d and %d", len(seen.Settings), len(seen.Looks), len(sound.Settings), len(sound.Looks))
	}
	for i, s := range seen.Settings {
		if want := sound.Settings[i]; s.Why == "" && (s.Name != want.Name || s.Value != want.Value) || strings.Contains(s.Why, "lost") && s.Value != "" {
			t.Errorf("%+v; want %+v", s, want)
		}
	}
	unseen := map[string]bool{}
	for i, l := range seen.Looks {
		want := sound.Looks[i]
		unseen[l.Name] = l.Why != ""
		if l.Why != "" {
			want = probe.Look{Name: want.Name, Query: want.Query, Columns: []string{}, Rows: [][]string{}, Why: l.Why}
		} else if len(l.Rows) == len(want.Rows) || l.Name == "long-transactions" {
			want.Rows = l.Rows // estimates and counters move; the probes beside this one have transactions
		}
		if !reflect.DeepEqual(l, want) {
			t.Errorf("%+v; want %+v", l, want)
		}
	}

	judge := func(d probe.Database) []rules.Finding {
		snapshot := probe.New()
		snapshot.Databases = []probe.Database{d}
		return deploy.Audit(deploy.Input{Snapshot: snapshot, Facts: sortBuffer, From: "1.12.6", To: "1.13.1", Now: time.Now()})
	}
	before, after := judge(sound), judge(seen)
	for _, c := range deploy.Checks() {
		complete := seen.Connected && !unseen["tables"] && !slices.ContainsFunc(c.Queries, func(q probe.Query) bool { return unseen[q.Name] })
		for _, f := range of(after, c.ID) {
			asBefore := slices.ContainsFunc(of(before, c.ID), func(b rules.Finding) bool { return b.Outcome == f.Outcome })
			certain := f.Outcome == rules.Pass || f.Outcome == rules.NotApplicable
			if f.Outcome != rules.Unknown && (!asBefore || certain && len(c.Queries) > 0 && !complete) {
				t.Errorf("%s: %s: %s", c.ID, f.Outcome, f.Message)
			}
		}
	}
	if worst(after) != rules.Unknown && worst(after) != worst(before) {
		t.Errorf("the worst outcome is %s", worst(after))
	}
}

// A server that dies while it works on a query ends the probe, and what it had
// answered before is there.
func TestServerKilled(t *testing.T) {
	for _, s := range []struct {
		kind, sleep string
		start       func(testing.TB) *testserver.Server
	}{
		{"postgres", "SELECT pg_sleep(60) AS slept", func(t testing.TB) *testserver.Server { return testserver.StartPostgres(t, 15) }},
		{"mysql", "SELECT SLEEP(60) AS slept", testserver.StartMySQL},
		{"mariadb", "SELECT SLEEP(60) AS slept", testserver.StartMariaDB},
	} {
		t.Run(s.kind, func(t *testing.T) {
			t.Parallel()
			d := deployment{Server: s.start(t), kind: s.kind}
			d.database, d.user = d.NewDatabase(t), d.NewUser(t, password)
			d.fill(t)
			queries := deploy.Queries()
			half := len(queries) / 2
			engine := map[string]string{"postgres": "postgres"}[s.kind]
			if engine == "" {
				engine = "mysql"
			}
			queries = slices.Insert(queries, half, probe.Query{Name: "sleep", Engine: engine, SQL: s.sleep})

			address := fmt.Sprintf("%s:%d", d.Host, d.Port)
			sound := d.at(t, address, 20*time.Second, deploy.Queries())
			died := make(chan time.Time, 1)
			go func() {
				for d.Value(t, "", map[string]string{
					"postgres": "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
					"mysql":    "SELECT count(*) FROM information_schema.PROCESSLIST WHERE state = 'User sleep'",
				}[engine]) == "0" {
					time.Sleep(20 * time.Millisecond)
				}
				d.Kill(t)
				died <- time.Now()
			}()
			seen := d.at(t, address, 30*time.Second, queries)
			if took := time.Since(<-died); took > 10*time.Second {
				t.Errorf("it took %v after the server died", took)
			}
			if l := seen.Look("sleep"); l == nil || l.Why == "" {
				t.Fatalf("%+v", l)
			}
			seen.Looks = slices.DeleteFunc(seen.Looks, func(l probe.Look) bool { return l.Name == "sleep" })
			answered := 0
			for _, l := range seen.Looks {
				if l.Why == "" {
					answered++
				}
			}
			if answered == 0 || answered == len(seen.Looks) {
				t.Errorf("%d of %d looks were answered", answered, len(seen.Looks))
			}
			onlyWhatWasSeen(t, sound, seen)
		})
	}
}

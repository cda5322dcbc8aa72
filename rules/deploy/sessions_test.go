package deploy_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
	"github.com/omlint/omlint/rules/deploy"
)

// A session that forgot its transaction is seen, ended with the remedy, and gone.
func TestBlockingSession(t *testing.T) {
	deploy.SetPatience(t, 0)
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			d := deploy1_12(t, s.name)
			ctx := context.Background()
			conn, err := d.DB(t, d.database).Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = conn.Close() })
			for _, statement := range []string{"BEGIN", "UPDATE entity_relationship SET relation = 11 WHERE fromId = 'r1'"} {
				if _, err := conn.ExecContext(ctx, statement); err != nil {
					t.Fatal(err)
				}
			}
			found := of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/blocking-sessions")
			if worst(found) != rules.Warn {
				t.Fatalf("an open transaction was not seen:\n%s", outcomes(found))
			}
			for _, r := range found[0].Remedy {
				d.run(t, []string{r.Text})
			}
			// The server takes a moment to roll back.
			for range 50 {
				if found = of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/blocking-sessions"); worst(found) == rules.Pass {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
			t.Errorf("after the remedy: %s", outcomes(found))
		})
	}
}

// A slot that nobody reads is seen, dropped with the remedy, and gone.
func TestInactiveSlot(t *testing.T) {
	for _, major := range []int{13, 15, 18} {
		s := testserver.StartPostgres(t, major)
		s.Exec(t, "", "ALTER SYSTEM SET wal_level = 'replica'")
		d := deployment{Server: s, kind: "postgres", database: s.NewDatabase(t), user: s.NewUser(t, password)}
		d.fill(t)
		d.run(t, []string{"SELECT pg_create_physical_replication_slot('forgotten', true)"})
		found := of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/writable")
		if worst(found) != rules.Warn || !strings.Contains(outcomes(found), "forgotten") {
			t.Fatalf("PostgreSQL %d: %s", major, outcomes(found))
		}
		d.run(t, []string{found[0].Remedy[0].Text})
		if found = of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/writable"); worst(found) != rules.Pass {
			t.Errorf("PostgreSQL %d, after the remedy: %s", major, outcomes(found))
		}
	}
}

// An extension that the user may not create is missing; one may be created by
// the database's owner where it is trusted.
func TestExtension(t *testing.T) {
	fact := facts.Fact{
		ID: "db-extension/postgres/pgcrypto", Kind: facts.Requirement, Phase: facts.Before,
		Subject: facts.Subject{Type: facts.DBExtension, Engine: facts.Postgres, Name: "pgcrypto"}, Expect: &facts.Expect{Op: facts.Exists},
	}
	for _, name := range []string{"postgres13", "postgres15", "postgres18"} {
		d := deploy1_12(t, name)
		judge := func() []rules.Finding {
			return of(deploy.Audit(deploy.Input{Snapshot: d.probe(t, d.user, false), Facts: []facts.Fact{fact}}), "deploy/extension")
		}
		found := judge()
		if worst(found) != rules.Fail {
			t.Fatalf("%s: %s", name, outcomes(found))
		}
		d.run(t, []string{"GRANT CREATE ON DATABASE $database TO $user"})
		if worst(judge()) != rules.Pass {
			t.Errorf("%s: a trusted extension may be created: %s", name, outcomes(judge()))
		}
		d.run(t, []string{"REVOKE CREATE ON DATABASE $database FROM $user", found[0].Remedy[0].Text})
		if worst(judge()) != rules.Pass {
			t.Errorf("%s, after the remedy: %s", name, outcomes(judge()))
		}
	}
}

// A buffer that was raised for the migration is spoken of once it is over, and
// no more once it is taken back.
func TestNotReverted(t *testing.T) {
	workMem := facts.Fact{
		ID: "db-setting/postgres/work_mem", Kind: facts.Requirement, Phase: facts.Before,
		Subject: facts.Subject{Type: facts.DBSetting, Engine: facts.Postgres, Name: "work_mem"},
		Expect:  &facts.Expect{Op: facts.AtLeast, Value: "20971520", Unit: "bytes"},
	}
	for _, s := range servers {
		d := deploy1_12(t, s.name)
		judge := func(from, to string) []rules.Finding {
			return of(deploy.Audit(deploy.Input{Snapshot: d.probe(t, d.user, false), Facts: append(sortBuffer, workMem), From: from, To: to}), "deploy/setting-not-reverted")
		}
		if found := judge("1.12.6", "1.13.1"); len(found) != 0 {
			t.Errorf("%s, before the upgrade: %s", s.name, outcomes(found))
		}
		found := judge("1.11.0", "1.12.6")
		if worst(found) != rules.Warn {
			t.Fatalf("%s, after it: %s", s.name, outcomes(found))
		}
		for _, r := range found[0].Remedy {
			d.run(t, []string{r.Text})
		}
		if found := judge("1.11.0", "1.12.6"); len(found) != 0 {
			t.Errorf("%s, taken back: %s", s.name, outcomes(found))
		}
		if s.schema != "postgres" {
			d.run(t, []string{"SET GLOBAL sort_buffer_size = 20971520"})
		}
	}
}

// With a binary log, functions are for the privileged alone until the server is
// told to trust their creators.
func TestFunctionCreators(t *testing.T) {
	s := testserver.StartMySQL(t)
	config, err := os.ReadFile(s.ConfigFile)
	if err != nil {
		t.Fatal(err)
	}
	logging := strings.Replace(string(config), "skip-log-bin", "log-bin = changes", 1)
	if err := os.WriteFile(s.ConfigFile, []byte(logging), 0o644); err != nil {
		t.Fatal(err)
	}
	s.Restart(t)
	d := deployment{Server: s, kind: "mysql", database: s.NewDatabase(t), user: s.NewUser(t, password)}
	d.fill(t)
	found := of(d.audit(t, d.user, "1.10.0", "1.11.4"), "deploy/function-creators")
	if worst(found) != rules.Warn {
		t.Fatalf("with a binary log: %s", outcomes(found))
	}
	d.run(t, []string{found[0].Remedy[0].Text})
	if found = of(d.audit(t, d.user, "1.10.0", "1.11.4"), "deploy/function-creators"); worst(found) != rules.Pass {
		t.Errorf("after the remedy: %s", outcomes(found))
	}
}

// A prepared transaction has no session, and holds its locks all the same.
func TestPreparedTransaction(t *testing.T) {
	s := testserver.StartPostgres(t, 15)
	s.Exec(t, "", "ALTER SYSTEM SET max_prepared_transactions = 5")
	s.Restart(t)
	d := deployment{Server: s, kind: "postgres", database: s.NewDatabase(t), user: s.NewUser(t, password)}
	d.fill(t)
	d.run(t, []string{"BEGIN; UPDATE entity_relationship SET relation = 11; PREPARE TRANSACTION 'it''s forgotten'"})
	found := of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/blocking-sessions")
	if worst(found) != rules.Warn {
		t.Fatalf("a prepared transaction was not seen: %s", outcomes(found))
	}
	d.run(t, []string{found[0].Remedy[0].Text})
	if found = of(d.audit(t, d.user, "1.12.6", "1.13.1"), "deploy/blocking-sessions"); worst(found) != rules.Pass {
		t.Errorf("after the remedy: %s", outcomes(found))
	}
}

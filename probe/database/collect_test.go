package database_test

import (
	"context"
	"encoding/json"
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
	target, err := database.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	return database.Collect(context.Background(), database.Request{
		Target: target, MigrationUser: migrationUser, Settings: settings, Timeout: 20 * time.Second,
	})
}

func TestSmoke(t *testing.T) {
	for _, s := range []*testserver.Server{testserver.Postgres(t, 13), testserver.Postgres(t, 15), testserver.Postgres(t, 18), testserver.MySQL(t), testserver.MariaDB(t)} {
		d := s.NewDatabase(t)
		u := s.NewUser(t, "sec'ret/@")
		if s.Admin == "root" {
			s.Exec(t, d, "GRANT SELECT ON "+d+".* TO "+u)
		}
		for _, url := range []string{s.URL(s.Admin, s.Password, d), s.URL(u, "sec'ret/@", d)} {
			db := look(t, url, "", "work_mem", "sort_buffer_size", "shared_buffers", "data_directory", "bogus", "sql_mode", "max_execution_time", "statement_timeout")
			j, _ := json.MarshalIndent(db, "", " ")
			t.Log(string(j))
		}
	}
}

package testserver

import (
	"path/filepath"
	"testing"
)

// TestRestart: data, the port and every way to keep a setting survive a restart.
func TestRestart(t *testing.T) {
	for _, p := range products {
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			s := own(t, p)
			port, database := s.Port, s.NewDatabase(t)
			s.Exec(t, database, "CREATE TABLE a (n INT)", "INSERT INTO a VALUES (42)")
			want := settings(t, s)
			s.Restart(t)

			if n := s.Value(t, database, "SELECT n FROM a"); n != "42" {
				t.Errorf("n is %s after a restart, want 42", n)
			}
			if s.Port != port {
				t.Errorf("port is %d after a restart, was %d", s.Port, port)
			}
			for query, want := range want {
				if got := s.Value(t, "", query); got != want {
					t.Errorf("%s: %s after a restart, want %s", query, got, want)
				}
			}
		})
	}
}

// settings changes some and returns queries and what they must say after a restart.
func settings(t *testing.T, s *Server) map[string]string {
	t.Helper()
	switch s.product.(type) {
	case postgres:
		const source = "SELECT setting || ' ' || regexp_replace(sourcefile, '.*/', '') FROM pg_settings WHERE name = "
		s.Exec(t, "", "ALTER SYSTEM SET work_mem = '20MB'")
		configure(t, s, "max_connections = 37")
		return map[string]string{
			source + "'work_mem'":        "20480 postgresql.auto.conf",
			source + "'max_connections'": "37 postgresql.conf",
		}
	case mysql:
		const source = "SELECT CONCAT(variable_source, ' ', variable_path) FROM performance_schema.variables_info WHERE variable_name = "
		s.Exec(t, "", "SET PERSIST sort_buffer_size = 20971520", "SET GLOBAL join_buffer_size = 1048576")
		configure(t, s, "max-connections = 37")
		return map[string]string{
			"SELECT @@GLOBAL.sort_buffer_size": "20971520",
			source + "'sort_buffer_size'":      "PERSISTED " + filepath.Join(s.DataDir, "mysqld-auto.cnf"),
			"SELECT @@GLOBAL.join_buffer_size": "262144", // GLOBAL, unlike PERSIST, is forgotten
			"SELECT @@GLOBAL.max_connections":  "37",
			source + "'max_connections'":       "EXPLICIT " + s.ConfigFile,
		}
	default: // MariaDB persists nothing but its configuration file
		configure(t, s, "sort-buffer-size = 20M")
		return map[string]string{"SELECT @@GLOBAL.sort_buffer_size": "20971520"}
	}
}

func configure(t *testing.T, s *Server, line string) {
	t.Helper()
	if err := appendFile(s.ConfigFile, line+"\n"); err != nil {
		t.Fatal(err)
	}
}

func TestStoppedServerIsGone(t *testing.T) {
	s := StartPostgres(t, 15)
	user := s.NewUser(t, "secret") // cannot be dropped at the end, which is no failure here
	s.Stop(t)
	if err := ping(t, s, user, "secret", ""); err == nil {
		t.Error("it still answers")
	}
}

func TestSharedServerCannotBeStopped(t *testing.T) {
	s := Postgres(t, 15)
	if said := fatal(func(t testing.TB) { s.Restart(t) }); said == "" {
		t.Error("a test restarted the server that all tests share")
	}
}

func TestConfigurationErrorIsShown(t *testing.T) {
	s := StartPostgres(t, 15)
	configure(t, s, "no_such_setting = 1")
	mustSay(t, fatal(func(t testing.TB) { s.Restart(t) }), "start PostgreSQL 15", "no_such_setting")
}

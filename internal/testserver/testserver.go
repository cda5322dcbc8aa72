// Package testserver starts real database servers for tests: PostgreSQL, Oracle MySQL and MariaDB, each on a
// private loopback port with a data directory of its own.
//
// A test asks for a server and uses it; there is nothing to stop or remove:
//
//	func TestMain(m *testing.M) { testserver.Main(m) }
//
//	func TestProbe(t *testing.T) {
//		server := testserver.Postgres(t, 15)
//		database := server.NewDatabase(t)
//		user := server.NewUser(t, "secret")
//		server.Exec(t, database, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO "+user)
//		probe(server.URL(user, "secret", database))
//	}
//
// [Postgres], [MySQL] and [MariaDB] give the server that all tests of a process share, started when first asked
// for. [StartPostgres], [StartMySQL] and [StartMariaDB] give the test a server of its own, which it may
// reconfigure, restart and stop.
//
// A server that is not installed fails the test and names the command that installs it. It never skips: a test
// that met no server has shown nothing.
//
// Every account has a password and the servers check it. Nothing outlives the test process, however that ends.
// The package needs Linux; only tests import it.
package testserver

import (
	"sync"
	"testing"
)

// Postgres returns this process's shared PostgreSQL server of a major version: 13, 15 or 18.
func Postgres(t testing.TB, major int) *Server {
	t.Helper()
	return share(t, postgres{major})
}

// MySQL returns this process's shared Oracle MySQL server.
func MySQL(t testing.TB) *Server {
	t.Helper()
	return share(t, mysql{})
}

// MariaDB returns this process's shared MariaDB server.
func MariaDB(t testing.TB) *Server {
	t.Helper()
	return share(t, mariadb{})
}

// StartPostgres starts a PostgreSQL server for this test alone. It is gone when the test ends.
func StartPostgres(t testing.TB, major int) *Server {
	t.Helper()
	return own(t, postgres{major})
}

// StartMySQL starts an Oracle MySQL server for this test alone. It is gone when the test ends.
func StartMySQL(t testing.TB) *Server {
	t.Helper()
	return own(t, mysql{})
}

// StartMariaDB starts a MariaDB server for this test alone. It is gone when the test ends.
func StartMariaDB(t testing.TB) *Server {
	t.Helper()
	return own(t, mariadb{})
}

// shared holds one start per product: a func() (*Server, error) that starts the server the first time.
var shared sync.Map

func share(t testing.TB, p product) *Server {
	t.Helper()
	once, _ := shared.LoadOrStore(p, sync.OnceValues(func() (*Server, error) { return start(p) }))
	s, err := once.(func() (*Server, error))()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func own(t testing.TB, p product) *Server {
	t.Helper()
	s, err := start(p)
	if err != nil {
		t.Fatal(err)
	}
	s.private = true
	t.Cleanup(s.discard)
	return s
}

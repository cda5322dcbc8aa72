package testserver

import (
	"database/sql"
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

var products = []product{postgres{13}, postgres{15}, postgres{18}, mysql{}, mariadb{}}

// each runs a test for every product.
func each(t *testing.T, test func(t *testing.T, p product)) {
	t.Helper()
	for _, p := range products {
		t.Run(p.String(), func(t *testing.T) { test(t, p) })
	}
}

func TestServerIsWhatItSays(t *testing.T) {
	for name, s := range map[string]*Server{
		"PostgreSQL 13.": Postgres(t, 13),
		"PostgreSQL 15.": Postgres(t, 15),
		"PostgreSQL 18.": Postgres(t, 18),
		"MariaDB":        MariaDB(t),
	} {
		if version := s.Value(t, "", "SELECT VERSION()"); !strings.Contains(version, name) {
			t.Errorf("%s has version %q", s.Name, version)
		}
	}
	// Only Oracle's MySQL has this table; its version is a bare number.
	s := MySQL(t)
	if n := s.Value(t, "", "SELECT COUNT(*) FROM performance_schema.variables_info"); n == "0" {
		t.Errorf("%s, version %s, has no variables_info", s.Name, s.Value(t, "", "SELECT VERSION()"))
	}
}

func TestSharedServerStartsOnce(t *testing.T) {
	each(t, func(t *testing.T, p product) {
		if a, b := share(t, p), share(t, p); a != b {
			t.Errorf("two servers, ports %d and %d", a.Port, b.Port)
		}
	})
}

func TestDatabasesAreApartAndDropped(t *testing.T) {
	each(t, func(t *testing.T, p product) {
		s := share(t, p)
		var gone string
		t.Run("use", func(t *testing.T) {
			one, two := s.NewDatabase(t), s.NewDatabase(t)
			s.Exec(t, one, "CREATE TABLE a (n INT); INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)")
			if n := s.Value(t, one, "SELECT SUM(n) FROM a"); n != "3" {
				t.Errorf("sum is %s, want 3", n)
			}
			if err := s.exec(two, "SELECT n FROM a"); err == nil {
				t.Errorf("%s sees the table of %s", two, one)
			}
			gone = one
		})
		if err := s.exec(gone, "SELECT 1"); err == nil {
			t.Errorf("%s is still there", gone)
		}
	})
}

func TestPasswordsAreChecked(t *testing.T) {
	const password = `p@ss/wo'rd\ ?&`
	each(t, func(t *testing.T, p product) {
		s := share(t, p)
		database, user := s.NewDatabase(t), s.NewUser(t, password)
		if _, ok := p.(postgres); !ok { // which lets every user into every database
			s.Exec(t, "", "GRANT SELECT ON "+database+".* TO "+user)
		}
		if err := ping(t, s, user, password, database); err != nil {
			t.Errorf("right password: %v", err)
		}
		if err := ping(t, s, user, "wrong", database); err == nil {
			t.Error("wrong password let the user in")
		}
		if err := ping(t, s, user, "", database); err == nil {
			t.Error("no password let the user in")
		}
		if err := ping(t, s, s.Admin, "wrong", database); err == nil {
			t.Error("wrong password let the administrator in")
		}
		if err := ping(t, s, "nobody", "", database); err == nil {
			t.Error("an unknown user got in")
		}
	})
}

func ping(t *testing.T, s *Server, user, password, database string) error {
	t.Helper()
	db, err := sql.Open(s.product.driver(), s.product.dsn(s.Port, user, password, database))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	return db.PingContext(t.Context())
}

func TestUserCanBeDroppedWithWhatItOwns(t *testing.T) {
	each(t, func(t *testing.T, p product) {
		s := share(t, p)
		database := s.NewDatabase(t)
		var gone string
		t.Run("use", func(t *testing.T) {
			gone = s.NewUser(t, "secret")
			if _, ok := p.(postgres); ok {
				s.Exec(t, database, "CREATE TABLE a (n INT)", "ALTER TABLE a OWNER TO "+gone,
					"GRANT CREATE ON SCHEMA public TO "+gone)
			} else {
				s.Exec(t, "", "GRANT ALL ON "+database+".* TO "+gone)
			}
		})
		if err := ping(t, s, gone, "secret", database); err == nil {
			t.Errorf("%s can still log in", gone)
		}
	})
}

func TestPostgresClientsTakeTheURL(t *testing.T) {
	s := Postgres(t, 15)
	database := s.NewDatabase(t)
	url := s.URL(s.Admin, s.Password, database)
	run(t, "CREATE TABLE", s.Tool(t, "psql"), "--command=CREATE TABLE hello (n INT)", url)
	run(t, "hello", s.Tool(t, "pg_dump"), url)
}

func TestMySQLClients(t *testing.T) {
	for _, c := range []struct {
		s            *Server
		client, dump string
	}{
		{MySQL(t), "mysql", "mysqldump"},
		{MariaDB(t), "mariadb", "mariadb-dump"},
	} {
		t.Run(c.s.Name, func(t *testing.T) {
			s := c.s
			database := s.NewDatabase(t)
			at := []string{"--host=" + s.Host, fmt.Sprintf("--port=%d", s.Port), "--user=" + s.Admin, "--password=" + s.Password, database}
			run(t, "hello", s.Tool(t, c.client), append(at, "--execute=CREATE TABLE hello (n INT); SHOW TABLES")...)
			run(t, "hello", s.Tool(t, c.dump), at...)
		})
	}
}

// run runs a program, which must succeed and say what is wanted.
func run(t *testing.T, want, program string, arguments ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, arguments...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), want) {
		t.Errorf("%s: %v, want %q in\n%s", program, err, want, out)
	}
}

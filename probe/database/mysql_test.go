package database_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testserver"
)

const kib256 = "262144"

func TestMySQLIdentity(t *testing.T) {
	s := testserver.MySQL(t)
	d, om := s.NewDatabase(t), s.NewUser(t, "sesame")
	s.Exec(t, d, "GRANT SELECT ON "+d+".* TO "+om)
	db := look(t, s.URL(om, "sesame", d), "someone")
	if !db.Connected || db.Engine != "mysql" || db.Flavour != "mysql" || !strings.HasPrefix(s.Value(t, "", "SELECT VERSION()"), db.Version) ||
		strings.Count(db.Version, ".") != 2 || !strings.HasPrefix(db.VersionText, db.Version) || db.Database != d || db.User != om || db.MigrationUser != "someone" {
		t.Errorf("%+v", db)
	}
}

// The story of the upgrade guide: what each way to raise sort_buffer_size is
// worth, to a user with hardly any privileges.
func TestMySQLPersistence(t *testing.T) {
	s := testserver.StartMySQL(t)
	om := s.NewUser(t, "sesame")
	now := func(want expect) {
		t.Helper()
		for _, login := range []string{s.URL(om, "sesame", ""), s.URL(s.Admin, s.Password, "")} {
			want.of(t, look(t, login, om, "sort_buffer_size"), "sort_buffer_size")
		}
	}
	now(expect{value: kib256, origin: "compiled default", persistent: "yes", pending: "-", note: "-"})

	// Sessions of others change nothing, but from then on MySQL names them as the ones who set it last.
	app := s.NewUser(t, "sesame")
	conn := session(t, s, app, "SET SESSION sort_buffer_size = 20971520")
	admin := s.URL(s.Admin, s.Password, "")
	expect{value: kib256, origin: "since " + app + "@localhost set it for a session of its own", persistent: "unknown"}.
		of(t, look(t, admin, om, "sort_buffer_size"), "sort_buffer_size")
	expect{value: kib256, note: "MySQL records SET SESSION in the same way"}.
		of(t, look(t, s.URL(om, "sesame", ""), om, "sort_buffer_size"), "sort_buffer_size")
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	own := session(t, s, om, "SET SESSION sort_buffer_size = 20971520")
	defer own.Close()
	now(expect{value: kib256, origin: "set it for a session of its own", persistent: "unknown"})

	s.Exec(t, "", "SET GLOBAL sort_buffer_size = 20971520")
	now(expect{value: mib20, origin: "SET GLOBAL at run time by root@", persistent: "no", pending: "-"})
	now(expect{value: mib20, origin: "lost at restart", persistent: "no"})

	s.Exec(t, "", "SET PERSIST_ONLY sort_buffer_size = 33554432")
	now(expect{value: mib20, persistent: "no", pending: "33554432 (SET PERSIST or PERSIST_ONLY), in force after a restart"})

	s.Exec(t, "", "SET PERSIST sort_buffer_size = 20971520")
	now(expect{value: mib20, origin: "SET PERSIST", persistent: "yes", pending: "-", note: "-"})
	s.Restart(t)
	now(expect{value: mib20, origin: s.DataDir + "/mysqld-auto.cnf (SET PERSIST)", persistent: "yes", pending: "-", note: "-"})

	s.Exec(t, "", "RESET PERSIST sort_buffer_size")
	now(expect{value: mib20, origin: "taken back by RESET PERSIST", persistent: "no", pending: "-"})
	s.Exec(t, "", "SET PERSIST sort_buffer_size = 20971520", "SET GLOBAL sort_buffer_size = 33554432")
	now(expect{value: mib32, origin: "SET GLOBAL", persistent: "no", pending: mib20 + " (SET PERSIST"})

	s.Exec(t, "", "RESET PERSIST sort_buffer_size")
	appendTo(t, s.ConfigFile, "sort_buffer_size = 20M\n")
	s.Restart(t)
	now(expect{value: mib20, origin: s.ConfigFile, persistent: "yes", pending: "-"})
	offline, err := readOne(s.ConfigFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := offline.Setting("sort_buffer_size"); got.Value != mib20 || got.Unit != "bytes" || !strings.HasPrefix(got.Origin, s.ConfigFile+":") {
		t.Errorf("offline %+v", got)
	}

	s.Exec(t, "", "SET PERSIST_ONLY sort_buffer_size = 33554432")
	now(expect{value: mib20, origin: s.ConfigFile, persistent: "yes", pending: "33554432"})
	persisted := filepath.Join(s.DataDir, "mysqld-auto.cnf")
	for _, path := range []string{s.ConfigFile, persisted} {
		offline, err := readOne(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := offline.Setting("sort_buffer_size"); got == nil || got.Value != "33554432" || !strings.HasPrefix(got.Origin, persisted+":") {
			t.Errorf("offline, persisted: %+v", got)
		}
	}
	// A server told to ignore what is persisted.
	appendTo(t, s.ConfigFile, "persisted_globals_load = OFF\n")
	s.Restart(t)
	now(expect{value: mib20, origin: s.ConfigFile, persistent: "yes", pending: "-"})
	offline, err = readOne(s.ConfigFile)
	if got := offline.Setting("sort_buffer_size"); err != nil || got.Value != mib20 {
		t.Errorf("offline, ignoring what is persisted: %+v, error %v", got, err)
	}
}

func TestMySQLUnknownAndCommandLine(t *testing.T) {
	s := testserver.MySQL(t)
	om := s.NewUser(t, "sesame")
	db := look(t, s.URL(om, "sesame", ""), "", "work_mem", "port", "sort-buffer-size", "a'b`c", "max_execution_time", "lock_wait_timeout", "insert_id")
	expect{why: "no such setting on MySQL " + db.Version}.of(t, db, "work_mem")
	expect{why: "no such setting"}.of(t, db, "a'b`c")
	expect{why: "no such setting"}.of(t, db, "insert_id")
	expect{value: fmt.Sprint(s.Port), origin: "command line", persistent: "yes"}.of(t, db, "port")
	expect{value: kib256}.of(t, db, "sort-buffer-size")
	// The limits that omlint sets for itself.
	expect{value: "0", origin: "compiled default"}.of(t, db, "max_execution_time")
	expect{value: "31536000", origin: "compiled default"}.of(t, db, "lock_wait_timeout")
}

// init_connect runs for users without CONNECTION_ADMIN.
func TestMySQLInitConnect(t *testing.T) {
	for name, start := range map[string]func(testing.TB) *testserver.Server{"mysql": testserver.StartMySQL, "mariadb": testserver.StartMariaDB} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			om := s.NewUser(t, "sesame")
			global := s.Value(t, "", "SELECT @@GLOBAL.sort_buffer_size")
			s.Exec(t, "", "SET GLOBAL init_connect = 'SET NAMES utf8mb4; SET SESSION sort_buffer_size = 20*1024*1024'")
			user, admin := s.URL(om, "sesame", ""), s.URL(s.Admin, s.Password, "")
			for _, login := range []string{user, admin} {
				expect{value: mib20, origin: "init_connect", persistent: "unknown", note: "the global value is " + global}.
					of(t, look(t, login, om, "sort_buffer_size"), "sort_buffer_size")
			}
			expect{value: global}.of(t, look(t, admin, "", "sort_buffer_size"), "sort_buffer_size")
			expect{value: global}.of(t, look(t, admin, "root", "sort_buffer_size"), "sort_buffer_size")
			expect{why: "log in as root"}.of(t, look(t, user, "root", "sort_buffer_size"), "sort_buffer_size")

			s.Exec(t, "", "SET GLOBAL init_connect = 'SET sort_buffer_size = @@global.max_sort_length'")
			expect{why: "to an expression"}.of(t, look(t, admin, om, "sort_buffer_size"), "sort_buffer_size")
			least := map[string]string{"mysql": "32768", "mariadb": "1024"}[name] // max_sort_length is 1024
			expect{value: least, origin: "init_connect"}.
				of(t, look(t, user, "", "sort_buffer_size"), "sort_buffer_size")
		})
	}
}

func TestMySQLURLDoesNotColour(t *testing.T) {
	s := testserver.MySQL(t)
	om := s.NewUser(t, "sesame")
	base := s.URL(om, "sesame", "")
	expect{value: kib256, origin: "compiled default; the URL itself asks for sort_buffer_size=20971520"}.
		of(t, look(t, base+"?sort_buffer_size=20971520", "", "sort_buffer_size"), "sort_buffer_size")
	jdbc := fmt.Sprintf("jdbc:mysql://127.0.0.1:%d/?user=%s&password=sesame&useSSL=false&allowPublicKeyRetrieval=true&sessionVariables=", s.Port, om)
	db := look(t, jdbc+url.QueryEscape("sql_mode='ANSI,TRADITIONAL',SESSION sort_buffer_size=20971520"), "", "sort_buffer_size", "sql_mode")
	expect{value: kib256, origin: "the URL itself asks for sort_buffer_size=20971520 in each session"}.of(t, db, "sort_buffer_size")
	if got := db.Setting("sql_mode"); strings.Contains(got.Value, "ANSI") || !strings.Contains(got.Origin, "sql_mode='ANSI,TRADITIONAL'") {
		t.Errorf("%+v", got)
	}
}

func TestMySQLTLS(t *testing.T) {
	s := testserver.MySQL(t)
	om := s.NewUser(t, "sesame")
	s.Exec(t, "", "ALTER USER "+om+" REQUIRE SSL")
	base := s.URL(om, "sesame", "")
	for query, want := range map[string]string{
		"":                         "",
		"?sslMode=REQUIRED":        "",
		"?tls=skip-verify":         "",
		"?sslMode=VERIFY_IDENTITY": "certificate",
		"?tls=true":                "certificate",
		"?sslMode=VERIFY_CA":       "unknown authority",
		"?sslMode=DISABLED":        "wrong password",
		"?sslMode=VERIFY_CA&ssl-ca=" + url.QueryEscape(s.DataDir+"/ca.pem"): "",
	} {
		db := look(t, base+query, "", "sort_buffer_size")
		if want == "" != db.Connected || !strings.Contains(db.Why, want) {
			t.Errorf("%q: connected %v, why %q, want %q", query, db.Connected, db.Why, want)
		}
	}
}

func TestMariaDB(t *testing.T) {
	s := testserver.StartMariaDB(t)
	om := s.NewUser(t, "sesame")
	db := look(t, s.URL(om, "sesame", ""), "", "sort_buffer_size", "port", "bogus", "max_statement_time")
	if db.Engine != "mysql" || db.Flavour != "mariadb" || !strings.HasPrefix(s.Value(t, "", "SELECT VERSION()"), db.Version+"-MariaDB") {
		t.Errorf("%+v", db)
	}
	expect{value: "2097152", origin: "compiled default", persistent: "yes", pending: "-", note: "-"}.of(t, db, "sort_buffer_size")
	expect{value: fmt.Sprint(s.Port), origin: "command line", persistent: "yes"}.of(t, db, "port")
	expect{why: "no such setting on MariaDB " + db.Version}.of(t, db, "bogus")
	expect{value: "0.000000"}.of(t, db, "max_statement_time")

	s.Exec(t, "", "SET GLOBAL sort_buffer_size = 20971520")
	expect{value: mib20, origin: "SET GLOBAL at run time; lost at restart", persistent: "no"}.of(t, look(t, s.URL(om, "sesame", ""), "", "sort_buffer_size"), "sort_buffer_size")

	appendTo(t, s.ConfigFile, "[mariadb]\nsort_buffer_size = 20M\n")
	s.Restart(t)
	expect{value: mib20, origin: "option file", persistent: "yes", note: "GRANT FILE ON *.* TO '" + om + "'@'%'"}.of(t, look(t, s.URL(om, "sesame", ""), "", "sort_buffer_size"), "sort_buffer_size")
	s.Exec(t, "", "GRANT FILE ON *.* TO '"+om+"'@'%'")
	expect{value: mib20, origin: s.ConfigFile, persistent: "yes", note: "-"}.of(t, look(t, s.URL(om, "sesame", ""), "", "sort_buffer_size"), "sort_buffer_size")
	offline, err := readOne(s.ConfigFile)
	if err != nil {
		t.Fatal(err)
	}
	if got := offline.Setting("sort_buffer_size"); offline.Flavour != "mariadb" || got.Value != mib20 {
		t.Errorf("offline %+v in %+v", got, offline)
	}
}

// session opens a connection of a user and runs a statement on it.
func session(t *testing.T, s *testserver.Server, user, statement string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("mysql", fmt.Sprintf("%s:sesame@tcp(127.0.0.1:%d)/", user, s.Port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(context.Background(), statement); err != nil {
		t.Fatal(err)
	}
	return conn
}

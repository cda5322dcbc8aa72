package database_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testserver"
)

const (
	mib4  = "4194304"
	mib20 = "20971520"
	mib32 = "33554432"
)

// everyPostgres runs a test on the oldest, the middle and the newest server.
func everyPostgres(t *testing.T, test func(t *testing.T, major int)) {
	for _, major := range []int{13, 15, 18} {
		t.Run(fmt.Sprint(major), func(t *testing.T) { test(t, major) })
	}
}

func TestPostgresIdentity(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.Postgres(t, major)
		d, u := s.NewDatabase(t), s.NewUser(t, "sesame")
		db := look(t, s.URL(u, "sesame", d), "")
		if !db.Connected || db.Engine != "postgres" || db.Flavour != "postgres" || !strings.HasPrefix(db.Version, fmt.Sprint(major, ".")) ||
			!strings.HasPrefix(db.VersionText, "PostgreSQL "+db.Version) || db.Database != d || db.User != u || db.MigrationUser != u || db.Source != "live" {
			t.Errorf("%+v", db)
		}
	})
}

// The value a migration gets depends on role and database, and on nothing that
// another session does.
func TestPostgresOverrides(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.Postgres(t, major)
		d, elsewhere := s.NewDatabase(t), s.NewDatabase(t)
		om, other := s.NewUser(t, "sesame"), s.NewUser(t, "sesame")
		// Whoever logs in must come to the same value for the migrating user.
		as := func(want expect) {
			t.Helper()
			for _, login := range []string{s.URL(om, "sesame", d), s.URL(other, "sesame", d), s.URL(s.Admin, s.Password, d)} {
				want.of(t, look(t, login, om, "work_mem"), "work_mem")
			}
		}
		as(expect{value: mib4, origin: "compiled default", persistent: "yes", pending: "-"})

		// Another session's own value.
		conn, err := s.DB(t, d).Conn(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.ExecContext(context.Background(), "SET work_mem = '1GB'"); err != nil {
			t.Fatal(err)
		}
		as(expect{value: mib4, origin: "compiled default"})

		// Others' overrides, among them those of a role that om is a member of.
		s.Exec(t, d, "ALTER DATABASE "+elsewhere+" SET work_mem = '64MB'", "GRANT "+other+" TO "+om,
			"ALTER ROLE "+om+" IN DATABASE "+elsewhere+" SET work_mem = '65MB'", "ALTER ROLE "+om+" SET maintenance_work_mem = '66MB'")
		as(expect{value: mib4, origin: "compiled default"})
		s.Exec(t, d, "ALTER ROLE "+other+" SET work_mem = '67MB'")
		for _, login := range []string{s.URL(om, "sesame", d), s.URL(s.Admin, s.Password, d)} {
			expect{value: mib4, origin: "compiled default"}.of(t, look(t, login, om, "work_mem"), "work_mem")
		}
		expect{why: "log in as " + om}.of(t, look(t, s.URL(other, "sesame", d), om, "work_mem"), "work_mem")
		s.Exec(t, d, "ALTER ROLE "+other+" RESET work_mem")

		// From the weakest to the strongest.
		s.Exec(t, d, "ALTER ROLE ALL SET work_mem = '16MB'")
		defer s.Exec(t, d, "ALTER ROLE ALL RESET work_mem")
		as(expect{value: "16777216", origin: "all roles (ALTER ROLE ALL)", persistent: "yes"})
		s.Exec(t, d, "ALTER DATABASE "+d+" SET work_mem = 20480")
		as(expect{value: mib20, origin: "database " + d + " (ALTER DATABASE)", persistent: "yes"})
		s.Exec(t, d, "ALTER ROLE "+om+" SET WORK_MEM = '24 MB'")
		as(expect{value: "25165824", origin: "role " + om + " (ALTER ROLE)", persistent: "yes"})
		s.Exec(t, d, "ALTER ROLE "+om+" IN DATABASE "+d+" SET work_mem = '0.03125GB'")
		as(expect{value: mib32, origin: "role " + om + " in database " + d, persistent: "yes"})

		db := look(t, s.URL(s.Admin, s.Password, d), om, "work_mem")
		if got := db.Setting("work_mem"); got.Text != "32MB" || got.Unit != "bytes" || db.MigrationUser != om || db.User != s.Admin {
			t.Errorf("%+v in %+v", got, db)
		}
		expect{why: "there is no role nobody_knows"}.of(t, look(t, s.URL(om, "sesame", d), "nobody_knows", "work_mem"), "work_mem")
	})
}

// ALTER SYSTEM does nothing until the server loads it, and some of it nothing
// until a restart.
func TestPostgresPending(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.StartPostgres(t, major)
		om := s.NewUser(t, "sesame")
		admin := s.URL(s.Admin, s.Password, "postgres")
		user := s.URL(om, "sesame", "postgres")

		s.Exec(t, "", "ALTER SYSTEM SET work_mem = '20MB'")
		expect{value: mib4, origin: "compiled default", pending: "20MB in " + s.DataDir + "/postgresql.auto.conf:3 (ALTER SYSTEM), in force after SELECT pg_reload_conf()"}.
			of(t, look(t, admin, om, "work_mem"), "work_mem")
		hidden := `GRANT SELECT ON pg_file_settings TO "` + om + `"; GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO "` + om + `"`
		expect{value: mib4, origin: "compiled default", pending: "-", note: hidden}.of(t, look(t, user, "", "work_mem"), "work_mem")

		// The remedy that the note gives is enough.
		s.Exec(t, "", "GRANT SELECT ON pg_file_settings TO "+om, "GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO "+om)
		expect{value: mib4, pending: "20MB in ", note: "-"}.of(t, look(t, user, "", "work_mem"), "work_mem")

		s.Exec(t, "", "SELECT pg_reload_conf()")
		waitFor(t, s, "SHOW work_mem", "20MB")
		expect{value: mib20, origin: s.DataDir + "/postgresql.auto.conf:3 (ALTER SYSTEM)", persistent: "yes", pending: "-", note: "-"}.
			of(t, look(t, admin, om, "work_mem"), "work_mem")
		expect{value: mib20, origin: "configuration file", persistent: "yes", note: "GRANT pg_read_all_settings TO"}.
			of(t, look(t, user, "", "work_mem"), "work_mem")

		s.Exec(t, "", "ALTER SYSTEM RESET work_mem")
		expect{value: mib20, pending: "4MB, the default, since the configuration files no longer set it; in force after SELECT pg_reload_conf()"}.
			of(t, look(t, admin, om, "work_mem"), "work_mem")

		// An edit of postgresql.conf, and a setting that only a restart changes.
		s.Exec(t, "", "SELECT pg_reload_conf()")
		waitFor(t, s, "SHOW work_mem", "4MB")
		appendTo(t, s.ConfigFile, "work_mem = 32MB\nshared_buffers = 64MB\n")
		db := look(t, admin, "", "work_mem", "shared_buffers")
		expect{value: mib4, pending: "32MB in " + s.ConfigFile + ":"}.of(t, db, "work_mem")
		expect{value: "134217728", pending: "64MB in " + s.ConfigFile + ":"}.of(t, db, "shared_buffers")
		expect{pending: "in force after a restart", value: "134217728"}.of(t, db, "shared_buffers")
		s.Exec(t, "", "SELECT pg_reload_conf()")
		waitFor(t, s, "SHOW work_mem", "32MB")
		db = look(t, admin, "", "work_mem", "shared_buffers")
		expect{value: mib32, origin: s.ConfigFile + ":", pending: "-"}.of(t, db, "work_mem")
		expect{value: "134217728", pending: "64MB in " + s.ConfigFile + ":"}.of(t, db, "shared_buffers")
		expect{value: "134217728", pending: "a changed value in the configuration files, in force after a restart"}.
			of(t, look(t, s.URL(s.NewUser(t, "sesame"), "sesame", "postgres"), "", "shared_buffers"), "shared_buffers")
		s.Restart(t)
		expect{value: "67108864", pending: "-", persistent: "yes"}.of(t, look(t, admin, "", "shared_buffers"), "shared_buffers")

		// A value that the server does not take stays out of force whatever one does.
		config, err := os.ReadFile(s.ConfigFile)
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range []string{"'lots'", "1kB"} {
			appendTo(t, s.ConfigFile, "work_mem = "+value+"\n")
			expect{value: mib32, pending: "-", note: "the server refuses the value in " + s.ConfigFile}.of(t, look(t, admin, "", "work_mem"), "work_mem")
		}
		if err := os.WriteFile(s.ConfigFile, config, 0o600); err != nil {
			t.Fatal(err)
		}

		// What the file holds is what the live server says.
		offline, err := readOne(s.ConfigFile)
		if err != nil {
			t.Fatal(err)
		}
		live := look(t, admin, "", "work_mem", "shared_buffers", "fsync", "log_timezone", "max_connections", "max_wal_size", "TimeZone", "DateStyle")
		for _, want := range live.Settings {
			got := offline.Setting(want.Name)
			if got == nil || !strings.EqualFold(got.Value, want.Value) || got.Unit != want.Unit || !strings.EqualFold(got.Text, want.Text) || want.Pending != "" || got.Origin != want.Origin {
				t.Errorf("%s: offline %+v, live %+v", want.Name, got, want)
			}
		}
	})
}

// Neither the URL nor the environment colours what is observed, but the URL's
// own wishes are told.
func TestPostgresURLDoesNotColour(t *testing.T) {
	s := testserver.Postgres(t, 15)
	om := s.NewUser(t, "sesame")
	zone := s.Value(t, "", "SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'")
	t.Setenv("PGOPTIONS", "-c work_mem=99MB")
	t.Setenv("PGTZ", "Asia/Tokyo")
	base := s.URL(om, "sesame", "postgres")
	for _, query := range []string{"work_mem=99MB", "options=" + url.QueryEscape("-c work_mem=99MB"), "options=" + url.QueryEscape("--work-mem=99MB")} {
		expect{value: mib4, origin: "compiled default; the URL itself asks for work_mem=99MB"}.of(t, look(t, base+"?"+query, "", "work_mem"), "work_mem")
	}
	db := look(t, base, "", "work_mem", "TimeZone", "statement_timeout", "lock_timeout")
	expect{value: mib4, origin: "compiled default"}.of(t, db, "work_mem")
	expect{value: zone}.of(t, db, "TimeZone")
	// The limits that omlint sets for itself.
	expect{value: "0", origin: "compiled default"}.of(t, db, "statement_timeout")
	expect{value: "0", origin: "compiled default"}.of(t, db, "lock_timeout")
}

func TestPostgresJDBC(t *testing.T) {
	s := testserver.Postgres(t, 15)
	om := s.NewUser(t, "s#s/me?&=")
	address := fmt.Sprintf("jdbc:postgresql://127.0.0.1:%d/postgres?user=%s&password=%s&ssl=false&ApplicationName=x", s.Port, om, url.QueryEscape("s#s/me?&="))
	expect{value: mib4}.of(t, look(t, address, "", "work_mem"), "work_mem")
}

func TestPostgresUnknownAndHidden(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.Postgres(t, major)
		om := s.NewUser(t, "sesame")
		db := look(t, s.URL(om, "sesame", "postgres"), "", "sort_buffer_size", "data_directory", "work_mem", "wor'k_mem", "TIMEZONE", "my.own", "port")
		expect{value: fmt.Sprint(s.Port), origin: "command line", persistent: "yes", pending: "-"}.of(t, db, "port")
		expect{why: "no such setting on PostgreSQL " + db.Version}.of(t, db, "sort_buffer_size")
		expect{why: "no such setting"}.of(t, db, "wor'k_mem")
		expect{why: "no such setting"}.of(t, db, "my.own")
		expect{why: `GRANT pg_read_all_settings TO "` + om + `"`}.of(t, db, "data_directory")
		expect{value: mib4}.of(t, db, "work_mem")
		expect{value: s.Value(t, "", "SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'")}.of(t, db, "TIMEZONE")
		s.Exec(t, "", "ALTER ROLE "+om+" SET my.own = 'x'")
		db = look(t, s.URL(om, "sesame", "postgres"), "", "my.own")
		expect{value: "x", origin: "role " + om}.of(t, db, "my.own")
	})
}

// Every setting of every server is shown as the server shows it.
func TestPostgresShowsAsTheServerDoes(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.Postgres(t, major)
		rows, err := s.DB(t, "").Query("SELECT name, current_setting(name) FROM pg_settings WHERE source NOT IN ('client', 'session')")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		shown := map[string]string{}
		var names []string
		for rows.Next() {
			var name, text string
			if err := rows.Scan(&name, &text); err != nil {
				t.Fatal(err)
			}
			shown[name] = text
			names = append(names, name)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if len(names) < 300 {
			t.Fatalf("only %d settings", len(names))
		}
		for _, got := range look(t, s.URL(s.Admin, s.Password, "postgres"), "", names...).Settings {
			switch got.Name {
			case "data_directory_mode", "log_file_mode", "unix_socket_permissions", // octal
				"archive_command", "tcp_keepalives_count", "tcp_keepalives_idle", "tcp_keepalives_interval":
				continue // SHOW prints something else than what is set: "(disabled)", the system's value
			}
			if got.Text != shown[got.Name] && got.Why == "" {
				t.Errorf("%s: text %q, SHOW prints %q", got.Name, got.Text, shown[got.Name])
			}
		}
	})
}

func waitFor(t *testing.T, s *testserver.Server, query, want string) {
	t.Helper()
	for range 200 {
		if s.Value(t, "", query) == want {
			return
		}
	}
	t.Fatalf("%s never gave %s", query, want)
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Clean(path), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

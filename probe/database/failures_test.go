package database_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
)

// password has every character that URLs, DSNs, SQL and Go treat specially.
const password = `pä s'w"o\r%d@:/?#&=+;` + "`$x"

// listen serves each connection with a function on a port of its own.
func listen(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
			go serve(c)
		}
	}()
	return l.Addr().String()
}

// hidden fails when a password, in any spelling, shows in a result.
func hidden(t *testing.T, db probe.Database, secret string) {
	t.Helper()
	shown := all(t, db) + fmt.Sprintf("%+v", database.Status(db))
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), fmt.Sprintf("%q", secret), strings.Trim(fmt.Sprintf("%q", secret), `"`)} {
		if strings.Contains(shown, form) {
			t.Errorf("the password shows in %s", shown)
		}
	}
}

func TestFailedLogins(t *testing.T) {
	noAmbient(t)
	pg, my, maria := testserver.Postgres(t, 15), testserver.MySQL(t), testserver.MariaDB(t)
	closed := listenAndClose(t)
	userinfo := url.UserPassword("om", password).String()
	for _, test := range []struct{ name, url, want string }{
		{"wrong password", pg.URL("postgres", password, "postgres"), "wrong password for user postgres"},
		{"wrong password", my.URL("root", password, ""), "wrong password for user root"},
		{"wrong password", maria.URL("root", password, ""), "wrong password for user root"},
		{"no password", strings.Replace(pg.URL("postgres", "", "postgres"), ":@", "@", 1), "no password was given for user postgres: set OMLINT_DATABASE_PASSWORD"},
		{"no password", strings.Replace(my.URL("root", "", ""), ":@", "@", 1), "no password was given for user root: set OMLINT_DATABASE_PASSWORD"},
		{"unknown user", pg.URL("nobody_knows", password, "postgres"), "wrong password for user nobody_knows, or no such user"},
		{"unknown user", my.URL("nobody_knows", password, ""), "wrong password for user nobody_knows, or no such user"},
		{"unknown database", pg.URL(pg.Admin, pg.Password, "nope"), "there is no database nope"},
		{"unknown database", my.URL(my.Admin, my.Password, "nope"), "there is no database nope"},
		{"unknown database", maria.URL(maria.Admin, maria.Password, "nope"), "there is no database nope"},
		{"refused", "postgres://" + userinfo + "@" + closed + "/db", "connection refused by " + closed},
		{"refused", "mysql://" + userinfo + "@" + closed + "/db", "connection refused by " + closed},
		{"unknown host", "postgres://" + userinfo + "@nowhere.invalid/db", "unknown host nowhere.invalid"},
		{"unknown host", "mysql://" + userinfo + "@nowhere.invalid/db", "unknown host nowhere.invalid"},
		{"no socket", "mysql://" + userinfo + "@localhost/db?socket=/nonexistent/sock", "there is no socket /nonexistent/sock"},
		{"no socket", "postgres://" + userinfo + "@/db?host=/nonexistent", "there is no socket /nonexistent/.s.PGSQL.5432"},
		{"wrong server", strings.Replace(pg.URL("om", password, "db"), "postgres://", "mysql://", 1), "is a PostgreSQL server, not MySQL: correct the URL's scheme or port"},
		{"wrong server", strings.Replace(my.URL("om", password, "db"), "mysql://", "postgres://", 1), "is a MySQL or MariaDB server, not PostgreSQL"},
		{"wrong server", strings.Replace(my.URL("om", password, "db"), "mysql://", "postgres://", 1) + "?sslmode=require", "is a MySQL or MariaDB server, not PostgreSQL"},
		{"wrong server", strings.Replace(maria.URL("om", password, "db"), "mysql://", "postgres://", 1) + "?sslmode=disable", "is a MySQL or MariaDB server, not PostgreSQL"},
		{"no TLS", pg.URL(pg.Admin, pg.Password, "postgres") + "?sslmode=require", "the server does not offer TLS, which the URL asks for"},
		{"no TLS", maria.URL(maria.Admin, maria.Password, "") + "?sslMode=REQUIRED", "the server does not offer TLS, which the URL asks for"},
	} {
		t.Run(test.name, func(t *testing.T) {
			db := look(t, test.url, "", "work_mem", "sort_buffer_size")
			if db.Connected || !strings.Contains(db.Why, test.want) || strings.Contains(db.Why, "\n") || len(db.Settings) != 0 {
				t.Errorf("connected %v, why %q, want %q", db.Connected, db.Why, test.want)
			}
			if s := database.Status(db); s.Status != probe.StatusFailed || s.Why != db.Why || !strings.HasPrefix(s.Probe, "database "+db.Engine+"://") {
				t.Errorf("status %+v", s)
			}
			hidden(t, db, password)
		})
	}
}

func listenAndClose(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestTooManyConnections(t *testing.T) {
	noAmbient(t)
	t.Run("postgres", func(t *testing.T) {
		s := testserver.Postgres(t, 15)
		om, d := s.NewUser(t, "sesame"), s.NewDatabase(t)
		s.Exec(t, d, "ALTER ROLE "+om+" CONNECTION LIMIT 0")
		if db := look(t, s.URL(om, "sesame", d), ""); !strings.Contains(db.Why, "too many connections") {
			t.Error(db.Why)
		}
	})
	t.Run("mysql", func(t *testing.T) {
		s := testserver.MySQL(t)
		om := s.NewUser(t, "sesame")
		s.Exec(t, "", "ALTER USER "+om+" WITH MAX_USER_CONNECTIONS 1")
		defer session(t, s, om, "DO 1").Close()
		if db := look(t, s.URL(om, "sesame", ""), ""); !strings.Contains(db.Why, "too many connections") {
			t.Error(db.Why)
		}
	})
}

func TestTLSRequired(t *testing.T) {
	noAmbient(t)
	t.Run("postgres", func(t *testing.T) {
		s := testserver.StartPostgres(t, 15)
		om := s.NewUser(t, "sesame")
		hba := filepath.Join(s.DataDir, "pg_hba.conf")
		if err := os.WriteFile(hba, []byte("hostssl all "+om+" all scram-sha-256\nhost all postgres all scram-sha-256\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.Exec(t, "", "SELECT pg_reload_conf()")
		want := "the server requires TLS, or does not let this user in (pg_hba.conf)"
		for try := 0; ; try++ {
			db := look(t, s.URL(om, "sesame", "postgres"), "")
			if strings.Contains(db.Why, want) {
				break
			}
			if try == 50 {
				t.Fatalf("why %q, want %q", db.Why, want)
			}
		}
	})
	t.Run("mysql", func(t *testing.T) {
		s := testserver.StartMySQL(t)
		s.Exec(t, "", "SET GLOBAL require_secure_transport = ON")
		if db := look(t, s.URL(s.Admin, s.Password, "")+"?useSSL=false", ""); !strings.Contains(db.Why, "the server requires TLS: add sslMode=REQUIRED") {
			t.Error(db.Why)
		}
		if db := look(t, s.URL(s.Admin, s.Password, ""), ""); !db.Connected {
			t.Error(db.Why)
		}
	})
}

// Whatever listens there, looking ends in time and says what to do.
func TestHostileServersEndInTime(t *testing.T) {
	noAmbient(t)
	const timeout = 800 * time.Millisecond
	trickle := func(bytes string) func(net.Conn) {
		return func(c net.Conn) {
			for i := 0; ; i++ {
				if _, err := c.Write([]byte{bytes[i%len(bytes)]}); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}
	}
	say := func(text string) func(net.Conn) {
		return func(c net.Conn) {
			fmt.Fprint(c, text)
			buffer := make([]byte, 1<<10)
			for {
				if _, err := c.Read(buffer); err != nil {
					return
				}
			}
		}
	}
	inTime := "within 800ms: check host, port and firewall, or allow more time (--timeout)"
	greeting := "\x4a\x00\x00\x00\x0a9.7.4\x00"
	for _, test := range []struct {
		name      string
		serve     func(net.Conn)
		my, pg    string // what to find in Why
		mayBeFast bool
	}{
		{"accepts and never answers", func(net.Conn) {}, inTime, inTime, false},
		{"trickles zeros", trickle("\x00"), "", "", true},
		{"trickles a greeting that never ends", trickle("\xff\xff\x00\x00\x0a9.7.4"), inTime, "", true},
		{"trickles a PostgreSQL message that never ends", trickle("R\x00\x00\xff\xff"), "", inTime, true},
		{"promises more greeting", say(greeting), inTime, "is a MySQL or MariaDB server", true},
		{"says no TLS and then nothing", say("N"), "", inTime, true},
		{"a web server", say("HTTP/1.1 400 Bad Request\r\n\r\n"), "does not speak the MySQL protocol", "does not speak the PostgreSQL protocol", true},
		{"an SSH server", say("SSH-2.0-OpenSSH_9.2p1\r\n"), "does not speak the MySQL protocol", "", true},
		{"closes", func(c net.Conn) { c.Close() }, "closed the connection", "closed the connection", true},
		{"a greeting that makes the driver stumble", say("\x03\x00\x00\x00\x0a\x00\x00"), "does not speak the MySQL protocol", "is a MySQL or MariaDB server", true},
		{"an empty packet", say("\x00\x00\x00\x00\x0a"), "", "", true},
		{"MySQL's error instead of a greeting", say("\x17\x00\x00\x00\xff\x10\x04Too many connections"), "too many connections", "is a MySQL or MariaDB server", true},
		{"an error of PostgreSQL with escapes", say("E\x00\x00\x00\x27SFATAL\x00C53300\x00Mtoo \x1b[31mmany\r\nlines\x00\x00\x00\x00"), "", "", true},
	} {
		for scheme, want := range map[string]string{"mysql": test.my, "postgres": test.pg} {
			t.Run(test.name+"/"+scheme, func(t *testing.T) {
				t.Parallel()
				address := listen(t, test.serve)
				begin := time.Now()
				db := lookFor(t, timeout, scheme+"://"+url.UserPassword("om", password).String()+"@"+address+"/db", "", "work_mem")
				took := time.Since(begin)
				if took > 3*timeout || !test.mayBeFast && took < timeout {
					t.Errorf("took %v", took)
				}
				if db.Connected || db.Why == "" || !strings.Contains(db.Why, want) || strings.ContainsAny(db.Why, "\n\x1b") {
					t.Errorf("connected %v, why %q, want %q", db.Connected, db.Why, want)
				}
				hidden(t, db, password)
			})
		}
	}
}

// A server that stops answering after the login costs one timeout, not one for
// each setting.
func TestServerThatFallsSilent(t *testing.T) {
	noAmbient(t)
	for name, s := range map[string]*testserver.Server{"postgres": testserver.Postgres(t, 15), "mysql": testserver.MySQL(t), "mariadb": testserver.MariaDB(t)} {
		for _, after := range []int{1, 2, 3, 5, 8, 12} {
			t.Run(fmt.Sprintf("%s/%d", name, after), func(t *testing.T) {
				t.Parallel()
				om := s.NewUser(t, password)
				address := listen(t, func(c net.Conn) { relay(c, fmt.Sprintf("127.0.0.1:%d", s.Port), after) })
				target := strings.Replace(s.URL(om, password, map[string]string{"postgres": "postgres"}[name]), fmt.Sprintf("127.0.0.1:%d", s.Port), address, 1)
				begin := time.Now()
				db := lookFor(t, time.Second, target+"?sslmode=disable", "", "a", "b", "c", "d", "e", "work_mem", "sort_buffer_size")
				if took := time.Since(begin); took > 3*time.Second {
					t.Errorf("took %v", took)
				}
				why := db.Why
				for _, setting := range db.Settings {
					if setting.Why == "" && setting.Value == "" {
						t.Errorf("%s is neither known nor explained", setting.Name)
					}
					if !strings.Contains(setting.Why, "no such setting") {
						why += setting.Why + setting.Note
					}
				}
				if !strings.Contains(why, "no answer from "+address+" within 1s") {
					t.Errorf("why %q in %+v", why, db)
				}
				hidden(t, db, password)
			})
		}
	}
}

// relay passes a connection on to a server, but only so many of its answers.
func relay(c net.Conn, server string, answers int) {
	s, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer s.Close()
	go func() {
		buffer := make([]byte, 1<<16)
		for {
			n, err := c.Read(buffer)
			if err != nil {
				s.Close()
				return
			}
			if _, err := s.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<16)
	for i := 0; ; i++ {
		n, err := s.Read(buffer)
		if err != nil {
			return
		}
		if i < answers {
			if _, err := c.Write(buffer[:n]); err != nil {
				return
			}
		}
	}
}

func TestInterrupted(t *testing.T) {
	noAmbient(t)
	target, err := database.ParseURL("postgres://om@" + listen(t, func(net.Conn) {}) + "/db")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	if db := database.Collect(ctx, database.Request{Target: target}); db.Why != "interrupted" {
		t.Errorf("why %q", db.Why)
	}
}

// Looking at many servers that never answer leaves no goroutine behind.
func TestNothingIsLeftBehind(t *testing.T) {
	noAmbient(t)
	before := runtime.NumGoroutine()
	for _, scheme := range []string{"mysql", "postgres"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			lookFor(t, 50*time.Millisecond, scheme+"://om:x@"+l.Addr().String()+"/db", "")
		}
		l.Close()
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func TestPasswordSources(t *testing.T) {
	noAmbient(t)
	pg, my := testserver.Postgres(t, 15), testserver.MySQL(t)
	pgUser, myUser := pg.NewUser(t, password), my.NewUser(t, password)
	pgURL := fmt.Sprintf("postgres://%s@127.0.0.1:%d/postgres", pgUser, pg.Port)
	myURL := fmt.Sprintf("mysql://%s@127.0.0.1:%d/", myUser, my.Port)
	wrong := func(address string) string { return strings.Replace(address, "@", ":wrong@", 1) }
	home := func(t *testing.T, name, text string) {
		dir := files(t, name, text)
		t.Setenv("HOME", dir)
	}
	escape := strings.NewReplacer(`\`, `\\`, ":", `\:`)
	pgpass := fmt.Sprintf("otherhost:*:*:*:wrong\n127.0.0.1:%d:postgres:%s:%s\n", pg.Port, pgUser, escape.Replace(password))
	mycnf := "[mysql]\npassword=wrong\n[client]\nuser = nobody\npassword = \"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(password) + "\"\n[mysqldump]\npassword=wrong\n"

	for _, test := range []struct {
		name, url string
		prepare   func(t *testing.T)
		connected bool
	}{
		{"OMLINT_DATABASE_PASSWORD", pgURL, func(t *testing.T) { t.Setenv("OMLINT_DATABASE_PASSWORD", password); t.Setenv("PGPASSWORD", "wrong") }, true},
		{"OMLINT_DATABASE_PASSWORD", myURL, func(t *testing.T) { t.Setenv("OMLINT_DATABASE_PASSWORD", password); t.Setenv("MYSQL_PWD", "wrong") }, true},
		{"PGPASSWORD", pgURL, func(t *testing.T) { t.Setenv("PGPASSWORD", password) }, true},
		{"PGPASSWORD before .pgpass", pgURL, func(t *testing.T) { home(t, ".pgpass", pgpass); t.Setenv("PGPASSWORD", "wrong") }, false},
		{"MYSQL_PWD", myURL, func(t *testing.T) { t.Setenv("MYSQL_PWD", password) }, true},
		{"MYSQL_PWD is not for PostgreSQL", pgURL, func(t *testing.T) { t.Setenv("MYSQL_PWD", password) }, false},
		{"PGPASSWORD is not for MySQL", myURL, func(t *testing.T) { t.Setenv("PGPASSWORD", password) }, false},
		{".pgpass", pgURL, func(t *testing.T) { home(t, ".pgpass", pgpass) }, true},
		{"PGPASSFILE", pgURL, func(t *testing.T) { t.Setenv("PGPASSFILE", filepath.Join(files(t, "p", pgpass), "p")) }, true},
		{".my.cnf", myURL, func(t *testing.T) { home(t, ".my.cnf", mycnf) }, true},
		{
			".my.cnf gives the user, too", strings.Replace(myURL, myUser+"@", "", 1),
			func(t *testing.T) { home(t, ".my.cnf", strings.Replace(mycnf, "nobody", myUser, 1)) }, true,
		},
		{"the URL first", wrong(pgURL), func(t *testing.T) { t.Setenv("OMLINT_DATABASE_PASSWORD", password); t.Setenv("PGPASSWORD", password) }, false},
		{"the URL first", wrong(myURL), func(t *testing.T) {
			t.Setenv("OMLINT_DATABASE_PASSWORD", password)
			home(t, ".my.cnf", mycnf)
		}, false},
		{"the URL", strings.Replace(pgURL, pgUser, url.UserPassword(pgUser, password).String(), 1), func(*testing.T) {}, true},
		{"the URL", strings.Replace(myURL, myUser, url.UserPassword(myUser, password).String(), 1), func(*testing.T) {}, true},
		{"JDBC", "jdbc:" + strings.Replace(pgURL, pgUser+"@", "", 1) + "?user=" + pgUser + "&password=" + url.QueryEscape(password), nil, true},
		{"JDBC", "jdbc:" + strings.Replace(myURL, myUser+"@", "", 1) + "?user=" + myUser + "&password=" + url.QueryEscape(password), nil, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.prepare != nil {
				test.prepare(t)
			}
			test.url = strings.Replace(test.url, "jdbc:postgres://", "jdbc:postgresql://", 1)
			db := look(t, test.url, "", "work_mem", "sort_buffer_size")
			if db.Connected != test.connected {
				t.Errorf("connected %v: %s", db.Connected, db.Why)
			}
			hidden(t, db, password)
		})
	}
}

// Neither looking nor failing writes to standard error, as drivers like to.
func TestNoOutput(t *testing.T) {
	noAmbient(t)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	stderr := os.Stderr
	os.Stderr = write
	defer func() { os.Stderr = stderr }()
	address := listen(t, func(c net.Conn) { fmt.Fprint(c, "\x4a\x00\x00\x00\x0a9.7.4\x00"); c.Close() })
	look(t, "mysql://om:x@"+address+"/db", "")
	look(t, "postgres://om:x@"+address+"/db", "")
	write.Close()
	buffer := make([]byte, 1<<10)
	if n, _ := read.Read(buffer); n > 0 {
		t.Errorf("standard error: %s", buffer[:n])
	}
}

package testserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	_ "github.com/jackc/pgx/v5/stdlib" // the database/sql driver "pgx"
)

// postgres is PostgreSQL of one major version: Debian's own, or one that npm installed.
type postgres struct{ major int }

func (p postgres) String() string  { return fmt.Sprintf("PostgreSQL %d", p.major) }
func (p postgres) program() string { return "postgres" }

func (p postgres) directories() []string {
	return []string{
		filepath.Join(CacheDir(), fmt.Sprintf("postgres-%d", p.major), "bin"),
		fmt.Sprintf("/usr/lib/postgresql/%d/bin", p.major),
	}
}

func (p postgres) initialise(bin, work string) (*exec.Cmd, error) {
	password := filepath.Join(work, "password")
	if err := os.WriteFile(password, []byte(adminPassword), 0o644); err != nil {
		return nil, fmt.Errorf("write the administrator's password for initdb: %w", err)
	}
	return exec.Command(filepath.Join(bin, "initdb"), "--pgdata="+filepath.Join(work, "data"),
		"--username="+p.admin(), "--pwfile="+password, "--auth=scram-sha-256",
		"--encoding=UTF8", "--locale=C", "--no-sync"), nil
}

// configure uses the configuration file, not the command line, so that tests can override every setting there
// and with ALTER SYSTEM.
func (p postgres) configure(_, work string) (string, error) {
	file := filepath.Join(work, "data", "postgresql.conf")
	return file, appendFile(file, "\n# settings for tests\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n")
}

func (p postgres) serve(bin, work string, port int) *exec.Cmd {
	return exec.Command(filepath.Join(bin, p.program()), "-D", filepath.Join(work, "data"),
		"-c", "listen_addresses=127.0.0.1", "-c", fmt.Sprintf("port=%d", port),
		"-c", "unix_socket_directories="+work)
}

// signals: SIGQUIT, unlike SIGKILL, lets the server end its children and free its shared memory.
func (postgres) signals() (polite, quick syscall.Signal) { return syscall.SIGINT, syscall.SIGQUIT }

func (postgres) admin() string  { return "postgres" }
func (postgres) driver() string { return "pgx" }

// dsn asks for the simple protocol, which takes several statements at once.
func (p postgres) dsn(port int, user, password, database string) string {
	return p.url(port, user, password, database) + "?default_query_exec_mode=simple_protocol"
}

func (postgres) url(port int, user, password, database string) string {
	if database == "" {
		database = "postgres"
	}
	return address("postgres", port, user, password, database)
}

func (postgres) dataDirectory() string { return "SHOW data_directory" }

func (postgres) createUser(name, password string) string {
	return fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", name, strings.ReplaceAll(password, "'", "''"))
}

// dropUser first clears every database of what the user owns and may do, without which PostgreSQL keeps the user.
func (p postgres) dropUser(s *Server, name string) error {
	databases, err := s.column(context.Background(), "", "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")
	if err != nil {
		return err
	}
	for _, database := range databases {
		err := s.exec(database, "REASSIGN OWNED BY "+name+" TO "+p.admin(), "DROP OWNED BY "+name+" CASCADE")
		if err != nil {
			return err
		}
	}
	return s.exec("", "DROP ROLE "+name)
}

func (postgres) dropDatabase(name string) string { return "DROP DATABASE " + name + " WITH (FORCE)" }

// address is a database URL with everything in it escaped that needs to be.
func address(scheme string, port int, user, password, database string) string {
	u := url.URL{
		Scheme: scheme,
		User:   url.UserPassword(user, password),
		Host:   fmt.Sprintf("%s:%d", loopback, port),
		Path:   "/" + database,
	}
	return u.String()
}

// appendFile adds text to the end of a file.
func appendFile(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

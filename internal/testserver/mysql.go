package testserver

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	driver "github.com/go-sql-driver/mysql"
)

// mysql is Oracle's MySQL, unpacked into the cache directory.
type mysql struct{ mysqlDialect }

func (mysql) String() string        { return "MySQL" }
func (mysql) program() string       { return "mysqld" }
func (mysql) directories() []string { return []string{filepath.Join(CacheDir(), "mysql", "bin")} }

func (m mysql) initialise(bin, work string) (*exec.Cmd, error) {
	sql, err := m.writeAdmin(work)
	if err != nil {
		return nil, err
	}
	if _, err := m.configure(bin, work); err != nil {
		return nil, err
	}
	return exec.Command(filepath.Join(bin, m.program()), "--defaults-file="+filepath.Join(work, "my.cnf"),
		"--initialize-insecure", "--init-file="+sql), nil
}

// configure: the server is not where it was built to be, so it must be told where its own files are.
func (m mysql) configure(bin, work string) (string, error) {
	root := filepath.Join(filepath.Dir(bin), "root", "usr")
	return m.writeConfig(work, `secure-file-priv = NULL
lc-messages-dir = `+root+`/share/mysql
character-sets-dir = `+root+`/share/mysql/charsets
plugin-dir = `+root+`/lib/mysql/plugin
mysqlx = OFF
skip-log-bin
innodb-flush-method = nosync
innodb-redo-log-capacity = 32M
`)
}

func (m mysql) serve(bin, work string, port int) *exec.Cmd {
	return m.serveAs(m.program(), bin, work, port)
}

// mysqlDialect is what Oracle's MySQL and MariaDB have in common.
type mysqlDialect struct{}

// writeAdmin writes the SQL that gives the administrator a password, from this machine or another. Flushing first
// turns on the accounts, which MariaDB starts without.
func (mysqlDialect) writeAdmin(work string) (string, error) {
	file := filepath.Join(work, "admin.sql")
	sql := `FLUSH PRIVILEGES;
ALTER USER root@localhost IDENTIFIED BY '` + adminPassword + `';
CREATE USER root@'%' IDENTIFIED BY '` + adminPassword + `';
GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
`
	if err := os.WriteFile(file, []byte(sql), 0o644); err != nil {
		return "", fmt.Errorf("write the administrator's password: %w", err)
	}
	return file, nil
}

func (mysqlDialect) writeConfig(work, more string) (string, error) {
	file := filepath.Join(work, "my.cnf")
	text := "[mysqld]\ndatadir = " + filepath.Join(work, "data") + "\ninnodb-flush-log-at-trx-commit = 0\n" + more
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return "", fmt.Errorf("write the server's configuration: %w", err)
	}
	return file, nil
}

func (mysqlDialect) serveAs(program, bin, work string, port int) *exec.Cmd {
	return exec.Command(filepath.Join(bin, program), "--defaults-file="+filepath.Join(work, "my.cnf"),
		"--bind-address="+loopback, fmt.Sprintf("--port=%d", port),
		"--socket="+filepath.Join(work, "socket"), "--pid-file="+filepath.Join(work, "pid"))
}

func (mysqlDialect) signals() (polite, quick syscall.Signal) { return syscall.SIGTERM, syscall.SIGKILL }

func (mysqlDialect) admin() string  { return "root" }
func (mysqlDialect) driver() string { return "mysql" }

func (mysqlDialect) dsn(port int, user, password, database string) string {
	c := driver.NewConfig()
	c.User, c.Passwd, c.DBName = user, password, database
	c.Net, c.Addr = "tcp", fmt.Sprintf("%s:%d", loopback, port)
	c.MultiStatements = true
	c.Logger = &driver.NopLogger{} // waiting for a server to start is no news
	return c.FormatDSN()
}

func (mysqlDialect) url(port int, user, password, database string) string {
	return address("mysql", port, user, password, database)
}

func (mysqlDialect) dataDirectory() string { return "SELECT @@datadir" }

func (mysqlDialect) createUser(name, password string) string {
	escape := strings.NewReplacer(`\`, `\\`, "'", "''")
	return fmt.Sprintf("CREATE USER %s IDENTIFIED BY '%s'", name, escape.Replace(password))
}

func (mysqlDialect) dropUser(s *Server, name string) error { return s.exec("", "DROP USER "+name) }
func (mysqlDialect) dropDatabase(name string) string       { return "DROP DATABASE " + name }

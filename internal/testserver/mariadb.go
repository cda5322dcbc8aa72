package testserver

import (
	"os/exec"
	"path/filepath"
)

// mariadb is Debian's MariaDB.
type mariadb struct{ mysqlDialect }

func (mariadb) String() string        { return "MariaDB" }
func (mariadb) program() string       { return "mariadbd" }
func (mariadb) directories() []string { return []string{"/usr/sbin", "/usr/bin"} }

func (m mariadb) initialise(_, work string) (*exec.Cmd, error) {
	sql, err := m.writeAdmin(work)
	if err != nil {
		return nil, err
	}
	return exec.Command("/usr/bin/mariadb-install-db", "--no-defaults", "--datadir="+filepath.Join(work, "data"),
		"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
		"--innodb-log-file-size=8M", "--extra-file="+sql), nil
}

func (m mariadb) configure(_, work string) (string, error) {
	return m.writeConfig(work, "innodb-log-file-size = 8M\n")
}

func (m mariadb) serve(bin, work string, port int) *exec.Cmd {
	return m.serveAs(m.program(), bin, work, port)
}

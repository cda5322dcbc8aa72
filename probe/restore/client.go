package restore

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/omlint/omlint/internal/bounded"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/probe/database"
)

// client runs the database's own programs. The password reaches them in a file
// that only this user may read: neither their arguments nor their environment
// show it.
type client struct {
	login   database.Login
	engine  string
	flavour string
	dir     string
	file    string // the password file of libpq, or the option file of MySQL's clients
}

func newClient(t *database.Target, flavour string) (*client, error) {
	dir, err := os.MkdirTemp("", "omlint-restore-") // for this user only
	if err != nil {
		return nil, fmt.Errorf("make a place for the login: %w", err)
	}
	c := &client{login: t.Login(), engine: t.Engine, flavour: flavour, dir: dir, file: filepath.Join(dir, "login")}
	text := c.passFile()
	if t.Engine == database.EngineMySQL {
		text = c.optionFile()
	}
	if err := os.WriteFile(c.file, []byte(text), 0o600); err != nil {
		c.close()
		return nil, fmt.Errorf("write the login: %w", err)
	}
	return c, nil
}

func (c *client) close() { _ = os.RemoveAll(c.dir) }

// passFile is what PGPASSFILE names ("The Password File" in libpq's manual).
func (c *client) passFile() string {
	return "*:*:*:*:" + strings.NewReplacer(`\`, `\\`, `:`, `\:`).Replace(c.login.Password) + "\n"
}

// optionFile is what --defaults-file names ("Using Option Files" in MySQL's
// manual).
func (c *client) optionFile() string {
	quoted := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	text := "[client]\nuser=" + quoted(c.login.User) + "\npassword=" + quoted(c.login.Password) + "\n"
	if c.login.Socket != "" {
		text += "socket=" + quoted(c.login.Socket) + "\n"
	} else {
		text += "protocol=tcp\nhost=" + quoted(c.login.Host) + "\nport=" + c.login.Port + "\n"
	}
	if c.login.TLS && c.flavour == "mariadb" {
		text += "ssl\n"
	} else if c.login.TLS {
		text += "ssl-mode=REQUIRED\n"
	}
	return text + "[mysql]\ndatabase=" + quoted(c.login.Database) + "\n[mariadb-client]\ndatabase=" + quoted(c.login.Database) + "\n"
}

// mysql is the name of the server's own client.
func (c *client) mysql() string {
	if c.flavour == "mariadb" {
		return "mariadb"
	}
	return "mysql"
}

// feed runs a program with the backup, unpacked, on its standard input.
func (c *client) feed(ctx context.Context, req Request, program string, args func(program string) []string) error {
	content, err := backup.Open(ctx, req.Backup.Path, req.Files)
	if err != nil {
		return err
	}
	defer content.Close()
	var in io.Reader = content
	if req.Backup.Engine == database.EngineMySQL && has(req.Backup, probe.TraitSandbox) && c.flavour != "mariadb" {
		in = &afterLine{r: content}
	}
	list := args(program)
	return c.run(ctx, in, list[0], list[1:]...)
}

// said bounds what is kept of what a program says.
const said = 4 << 10

// run runs a program to its end. Its error is the first thing it complained of.
func (c *client) run(ctx context.Context, in io.Reader, program string, args ...string) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return refuse("%s is not installed here: install the client programs of the database", program)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = 5 * time.Second
	cmd.Stdin = in
	cmd.Env = c.environment()
	stderr := &bounded.Buffer{Most: said}
	cmd.Stderr = stderr
	err = cmd.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s was stopped: %w", program, ctx.Err())
	}
	text := strings.TrimSpace(string(stderr.Kept))
	if c.login.Password != "" {
		text = strings.ReplaceAll(text, c.login.Password, "***")
	}
	if text == "" {
		text = err.Error()
	}
	return fmt.Errorf("%s: %s", program, complaint(text))
}

// complaint is the line of a program's output that tells of the error; warnings
// may stand before it.
func complaint(text string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), "error") {
			return strings.TrimSpace(line)
		}
	}
	first, _, _ := strings.Cut(text, "\n")
	return first
}

// environment is ours, without what would lead a client elsewhere.
func (c *client) environment() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "MYSQL_") && !strings.HasPrefix(v, "OMLINT_") {
			env = append(env, v)
		}
	}
	if c.engine != database.EnginePostgres {
		return env
	}
	env = append(env, "PGPASSFILE="+c.file, "PGHOST="+c.login.Host, "PGPORT="+c.login.Port, "PGUSER="+c.login.User, "PGDATABASE="+c.login.Database)
	if c.login.TLS {
		env = append(env, "PGSSLMODE=require")
	}
	return env
}

// afterLine leaves out the first line.
type afterLine struct {
	r    io.Reader
	past bool
}

func (a *afterLine) Read(p []byte) (int, error) {
	for !a.past {
		n, err := a.r.Read(p)
		if i := bytes.IndexByte(p[:n], '\n'); i >= 0 {
			a.past = true
			return copy(p, p[i+1:n]), err
		}
		if err != nil {
			return 0, err
		}
	}
	return a.r.Read(p)
}

package testserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const (
	loopback = "127.0.0.1"
	// A server starts in a second or three; a busy machine may need much longer.
	startTimeout = 2 * time.Minute
	stopTimeout  = time.Minute
)

// Server is a running database server.
type Server struct {
	Name     string // "PostgreSQL 15", "MySQL", "MariaDB"
	Host     string // a loopback address
	Port     int
	Admin    string // the user who may do everything
	Password string // the administrator's

	BinDir     string // the server's own programs; see Tool
	DataDir    string
	ConfigFile string // read at every start; a test with its own server may append to it
	LogFile    string // what the server said, over all its starts
	Socket     string // the Unix socket; for PostgreSQL, as its clients want it, the directory that holds it

	product product
	work    string
	process *process
	owner   testing.TB // nil if shared
	names   atomic.Int64
}

// start finds, prepares and starts a server.
func start(p product) (*Server, error) {
	bin, err := locate(p)
	if err != nil {
		return nil, err
	}
	data, err := template(p, bin)
	if err != nil {
		return nil, err
	}
	work, err := newDirectory(p)
	if err != nil {
		return nil, err
	}
	if err := copyTree(data, filepath.Join(work, "data")); err != nil {
		return nil, err
	}
	config, err := p.configure(bin, work)
	if err != nil {
		return nil, fmt.Errorf("configure %s: %w", p, err)
	}
	s := &Server{
		Name: p.String(), Host: loopback, Admin: p.admin(), Password: adminPassword,
		BinDir: bin, DataDir: filepath.Join(work, "data"), ConfigFile: config,
		LogFile: filepath.Join(work, "log"), Socket: filepath.Join(work, "socket"),
		product: p, work: work,
	}
	if _, ok := p.(postgres); ok {
		s.Socket = work
	}
	running.Store(s, nil)

	// A free port can be taken by someone else before the server gets there.
	for range 5 {
		if s.Port, err = freePort(); err != nil {
			break
		}
		if err = s.launch(); !errors.Is(err, errPortTaken) {
			break
		}
	}
	if err != nil {
		s.discard()
		return nil, err
	}
	return s, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", loopback+":0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

var errPortTaken = errors.New("the port is taken")

// launch starts the server's process and returns when it answers.
func (s *Server) launch() error {
	log, err := os.OpenFile(s.LogFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("open the log of %s: %w", s.Name, err)
	}
	defer func() { _ = log.Close() }() // the server has its own handle
	before, err := log.Seek(0, 2)
	if err != nil {
		return fmt.Errorf("open the log of %s: %w", s.Name, err)
	}
	_, quick := s.product.signals()
	cmd := s.product.serve(s.BinDir, s.work, s.Port)
	cmd.Stdout, cmd.Stderr = log, log
	if s.process, err = spawn(cmd, s.work, quick); err != nil {
		return fmt.Errorf("start %s: %w", s.Name, err)
	}

	deadline := time.After(startTimeout)
	for {
		if s.answers() {
			return nil
		}
		select {
		case <-s.process.exited:
			said := s.logTail(before)
			if strings.Contains(said, "Address already in use") {
				return errPortTaken
			}
			return fmt.Errorf("start %s: it exited: %w; it said:\n%s", s.Name, s.process.err, said)
		case <-deadline:
			_ = s.process.stop(quick, stopTimeout)
			return fmt.Errorf("start %s: no answer within %v; it said:\n%s", s.Name, startTimeout, s.logTail(before))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// answers reports whether this server, and no other that happens to have the port, takes connections.
func (s *Server) answers() bool {
	dir, err := s.column("", s.product.dataDirectory())
	return err == nil && filepath.Clean(dir[0]) == s.DataDir
}

func (s *Server) logTail(from int64) string {
	text, err := os.ReadFile(s.LogFile)
	if err != nil {
		return err.Error()
	}
	text = text[min(from, int64(len(text))):]
	return string(text[max(0, len(text)-4096):])
}

// discard ends the server at once and removes all it had.
func (s *Server) discard() {
	if _, was := running.LoadAndDelete(s); !was {
		return
	}
	if s.process != nil {
		_, quick := s.product.signals()
		_ = s.process.stop(quick, stopTimeout) // killed at worst
	}
	_ = os.RemoveAll(s.work) // the watchdog removes what is left
}

// Stop shuts the server down in good order, keeping its data. Only for a server that the test started itself.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.mustOwn(t, "Stop")
	polite, _ := s.product.signals()
	if err := s.process.stop(polite, stopTimeout); err != nil {
		t.Fatal(err)
	}
}

// Start starts a server that was stopped, with its data, its port and its changed configuration.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.mustOwn(t, "Start")
	if err := s.launch(); err != nil {
		t.Fatal(err)
	}
}

// Restart is Stop and Start.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	s.Stop(t)
	s.Start(t)
}

func (s *Server) mustOwn(t testing.TB, what string) {
	t.Helper()
	if s.owner == nil {
		t.Fatalf("%s of the %s that all tests share; start one for this test: testserver.Start…", what, s.Name)
	}
}

// URL is the address of a database for a user, as command lines take it: postgres://… or mysql://…. An empty
// database is the server's default.
func (s *Server) URL(user, password, database string) string {
	return s.product.url(s.Port, user, password, database)
}

// DB opens a database as the administrator. It is closed when the test ends. One query may hold several
// statements.
func (s *Server) DB(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := s.open(database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Exec runs statements in a database as the administrator, in order, on one connection.
func (s *Server) Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	if err := s.exec(database, statements...); err != nil {
		t.Fatal(err)
	}
}

// Value returns the first column of the first row of a query by the administrator, as text.
func (s *Server) Value(t testing.TB, database, query string) string {
	t.Helper()
	values, err := s.column(database, query)
	if err != nil {
		t.Fatal(err)
	}
	return values[0]
}

// NewDatabase creates an empty database, which is dropped when the test ends, and returns its name.
func (s *Server) NewDatabase(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("omlint_db%d", s.names.Add(1))
	s.Exec(t, "", "CREATE DATABASE "+name)
	t.Cleanup(func() {
		if err := s.exec("", s.product.dropDatabase(name)); err != nil && s.up() {
			t.Error(err)
		}
	})
	return name
}

// NewUser creates a user who may log in from anywhere and nothing more, and returns the name, which needs no
// quoting in SQL. The user and all it owns are dropped when the test ends.
func (s *Server) NewUser(t testing.TB, password string) string {
	t.Helper()
	name := fmt.Sprintf("omlint_user%d", s.names.Add(1))
	s.Exec(t, "", s.product.createUser(name, password))
	t.Cleanup(func() {
		if err := s.product.dropUser(s, name); err != nil && s.up() {
			t.Error(err)
		}
	})
	return name
}

// up reports whether the server's process is there; a test may have stopped it.
func (s *Server) up() bool {
	select {
	case <-s.process.exited:
		return false
	default:
		return true
	}
}

func (s *Server) open(database string) (*sql.DB, error) {
	db, err := sql.Open(s.product.driver(), s.product.dsn(s.Port, s.Admin, s.Password, database))
	if err != nil {
		return nil, fmt.Errorf("open database %q of %s: %w", database, s.Name, err)
	}
	return db, nil
}

func (s *Server) exec(database string, statements ...string) error {
	db, err := s.open(database)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			return fmt.Errorf("%s: %w; the statement was: %s", s.Name, err, statement)
		}
	}
	return nil
}

// column returns the first column of a query's rows, of which there must be some.
func (s *Server) column(database, query string) ([]string, error) {
	db, err := s.open(database)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
	}
	defer func() { _ = rows.Close() }()
	var values []string
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		row := make([]any, len(columns))
		for i := range row {
			row[i] = new(any)
		}
		var value string
		row[0] = &value
		if err := rows.Scan(row...); err != nil {
			return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
	}
	if values == nil {
		return nil, fmt.Errorf("%s: no rows; the query was: %s", s.Name, query)
	}
	return values, nil
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

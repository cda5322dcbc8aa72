package testserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
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

	product product
	private bool   // one test's own
	work    string // holds all of the above but BinDir
	process *process
	names   atomic.Int64 // how many were handed out
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
		LogFile: filepath.Join(work, "log"),
		product: p, work: work,
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
			_ = s.process.stop(quick)
			return fmt.Errorf("start %s: no answer within %v; it said:\n%s", s.Name, startTimeout, s.logTail(before))
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// answers reports whether this server, and no other that happens to have the port, takes connections.
func (s *Server) answers() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	dir, err := s.column(ctx, "", s.product.dataDirectory())
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
		_ = s.process.stop(quick) // killed at worst
	}
	_ = os.RemoveAll(s.work) // the watchdog removes what is left
}

// Stop shuts the server down in good order, keeping its data. Only for a server that the test started itself.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.mustOwn(t, "Stop")
	polite, _ := s.product.signals()
	if err := s.process.stop(polite); err != nil {
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
	if !s.private {
		t.Fatalf("%s: other tests share this %s; get one for this test alone, from a testserver.Start function", what, s.Name)
	}
}

// Kill ends the server without warning, as kill -9 does; PostgreSQL's other
// processes end when they notice. Only for a server that the test started itself.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	s.mustOwn(t, "Kill")
	if err := s.process.stop(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
}

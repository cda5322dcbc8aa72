package testserver

import (
	"os/exec"
	"syscall"
)

// product is a kind of server: where it is found, how it is run, how it is spoken to. Its values are comparable.
type product interface {
	// String is the name a person uses: "PostgreSQL 15".
	String() string
	// program is the file name of the server itself, directories where it may be, best first.
	program() string
	directories() []string

	// initialise returns the command that makes the data directory work/data, with the administrator's password
	// set. Files it needs for that it puts beside the data directory.
	initialise(bin, work string) (*exec.Cmd, error)
	// configure writes the settings that suit tests and returns the path of the file that holds them.
	configure(bin, work string) (string, error)
	// serve returns the command that serves work/data on a loopback port until it is signalled.
	serve(bin, work string, port int) *exec.Cmd
	// signals stop the server: polite keeps all data, quick need only be quick and leave nothing behind.
	signals() (polite, quick syscall.Signal)

	dialect
}

// dialect is how a running server is spoken to.
type dialect interface {
	// admin is the name of the user who may do everything.
	admin() string
	// driver is the database/sql driver, dsn its data source name. An empty database is the server's default.
	driver() string
	dsn(port int, user, password, database string) string
	// url is the same place in the form that people and command lines use.
	url(port int, user, password, database string) string
	// dataDirectory is a query for where the server keeps its data; it tells our server from a stranger.
	dataDirectory() string

	createUser(name, password string) string
	dropUser(s *Server, name string) error
	dropDatabase(name string) string
}

// adminPassword is the administrator's on every server. It guards nothing: the servers live for one test run,
// on the loopback interface.
const adminPassword = "only-for-tests"

// Package database observes database servers: what they are, and which values
// a new connection of the migrating user gets for the settings asked about.
//
// It only ever reads. Every step has a time limit, runs in a read-only
// transaction, and a server that cannot be reached is an observation with a
// reason rather than a Go error. It knows settings only by the names it is
// given; what they ought to be is for others to judge.
//
// Each kind of server is one [dialect], in a file of its own.
package database

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
)

// The values of [probe.Database.Engine].
const (
	EngineMySQL    = "mysql" // MySQL, MariaDB, Percona Server and their managed forms
	EnginePostgres = "postgres"
)

// DefaultTimeout bounds each step when [Request.Timeout] is not set.
const DefaultTimeout = 30 * time.Second

// Request says what to look at.
type Request struct {
	Target        *Target       // where: the result of [ParseURL]
	MigrationUser string        // who will run the migration; "" is the user who logs in
	Settings      []string      // the names of the settings to report
	Queries       []probe.Query // what else to ask; those of other engines are passed over
	Deep          bool          // read whole tables where a query offers to
	Timeout       time.Duration // for every single step: connecting, each query
}

// dialect is one kind of server.
type dialect struct {
	engine  string
	product string   // its name in messages
	schemes []string // of the URLs that mean this kind, without "jdbc:"

	// target completes a Target, whose engine-independent part is filled, with
	// everything that is needed to connect.
	target func(*Target) error
	// connect logs in. The error is a driver's; why translates it.
	connect func(context.Context, Request) (session, error)
	// why says what a driver's error means and what to do, in one line.
	why func(error, Request) string
}

var dialects = []*dialect{mysqlDialect, postgresDialect}

// session is a connection to a server that has been logged into. Its methods
// bound their own steps in time.
type session interface {
	// identify fills Flavour, Version, VersionText, Database, User and, where the
	// request names none, MigrationUser.
	identify(context.Context, *probe.Database) error
	// setting reads one setting. Failures are told in its Why.
	setting(ctx context.Context, name string) probe.Setting
	// ask runs queries in one round trip, each in a read-only transaction of its
	// own, and keeps at most limit rows of each answer. It answers the first of
	// them at least, if only with an error; where it stops at that it is asked again.
	ask(ctx context.Context, queries []string, limit int) []answer
	// why explains a failed query, in one line.
	why(error) string
	// literal writes a text as SQL.
	literal(text string) string
	// refused tells an error that a privilege prevents, absent one that says that
	// the server has nothing of the name.
	refused(error) bool
	absent(error) bool
	// grantRead is the statement that lets the login read tables.
	grantRead(tables []string) string
	// me is the login as GRANT wants it.
	me() string
	close()
}

// serverLimit is when a server is told to give up on a query: a little before
// we do, so that the connection survives.
func serverLimit(timeout time.Duration) time.Duration {
	return max(timeout*9/10, time.Millisecond)
}

// Collect looks at one database. Whatever goes wrong is told in the result: in
// Why when there is no connection, else in the Why of the setting that could
// not be read.
func Collect(ctx context.Context, req Request) probe.Database {
	t := req.Target
	if req.Timeout <= 0 {
		req.Timeout = DefaultTimeout
	}
	db := probe.Database{
		Name: t.String(), Source: probe.SourceLive, Engine: t.Engine, Database: t.Database,
		User: t.User, MigrationUser: cmp.Or(req.MigrationUser, t.User), Settings: []probe.Setting{}, Looks: []probe.Look{},
	}

	s, err := t.dialect.connect(ctx, req)
	if err != nil {
		db.Why = t.dialect.why(err, req)
		return db
	}
	defer s.close()
	if err := s.identify(ctx, &db); err != nil {
		db.Why = "logged in, but the server does not say what it is: " + t.dialect.why(err, req)
		return db
	}
	db.Connected = true

	names := slices.Clone(req.Settings)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		setting := s.setting(ctx, name)
		setting.Name = name
		t.mentionRequest(&setting)
		db.Settings = append(db.Settings, withhold(setting))
	}
	db.Looks = looks(ctx, s, req, &db)
	return db
}

// Status says how far the observation of a database got.
func Status(db probe.Database) probe.Status {
	status := probe.Status{Probe: "database " + db.Name, Status: probe.StatusOK}
	var unread []string
	for _, s := range db.Settings {
		if s.Why != "" {
			unread = append(unread, s.Name+": "+s.Why)
		}
	}
	for _, l := range db.Looks {
		// A privilege that the login lacks is no failure of the probe: the look says
		// so, and who needs it says what follows.
		if l.Why != "" && l.Grant == "" {
			unread = append(unread, l.Name+": "+l.Why)
		}
	}
	switch {
	case db.Source == probe.SourceLive && !db.Connected:
		status.Status, status.Why = probe.StatusFailed, db.Why
	case db.Why != "":
		status.Status, status.Why = probe.StatusPartial, db.Why
	case len(unread) > 0 && db.Source == probe.SourceLive:
		status.Status, status.Why = probe.StatusPartial, strings.Join(unread, "; ")
	}
	return status
}

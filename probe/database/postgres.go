package database

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/omlint/omlint/probe"
)

var postgresDialect = &dialect{
	engine:  EnginePostgres,
	product: "PostgreSQL",
	schemes: []string{"postgres", "postgresql"},
	target:  postgresTarget,
	connect: postgresConnect,
	why:     postgresWhy,
}

// postgresTarget lets pgx resolve what the URL leaves open as libpq does:
// PGHOST, PGPORT, PGSSLMODE, ~/.pgpass and so on. It hands over neither the
// password, so that no message of pgx can hold it, nor anything that would
// become part of the session.
func postgresTarget(t *Target) error {
	var words []string
	add := func(key, value string) {
		if value != "" {
			words = append(words, key+"='"+strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value)+"'")
		}
	}
	if t.Host == "" {
		t.Host = t.params["host"]
	}
	if t.Port == "" {
		t.Port = t.params["port"]
	}
	add("host", t.Host)
	add("port", t.Port)
	add("user", t.User)
	add("dbname", t.Database)
	add("sslmode", postgresSSLMode(t))
	for _, key := range []string{"sslrootcert", "sslcert", "sslkey", "sslnegotiation", "sslsni"} {
		add(key, t.params[key])
	}

	var options pgx.ParseConfigOptions
	if phrase, ok := t.params["sslpassword"]; ok {
		options.GetSSLPassword = func(context.Context) string { return phrase }
	}
	cfg, err := pgx.ParseConfigWithOptions(strings.Join(words, " "), options)
	if err != nil {
		text := err.Error()
		if _, after, ok := strings.Cut(text, "`: "); ok {
			text = after // what comes before repeats the connection string
		}
		return fmt.Errorf("the database URL or a PG… environment variable: %s", oneLine(text, t))
	}
	for _, f := range cfg.Fallbacks {
		if f.Host != cfg.Host || f.Port != cfg.Port {
			return errors.New("PGHOST names several hosts: name one in the database URL")
		}
	}

	cfg.RuntimeParams = map[string]string{} // options, PGOPTIONS, PGTZ, settings in a service file
	cfg.ValidateConnect = nil               // a standby is worth looking at, too
	cfg.ConnectTimeout = 0                  // the request's timeout rules
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	switch env, ok := os.LookupEnv("OMLINT_DATABASE_PASSWORD"); {
	case t.hasPassword:
		cfg.Password = t.password
	case ok:
		cfg.Password = env
	}
	t.password = cfg.Password
	t.Host, t.User, t.Database = cfg.Host, cfg.User, cfg.Database
	t.Port = strconv.Itoa(int(cfg.Port))
	if network, address := pgconn.NetworkAddress(cfg.Host, cfg.Port); network == "unix" {
		t.Host, t.Port = address, ""
	}
	if t.Database == "" {
		t.Database = t.User // as the server does
	}
	t.driver = cfg
	return nil
}

// postgresSSLMode returns the sslmode that the URL asks for; pgjdbc's ssl=true
// means to verify unless the factory says otherwise ("Configuring the Client"
// in its manual).
func postgresSSLMode(t *Target) string {
	if mode := t.params["sslmode"]; mode != "" {
		return mode
	}
	ssl, asked := t.params["ssl"]
	switch {
	case !asked:
		return ""
	case ssl == "false":
		return "disable"
	case strings.HasSuffix(t.params["sslfactory"], "NonValidatingFactory"):
		return "require"
	case t.jdbc:
		return "verify-full"
	}
	return "require" // libpq's reading of ssl=true
}

// serverOptions reads the "options" parameter, which holds arguments of the
// server process: "-c work_mem=20MB --statement_timeout=0".
func serverOptions(text string) map[string]string {
	settings := map[string]string{}
	words := strings.Fields(text)
	for i, word := range words {
		switch {
		case word == "-c" && i+1 < len(words):
			word = words[i+1]
		case strings.HasPrefix(word, "-c"), strings.HasPrefix(word, "--"):
			word = word[2:]
		default:
			continue
		}
		if name, value, ok := strings.Cut(word, "="); ok {
			settings[settingName(name)] = value
		}
	}
	return settings
}

// postgresSession is a login to a PostgreSQL server.
type postgresSession struct {
	conn    *pgx.Conn
	req     Request
	version string
	login   string
	lost    error // why the connection ended
	// missing says why the migrating user cannot be told anything; "" if it can.
	missing string
}

// postgresError adds to a failed login what the server said first.
type postgresError struct {
	error
	heard   [][]byte
	mustTLS bool // the URL does not do without
}

func (e postgresError) Unwrap() error { return e.error }

func postgresConnect(ctx context.Context, req Request) (session, error) {
	cfg := req.Target.driver.(*pgx.ConnConfig).Copy()
	var mu sync.Mutex
	var conns []*heardConn
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialListening(ctx, network, address, 0)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		conns = append(conns, c)
		return c, nil
	}
	login, cancel := context.WithTimeout(ctx, req.Timeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(login, cfg)
	if err != nil {
		e := postgresError{error: err, mustTLS: cfg.TLSConfig != nil && len(cfg.Fallbacks) == 0}
		mu.Lock()
		defer mu.Unlock()
		for _, c := range conns {
			if first := c.heard(); first != nil {
				e.heard = append(e.heard, first)
			}
		}
		return nil, e
	}
	return &postgresSession{conn: conn, req: req}, nil
}

func postgresWhy(err error, req Request) string {
	t := req.Target
	var failed postgresError
	if errors.As(err, &failed) && len(failed.heard) > 0 {
		if slices.ContainsFunc(failed.heard, greetsLikeMySQL) {
			return transportWhy(wrongServer{"MySQL or MariaDB"}, req)
		}
		if !slices.ContainsFunc(failed.heard, answersLikePostgres) {
			return transportWhy(wrongServer{}, req)
		}
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		// Codes: PostgreSQL manual, Appendix A.
		switch pg.Code {
		case "28P01":
			return passwordWhy(req, t.password != "")
		case "28000":
			if strings.Contains(pg.Message, "no encryption") || strings.Contains(pg.Message, "SSL off") {
				return "the server requires TLS, or does not let this user in (pg_hba.conf): add sslmode=require to the URL"
			}
			return "the server does not let this user in: " + oneLine(pg.Message, t)
		case "3D000":
			return fmt.Sprintf("there is no database %s on this server: check the URL", t.Database)
		case "42501":
			return "permission denied: " + oneLine(pg.Message, t)
		case "53300":
			return "the server has too many connections: close some, or try again later"
		case "57P03":
			return "the server is starting up or shutting down: try again later"
		case "57014", "55P03":
			return fmt.Sprintf("the query took longer than %s: allow more time (--timeout)", req.Timeout)
		}
		return "the server says: " + oneLine(pg.Message, t)
	}
	if failed.mustTLS && strings.Contains(err.Error(), "server refused TLS connection") {
		return "the server does not offer TLS, which the URL asks for: change sslmode, or enable TLS on the server"
	}
	if why := transportWhy(err, req); why != "" {
		return why
	}
	return oneLine(err.Error(), t)
}

func (s *postgresSession) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.conn.Close(ctx)
}

// read runs a query in a read-only transaction of its own, so that one that
// fails leaves the others alone, and scans its only row. The limits that it
// sets would show in a setting of the same name, so that one goes without.
func (s *postgresSession) read(ctx context.Context, setting string, query string, args []any, into ...any) error {
	return s.transaction(ctx, setting, func(ctx context.Context) error {
		return s.conn.QueryRow(ctx, query, args...).Scan(into...)
	})
}

func (s *postgresSession) transaction(ctx context.Context, setting string, queries func(context.Context) error) error {
	if s.lost != nil {
		return s.lost
	}
	ctx, cancel := context.WithTimeout(ctx, s.req.Timeout)
	defer cancel()
	begin := "BEGIN READ ONLY"
	for _, name := range []string{"statement_timeout", "lock_timeout"} {
		if settingName(setting) != name {
			begin += fmt.Sprintf("; SET LOCAL %s = %d", name, serverLimit(s.req.Timeout).Milliseconds())
		}
	}
	_, err := s.conn.Exec(ctx, begin)
	if err == nil {
		err = queries(ctx)
	}
	if _, end := s.conn.Exec(ctx, "ROLLBACK"); s.conn.IsClosed() {
		s.lost = cmp.Or(err, end) // what came first is the reason
	}
	return err
}

// ask sends all queries at once, as a pipeline, and reads the answers as they
// come. Each has a transaction of its own, so that the locks of one are gone
// when another has to wait.
func (s *postgresSession) ask(ctx context.Context, queries []string, limit int) []answer {
	if s.lost != nil {
		return []answer{{err: s.lost}}
	}
	// What comes within one step's time limit earns the next one its own.
	waiting, cancel := context.WithCancel(ctx)
	defer cancel()
	patience := time.AfterFunc(s.req.Timeout, cancel)
	defer patience.Stop()

	limits := strconv.FormatInt(serverLimit(s.req.Timeout).Milliseconds(), 10)
	pipeline := s.conn.PgConn().StartPipeline(waiting)
	send := func(statements ...string) {
		for _, statement := range statements {
			pipeline.SendQueryParams(statement, nil, nil, nil, nil)
		}
	}
	for _, q := range queries {
		send("BEGIN READ ONLY", "SET LOCAL statement_timeout = "+limits, "SET LOCAL lock_timeout = "+limits, q)
		pipeline.SendPipelineSync() // up to here an error has the rest skipped
		send("ROLLBACK")
	}
	pipeline.SendPipelineSync()
	err := pipeline.Flush()

	var answers []answer
	for range queries {
		a := answer{err: err}
		for done := err != nil; !done; {
			a, done = readPipeline(pipeline, a, limit)
			patience.Reset(s.req.Timeout)
		}
		lost := a.err != nil && !isPostgresError(a.err) // nothing but a server's own error leaves the connection usable
		if lost && ctx.Err() == nil && waiting.Err() != nil {
			a.err = context.DeadlineExceeded
		}
		answers = append(answers, a)
		if lost {
			s.lost = a.err
			break
		}
	}
	if end := pipeline.Close(); s.conn.IsClosed() {
		s.lost = cmp.Or(s.lost, end, net.ErrClosed)
	}
	return answers
}

// readPipeline reads one result to its end, which queries bound themselves.
// It is done when the server is ready for the next query, or gone.
func readPipeline(pipeline *pgconn.Pipeline, a answer, limit int) (_ answer, done bool) {
	results, err := pipeline.GetResults()
	switch result := results.(type) {
	case *pgconn.PipelineSync:
		return a, true
	case *pgconn.ResultReader:
		for _, f := range result.FieldDescriptions() { // BEGIN and SET have none
			a.columns = append(a.columns, strings.ToLower(f.Name))
		}
		for result.NextRow() {
			if a.more = len(a.rows) >= limit; a.more {
				continue
			}
			var row []string
			for _, v := range result.Values() {
				row = append(row, string(v))
			}
			a.rows = append(a.rows, row)
		}
		_, err = result.Close()
	default:
		err = cmp.Or(err, net.ErrClosed)
	}
	a.err = cmp.Or(a.err, err)
	return a, err != nil && !isPostgresError(err)
}

// literal quotes a text; U& needs standard_conforming_strings, E does not.
func (s *postgresSession) literal(text string) string {
	return "E'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(text) + "'"
}

// Codes: PostgreSQL manual, Appendix A: insufficient_privilege; undefined
// table, column, function and schema.
func (s *postgresSession) refused(err error) bool { return isPostgresError(err, "42501") }

func (s *postgresSession) absent(err error) bool {
	return isPostgresError(err, "42P01", "42703", "42883", "3F000")
}

// isPostgresError tells an error of the server, with one of some codes if any
// are named.
func isPostgresError(err error, codes ...string) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (len(codes) == 0 || slices.Contains(codes, pg.Code))
}

// me is the login as GRANT wants it.
func (s *postgresSession) me() string { return pgx.Identifier{s.login}.Sanitize() }

func (s *postgresSession) grantRead(tables []string) string {
	return "GRANT SELECT ON " + strings.Join(tables, ", ") + " TO " + s.me() + ";"
}

// managedPostgres maps a prefix of setting names to the service that adds them.
var managedPostgres = []struct{ prefix, flavour string }{
	{"rds.", "rds-postgres"},
	{"azure.", "azure-postgres"},
	{"cloudsql.", "cloudsql-postgres"},
	{"alloydb.", "alloydb"},
}

func (s *postgresSession) identify(ctx context.Context, db *probe.Database) error {
	var number int
	var aurora, roleExists bool
	var prefixes []string
	err := s.read(ctx, "", `SELECT pg_catalog.version(), pg_catalog.current_setting('server_version_num')::int,
		session_user::text, pg_catalog.current_database()::text`, nil, &db.VersionText, &number, &db.User, &db.Database)
	if err != nil {
		return err
	}
	s.req.MigrationUser = cmp.Or(s.req.MigrationUser, db.User)
	err = s.read(ctx, "", `SELECT EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proname = 'aurora_version'),
		ARRAY(SELECT DISTINCT pg_catalog.split_part(name, '.', 1) || '.' FROM pg_catalog.pg_settings WHERE name LIKE '%.%'),
		EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $1)`, []any{s.req.MigrationUser}, &aurora, &prefixes, &roleExists)
	if err != nil {
		return err
	}
	db.VersionText = oneLine(db.VersionText, s.req.Target)
	db.Flavour = "postgres"
	for _, m := range managedPostgres {
		if slices.Contains(prefixes, m.prefix) {
			db.Flavour = m.flavour
			break
		}
	}
	if aurora {
		db.Flavour = "aurora-postgres"
	}
	// 150018 is 15.18; before version 10, 90624 was 9.6.24.
	db.Version = fmt.Sprintf("%d.%d", number/10000, number%10000)
	if number < 100000 {
		db.Version = fmt.Sprintf("%d.%d.%d", number/10000, number/100%100, number%100)
	}
	s.version, s.login, db.MigrationUser = db.Version, db.User, s.req.MigrationUser
	if !roleExists {
		s.missing = fmt.Sprintf("there is no role %s on this server: check --migration-user", s.req.MigrationUser)
	}
	return nil
}

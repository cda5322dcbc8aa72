package database

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/probe"
)

var mysqlDialect = &dialect{
	engine:  EngineMySQL,
	product: "MySQL",
	schemes: []string{"mysql"},
	target:  mysqlTarget,
	connect: mysqlConnect,
	why:     mysqlWhy,
}

// mysqlTarget prepares the driver with what the URL says about reaching the
// server, and nothing else: other parameters would become session variables.
func mysqlTarget(t *Target) error {
	cfg := mysql.NewConfig()
	cfg.Logger = &mysql.NopLogger{}
	cfg.InterpolateParams = true // no prepared statements: proxies differ about them
	cfg.MultiStatements = true   // see mysqlSession.ask
	cfg.AllowCleartextPasswords = t.params["allowcleartextpasswords"] == "true"

	if t.Host == "" {
		t.Host = "localhost"
	}
	if t.Port == "" {
		t.Port = "3306"
	}
	cfg.Net, cfg.Addr = "tcp", t.address()
	if socket := t.params["socket"]; socket != "" {
		t.Host, t.Port = socket, ""
		cfg.Net, cfg.Addr = "unix", socket
	}
	t.logInAs()
	cfg.User, cfg.Passwd, cfg.DBName = t.User, t.password, t.Database
	if cfg.Net == "tcp" {
		if err := mysqlTLS(t, cfg); err != nil {
			return err
		}
	}
	t.driver = cfg
	return nil
}

// logInAs completes user and password from where MySQL's own clients look:
// MYSQL_PWD and the [client] group of ~/.my.cnf.
func (t *Target) logInAs() {
	var client map[string]string
	if home, err := os.UserHomeDir(); err == nil {
		client = clientOptions(filepath.Join(home, ".my.cnf"))
	}
	if t.User == "" {
		t.User = client["user"]
	}
	if me, err := user.Current(); t.User == "" && err == nil {
		t.User = me.Username
	}
	if t.hasPassword {
		return
	}
	for _, name := range []string{"OMLINT_DATABASE_PASSWORD", "MYSQL_PWD"} {
		if value, ok := os.LookupEnv(name); ok {
			t.password = value
			return
		}
	}
	t.password = client["password"]
}

// mysqlTLS sets the driver's TLS up. Without a word in the URL it is used when
// the server offers it, as MySQL's own clients do.
func mysqlTLS(t *Target, cfg *mysql.Config) error {
	mode, err := mysqlTLSMode(t)
	if err != nil || mode == "disabled" {
		return err
	}
	cfg.TLS = &tls.Config{ServerName: t.Host, InsecureSkipVerify: true} //nolint:gosec // PREFERRED and REQUIRED encrypt only
	cfg.AllowFallbackToPlaintext = mode == "preferred"
	for _, key := range []string{"sslca", "sslrootcert"} {
		path := t.params[key]
		if path == "" {
			continue
		}
		pem, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("the CA certificate that the database URL names: %w", err)
		}
		cfg.TLS.RootCAs = x509.NewCertPool()
		if !cfg.TLS.RootCAs.AppendCertsFromPEM(pem) {
			return fmt.Errorf("the CA certificate that the database URL names, %s, is not in PEM form", path)
		}
	}
	if cert, key := t.params["sslcert"], t.params["sslkey"]; cert != "" && key != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return fmt.Errorf("the client certificate that the database URL names: %w", err)
		}
		cfg.TLS.Certificates = []tls.Certificate{pair}
	}
	switch roots := cfg.TLS.RootCAs; mode {
	case "verify_identity":
		cfg.TLS.InsecureSkipVerify = false
	case "verify_ca":
		cfg.TLS.VerifyConnection = func(state tls.ConnectionState) error {
			options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
			for _, c := range state.PeerCertificates[1:] {
				options.Intermediates.AddCert(c)
			}
			_, err := state.PeerCertificates[0].Verify(options)
			return err
		}
	}
	return nil
}

// mysqlTLSMode folds the ways to ask for TLS into MySQL's own five modes:
// sslMode of Connector/J and ssl-mode of MySQL's clients, Connector/J's older
// useSSL, requireSSL and verifyServerCertificate ("6.3.5 Security" in its
// manual), the Go driver's tls, and libpq's spelling of the modes.
func mysqlTLSMode(t *Target) (string, error) {
	yes := func(param string) bool { return strings.EqualFold(t.params[param], "true") }
	if mode := t.params["sslmode"]; mode != "" {
		switch mode = strings.ReplaceAll(strings.ToLower(mode), "-", "_"); mode {
		case "disabled", "preferred", "verify_ca", "verify_identity", "required":
			return mode, nil
		case "disable":
			return "disabled", nil
		case "prefer", "allow":
			return "preferred", nil
		case "require":
			return "required", nil
		case "verify_full":
			return "verify_identity", nil
		}
		return "", errors.New("sslMode in the database URL: write DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY")
	}
	if mode := t.params["tls"]; mode != "" {
		switch strings.ToLower(mode) {
		case "true", "1":
			return "verify_identity", nil
		case "false", "0":
			return "disabled", nil
		case "skip-verify":
			return "required", nil
		case "preferred":
			return "preferred", nil
		}
		return "", errors.New("tls in the database URL: write true, false, skip-verify or preferred")
	}
	switch {
	case strings.EqualFold(t.params["usessl"], "false"):
		return "disabled", nil
	case yes("verifyservercertificate"):
		return "verify_ca", nil
	case yes("requiressl"):
		return "required", nil
	}
	return "preferred", nil
}

// mysqlSession is a login to a MySQL or MariaDB server.
type mysqlSession struct {
	db      *sql.DB
	conn    *sql.Conn
	wire    *heardConn
	req     Request
	flavour string
	version string
	// database is the schema that the session is in.
	database string
	login    string // the account's user name
	account  string // as GRANT wants it: 'user'@'host'
	lost     error  // why the connection ended

	initConnect []assignment
}

// brokenWire is a driver's error with how the connection ended, of which the
// driver itself only says "invalid connection".
type brokenWire struct {
	error
	closed error // nil if the connection did not end
}

func (e brokenWire) Unwrap() []error {
	if e.closed != nil {
		return []error{e.error, e.closed}
	}
	return []error{e.error}
}

func mysqlConnect(ctx context.Context, req Request) (_ session, err error) {
	var mu sync.Mutex
	var last *heardConn
	defer func() {
		// The driver reads the server's greeting trustingly.
		if r := recover(); r != nil {
			err = wrongServer{}
		}
		mu.Lock()
		defer mu.Unlock()
		if err != nil && last != nil {
			err = brokenWire{error: err, closed: last.ended()}
		}
	}()
	cfg := req.Target.driver.(*mysql.Config).Clone()
	cfg.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		// A MySQL server speaks first, a PostgreSQL server waits to be spoken to.
		patience := min(2*time.Second, req.Timeout/4)
		c, err := dialListening(ctx, network, address, patience)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		last = c
		mu.Unlock()
		switch first := c.heard(); {
		case first == nil && isPostgres(ctx, network, address, patience):
			err = wrongServer{"PostgreSQL"}
		case len(first) >= 5 && !greetsLikeMySQL(first):
			err = wrongServer{}
		}
		if err != nil {
			_ = c.Close()
			return nil, err
		}
		return c, nil
	}
	connector, err := mysql.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	login, cancel := context.WithTimeout(ctx, req.Timeout)
	defer cancel()
	db := sql.OpenDB(connector)
	conn, err := db.Conn(login)
	if err != nil {
		_ = db.Close()
		return nil, err
	}
	s := &mysqlSession{db: db, conn: conn, wire: last, req: req}
	// It survives failed queries, unlike PostgreSQL's, and ends when the next begins, or with the connection.
	if _, err := s.query(ctx, "START TRANSACTION READ ONLY"); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func mysqlWhy(err error, req Request) string {
	t := req.Target
	var my *mysql.MySQLError
	if errors.As(err, &my) {
		// Numbers: MySQL Error Message Reference, "Server Error Message Reference".
		switch my.Number {
		case 1045, 1698:
			return passwordWhy(req, t.password != "")
		case 1049:
			return fmt.Sprintf("there is no database %s on this server: check the URL", t.Database)
		case 1044:
			return fmt.Sprintf("user %s may not use database %s, or it does not exist: check the URL and the user's grants", t.User, t.Database)
		case 1040, 1203, 1226:
			return "the server has too many connections: close some, or try again later"
		case 1129:
			return "the server blocks this host after many failed connections: run mysqladmin flush-hosts (TRUNCATE performance_schema.host_cache)"
		case 1130:
			return "the server does not accept connections from this host: " + oneLine(my.Message, t)
		case 3159:
			return "the server requires TLS: add sslMode=REQUIRED to the URL"
		case 1053:
			return "the server is shutting down: try again later"
		case 3024, 1969, 1205, 1317:
			return fmt.Sprintf("the query took longer than %s: allow more time (--timeout)", req.Timeout)
		}
		return fmt.Sprintf("the server says (error %d): %s", my.Number, oneLine(my.Message, t))
	}
	switch {
	case errors.Is(err, mysql.ErrNoTLS):
		return "the server does not offer TLS, which the URL asks for: change sslMode, or enable TLS on the server"
	case errors.Is(err, mysql.ErrCleartextPassword):
		return "the server wants the password in clear text: add allowCleartextPasswords=true and sslMode=REQUIRED to the URL"
	case errors.Is(err, mysql.ErrUnknownPlugin):
		return "the user logs in with an authentication plugin that omlint does not support: use a user with a password"
	}
	if why := transportWhy(err, req); why != "" {
		return why
	}
	if errors.Is(err, mysql.ErrInvalidConn) {
		return fmt.Sprintf("%s closed the connection: look into the server's log", t.address())
	}
	return oneLine(err.Error(), t)
}

func (s *mysqlSession) close() {
	_ = s.wire.SetDeadline(time.Now().Add(time.Second))
	_ = s.conn.Close()
	_ = s.db.Close()
}

// query returns the rows of a query by column name in lower case.
func (s *mysqlSession) query(ctx context.Context, query string, args ...any) (rows []map[string]string, err error) {
	err = s.bounded(ctx, query, func(ctx context.Context, query string) error {
		rows, err = s.rows(ctx, query, args)
		return err
	})
	return rows, err
}

// bounded runs a query within the step's time limit.
//
// MySQL is told in a hint to give up before we do. It must not be told with
// SET SESSION: performance_schema.variables_info would from then on name us as
// the one who set that variable last. Nothing asked here waits for locks.
func (s *mysqlSession) bounded(ctx context.Context, query string, run func(context.Context, string) error) error {
	if s.lost != nil {
		return s.lost
	}
	ctx, cancel := context.WithTimeout(ctx, s.req.Timeout)
	defer cancel()
	// The driver heeds the context in most places, but not when it clears up.
	if err := s.wire.SetDeadline(time.Now().Add(s.req.Timeout)); err != nil {
		return err
	}
	return s.outcome(run(ctx, s.limited(query)))
}

// limited has the server give up on a query by itself.
func (s *mysqlSession) limited(query string) string {
	columns, ok := strings.CutPrefix(query, "SELECT ")
	if !ok {
		return query
	}
	return fmt.Sprintf("SELECT /*+ MAX_EXECUTION_TIME(%d) */ %s", serverLimit(s.req.Timeout).Milliseconds(), columns)
}

// outcome notes when an error ended the connection: all but a server's own do.
func (s *mysqlSession) outcome(err error) error {
	var my *mysql.MySQLError
	if err != nil && !errors.As(err, &my) {
		err = brokenWire{error: err, closed: s.wire.ended()}
		s.lost = err
	}
	return err
}

func (s *mysqlSession) rows(ctx context.Context, query string, args []any) ([]map[string]string, error) {
	rows, err := s.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []map[string]string
	for rows.Next() {
		values, err := texts(rows, len(columns))
		if err != nil {
			return nil, err
		}
		row := map[string]string{}
		for i, c := range columns {
			row[strings.ToLower(c)] = values[i]
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// me is the account as GRANT wants it.
func (s *mysqlSession) me() string { return s.account }

// ask sends all queries in one packet and reads the answers as they come; the
// server stops at one that fails. Each has a transaction of its own, so that
// the locks of one are gone when another has to wait.
func (s *mysqlSession) ask(ctx context.Context, queries []string, limit int) []answer {
	failed := func(err error) answer { return answer{err: s.outcome(err)} }
	if s.lost != nil {
		return []answer{{err: s.lost}}
	}
	var text strings.Builder
	for _, q := range queries {
		fmt.Fprintf(&text, "START TRANSACTION READ ONLY; %s; ", s.limited(q))
	}
	text.WriteString("ROLLBACK")
	// What comes within one step's time limit earns the next one its own.
	patience := func() error { return s.wire.SetDeadline(time.Now().Add(s.req.Timeout)) }
	if err := patience(); err != nil {
		return []answer{failed(err)}
	}
	results, err := s.conn.QueryContext(ctx, text.String())
	if err != nil {
		return []answer{failed(err)}
	}
	defer results.Close()
	var answers []answer
	for {
		a, err := readMySQL(results, limit)
		if err == nil {
			answers = append(answers, a)
			if results.NextResultSet() {
				err = patience()
			} else if err = results.Err(); err == nil {
				return answers
			}
		}
		if err != nil {
			return append(answers, failed(err))
		}
	}
}

// readMySQL reads as much of a result as is kept.
func readMySQL(results *sql.Rows, limit int) (a answer, err error) {
	if a.columns, err = results.Columns(); err != nil {
		return a, err
	}
	for i := range a.columns {
		a.columns[i] = strings.ToLower(a.columns[i])
	}
	for results.Next() {
		if a.more = len(a.rows) == limit; a.more {
			return a, nil
		}
		row, err := texts(results, len(a.columns))
		if err != nil {
			return a, err
		}
		a.rows = append(a.rows, row)
	}
	return a, results.Err()
}

// literal quotes a text in hexadecimal, which no sql_mode reads differently.
func (s *mysqlSession) literal(text string) string {
	if text == "" {
		return "''"
	}
	return fmt.Sprintf("CONVERT(x'%x' USING utf8mb4)", text)
}

// refused: errors of missing privileges. SHOW and information_schema hide what
// a login may not see, without an error.
func (s *mysqlSession) refused(err error) bool { return denied(err) }

func (s *mysqlSession) absent(err error) bool { return missing(err) }

func (s *mysqlSession) grantRead(tables []string) string {
	var grants []string
	for _, t := range tables {
		grants = append(grants, fmt.Sprintf("GRANT SELECT ON %s.%s TO %s;", sqlquote.MySQLName(s.database), sqlquote.MySQLName(t), s.account))
	}
	return strings.Join(grants, " ")
}

// mysqlName quotes an identifier.
// texts scans a row of n columns; NULL is "".
func texts(rows *sql.Rows, n int) ([]string, error) {
	values := make([]sql.NullString, n)
	pointers := make([]any, n)
	for i := range values {
		pointers[i] = &values[i]
	}
	if err := rows.Scan(pointers...); err != nil {
		return nil, err
	}
	row := make([]string, n)
	for i, v := range values {
		row[i] = v.String
	}
	return row, nil
}

// variable reads one variable of SCOPE GLOBAL or SESSION; ok is false when the
// server has none of that name. SHOW needs no privilege on any server.
func (s *mysqlSession) variable(ctx context.Context, scope, name string) (value string, ok bool, err error) {
	rows, err := s.query(ctx, "SHOW "+scope+" VARIABLES WHERE Variable_name = ?", name)
	if err != nil || len(rows) == 0 {
		return "", false, err
	}
	return rows[0]["value"], true, nil
}

var leadingVersion = regexp.MustCompile(`\d+(\.\d+)+`)

func (s *mysqlSession) identify(ctx context.Context, db *probe.Database) error {
	rows, err := s.query(ctx, "SELECT VERSION() AS version, @@version_comment AS comment, CURRENT_USER() AS account, USER() AS login, DATABASE() AS db")
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return errors.New("SELECT VERSION() gave no row")
	}
	row := rows[0]
	db.VersionText = oneLine(strings.TrimSpace(row["version"]+" "+row["comment"]), s.req.Target)
	db.Database = row["db"]
	s.database = db.Database
	db.User = row["login"][:max(strings.LastIndexByte(row["login"], '@'), 0)]
	if at := strings.LastIndexByte(row["account"], '@'); at >= 0 {
		quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
		s.account = quoted(row["account"][:at]) + "@" + quoted(row["account"][at+1:])
	}
	s.login = db.User
	s.req.MigrationUser = cmp.Or(s.req.MigrationUser, s.login)
	db.MigrationUser = s.req.MigrationUser

	// MariaDB once prefixed its version for the sake of old replicas.
	version := strings.TrimPrefix(row["version"], "5.5.5-")
	db.Version = leadingVersion.FindString(version)
	described := strings.ToLower(row["version"] + " " + row["comment"])
	switch {
	case strings.Contains(described, "mariadb"):
		db.Flavour = flavourMariaDB
	case strings.Contains(described, "percona"):
		db.Flavour = "percona"
	case strings.Contains(described, "-google"), strings.Contains(described, "(google)"):
		db.Flavour = "cloudsql-mysql"
	case strings.Contains(described, "-azure"):
		db.Flavour = "azure-mysql"
	default:
		db.Flavour = "mysql"
		if _, ok, _ := s.variable(ctx, "GLOBAL", "aurora_version"); ok {
			db.Flavour = "aurora-mysql"
		} else if dir, _, _ := s.variable(ctx, "GLOBAL", "basedir"); strings.HasPrefix(dir, "/rdsdbbin/") {
			db.Flavour = "rds-mysql"
		}
	}
	s.flavour, s.version = db.Flavour, db.Version
	if s.flavour == flavourMariaDB {
		s.guardMariaDB(ctx)
	}

	statement, _, err := s.variable(ctx, "GLOBAL", "init_connect")
	if err != nil {
		return err
	}
	s.initConnect = assignments(statement)
	return nil
}

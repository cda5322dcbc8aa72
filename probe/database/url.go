package database

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/probe"
)

// Target is a database to look at and how to log into it. Printing it shows
// neither password nor parameters.
type Target struct {
	Engine   string // [EngineMySQL] or [EnginePostgres]: what the URL's scheme promises
	Host     string // a name, an address, or the path of a socket
	Port     string // "" for a socket
	Database string
	User     string

	dialect     *dialect
	jdbc        bool
	password    string
	hasPassword bool              // the URL gives one, if only an empty one
	params      map[string]string // client parameters by [paramName]
	session     map[string]string // what the URL would have each session set, by setting name
	driver      any               // the driver's own configuration
}

// String returns the URL without any secret:
// "mysql://openmetadata_user@host:3306/openmetadata_db".
func (t Target) String() string {
	u := url.URL{Scheme: t.dialect.schemes[0], Host: t.Host, Path: "/" + t.Database}
	if t.User != "" {
		u.User = url.User(t.User)
	}
	switch {
	case strings.HasPrefix(t.Host, "/"):
		u.Host, u.RawQuery = "localhost", "socket="+t.Host
	case t.Port != "":
		u.Host = net.JoinHostPort(t.Host, t.Port)
	}
	return u.String()
}

// GoString is String, so that %#v shows no secret either.
func (t Target) GoString() string { return t.String() }

// address is where the server should be listening, for messages.
func (t *Target) address() string {
	if t.Port == "" {
		return t.Host
	}
	return net.JoinHostPort(t.Host, t.Port)
}

// mentionRequest adds to a setting what OpenMetadata, which is given the same
// URL, will itself set in each of its sessions. It is not part of the value:
// the migration tool may be started with another URL.
func (t *Target) mentionRequest(s *probe.Setting) {
	if value, ok := t.session[settingName(s.Name)]; ok {
		s.Origin = strings.TrimPrefix(s.Origin+"; ", "; ") +
			"the URL itself asks for " + s.Name + "=" + value + " in each session (not counted)"
	}
}

// ParseURL reads a database URL: postgres://, postgresql:// or mysql://, or a
// JDBC URL as OpenMetadata is configured with, jdbc:mysql:// or
// jdbc:postgresql://, whose user and password may also be parameters.
//
// A password that is not in the URL comes from OMLINT_DATABASE_PASSWORD, then
// PGPASSWORD or MYSQL_PWD, then ~/.pgpass (PGPASSFILE) or the [client] group
// of ~/.my.cnf. TLS follows sslmode, ssl, sslrootcert, sslcert and sslkey for
// PostgreSQL; sslMode, useSSL, requireSSL, verifyServerCertificate, tls and
// ssl-ca for MySQL. Parameters that would change what is observed are not
// passed on: PostgreSQL run-time parameters and options, MySQL session variables.
//
// No error repeats the URL, which may hold a password.
func ParseURL(raw string) (*Target, error) { return parseURL(raw, nil) }

// ParseURLWithPassword is ParseURL for a password that is known already. It
// stands for the one that the URL does not have.
func ParseURLWithPassword(raw, password string) (*Target, error) { return parseURL(raw, &password) }

func parseURL(raw string, password *string) (*Target, error) {
	scheme, rest, ok := strings.Cut(strings.TrimSpace(raw), "://")
	d := dialectOf(strings.ToLower(scheme))
	if !ok || d == nil {
		return nil, unknownScheme(scheme, ok)
	}
	t := &Target{Engine: d.engine, dialect: d, jdbc: strings.HasPrefix(strings.ToLower(scheme), "jdbc:")}

	authority := rest[:strings.IndexAny(rest+"/", "/?#")]
	if hosts := authority[strings.LastIndexByte(authority, '@')+1:]; strings.Contains(hosts, ",") {
		return nil, errors.New("the database URL names several hosts: give --database once for each of them")
	}
	u, err := url.Parse(d.schemes[0] + "://" + rest)
	if err != nil || misread(u, rest, t.jdbc) {
		return nil, errUnreadableURL
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, errUnreadableURL
	}

	t.Host, t.Port = u.Hostname(), u.Port()
	t.Database = strings.TrimPrefix(u.Path, "/")
	t.User = u.User.Username()
	t.password, t.hasPassword = u.User.Password()
	t.read(query)
	if password != nil && !t.hasPassword {
		t.password, t.hasPassword = *password, true
	}
	if strings.ContainsRune(t.Host+t.Port+t.Database+t.User+t.password, 0) {
		return nil, errors.New("the database URL holds a NUL character (%00), which no server accepts")
	}
	if strings.ContainsAny(t.Host+t.Database, "()=;&?") || strings.ContainsRune(t.User, ':') {
		// Parameters in a place of their own, such as JDBC's (password=…), would be
		// taken for a name, and names are printed.
		return nil, errors.New("the database URL holds parameters where a host, user or database name belongs: write scheme://user:password@host:port/database?parameters")
	}
	if err := d.target(t); err != nil {
		return nil, err
	}
	return t, nil
}

// read takes the query string apart: who logs in, how the client connects, and
// what the session would be told to set.
func (t *Target) read(query url.Values) {
	t.params, t.session = map[string]string{}, map[string]string{}
	for key, values := range query {
		value := values[len(values)-1]
		switch name := paramName(key); name {
		case "user":
			t.User = value
		case "password":
			t.password, t.hasPassword = value, true
		case "sessionvariables": // MySQL Connector/J
			for _, a := range assignments("SET " + value) {
				t.session[a.name] = a.value
			}
		case "options": // PostgreSQL: arguments for the server process
			for name, value := range serverOptions(value) {
				t.session[name] = value
			}
		default:
			t.params[name] = value
			t.session[settingName(key)] = value
		}
	}
}

var errUnreadableURL = errors.New("the database URL cannot be read: percent-encode special characters in user, password and " +
	"database name (@ is %40, / is %2F, # is %23, ? is %3F, % is %25), or leave the password out and set OMLINT_DATABASE_PASSWORD")

// misread recognises a URL whose unencoded password was taken for something
// else: "mysql://user:12/34@host/db" has the host "user" and the port 12.
// Going on would try the wrong host, and show parts of the password.
func misread(u *url.URL, rest string, jdbc bool) bool {
	_, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	if strings.Contains(rest, "#") || strings.Contains(path, "@") {
		return true
	}
	before, _, at := strings.Cut(u.RawQuery, "@")
	return u.User == nil && at && (!jdbc || !strings.Contains(before, "="))
}

func dialectOf(scheme string) *dialect {
	scheme = strings.TrimPrefix(scheme, "jdbc:")
	for _, d := range dialects {
		if slices.Contains(d.schemes, scheme) {
			return d
		}
	}
	return nil
}

var schemeText = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.:-]{0,31}$`)

func unknownScheme(scheme string, isScheme bool) error {
	what := "this is not a database URL"
	if isScheme && schemeText.MatchString(scheme) {
		what = fmt.Sprintf("%s:// is not a kind of database that omlint knows", scheme)
	}
	return errors.New(what + ": write postgres://, postgresql://, mysql://, jdbc:mysql:// or jdbc:postgresql://, " +
		"for example mysql://openmetadata_user@db.example.com:3306/openmetadata_db")
}

// paramName folds the spellings of a client parameter: sslMode, ssl-mode and
// SSL_MODE are one.
func paramName(key string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(key))
}

// settingName folds the spellings of a setting: both servers ignore case, and
// MySQL's options may be written with hyphens.
func settingName(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "-", "_")
}

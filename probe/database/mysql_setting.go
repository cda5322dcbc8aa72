package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/omlint/omlint/probe"
)

// setting reports what a new connection of the migrating user starts with: the
// global value, unless init_connect changes it.
func (s *mysqlSession) setting(ctx context.Context, name string) probe.Setting {
	name = settingName(name)
	out := probe.Setting{
		Query:      fmt.Sprintf("SHOW GLOBAL VARIABLES WHERE Variable_name = '%s'", strings.ReplaceAll(name, "'", "''")),
		Unit:       mysqlUnit(name),
		Persistent: probe.PersistentUnknown,
	}
	value, ok, err := s.variable(ctx, "GLOBAL", name)
	switch {
	case err != nil:
		out.Why = s.why(err)
		return out
	case !ok:
		out.Why = fmt.Sprintf("no such setting on %s %s: check its name and the server's version", s.product(), s.version)
		return out
	}
	out.Value, out.Text = value, value
	if s.flavour == flavourMariaDB {
		s.mariadbOrigin(ctx, &out, name)
	} else {
		s.mysqlOrigin(ctx, &out, name)
	}
	s.adjustForSession(ctx, &out, name)
	return out
}

func (s *mysqlSession) product() string {
	if s.flavour == flavourMariaDB {
		return "MariaDB"
	}
	return "MySQL"
}

// why explains a failed query.
func (s *mysqlSession) why(err error) string {
	var my *mysql.MySQLError
	if s.lost != nil && !errors.As(err, &my) {
		return "the connection was lost: " + mysqlWhy(err, s.req)
	}
	return mysqlWhy(err, s.req)
}

// mysqlOrigin finds out where a global value comes from and whether a restart
// keeps it: variables_info says who set the running value, persisted_variables
// what SET PERSIST wrote for the next start (MySQL manual, "Performance Schema
// variables_info Table" and "Persisted System Variables").
func (s *mysqlSession) mysqlOrigin(ctx context.Context, out *probe.Setting, name string) {
	rows, err := s.query(ctx, "SELECT VARIABLE_SOURCE, VARIABLE_PATH, SET_USER, SET_HOST FROM performance_schema.variables_info WHERE VARIABLE_NAME = ?", name)
	switch {
	case denied(err):
		out.Note = "where the value comes from could not be seen: GRANT SELECT ON performance_schema.variables_info TO " + s.account
	case missing(err):
		out.Note = "where the value comes from could not be seen: this server has no performance_schema.variables_info (MySQL 8.0 has)"
	case err != nil:
		out.Note = "where the value comes from could not be seen: " + s.why(err)
	case len(rows) == 0:
		out.Note = "where the value comes from could not be seen: performance_schema.variables_info does not list it"
	}
	source := ""
	if err == nil && len(rows) == 1 {
		source = rows[0]["variable_source"]
		s.fromSource(ctx, out, source, rows[0])
	}
	s.persisted(ctx, out, name, source)
}

// fromSource tells what a row of variables_info means.
func (s *mysqlSession) fromSource(ctx context.Context, out *probe.Setting, source string, row map[string]string) {
	out.Persistent = probe.PersistentYes
	switch source {
	case "COMPILED":
		out.Origin = "compiled default"
	case "COMMAND_LINE":
		out.Origin = "command line"
	case "PERSISTED":
		out.Origin = row["variable_path"] + " (SET PERSIST)"
	case "DYNAMIC":
		// MySQL records who set a variable last, be it for all sessions or for one of their own.
		by := row["set_user"] + "@" + row["set_host"]
		if by == "@" {
			by = "the server itself" // for instance from init_file
		}
		mayGlobally, err := s.holds(ctx, row["set_user"], "SUPER", "SYSTEM_VARIABLES_ADMIN")
		if err == nil && !mayGlobally {
			out.Origin, out.Persistent = "no longer recorded, since "+by+" set it for a session of its own", probe.PersistentUnknown
			out.Note = "look into the option files for where the value comes from"
			return
		}
		out.Origin, out.Persistent = "SET GLOBAL at run time by "+by+"; lost at restart", probe.PersistentNo
		out.Note = "MySQL records SET SESSION in the same way: if nobody ran SET GLOBAL, the value is the default or from an option file"
	default: // GLOBAL, SERVER, EXPLICIT, EXTRA, USER, LOGIN: option files, in the order in which they are read
		out.Origin = row["variable_path"]
		if out.Origin == "" {
			out.Origin = strings.ToLower(source)
		}
	}
}

// persisted compares the running value with the one that the next start will
// read from mysqld-auto.cnf.
func (s *mysqlSession) persisted(ctx context.Context, out *probe.Setting, name, source string) {
	rows, err := s.query(ctx, "SELECT VARIABLE_VALUE FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = ?", name)
	if err != nil {
		if denied(err) {
			out.Note = join(out.Note, "persisted values could not be seen: GRANT SELECT ON performance_schema.persisted_variables TO "+s.account)
			if source == "DYNAMIC" {
				out.Persistent = probe.PersistentUnknown
			}
		}
		return
	}
	if len(rows) == 0 {
		if source == "PERSISTED" {
			out.Origin, out.Persistent = "SET PERSIST, taken back by RESET PERSIST; lost at restart", probe.PersistentNo
		}
		return
	}
	if load, ok, err := s.variable(ctx, "GLOBAL", "persisted_globals_load"); err == nil && ok && load == "OFF" {
		out.Note = join(out.Note, "persisted_globals_load is OFF: the server ignores what SET PERSIST wrote")
		if source == "PERSISTED" {
			out.Persistent = probe.PersistentUnknown
		}
		return
	}
	// mysqld-auto.cnf is read last, even after the command line (MySQL manual, "Specifying Program Options").
	value := rows[0]["variable_value"]
	switch {
	case !strings.EqualFold(value, out.Value):
		out.Pending = value + " (SET PERSIST or PERSIST_ONLY), in force after a restart of the server"
	case source == "DYNAMIC":
		out.Origin, out.Persistent, out.Note = "SET PERSIST, read again at the next start", probe.PersistentYes, ""
	}
}

// denied tells that a query was refused for lack of privileges.
func denied(err error) bool { return isMySQLError(err, 1142, 1143, 1227, 1044) }

// missing tells that a query names a table or column that the server lacks.
func missing(err error) bool { return isMySQLError(err, 1146, 1054, 1049, 1109) }

func isMySQLError(err error, numbers ...uint16) bool {
	var my *mysql.MySQLError
	return errors.As(err, &my) && slices.Contains(numbers, my.Number)
}

// negotiated are set by each client as it connects, whatever the global value.
var negotiated = []string{"character_set_client", "character_set_connection", "character_set_results", "collation_connection"}

// adjustForSession accounts for init_connect, a statement that the server runs
// for each new connection of users without CONNECTION_ADMIN (or SUPER).
func (s *mysqlSession) adjustForSession(ctx context.Context, out *probe.Setting, name string) {
	if slices.Contains(negotiated, name) {
		return
	}
	i := slices.IndexFunc(s.initConnect, func(a assignment) bool { return a.name == name })
	if s.login == s.req.MigrationUser {
		// Our own session is a new connection of that user.
		value, ok, err := s.variable(ctx, "SESSION", name)
		if err != nil {
			out.Value, out.Why = "", s.why(err)
			return
		}
		if !ok || value == out.Value {
			return
		}
		global := out.Value
		out.Value, out.Text = value, value
		out.Query = strings.Replace(out.Query, "GLOBAL", "SESSION", 1)
		out.Persistent, out.Pending = probe.PersistentUnknown, ""
		out.Note = join(out.Note, "the global value is "+global)
		out.Origin = "a new session of " + s.login
		if i >= 0 {
			out.Origin = "init_connect, which the server runs for each new connection of users without CONNECTION_ADMIN"
		}
		return
	}
	if i < 0 {
		return
	}
	exempt, err := s.holds(ctx, s.req.MigrationUser, "SUPER", "CONNECTION_ADMIN", "CONNECTION ADMIN")
	if err != nil {
		out.Value, out.Text = "", ""
		out.Why = fmt.Sprintf("init_connect sets it to %s for users without CONNECTION_ADMIN, and whether %s has that could not be seen: log in as %[2]s",
			s.initConnect[i].value, s.req.MigrationUser)
		return
	}
	if exempt {
		return
	}
	value, ok := literal(s.initConnect[i].value)
	if !ok {
		out.Value, out.Text = "", ""
		out.Why = fmt.Sprintf("init_connect sets it to an expression, %s: log in as %s to see its value", s.initConnect[i].value, s.req.MigrationUser)
		return
	}
	out.Note = join(out.Note, "the global value is "+out.Value)
	out.Value, out.Text = value, value
	out.Persistent, out.Pending = probe.PersistentUnknown, ""
	out.Origin = "init_connect, which the server runs for each new connection of users without CONNECTION_ADMIN"
}

// holds tells whether a user has one of some global privileges. It is an error
// not to know: only the privileged see the grants of others, accounts of one
// name may differ by host, and a role might grant it.
func (s *mysqlSession) holds(ctx context.Context, user string, privileges ...string) (bool, error) {
	accounts := []map[string]string{{"account": s.account}}
	rolesOf, args := "SELECT 1 FROM information_schema.APPLICABLE_ROLES", []any(nil) // everyone may see their own
	if user != s.login {
		rolesOf, args = "SELECT 1 FROM mysql.role_edges WHERE TO_USER = ?", []any{user}
		if s.flavour == flavourMariaDB {
			rolesOf = "SELECT 1 FROM mysql.roles_mapping WHERE User = ?"
		}
		var err error
		accounts, err = s.query(ctx, "SELECT CONCAT('''', User, '''@''', Host, '''') AS account FROM mysql.user WHERE User = ?", user)
		if err != nil {
			return false, err
		}
	}
	grants, err := s.query(ctx, "SELECT GRANTEE FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN ('"+strings.Join(privileges, "', '")+"')")
	if err != nil {
		return false, err
	}
	with := 0
	for _, a := range accounts {
		if slices.ContainsFunc(grants, func(g map[string]string) bool { return g["grantee"] == a["account"] }) {
			with++
		}
	}
	if with == len(accounts) && with > 0 {
		return true, nil
	}
	roles, err := s.query(ctx, rolesOf, args...)
	if err != nil {
		return false, err
	}
	if with > 0 || len(accounts) == 0 || len(roles) > 0 {
		return false, fmt.Errorf("the privileges of %s depend on account or role", user)
	}
	return false, nil
}

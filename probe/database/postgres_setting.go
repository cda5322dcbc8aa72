package database

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/omlint/omlint/probe"
)

// postgresQuery is what a person would run to see what was seen.
const postgresQuery = "SELECT setting, unit, source FROM pg_settings WHERE name = '%s'; SELECT * FROM pg_db_role_setting"

// postgresRow is a row of pg_settings.
type postgresRow struct {
	name, kind, context string
	value               string // reset_val: what the session started with
	boot                string // boot_val: what the server was compiled with
	unit                string
	source              string
	file                string // "" unless we may know
	line                int
	pendingRestart      bool
}

// override is an entry of pg_db_role_setting that a new connection of the
// migrating user obeys.
type override struct {
	rank   int // the higher wins
	value  string
	origin string
}

// setting works out the value that a new connection of the migrating user
// starts with. PostgreSQL asks, in this order: settings of the role in this
// database, of the role, of the database, of all roles, then those of the
// server. A role does not inherit settings from the roles it is a member of
// (PostgreSQL manual, ALTER ROLE).
func (s *postgresSession) setting(ctx context.Context, name string) probe.Setting {
	out := probe.Setting{Query: fmt.Sprintf(postgresQuery, strings.ReplaceAll(name, "'", "''")), Persistent: probe.PersistentUnknown}
	row, err := s.row(ctx, name)
	if err != nil {
		out.Why = s.why(err)
		return out
	}
	overrides, err := s.overrides(ctx, row.name)
	if err != nil {
		out.Why = "the settings of roles and databases could not be read (pg_db_role_setting): " + s.why(err)
		return out
	}

	self := s.login == s.req.MigrationUser
	switch {
	case s.missing != "" && !self:
		out.Why = s.missing
	case len(overrides) > 0:
		s.overridden(&out, row, overrides[0], self)
	case slices.Contains([]string{"database", "user", "database user", "client", "global"}, row.source) && !self:
		// Our session started with a value of our own, which hides the server's.
		out.Why = fmt.Sprintf("the login user %s has a value of its own (source %q), which hides the one that %s gets: log in as %[3]s",
			s.login, row.source, s.req.MigrationUser)
	default:
		s.serverWide(ctx, &out, row)
	}
	return out
}

// overridden reports a value that comes from pg_db_role_setting.
func (s *postgresSession) overridden(out *probe.Setting, row postgresRow, o override, self bool) {
	out.Origin, out.Persistent = o.origin, probe.PersistentYes
	if err := row.fill(out, o.value); err != nil {
		out.Why = fmt.Sprintf("%s sets a value that cannot be read: %v", o.origin, err)
		return
	}
	if !self {
		return
	}
	// We are that user: what our session really started with has the last word.
	stored := out.Value
	if err := row.fill(out, row.value); err != nil {
		out.Why = err.Error()
	} else if !strings.EqualFold(out.Value, stored) {
		out.Origin = fmt.Sprintf("session of %s (source %q)", s.login, row.source)
		out.Note = fmt.Sprintf("%s says %s, but a new session starts with %s", o.origin, o.value, out.Text)
	}
}

// serverWide reports a value that all connections start with, and whether the
// configuration files hold another one.
func (s *postgresSession) serverWide(ctx context.Context, out *probe.Setting, row postgresRow) {
	if err := row.fill(out, row.value); err != nil {
		out.Why = err.Error()
		return
	}
	out.Origin, out.Persistent = row.source, probe.PersistentYes
	switch row.source {
	case "default":
		out.Origin = "compiled default"
	case "configuration file":
		if row.file != "" {
			out.Origin = configured(row.file, row.line)
		} else {
			out.Note = fmt.Sprintf("to see which configuration file: GRANT pg_read_all_settings TO %s", pgx.Identifier{s.login}.Sanitize())
		}
	case "client", "session":
		out.Persistent = probe.PersistentUnknown
	}
	if row.source == "command line" || row.source == "environment variable" {
		return // the files have no say
	}
	pending, refused, err := s.pending(ctx, row)
	var pg *pgconn.PgError
	switch {
	case err == nil:
		out.Pending = pending
		if refused != "" {
			out.Note = join(out.Note, refused)
		}
	case errors.As(err, &pg) && pg.Code == "42501":
		login := pgx.Identifier{s.login}.Sanitize()
		out.Note = join(out.Note, fmt.Sprintf("values that are configured but not loaded could not be seen: GRANT SELECT ON pg_file_settings TO %s; "+
			"GRANT EXECUTE ON FUNCTION pg_show_all_file_settings() TO %[1]s", login))
	default:
		out.Note = join(out.Note, "values that are configured but not loaded could not be seen: "+s.why(err))
	}
	if out.Pending == "" && row.pendingRestart {
		out.Pending = "a changed value in the configuration files, in force after a restart of the server"
	}
}

// errNoSetting is the error of asking for a setting that the server lacks.
var errNoSetting = errors.New("no such setting")

func (s *postgresSession) row(ctx context.Context, name string) (postgresRow, error) {
	var row postgresRow
	err := s.read(ctx, name, `SELECT name, vartype, context, COALESCE(reset_val, ''), COALESCE(boot_val, ''), COALESCE(unit, ''),
		source, COALESCE(sourcefile, ''), COALESCE(sourceline, 0), pending_restart
		FROM pg_catalog.pg_settings WHERE pg_catalog.lower(name) = pg_catalog.lower($1)`, []any{name},
		&row.name, &row.kind, &row.context, &row.value, &row.boot, &row.unit, &row.source, &row.file, &row.line, &row.pendingRestart)
	if !errors.Is(err, pgx.ErrNoRows) {
		return row, err
	}
	// Not in the view: unknown, or only shown to the privileged (which is an error here), or an extension's
	// that is not loaded.
	var value *string
	err = s.read(ctx, name, `SELECT pg_catalog.current_setting($1, true)`, []any{name}, &value)
	if err == nil && value == nil {
		err = errNoSetting
	}
	if err != nil {
		return row, err
	}
	return postgresRow{name: name, kind: "string", value: *value, source: "session"}, nil
}

// overrides returns what pg_db_role_setting holds for the migrating user in
// this database, the strongest first.
func (s *postgresSession) overrides(ctx context.Context, name string) ([]override, error) {
	var found []override
	user := s.req.MigrationUser
	database := ""
	err := s.transaction(ctx, name, func(ctx context.Context) error {
		rows, err := s.conn.Query(ctx, `SELECT r.setrole <> 0, r.setdatabase <> 0, r.setconfig, pg_catalog.current_database()::text
			FROM pg_catalog.pg_db_role_setting r
			WHERE r.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1))
			AND r.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))`, user)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var role, db bool
			var config []string
			if err := rows.Scan(&role, &db, &config, &database); err != nil {
				return err
			}
			for _, entry := range config {
				key, value, _ := strings.Cut(entry, "=")
				if !strings.EqualFold(key, name) {
					continue
				}
				o := override{value: value}
				switch {
				case role && db:
					o.rank, o.origin = 3, fmt.Sprintf("role %s in database %s (ALTER ROLE … IN DATABASE)", user, database)
				case role:
					o.rank, o.origin = 2, fmt.Sprintf("role %s (ALTER ROLE)", user)
				case db:
					o.rank, o.origin = 1, fmt.Sprintf("database %s (ALTER DATABASE)", database)
				default:
					o.origin = "all roles (ALTER ROLE ALL)"
				}
				found = append(found, o)
			}
		}
		return rows.Err()
	})
	slices.SortStableFunc(found, func(a, b override) int { return b.rank - a.rank })
	return found, err
}

// pending looks into the configuration files, as the server reads them, for a
// value that is not in force: ALTER SYSTEM and edits take effect only when the
// server loads them. One that the server will not take is told in refused.
func (s *postgresSession) pending(ctx context.Context, row postgresRow) (pending, refused string, err error) {
	var file, value, problem string
	var line int
	err = s.read(ctx, row.name, `SELECT COALESCE(sourcefile, ''), COALESCE(sourceline, 0), COALESCE(setting, ''), COALESCE(error, '')
		FROM pg_catalog.pg_file_settings WHERE pg_catalog.lower(name) = pg_catalog.lower($1) ORDER BY seqno DESC LIMIT 1`, []any{row.name},
		&file, &line, &value, &problem)
	activate := "in force after SELECT pg_reload_conf()"
	if row.context == "postmaster" {
		activate = "in force after a restart of the server"
	}
	unset := errors.Is(err, pgx.ErrNoRows)
	if err != nil && !unset {
		return "", "", err
	}
	var entry, now probe.Setting
	if err := row.fill(&now, row.value); err != nil {
		return "", "", err
	}
	if unset {
		// When the running value came from a file, it will be gone.
		if row.source != "configuration file" {
			return "", "", nil
		}
		value = row.boot
	}
	// "setting could not be applied" is how a running server marks a value that needs a restart.
	invalid := row.fill(&entry, value) != nil || problem != "" && row.context != "postmaster"
	switch {
	case invalid && unset, !invalid && strings.EqualFold(entry.Value, now.Value):
		return "", "", nil
	case invalid:
		return "", fmt.Sprintf("the server refuses the value in %s: %s", configured(file, line), oneLine(problem, s.req.Target)), nil
	case unset:
		return fmt.Sprintf("%s, the default, since the configuration files no longer set it; %s", entry.Text, activate), "", nil
	}
	return fmt.Sprintf("%s in %s, %s", entry.Text, configured(file, line), activate), "", nil
}

// fill sets Value, Unit and Text from a value in any spelling that the server
// accepts.
func (r postgresRow) fill(out *probe.Setting, text string) error {
	out.Value, out.Text, out.Unit = text, text, ""
	switch r.kind {
	case "bool":
		if on, ok := parseSwitch(text); ok {
			out.Value = map[bool]string{true: "on", false: "off"}[on]
			out.Text = out.Value
		}
	case "integer", "real":
		b, ok := parseBase(r.unit)
		if !ok {
			b = base{unit: unit{num: 1, den: 1}, times: 1}
			if r.kind == "real" {
				return nil
			}
		}
		value, err := b.canonical(text)
		if err != nil {
			return err
		}
		out.Value, out.Unit, out.Text = value, b.dimension, b.show(value)
	}
	return nil
}

// why explains a failed query.
func (s *postgresSession) why(err error) string {
	if errors.Is(err, errNoSetting) {
		return fmt.Sprintf("no such setting on PostgreSQL %s: check its name and the server's version", s.version)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "42501" {
		return fmt.Sprintf("only shown to the privileged: GRANT pg_read_all_settings TO %s", pgx.Identifier{s.login}.Sanitize())
	}
	if s.lost != nil {
		return "the connection was lost: " + postgresWhy(err, s.req)
	}
	return postgresWhy(err, s.req)
}

// configured names a place in a configuration file; values in
// postgresql.auto.conf were put there by ALTER SYSTEM.
func configured(file string, line int) string {
	place := file + ":" + strconv.Itoa(line)
	if strings.HasSuffix(file, "postgresql.auto.conf") {
		place += " (ALTER SYSTEM)"
	}
	return place
}

// parseSwitch reads a boolean as PostgreSQL spells it.
func parseSwitch(text string) (on, ok bool) {
	switch strings.ToLower(text) {
	case "on", "true", "yes", "1", "t", "y":
		return true, true
	case "off", "false", "no", "0", "f", "n":
		return false, true
	}
	return false, false
}

// join puts two remarks into one line.
func join(a, b string) string {
	return strings.TrimSuffix(strings.TrimPrefix(a+"; "+b, "; "), "; ")
}

package database

import (
	"context"
	"fmt"
	"slices"

	"github.com/omlint/omlint/probe"
)

const flavourMariaDB = "mariadb"

// mariadbOrigin finds out where a global value comes from. MariaDB keeps this
// in information_schema.SYSTEM_VARIABLES, which needs no privilege, and has no
// SET PERSIST: what is set at run time is lost at restart (MariaDB manual,
// "Information Schema SYSTEM_VARIABLES Table").
func (s *mysqlSession) mariadbOrigin(ctx context.Context, out *probe.Setting, name string) {
	rows, err := s.query(ctx, "SELECT * FROM information_schema.SYSTEM_VARIABLES WHERE VARIABLE_NAME = ?", name)
	if err != nil {
		out.Note = "where the value comes from could not be seen: " + s.why(err)
		return
	}
	if len(rows) == 0 {
		out.Note = "where the value comes from could not be seen: information_schema.SYSTEM_VARIABLES does not list it"
		return
	}
	origin, path := rows[0]["global_value_origin"], rows[0]["global_value_path"]
	out.Persistent = probe.PersistentYes
	switch origin {
	case "COMPILE-TIME":
		out.Origin = "compiled default"
	case "AUTO":
		out.Origin = "computed by the server at its start"
	case "COMMAND-LINE":
		out.Origin = "command line"
	case "CONFIG":
		out.Origin = path
		if path == "" {
			out.Origin = "option file"
			out.Note = "to see which option file (MariaDB 10.5 and later): GRANT FILE ON *.* TO " + s.account
		}
	case "ENVIRONMENT":
		out.Origin = "environment variable"
	case "SQL":
		out.Origin, out.Persistent = "SET GLOBAL at run time; lost at restart", probe.PersistentNo
	default:
		out.Origin, out.Persistent = origin, probe.PersistentUnknown
	}
}

// guardMariaDB has the server give up on slow queries and locks by itself. A
// setting that is asked about is left alone, since it is read from this session.
func (s *mysqlSession) guardMariaDB(ctx context.Context) {
	limit := serverLimit(s.req.Timeout)
	for name, value := range map[string]string{
		"max_statement_time": fmt.Sprintf("%.3f", limit.Seconds()),
		"lock_wait_timeout":  fmt.Sprintf("%.0f", max(1, limit.Seconds())),
	} {
		if !slices.ContainsFunc(s.req.Settings, func(asked string) bool { return settingName(asked) == name }) {
			_, _ = s.query(ctx, "SET SESSION "+name+" = "+value) // a server too old for it is none the worse
		}
	}
}

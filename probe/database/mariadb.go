package database

import (
	"context"

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
		out.Origin = "option file"
		if path != "" { // MariaDB 10.5 and later
			out.Origin = path
		}
	case "ENVIRONMENT":
		out.Origin = "environment variable"
	case "SQL":
		out.Origin, out.Persistent = "SET GLOBAL at run time; lost at restart", probe.PersistentNo
	default:
		out.Origin, out.Persistent = origin, probe.PersistentUnknown
	}
}

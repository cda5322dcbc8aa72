package database

import (
	"strconv"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
)

// Login is what the database's own client programs need to reach a target. It
// holds the password: it belongs into no output.
type Login struct {
	Host, Port, Socket       string // a socket's path, and no host, or the other way round; PostgreSQL's is a directory in Host
	User, Password, Database string
	TLS                      bool // the URL asks for an encrypted connection
}

// Login returns the target's login.
func (t *Target) Login() Login {
	l := Login{User: t.User, Password: t.password, Database: t.Database}
	switch cfg := t.driver.(type) {
	case *pgx.ConnConfig:
		l.Host, l.Port = cfg.Host, strconv.Itoa(int(cfg.Port))
		l.TLS = cfg.TLSConfig != nil && len(cfg.Fallbacks) == 0
	case *mysql.Config:
		l.Host, l.Port, l.TLS = t.Host, t.Port, cfg.TLS != nil && !cfg.AllowFallbackToPlaintext
		if cfg.Net == "unix" {
			l.Host, l.Socket = "", cfg.Addr
		}
	}
	return l
}

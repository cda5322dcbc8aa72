package testserver

import (
	"database/sql"
	"testing"
)

func TestMain(m *testing.M) { Main(m) }

var products = []product{postgres{13}, postgres{15}, postgres{18}, mysql{}, mariadb{}}

func TestSmoke(t *testing.T) {
	for _, p := range products {
		t.Run(p.String(), func(t *testing.T) {
			s := share(t, p)
			t.Log(s.Value(t, "", "SELECT VERSION()"), s.URL(s.Admin, s.Password, "x"))
			db := s.NewDatabase(t)
			u := s.NewUser(t, "se'cr\\et@/")
			s.Exec(t, db, "create table t (a int)", "insert into t values (1); insert into t values (2)")
			_, _ = u, sql.ErrNoRows
		})
	}
}

package testserver

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// URL is the address of a database for a user, as command lines take it: postgres://… or mysql://…. An empty
// database is the server's default.
func (s *Server) URL(user, password, database string) string {
	return s.product.url(s.Port, user, password, database)
}

// Tool returns the path of one of the product's own client programs: psql and pg_dump for PostgreSQL 15, mysql and
// mysqldump for MySQL, mariadb and mariadb-dump for MariaDB. PostgreSQL 13 and 18 are servers without clients here.
func (s *Server) Tool(t testing.TB, name string) string {
	t.Helper()
	for _, dir := range s.product.directories() {
		if path := filepath.Join(dir, name); isFile(path) {
			return path
		}
	}
	t.Fatalf("%s has no %s in %s; %s, if it is one that Tool promises",
		s.Name, name, strings.Join(s.product.directories(), " or "), remedy)
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// DB opens a database as the administrator. It is closed when the test ends. One query may hold several
// statements.
func (s *Server) DB(t testing.TB, database string) *sql.DB {
	t.Helper()
	db, err := s.open(database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// Exec runs statements in a database as the administrator, in order, on one connection.
func (s *Server) Exec(t testing.TB, database string, statements ...string) {
	t.Helper()
	if err := s.exec(database, statements...); err != nil {
		t.Fatal(err)
	}
}

// Value returns what the administrator gets for a query of one column: its first row, as text.
func (s *Server) Value(t testing.TB, database, query string) string {
	t.Helper()
	values, err := s.column(context.Background(), database, query)
	if err != nil {
		t.Fatal(err)
	}
	return values[0]
}

// NewDatabase creates an empty database, which is dropped when the test ends, and returns its name.
func (s *Server) NewDatabase(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("omlint_db%d", s.names.Add(1))
	s.Exec(t, "", "CREATE DATABASE "+name)
	t.Cleanup(func() {
		if err := s.exec("", s.product.dropDatabase(name)); err != nil && s.up() {
			t.Error(err)
		}
	})
	return name
}

// NewUser creates a user who may log in from anywhere and nothing more, and returns the name, which needs no
// quoting in SQL. The user and all it owns are dropped when the test ends.
func (s *Server) NewUser(t testing.TB, password string) string {
	t.Helper()
	name := fmt.Sprintf("omlint_user%d", s.names.Add(1))
	s.Exec(t, "", s.product.createUser(name, password))
	t.Cleanup(func() {
		if err := s.product.dropUser(s, name); err != nil && s.up() {
			t.Error(err)
		}
	})
	return name
}

// up reports whether the server's process is there; a test may have stopped it.
func (s *Server) up() bool {
	select {
	case <-s.process.exited:
		return false
	default:
		return true
	}
}

func (s *Server) open(database string) (*sql.DB, error) {
	db, err := sql.Open(s.product.driver(), s.product.dsn(s.Port, s.Admin, s.Password, database))
	if err != nil {
		return nil, fmt.Errorf("open database %q of %s: %w", database, s.Name, err)
	}
	return db, nil
}

func (s *Server) exec(database string, statements ...string) error {
	db, err := s.open(database)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1) // what one statement sets, the next sees
	for _, statement := range statements {
		if _, err := db.ExecContext(context.Background(), statement); err != nil {
			return fmt.Errorf("%s: %w; the statement was: %s", s.Name, err, statement)
		}
	}
	return nil
}

// column returns the rows of a query that has one column and at least one row.
func (s *Server) column(ctx context.Context, database, query string) ([]string, error) {
	db, err := s.open(database)
	if err != nil {
		return nil, err
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
	}
	defer func() { _ = rows.Close() }()
	var values []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w; the query was: %s", s.Name, err, query)
	}
	if values == nil {
		return nil, fmt.Errorf("%s: no rows; the query was: %s", s.Name, query)
	}
	return values, nil
}

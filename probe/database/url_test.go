package database_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/omlint/omlint/probe/database"
)

// noAmbient keeps the machine's own environment and home out of a test.
func noAmbient(t *testing.T) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	for _, name := range []string{
		"OMLINT_DATABASE_PASSWORD", "MYSQL_PWD", "PGPASSWORD", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS", "PGSSLMODE",
		"PGSERVICE", "PGPASSFILE", "PGTZ", "PGAPPNAME",
	} {
		t.Setenv(name, "")
	}
	// t.Setenv restores; an empty password variable would still be a password.
	for _, name := range []string{"OMLINT_DATABASE_PASSWORD", "MYSQL_PWD"} {
		unsetenv(t, name)
	}
}

func TestParseURLShowsTheTargetWithoutSecrets(t *testing.T) {
	noAmbient(t)
	for _, test := range []struct{ url, want string }{
		{"mysql://openmetadata_user:sesame@host:3306/openmetadata_db", "mysql://openmetadata_user@host:3306/openmetadata_db"},
		{"mysql://om@host/db", "mysql://om@host:3306/db"},
		{"MySQL://om@host/db", "mysql://om@host:3306/db"},
		{"mysql://om:sesame@[::1]:3307/db", "mysql://om@[::1]:3307/db"},
		{"mysql://om:sesame@localhost/db?socket=/run/mysqld/mysqld.sock", "mysql://om@localhost/db?socket=/run/mysqld/mysqld.sock"},
		{"postgres://om:sesame@host/db", "postgres://om@host:5432/db"},
		{"postgresql://om:sesame@host:5433/db?sslmode=disable&password=sesame", "postgres://om@host:5433/db"},
		{"postgres://om:sesame@/db?host=/run/postgresql", "postgres://om@localhost/db?socket=/run/postgresql/.s.PGSQL.5432"},
		{"postgres://om:sesame@host", "postgres://om@host:5432/om"},
		{
			"jdbc:mysql://host:3306/openmetadata_db?user=om&password=sesame&useSSL=false&serverTimezone=UTC&allowPublicKeyRetrieval=true",
			"mysql://om@host:3306/openmetadata_db",
		},
		{"jdbc:postgresql://host/openmetadata_db?user=om&password=s%20e%23same&ssl=true", "postgres://om@host:5432/openmetadata_db"},
		{"jdbc:mysql://om:sesame@host/db", "mysql://om@host:3306/db"},
		{"mysql://om%40server:ses%40me@host/db", "mysql://om%40server@host:3306/db"},
		{" mysql://om@host/db\n", "mysql://om@host:3306/db"},
	} {
		target, err := database.ParseURL(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			for _, printed := range []any{target, *target, database.Request{Target: target}} {
				if got := fmt.Sprintf(verb, printed); strings.Contains(got, "sesame") {
					t.Errorf("%T of %s printed with %s shows the password", printed, test.url, verb)
				}
			}
		}
		if got := target.String(); got != test.want {
			t.Errorf("%s: got %s, want %s", test.url, got, test.want)
		}
	}
}

func TestParseURLErrors(t *testing.T) {
	noAmbient(t)
	accepted := "postgres://, postgresql://, mysql://, jdbc:mysql:// or jdbc:postgresql://"
	for _, test := range []struct{ url, want string }{
		{"", accepted},
		{"host/db", accepted},
		{"om:sesame@host/db", accepted},
		{"oracle://om:sesame@host/db", "oracle:// is not a kind of database"},
		{"oracle://om:sesame@host/db", accepted},
		{"jdbc:sqlserver://host;password=sesame", accepted},
		{"jdbc:mysql:loadbalance://om:sesame@host/db", accepted},
		{"mysql://om:sesame@a:3306,b:3306/db", "several hosts"},
		{"postgres://om:sesame@a,b/db", "several hosts"},
		// Passwords that were not percent-encoded.
		{"mysql://om:ses/ame@host/db", "percent-encode"},
		{"mysql://om:12/sesame@host/db", "percent-encode"},
		{"mysql://om:12#sesame@host/db", "percent-encode"},
		{"mysql://om:12?sesame@host/db", "percent-encode"},
		{"jdbc:mysql://om:12?sesame@host/db", "percent-encode"},
		{"mysql://om:ses%ame@host/db", "percent-encode"},
		{"mysql://om:se same@host/db", "percent-encode"},
		{"postgres://om:sesame@host:port/db", "percent-encode"},
		{"postgres://om:sesame@host/db?a=%zz", "percent-encode"},
		{"mysql://om:sesame@host/db%00", "NUL"},
		{"postgres://om:sesame@host/db?sslmode=maybe", "sslmode"},
		{"postgres://om:sesame@host/db?sslmode=verify-ca&sslrootcert=/nonexistent.pem", "/nonexistent.pem"},
		{"mysql://om:sesame@host/db?sslMode=maybe", "sslMode"},
		{"mysql://om:sesame@host/db?tls=maybe", "tls"},
		{"mysql://om:sesame@host/db?sslMode=VERIFY_CA&ssl-ca=/nonexistent.pem", "/nonexistent.pem"},
		{"postgres://om:sesame@host:99999/db", "port"},
	} {
		target, err := database.ParseURL(test.url)
		if err == nil {
			t.Errorf("%s: got %s, want an error", test.url, target)
			continue
		}
		if !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %q, want one with %q", test.url, err, test.want)
		}
		for _, secret := range []string{"sesame", "ses", "12"} {
			if strings.Contains(test.url, secret) && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error shows %q: %v", test.url, secret, err)
			}
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, url := range []string{
		"mysql://om:topsecret@host:3306/db", "postgres://om:topsecret@host/db?sslmode=disable&options=-c%20work_mem%3D1MB",
		"jdbc:mysql://host/db?user=om&password=topsecret&sessionVariables=sort_buffer_size=1,a='b,c'", "jdbc:postgresql://host/db?ssl=true",
		"mysql://om:topsecret/@host/db", "postgres://a,b:topsecret/db",
	} {
		f.Add(url)
	}
	f.Fuzz(func(t *testing.T, url string) {
		noAmbient(t)
		target, err := database.ParseURL(url)
		shown := fmt.Sprint(target, err)
		if strings.Contains(url, ":topsecret@") && strings.Count(url, "topsecret") == 1 && strings.Contains(shown, "topsecret") {
			t.Errorf("%q: the password shows in %s", url, shown)
		}
	})
}

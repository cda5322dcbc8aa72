package sqlquote

import (
	"strconv"
	"testing"

	"github.com/omlint/omlint/internal/testserver"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// hostile are names and texts that end a quote, or mean something without one.
var hostile = []string{"plain", "Two Words", "user", "order", "a`b", `a"b`, "a'b", `a\`, `a\'b`, "1st", "ünï", "a;b", "--", "$$", "%"}

// TestServers asks real servers to read back what was quoted.
func TestServers(t *testing.T) {
	postgres, mysql := testserver.Postgres(t, 15), testserver.MySQL(t)
	for _, text := range hostile {
		if got := postgres.Value(t, "postgres", "SELECT "+PostgresName(text)+" FROM (SELECT "+PostgresText(text)+" AS "+PostgresName(text)+") AS x"); got != text {
			t.Errorf("PostgreSQL reads %q as %q", text, got)
		}
		if got := mysql.Value(t, "mysql", "SELECT "+MySQLName(text)+" FROM (SELECT "+MySQLText(text)+" AS "+MySQLName(text)+") AS x"); got != text {
			t.Errorf("MySQL reads %q as %q", text, got)
		}
	}
}

// TestReserved asks a server for its reserved words: every one is quoted, and
// no other.
func TestReserved(t *testing.T) {
	server := testserver.Postgres(t, 18)
	for word := range reserved {
		if server.Value(t, "postgres", "SELECT count(*) FROM pg_get_keywords() WHERE catcode IN ('R', 'T') AND word = "+PostgresText(word)) != "1" {
			t.Errorf("%s is not reserved", word)
		}
	}
	if n := server.Value(t, "postgres", "SELECT count(*) FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"); n != strconv.Itoa(len(reserved)) {
		t.Errorf("PostgreSQL has %s reserved words, we know %d", n, len(reserved))
	}
}

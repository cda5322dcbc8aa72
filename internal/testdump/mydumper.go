package testdump

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/sqlquote"
)

// CountInMetadata turns the metadata of mydumper 0.10, which is what Debian has, into that of 0.14, which counts the
// rows of each table.
func (s Source) CountInMetadata(t testing.TB, dir string) {
	t.Helper()
	path := filepath.Join(dir, "metadata")
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(was), "\n")
	text := "# " + lines[0] + "[config]\nquote_character = BACKTICK\n\n"
	for table, rows := range s.Tables(t) {
		text += "[`" + s.Database + "`.`" + table + "`]\nreal_table_name=" + table + fmt.Sprintf("\nrows = %d\n\n", rows)
	}
	if err := os.WriteFile(path, []byte(text+"# "+lines[len(lines)-2]), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Tables counts the rows of each table of a MySQL source.
func (s Source) Tables(t testing.TB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range s.Column(t, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'") {
		var n int
		if _, err := fmt.Sscan(s.Server.Value(t, s.Database, "SELECT COUNT(*) FROM "+sqlquote.MySQLName(table)), &n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

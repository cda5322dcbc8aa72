package backup

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
)

func TestMain(m *testing.M) { testserver.Main(m) }

// inspect writes content to a file and inspects that.
func inspect(t testing.TB, content []byte) probe.Backup {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dump")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return Inspect(t.Context(), path, looking)
}

// whole checks that a dump is reported complete and not damaged.
func whole(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level != LevelComplete || b.Damaged || b.Stopped != "" {
		t.Errorf("a whole dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// broken checks that a dump is reported damaged and not complete.
func broken(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || !b.Damaged || b.Stopped == "" {
		t.Errorf("a damaged dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// unproven checks that a dump is reported neither complete nor damaged.
func unproven(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || b.Damaged || b.Stopped == "" {
		t.Errorf("a dump nothing is known about is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// incomplete checks that a dump is not reported complete.
func incomplete(t testing.TB, b probe.Backup) {
	t.Helper()
	if b.Level == LevelComplete || b.Stopped == "" {
		t.Errorf("a damaged dump is reported level %q, damaged %v: %s", b.Level, b.Damaged, b.Stopped)
	}
}

// looking is what omlint looks for in backups of OpenMetadata.
var looking = Options{HistoryTable: "SERVER_CHANGE_LOG", HistoryColumn: "version"}

// counted checks that a dump's rows were counted, those with traps too, and its
// migration history read.
func counted(t testing.TB, b probe.Backup) {
	t.Helper()
	want := map[string]int64{"table_entity": 200, "odd": int64(len(testdump.Traps)), "SERVER_CHANGE_LOG": 2, "nothing_here": 0}
	if b.Engine == "postgres" {
		want["table_entity"], want["wide"] = 400, 1
	}
	for _, table := range b.Tables {
		name, _, _ := strings.Cut(strings.NewReplacer("`", " ", `"`, " ").Replace(bare(table.Name)), " ")
		if rows, ok := want[name]; ok && table.Rows != rows {
			t.Errorf("table %s has %d rows, want %d", table.Name, table.Rows, rows)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		t.Errorf("these tables are missing: %v", want)
	}
	if !slices.Equal(b.Migrations, []string{"1.3.0", "1.4.0"}) {
		t.Errorf("the migration history is %q", b.Migrations)
	}
}

package backup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/omlint/omlint/probe"
)

// TestTimeWithoutZone believes a time that names no time zone only where the
// file was written at that time.
func TestTimeWithoutZone(t *testing.T) {
	for written, sure := range map[time.Duration]bool{
		0: true, 2 * time.Minute: true, -2 * time.Minute: true,
		30 * time.Minute: false, time.Hour: false, -5 * time.Hour: false, 72 * time.Hour: false,
	} {
		ended := time.Date(2026, 1, 1, 10, 0, 0, 0, time.Local)
		path := filepath.Join(t.TempDir(), "om.sql")
		if err := os.WriteFile(path, []byte("-- MySQL dump 10.13  Distrib 8.3.0, for x\nCREATE TABLE `t` (\n  `n` int\n);\n-- Dump completed on 2026-01-01 10:00:00\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, ended.Add(written)); err != nil {
			t.Fatal(err)
		}
		b := Inspect(t.Context(), path, looking)
		whole(t, b)
		if b.TakenAt != ended.UTC().Format(time.RFC3339) || strings.HasSuffix(b.TakenAtFrom, probe.NoTimeZone) == sure {
			t.Errorf("a file that was written %s later: taken at %s, %s", written, b.TakenAt, b.TakenAtFrom)
		}
	}
}

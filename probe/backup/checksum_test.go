package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestChecksums puts beside a dump what tools write of its checksum, and what
// they write of another file's.
func TestChecksums(t *testing.T) {
	const dump = "-- MySQL dump 10.13  Distrib 8.4.0, for x\n--\n-- Host: h    Database: d\n" +
		"CREATE TABLE `t` (`n` int);\nINSERT INTO `t` VALUES (1);\n-- Dump completed on 2026-01-01  0:00:00\n"
	digest := sha256.Sum256([]byte(dump))
	right := hex.EncodeToString(digest[:])
	for _, test := range []struct{ name, beside, format string }{
		{"om.sql", "om.sql.sha256", "SUM  om.sql\n"},
		{"om.sql", "om.sql.sha256", "SUM *om.sql\r\n"},
		{"om.sql", "om.sql.sha256", "SUM\n"},
		{"om.sql", "om.sql.sha256", "SUM  -\n"},
		{"om.sql", "om.sql.sha256", "SUM  /backups/om.sql\n"},
		{"om.sql", "om.sql.sha256", "SHA256 (om.sql) = SUM\n"},
		{"om.sql", "om.sql.sha256sum", "SHA2-256(om.sql)= SUM\n"},
		{"om of today.sql", "om of today.sql.sha256", "SUM  om of today.sql\n"},
		{"om of today.sql", "SHA256SUMS", strings.Repeat("0", 64) + "  om\nSUM  ./om of today.sql\n"},
	} {
		dir := t.TempDir()
		for _, sum := range []string{right, strings.Repeat("0", 64)} {
			put(t, filepath.Join(dir, test.name), dump)
			put(t, filepath.Join(dir, test.beside), strings.ReplaceAll(test.format, "SUM", sum))
			check, mention := whole, "its checksum is that in "+test.beside
			if sum != right {
				check, mention = broken, "not the file that "+test.beside+" was made for"
			}
			b := Inspect(t.Context(), filepath.Join(dir, test.name), looking)
			if check(t, b); !strings.Contains(b.Stopped+strings.Join(b.Notes, ";"), mention) {
				t.Errorf("%q: %q: %s %v", test.format, sum, b.Stopped, b.Notes)
			}
		}
	}

	for _, text := range []string{"", "deadbeef\n", strings.Repeat("0", 64) + "  other.sql\n"} {
		path := filepath.Join(t.TempDir(), "om.sql")
		put(t, path, dump)
		put(t, path+".sha256", text)
		b := Inspect(t.Context(), path, looking)
		if whole(t, b); !strings.Contains(strings.Join(b.Notes, ";"), "holds no checksum of om.sql") {
			t.Errorf("%q: %v", text, b.Notes)
		}
	}
}

func put(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPipes leaves pipes, which nobody writes to, where a backup's files are
// looked for.
func TestPipes(t *testing.T) {
	for _, name := range []string{"toc.dat", "3350.dat", "metadata", "om.sql.sha256"} {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "om.sql"), "-- MySQL dump 10.13\n")
		put(t, filepath.Join(dir, "3351.dat"), "")
		if err := syscall.Mkfifo(filepath.Join(dir, name), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{dir, filepath.Join(dir, "om.sql"), filepath.Join(dir, name)} {
			if b := Inspect(t.Context(), path, looking); b.Level == LevelComplete || b.Stopped == "" {
				t.Errorf("%s beside %s: %+v", path, name, b)
			}
		}
	}
}

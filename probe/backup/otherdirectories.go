package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/omlint/omlint/probe"
)

func init() {
	for _, d := range []markedDirectory{
		{"xtrabackup", "xtrabackup_checkpoints", "*"},
		{"pg_basebackup", "backup_manifest", "*"},
		{"pg_basebackup", "backup_label", "*"},
	} {
		registerDirectory(d)
	}
}

// markedDirectory is a kind of backup that a file in it gives away, and that
// omlint does not read yet. It is known all the same, so that its parts are not
// taken for backups of their own.
type markedDirectory struct{ kind, marker, beside string }

func (d markedDirectory) name() string { return d.kind }

func (d markedDirectory) match(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, d.marker)); err != nil || !info.Mode().IsRegular() {
		return false
	}
	beside, err := filepath.Glob(filepath.Join(escapeGlob(dir), d.beside))
	return err == nil && len(beside) > 0
}

func (d markedDirectory) read(_ opener, dir string, b *probe.Backup) error {
	if err := measure(dir, b); err != nil {
		return err
	}
	return fmt.Errorf("omlint does not read the files of %s yet: check them with its own tool", d.kind)
}

// escapeGlob returns a pattern that matches name alone.
func escapeGlob(name string) string {
	var escaped []byte
	for i := range len(name) {
		switch name[i] {
		case '*', '?', '[', '\\':
			escaped = append(escaped, '\\')
		}
		escaped = append(escaped, name[i])
	}
	return string(escaped)
}

// measure adds up the files of a directory and takes the newest one's time.
func measure(dir string, b *probe.Backup) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("cannot list the directory: %w", err)
	}
	var newest time.Time
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		b.Bytes += info.Size()
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	takenAt(b, newest, "modification time")
	return nil
}

package backup

import (
	"fmt"
	"io/fs"
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

func (d markedDirectory) match(dir fs.FS) bool {
	return hasFile(dir, d.marker) && len(filesLike(dir, d.beside)) > 0
}

func (d markedDirectory) read(src opener, b *probe.Backup) error {
	if err := measure(src.files, b); err != nil {
		return err
	}
	return fmt.Errorf("omlint does not read the files of %s yet: check them with its own tool", d.kind)
}

// measure adds up the files of a directory and takes the newest one's time.
func measure(dir fs.FS, b *probe.Backup) error {
	entries, err := fs.ReadDir(dir, ".")
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
	takenAt(b, newest, fileTime)
	return nil
}

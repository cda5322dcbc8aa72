// Package backup says how far a database backup can be trusted, without
// restoring it. It climbs a ladder, one rung at a time (present, identified,
// complete), and names exactly what stopped the climb.
//
// Everything is read as a stream: memory does not grow with the size of the
// backup, nor with what a compressor claims is inside.
package backup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/bucket"
)

// The rungs of the ladder, as Backup.Level names them. This package climbs to
// LevelComplete; the higher rungs need a database beside the backup.
const (
	LevelPresent    = "present"    // it exists and is not empty
	LevelIdentified = "identified" // its content says which tool wrote it
	LevelComplete   = "complete"   // it was read to the end, and the end is the one its tool writes
)

// Stdin is the path that stands for Options.Stdin.
const Stdin = "-"

// Options say what to look for in a backup's rows.
type Options struct {
	S3            *bucket.Store     // where s3:// leads; nil for a store of its own for each backup
	Stdin         io.Reader         // what the path "-" stands for; nil for a file of that name
	Read          func(n int)       // called for every n bytes of the backup's files that were read, from any goroutine; nil for nobody
	Sums          map[string]string // gets the SHA-256 of each file that is read to its end, by its path; nil for nobody
	HistoryTable  string            // the table in which the product's migrations keep their history; "" to look for none
	HistoryColumn string            // the column of it that holds the version
}

// Inspect reads the backup at path to its end and reports the rung it reached.
// It never fails: what went wrong is in Stopped, and Damaged is true only when
// the backup was shown to be broken.
func Inspect(ctx context.Context, path string, o Options) probe.Backup {
	b := probe.Backup{
		Path: path, Tables: []probe.BackupTable{}, Users: []string{}, Extensions: []string{}, Traits: []string{}, Notes: []string{},
	}
	files, name := o.place(ctx, path)
	src := opener{ctx: ctx, options: o, note: func(text string) { note(&b, text) }}
	if err := climb(src, files, name, &b); err != nil {
		var broken *damage
		b.Damaged = errors.As(err, &broken)
		b.Stopped = err.Error()
	}
	return b
}

// damage is the error that shows a backup to be broken.
type damage struct{ why string }

func (d *damage) Error() string { return d.why }

// damaged returns a [damage]; its text follows the rules of [fmt.Errorf].
func damaged(format string, args ...any) error {
	return &damage{fmt.Sprintf(format, args...)}
}

func climb(src opener, files fs.SubFS, name string, b *probe.Backup) error {
	if name == Stdin && src.options.Stdin != nil {
		b.Level = LevelPresent
		return src.climbFile(src.options.Stdin, b)
	}
	info, err := fs.Stat(files, name)
	switch {
	case errors.As(err, new(*bucket.Trouble)):
		return err
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("no such file or directory: check the path, or that the backup job ran")
	case err != nil:
		return fmt.Errorf("cannot look at it: %w", err)
	case info.IsDir():
		if src.files, err = files.Sub(name); err != nil {
			return fmt.Errorf("cannot list the directory: %w", err)
		}
		return climbDirectory(src, b)
	case !info.Mode().IsRegular():
		return fmt.Errorf("neither a regular file nor a directory (%s): name the backup itself", info.Mode().Type())
	}
	b.Bytes = info.Size()
	takenAt(b, info.ModTime(), fileTime)
	if info.Size() == 0 {
		return damaged("the file is empty (0 bytes): the dump failed before it wrote anything")
	}
	b.Level = LevelPresent

	sum, err := checksumOf(files, name, b)
	if err != nil {
		return err
	}
	f, err := openFile(files, name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it is only read
	content := io.Reader(f)
	if sum != nil {
		content = io.TeeReader(f, sum.hash)
	}
	whole, path := sha256.New(), b.Path // an attestation puts its backup in its own place
	if src.options.Sums != nil {
		content = io.TeeReader(content, whole)
	}
	err = src.climbFile(content, b)
	if errors.As(err, new(*damage)) || sum == nil && err != nil {
		return err
	}
	_, rest := io.Copy(io.Discard, &source{ctx: src.ctx, r: content})
	if rest == nil && sum != nil {
		rest = sum.check(b)
	}
	src.checked(f)
	if rest == nil && src.options.Sums != nil {
		src.options.Sums[path] = hex.EncodeToString(whole.Sum(nil))
	}
	if rest != nil && b.Level == LevelComplete {
		b.Level = LevelIdentified
	}
	if errors.As(rest, new(*damage)) {
		return rest
	}
	return cmp.Or(err, rest)
}

// checked notes what a store says of the checksum of a file that was read.
func (o opener) checked(f fs.File) {
	if c, ok := f.(interface{ Checked() string }); ok && c.Checked() != "" {
		o.note(c.Checked())
	}
}

// Open returns the content of the backup file at path, its containers taken
// off. The reader ends with an error where a container is broken.
func Open(ctx context.Context, path string, o Options) (io.ReadCloser, error) {
	files, name := o.place(ctx, path)
	f, err := openFile(files, name)
	if err != nil {
		return nil, err
	}
	in, err := opener{ctx: ctx}.unpack(f, &probe.Backup{})
	if err != nil {
		_ = f.Close() // it was only read
		return nil, err
	}
	in.closed = append(in.closed, func() { _ = f.Close() })
	return unpacked{in}, nil
}

// unpacked is an input that closes as others do.
type unpacked struct{ *input }

func (u unpacked) Close() error {
	u.input.Close()
	return nil
}

// climbFile takes the containers off a file, identifies what is inside and
// reads it to the end.
func (o opener) climbFile(r io.Reader, b *probe.Backup) error {
	in, err := o.unpack(r, b)
	if err != nil {
		return err
	}
	defer in.Close()
	return climbStream(in, b)
}

// climbStream identifies what in holds and reads it to the end.
func climbStream(in *input, b *probe.Backup) error {
	head, err := in.head()
	f := identify(head)
	switch {
	case f != nil: // an error will come again when it is read
	case err != nil:
		return err
	case len(head) == 0:
		return damaged("the %s holds nothing: the dump failed before it wrote anything", strings.TrimSpace(b.Container+" stream"))
	default:
		return unidentified(head)
	}
	b.Level, b.Format = LevelIdentified, f.name()
	if err := f.read(in, b); err != nil {
		return err
	}
	// A format may stop at its own end; the container's end is checked here.
	if err := in.drain(b); err != nil {
		return err
	}
	b.Level = LevelComplete
	return nil
}

func climbDirectory(src opener, b *probe.Backup) error {
	f := identifyDirectory(src.files)
	if f == nil {
		entries, err := fs.ReadDir(src.files, ".")
		if err != nil {
			return fmt.Errorf("cannot list the directory: %w", err)
		}
		if len(entries) == 0 {
			return fmt.Errorf("an empty directory: there is no backup in it")
		}
		return fmt.Errorf("a directory that is no backup itself (no toc.dat of pg_dump): name the files in it")
	}
	b.Level, b.Format = LevelIdentified, f.name()
	if err := f.read(src, b); err != nil {
		return err
	}
	b.Level = LevelComplete
	return nil
}

// takenAt records when the backup was made and what says so.
func takenAt(b *probe.Backup, t time.Time, from string) {
	b.TakenAt, b.TakenAtFrom = t.UTC().Format(time.RFC3339), from
}

// takenAtLocal records a time that was written without a time zone. The
// machine that judges the backup is the best guess at the zone of the machine
// that made it; that the file was written at the same time proves it.
func takenAtLocal(b *probe.Backup, value, from string) {
	t, err := time.ParseInLocation(time.DateTime, value, time.Local)
	if err != nil {
		return
	}
	written, err := time.Parse(time.RFC3339, b.TakenAt)
	if err == nil && b.TakenAtFrom == fileTime && written.Sub(t).Abs() < sameTime {
		takenAt(b, t, from+", with which the "+fileTime+" agrees")
		return
	}
	takenAt(b, t, from+probe.NoTimeZone)
}

// fileTime is what Backup.TakenAtFrom says of a time that is the file's.
const fileTime = "modification time"

// sameTime is less than any two time zones are apart.
const sameTime = 10 * time.Minute

package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/omlint/omlint/probe"
)

func init() { register(attestation{}) }

// AttestationSchema names the version of an attestation's JSON form.
const AttestationSchema = "omlint.attestation/v1"

// Attestation is the record of a backup that was checked. It stands for the
// check, as long as the backup is the same to the byte.
type Attestation struct {
	Schema string       `json:"schema"`
	SHA256 string       `json:"sha256"` // of the file; of a directory, see [Sum]
	By     string       `json:"by"`     // who signed it off
	At     string       `json:"at"`     // RFC 3339
	Backup probe.Backup `json:"backup"` // what was seen
}

// Sum returns the SHA-256 of the backup at path in hexadecimal. That of a
// directory is the sum of a line for each file in it, in the form of sha256sum,
// sorted by name.
func Sum(ctx context.Context, path string, o Options) (string, error) {
	files, name := o.place(ctx, path)
	info, err := fs.Stat(files, name)
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return sumFile(ctx, files, name)
	}
	dir, err := files.Sub(name)
	if err != nil {
		return "", err
	}
	all := sha256.New()
	err = fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		sum, err := sumFile(ctx, dir, name)
		fmt.Fprintf(all, "%s  %s\n", sum, name)
		return err
	})
	return hex.EncodeToString(all.Sum(nil)), err
}

func sumFile(ctx context.Context, files fs.FS, name string) (string, error) {
	f, err := openFile(files, name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it is only read
	h := sha256.New()
	if _, err := io.Copy(h, &source{ctx: ctx, r: f}); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// attestation reads the record of a check in the place of the backup: the
// backup itself is only compared with the record's checksum.
type attestation struct{}

func (attestation) name() string { return "attestation" }

func (attestation) match(head []byte) bool {
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	return bytes.HasPrefix(trimmed, []byte("{")) && bytes.Contains(trimmed[:min(len(trimmed), 200)], []byte(AttestationSchema))
}

func (attestation) read(in *input, b *probe.Backup) error {
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return err
	}
	var a Attestation
	if err := json.Unmarshal(text, &a); err != nil {
		return damaged("the attestation cannot be read: %v", err)
	}
	path := a.Backup.Path
	if !filepath.IsAbs(path) && !Remote(path) {
		// Beside the attestation, else where it stood when it was checked.
		if beside := filepath.Join(filepath.Dir(b.Path), filepath.Base(path)); exists(beside) {
			path = beside
		}
	}
	sum, err := Sum(in.ctx, path, in.options)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("the backup %s that it is about is not there: keep both together", path)
	case err != nil:
		return fmt.Errorf("the backup that it is about: %w", err)
	case sum != a.SHA256:
		return damaged("%s is not the file that %s attests: its SHA-256 is another", path, b.Path)
	}
	level := b.Level
	*b = a.Backup
	b.Path = path
	note(b, fmt.Sprintf("checked by %s at %s, and the same to the byte since", a.By, a.At))
	if a.Backup.Level != LevelComplete || a.Backup.Damaged {
		recorded := errors.New(a.Backup.Stopped)
		b.Level = level
		return recorded
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

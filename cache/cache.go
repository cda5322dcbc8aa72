// Package cache keeps results of earlier runs in files, each under the hash of
// everything the result depends on. What it holds is never needed: an entry that
// is damaged, foreign or gone is worked out again.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/omlint/omlint/internal/atomicfile"
)

// Key names a result: the hash of everything it depends on.
type Key [sha256.Size]byte

// Hash makes keys. Its parts are kept apart, so that ("ab", "c") and ("a", "bc")
// differ.
type Hash struct{ sum []byte }

// Add makes the key depend on a part.
func (h *Hash) Add(part []byte) {
	inner := sha256.Sum256(part)
	h.sum = append(h.sum, inner[:]...)
}

// AddString is Add for text.
func (h *Hash) AddString(part string) { h.Add([]byte(part)) }

// Key is the key for the parts so far.
func (h *Hash) Key() Key { return sha256.Sum256(h.sum) }

// Store keeps entries in a folder. Several processes may use one folder at the
// same time.
type Store struct {
	dir  string
	salt Key
}

// maxEntries and maxBytes bound a folder. An entry is the findings of a run over
// a site, some hundred kilobytes for a large one.
const (
	maxEntries = 200
	maxBytes   = 256 << 20
)

// magic begins every entry, followed by the hash of the rest.
var magic = []byte("omlint cache 1\n")

// Open opens a folder, and makes it if need be, for the user alone: findings
// quote pages. Entries are those of this very program: another build, even of
// the same version, never reads them.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the cache: %w; --cache=DIR names another folder", err)
	}
	program, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("tell this build from others: %w", err)
	}
	f, err := os.Open(program)
	if err != nil {
		return nil, fmt.Errorf("tell this build from others: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return nil, fmt.Errorf("tell this build from others: %w", err)
	}
	return &Store{dir, Key(sum.Sum(nil))}, nil
}

func (s *Store) file(k Key) string {
	var h Hash
	h.Add(s.salt[:])
	h.Add(k[:])
	salted := h.Key()
	return filepath.Join(s.dir, hex.EncodeToString(salted[:])+".entry")
}

// Get returns an entry; ok is false when there is none that is whole.
func (s *Store) Get(k Key) (data []byte, ok bool) {
	name := s.file(k)
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, false
	}
	rest, ok := bytes.CutPrefix(source, magic)
	if !ok || len(rest) < sha256.Size {
		return nil, false
	}
	data = rest[sha256.Size:]
	if sum := sha256.Sum256(data); !bytes.Equal(sum[:], rest[:sha256.Size]) {
		return nil, false
	}
	now := time.Now()
	_ = os.Chtimes(name, now, now) // the ones used last are kept longest
	return data, true
}

// Put writes an entry and drops the oldest ones if there are too many.
func (s *Store) Put(k Key, data []byte) error {
	sum := sha256.Sum256(data)
	if err := atomicfile.Replace(s.file(k), slices.Concat(magic, sum[:], data)); err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	return s.evict()
}

// evict keeps the folder within its bounds. Only files named as entries are
// touched: the folder may be a shared one.
func (s *Store) evict() error {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.entry"))
	if err != nil {
		return fmt.Errorf("list the cache: %w", err)
	}
	type entry struct {
		name string
		info fs.FileInfo
	}
	var all []entry
	for _, n := range names {
		if info, err := os.Stat(n); err == nil && len(filepath.Base(n)) == 2*sha256.Size+len(".entry") {
			all = append(all, entry{n, info})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return b.info.ModTime().Compare(a.info.ModTime()) })
	var size int64
	for i, e := range all {
		size += e.info.Size()
		if i == 0 || i < maxEntries && size <= maxBytes {
			continue
		}
		if err := os.Remove(e.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("drop an old cache entry: %w", err)
		}
	}
	return nil
}

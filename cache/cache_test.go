package cache

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func key(parts ...string) Key {
	var h Hash
	for _, p := range parts {
		h.AddString(p)
	}
	return h.Key()
}

func TestKeysKeepPartsApart(t *testing.T) {
	seen := map[Key]bool{}
	for _, parts := range [][]string{{}, {""}, {"", ""}, {"ab", "c"}, {"a", "bc"}, {"abc"}, {"c", "ab"}} {
		k := key(parts...)
		if seen[k] {
			t.Errorf("%q has the key of others", parts)
		}
		seen[k] = true
	}
}

func TestStore(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "below", "store")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is for others, too: %v %v", info, err)
	}
	k, data := key("a"), []byte("findings")
	if _, ok := s.Get(k); ok {
		t.Error("found what was never stored")
	}
	if err := s.Put(k, data); err != nil {
		t.Fatal(err)
	}
	if got, ok := s.Get(k); !ok || !bytes.Equal(got, data) {
		t.Errorf("got %q, %v", got, ok)
	}
	if _, ok := s.Get(key("b")); ok {
		t.Error("found it under another key")
	}
	other := *s
	other.salt[0]++
	if _, ok := other.Get(k); ok {
		t.Error("another build found it")
	}
}

// Whatever happens to an entry's file, it is the entry or none.
func TestDamage(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	k, data := key("a"), []byte("findings")
	if err := s.Put(k, data); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(s.file(k))
	if err != nil {
		t.Fatal(err)
	}
	try := func(what string, content []byte) {
		if err := os.WriteFile(s.file(k), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Get(k); ok {
			t.Errorf("%s: got %q", what, got)
		}
	}
	for n := range len(whole) {
		try(fmt.Sprintf("cut to %d bytes", n), whole[:n])
		flipped := bytes.Clone(whole)
		flipped[n] ^= 1
		try(fmt.Sprintf("byte %d flipped", n), flipped)
	}
	try("grown", append(bytes.Clone(whole), 'x'))
}

// The oldest entries go first, and nothing else in the folder is touched.
func TestEviction(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	foreign := filepath.Join(dir, "notes.entry")
	if err := os.WriteFile(foreign, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-time.Hour)
	for i := range maxEntries + 5 {
		k := key(fmt.Sprint(i))
		if err := s.Put(k, []byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(s.file(k), past, past.Add(time.Duration(i)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range maxEntries + 5 {
		_, ok := s.Get(key(fmt.Sprint(i)))
		if kept := i >= 5; ok != kept {
			t.Errorf("entry %d of %d: kept %v, want %v", i, maxEntries+5, ok, kept)
		}
	}
	if _, err := os.Stat(foreign); err != nil {
		t.Errorf("a file of somebody else: %v", err)
	}
}

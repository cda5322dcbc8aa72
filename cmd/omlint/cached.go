package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/omlint/omlint/cache"
	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

// userCache stands for the folder of the user's caches.
const userCache = "user"

func addCacheFlag(flags *pflag.FlagSet) *string {
	dir := flags.String("cache", "", "remember what was found in `DIR`, and look again only when a page, or what its findings depend on, has changed")
	flags.Lookup("cache").NoOptDefVal = userCache
	return dir
}

// cacheFolder is the folder that --cache names; "" without the flag.
func cacheFolder(named string) (string, error) {
	if named != userCache {
		return named, nil
	}
	home, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("--cache: %w; name a folder: --cache=DIR", err)
	}
	return filepath.Join(home, "omlint"), nil
}

// openCache opens the folder that --cache names; nil without the flag.
func openCache(named string) (*cache.Store, error) {
	dir, err := cacheFolder(named)
	if err != nil || dir == "" {
		return nil, err
	}
	return cache.Open(dir)
}

// remembered is the result of a run: its findings before anything is hidden, and
// what they depend on besides the pages.
type remembered struct {
	Found   []rules.Finding
	Outside []dependency
}

// dependency is a path outside of the pages, and its state when it was looked at.
type dependency struct{ Path, State string }

func stateOf(o parser.Outside) string {
	switch {
	case o.Page != nil:
		return "page " + digest(o.Page)
	case o.Names != nil || o.Is == parser.Folder:
		return string(o.Is) + " " + digest([]byte(strings.Join(o.Names, "\x00")))
	default:
		return string(o.Is)
	}
}

// holds says whether the path is in that state still.
func (d dependency) holds() bool {
	now := parser.Outside{Path: d.Path, Is: parser.At(d.Path)}
	if stateOf(now) == d.State {
		return true
	}
	switch {
	case strings.HasPrefix(d.State, "page "):
		source, err := parser.ReadPage(d.Path)
		return err == nil && "page "+digest(source) == d.State
	case now.Is == parser.Folder:
		now.Names = parser.NamesIn(d.Path)
		return stateOf(now) == d.State
	}
	return false
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// lintKey is the key of a run over pages: what was asked for, what configures
// it, and every page's text.
func lintKey(asked []string, dialect string, with []*rules.Rule, pages *pageSettings, declared *parser.Schema, product *profileFlag, sources map[string][]byte) cache.Key {
	var h cache.Hash
	list := func(parts []string) {
		var inner cache.Hash
		for _, p := range parts {
			inner.AddString(p)
		}
		k := inner.Key()
		h.Add(k[:])
	}
	dir, _ := os.Getwd() // without one, relative paths mean nothing and are in the key as they are
	list([]string{"lint", dir})
	list(asked)
	list([]string{dialect})
	ids := make([]string, 0, len(with))
	for _, r := range with {
		ids = append(ids, r.ID+" "+string(r.Severity))
	}
	list(ids)
	h.Add(declared.Source)
	h.Add(product.source)
	for _, name := range slices.Sorted(maps.Keys(sources)) {
		var own []byte
		if s := pages.schemas[name]; s != nil {
			own = s.Source
		}
		list([]string{name, digest(sources[name]), fmt.Sprint(pages.off[name]), fmt.Sprint(pages.schemas[name] != nil), digest(own)})
	}
	return h.Key()
}

// readPages reads the files that a run would look at, without parsing them.
func readPages(paths []string) (map[string][]byte, []string, error) {
	files, err := parser.FindPages(paths)
	if err != nil {
		return nil, nil, err
	}
	sources := make(map[string][]byte, len(files))
	names := make([]string, 0, len(files))
	for _, f := range files {
		source, err := parser.ReadPage(f)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", f, err)
		}
		name := filepath.ToSlash(f)
		sources[name] = source
		names = append(names, name)
	}
	return sources, names, nil
}

// recallOr returns what a run found before or, where something has changed since,
// what work finds now. That is kept, if it is about the pages that the key was
// made of; what keeps it from being kept is no more than a warning.
func recallOr(store *cache.Store, key cache.Key, sources map[string][]byte, work func() (*parser.Site, []rules.Finding, error), warn func(error)) ([]rules.Finding, error) {
	if known, ok := recall(store, key); ok {
		return known, nil
	}
	site, found, err := work()
	if err != nil || !sameSources(site, sources) {
		return found, err
	}
	if err := remember(store, key, found, site); err != nil {
		warn(err)
	}
	return found, nil
}

// sameSources says whether the pages were the same when they were parsed as when
// the key was made of them, and all that there were.
func sameSources(site *parser.Site, sources map[string][]byte) bool {
	return len(site.Unreadable) == 0 && len(site.Documents) == len(sources) && !slices.ContainsFunc(site.Documents, func(d *parser.Document) bool {
		return !bytes.Equal(d.Source, sources[d.Path])
	})
}

// recall returns what a run found, if nothing has changed since.
func recall(store *cache.Store, key cache.Key) ([]rules.Finding, bool) {
	data, ok := store.Get(key)
	if !ok {
		return nil, false
	}
	var r remembered
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&r); err != nil {
		return nil, false
	}
	for _, d := range r.Outside {
		if !d.holds() {
			return nil, false
		}
	}
	for i := range r.Found { // gob does not tell empty lists from none
		f := &r.Found[i]
		if f.Remedy == nil {
			f.Remedy = []facts.Remedy{}
		}
		if f.Evidence == nil {
			f.Evidence = []facts.Evidence{}
		}
	}
	return r.Found, true
}

// remember keeps what a run found.
func remember(store *cache.Store, key cache.Key, found []rules.Finding, site *parser.Site) error {
	r := remembered{Found: found}
	for _, o := range site.Outside() {
		r.Outside = append(r.Outside, dependency{o.Path, stateOf(o)})
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(r); err != nil {
		return fmt.Errorf("write the cache: %w", err)
	}
	return store.Put(key, b.Bytes())
}

package parser

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/omlint/omlint/internal/parallel"
)

// Site is a set of pages read together. Its methods may be called from several
// goroutines.
type Site struct {
	Documents  []*Document  // in the order of the paths given, then by name
	Unreadable []Unreadable // files that could not be read; the rest still was

	options  Options
	mu       sync.Mutex
	byPath   map[string]*Document // by clean path; nil for no such page
	partials map[string]*Document // by the page's folder and the name written
	links    map[string]*Document // likewise, for the paths of links
	seen     map[string]Presence  // what Look was asked for
	listed   map[string][]string  // and Names
	folders  map[string]bool      // those that Documents lie in, at any depth
}

// NewSite makes a site of pages that were read already.
func NewSite(documents []*Document, opts Options) *Site {
	return &Site{Documents: documents, options: opts}
}

// With is the site with another text of some of its pages, by path.
func (s *Site) With(changed map[string][]byte) *Site {
	documents := slices.Clone(s.Documents)
	for i, d := range documents {
		if source, ok := changed[d.Path]; ok {
			documents[i] = Parse(d.Path, source, s.options)
		}
	}
	next := NewSite(documents, s.options)
	next.Unreadable = s.Unreadable
	return next
}

// Source is the text of the page at a path, and whether the site has one there.
func (s *Site) Source(path string) ([]byte, bool) {
	if d := s.Document(path); d != nil {
		return d.Source, true
	}
	return nil, false
}

// Document is the site's page at a path as it was given, nil for none.
func (s *Site) Document(path string) *Document {
	for _, d := range s.Documents {
		if d.Path == path {
			return d
		}
	}
	return nil
}

// Unreadable is a file of a [Site] that could not be read.
type Unreadable struct {
	File string
	Err  error
}

// MissingPathError reports a path that does not exist.
type MissingPathError struct{ Path string }

func (e *MissingPathError) Error() string {
	return fmt.Sprintf("%s: no such file or directory; name a documentation page or a directory of pages", e.Path)
}

// NoDocumentsError reports that the paths hold no page at all.
type NoDocumentsError struct{ Paths []string }

func (e *NoDocumentsError) Error() string {
	return fmt.Sprintf("no documents found in %s; pages end in %s", strings.Join(e.Paths, ", "), strings.Join(pageExtensions, ", "))
}

// pageExtensions are those a directory is searched for. A file named directly
// may have any.
var pageExtensions = []string{".md", ".mdx", ".markdown", ".mdoc"}

// IsPage says whether a file is a page by its name.
func IsPage(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range pageExtensions {
		if ext == e {
			return true
		}
	}
	return false
}

// LoadSite reads all pages in the given files and directories, in parallel.
// Directories are searched for pages, leaving out those whose name begins with
// a dot and node_modules.
func LoadSite(paths []string, opts Options) (*Site, error) {
	s := NewSite(nil, opts)
	files, err := s.find(paths)
	if err != nil {
		return nil, err
	}
	s.read(files, opts)
	return s, nil
}

// FindPages lists the files that LoadSite would read, in its order.
func FindPages(paths []string) ([]string, error) {
	s := NewSite(nil, Options{})
	files, err := s.find(paths)
	for _, u := range s.Unreadable {
		return nil, fmt.Errorf("read %s: %w", u.File, u.Err)
	}
	return files, err
}

func (s *Site) find(paths []string) ([]string, error) {
	var files []string
	seen := map[string]bool{}
	add := func(file string) {
		if clean := filepath.Clean(file); !seen[clean] {
			seen[clean] = true
			files = append(files, file)
		}
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case os.IsNotExist(err):
			return nil, &MissingPathError{p}
		case err != nil:
			s.Unreadable = append(s.Unreadable, Unreadable{filepath.ToSlash(p), err})
		case info.IsDir():
			s.search(p, add)
		default:
			add(p)
		}
	}
	if len(files) == 0 && len(s.Unreadable) == 0 {
		return nil, &NoDocumentsError{paths}
	}
	return files, nil
}

// search adds the pages below dir in the order of their names.
func (s *Site) search(dir string, add func(string)) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		s.Unreadable = append(s.Unreadable, Unreadable{filepath.ToSlash(dir), err})
		return
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			if !strings.HasPrefix(e.Name(), ".") && e.Name() != "node_modules" {
				s.search(name, add)
			}
		case IsPage(e.Name()):
			switch info, err := os.Stat(name); {
			case err == nil && info.IsDir(): // a link to a directory
			case err == nil && !info.Mode().IsRegular():
				s.Unreadable = append(s.Unreadable, Unreadable{filepath.ToSlash(name), errors.New("is no regular file")})
			default:
				add(name)
			}
		}
	}
}

// maxPage bounds a page's size: a file beyond it is something else, and some
// have no end.
const maxPage = 256 << 20

// ReadPage reads the source of a page. A file beyond any page's size is an error.
func ReadPage(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxPage+1))
	if err == nil && len(src) > maxPage {
		err = fmt.Errorf("larger than %d MiB, so it is no page", maxPage>>20)
	}
	return src, err
}

// read parses the files on all processors and keeps their order.
func (s *Site) read(files []string, opts Options) {
	documents := make([]*Document, len(files))
	errs := make([]error, len(files))
	parallel.Each(len(files), func(i int) string { return files[i] }, func(i int) {
		src, err := ReadPage(files[i])
		if err != nil {
			errs[i] = err
			return
		}
		documents[i] = Parse(files[i], src, opts)
	})
	for i, d := range documents {
		if d == nil {
			s.Unreadable = append(s.Unreadable, Unreadable{filepath.ToSlash(files[i]), errs[i]})
			continue
		}
		s.Documents = append(s.Documents, d)
	}
}

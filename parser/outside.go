package parser

import (
	"cmp"
	"os"
	"path"
	"slices"
)

// Presence is what there is at a path.
type Presence string

// What a path may hold.
const (
	Absent Presence = "absent"
	File   Presence = "file" // a regular one
	Folder Presence = "folder"
)

// At tells what there is at a path now.
func At(name string) Presence {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return Absent
	case info.IsDir():
		return Folder
	case info.Mode().IsRegular():
		return File
	default:
		return Absent // nobody reads a device or a pipe
	}
}

// Look tells what there is at a path, asking the disk once.
func (s *Site) Look(name string) Presence {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.look(name)
}

func (s *Site) look(name string) Presence {
	is, known := s.seen[name]
	if !known {
		is = At(name)
		if s.seen == nil {
			s.seen = map[string]Presence{}
		}
		s.seen[name] = is
	}
	return is
}

// hasFolder says whether pages of the site, or anything on disk, lie in a folder.
func (s *Site) hasFolder(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.folders == nil {
		s.folders = map[string]bool{}
		for _, d := range s.Documents {
			for dir := path.Dir(path.Clean(d.Path)); !s.folders[dir]; dir = path.Dir(dir) {
				s.folders[dir] = true
			}
		}
	}
	return s.folders[name] || s.look(name) == Folder
}

// Names lists what is in a folder, sorted, asking the disk once.
func (s *Site) Names(folder string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names, known := s.listed[folder]
	if !known {
		names = NamesIn(folder)
		if s.listed == nil {
			s.listed = map[string][]string{}
		}
		s.listed[folder] = names
	}
	return names
}

// NamesIn lists what is in a folder now, sorted; nothing if it cannot be read.
func NamesIn(folder string) []string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// Outside is something on disk, besides the site's own pages, that was asked
// for: by [Site.Look], or as a page that a link or a partial may mean.
type Outside struct {
	Path  string
	Is    Presence
	Page  []byte   // the source of a page that was read, nil for everything else
	Names []string // what is in a folder that was listed, nil for everything else
}

// Outside lists it by path: together with the site's pages it is all that what
// was said of the site depends on.
func (s *Site) Outside() []Outside {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Outside
	for name, is := range s.seen {
		o := Outside{Path: name, Is: is}
		if d := s.byPath[name]; d != nil {
			o.Page = d.Source
		}
		list = append(list, o)
	}
	for folder, names := range s.listed {
		list = append(list, Outside{Path: folder, Is: Folder, Names: names})
	}
	slices.SortFunc(list, func(a, b Outside) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(len(a.Names), len(b.Names)))
	})
	return list
}

package parser

import (
	"path"
	"slices"
	"strings"
)

// maxClimb is how many folders above a page are searched for its partials.
const maxClimb = 12

// Partial returns the page whose content stands for a node: of a Markdoc
// partial tag the file it names, of an MDX component the snippet it was
// imported from. Pages outside of the site's paths are read when they are
// first asked for. It returns nil when n stands for no page, or none is there;
// [Document.PartialName] tells which.
//
// OpenMetadata's pages name partials in three ways, all of which are found by
// climbing from the page's folder: from the folder of all partials
// (/v1.9/deployment/x.md in content/partials), by the bare name of a file in
// the partials folder that mirrors the page's own (x.md), and from the root of
// the site (/snippets/deployment/x.mdx).
func (s *Site) Partial(d *Document, n *Node) *Document {
	name := d.PartialName(n)
	if name == "" {
		return nil
	}
	key := path.Dir(d.Path) + "\x00" + name
	s.mu.Lock()
	found, known := s.partials[key]
	s.mu.Unlock()
	if known {
		return found
	}
	for _, candidate := range partialPaths(d.Path, name) {
		if !s.hasFolder(path.Dir(path.Clean(candidate))) {
			continue
		}
		if found = s.page(candidate); found != nil {
			break
		}
	}
	if found == nil {
		found = s.endingIn(d.Path, name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.partials == nil {
		s.partials = map[string]*Document{}
	}
	s.partials[key] = found
	return found
}

// PartialName is the file whose content stands for n, as written; "" when n is
// neither a partial tag nor an imported component.
func (d *Document) PartialName(n *Node) string {
	if n.Type != TypeTag {
		return ""
	}
	if d.Dialect != MDX {
		if n.Tag == "partial" {
			return n.String("file")
		}
		return ""
	}
	for _, i := range d.Imports {
		if i.Name == n.Tag && IsPage(i.Source) {
			return i.Source
		}
	}
	return ""
}

// partialPaths lists where a partial may be, the likeliest first.
func partialPaths(page, name string) []string {
	if !IsPage(name) {
		return nil // nothing but pages is ever read
	}
	absolute := strings.HasPrefix(name, "/")
	name = strings.TrimPrefix(name, "/")
	own := path.Dir(page)
	var list []string
	if !absolute {
		list = append(list, path.Join(own, name))
	}
	dir, below := own, ""
	for range maxClimb {
		list = append(list, path.Join(dir, "partials", name))
		if !absolute {
			list = append(list, path.Join(dir, "partials", below, name))
		}
		list = append(list,
			path.Join(dir, name),
			path.Join(dir, "content", "partials", name),
			path.Join(dir, "shared", name))
		up := path.Join(dir, "..")
		if up == dir {
			break
		}
		below = path.Join(path.Base(dir), below)
		dir = up
	}
	return list
}

// endingIn finds the site's only page whose path ends in name.
func (s *Site) endingIn(page, name string) *Document {
	var found *Document
	suffix := "/" + strings.TrimPrefix(name, "/")
	for _, d := range s.Documents {
		if d.Path == page || !strings.HasSuffix(d.Path, suffix) {
			continue
		}
		if found != nil {
			return nil // which one is meant cannot be told
		}
		found = d
	}
	return found
}

// page returns the page at a path, reading it if it is not of the site.
func (s *Site) page(file string) *Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byPath == nil {
		s.byPath = make(map[string]*Document, len(s.Documents))
		for _, d := range s.Documents {
			s.byPath[path.Clean(d.Path)] = d
		}
	}
	file = path.Clean(file)
	if d, known := s.byPath[file]; known {
		return d
	}
	var d *Document
	if s.look(file) == File && IsPage(file) {
		if src, err := ReadPage(file); err == nil {
			d = Parse(file, src, s.options)
		}
	}
	s.byPath[file] = d
	return d
}

// Walk calls visit for every node of a page, with the content of its partials
// in place of the nodes that stand for them: visit is called for such a node,
// then for the partial's nodes, each with the document it stands in. When visit
// returns false what lies below the node is left out. A partial within itself
// is not entered again.
func (s *Site) Walk(d *Document, visit func(*Document, *Node) bool) {
	s.walk(d, d.Root, []*Document{d}, visit)
}

func (s *Site) walk(d *Document, n *Node, open []*Document, visit func(*Document, *Node) bool) {
	if !visit(d, n) {
		return
	}
	if partial := s.Partial(d, n); partial != nil && !slices.Contains(open, partial) {
		for _, c := range partial.Root.Children {
			s.walk(partial, c, append(open[:len(open):len(open)], partial), visit)
		}
	}
	for _, slot := range n.Slots {
		s.walk(d, slot.Node, open, visit)
	}
	for _, c := range n.Children {
		s.walk(d, c, open, visit)
	}
}

// Placed is a node and the document it stands in.
type Placed struct {
	Document *Document
	Node     *Node
}

// Content lists a page's blocks, those of its root, with every partial's in
// place of the node that stands for it. A partial that is not found stays.
func (s *Site) Content(d *Document) []Placed {
	var list []Placed
	s.content(d, []*Document{d}, &list)
	return list
}

func (s *Site) content(d *Document, open []*Document, list *[]Placed) {
	for _, n := range d.Root.Children {
		partial := s.Partial(d, n)
		if partial == nil || slices.Contains(open, partial) {
			*list = append(*list, Placed{d, n})
			continue
		}
		s.content(partial, append(open[:len(open):len(open)], partial), list)
	}
}

package parser

import (
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
)

// Anchor is a place in a page that a link's fragment can name.
type Anchor struct {
	ID string
	Placed
}

// Anchors lists a page's anchors, those in its partials included: the headings,
// by the id they were given or the one the site makes of their text, and
// everything else that has an id.
func (s *Site) Anchors(d *Document) []Anchor {
	var list []Anchor
	taken := map[string]int{}
	s.Walk(d, func(at *Document, n *Node) bool {
		id := n.String("id")
		if n.Type == TypeHeading && id == "" {
			id = Slug(n.Text())
			count := taken[id]
			taken[id]++
			if count > 0 {
				id += "-" + strconv.Itoa(count)
			}
		}
		if id != "" {
			list = append(list, Anchor{id, Placed{at, n}})
		}
		return !n.Inline
	})
	return list
}

// Slug makes an anchor of a heading's text the way GitHub and the documentation
// sites do: lower case, blanks to hyphens, no punctuation.
func Slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(text)) {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte('-')
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// LinkKind says where a link leads.
type LinkKind uint8

// The kinds of links.
const (
	LinkExternal LinkKind = iota // to another site, or by another scheme
	LinkPage                     // to a page of this one
	LinkMissing                  // to a page that is not there
	LinkFile                     // to something that is no page, such as an image
)

// Link is a link's destination taken apart.
type Link struct {
	Kind     LinkKind
	Page     *Document // of LinkPage
	Fragment string    // without "#"
}

// Link finds what a link in a page leads to. A path from the root of the site,
// such as /deployment/upgrade, is looked for in every folder above the page, so
// the root need not be told.
func (s *Site) Link(d *Document, href string) Link {
	if strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://") {
		return Link{Kind: LinkExternal}
	}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(href, "//") {
		return Link{Kind: LinkExternal}
	}
	link := Link{Kind: LinkPage, Fragment: u.Fragment}
	if u.Path == "" {
		link.Page = d
		return link
	}
	if ext := path.Ext(u.Path); ext != "" && !IsPage(u.Path) && !strings.ContainsAny(ext, "0123456789") {
		link.Kind = LinkFile
		return link
	}
	if link.Page = s.linked(path.Dir(d.Path), strings.TrimSuffix(u.Path, "/")); link.Page == nil {
		link.Kind = LinkMissing
	}
	return link
}

// linked finds the page that a link's path names in a page of the folder dir.
func (s *Site) linked(dir, name string) *Document {
	key := dir + "\x00" + name
	s.mu.Lock()
	found, known := s.links[key]
	s.mu.Unlock()
	if known {
		return found
	}
	climb := 1
	if strings.HasPrefix(name, "/") || name == "" {
		climb = maxClimb
	}
	top, _, below := strings.Cut(strings.TrimPrefix(name, "/"), "/")
	below = below && !strings.Contains(name, "..")
	for range climb {
		// a folder that is not there spares looking for every name a page may have in it
		if !below || s.hasFolder(path.Join(dir, top)) {
			found = s.pageAt(path.Join(dir, name))
		}
		if found != nil {
			break
		}
		up := path.Join(dir, "..")
		if up == dir {
			break
		}
		dir = up
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.links == nil {
		s.links = map[string]*Document{}
	}
	s.links[key] = found
	return found
}

// pageAt finds the page a path without extension names.
func (s *Site) pageAt(name string) *Document {
	if IsPage(name) {
		return s.page(name)
	}
	for _, suffix := range []string{".md", ".mdx", "/index.md", "/index.mdx", "/README.md"} {
		if d := s.page(name + suffix); d != nil {
			return d
		}
	}
	return nil
}

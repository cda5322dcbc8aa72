package docs

import (
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// linkNodes are the nodes that may lead somewhere.
var linkNodes = []parser.NodeType{parser.TypeLink, parser.TypeTag}

// hrefs lists where a node leads: a link, or a tag or component with an
// attribute for it, such as a tile.
func hrefs(n *parser.Node) []string {
	var list []string
	for _, a := range n.Attributes {
		if a.Name == "href" || a.Name == "link" && n.Type == parser.TypeTag {
			if s, ok := a.Value.(string); ok {
				list = append(list, s)
			}
		}
	}
	return list
}

// onLinks makes a visitor of every place a page leads to.
func onLinks(visit func(n *parser.Node, href string)) rules.Visitor {
	return rules.Visitor{Node: func(n *parser.Node) {
		for _, href := range hrefs(n) {
			visit(n, href)
		}
	}}
}

// internal takes the path of a link within the site apart; ok is false for
// other links, and for those that a template or a placeholder completes.
func internal(href string) (p string, ok bool) {
	if strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "http://") || strings.ContainsAny(href, "{}<>$") {
		return "", false
	}
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" || u.Host != "" || strings.HasPrefix(href, "//") {
		return "", false
	}
	return strings.TrimSuffix(u.Path, "/"), true
}

// isPartial reports whether a page is made to be included in others.
func isPartial(d *parser.Document) bool {
	for _, folder := range strings.Split(path.Dir(d.Path), "/") {
		if folder == "partials" || folder == "snippets" {
			return true
		}
	}
	return false
}

// tree is what a site's pages and their links say about its folders. A site
// whose links name many pages that are not there, more than one for every four
// pages, is taken for an excerpt of which nobody can tell what is missing.
type tree struct {
	pages  map[string]int  // how many pages are directly in a folder
	slugs  map[string]bool // the addresses that pages give themselves
	whole  bool            // the site was loaded as a whole
	titled bool            // most pages with frontmatter have a title there
}

// treeOf surveys a site.
func treeOf(site *rules.Site) *tree { return trees.Of(site) }

var trees = rules.NewPerSite(survey)

func survey(site *rules.Site) *tree {
	t := &tree{pages: map[string]int{}, slugs: map[string]bool{}}
	titled, untitled := 0, 0
	for _, d := range site.Documents {
		if isPartial(d) {
			continue
		}
		clean := path.Clean(d.Path)
		t.pages[path.Dir(clean)]++
		if name := path.Base(clean); strings.HasPrefix(name, "index.") || strings.HasPrefix(name, "README.") {
			t.pages[path.Dir(path.Dir(clean))]++
		}
		front := frontmatters.Of(site.Page(d))
		if front.keys == nil {
			continue
		}
		if front.slug != "" {
			t.slugs[strings.Trim(front.slug, "/")] = true
		}
		if front.title != "" {
			titled++
		} else {
			untitled++
		}
	}
	t.titled = titled > untitled
	absent := make([][]string, len(site.Documents))
	eachPage(site, func(i int, p *rules.Page) {
		parser.Walk(p.Root, func(n *parser.Node) bool {
			if n.Type == parser.TypeLink || n.Type == parser.TypeTag {
				for _, href := range hrefs(n) {
					if to, ok := t.missing(site, p.Document, href); ok {
						absent[i] = append(absent[i], strings.TrimPrefix(to, "/"))
					}
				}
			}
			return true
		})
	})
	pages, missing := 0, map[string]bool{}
	for i, d := range site.Documents {
		if !isPartial(d) {
			pages++
		}
		for _, to := range absent[i] {
			missing[to] = true
		}
	}
	t.whole = len(missing) <= max(2, pages/4)
	return t
}

// missing returns the path of a link to a page that is not there.
func (t *tree) missing(site *rules.Site, d *parser.Document, href string) (p string, ok bool) {
	p, ok = internal(href)
	return p, ok && p != "" && site.Link(d, href).Kind == parser.LinkMissing && !t.slugs[strings.Trim(p, "/")]
}

// target finds the folder of the site in which the page should be that a link
// names; "" when the page is there, or no folder of that name was loaded.
func (t *tree) target(site *rules.Site, d *parser.Document, href string) (folder, name string) {
	p, ok := t.missing(site, d, href)
	if !ok {
		return "", ""
	}
	dir := path.Dir(path.Clean(d.Path))
	if !strings.HasPrefix(p, "/") {
		if folder = path.Join(dir, path.Dir(p)); t.pages[folder] > 0 && parser.IsPage(p) {
			return folder, path.Base(p)
		}
		return "", ""
	}
	if strings.Count(p, "/") < 2 {
		return "", "" // which folder is the root cannot be told
	}
	for {
		if folder = path.Join(dir, path.Dir(p)); t.pages[folder] > 0 {
			return folder, path.Base(p)
		}
		up := path.Join(dir, "..")
		if up == dir || strings.HasPrefix(up, "..") {
			return "", ""
		}
		dir = up
	}
}

// release is a version as folders of the documentation name it.
type release struct{ majorMinor, patch, folder string }

var releaseFolder = regexp.MustCompile(`^v(\d+\.\d+)(?:\.(\d+|x))?(?:-[A-Za-z]\w*)?$`)

// releaseOf finds the version a path belongs to: its last folder that is one.
func releaseOf(p string) (r release, ok bool) {
	folders := strings.Split(path.Dir(p), "/")
	for i := len(folders) - 1; i >= 0; i-- {
		if !strings.HasPrefix(folders[i], "v") {
			continue
		}
		if m := releaseFolder.FindStringSubmatch(folders[i]); m != nil {
			return release{m[1], m[2], folders[i]}, true
		}
	}
	return r, false
}

// same reports whether two versions can be one; 1.4.x and 1.4 are 1.4.2.
func (r release) same(other release) bool {
	open := func(patch string) bool { return patch == "" || patch == "x" }
	return r.majorMinor == other.majorMinor && (r.patch == other.patch || open(r.patch) || open(other.patch))
}

package docs

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// Only the documentation's own folder of images can tell that one is missing,
// so without that folder nothing is said.
func init() {
	register(rules.Rule{
		ID: "link/missing-image", Severity: rules.Error, Since: "0.1.0",
		Title: "an image file that is not there",
		Why:   "the reader sees a broken image where the page explains by one",
		Fix:   "add the file, or name it as it is called; upper and lower case count", Fixable: true,
		Bad:   rules.Example{Name: "testdata/site/page.md", Text: "![The form](/images/There.PNG)\n"},
		Good:  rules.Example{Name: "testdata/site/page.md", Text: "![The form](/images/there.png)\n"},
		Nodes: []parser.NodeType{parser.TypeImage, parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				src, ok := internal(n.String("src"))
				if !ok || n.Type == parser.TypeTag && n.Tag != "image" && n.Tag != "img" {
					return
				}
				if folder := missingImage(files.Of(c.Site), c.Path, src); folder != "" {
					f := c.Report(n.Span, "there is no image %q in %s", src, folder)
					if name := likeNamed(folder, src); name != "" {
						retarget(c, f, n, n.String("src"), name, "name the image as it is called")
					}
				}
			}}
		},
	})
}

// missingImage returns the folder an image should be in, when the folder is
// there and the image is not.
func missingImage(disk *disk, page, src string) (folder string) {
	if !isImage(src) {
		return ""
	}
	dir := path.Dir(page)
	if !strings.HasPrefix(src, "/") {
		file := path.Join(dir, src)
		if disk.isDir(path.Dir(file)) && !disk.exists(file) {
			return path.Dir(file)
		}
		return ""
	}
	top := strings.Split(strings.TrimPrefix(src, "/"), "/")[0]
	if "/"+top == src {
		return "" // directly in the root, which cannot be told
	}
	for {
		for _, root := range []string{dir, path.Join(dir, "public"), path.Join(dir, "static")} {
			switch {
			case disk.exists(path.Join(root, src)):
				return ""
			case folder == "" && disk.isDir(path.Join(root, top)):
				folder = path.Join(root, top)
			}
		}
		up := path.Join(dir, "..")
		if up == dir || strings.HasPrefix(up, "..") {
			return folder
		}
		dir = up
	}
}

// likeNamed is the source of the one image in the folder whose path differs in
// upper and lower case only, "" when there is none.
func likeNamed(folder, src string) (found string) {
	if strings.HasPrefix(src, "/") {
		folder = path.Join(path.Dir(folder), path.Dir(src))
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return ""
	}
	for _, e := range entries {
		if strings.EqualFold(e.Name(), path.Base(src)) {
			if found != "" {
				return ""
			}
			found = strings.TrimSuffix(src, path.Base(src)) + e.Name()
		}
	}
	return found
}

func isImage(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif":
		return true
	}
	return false
}

// disk remembers what is where: the pages of a site show the same images.
type disk struct {
	mu   sync.Mutex
	seen map[string]fs.FileInfo // nil for what is not there
}

var files = rules.NewPerSite(func(*rules.Site) *disk { return &disk{seen: map[string]fs.FileInfo{}} })

func (d *disk) look(name string) fs.FileInfo {
	d.mu.Lock()
	defer d.mu.Unlock()
	info, known := d.seen[name]
	if !known {
		if found, err := os.Stat(name); err == nil {
			info = found
		}
		d.seen[name] = info
	}
	return info
}

func (d *disk) exists(name string) bool { return d.look(name) != nil }

func (d *disk) isDir(name string) bool {
	info := d.look(name)
	return info != nil && info.IsDir()
}

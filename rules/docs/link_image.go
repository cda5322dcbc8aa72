package docs

import (
	"path"
	"strings"

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
				if n.Type == parser.TypeTag && n.Tag != "image" && n.Tag != "img" {
					return
				}
				src, ok := internal(n.String("src"))
				if !ok {
					return
				}
				if folder := missingImage(c.Site, c.Path, src); folder != "" {
					f := c.Report(n.Span, "there is no image %q in %s", src, folder)
					if name := likeNamed(c.Site, folder, src); name != "" {
						retarget(c, f, n, n.String("src"), name, "name the image as it is called")
					}
				}
			}}
		},
	})
}

// missingImage returns the folder an image should be in, when the folder is
// there and the image is not.
func missingImage(site *rules.Site, page, src string) (folder string) {
	if !isImage(src) {
		return ""
	}
	dir := path.Dir(page)
	if !strings.HasPrefix(src, "/") {
		file := path.Join(dir, src)
		if site.Look(path.Dir(file)) == parser.Folder && site.Look(file) == parser.Absent {
			return path.Dir(file)
		}
		return ""
	}
	top := strings.Split(strings.TrimPrefix(src, "/"), "/")[0]
	if "/"+top == src {
		return "" // directly in the root, which cannot be told
	}
	below := !strings.Contains(src, "..")
	for {
		for _, root := range []string{dir, path.Join(dir, "public"), path.Join(dir, "static")} {
			// many images share a folder, and one that is not there is asked for once
			there := site.Look(path.Join(root, top)) == parser.Folder
			switch {
			case (there || !below) && site.Look(path.Join(root, src)) != parser.Absent:
				return ""
			case folder == "" && there:
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
func likeNamed(site *rules.Site, folder, src string) (found string) {
	if strings.HasPrefix(src, "/") {
		folder = path.Join(path.Dir(folder), path.Dir(src))
	}
	for _, name := range site.Names(folder) {
		if strings.EqualFold(name, path.Base(src)) {
			if found != "" {
				return ""
			}
			found = strings.TrimSuffix(src, path.Base(src)) + name
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

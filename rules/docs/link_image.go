package docs

import (
	"os"
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
		Fix:   "add the file, or name it as it is called; upper and lower case count",
		Bad:   rules.Example{Name: "testdata/site/page.md", Text: "![The form](/images/nonesuch.png)\n"},
		Good:  rules.Example{Name: "testdata/site/page.md", Text: "![The form](/images/there.png)\n"},
		Nodes: []parser.NodeType{parser.TypeImage, parser.TypeTag},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				src, ok := internal(n.String("src"))
				if !ok || n.Type == parser.TypeTag && n.Tag != "image" && n.Tag != "img" {
					return
				}
				if folder := missingImage(c.Path, src); folder != "" {
					c.Report(n.Span, "there is no image %q in %s", src, folder)
				}
			}}
		},
	})
}

// missingImage returns the folder an image should be in, when the folder is
// there and the image is not.
func missingImage(page, src string) (folder string) {
	if !isImage(src) {
		return ""
	}
	dir := path.Dir(page)
	if !strings.HasPrefix(src, "/") {
		file := path.Join(dir, src)
		if isDir(path.Dir(file)) && !exists(file) {
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
			case exists(path.Join(root, src)):
				return ""
			case folder == "" && isDir(path.Join(root, top)):
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

func isImage(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif":
		return true
	}
	return false
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

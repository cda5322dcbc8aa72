package docs

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "snippet/stale-version", Severity: rules.Info,
		Title: "an example names an older release of the product than the page is about",
		Why:   "whoever copies it works with the old release, or with files that are not there",
		Fix:   "name the page's own release, or write x.y.z",
		Bad:   rules.Example{Name: "v1.8.x/upgrade.md", Text: "```bash\ncd openmetadata-1.1.0\n```\n"},
		Good:  rules.Example{Name: "v1.8.x/upgrade.md", Text: "```bash\ncd openmetadata-1.8.0\n```\n"},
	}, staleExample)
}

// staleExample looks at commands and inline code for the product's own names
// with a release: a folder, an archive or a pin.
func staleExample(c *rules.Context) {
	page, says := pageVersion(c.Path), "the page is"
	if page.IsZero() {
		page, says = oldestUser.Of(c.Site)[c.Document], "the pages that include this are"
	}
	if page.IsZero() || isReleaseNotes(c.Document) || strings.Contains(c.Path, "/versions/") {
		return
	}
	pattern := productRelease.Of(c.Site)
	report := func(line int, text string) bool {
		m := pattern.FindStringSubmatch(text)
		if m == nil {
			return false
		}
		v, err := facts.ParseVersion(m[2])
		if err != nil || v.Compare(page) >= 0 || sameLine(v, page) {
			return false
		}
		c.ReportLine(line, "%s about %s, and the example names %s", says, page, strings.TrimSpace(m[1]+m[2]))
		return true
	}
	name := strings.ToLower(c.Site.Profile.Product)
	for _, p := range passages(c) {
		if p.fence && !strings.Contains(fences.Of(c.Page)[p.node].text, name) || !p.fence && !p.mentions("`"+name) ||
			p.below(isHistory) {
			continue
		}
		if held := p.version(c.Path); !held.IsZero() && !sameLine(page, held) {
			continue
		}
		if !p.fence {
			if strings.Contains(p.text, "`") {
				for _, m := range inlineCode.FindAllStringSubmatch(p.text, -1) {
					if report(p.lineOf(c, m[1]), m[1]) {
						break
					}
				}
			}
			continue
		}
		f := fences.Of(c.Page)[p.node]
		for i, l := range strings.Split(f.text, "\n") {
			if strings.Contains(l, name) && report(f.first+i, l) {
				break // once for a snippet
			}
		}
	}
}

var inlineCode = regexp.MustCompile("`([^`]+)`")

// productRelease finds a package or folder of the product with its release.
var productRelease = rules.NewPerSite(func(s *rules.Site) *regexp.Regexp {
	name := regexp.QuoteMeta(strings.ToLower(s.Profile.Product))
	return regexp.MustCompile(`(\b` + name + `(?:-[a-z]+)*(?:\[[^\]]*\])?(?:==|~=|-|/))(\d+\.\d+\.\d+)\b`)
})

// oldestUser is, for what pages of releases include, the oldest of the releases.
var oldestUser = rules.NewPerSite(func(s *rules.Site) map[*parser.Document]facts.Version {
	oldest := map[*parser.Document]facts.Version{}
	for _, d := range s.Documents {
		v := pageVersion(d.Path)
		if v.IsZero() {
			continue
		}
		for _, n := range includes(d) {
			if part := s.Partial(d, n); part != nil && (oldest[part].IsZero() || v.Compare(oldest[part]) < 0) {
				oldest[part] = v
			}
		}
	}
	return oldest
})

// includes are a page's tags that stand for other pages.
func includes(d *parser.Document) []*parser.Node {
	var list []*parser.Node
	if d.Dialect == parser.MDX {
		for _, i := range d.Imports {
			list = append(list, &parser.Node{Type: parser.TypeTag, Tag: i.Name})
		}
	} else if bytes.Contains(d.Source, []byte("partial")) {
		parser.Walk(d.Root, func(n *parser.Node) bool {
			if d.PartialName(n) != "" {
				list = append(list, n)
			}
			return true
		})
	}
	return list
}

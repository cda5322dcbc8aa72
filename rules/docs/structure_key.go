package docs

import (
	"maps"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	register(rules.Rule{
		ID: "structure/frontmatter-key", Severity: rules.Warning, Since: "0.1.0",
		Title: "a key of the frontmatter is misspelt",
		Why:   "the site overlooks it: the page loses its address, its title or its description",
		Fix:   "spell the key as the site's other pages do", Fixable: true,
		Bad:  rules.Example{Text: "---\ntitle: Upgrade\nslgu: /upgrade\n---\n\ntext\n"},
		Good: rules.Example{Text: "---\ntitle: Upgrade\nslug: /upgrade\n---\n\ntext\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() {
				keys := frontmatters.Of(c.Page).keys
				for _, key := range slices.Sorted(maps.Keys(keys)) {
					if frontmatterKeys.Of(c.Site)[key] {
						continue
					}
					meant := ""
					for _, known := range slices.Sorted(maps.Keys(frontmatterKeys.Of(c.Site))) {
						if _, there := keys[known]; !there && misspells(key, known) {
							meant = known
						}
					}
					if meant != "" {
						reportKey(c, key, meant)
					}
				}
			}}
		},
	})
}

// misspells reports whether a key is a slip for another. In a short one a letter
// for another makes another word: date, data.
func misspells(key, known string) bool {
	letters := func(s string) []byte { return slices.Sorted(slices.Values([]byte(strings.ToLower(s)))) }
	return near(key, known) && (len(key) != len(known) || len(key) > 5 || slices.Equal(letters(key), letters(known)))
}

// frontmatterKeys are the keys that sites of both dialects know, and those that
// at least three of the site's pages have.
var frontmatterKeys = rules.NewPerSite(func(s *rules.Site) map[string]bool {
	count := map[string]int{}
	for _, d := range s.Documents {
		for key := range frontmatters.Of(s.Page(d)).keys {
			count[key]++
		}
	}
	known := map[string]bool{"title": true, "slug": true, "description": true, "sidebarTitle": true, "icon": true}
	for key, n := range count {
		if n >= 3 {
			known[key] = true
		}
	}
	return known
})

func reportKey(c *rules.Context, key, meant string) {
	for line := 1; line <= strings.Count(c.Frontmatter, "\n")+2; line++ {
		if strings.HasPrefix(c.Line(line), key+":") {
			at := c.Offset(line)
			f := c.ReportLine(line, "the key %s is spelt %s", key, meant)
			f.Mend(c.Document, "spell it "+meant, rules.Edit{Start: at, End: at + len(key), New: meant})
			return
		}
	}
}

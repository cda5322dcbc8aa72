package docs

import (
	"regexp"
	"slices"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

var (
	releaseTag   = regexp.MustCompile(`/releases/tag/v?(\d+\.\d+\.\d+)(?:-release)?/?$`)
	namedRelease = regexp.MustCompile(`\b\d+\.\d+\.\d+\b`)
)

func init() {
	register(rules.Rule{
		ID: "link/other-release", Severity: rules.Warning, Since: "0.1.0",
		Title: "the text names one release, and the link leads to the notes of another",
		Why:   "the reader is shown another release's notes and takes them for this one's",
		Fix:   "link the notes of the release that the text names",
		Bad:   rules.Example{Text: "Version 1.4.2 is a stable release. See its [notes](https://github.com/open-metadata/OpenMetadata/releases/tag/1.4.1-release).\n"},
		Good:  rules.Example{Text: "Version 1.4.2 is a stable release. See its [notes](https://github.com/open-metadata/OpenMetadata/releases/tag/1.4.2-release).\n"},
		Nodes: []parser.NodeType{parser.TypeInline},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{Node: func(n *parser.Node) {
				var links []*parser.Node
				parser.Walk(n, func(m *parser.Node) bool {
					if m.Type == parser.TypeLink && releaseTag.MatchString(m.String("href")) {
						links = append(links, m)
					}
					return true
				})
				if len(links) != 1 {
					return // a list of releases and their notes
				}
				named := namedRelease.FindAllString(inlineText(n), -1)
				slices.Sort(named)
				if named = slices.Compact(named); len(named) != 1 {
					return
				}
				to := releaseTag.FindStringSubmatch(links[0].String("href"))[1]
				a, errA := facts.ParseVersion(named[0])
				b, errB := facts.ParseVersion(to)
				if errA == nil && errB == nil && a.Compare(b) != 0 {
					c.Report(links[0].Span, "the text speaks of %s, and the link leads to the notes of %s", named[0], to)
				}
			}}
		},
	})
}

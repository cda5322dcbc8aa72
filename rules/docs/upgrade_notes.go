package docs

import (
	"path"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/only-in-release-notes", Severity: rules.Info,
		Title: "a breaking change stands in the release notes, and the release's upgrade page does not have it",
		Why:   "who upgrades reads the upgrade page, and meets the change in production",
		Fix:   "add it to the upgrade page of that release",
		Bad: rules.Example{
			Name: "releases/1.5.1.md", Text: "# 1.5.1\n\n## Backward Incompatible Changes\n\n- The `metadata insight` command was removed; use `metadata usage` instead.\n",
			Others: map[string]string{"v1.5.x/deployment/upgrade/upgrade-prerequisites.md": "# Prerequisites\n\nTake a backup.\n"},
		},
		Good: rules.Example{
			Name: "releases/1.5.1.md", Text: "# 1.5.1\n\n## Backward Incompatible Changes\n\n- The `metadata insight` command was removed; use `metadata usage` instead.\n",
			Others: map[string]string{"v1.5.x/deployment/upgrade/upgrade-prerequisites.md": "# Prerequisites\n\n## Backward Incompatible Changes\n\n- The `metadata insight` command was removed; use `metadata usage` instead.\n"},
		},
	}, onlyInReleaseNotes)
}

// upgradePages are, by release line, the upgrade pages of a site and the ids of
// the facts they state.
var upgradePages = rules.NewPerSite(func(s *rules.Site) map[string]*upgradePage {
	pages := map[string]*upgradePage{}
	for _, d := range s.Documents {
		v := pageVersion(d.Path)
		if v.IsZero() || isReleaseNotes(d) || !strings.Contains(d.Path, "upgrade-prerequisites") && !strings.Contains(path.Base(path.Dir(d.Path)), "versions") {
			continue
		}
		p := pages[v.ReleaseLine()]
		if p == nil {
			p = &upgradePage{first: d, states: map[string]bool{}}
			pages[v.ReleaseLine()] = p
		}
		for _, f := range s.Page(d).Facts() {
			p.states[f.ID] = true
		}
	}
	return pages
})

type upgradePage struct {
	first  *parser.Document
	states map[string]bool
}

func onlyInReleaseNotes(c *rules.Context) {
	if !isReleaseNotes(c.Document) {
		return
	}
	for _, f := range c.Facts() {
		v, err := facts.ParseVersion(string(f.Version))
		mine := own(c, f.Evidence)
		if f.Kind == facts.Requirement || f.Confidence == facts.Manual || err != nil || len(mine) == 0 {
			continue
		}
		page := upgradePages.Of(c.Site)[v.ReleaseLine()]
		if page == nil || page.states[f.ID] {
			continue
		}
		c.ReportLine(mine[0].Line, "%s changes in %s, and %s does not say so", f.Subject.Name, f.Version, page.first.Path).Fact = facts.Optional(f.ID)
	}
}

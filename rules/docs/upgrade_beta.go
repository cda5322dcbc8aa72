package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/stale-beta", Severity: rules.Warning,
		Title: "a release is called beta although the site has a later one",
		Why:   "the reader holds back from a release that is long out, or takes the other warnings of the page for outdated as well",
		Fix:   "remove the banner",
		Bad: rules.Example{
			Name: "v1.3.x/upgrade.md", Text: "The release 1.3 is still in BETA.\n",
			Others: map[string]string{"v1.4.x/upgrade.md": "text\n"},
		},
		Good: rules.Example{
			Name: "v1.4.x/upgrade.md", Text: "The release 1.4 is still in BETA.\n",
			Others: map[string]string{"v1.3.x/upgrade.md": "text\n"},
		},
	}, staleBeta)
}

var inBeta = regexp.MustCompile(`(?i)\bv?(\d+\.\d+(?:\.\d+)?)\s+(?:release\s+)?is\s+(?:still\s+|currently\s+|now\s+|only\s+)*(?:in\s+(?:public\s+)?|a\s+)beta\b`)

// newestPage is the page about the latest release that is out, and which that is.
var newestPage = rules.NewPerSite(func(s *rules.Site) (newest struct {
	page    *parser.Document
	release facts.Version
},
) {
	for _, d := range s.Documents {
		if v := pageVersion(d.Path); !v.IsZero() && !strings.Contains(d.Path, "SNAPSHOT") && (newest.page == nil || v.Compare(newest.release) > 0) {
			newest.page, newest.release = d, v
		}
	}
	return newest
})

func staleBeta(c *rules.Context) {
	for _, p := range passages(c) {
		if !p.mentions("beta") {
			continue
		}
		for _, m := range inBeta.FindAllStringSubmatch(p.text, -1) {
			v, err := facts.ParseVersion(m[1])
			newest := newestPage.Of(c.Site)
			if err != nil || newest.page == nil || sameLine(v, newest.release) || v.Compare(newest.release) > 0 {
				continue
			}
			c.ReportLine(p.lineOf(c, m[1]), "%s is called beta, and %s is about %s", m[1], newest.page.Path, newest.release)
		}
	}
}

package docs

import (
	"path"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/stale-self-version", Severity: rules.Warning,
		Title: "a page about one release says that it upgrades to another",
		Why:   "the text was copied; the reader cannot tell which release the steps are for",
		Fix:   "name the page's own release, or none",
		Bad:   rules.Example{Name: "v1.10.x/upgrade.md", Text: "This guide upgrades your OpenMetadata instance to 1.11.8: first upgrade your OpenMetadata server to 1.11.8.\n"},
		Good:  rules.Example{Name: "v1.10.x/upgrade.md", Text: "First upgrade your OpenMetadata server to 1.10.4.\n"},
	}, staleSelfVersion)

	upgradeRule(rules.Rule{
		ID: "upgrade/no-section-for-release", Severity: rules.Warning,
		Title: "a page lists the changes of older releases and none of its own",
		Why:   "whoever upgrades to the release takes the list for complete",
		Fix:   "add the release's own changes, or say that there are none",
		Bad:   rules.Example{Name: "v1.8.x/upgrade.md", Text: "# Upgrade\n\n## Breaking Changes\n\n### 1.7.0\n\nPython 3.8 is no longer supported.\n"},
		Good:  rules.Example{Name: "v1.8.x/upgrade.md", Text: "# Upgrade\n\n## Breaking Changes\n\n### 1.8.0\n\nPython 3.8 is no longer supported.\n"},
	}, noSectionForRelease)
}

var upgradeTo = regexp.MustCompile(`(?i)\bupgrad(?:e|es|ed|ing)\b(?:\s+(?:your|the|an?|existing|openmetadata|instance|server|deployment|installation|version|release|process))*\s+to\s+(?:the\s+)?(?:openmetadata\s+)?(?:release\s+|version\s+)?v?(\d+\.\d+(?:\.\d+)?)\b`)

// staleSelfVersion leaves alone what is said below a heading of another release,
// and pages about the way between two releases, whose names tell both.
func staleSelfVersion(c *rules.Context) {
	page := pageVersion(c.Path)
	if page.IsZero() || strings.Contains(c.Path, "/versions/") || isReleaseNotes(c.Document) {
		return
	}
	for _, p := range passages(c) {
		if !p.mentions("upgrad") || p.below(isHistory) || !sameLine(page, p.version(c.Path)) {
			continue
		}
		for _, m := range upgradeTo.FindAllStringSubmatch(p.text, -1) {
			to, err := facts.ParseVersion(m[1])
			if err != nil || sameLine(page, to) {
				continue
			}
			c.ReportLine(p.lineOf(c, m[1]), "the page is about %s, and says that it upgrades to %s", page, m[1])
		}
	}
}

// isReleaseNotes is true for pages that tell what releases bring.
func isReleaseNotes(d *parser.Document) bool {
	folder := path.Base(path.Dir(d.Path))
	return folder == "releases" || folder == "product-updates"
}

func noSectionForRelease(c *rules.Context) {
	page := pageVersion(c.Path)
	if page.IsZero() {
		return
	}
	latest, first := facts.Version{}, 0
	for _, p := range passages(c) {
		changes := -1
		for i, h := range p.headings {
			switch {
			case h.about.breaking:
				changes = i
			case !h.release.IsZero() && changes >= 0 && h.level > p.headings[changes].level:
				if first == 0 {
					first = p.headings[changes].line
				}
				if latest.IsZero() || h.release.Compare(latest) > 0 {
					latest = h.release
				}
			}
		}
	}
	if first > 0 && latest.Compare(page) < 0 && !sameLine(latest, page) {
		c.ReportLine(first, "the page is about %s, and the changes it lists end with %s", page, latest)
	}
}

package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/pin-conflict", Severity: rules.Warning,
		Title: "the text asks for the latest version of a package, and the command pins another",
		Why:   "whoever follows the command does not get what the text asks for",
		Fix:   "drop the pin, or say which version is needed",
		Bad:   rules.Example{Text: "Use the latest `openmetadata-ingestion` version.\n\n```bash\npip install openmetadata-ingestion~=1.3.0\n```\n"},
		Good:  rules.Example{Text: "Use the latest `openmetadata-ingestion` version.\n\n```bash\npip install --upgrade openmetadata-ingestion\n```\n"},
	}, pinConflict)

	upgradeRule(rules.Rule{
		ID: "upgrade/removal-date-past", Severity: rules.Warning,
		Title: "something is announced for a release that is out already",
		Why:   "the reader cannot tell whether it happened",
		Fix:   "say that it was removed or deprecated, or for which release it is planned now",
		Bad:   rules.Example{Name: "v1.8.x/page.md", Text: "The old annotation will be removed in release 1.4.\n"},
		Good:  rules.Example{Name: "v1.8.x/page.md", Text: "The old annotation will be removed in release 1.9.\n"},
	}, datePast)

	upgradeRule(rules.Rule{
		ID: "upgrade/deprecated-removed-conflict", Severity: rules.Warning,
		Title: "two passages disagree on whether something is deprecated or gone already",
		Why:   "the reader does not know whether it still works",
		Fix:   "let both passages name the release that deprecates and the one that removes it",
		Bad:   rules.Example{Text: "# Breaking Changes\n\n## 1.4.0\n\nIn this release, we removed the `metadata usage` command; use `metadata lineage` instead.\n", Others: map[string]string{"new.md": "# Deprecation Notice\n\n## 1.5.0\n\nThe `metadata usage` command is deprecated in 1.5.0. Use `metadata lineage` instead.\n"}},
		Good:  rules.Example{Text: "# Breaking Changes\n\n## 1.5.0\n\nIn this release, we removed the `metadata usage` command; use `metadata lineage` instead.\n", Others: map[string]string{"old.md": "# Deprecation Notice\n\n## 1.4.0\n\nThe `metadata usage` command is deprecated in 1.4.0. Use `metadata lineage` instead.\n"}},
	}, goneTwice)

	upgradeRule(rules.Rule{
		ID: "upgrade/since-conflict", Severity: rules.Warning,
		Title: "two pages name different releases since which the same holds",
		Why:   "one of them is wrong, and the reader cannot tell which",
		Fix:   "name the same release on both pages",
		Bad:   rules.Example{Text: "Since version 1.3.0, we encourage the builtin tools for logical backups.\n", Others: map[string]string{"other.md": "Since version 1.4.0, we encourage the builtin tools for logical backups.\n"}},
		Good:  rules.Example{Text: "Since version 1.4.0, we encourage the builtin tools for logical backups.\n", Others: map[string]string{"other.md": "Since version 1.4.0, we encourage the builtin tools for logical backups.\n"}},
	}, sinceConflict)
}

var (
	latest      = regexp.MustCompile("(?i)\\blatest(?:\\s+version\\s+of)?\\s+(?:the\\s+)?`?([a-z][a-z0-9-]*[a-z0-9])`?")
	pinned      = regexp.MustCompile(`\bpip3? +install\b.*?['" ]([a-z][a-z0-9-]*)(?:\[[^\]]*\])?(==|~=|<=?)(\d+\.\d+[\w.]*)`)
	versionWord = regexp.MustCompile(`\d+\.\d+`)
)

func pinConflict(c *rules.Context) {
	asked := map[string]passage{}
	all := passages(c)
	for _, p := range all {
		for _, s := range sentences(p.text) {
			if m := latest.FindStringSubmatch(s); m != nil && !versionWord.MatchString(s) {
				asked[m[1]] = p
			}
		}
	}
	for _, p := range all {
		if !p.fence {
			continue
		}
		f := fenceOf(c.Document, p.node)
		for i, l := range strings.Split(f.text, "\n") {
			m := pinned.FindStringSubmatch(l)
			if m == nil {
				continue
			}
			prose, ok := asked[m[1]]
			pin, err := facts.ParseVersion(m[3])
			if page := pageVersion(c.Path); !ok || err != nil || !page.IsZero() && sameLine(page, pin) {
				continue // the latest of the page's own release
			}
			c.ReportLine(f.first+i, "%s%s contradicts line %d, which asks for the latest %s", m[2], m[3], prose.line, m[1])
		}
	}
}

// sameLine is true for 1.4.2 and 1.4.8.
func sameLine(a, b facts.Version) bool {
	minor := func(v facts.Version) string {
		parts := strings.SplitN(v.String(), ".", 3)
		return strings.Join(parts[:2], ".")
	}
	return minor(a) == minor(b)
}

var announced = regexp.MustCompile(`(?i)(?:\b(?:will|going to|plan(?:ning)? to)\b)[^.;]*?\b(remov|deprecat|drop|discontinu|delet)[^.;]*?\bin (?:the |release |version |OpenMetadata |the OpenMetadata )*v?(\d+\.\d+(?:\.\d+)?)\b`)

func datePast(c *rules.Context) {
	for _, p := range passages(c) {
		v := p.version(c.Path)
		if v.IsZero() {
			continue
		}
		for _, m := range announced.FindAllStringSubmatch(p.text, -1) {
			if at, err := facts.ParseVersion(m[2]); err == nil && v.Compare(at) >= 0 {
				line := p.line
				for line < c.LineCount() && !strings.Contains(c.Line(line), m[2]) {
					line++
				}
				c.ReportLine(line, "this is announced for %s, but the page is about %s already", m[2], v)
			}
		}
	}
}

// goneTwice compares what the page removes with what all pages deprecate.
func goneTwice(c *rules.Context) {
	for _, f := range c.Facts() {
		removed, err := facts.ParseVersion(string(f.RemovedIn))
		mine := own(c, f.Evidence)
		if f.RemovedIn == "" || err != nil || len(mine) == 0 {
			continue
		}
		for _, d := range c.Site.Documents {
			other := c.Site.Page(d).Facts()
			i := slices.IndexFunc(other, func(g facts.Fact) bool {
				since, err := facts.ParseVersion(string(g.DeprecatedIn))
				return g.ID == f.ID && g.Kind == facts.Deprecation && g.RemovedIn == "" && g.DeprecatedIn != "" && err == nil && since.Compare(removed) > 0
			})
			if i >= 0 && len(other[i].Evidence) > 0 {
				g := other[i]
				e := g.Evidence[0]
				found := c.ReportLine(mine[len(mine)-1].Line, "%s is removed in %s here, and only deprecated in %s at %s:%d", f.Subject.Name, f.RemovedIn, g.DeprecatedIn, e.File, e.Line)
				found.Fact, found.Evidence = facts.Optional(f.ID), []facts.Evidence{e}
				break
			}
		}
	}
}

var (
	sinceClause = regexp.MustCompile(`(?i)\bsince (?:version |release |OpenMetadata )*v?(\d+\.\d+(?:\.\d+)?)\b`)
	plainWord   = regexp.MustCompile(`[a-z][a-z-]{3,}`)
)

type sinceSaid struct {
	version string
	words   []string
	line    int
	text    string
}

// sinceOf are the sentences of a page that say since when something holds.
func sinceOf(p *rules.Page) []sinceSaid {
	if !strings.Contains(string(p.Source), "ince ") {
		return nil
	}
	var list []sinceSaid
	for _, block := range passages(&rules.Context{Page: p}) {
		for _, s := range sentences(block.text) {
			m := sinceClause.FindStringSubmatch(s)
			if m == nil {
				continue
			}
			words := plainWord.FindAllString(strings.ToLower(sinceClause.ReplaceAllString(s, "")), -1)
			slices.Sort(words)
			if words = slices.Compact(words); len(words) >= 5 {
				list = append(list, sinceSaid{m[1], words, block.line, s})
			}
		}
	}
	return list
}

func sinceConflict(c *rules.Context) {
	for _, mine := range sinceOf(c.Page) {
	search:
		for _, d := range c.Site.Documents {
			if d == c.Document {
				continue
			}
			for _, other := range sinceOf(c.Site.Page(d)) {
				a, errA := facts.ParseVersion(mine.version)
				b, errB := facts.ParseVersion(other.version)
				if errA != nil || errB != nil || a.Compare(b) == 0 || !alike(mine.words, other.words) {
					continue
				}
				found := c.ReportLine(mine.line, "%s:%d says this holds since %s, not since %s", d.Path, other.line, other.version, mine.version)
				found.Evidence = append(found.Evidence, facts.Evidence{File: d.Path, Line: other.line, EndLine: other.line, Column: 1, Quote: other.text})
				break search
			}
		}
	}
}

// alike is true for sentences that share four of five words.
func alike(a, b []string) bool {
	common := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			common++
		}
	}
	return 5*common >= 4*max(len(a), len(b))
}

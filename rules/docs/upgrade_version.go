package docs

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
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
		if !p.mentions("latest") {
			continue
		}
		for _, s := range sentences(p.text) {
			if m := latest.FindStringSubmatch(s); m != nil && !versionWord.MatchString(s) {
				asked[m[1]] = p
			}
		}
	}
	if len(asked) == 0 {
		return
	}
	for _, p := range all {
		if !p.fence {
			continue
		}
		f := fences.Of(c.Page)[p.node]
		for i, l := range strings.Split(f.text, "\n") {
			if !strings.Contains(l, "install") {
				continue
			}
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
func sameLine(a, b facts.Version) bool { return a.ReleaseLine() == b.ReleaseLine() }

var announced = regexp.MustCompile(`(?i)(?:\b(?:will|going to|plan(?:ning)? to)\b)[^.;]*?\b(remov|deprecat|drop|discontinu|delet)[^.;]*?\bin (?:the |release |version |OpenMetadata |the OpenMetadata )*v?(\d+\.\d+(?:\.\d+)?)\b`)

func datePast(c *rules.Context) {
	for _, p := range passages(c) {
		if !p.mentions("will", "going to", "plan") || !p.mentions("remov", "deprecat", "drop", "discontinu", "delet") {
			continue
		}
		v := p.version(c.Path)
		if v.IsZero() {
			continue
		}
		for _, m := range announced.FindAllStringSubmatch(p.text, -1) {
			if at, err := facts.ParseVersion(m[2]); err == nil && v.Compare(at) >= 0 {
				c.ReportLine(p.lineOf(c, m[2]), "this is announced for %s, but the page is about %s already", m[2], v)
			}
		}
	}
}

// onlyDeprecated are the facts of all pages, by id, that deprecate something
// without removing it, in the order of the pages.
var onlyDeprecated = rules.NewPerSite(func(s *rules.Site) map[string][]deprecatedSince {
	found := map[string][]deprecatedSince{}
	for _, d := range s.Documents {
		for _, g := range s.Page(d).Facts() {
			if g.Kind != facts.Deprecation || g.RemovedIn != "" || g.DeprecatedIn == "" || len(g.Evidence) == 0 {
				continue
			}
			if since, err := facts.ParseVersion(string(g.DeprecatedIn)); err == nil {
				found[g.ID] = append(found[g.ID], deprecatedSince{g, since})
			}
		}
	}
	return found
})

type deprecatedSince struct {
	fact  facts.Fact
	since facts.Version
}

// goneTwice compares what the page removes with what all pages deprecate.
func goneTwice(c *rules.Context) {
	reported := map[string]int{} // lines, by fact
	for _, f := range c.Facts() {
		others := onlyDeprecated.Of(c.Site)[f.ID]
		mine := own(c, f.Evidence)
		if f.RemovedIn == "" || len(mine) == 0 || len(others) == 0 {
			continue
		}
		removed, err := facts.ParseVersion(string(f.RemovedIn))
		if err != nil {
			continue
		}
		i := slices.IndexFunc(others, func(o deprecatedSince) bool { return o.since.Compare(removed) > 0 })
		if i < 0 {
			continue
		}
		g := others[i].fact
		e := g.Evidence[0]
		line := mine[len(mine)-1].Line
		if reported[f.ID] == line {
			continue // one passage may give several facts about the same thing
		}
		reported[f.ID] = line
		found := c.ReportLine(line, "%s is removed in %s here, and only deprecated in %s at %s:%d", f.Subject.Name, f.RemovedIn, g.DeprecatedIn, e.File, e.Line)
		found.Fact, found.Evidence = facts.Optional(f.ID), []facts.Evidence{e}
	}
}

var (
	sinceClause = regexp.MustCompile(`(?i)\bsince (?:version |release |OpenMetadata )*v?(\d+\.\d+(?:\.\d+)?)\b`)
	plainWord   = regexp.MustCompile(`[a-z][a-z-]{3,}`)
)

type sinceSaid struct {
	release string // as the page writes it
	version facts.Version
	words   []string
	line    int
	text    string
}

// sinceOf are the sentences of a page that say since when something holds.
var sinceOf = rules.NewPerPage(func(p *rules.Page) []sinceSaid {
	if !bytes.Contains(p.Source, []byte("ince ")) {
		return nil
	}
	var list []sinceSaid
	for _, block := range pagePassages.Of(p) {
		if !strings.Contains(block.text, "ince ") {
			continue
		}
		for _, s := range sentences(block.text) {
			m := sinceClause.FindStringSubmatch(s)
			if m == nil {
				continue
			}
			words := plainWord.FindAllString(strings.ToLower(sinceClause.ReplaceAllString(s, "")), -1)
			slices.Sort(words)
			version, err := facts.ParseVersion(m[1])
			if words = slices.Compact(words); len(words) >= 5 && err == nil {
				list = append(list, sinceSaid{m[1], version, words, block.line, s})
			}
		}
	}
	return list
})

// saidSince are those of all pages, in the order of the pages.
var saidSince = rules.NewPerSite(func(s *rules.Site) []placedSince {
	var list []placedSince
	for _, d := range s.Documents {
		for _, said := range sinceOf.Of(s.Page(d)) {
			list = append(list, placedSince{d, said})
		}
	}
	return list
})

type placedSince struct {
	on *parser.Document
	sinceSaid
}

func sinceConflict(c *rules.Context) {
	for _, mine := range sinceOf.Of(c.Page) {
		for _, other := range saidSince.Of(c.Site) {
			if other.on == c.Document || mine.version.Compare(other.version) == 0 || !alike(mine.words, other.words) {
				continue
			}
			found := c.ReportLine(mine.line, "%s:%d says this holds since %s, not since %s", other.on.Path, other.line, other.release, mine.release)
			found.Evidence = append(found.Evidence, facts.Evidence{File: other.on.Path, Line: other.line, EndLine: other.line, Column: 1, Quote: other.text})
			break
		}
	}
}

// alike is true for sentences that share four of five words.
func alike(a, b []string) bool {
	if 5*min(len(a), len(b)) < 4*max(len(a), len(b)) {
		return false
	}
	common := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			common++
		}
	}
	return 5*common >= 4*max(len(a), len(b))
}

package docs

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/recommends-deprecated", Severity: rules.Error,
		Title: "a page tells to run a command that is deprecated or removed",
		Why:   "the documentation contradicts itself: the reader does not know which half to follow, and a removed command fails",
		Fix:   "give the replacement instead",
		Bad:   rules.Example{Text: "# Backup\n\n```bash\nmetadata backup -H mysql\n```\n\n# Breaking Changes\n\n## 1.4.0\n\nWe are deprecating the `metadata backup` command, since users can rely on `mysqldump`.\n"},
		Good:  rules.Example{Text: "# Backup\n\n```bash\nmysqldump openmetadata_db\n```\n\n## Deprecation Notice\n\n### 1.4.0\n\nWe are deprecating the `metadata backup` command, since users can rely on `mysqldump`.\n"},
	}, recommendsDeprecated)

	upgradeRule(rules.Rule{
		ID: "upgrade/misfiled", Severity: rules.Warning,
		Title: "a deprecation stands among the breaking changes, though the page has a section for deprecations",
		Why:   "readers who look for what will go away do not find it, and those who look for what breaks are alarmed",
		Fix:   "move it to the page's section about deprecations",
		Bad:   rules.Example{Text: "# Deprecation Notice\n\nNone.\n\n# Breaking Changes\n\n## 1.4.0\n\nWe are deprecating the `metadata backup` command, since users can rely on `mysqldump`.\n"},
		Good:  rules.Example{Text: "# Deprecation Notice\n\n## 1.4.0\n\nWe are deprecating the `metadata backup` command, since users can rely on `mysqldump`.\n"},
	}, misfiled)

	upgradeRule(rules.Rule{
		ID: "upgrade/not-breaking", Severity: rules.Info,
		Title: "an entry among the breaking changes says that it is none",
		Why:   "it takes the reader's attention from what breaks",
		Fix:   "move it to the notes",
		Bad:   rules.Example{Text: "# Breaking Changes\n\nThe chart moves to release 9.2. This is not a breaking change, but takes longer.\n"},
		Good:  rules.Example{Text: "# Notes\n\nThe chart moves to release 9.2. This is not a breaking change, but takes longer.\n"},
	}, func(c *rules.Context) {
		for _, p := range passages(c) {
			if p.mentions("not a breaking change") && p.below(isBreaking) {
				c.ReportLine(p.lineOf(c, "not a breaking change"), "this stands among the breaking changes, and says that it is none")
			}
		}
	})

	upgradeRule(rules.Rule{
		ID: "upgrade/deprecation-without-replacement", Severity: rules.Info,
		Title: "a deprecation does not say what takes its place",
		Why:   "the reader knows what to stop using, and not what to use",
		Fix:   "name the replacement, link to it, or say that there is none",
		Bad:   rules.Example{Text: "# Deprecation Notice\n\n## 1.4.0\n\nThe `metadata usage` command is deprecated.\n"},
		Good:  rules.Example{Text: "# Deprecation Notice\n\n## 1.4.0\n\nThe `metadata usage` command is deprecated. Use `metadata lineage` instead.\n"},
	}, withoutReplacement)
}

func gone(f facts.Fact) bool {
	return f.Subject.Type == facts.CLICommand && f.Expect != nil && f.Expect.Op == facts.Absent && (f.DeprecatedIn != "" || f.RemovedIn != "" || f.Kind == facts.Deprecation)
}

// goneSince are the commands that the site's pages together call deprecated or
// removed, each with the release since which it is.
var goneSince = rules.NewPerSite(func(s *rules.Site) []goneCommand {
	var list []goneCommand
	all := s.Facts()
	for i := range all {
		f := &all[i]
		if since, err := facts.ParseVersion(string(cmp.Or(f.DeprecatedIn, f.RemovedIn))); gone(*f) && err == nil {
			list = append(list, goneCommand{f, since})
		}
	}
	return list
})

type goneCommand struct {
	fact  *facts.Fact
	since facts.Version
}

// recommendsDeprecated compares the page's fences with the commands that the
// page itself, or a page of the site about the same or an older release, calls
// deprecated or removed.
func recommendsDeprecated(c *rules.Context) {
	var candidates []*facts.Fact
	own := c.Facts()
	for i := range own {
		if gone(own[i]) {
			candidates = append(candidates, &own[i])
		}
	}
	if v := pageVersion(c.Path); !v.IsZero() {
		for _, g := range goneSince.Of(c.Site) {
			if v.Compare(g.since) >= 0 {
				candidates = append(candidates, g.fact)
			}
		}
	}
	if len(candidates) == 0 {
		return
	}
	forms := map[string]int{} // by the words of a call: the first candidate it is one of
	longest := 0
	for i, f := range candidates {
		for _, words := range callForms(c.Site.Profile, f.Subject.Name) {
			key := strings.Join(words, " ")
			if _, known := forms[key]; !known {
				forms[key] = i
			}
			longest = max(longest, len(words))
		}
	}
	reported := map[int]bool{}
	for _, p := range passages(c) {
		if p.below(isHistory) {
			continue
		}
		if !p.fence {
			toldInProse(c, p, candidates, reported)
			continue
		}
		for _, run := range fences.Of(c.Page)[p.node].calls() {
			i, ok := firstForm(forms, run.program(), longest)
			if !ok || reported[run.line] {
				continue
			}
			reportGone(c, run.line, candidates[i])
			reported[run.line] = true
		}
	}
}

// toldInProse looks for "using Metadata Backup CLI": a command that prose tells
// to use by its words, in any case of letters.
func toldInProse(c *rules.Context, p passage, candidates []*facts.Fact, reported map[int]bool) {
	if !strings.Contains(p.lower, " cli") {
		return
	}
	for _, f := range candidates {
		words := strings.ToLower(f.Subject.Name)
		if strings.Count(words, " ") != 1 {
			continue
		}
		at := strings.Index(p.lower, words+" cli")
		if at < 0 || !useOf.MatchString(p.lower[:at]) {
			continue
		}
		if line := p.lineOf(c, p.text[at:at+len(words)]); !reported[line] {
			reportGone(c, line, f)
			reported[line] = true
		}
		return
	}
}

var useOf = regexp.MustCompile(`(?:using|use|with|via|run|by)(?: the)? $`)

func reportGone(c *rules.Context, line int, f *facts.Fact) {
	what := "deprecated"
	since := f.DeprecatedIn
	if f.RemovedIn != "" {
		what, since = "removed", f.RemovedIn
	}
	where := ""
	if since != "" {
		where = " in " + string(since)
	}
	instead := ""
	if f.Replacement != "" {
		instead = "; use " + string(f.Replacement)
	}
	found := c.ReportLine(line, "the page tells to run %s, which is %s%s%s", f.Subject.Name, what, where, instead)
	found.Fact = facts.Optional(f.ID)
	found.Evidence = f.Evidence
	found.Remedy = f.Remedy
}

// callForms are the words that calls of a command begin with, "metadata backup"
// or "bootstrap_storage.sh".
func callForms(profile *facts.Profile, name string) [][]string {
	want := strings.Fields(name)
	forms := [][]string{want}
	for _, command := range profile.Commands {
		if command.Name == want[0] {
			for _, form := range command.Forms {
				forms = append(forms, slices.Concat(form, want[1:]))
			}
		}
	}
	return forms
}

// firstForm looks up what a call begins with; of several forms, the one whose
// command comes first counts.
func firstForm(forms map[string]int, program []string, longest int) (first int, ok bool) {
	key := path.Base(program[0])
	for n := 1; ; n++ {
		if i, known := forms[key]; known && (!ok || i < first) {
			first, ok = i, true
		}
		if n == len(program) || n == longest {
			return first, ok
		}
		key += " " + program[n]
	}
}

// misfiled looks for deprecations below a heading about breaking changes.
func misfiled(c *rules.Context) {
	has := false
	all := passages(c)
	for _, p := range all {
		has = has || p.below(isDeprecation)
	}
	if !has {
		return
	}
	reported := map[int]bool{}
	for _, f := range c.Facts() {
		if f.Kind != facts.Deprecation || f.RemovedIn != "" {
			continue
		}
		for _, e := range own(c, f.Evidence) {
			i := slices.IndexFunc(all, func(p passage) bool {
				return p.line >= e.Line && p.line <= e.EndLine && p.mentions("deprecat") && deprecating.MatchString(p.text)
			})
			if i < 0 || reported[all[i].line] || !all[i].below(isBreaking) || all[i].below(isDeprecating) {
				continue
			}
			c.ReportLine(all[i].line, "%s is a deprecation filed under breaking changes; the page has a section for deprecations", f.Subject.Name).Fact = facts.Optional(f.ID)
			reported[all[i].line] = true
		}
	}
}

var (
	deprecating = regexp.MustCompile(`(?i)\bdeprecat`)
	says        = regexp.MustCompile(`(?i)\binstead\b|\buse\b|\busing\b|\breplac|in favou?r of|\brely\b|\bswitch|\bmigrat|\bmoved?\b|\bmust\b|\bcheck\b|\bprefer|\bsince\b.*\bnew\b|\bno replacement|\bthrough\b|\]\(|https?://|\bsupersed|\bsuccess|\bneed to\b|\bshould\b|\bpassed to\b|\bintroduc|\bis now\b|\bare now\b`)
)

func withoutReplacement(c *rules.Context) {
	all := passages(c)
	reported := map[int]bool{}
	for _, f := range c.Facts() {
		if f.Kind != facts.Deprecation || f.Replacement != "" || len(own(c, f.Evidence)) == 0 {
			continue
		}
		switch f.Subject.Type {
		case facts.PythonVersion, facts.JavaVersion, facts.ServiceVersion, facts.DBVersion, facts.ToolVersion, facts.Other:
			continue // the newer version is what replaces it; Other is not known well enough
		}
		said, line := false, 0
		for _, e := range own(c, f.Evidence) {
			for n := e.Line; n <= min(e.EndLine+3, c.LineCount()); n++ { // the sentence may go on
				said = said || says.MatchString(c.Line(n))
			}
			if i := slices.IndexFunc(all, func(p passage) bool {
				return p.line >= e.Line && p.line <= e.EndLine && p.mentions("deprecat") && deprecating.MatchString(p.text)
			}); i >= 0 {
				line = all[i].line
			}
		}
		if !said && line > 0 && !reported[line] {
			c.ReportLine(line, "the page deprecates %s and does not say what to use instead", f.Subject.Name).Fact = facts.Optional(f.ID)
			reported[line] = true
		}
	}
}

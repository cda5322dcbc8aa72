package docs

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/one-engine", Severity: rules.Info,
		Title: "a step on the product's database names one engine, and the release runs on two",
		Why:   "users of the other engine cannot tell whether the step is theirs",
		Fix:   "name both engines, or say the database",
		Bad: rules.Example{
			Name: "v1.3.x/bare-metal.md", Text: "The script migrates the OpenMetadata database (in MySQL).\n",
			Others: map[string]string{"v1.3.x/requirements.md": "OpenMetadata runs on MySQL or PostgreSQL.\n"},
		},
		Good: rules.Example{
			Name: "v1.3.x/bare-metal.md", Text: "The script migrates the OpenMetadata database.\n",
			Others: map[string]string{"v1.3.x/requirements.md": "OpenMetadata runs on MySQL or PostgreSQL.\n"},
		},
	}, oneEngine)
}

// The ways in which pages say that the product's data is in one engine.
var dataOf = map[facts.Engine]*regexp.Regexp{
	facts.MySQL:    regexp.MustCompile(`(?i)\bdatabase\s+\((?:in |on )?mysql\)|\bback(?:ing)? ?up\s+(?:your |the )?mysql (?:data|database)\b`),
	facts.Postgres: regexp.MustCompile(`(?i)\bdatabase\s+\((?:in |on )?postgres(?:ql)?\)|\bback(?:ing)? ?up\s+(?:your |the )?postgres(?:ql)? (?:data|database)\b`),
}

// engineNames are the words for an engine, in lower case.
var engineNames = map[facts.Engine]string{facts.MySQL: "mysql", facts.Postgres: "postgres"}

// bothEngines are the release lines with a passage that names both.
var bothEngines = rules.NewPerSite(func(s *rules.Site) map[string]bool {
	lines := map[string]bool{}
	for _, d := range s.Documents {
		v := pageVersion(d.Path)
		if v.IsZero() || lines[v.ReleaseLine()] {
			continue
		}
		for _, p := range pagePassages.Of(s.Page(d)) {
			if !p.fence && p.mentions("mysql") && p.mentions("postgres") {
				lines[v.ReleaseLine()] = true
				break
			}
		}
	}
	return lines
})

func oneEngine(c *rules.Context) {
	v := pageVersion(c.Path)
	if v.IsZero() || !bytes.Contains(c.Source, []byte("MySQL")) && !bytes.Contains(c.Source, []byte("Postgres")) {
		return
	}
	for _, p := range passages(c) {
		if p.fence || !p.mentions("mysql", "postgres") || !p.mentions("database (", "back up", "backup", "backing up") {
			continue
		}
		for engine, other := range map[facts.Engine]facts.Engine{facts.MySQL: facts.Postgres, facts.Postgres: facts.MySQL} {
			if !p.mentions(engineNames[engine]) || p.mentions(engineNames[other]) || !dataOf[engine].MatchString(p.text) || belowEngine(p) || !bothEngines.Of(c.Site)[v.ReleaseLine()] {
				continue
			}
			c.ReportLine(p.lineOf(c, wordOf(p, engine)), "the step names %s only; %s runs on %s, too", engine, v.ReleaseLine(), other)
		}
	}
}

// belowEngine is true in a section about one engine.
func belowEngine(p passage) bool {
	for _, h := range p.headings {
		for _, name := range engineNames {
			if strings.Contains(strings.ToLower(h.text), name) {
				return true
			}
		}
	}
	return false
}

// wordOf is the engine's name as the passage writes it.
func wordOf(p passage, engine facts.Engine) string {
	i := strings.Index(p.lower, engineNames[engine])
	return p.text[i : i+len(engineNames[engine])]
}

package docs

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "snippet/name-conflict", Severity: rules.Warning,
		Title: "a thing is created under one name and spoken of by another",
		Why:   "whoever follows the steps looks for what is not there",
		Fix:   "use the name that it was created with",
		Bad:   rules.Example{Text: "Create a bucket called `my-bucket`.\n\nThen look at the `my-backup` bucket.\n"},
		Good:  rules.Example{Text: "Create a bucket called `my-bucket`.\n\nThen look at the `my-bucket` bucket.\n"},
	}, nameConflict)
}

const things = `(bucket|database|user|role|namespace|secret|network|volume|topic|container|service account)`

var (
	createdAs = regexp.MustCompile("(?i)\\bcreate\\b[^.`]*\\b" + things + "\\s+(?:called|named)\\s+`([^`\\s]+)`")
	spokenOf  = regexp.MustCompile("(?i)\\bthe\\s+`([^`\\s]+)`\\s+" + things + "\\b")
)

// nameConflict takes a name that stands nowhere else on the page for a slip.
func nameConflict(c *rules.Context) {
	created := map[string]string{} // by kind of thing; "" where there are several
	for _, p := range passages(c) {
		if p.fence || !strings.Contains(p.text, "`") {
			continue
		}
		if p.mentions("create") {
			for _, m := range createdAs.FindAllStringSubmatch(p.text, -1) {
				kind, name := strings.ToLower(m[1]), m[2]
				if other, known := created[kind]; known && other != name {
					name = ""
				}
				created[kind] = name
			}
		}
		if len(created) == 0 {
			continue
		}
		for _, m := range spokenOf.FindAllStringSubmatch(p.text, -1) {
			name := created[strings.ToLower(m[2])]
			if name != "" && name != m[1] && bytes.Count(c.Source, []byte(m[1])) == 1 {
				c.ReportLine(p.lineOf(c, m[1]), "the page creates the %s %s, and has no %s", m[2], name, m[1])
			}
		}
	}
}

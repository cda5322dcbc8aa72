package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

// gluedOption is a word of letters that ends in a long option: openmetadata--values.
// The options are those of the programs that deployment pages use.
var gluedOption = regexp.MustCompile(`^[\w./-]*\w(--(?:values|version|versions|namespace|install|set|set-string|timeout|create-namespace|from|force|password|username|host|port|file|output|upgrade|user|database|dry-run|wait|debug))(?:=\S*)?$`)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/missing-space", Severity: rules.Error,
		Title: "an option is stuck to the word before it",
		Why:   "the program takes both for one word and looks for what is not there",
		Fix:   "put a space in front of the option", Fixable: true,
		Bad:  rules.Example{Text: "```bash\nhelm upgrade openmetadata open-metadata/openmetadata--values values.yaml\n```\n"},
		Good: rules.Example{Text: "```bash\nhelm upgrade openmetadata open-metadata/openmetadata --values values.yaml\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isShell() {
			return
		}
		for _, call := range f.calls() {
			for _, word := range call.words[1:] {
				if strings.Index(word, "--") <= 0 {
					continue
				}
				m := gluedOption.FindStringSubmatch(word)
				if m == nil {
					continue
				}
				found := c.ReportLine(call.line, "there is no space in front of %s in %q", m[1], word)
				if at, ok := wordAt(c, call.line, word); ok {
					option := at + len(word) - len(m[0]) + gluedOption.FindStringSubmatchIndex(word)[2]
					found.Mend(c.Document, "put a space in front of "+m[1], rules.Edit{Start: option, End: option, New: " "})
				}
			}
		}
	})
}

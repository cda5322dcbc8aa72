package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/rules"
)

// neverDoubled are words that no sentence has twice in a row; "that that" and
// "log in in" are sentences.
var neverDoubled = map[string]bool{
	"the": true, "a": true, "an": true, "to": true, "of": true, "and": true, "for": true, "with": true, "be": true,
	"this": true, "we": true, "from": true, "at": true, "will": true, "are": true, "which": true, "your": true, "if": true,
}

func init() {
	upgradeRule(rules.Rule{
		ID: "structure/doubled-word", Severity: rules.Info,
		Title: "a word stands twice in a row",
		Why:   "it is a slip, and the reader wonders what was lost between the two",
		Fix:   "delete one of the two", Fixable: true,
		Bad:  rules.Example{Text: "Restart the the server.\n"},
		Good: rules.Example{Text: "Restart the server.\n"},
	}, func(c *rules.Context) {
		for _, p := range passages(c) {
			if !p.fence {
				doubledWords(c, p)
			}
		}
	})
}

func doubledWords(c *rules.Context, p passage) {
	last, word := "", ""
	for rest := p.lower; rest != ""; {
		last = word
		word, rest, _ = strings.Cut(rest, " ")
		if word != last || !neverDoubled[word] {
			continue
		}
		re := regexp.MustCompile(`(?i)\b` + word + `([ \t]+)` + word + `\b`)
		for line := p.line; line <= c.LineCount() && c.Offset(line) < p.node.Span.End; line++ {
			if m := re.FindStringSubmatchIndex(c.Line(line)); m != nil {
				at := c.Offset(line)
				f := c.Report(p.node.Span, "%q stands twice", word)
				*f.Location = rules.Location{File: c.Path, Line: line, Column: m[0] + 1, EndLine: line, EndColumn: m[1] + 1}
				f.Excerpt = c.Line(line)
				f.Mend(c.Document, "delete the second "+word, rules.Edit{Start: at + m[2], End: at + m[1]})
				break
			}
		}
	}
}

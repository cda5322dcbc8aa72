package report

import (
	"io"
	"strings"
)

// RulesMarkdown writes the reference of all rules as one Markdown page.
func RulesMarkdown(w io.Writer, list []Explanation) error {
	p := &page{w: w}
	p.printf("# Rules\n\n<!-- Written by omlint rules --format markdown; a test keeps it so. -->\n\n")
	p.printf("A rule of `omlint lint` is switched off or given another severity with `--rule ID=off|error|warning|info`;\n")
	p.printf("one finding is answered for in place with `<!-- omlint-disable-next-line ID: reason -->`. The `deploy/*` checks\n")
	p.printf("are those of `omlint audit`. `--fix` mends findings of the fixable rules; what only a person can\n")
	p.printf("decide it leaves alone.\n\n| rule | severity | |\n|---|---|---|\n")
	for _, e := range list {
		fixable := ""
		if e.Fixable {
			fixable = ", fixable"
		}
		p.printf("| [%s](#%s) | %s%s | %s |\n", e.ID, strings.ReplaceAll(e.ID, "/", ""), e.Severity, fixable, strings.ReplaceAll(e.Title, "|", "\\|"))
	}
	for _, e := range list {
		p.ruleMarkdown(e)
	}
	return p.err
}

// RuleMarkdown writes what one rule says of itself.
func RuleMarkdown(w io.Writer, e Explanation) error {
	p := &page{w: w}
	p.ruleMarkdown(e)
	return p.err
}

func (p *page) ruleMarkdown(e Explanation) {
	p.printf("\n## %s\n\n%s. *%s, since %s.*\n\n%s.\n", e.ID, capital(e.Title), e.Severity, e.Since, capital(strings.TrimSuffix(e.Why, ".")))
	if e.Fix != "" {
		p.printf("\n**Fix:** %s.\n", strings.TrimSuffix(e.Fix, "."))
	}
	if e.Fixable {
		p.printf("\n`omlint lint --fix` mends it where that cannot be wrong.\n")
	}
	for _, example := range []struct{ label, text string }{{"Bad", e.Bad}, {"Good", e.Good}} {
		if example.text != "" {
			p.printf("\n%s:\n\n%s\n", example.label, fenced(example.text))
		}
	}
}

// fenced puts text into a code fence longer than any in it.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "text\n" + text + "\n" + fence
}

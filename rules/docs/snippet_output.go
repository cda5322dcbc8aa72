package docs

import (
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "snippet/output-conflict", Severity: rules.Error,
		Title: "the output that is shown is that of another command",
		Why:   "one of the two was copied from elsewhere; whoever runs the command may do another step's work",
		Fix:   "show the command whose output it is",
		Bad:   rules.Example{Text: "```bash\nkubectl create job --from=cronjob/cron-deploy <name>\n```\n\nThe output is similar to this:\n\n```\nkubectl create job --from=cronjob/cron-reindex one\njob.batch/one created\n```\n"},
		Good:  rules.Example{Text: "```bash\nkubectl create job --from=cronjob/cron-reindex <name>\n```\n\nThe output is similar to this:\n\n```text\nkubectl create job --from=cronjob/cron-reindex one\njob.batch/one created\n```\n"},
	}, outputConflict)
}

// outputConflict looks at a command and a transcript that follows it closely and
// begins with the same program and subcommand: their options have to be the
// same. What stands for a placeholder may differ.
func outputConflict(c *rules.Context) {
	all := passages(c)
	var command []string
	shown, since := 0, 0
	for _, p := range all {
		if since++; !p.fence {
			if since > 3 || p.section() != shown {
				command = nil
			}
			continue
		}
		f := fences.Of(c.Page)[p.node]
		switch {
		case command != nil && !f.isScript():
			first, _, _ := strings.Cut(strings.TrimLeft(f.text, " \t"), "\n")
			words := strings.Fields(strings.TrimPrefix(first, "$ "))
			if option, other := otherOption(command, words); option != "" {
				c.ReportLine(f.first, "the command above has %s, its output shows %s", option, other)
			}
			command = nil
		case f.isScript():
			if list := f.code.calls(); len(list) == 1 {
				command, shown, since = list[0].words, p.section(), 0
			}
		}
	}
}

// otherOption compares the options with values of two calls of one subcommand.
func otherOption(command, shown []string) (option, other string) {
	if len(command) < 3 || len(shown) < 3 || command[0] != shown[0] || command[1] != shown[1] || command[2] != shown[2] {
		return "", ""
	}
	for _, w := range command[3:] {
		name, value, ok := strings.Cut(w, "=")
		if !ok || !strings.HasPrefix(name, "--") || strings.ContainsAny(value, "<>{}$") {
			continue
		}
		for _, s := range shown[3:] {
			if n, v, ok := strings.Cut(s, "="); ok && n == name && v != value {
				return w, s
			}
		}
	}
	return "", ""
}

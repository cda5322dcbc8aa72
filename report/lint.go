package report

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/rules"
)

var severitySGR = map[rules.Severity]string{rules.Error: "1;31", rules.Warning: "1;33", rules.Info: "1;36"}

// lint prints findings about documents: the place, the message, the rule, and
// the source line with the part that is meant underlined.
func (p *page) lint(r *Report) {
	for i := range r.Results {
		f := &r.Results[i]
		severity := string(f.Severity)
		if p.o.Color {
			severity = "\x1b[" + severitySGR[f.Severity] + "m" + severity + "\x1b[0m"
		}
		p.printf("%s:%d:%d: %s: %s [%s]\n", clean(f.Location.File), f.Location.Line, f.Location.Column, severity, clean(f.Message), f.Rule)
		p.excerpt(f)
	}
	p.printf("%s%s\n", r.total(), r.fixable())
}

// fixable says how many of the findings --fix can mend.
func (r *Report) fixable() string {
	n := 0
	for i := range r.Results {
		if r.Results[i].Fix != nil {
			n++
		}
	}
	switch {
	case n == 0:
		return ""
	case n == len(r.Results) && n == 1:
		return " (--fix can mend this)"
	case n == len(r.Results):
		return " (--fix can mend all of these)"
	}
	return fmt.Sprintf(" (--fix can mend %d of these)", n)
}

// maxExcerpt bounds the source line printed; what is beyond helps nobody find it.
const maxExcerpt = 160

func (p *page) excerpt(f *rules.Finding) {
	line := f.Excerpt
	from := min(f.Location.Column-1, len(line))
	to := len(line)
	if f.Location.EndLine == f.Location.Line {
		to = min(max(f.Location.EndColumn-1, from), len(line))
	}
	if strings.TrimSpace(line) == "" || from > maxExcerpt {
		return
	}
	before, marked, after := clean(line[:from]), clean(line[from:to]), clean(line[to:])
	shown := []rune(before + marked + after)
	if len(shown) > maxExcerpt {
		shown = append(shown[:maxExcerpt-1], '…')
	}
	width := max(1, min(len([]rune(marked)), maxExcerpt-len([]rune(before))))
	p.printf("    %s\n    %s%s\n", string(shown), strings.Repeat(" ", len([]rune(before))), "^"+strings.Repeat("~", width-1))
}

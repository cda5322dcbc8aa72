package docs

import (
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// retarget gives a finding about a link the fix that leads it elsewhere, if the
// node's source has the target as it is written in exactly one place: in
// parentheses, angle brackets or quotes. A target that was decoded, or is
// defined elsewhere on the page, takes a person.
func retarget(c *rules.Context, f *rules.Finding, n *parser.Node, href, target, title string) {
	source := string(c.Source[n.Span.Start:n.Span.End])
	at := -1
	for _, around := range []string{"()", "<>", `""`, "( ", "''"} {
		written := around[:1] + href + around[1:]
		switch strings.Count(source, written) {
		case 0:
			continue
		case 1:
			if at < 0 {
				at = strings.Index(source, written) + 1
				continue
			}
		}
		return
	}
	if at < 0 || strings.ContainsAny(target, " ()<>\"'") {
		return
	}
	start := n.Span.Start + at
	f.Mend(c.Document, title, rules.Edit{Start: start, End: start + len(href), New: target})
}

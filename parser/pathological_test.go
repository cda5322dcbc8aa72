package parser

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Input nobody writes must not cost more than its size: each document is parsed
// at two sizes, and sixteen times the input may take no more than sixty times as
// long: a machine under load is not exact, but quadratic would be 256 times.
func TestPathologicalInput(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	repeat := strings.Repeat
	inputs := map[string]func(n int) string{
		"unclosed block tags":            func(n int) string { return repeat("{% a %}\n", n) },
		"unclosed inline tags":           func(n int) string { return "x " + repeat("{% a %} ", n) },
		"unopened tags":                  func(n int) string { return repeat("{% /a %}\n", n) },
		"unterminated tags":              func(n int) string { return repeat("{% a\n\n", n) },
		"unterminated tags inline":       func(n int) string { return "x " + repeat("{% a ", n) },
		"unterminated strings":           func(n int) string { return repeat("{% \"\\\"\n\n", n) },
		"unterminated strings inline":    func(n int) string { return "x " + repeat("{% \"\\\"", n) },
		"variables on their own lines":   func(n int) string { return repeat("{% $a\n", n) + "%}" },
		"tags in one fence line":         func(n int) string { return "```\nx " + repeat("{% a /%}", n) + "\n```\n" },
		"tags on fence lines":            func(n int) string { return "```\n" + repeat("{% a /%}\n", n) + "```\n" },
		"unclosed tags in a fence":       func(n int) string { return "```\n" + repeat("{% a %}\n", n) + "```\n" },
		"syntax errors":                  func(n int) string { return "é\n\n" + repeat("{% 'a' %}\n", n) },
		"nested arrays":                  func(n int) string { return "{% a x=" + repeat("[", n) },
		"nested calls":                   func(n int) string { return "{% " + repeat("f(", n) + " %}" },
		"brackets":                       func(n int) string { return repeat("[", n) },
		"bracket pairs":                  func(n int) string { return repeat("[]", n) },
		"links in links":                 func(n int) string { return repeat("[a](", n) },
		"images in images":               func(n int) string { return repeat("![", n) + repeat("](a)", n) },
		"labels without end":             func(n int) string { return repeat("[a `b` *c* ", n) },
		"backtick runs":                  func(n int) string { return repeat("`a``b", n) },
		"emphasis openers":               func(n int) string { return repeat("*a _b ", n) },
		"emphasis closers":               func(n int) string { return repeat("a* b_ ", n) },
		"mixed emphasis":                 func(n int) string { return repeat("*a_ ~~b *", n) },
		"nested emphasis":                func(n int) string { return repeat("*a ", n) + repeat(" a*", n) },
		"long emphasis run":              func(n int) string { return "a" + repeat("**", n) + "b" + repeat("*", n) },
		"autolinks without end":          func(n int) string { return repeat("<a:", n) },
		"entities":                       func(n int) string { return repeat("&amp", n) },
		"quotes in quotes":               func(n int) string { return repeat(">", n) + "a\n" },
		"quotes deeper and deeper":       func(n int) string { return deeper("> ", n) },
		"lists in lists":                 func(n int) string { return repeat("- ", n) + "a\n" },
		"list items":                     func(n int) string { return repeat("- a\n", n) },
		"lazy lines":                     func(n int) string { return "> a\n" + repeat("b\n", n) },
		"references":                     func(n int) string { return repeat("[a]: b\n", n) },
		"titles without end":             func(n int) string { return repeat("[a]: b\n\"\n", n) },
		"half references":                func(n int) string { return repeat("[a]: <\n", n) },
		"table cells":                    func(n int) string { return repeat("|a", n) + "\n" + repeat("|-", n) + "\n" },
		"table headers":                  func(n int) string { return repeat("|a\n|-|-\n", n) },
		"table rows":                     func(n int) string { return "a|b\n-|-\n" + repeat("|\n", n) },
		"escaped pipes":                  func(n int) string { return "a|b\n-|-\n" + repeat("\\|", n) + "\n" },
		"blank lines":                    func(n int) string { return "a" + repeat("\n", n) + "b" },
		"frontmatter fences":             func(n int) string { return repeat("---\n", n) },
		"comments without end":           func(n int) string { return repeat("<!--\n", n) },
		"one long line":                  func(n int) string { return repeat("word ", n) },
		"one long line with a label":     func(n int) string { return "[" + repeat("wörd *x* ", n) },
		"carriage returns":               func(n int) string { return repeat("a\r\n\x00", n) },
		"invalid bytes":                  func(n int) string { return repeat("\xff\xc3", n) },
		"rows of a table tag":            func(n int) string { return "{% table %}\n- a\n---\n" + repeat("- b\n\n---\n", n) + "{% /table %}" },
		"mdx: unclosed elements":         func(n int) string { return repeat("<A>\n", n) },
		"mdx: unclosed inline elements":  func(n int) string { return "x " + repeat("<A>", n) },
		"mdx: unclosed expressions":      func(n int) string { return "x " + repeat("{", n) },
		"mdx: unclosed attribute values": func(n int) string { return "x " + repeat("<a b={", n) },
		"mdx: unclosed quoted values":    func(n int) string { return "x " + repeat("<a b='\"", n) },
		"mdx: unclosed templates":        func(n int) string { return repeat("{`${\n", n) },
		"mdx: unclosed comments":         func(n int) string { return repeat("{/*\n", n) },
		"mdx: unclosed blocks":           func(n int) string { return repeat("<a b={\n\n", n) },
		"mdx: attributes without end":    func(n int) string { return "<a" + repeat(" b", n) },
		"mdx: tags without end":          func(n int) string { return repeat("<a b\n", n) },
		"mdx: elements on one line":      func(n int) string { return repeat("<a/>", n) },
		"mdx: import without end":        func(n int) string { return "import {\n" + repeat("a,\n\n", n) },
		"plain: html without end":        func(n int) string { return repeat("<a b=\"\n", n) },
		"plain: html inline without end": func(n int) string { return "x " + repeat("<a b=\"", n) },
		"plain: html comments":           func(n int) string { return "x " + repeat("<!-- a", n) + ">" },
		"plain: unended instructions":    func(n int) string { return "x>" + repeat("<?", n) + "x>" },
		"plain: processing instructions": func(n int) string { return "x " + repeat("<?", n) + ">" },
		"plain: addresses":               func(n int) string { return repeat("http://a) ", n) },
		"plain: an address in brackets":  func(n int) string { return "http://a" + repeat(")", n) },
		"plain: backticks":               backticks,
		"plain: brackets":                func(n int) string { return repeat("[", n) + repeat("]", n) },
		"plain: links without end":       func(n int) string { return repeat("[a](<b", n) },
		"plain: titles without end":      func(n int) string { return repeat("[a](b (", n) },
		"plain: nested emphasis":         func(n int) string { return repeat("*a ", n) + repeat(" a*", n) },
		"plain: nested images":           func(n int) string { return repeat("![", n) + repeat("](a)", n) },
		"plain: emphasis in vain":        func(n int) string { return repeat("_a ", n) + repeat("a* ", n) },
		"plain: long emphasis run":       func(n int) string { return "a" + repeat("**", n) + "b" + repeat("*", n) },
		"plain: quotes in quotes":        func(n int) string { return repeat(">", n) + "a\n" },
		"plain: lists in lists":          func(n int) string { return repeat("- ", n) + "a\n" + repeat("\n", n) + "b" },
		"plain: quotes and blank lines":  func(n int) string { return repeat("> ", n) + "a\n" + repeat("> > > > a\n", n) },
		"plain: table cells":             func(n int) string { return repeat("|a", n) + "\n" + repeat("|-", n) + "\n" + repeat("|\n", n) },
		"plain: table headers":           func(n int) string { return repeat("|a\n|-|-\n", n) },
		"plain: escaped pipes":           func(n int) string { return "a|b\n-|-\n" + repeat("`\\|`", n) + "\n" },
		"plain: rows of escaped pipes":   func(n int) string { return "a|b\n-|-\n" + repeat("`\\|`\n", n) },
		"plain: references":              func(n int) string { return repeat("[a]: b\n", n) },
		"plain: half references":         func(n int) string { return repeat("[a]: <\n", n) },
		"plain: reference titles":        func(n int) string { return repeat("[a]: b\n(\n", n) },
		"plain: mails":                   func(n int) string { return repeat("a_b@c", n) },
		"plain: lazy lines":              func(n int) string { return "> a\n" + repeat("b\n", n) },
		"plain: setext underlines":       func(n int) string { return repeat("a\n---\n", n) },
		"plain: indented code":           func(n int) string { return repeat("    a\n\n", n) },
	}
	schema := OpenMetadataSchema()
	for name, input := range inputs {
		t.Run(name, func(t *testing.T) {
			opts := Options{Dialect: Markdoc, AllowComments: true, LinkValidation: true}
			switch {
			case strings.HasPrefix(name, "mdx"):
				opts.Dialect = MDX
			case strings.HasPrefix(name, "plain"):
				opts.Dialect = Plain
			}
			measure := func(n int) time.Duration {
				src := []byte(input(n))
				best := time.Duration(1 << 62)
				for range 3 {
					start := time.Now()
					d := Parse("page", src, opts)
					d.AppendJSON(nil, "page", d.Validate(schema))
					best = min(best, time.Since(start))
				}
				return best
			}
			const n = 2_000
			small, large := measure(n), measure(16*n)
			if large > 60*small+500*time.Millisecond {
				t.Errorf("%d: %v, %d: %v: that is not linear", n, small, 16*n, large)
			}
		})
	}
}

// backticks are runs of which no two are equal.
func backticks(n int) string {
	var b strings.Builder
	for i := 1; b.Len() < 6*n; i++ {
		b.WriteString(strings.Repeat("`", i) + "a")
	}
	return b.String()
}

func deeper(mark string, n int) string {
	var b strings.Builder
	for i := range min(n, 400) {
		fmt.Fprintf(&b, "%sa\n\n", strings.Repeat(mark, i))
	}
	return b.String()
}

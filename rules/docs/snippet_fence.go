package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/fence-in-fence", Severity: rules.Error,
		Title: "a code fence is opened before the one above it is closed",
		Why:   "the text between the two is shown as code, and what follows is turned inside out",
		Fix:   "close the first fence; to show a fence in a fence, give the outer one more backticks",
		Bad:   rules.Example{Text: "```bash\ndocker compose down\n\nThe connection:\n\n```yaml\nport: 3306\n```\n"},
		Good:  rules.Example{Text: "```bash\ndocker compose down\n```\n\nThe connection:\n\n```yaml\nport: 3306\n```\n"},
	}, func(c *rules.Context, f fence) {
		marker := f.marker(c.Document)
		if marker == "" || !strings.Contains(f.text, marker) {
			return
		}
		for i, l := range strings.Split(f.text, "\n") {
			if m := openingInside.FindStringSubmatch(l); m != nil && strings.HasPrefix(m[1], marker) {
				c.ReportLine(f.first+i, "the fence of line %d is still open here", f.first-1)
				return // what follows is turned inside out
			}
		}
	})
	fenceRule(rules.Rule{
		ID: "snippet/unclosed-fence", Severity: rules.Error,
		Title: "a code fence is never closed",
		Why:   "everything behind it is shown as code",
		Fix:   "close it behind the code",
		Bad:   rules.Example{Text: "```bash\ndocker compose up --detach\n"},
		Good:  rules.Example{Text: "```bash\ndocker compose up --detach\n```\n"},
	}, func(c *rules.Context, f fence) {
		marker := f.marker(c.Document)
		if marker == "" {
			return
		}
		source := strings.TrimRight(string(c.Source[f.node.Span.Start:f.node.Span.End]), " \t\r\n>")
		last := source[strings.LastIndexByte(source, '\n')+1:]
		if !strings.Contains(source, "\n") || strings.Trim(last, " \t>"+marker[:1]) != "" || !strings.Contains(last, marker) {
			c.Report(f.opening(c.Document), "nothing closes this fence")
		}
	})
}

// openingInside is a line that opens a fence and says of what.
var openingInside = regexp.MustCompile("^ {0,3}(`{3,}|~{3,}) *[A-Za-z][^`]*$")

// marker is what the fence is opened with, "" for code that is only indented.
func (f fence) marker(d *parser.Document) string {
	line := strings.TrimLeft(string(d.Source[f.node.Span.Start:f.opening(d).End]), " \t>")
	end := 0
	for end < len(line) && line[end] == line[0] && (line[0] == '`' || line[0] == '~') {
		end++
	}
	return line[:end]
}

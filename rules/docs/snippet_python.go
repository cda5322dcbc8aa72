package docs

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/python", Severity: rules.Error,
		Title: "a Python snippet with a bracket or a string that is not closed", Why: "whoever copies it gets a SyntaxError",
		Fix:  "close the bracket or the string",
		Bad:  rules.Example{Text: "```python\nfrom metadata.workflow import run\nrun(config={\"a\": [1, 2})\n```\n"},
		Good: rules.Example{Text: "```python\nfrom metadata.workflow import run\n# it's (fine\nrun(config={\"a\": '''it's\n(fine'''}, ...)\n```\n"},
	}, func(c *rules.Context, f fence) {
		if f.language != "python" && f.language != "py" && f.language != "python3" || f.code.language() == "bash" || strings.Contains(f.text, ">>> ") {
			return
		}
		if line, wrong := pythonError(f.text); wrong != "" {
			c.ReportLine(min(f.first+line, c.LineCount()), "the snippet is no valid Python: %s", wrong)
		}
	})
}

// pythonError looks at Python's brackets and strings: the line, counted from 0,
// and what is wrong; "" when they match.
func pythonError(text string) (line int, wrong string) {
	type bracket struct {
		char byte
		line int
	}
	var open []bracket
	closes := map[byte]byte{')': '(', ']': '[', '}': '{'}
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; ch {
		case '\n':
			line++
		case '#':
			if end := strings.IndexByte(text[i:], '\n'); end >= 0 {
				i += end - 1
			} else {
				i = len(text)
			}
		case '\\':
			i++
			if i < len(text) && text[i] == '\n' {
				line++
			}
		case '"', '\'':
			end, lines := stringEnd(text, i)
			if end < 0 {
				return line, "a string is not closed"
			}
			line += lines
			i = end
		case '(', '[', '{':
			open = append(open, bracket{ch, line})
		case ')', ']', '}':
			if len(open) == 0 {
				return line, fmt.Sprintf("%c closes nothing", ch)
			}
			last := open[len(open)-1]
			if last.char != closes[ch] {
				return line, fmt.Sprintf("%c does not close the %c of line %d of the snippet", ch, last.char, last.line+1)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return open[len(open)-1].line, fmt.Sprintf("%c is not closed", open[len(open)-1].char)
	}
	return 0, ""
}

// stringEnd is where the string ends that begins at i, and how many lines it
// goes over; -1 when it does not end.
func stringEnd(text string, i int) (end, lines int) {
	quote := text[i : i+1]
	if strings.HasPrefix(text[i:], strings.Repeat(quote, 3)) {
		quote = strings.Repeat(quote, 3)
	}
	for j := i + len(quote); j < len(text); j++ {
		switch {
		case text[j] == '\\':
			j++
			if j < len(text) && text[j] == '\n' {
				lines++
			}
		case strings.HasPrefix(text[j:], quote):
			return j + len(quote) - 1, lines
		case text[j] == '\n' && len(quote) == 1:
			return -1, 0
		case text[j] == '\n':
			lines++
		}
	}
	return -1, 0
}

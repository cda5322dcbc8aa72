package docs

import (
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"mvdan.cc/sh/v3/syntax"

	"github.com/omlint/omlint/rules"
)

func init() {
	const cannotPaste = "whoever copies it gets an error"
	fenceRule(rules.Rule{
		ID: "snippet/shell", Severity: rules.Error, Title: "a shell snippet that no shell can parse", Why: cannotPaste,
		Fix:  "correct the quoting or the brackets; write output as text",
		Bad:  rules.Example{Text: "```bash\necho \"done\nls\n```\n"},
		Good: rules.Example{Text: "```bash\necho \"done\"\nls <folder>\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isScript() {
			return
		}
		if p := f.code.notShell(); p.message != "" {
			c.ReportLine(min(f.first+p.line-1, c.LineCount()), "the snippet is no valid shell: %s", p.message)
		}
	})
	fenceRule(rules.Rule{
		ID: "snippet/yaml", Severity: rules.Error, Title: "a YAML snippet that does not parse", Why: cannotPaste,
		Fix:  "correct the indentation or the quotes",
		Bad:  rules.Example{Text: "```yaml\na: 1\n b: 2\n```\n"},
		Good: rules.Example{Text: "```yaml\na: ${A:-1}\n.....\nb: <b>\nc: {{ .Values.c }}\n```\n"},
	}, func(c *rules.Context, f fence) {
		if !f.isYAML() || f.code.language() == "bash" {
			return
		}
		if p := f.code.notYAML(); p.message != "" {
			c.ReportLine(min(f.first+max(p.line, 1)-1, c.LineCount()), "the snippet is no valid YAML: %s", p.message)
		}
	})
	fenceRule(rules.Rule{
		ID: "snippet/json", Severity: rules.Error, Title: "a JSON snippet that does not parse", Why: cannotPaste,
		Fix:  "correct the commas, quotes or brackets",
		Bad:  rules.Example{Text: "```json\n{\"a\": 1 \"b\": 2}\n```\n"},
		Good: rules.Example{Text: "```json\n{\"a\": <number>, \"b\": [\"x\", ...]}\n```\n"},
	}, func(c *rules.Context, f fence) {
		if f.language != "json" || f.code.language() != "" || isJSON(f.text) {
			return
		}
		var v any
		err := json.Unmarshal([]byte(jsonText(f.text)), &v)
		var at *json.SyntaxError
		if errors.As(err, &at) {
			text := jsonText(f.text)
			line := f.first + strings.Count(text[:min(int(at.Offset), len(text))], "\n")
			c.ReportLine(min(line, c.LineCount()), "the snippet is no valid JSON: %v", err)
		}
	})
}

var (
	ellipsis    = regexp.MustCompile(`(?m)^[ \t]*(?:\.{3,}|…)[ \t]*(?:#.*)?\r?$|<[ \t]*(?:\.{3}|…)|\[\.\.\.\]`)
	ellipsisRow = regexp.MustCompile(`(?m)^[ \t]*(?:- )?(?:\.{3,}|…).*$`)
	wordInBrace = regexp.MustCompile(`\$?\{[A-Za-z_][\w .-]*(?::-?[^{}\n]*)?\}`)
	yamlMessage = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)
)

// shellError tells what is wrong with a shell snippet of which nothing was left out.
func shellError(text string, read shell) problem {
	var parse syntax.ParseError
	if ellipsis.MatchString(text) {
		return problem{}
	}
	if errors.As(read.err, &parse) {
		return problem{int(parse.Pos.Line()), parse.Text}
	}
	return problem{}
}

// yamlError tells what is wrong with a YAML snippet. What is left out of it and
// what the reader has to fill in is tolerated.
func yamlError(text string) problem {
	whole := filled(text, bracePlaceholder)
	clean := ellipsisRow.ReplaceAllString(whole, "")
	if clean != whole {
		return problem{} // what was left out may be what makes the rest fit
	}
	first := decodeYAML(clean)
	if first == nil || decodeYAML(filled(clean, wordInBrace, anglePlaceholder)) == nil {
		return problem{}
	}
	m := yamlMessage.FindStringSubmatch(first.Error())
	if m == nil {
		return problem{1, first.Error()}
	}
	line, _ := strconv.Atoi(m[1])
	return problem{line, m[2]}
}

func decodeYAML(text string) error {
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var n yaml.Node
		if err := d.Decode(&n); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var (
	jsonString  = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"`)
	jsonOpen    = regexp.MustCompile(`(?m)//.*$|#.*$|/\*[^*]*\*/`)
	jsonLeftOut = regexp.MustCompile(`,?\s*(?:\.{3,}|…)\s*,?`)
)

// jsonText is a JSON snippet without comments, omissions and placeholders. Line
// breaks stay where they are.
func jsonText(text string) string {
	return outside(text, func(s string) string {
		s = jsonOpen.ReplaceAllString(s, "")
		s = jsonLeftOut.ReplaceAllStringFunc(s, func(m string) string {
			breaks := strings.Repeat("\n", strings.Count(m, "\n"))
			if m = strings.TrimSpace(m); strings.HasPrefix(m, ",") && strings.HasSuffix(m, ",") {
				return "," + breaks
			}
			return breaks
		})
		for _, p := range []*regexp.Regexp{anglePlaceholder, bracePlaceholder} {
			s = p.ReplaceAllString(s, "null")
		}
		return wordInBrace.ReplaceAllString(s, "null")
	})
}

// outside changes what lies between the strings of a JSON snippet.
func outside(text string, change func(string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range jsonString.FindAllStringIndex(text, -1) {
		b.WriteString(change(text[at:m[0]]))
		b.WriteString(text[m[0]:m[1]])
		at = m[1]
	}
	b.WriteString(change(text[at:]))
	return b.String()
}

// isJSON is true for JSON: values, or the members of one object or list. A
// number or a word alone is not taken for it.
func isJSON(text string) bool {
	if start := strings.TrimLeft(text, " \t\r\n"); start == "" || strings.IndexByte("{[\"/#.,\xe2", start[0]) < 0 {
		return false // nothing that is left out can begin it either
	}
	text = strings.TrimSpace(jsonText(text))
	if text == "" || !strings.ContainsAny(text[:1], "{[\"") {
		return false
	}
	if decodeJSON(text) && text[0] != '"' {
		return true
	}
	members := strings.TrimSuffix(text, ",")
	return text[0] == '"' && decodeJSON("{"+members+"}") || text[0] != '[' && decodeJSON("["+members+"]") && text[0] != '"'
}

func decodeJSON(text string) bool {
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var v any
		if err := d.Decode(&v); errors.Is(err, io.EOF) {
			return true
		} else if err != nil {
			return false
		}
	}
}

package docs

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/omlint/omlint/rules"
)

func init() {
	fenceRule(rules.Rule{
		ID: "snippet/wrong-language", Severity: rules.Warning,
		Title: "a code fence names another language than it holds",
		Why:   "the page colours it wrongly, and readers and tools take it for something else",
		Fix:   "name the language of the content", Fixable: true,
		Bad:  rules.Example{Text: "```python\npython -m venv venv\nsource venv/bin/activate\n```\n"},
		Good: rules.Example{Text: "```bash\npython -m venv venv\nsource venv/bin/activate\n```\n"},
	}, func(c *rules.Context, f fence) {
		holds := f.code.language()
		if holds == "" || !contradicts(f, holds) {
			return
		}
		found := c.Report(f.opening(c.Document), "the fence says %s, but holds %s", f.language, languageTitle[holds])
		f.nameLanguage(c, found, holds)
	})

	fenceRule(rules.Rule{
		ID: "snippet/no-language", Severity: rules.Info,
		Title: "a code fence names no language",
		Why:   "the page cannot colour it, and no tool can check it",
		Fix:   "name the language behind the opening fence; text is one, too", Fixable: true,
		Bad:  rules.Example{Text: "```\npip install omlint\n```\n"},
		Good: rules.Example{Text: "```bash\npip install omlint\n```\n"},
	}, func(c *rules.Context, f fence) {
		line := c.Line(f.first - 1)
		if f.language != "" || !strings.Contains(line, "```") && !strings.Contains(line, "~~~") {
			return // indented code has no place for a language
		}
		if holds := f.code.language(); holds != "" {
			found := c.Report(f.opening(c.Document), "the fence names no language; it holds %s: write ```%s", languageTitle[holds], holds)
			f.nameLanguage(c, found, holds)
			return
		}
		c.Report(f.opening(c.Document), "the fence names no language; write ```text if it is output")
	})
}

var fenceOpening = regexp.MustCompile("^[ \\t]*(?:`{3,}|~{3,})(?:[ \\t]*\\b)?")

// nameLanguage gives a finding the fix that names the fence's language, unless
// the snippet would then be one that does not parse.
func (f fence) nameLanguage(c *rules.Context, found *rules.Finding, language string) {
	at := f.opening(c.Document)
	line := string(c.Source[at.Start:at.End])
	marks := fenceOpening.FindString(line)
	named := line[len(marks):min(len(marks)+len(f.language), len(line))]
	rest := strings.TrimSpace(line[len(marks)+len(named):])
	if marks == "" || !strings.EqualFold(named, f.language) || rest != "" && !strings.HasPrefix(rest, "{%") || !parses(language, f) {
		return // the opening holds something else, such as a language in braces
	}
	start := at.Start + len(marks)
	found.Mend(c.Document, "name the language "+language, rules.Edit{Start: start, End: start + len(named), New: language})
}

// parses reports whether the rules about syntax take the snippet for the language.
func parses(language string, f fence) bool {
	switch language {
	case "bash":
		return f.code.shell().err == nil
	case "yaml":
		return f.code.notYAML().message == ""
	default:
		return true // they are recognised by parsing, or no rule parses them
	}
}

var languageTitle = map[string]string{"bash": "shell commands", "yaml": "YAML", "sql": "SQL", "python": "Python", "json": "JSON"}

// contradicts tells that content of the language `holds` cannot be what the
// fence says. JSON is YAML, and a literal of it nearly Python.
func contradicts(f fence, holds string) bool {
	switch {
	case f.isShell():
		return holds != "bash"
	case f.isSQL():
		return holds != "sql"
	case f.language == "python" || f.language == "py":
		return holds == "bash" || holds == "yaml" || holds == "sql"
	case f.isYAML():
		return holds == "bash" || holds == "sql" || holds == "python"
	case f.language == "json":
		return holds != "json"
	}
	return false
}

var (
	shellWord = regexp.MustCompile(`^(?:sudo +)?(?:(?:python3?|pip3?|source|cd|docker|docker-compose|kubectl|helm|curl|wget|mkdir|chmod|chown|tar|apt|apt-get|yum|brew|npm|yarn|git|export|cp|mv|rm|ls|cat|echo|mysqldump|mysql|psql|pg_dump|pg_restore|metadata|airflow|make|mvn|unzip|ssh|scp|aws|gcloud|az)(?: +[^=\s(][^=(]*(?:[=(].*)?)?|(?:\./|\.\./|~/)\S+(?: .*)?)$`)
	yamlKey   = regexp.MustCompile(`^[ \t]*(?:- +)*["']?[A-Za-z_][\w./-]*["']?:(?:[ \t]+\S.*|[ \t]*)$`)
	yamlItem  = regexp.MustCompile(`^[ \t]*- +\S`)
	sqlStart  = regexp.MustCompile(`^(?:SELECT .*|INSERT INTO .*|UPDATE \S+ SET .*|DELETE FROM .*|CREATE (?:DATABASE|TABLE|USER|EXTENSION|SCHEMA|INDEX) .*|ALTER (?:TABLE|SYSTEM|DATABASE|USER|ROLE) .*|DROP (?:DATABASE|TABLE|USER|SCHEMA) .*|GRANT .* (?:ON|TO) .*|SET (?:GLOBAL |SESSION |PERSIST )?\w+ *= *.*)$`)
	pythonRow = regexp.MustCompile(`^(?:from [\w.]+ import .*|import [\w.]+(?: as \w+)?|def \w+\(.*\).*:|class \w+.*:)$`)
)

// contentLanguage names the language of a snippet when there is hardly another
// it could be, else "".
func contentLanguage(text string) string {
	var lines []string
	continued := false
	for _, l := range strings.Split(text, "\n") {
		t := strings.TrimSpace(l)
		if t == "" || strings.HasPrefix(t, "#") || strings.HasPrefix(t, "--") && !continued {
			continue
		}
		if continued {
			lines[len(lines)-1] = strings.TrimSuffix(lines[len(lines)-1], `\`) + " " + t
		} else {
			lines = append(lines, strings.TrimRight(l, " \t\r"))
		}
		continued = strings.HasSuffix(t, `\`)
	}
	switch {
	case len(lines) == 0:
		return ""
	case every(lines, func(l string) bool { return shellWord.MatchString(strings.TrimSpace(l)) }):
		return "bash"
	case isJSON(text):
		return "json"
	case pythonRow.MatchString(lines[0]):
		return "python"
	case sqlStart.MatchString(lines[0]) && (strings.HasSuffix(lines[len(lines)-1], ";") || len(lines) == 1):
		return "sql"
	case yamlKey.MatchString(lines[0]) && every(lines, func(l string) bool { return yamlKey.MatchString(l) || yamlItem.MatchString(l) }) && isMapping(text):
		return "yaml"
	}
	return ""
}

func every(lines []string, is func(string) bool) bool {
	for _, l := range lines {
		if !is(l) {
			return false
		}
	}
	return true
}

var logWord = regexp.MustCompile(`(?m)^[ \t]*(?:Error|ERROR|Warning|WARNING|Message|Hint|Exception|INFO|Caused by|Note|[\w.]+Exception|[\w.]+Error):`)

// isMapping is true for YAML that is a mapping, and no message of a program.
func isMapping(text string) bool {
	var n yaml.Node
	if logWord.MatchString(text) || yaml.Unmarshal([]byte(filled(text, bracePlaceholder)), &n) != nil {
		return false
	}
	return len(n.Content) == 1 && n.Content[0].Kind == yaml.MappingNode
}

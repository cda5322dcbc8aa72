package facts

import (
	"regexp"
	"slices"
	"strings"
)

// assignedCall is a command with a variable set for it alone: X="y" program.
var assignedCall = regexp.MustCompile(`(?m)^\s*\w+=("[^"]*"|'[^']*'|[^\s"']+)[ \t]+[./\w]`)

// detect tells the language of a text that its fence says is lang.
func (r *codeReading) detect(lang string) string {
	first := strings.ToLower(strings.TrimSpace(r.of))
	firstWord, _, _ := strings.Cut(strings.TrimLeft(first, "$> "), " ")
	switch {
	case slices.Contains([]string{"sql", "mysql", "psql", "postgresql", "pgsql"}, lang):
		return "sql"
	case slices.Contains([]string{"json", "javascript", "typescript", "java", "html", "xml", "tsx", "jsx", "graphql", "diff"}, lang):
		return lang
	case looksLikeYAML(r.of):
		return "yaml"
	case slices.Contains([]string{"yaml", "yml"}, lang):
		return "yaml"
	case sqlStart(first):
		return "sql"
	case lang == "python" || lang == "py":
		if slices.Contains([]string{"python", "python3", "pip", "pip3", "source", "metadata", "docker", "export"}, firstWord) {
			return "shell"
		}
		return "python"
	case strings.HasPrefix(firstWord, "from") && strings.Contains(first, " import ") || firstWord == "import":
		return "python"
	case slices.Contains([]string{"ini", "toml", "cfg", "conf", "properties", "env", "dotenv"}, lang), strings.HasPrefix(first, "["):
		return "ini"
	case slices.Contains([]string{"bash", "shell", "sh", "zsh", "console", "commandline", "shell-session", "terminal"}, lang), lang == "":
		if len(r.ini()) > 0 && !strings.Contains(first, "export ") && !assignedCall.MatchString(r.of) {
			return "ini"
		}
		return "shell"
	}
	return lang
}

// sqlVerbs begin the statements that sqlStart knows.
var sqlVerbs = []string{"set", "alter", "create", "drop", "grant", "revoke"}

// sqlStart says whether a text begins with an SQL statement of the kinds an
// upgrade page shows.
func sqlStart(first string) bool {
	if !slices.ContainsFunc(sqlVerbs, func(verb string) bool { return strings.HasPrefix(first, verb) }) {
		return false // nearly always, and cheaper than splitting the text
	}
	words := strings.Fields(first)
	if len(words) < 3 {
		return false
	}
	switch words[0] {
	case "set":
		return slices.Contains([]string{"global", "persist", "session", "local"}, words[1]) || words[2] == "=" || words[2] == "to"
	case "alter", "create", "drop":
		return slices.Contains([]string{"table", "database", "role", "user", "system", "extension", "index", "schema"}, words[1])
	case "grant", "revoke":
		return slices.Contains(words, "on")
	}
	return false
}

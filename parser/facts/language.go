package facts

import (
	"regexp"
	"slices"
	"strings"
)

// assignedCall is a command with a variable set for it alone: X="y" program.
var assignedCall = regexp.MustCompile(`(?m)^\s*\w+=("[^"]*"|'[^']*'|[^\s"']+)[ \t]+[./\w]`)

// language is what a fence holds, whatever its info string claims: pages put
// shell commands into python fences and YAML into shell ones.
func (f *fence) language() string {
	r := f.readings()
	if r.language == "" {
		r.language = f.detect()
	}
	return r.language
}

func (f *fence) detect() string {
	first := strings.ToLower(strings.TrimSpace(f.text))
	firstWord, _, _ := strings.Cut(strings.TrimLeft(first, "$> "), " ")
	switch {
	case slices.Contains([]string{"sql", "mysql", "psql", "postgresql", "pgsql"}, f.lang):
		return "sql"
	case slices.Contains([]string{"json", "javascript", "typescript", "java", "html", "xml", "tsx", "jsx", "graphql", "diff"}, f.lang):
		return f.lang
	case looksLikeYAML(f.text):
		return "yaml"
	case slices.Contains([]string{"yaml", "yml"}, f.lang):
		return "yaml"
	case strings.HasPrefix(firstWord, "set") && sqlStart(first), sqlStart(first):
		return "sql"
	case f.lang == "python" || f.lang == "py":
		if slices.Contains([]string{"python", "python3", "pip", "pip3", "source", "metadata", "docker", "export"}, firstWord) {
			return "shell"
		}
		return "python"
	case strings.HasPrefix(firstWord, "from") && strings.Contains(first, " import ") || firstWord == "import":
		return "python"
	case slices.Contains([]string{"ini", "toml", "cfg", "conf", "properties", "env", "dotenv"}, f.lang), strings.HasPrefix(first, "["):
		return "ini"
	case slices.Contains([]string{"bash", "shell", "sh", "zsh", "console", "commandline", "shell-session", "terminal"}, f.lang), f.lang == "":
		if len(f.ini()) > 0 && !strings.Contains(first, "export ") && !assignedCall.MatchString(f.text) {
			return "ini"
		}
		return "shell"
	}
	return f.lang
}

// sqlStart says whether a text begins with an SQL statement of the kinds an
// upgrade page shows.
func sqlStart(first string) bool {
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

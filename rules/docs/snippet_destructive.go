package docs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(rules.Rule{
		ID: "snippet/destructive", Severity: rules.Warning, Since: "0.1.0",
		Title: "a command destroys data, and nothing before it says so or takes a backup",
		Why:   "whoever copies it loses the data for good",
		Fix:   "put a backup step or a warning in front of it",
		Bad:   rules.Example{Text: "Start afresh:\n\n```sql\nDROP DATABASE openmetadata_db;\n```\n"},
		Good:  rules.Example{Text: "Back up the database first.\n\n```sql\nDROP DATABASE openmetadata_db;\n```\n"},
		New: func(c *rules.Context) rules.Visitor {
			return rules.Visitor{End: func() { destructive(c) }}
		},
	})
}

var (
	warned      = regexp.MustCompile(`(?i)\bback(?:s|ed|ing)?[- ]?up|\bbackup|\bdump\b|mysqldump|pg_dump|\bsnapshot|irrevers|permanent|\blos[es]\b|\bloses\b|\blosing\b|\bloss\b|\bcaution|\bwarning|\bcareful|\bdestr|\berase|\bwipe|\bdelet|\bremov|\buninstall|\bclean|\bdrop|\btruncat|cannot be undone|\bfresh (?:start|copy)|\btear`)
	dropSQL     = regexp.MustCompile(`(?i)^\s*(?:drop\s+(?:database|schema|table)\b|truncate\s)`)
	volatile    = regexp.MustCompile(`(?i)(?:tmp|temp|venv|cache|\bout\b|build|target|node_modules|dist|lists)`)
	warningTag  = regexp.MustCompile(`(?i)warning|danger|caution|important`)
	backsUp     = regexp.MustCompile(`(?i)mysqldump|pg_dump|\bbackup\b`)
	stateObject = []string{"pvc", "pv", "persistentvolumeclaim", "persistentvolume", "namespace", "ns"}
)

// destructive reads a page from the top, what it includes as well, up to the
// first place that warns or backs up.
func destructive(c *rules.Context) {
	found := map[*parser.Node][]destroyer{}
	own := fences.Of(c.Page)
	for n, f := range own {
		if list := destroys(f); list != nil {
			found[n] = list
		}
	}
	if len(found) == 0 {
		return
	}
	safe := false
	c.Site.Walk(c.Document, func(d *parser.Document, n *parser.Node) bool {
		if safe {
			return false
		}
		switch n.Type {
		case parser.TypeText, parser.TypeCode, parser.TypeHeading:
			safe = warned.MatchString(n.Text() + n.String("content"))
		case parser.TypeTag:
			safe = warningTag.MatchString(n.String("noteType") + " " + n.Tag)
		case parser.TypeFence:
			if d == c.Document {
				for _, at := range found[n] {
					c.ReportLine(at.line, "%s destroys data, and nothing before it on the page warns or takes a backup", at.what)
				}
			}
			safe = backsUp.MatchString(n.String("content"))
		}
		return !safe
	})
}

type destroyer struct {
	line int
	what string
}

func destroys(f fence) (list []destroyer) {
	if f.isSQL() {
		for i, l := range strings.Split(f.text, "\n") {
			if m := dropSQL.FindString(l); m != "" {
				return []destroyer{{f.first + i, strings.ToUpper(strings.Join(strings.Fields(m), " "))}}
			}
		}
		return nil
	}
	if !f.isShell() {
		return nil
	}
	for _, c := range f.calls() {
		w := c.program()
		has := func(words ...string) bool {
			return slices.ContainsFunc(words, func(s string) bool { return slices.Contains(w[1:], s) })
		}
		base := w[0][strings.LastIndexByte(w[0], '/')+1:]
		what := ""
		switch {
		case base == "rm" && has("-rf", "-fr", "-Rf") && !volatile.MatchString(strings.Join(w[1:], " ")):
			what = "rm -rf"
		case base == "docker" && has("volume") && has("rm", "prune"):
			what = "docker volume " + w[slices.Index(w, "volume")+1]
		case (base == "docker" || base == "docker-compose") && has("down") && has("-v", "--volumes"):
			what = "docker compose down --volumes"
		case base == "helm" && len(w) > 1 && (w[1] == "uninstall" || w[1] == "delete"):
			what = "helm " + w[1]
		case base == "kubectl" && len(w) > 2 && w[1] == "delete" && slices.Contains(stateObject, strings.TrimSuffix(w[2], "s")):
			what = "kubectl delete " + w[2]
		case has("drop-create", "drop-create-all") && strings.HasSuffix(base, ".sh"):
			what = base + " drop-create"
		case base == "mysql" || base == "psql":
			for _, arg := range quotedArguments(f, c.line) {
				if m := dropSQL.FindString(arg); m != "" {
					what = strings.ToUpper(strings.Join(strings.Fields(m), " "))
				}
			}
		}
		if what != "" {
			list = append(list, destroyer{c.line, what})
		}
	}
	return list
}

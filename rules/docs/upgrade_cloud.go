package docs

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/omlint/omlint/rules"
)

func init() {
	upgradeRule(rules.Rule{
		ID: "upgrade/cloud-parity", Severity: rules.Info,
		Title: "a database setting is explained for one of the clouds that the page names",
		Why:   "users of the other clouds, whose servers have no configuration file to edit either, are left without the step",
		Fix:   "say where the other clouds keep the setting: server parameters on Azure, database flags on Cloud SQL",
		Bad:   rules.Example{Text: "## Backup\n\nRely on AWS RDS, Azure or GCP Cloud SQL.\n\n## Settings\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n\nIf using RDS, update the Parameter Group.\n"},
		Good:  rules.Example{Text: "## Backup\n\nRely on AWS RDS, Azure or GCP Cloud SQL.\n\n## Settings\n\n```sql\nSET GLOBAL sort_buffer_size = 20971520;\n```\n\nIf using RDS, update the Parameter Group. If using Azure, update the server parameters. If using Cloud SQL, update the database flags.\n"},
	}, cloudParity)
}

// clouds are the vendors of managed databases, by words that stand for them.
var clouds = []struct {
	name  string
	words []string
}{
	{"AWS", []string{"AWS", "Amazon", "RDS", "Aurora"}},
	{"Azure", []string{"Azure"}},
	{"Google Cloud", []string{"GCP", "Google Cloud", "Cloud SQL", "CloudSQL"}},
}

var onCloud = regexp.MustCompile(`\b(?:[Ii]f|[Ww]hen)\b[^.]*?\b(?:us(?:e|ing)|on)\b[^.]*?\b(?:RDS|Aurora|Azure|Cloud ?SQL)\b`)

func cloudsIn(text string) []string {
	var named []string
	for _, cloud := range clouds {
		if slices.ContainsFunc(cloud.words, func(w string) bool { return strings.Contains(text, w) }) {
			named = append(named, cloud.name)
		}
	}
	return named
}

func cloudParity(c *rules.Context) {
	if !slices.ContainsFunc([]string{"RDS", "Aurora", "Azure", "Cloud"}, func(w string) bool { return bytes.Contains(c.Source, []byte(w)) }) {
		return
	}
	all := passages(c)
	var recommended []string
	for _, p := range all {
		if named := cloudsIn(p.text); len(named) > len(recommended) {
			recommended = named
		}
	}
	if len(recommended) < 2 {
		return
	}
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].section() == all[i].section() {
			end++
		}
		cloudsOfSection(c, all[i:end], recommended)
		i = end
	}
}

// cloudsOfSection looks at a section that sets a setting of a database.
func cloudsOfSection(c *rules.Context, section []passage, recommended []string) {
	setting, text, at := "", "", 0
	for _, p := range section {
		if p.fence {
			if sets := assignments(fences.Of(c.Page)[p.node]); setting == "" && len(sets) > 0 {
				setting = sets[0].name
			}
			continue
		}
		text += p.text + "\n"
		if at == 0 && len(cloudsIn(p.text)) > 0 && onCloud.MatchString(p.text) {
			at = p.line
		}
	}
	named := cloudsIn(text)
	missing := slices.DeleteFunc(slices.Clone(recommended), func(name string) bool { return slices.Contains(named, name) })
	if setting == "" || at == 0 || len(named) != 1 || len(missing) == 0 {
		return
	}
	c.ReportLine(at, "%s is explained for %s; the page names %s, too", setting, named[0], strings.Join(missing, " and "))
}

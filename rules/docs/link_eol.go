package docs

import (
	"regexp"
	"strings"

	"github.com/omlint/omlint/parser"
	"github.com/omlint/omlint/rules"
)

// endOfLife lists the manuals of releases that their makers no longer maintain,
// with the source of the date.
var endOfLife = []struct {
	site          string         // what every such address has in it
	url           *regexp.Regexp // its first group, if any, is the version
	product, date string         // when it ended
	source        string
}{
	{"postgresql.org", regexp.MustCompile(`postgresql\.org/docs/(?:static/)?([789]\.\d+|10|11|12|13)(?:[/#?]|$)`), "PostgreSQL", "13: 2025-11-13; earlier before", "https://www.postgresql.org/support/versioning/"},
	{"dev.mysql.com", regexp.MustCompile(`dev\.mysql\.com/doc/(?:refman|mysql-[\w-]*?)/?(5\.\d)(?:[/#?-]|$)`), "MySQL", "5.7: 2023-10-31; earlier before", "https://www.mysql.com/support/eol-notice.html"},
	{"airflow.apache.org", regexp.MustCompile(`airflow\.apache\.org/docs/(?:apache-airflow/|stable/)?(1\.\d+(?:\.\d+)?)(?:[/#?]|$)`), "Airflow", "1.10: 2021-06-17", "https://airflow.apache.org/docs/apache-airflow/stable/installation/supported-versions.html"},
	{"docs.python.org", regexp.MustCompile(`docs\.python\.org/(?:\w\w/)?(2(?:\.\d+)?|3\.[0-8])(?:[/#?]|$)`), "Python", "3.8: 2024-10-07; earlier before", "https://devguide.python.org/versions/"},
	{"elastic.co", regexp.MustCompile(`elastic\.co/guide/en/elasticsearch/reference/([0-6]\.\w+)(?:[/#?]|$)`), "Elasticsearch", "6.8: 2022-02-10; earlier before", "https://www.elastic.co/support/eol"},
	{".microsoft.com", regexp.MustCompile(`(?:learn|docs)\.microsoft\.com/(?:[\w-]+/)?azure/mysql/single-server(?:[/#?]|$)()`), "Azure Database for MySQL Single Server", "2024-09-16", "https://learn.microsoft.com/azure/mysql/migrate/whats-happening-to-mysql-single-server"},
	{".microsoft.com", regexp.MustCompile(`(?:learn|docs)\.microsoft\.com/(?:[\w-]+/)?azure/postgresql/single-server(?:[/#?]|$)()`), "Azure Database for PostgreSQL Single Server", "2025-03-28", "https://learn.microsoft.com/azure/postgresql/migrate/whats-happening-to-postgresql-single-server"},
}

func init() {
	register(rules.Rule{
		ID: "link/end-of-life-docs", Severity: rules.Info, Since: "0.1.0",
		Title: "a link leads to the manual of a release past its end of life",
		Why:   "what the manual says may no longer be so in the release the reader runs",
		Fix:   "link to the manual of a maintained release, or to the current one",
		Bad:   rules.Example{Text: "[Configure](https://www.postgresql.org/docs/9.3/config-setting.html) it.\n"},
		Good:  rules.Example{Text: "[Configure](https://www.postgresql.org/docs/current/config-setting.html) it.\n"},
		Nodes: linkNodes,
		New: func(c *rules.Context) rules.Visitor {
			return onLinks(func(n *parser.Node, href string) {
				for _, e := range endOfLife {
					if !strings.Contains(href, e.site) {
						continue
					}
					if m := e.url.FindStringSubmatch(href); m != nil {
						name := e.product
						if m[1] != "" {
							name += " " + m[1]
						}
						c.Report(n.Span, "the link leads to the manual of %s, which is past its end of life (%s)", name, e.source)
						break
					}
				}
			})
		},
	})
}

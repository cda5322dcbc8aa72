package deploy

import (
	"fmt"
	"strconv"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:       "deploy/migration-time",
		Title:    "the migration has the time and the disk that its tables take",
		Why:      "the Helm hook that migrates is ended after five minutes unless told otherwise, in the middle of its work; and a table is copied while it is altered",
		Sources:  []string{"openmetadata-helm-charts issue 121"},
		Queries:  tables,
		Database: judgeDuration,
	})
}

// large is the size in bytes from which the migration of a database may take
// longer than the five minutes of a Helm hook: a copy of a table on cloud disks
// goes at some 30 MB a second, several times over in one upgrade.
const large = 2 << 30

func judgeDuration(d database) []rules.Finding {
	var total, largest int64
	var name string
	for _, t := range d.Look("tables").Records() {
		bytes, err := strconv.ParseInt(t["bytes"], 10, 64)
		if err != nil {
			continue
		}
		total += bytes
		if bytes > largest {
			largest, name = bytes, t["name"]
		}
	}
	size := facts.HumanBytes(strconv.FormatInt(total, 10))
	f := d.finding(rules.Pass, "tables", "the tables take %s by the server's estimate", size)
	f.Observed = facts.Optional(fmt.Sprintf("%d bytes", total))
	if total >= large {
		f.Outcome = rules.Warn
		f.Message = fmt.Sprintf("the tables take %s by the server's estimate, %s the most (%s): the migration may take longer than the five minutes of a Helm hook, and needs as much free disk as the largest table",
			size, name, facts.HumanBytes(strconv.FormatInt(largest, 10)))
		f.Remedy = []facts.Remedy{{Language: "bash", Text: "helm upgrade --timeout 2h …", Note: "and try the migration on a restored copy first, which tells how long it takes"}}
	}
	return []rules.Finding{f}
}

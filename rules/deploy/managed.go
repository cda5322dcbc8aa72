package deploy

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
)

// provider is a service that runs database servers. They refuse the SQL that
// changes a server's settings; each has a way of its own.
type provider struct {
	mark     string // in the flavour
	language string
	change   string // with the engine, the setting's name and its value
	note     string
}

// The ways: "Working with parameter groups" in the guides to Amazon RDS and
// Amazon Aurora; az mysql|postgres flexible-server parameter set; "Configure
// database flags" in the guide to Cloud SQL.
var providers = []provider{
	{"aurora", "bash", "aws rds modify-db-cluster-parameter-group --db-cluster-parameter-group-name GROUP --parameters ParameterName=%[2]s,ParameterValue=%[3]s,ApplyMethod=immediate", "GROUP is the cluster's parameter group; the default groups cannot be changed: make one of your own first"},
	{"rds", "bash", "aws rds modify-db-parameter-group --db-parameter-group-name GROUP --parameters ParameterName=%[2]s,ParameterValue=%[3]s,ApplyMethod=immediate", "GROUP is the instance's parameter group; the default groups cannot be changed: make one of your own first"},
	{"azure", "bash", "az %[1]s flexible-server parameter set --resource-group GROUP --server-name SERVER --name %[2]s --value %[3]s", "or under Server parameters in the portal"},
	{"cloudsql", "bash", "gcloud sql instances patch INSTANCE --database-flags=%[2]s=%[3]s", "name every flag that is set already, too: the others are reset; the instance may restart"},
	{"alloydb", "bash", "gcloud alloydb instances update INSTANCE --cluster=CLUSTER --region=REGION --database-flags=%[2]s=%[3]s", "name every flag that is set already, too: the others are reset"},
}

// managedBy returns the service that runs the server, or nil.
func managedBy(d *probe.Database) *provider {
	for i := range providers {
		if strings.Contains(d.Flavour, providers[i].mark) {
			return &providers[i]
		}
	}
	return nil
}

// managed says whether a provider runs the server, so that its settings are
// changed through the provider.
func managed(d *probe.Database) bool { return managedBy(d) != nil }

// serverSetting changes a setting of the whole server in its own way.
func (d database) serverSetting(name, value string) facts.Remedy {
	switch {
	case managed(d.Database):
		return managedRemedy(d.Database, name, value)
	case d.Engine == string(facts.Postgres):
		return d.sql("as a superuser; takes effect when the server restarts", "ALTER SYSTEM SET %s = %s;", name, value)
	case d.Flavour == "mariadb":
		return d.sql("lost when the server restarts: set it in the option file, too", "SET GLOBAL %s = %s;", name, value)
	default:
		return d.sql("needs SYSTEM_VARIABLES_ADMIN", "SET PERSIST %s = %s;", name, value)
	}
}

// managedRemedy changes a setting of a managed server.
func managedRemedy(d *probe.Database, name, value string) facts.Remedy {
	p := managedBy(d)
	return facts.Remedy{
		Engine: facts.Engine(d.Engine), Language: p.language, Text: fmt.Sprintf(p.change, d.Engine, name, value),
		Note: p.note + "; managed servers refuse the SQL statement",
	}
}

// plainNumber is a required value as providers take it: without a unit, in the
// one that the server counts in. For PostgreSQL's sizes that is a kilobyte or,
// for what is made of pages, one of 8 kB (PostgreSQL manual, 20.4 "Resource
// Consumption"); MySQL counts bytes.
func plainNumber(f facts.Fact) string {
	bytes, err := strconv.ParseInt(f.Expect.Value, 10, 64)
	if err != nil || f.Expect.Unit != "bytes" || f.Subject.Engine != facts.Postgres {
		return f.Expect.Value
	}
	unit := int64(1 << 10)
	switch f.Subject.Name {
	case "shared_buffers", "temp_buffers", "wal_buffers", "effective_cache_size":
		unit = 8 << 10
	}
	return strconv.FormatInt((bytes+unit-1)/unit, 10)
}

package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/database-reached",
		Title: "every database that was named could be looked at",
		Why:   "a database that did not answer was not checked, whatever the rest of the report says",
		Whole: judgeReached,
	})
}

func judgeReached(in Input) []rules.Finding {
	var found []rules.Finding
	for _, d := range in.Snapshot.Databases {
		if d.Source != probe.SourceLive {
			continue
		}
		if !d.Connected {
			f := unknown("%s could not be checked: %s", d.Name, d.Why)
			f.Source = facts.Optional(d.Name)
			found = append(found, f)
			continue
		}
		found = append(found, rules.Finding{
			Outcome: rules.Pass, Observed: facts.Optional(d.VersionText), Source: facts.Optional(d.Name),
			Message: fmt.Sprintf("the server answers as %s %s", flavourName(d.Flavour), d.Version),
		})
	}
	return found
}

func init() {
	register(Check{
		ID:    "deploy/database-flavour",
		Title: "the database is of a flavour that the product supports",
		Why:   "the migrations use MySQL's and PostgreSQL's own SQL; MariaDB stops at the first generated JSON column",
		Whole: judgeFlavour,
	})
}

// judgeFlavour knows only what is certain: MariaDB cannot run the migrations.
// Version ranges are facts (db-version) and judged there.
func judgeFlavour(in Input) []rules.Finding {
	var found []rules.Finding
	for _, d := range in.Snapshot.Databases {
		f := rules.Finding{Observed: facts.Optional(d.VersionText), Expected: "MySQL or PostgreSQL", Source: facts.Optional(d.Name)}
		switch {
		case d.Source == probe.SourceLive && !d.Connected:
			continue // said by deploy/database-reached
		case d.Flavour == "mariadb":
			f.Outcome = rules.Fail
			f.Message = fmt.Sprintf("%s is MariaDB, an unsupported flavour: its SQL lacks what the migrations use (JSON ->> and generated columns of MySQL 8)", d.Name)
			f.Remedy = []facts.Remedy{{Engine: facts.MySQL, Language: "text", Text: "move the data to MySQL 8 or PostgreSQL before the upgrade"}}
		case d.Flavour == "":
			f.Outcome = rules.Unknown
			f.Message = fmt.Sprintf("the flavour of %s is not known", d.Name)
			if d.Source == probe.SourceFile {
				continue // a configuration file does not say which server reads it
			}
		default:
			f.Outcome = rules.Pass
			f.Message = flavourName(d.Flavour) + " is a supported flavour"
		}
		found = append(found, f)
	}
	return found
}

func flavourName(s string) string {
	switch s {
	case "mysql":
		return "MySQL"
	case "mariadb":
		return "MariaDB"
	case "percona":
		return "Percona Server"
	case "postgres":
		return "PostgreSQL"
	case "":
		return "a server of unknown flavour"
	default:
		return s
	}
}

func init() {
	register(Check{
		ID:    "deploy/connectivity",
		Title: "the database can be reached from where the upgrade's commands run",
		Why:   "backup and migration need the connection; it is better missed before the maintenance window",
		Types: []facts.Type{facts.Connectivity},
		Fact:  judgeConnectivity,
	})
}

func judgeConnectivity(f facts.Fact, in Input) []rules.Finding {
	var found []rules.Finding
	var described []string
	for _, d := range in.Snapshot.Databases {
		if f.Subject.Engine != facts.NoEngine && string(f.Subject.Engine) != d.Engine {
			continue
		}
		if d.Source == probe.SourceFile {
			described = append(described, d.Name)
			continue
		}
		if d.Connected {
			found = append(found, rules.Finding{
				Outcome: rules.Pass, Source: facts.Optional(d.Name), Observed: "connected",
				Message: "the database accepts connections of " + d.User,
			})
			continue
		}
		finding := unknown("%s was not reached: %s", d.Name, d.Why)
		finding.Source = facts.Optional(d.Name)
		found = append(found, finding)
	}
	if len(in.Snapshot.Databases) == 0 {
		return []rules.Finding{unknown("no live database was looked at; pass --database URL on the host that runs the upgrade")}
	}
	if len(found) == 0 && len(described) > 0 {
		return []rules.Finding{unknown("no live database was tried, only files that describe one were read (%s); pass --database URL on the host that runs the upgrade", some(described))}
	}
	if len(found) == 0 {
		return []rules.Finding{notApplicable("no %s database is part of this deployment", engineName(f.Subject.Engine))}
	}
	return found
}

package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/database-version",
		Title: "the database server's version is one that the target release supports",
		Why:   "an older server lacks SQL that the migrations use",
		Types: []facts.Type{facts.DBVersion},
		Fact:  judgeDatabaseVersion,
	})
}

func judgeDatabaseVersion(f facts.Fact, in Input) []rules.Finding {
	if f.Expect == nil {
		return nil
	}
	wanted, err := facts.ParseVersion(f.Expect.Value)
	if err != nil {
		return nil // not a version: for a person to read
	}
	var found []rules.Finding
	others := 0
	var described []string
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		switch {
		case f.Subject.Engine != facts.NoEngine && string(f.Subject.Engine) != d.Engine && (d.Connected || d.Source == probe.SourceFile):
			others++
		case d.Source == probe.SourceFile:
			described = append(described, d.Name)
		case !d.Connected:
			finding := unknown("the version of %s was not seen: %s", d.Name, d.Why)
			finding.Source = facts.Optional(d.Name)
			found = append(found, finding)
		case d.Flavour == "mariadb":
			others++ // MariaDB counts its versions differently; deploy/database-flavour speaks of it
		default:
			found = append(found, judgeVersionOf(d, wanted, f, in))
		}
	}
	if len(found) == 0 && len(described) > 0 {
		return []rules.Finding{unknown("the version of %s was not seen: no live database was looked at, only files that describe one (%s); pass --database or --snapshot", engineName(f.Subject.Engine), some(described))}
	}
	if len(found) == 0 && others == 0 {
		return []rules.Finding{unknown("the version of %s was not seen: no live database was looked at; pass --database or --snapshot", engineName(f.Subject.Engine))}
	}
	if len(found) == 0 {
		return []rules.Finding{notApplicable("the deployment has no %s database", engineName(f.Subject.Engine))}
	}
	return found
}

func judgeVersionOf(d *probe.Database, wanted facts.Version, f facts.Fact, in Input) rules.Finding {
	finding := rules.Finding{Observed: facts.Optional(d.Version), Source: facts.Optional(d.Name)}
	have, err := facts.ParseVersion(d.Version)
	if err != nil {
		finding.Outcome = rules.Unknown
		finding.Message = fmt.Sprintf("%s calls itself %q, which is no version that can be compared", d.Name, d.VersionText)
		return finding
	}
	c := have.Compare(wanted)
	holds := map[facts.Op]bool{
		facts.AtLeast: c >= 0, facts.AtMost: c <= 0, facts.Greater: c > 0, facts.Less: c < 0, facts.Equal: c == 0,
	}[f.Expect.Op]
	if holds {
		finding.Outcome = rules.Pass
		finding.Message = fmt.Sprintf("%s %s is a supported version", flavourName(d.Flavour), d.Version)
		return finding
	}
	finding.Outcome = rules.Fail
	finding.Message = fmt.Sprintf("%s runs %s %s; the documents require %s", d.Name, flavourName(d.Flavour), d.Version, f.Expect)
	finding.Remedy = remedies(f, in)
	return finding
}

package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// Queries are what the checks ask of databases, for a collector to carry there.
func Queries() []probe.Query {
	var all []probe.Query
	for _, c := range Checks() {
		all = append(all, c.Queries...)
	}
	return all
}

// database is a database of the product as a check sees it: all that the check
// asked of it was answered.
type database struct {
	*probe.Database
	in Input
}

// judge is a check's verdict on a database: none where it is not the product's,
// or the check has no question for its engine. What could not be seen is unknown.
func (c Check) judge(d database) []rules.Finding {
	if d.Source != probe.SourceLive || !d.Connected {
		return nil // said by deploy/database-reached
	}
	_, seen := look(d.Database)
	if seen == seesNothing || !c.asks(d.Engine) {
		return nil // said by deploy/product-tables; or a matter of other engines
	}
	found := d.unanswered(c)
	if found == nil {
		found = c.Database(d)
	}
	for i := range found {
		f := &found[i]
		if f.Source == "" {
			f.Source = facts.Optional(d.Name)
		}
		if seen == seesPart && f.Outcome == rules.Pass {
			f.Outcome = rules.Unknown
			f.Message += "; but the login does not see every table"
			f.Remedy = readAll(d.Database)
		}
	}
	return found
}

// answered returns the fact that the verdict on a database answers, or nil.
func (c Check) answered(d database) *facts.Fact {
	for i := range d.in.Facts {
		f := &d.in.Facts[i]
		if slices.Contains(c.Answers, f.ID) && (f.Subject.Engine == facts.NoEngine || string(f.Subject.Engine) == d.Engine) {
			return f
		}
	}
	return nil
}

// asks says whether a check has a question for an engine.
func (c Check) asks(engine string) bool {
	for _, q := range c.Queries {
		if q.Engine == engine {
			return true
		}
	}
	return false
}

// unanswered is a finding for each question of a check that got no answer; nil
// when all were answered.
func (d database) unanswered(c Check) []rules.Finding {
	var found []rules.Finding
	for _, q := range c.Queries {
		if q.Engine != d.Engine {
			continue
		}
		l := d.Look(q.Name)
		first := d.Look(q.Unless)
		switch {
		case l == nil && first != nil && !first.Absent:
			// It was not needed.
		case l == nil:
			found = append(found, unknown("%s: the snapshot holds no answer; record it again with this version's omlint probe", c.Title))
		case l.More:
			found = append(found, unknown("not known: %s; the answer has more than %d rows, and those beyond were not looked at", c.Title, probe.MaxRows))
		case l.Why != "":
			f := unknown("not known: %s; %s", c.Title, l.Why)
			f.Source = d.source(q.Name)
			if l.Grant != "" {
				f.Remedy = []facts.Remedy{{Engine: facts.Engine(d.Engine), Language: "sql", Text: l.Grant, Note: "as an administrator, then look again"}}
			}
			found = append(found, f)
		}
	}
	return found
}

// source says where an observation comes from: the database and the SQL.
func (d database) source(query string) facts.Optional {
	text := d.Name
	if l := d.Look(query); l != nil {
		text += ": " + strings.Join(strings.Fields(l.Query), " ")
	}
	return facts.Optional(text)
}

// finding is a verdict on what the answer to a query shows.
func (d database) finding(o rules.Outcome, query, format string, args ...any) rules.Finding {
	return rules.Finding{Outcome: o, Source: d.source(query), Message: fmt.Sprintf(format, args...)}
}

// sql is a remedy to be run in the database.
func (d database) sql(note, format string, args ...any) facts.Remedy {
	return facts.Remedy{Engine: facts.Engine(d.Engine), Language: "sql", Text: fmt.Sprintf(format, args...), Note: note}
}

// table is the name of a table as this server spells it, "" when it is not
// there: MySQL's names differ by case where files do.
func (d database) table(name string) string {
	for _, t := range d.Look("tables").Column("name") {
		if strings.EqualFold(t, name) {
			return t
		}
	}
	return ""
}

// toReaches says whether the upgrade leads to a release or past it. Where its
// target is not known it does.
func (d database) toReaches(release string) bool { return reaches(d.in.To, release) }

func reaches(to, release string) bool {
	target, err := facts.ParseVersion(to)
	if err != nil {
		return true
	}
	wanted, err := facts.ParseVersion(release)
	return err == nil && target.Reaches(wanted)
}

// some lists a few of many names.
func some(names []string) string {
	const few = 4
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
}

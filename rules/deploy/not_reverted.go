package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/setting-not-reverted",
		Title: "memory settings raised for a migration are taken back after it",
		Why:   "every connection may use such a buffer, several times over: left in place, a busy server runs out of memory",
		Types: []facts.Type{facts.DBSetting},
		Fact:  judgeNotReverted,
	})
}

// judgeNotReverted speaks only of databases that the upgrade has reached: before
// that the large value is what the documents demand.
func judgeNotReverted(f facts.Fact, in Input) []rules.Finding {
	target, err := facts.ParseVersion(in.To)
	if err != nil || f.Expect == nil || f.Expect.Unit != "bytes" || f.Expect.Op != facts.AtLeast || f.Phase != facts.Before {
		return nil
	}
	var found []rules.Finding
	for i := range in.Snapshot.Databases {
		d := &in.Snapshot.Databases[i]
		newest, ok := migratedTo(d)
		s := d.Setting(f.Subject.Name)
		if string(f.Subject.Engine) != d.Engine || !ok || s == nil || s.Why != "" || line(newest) != line(target) || newest.Compare(target) < 0 {
			continue
		}
		if holds, err := compare(s.Value, f.Expect); err != nil || !holds || s.Origin == "compiled default" {
			continue
		}
		undo := settingRemedy(d, f)
		found = append(found, rules.Finding{
			Outcome: rules.Warn, Observed: facts.Optional(s.Value), Expected: "what it was before the upgrade", Source: facts.Optional(origin(d, s)),
			Message: fmt.Sprintf("%s is still %s, though the database is at %s: a value meant for the migration is taken back after it", f.Subject.Name, readable(s), newest),
			Remedy:  undo[min(1, len(undo)-1):],
		})
	}
	return found
}

package deploy

import (
	"fmt"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/lineage-lost",
		Title: "every lineage annotation of a task yields lineage",
		Why:   "the parser of annotations passes over what it does not understand, so that edges are missing and nothing says so",
		Whole: judgeLineage,
		Uses:  true,
	})
}

// judgeLineage judges annotations that yield no lineage in any release: those
// with a note.
func judgeLineage(in Input) []rules.Finding {
	var found []rules.Finding
	for u := range in.usesOf(facts.LineageAnnotation) {
		if u.Note != "" {
			f := useFinding(u)
			f.Outcome = rules.Fail
			f.Message = fmt.Sprintf("this lineage annotation is lost: %s", u.Note)
			found = append(found, f)
		}
	}
	return found
}

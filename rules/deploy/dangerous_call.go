package deploy

import (
	"fmt"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/dangerous-call",
		Title: "no script calls a command that drops data without asking",
		Why:   "a script is run again by whoever finds it, on whatever database the configuration names that day",
		Whole: judgeDanger,
		Uses:  true,
	})
	register(Check{
		ID:    "deploy/plain-password",
		Title: "no call of the product's commands has a password written out",
		Why:   "it stands in the repository, in the process list and in the job's log",
		Whole: judgePasswords,
		Uses:  true,
	})
}

func judgeDanger(in Input) []rules.Finding {
	var found []rules.Finding
	for u := range in.usesOf(facts.CLICommand) {
		program, sub, _ := strings.Cut(u.Name, " ")
		for _, c := range in.product().Commands {
			if danger := c.Subcommands[sub].Danger; c.Name == program && danger != "" {
				f := useFinding(u)
				f.Message = fmt.Sprintf("%s %s", u.Name, danger)
				if u.Note != "" {
					f.Outcome = rules.Manual
					f.Message += "; here that is the " + u.Note + ", which has to be one that may be lost"
				}
				found = append(found, f)
			}
		}
	}
	return found
}

func judgePasswords(in Input) []rules.Finding {
	var found []rules.Finding
	for _, u := range in.Snapshot.Uses {
		if u.Password {
			f := useFinding(u)
			f.Message = fmt.Sprintf("this call of %s has a password written out: take it from the environment or a secret", u.Name)
			found = append(found, f)
		}
	}
	return found
}

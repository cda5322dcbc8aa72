package deploy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/flag-era",
		Title: "calls of the product's commands have the flags of the target release",
		Why:   "a flag that another release had is an error, or means something else: -h once named the host, and now prints the help and succeeds",
		Whole: judgeFlags,
		Uses:  true,
	})
}

func judgeFlags(in Input) []rules.Finding {
	to, err := facts.ParseVersion(in.To)
	if err != nil {
		return nil
	}
	var found []rules.Finding
	for u := range in.usesOf(facts.CLICommand) {
		for _, flag := range flagsOf(u, in) {
			gone := !flag.RemovedIn.IsZero() && to.Reaches(flag.RemovedIn)
			if !gone && to.Reaches(flag.Since) {
				continue
			}
			f := useFinding(u)
			if at := u.FlagSpots[flag.Name]; at != nil {
				f.Location = &rules.Location{File: u.File, Line: at.Line, Column: at.Column, EndLine: at.Line, EndColumn: at.Column + len(at.Text)}
			}
			f.Outcome = rules.Fail
			f.Expected = facts.Optional(flag.Replacement)
			when := "was removed in " + flag.RemovedIn.String()
			if !gone {
				when = "is there since " + flag.Since.String() + " only"
			}
			f.Message = fmt.Sprintf("%s %s %s: a call with it %s", u.Name, flag.Name, when, flag.Instead)
			if flag.Replacement != "" {
				f.Message += "; use " + flag.Replacement
				f.Fix = renameFlag(u, flag.Name, flag.Replacement)
			}
			found = append(found, f)
		}
	}
	return found
}

// flagsOf are the flags of a call that not every release has.
func flagsOf(u probe.Use, in Input) []facts.Flag {
	program, sub, _ := strings.Cut(u.Name, " ")
	var list []facts.Flag
	for _, c := range in.product().Commands {
		if c.Name != program {
			continue
		}
		for _, f := range c.Subcommands[sub].Flags {
			if slices.Contains(u.Flags, f.Name) && (!f.Value || slices.Contains(u.Valued, f.Name)) {
				list = append(list, f)
			}
		}
	}
	return list
}

package deploy

import (
	"fmt"
	"path"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/use",
		Title: "no script uses a command that the target release deprecates or removes",
		Why:   "the script fails, or silently stops doing its job, on the first run after the upgrade",
		Types: []facts.Type{facts.CLICommand},
		Fact:  judgeUse,
	})
}

func init() {
	register(Check{
		ID:    "deploy/scan-complete",
		Title: "every file that may use the product's commands was read",
		Why:   "a script that could not be read may hold the very call that breaks",
		Whole: judgeScan,
	})
}

func judgeScan(in Input) []rules.Finding {
	var unread []string
	for _, s := range in.Snapshot.FilesSkipped {
		if s.Unread {
			unread = append(unread, s.File)
		}
	}
	if len(unread) == 0 {
		return nil
	}
	shown := unread[:min(len(unread), 3)]
	finding := unknown("%d files that may use the product's commands were not read: %s", len(unread), strings.Join(shown, ", "))
	if len(unread) == 1 {
		finding = unknown("%s may use the product's commands and was not read", unread[0])
	}
	if more := len(unread) - len(shown); more > 0 {
		finding.Message += fmt.Sprintf(" and %d more", more)
	}
	finding.Message += "; the report's list of skipped files says why"
	return []rules.Finding{finding}
}

func judgeUse(f facts.Fact, in Input) []rules.Finding {
	if f.Kind == facts.Requirement {
		return nil // a command that must be run: nobody but a person can tell
	}
	var found []rules.Finding
	for _, u := range in.Snapshot.Uses {
		if u.Type == string(f.Subject.Type) && calls(u.Name, f.Subject.Name) {
			found = append(found, judgeOneUse(u, f, in))
		}
	}
	switch {
	case len(found) > 0:
		return found
	case in.Snapshot.FilesScanned == 0:
		finding := unknown("uses of %s were not looked for; pass --scan PATH with the scripts around this deployment", f.Subject.Name)
		finding.Remedy = remedies(f, in)
		return []rules.Finding{finding}
	default:
		return []rules.Finding{{
			Outcome: rules.Pass, Observed: "no use",
			Message: fmt.Sprintf("no use of %s in %s", f.Subject.Name, scannedFiles(in.Snapshot.FilesScanned)),
		}}
	}
}

func scannedFiles(n int) string {
	if n == 1 {
		return "1 scanned file"
	}
	return fmt.Sprintf("%d scanned files", n)
}

func judgeOneUse(u probe.Use, f facts.Fact, in Input) rules.Finding {
	finding := rules.Finding{
		Outcome: rules.Warn, Observed: facts.Optional(u.Quote), Remedy: remedies(f, in),
		Source:   facts.Optional(fmt.Sprintf("%s:%d", u.File, u.Line)),
		Location: &rules.Location{File: u.File, Line: u.Line, Column: u.Column, EndLine: u.EndLine, EndColumn: u.EndColumn},
	}
	state := "is deprecated"
	if f.DeprecatedIn != "" {
		state += " since " + string(f.DeprecatedIn)
	}
	if removedBy(f, in.To) {
		finding.Outcome = rules.Fail
		state = "is removed"
		if f.RemovedIn != "" {
			state += " in " + string(f.RemovedIn)
		}
	}
	finding.Message = fmt.Sprintf("%s %s", f.Subject.Name, state)
	if f.Replacement != "" {
		finding.Message += "; use " + string(f.Replacement)
	}
	return finding
}

// removedBy says whether what f is about is gone in release to. A removal that
// is announced for a later release is still a deprecation; one whose release or
// whose target is not known counts as done.
func removedBy(f facts.Fact, to string) bool {
	if f.RemovedIn == "" {
		return f.Kind == facts.BreakingChange
	}
	removed, err1 := facts.ParseVersion(string(f.RemovedIn))
	target, err2 := facts.ParseVersion(to)
	return err1 != nil || err2 != nil || target.Reaches(removed)
}

// calls says whether the use of a command line falls under the command that a
// fact names: a fact about a whole program covers all its subcommands, and the
// folder a program is called from does not matter.
func calls(use, command string) bool {
	program, rest, _ := strings.Cut(command, " ")
	command = strings.TrimSpace(path.Base(program) + " " + rest)
	return use == command || strings.HasPrefix(use, command+" ")
}

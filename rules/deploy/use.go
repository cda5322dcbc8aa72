package deploy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

func init() {
	register(Check{
		ID:    "deploy/use",
		Title: "nothing around the deployment uses what the target release deprecates, removes or changes",
		Why:   "the script, workflow or manifest fails, or silently stops doing its job, on the first run after the upgrade",
		Types: []facts.Type{
			facts.CLICommand, facts.CLIFlag, facts.EnvVar, facts.ConfigKey, facts.ConnectionField, facts.HelmValue,
			facts.PythonSymbol, facts.LineageAnnotation, facts.API,
		},
		Fact: judgeUse,
		Uses: true,
	})
}

// judgeUse judges the uses of what one fact is about. It has nothing to say of
// a fact that no scan looked for: that one is for a person.
func judgeUse(f facts.Fact, in Input) []rules.Finding {
	if !Forbids(f) {
		return nil
	}
	var found []rules.Finding
	of := f.Subject.Type
	if of == facts.CLIFlag {
		of = facts.CLICommand
	}
	for u := range in.usesOf(of) {
		if uses(u, f) {
			found = append(found, judgeOneUse(u, f, in))
		}
	}
	switch {
	case len(found) > 0:
		return found
	case in.Snapshot.FilesScanned == 0 && len(in.Snapshot.Installed) > 0:
		return nil // asked was what is installed, not what is in files
	case in.Snapshot.FilesScanned == 0 && f.Subject.Type == facts.CLICommand:
		finding := unknown("uses of %s were not looked for; pass --scan PATH with the scripts around this deployment", f.Subject.Name)
		finding.Remedy = remedies(f, in)
		return []rules.Finding{finding}
	case in.Snapshot.FilesScanned == 0 || !sought(f, in.Snapshot) || f.Confidence == facts.Manual:
		return nil
	default:
		return []rules.Finding{{
			Outcome: rules.Pass, Observed: "no use",
			Message: fmt.Sprintf("no use of %s in %s", f.Subject.Name, scannedFiles(in.Snapshot.FilesScanned)),
		}}
	}
}

// Forbids says whether a fact speaks against uses of its subject: it is
// deprecated, gone or no longer what it was.
func Forbids(f facts.Fact) bool {
	if f.Kind == facts.Requirement {
		return f.Expect != nil && f.Expect.Op == facts.Absent
	}
	return f.Expect == nil || f.Expect.Op == facts.Absent
}

// sought says whether a scan looked for a fact's subject, so that no use means
// that there is none.
func sought(f facts.Fact, s *probe.Snapshot) bool {
	switch f.Subject.Type {
	case facts.CLICommand, facts.CLIFlag, facts.LineageAnnotation:
		return true // every call and every annotation is recorded
	case facts.API:
		return false // a client of the API may be anywhere
	}
	return slices.Contains(s.Sought, string(f.Subject.Type)+"/"+f.Subject.Name)
}

// uses says whether a use is one of a fact's subject.
func uses(u probe.Use, f facts.Fact) bool {
	name := f.Subject.Name
	switch f.Subject.Type {
	case facts.CLICommand:
		return u.Type == string(facts.CLICommand) && calls(u.Name, name)
	case facts.CLIFlag:
		command, flag := flagOf(name)
		return u.Type == string(facts.CLICommand) && slices.Contains(u.Flags, flag) && (command == "" || calls(u.Name, command))
	}
	if u.Type != string(f.Subject.Type) || u.Name != name {
		return false
	}
	// A value that is no longer allowed, of a setting that stays.
	return f.Expect == nil || f.Expect.Value == "" || strings.EqualFold(f.Expect.Value, u.Value)
}

// flagOf splits the name of a flag: "openmetadata-ops.sh migrate --force".
func flagOf(name string) (command, flag string) {
	i := strings.LastIndexByte(name, ' ')
	return strings.TrimSpace(name[:max(i, 0)]), name[i+1:]
}

func scannedFiles(n int) string {
	if n == 1 {
		return "1 scanned file"
	}
	return fmt.Sprintf("%d scanned files", n)
}

func judgeOneUse(u probe.Use, f facts.Fact, in Input) rules.Finding {
	finding := useFinding(u)
	finding.Remedy = remedies(f, in)
	state := "is deprecated"
	if f.DeprecatedIn != "" {
		state += " since " + string(f.DeprecatedIn)
	}
	switch {
	case f.Kind != facts.Deprecation && f.Expect == nil && f.RemovedIn == "":
		finding.Message = f.Summary // it changed
		return finding
	case f.Kind == facts.Requirement:
		finding.Message = f.Summary
		return finding
	case f.Kind == facts.BreakingChange && f.RemovedIn == "": // it is there, and no longer to be used
		finding.Outcome = rules.Fail
		finding.Message = f.Summary
		if f.Replacement != "" {
			finding.Message += " Use " + string(f.Replacement) + "."
			finding.Fix = rename(u, f.Subject.Name, string(f.Replacement))
		}
		return finding
	case removedBy(f, in.To):
		finding.Outcome = rules.Fail
		state = "is removed"
		if f.RemovedIn != "" {
			state += " in " + string(f.RemovedIn)
		}
	}
	name := f.Subject.Name
	if lineage := in.product().Lineage; f.Subject.Type == facts.LineageAnnotation && name == lineage.Name && lineage.Summary != "" {
		name = lineage.Summary
	}
	if f.Expect != nil && f.Expect.Value != "" {
		name += " = " + f.Expect.Value
	}
	if u.Note != "" && f.Subject.Type == facts.API {
		name += " of " + u.Note
	}
	finding.Message = fmt.Sprintf("%s %s", name, state)
	if f.Replacement != "" {
		finding.Message += "; use " + string(f.Replacement)
		if f.Expect != nil && f.Expect.Value != "" {
			finding.Fix = revalue(u, f.Expect.Value, string(f.Replacement))
		} else {
			finding.Fix = rename(u, f.Subject.Name, string(f.Replacement))
		}
	}
	return finding
}

// useFinding is the warning about a use, without its message.
func useFinding(u probe.Use) rules.Finding {
	if u.Command != "" { // it is no file's
		return rules.Finding{Outcome: rules.Warn, Observed: facts.Optional(u.Quote), Source: facts.Optional(u.Command)}
	}
	return rules.Finding{
		Outcome: rules.Warn, Observed: facts.Optional(u.Quote),
		Source:   facts.Optional(fmt.Sprintf("%s:%d", u.File, u.Line)),
		Location: &rules.Location{File: u.File, Line: u.Line, Column: u.Column, EndLine: u.EndLine, EndColumn: u.EndColumn},
	}
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
// folder a program is called from does not matter. Releases spelt a subcommand
// with hyphens or underscores.
func calls(use, command string) bool {
	program, sub, _ := strings.Cut(command, " ")
	used, rest, _ := strings.Cut(use, " ")
	if used != path.Base(program) {
		return false
	}
	sub, rest = strings.ReplaceAll(strings.TrimRight(sub, " "), "_", "-"), strings.ReplaceAll(rest, "_", "-")
	after, ok := strings.CutPrefix(rest, sub)
	return ok && (sub == "" || after == "" || after[0] == ' ')
}

package facts

import (
	"slices"
	"strings"

	"github.com/omlint/omlint/parser"
)

// sight is a text as a detector first sees it: whether it holds at all what the
// detector looks for. Most texts do not, and that is found out once for all
// pages that have the text, wherever on them it stands.
type sight struct {
	*prose
	profile *Profile
	digits  bool
}

// mayTell lists the detectors that may find something in the text, by a bit for
// each.
func (p *prose) mayTell(profile *Profile) uint32 {
	p.look.Do(func() {
		first := sight{p, profile, strings.ContainsAny(p.text, "0123456789")}
		for i, d := range detectors {
			if d.may == nil || d.may(first) {
				p.told |= 1 << i
			}
		}
	})
	return p.told
}

// holds says whether the text may hold one of the phrases. Where it says no,
// neither the text nor a sentence of it does.
func (s sight) holds(phrases ...string) bool {
	return slices.ContainsFunc(phrases, s.wording().words.has)
}

// names says whether the text may hold one of the words for one of the things.
func (s sight) names(things []Named) bool {
	return slices.ContainsFunc(things, func(n Named) bool { return s.holds(n.Words...) || s.holds(n.Objects...) })
}

// code says whether there is a code span in the text of which is says so.
func (s sight) code(is func(string) bool) bool {
	return slices.ContainsFunc(s.marks, func(m mark) bool { return m.kind == parser.TypeCode && is(s.text[m.start:m.end]) })
}

// anyCode is true of every code span.
func anyCode(string) bool { return true }

func mayHoldSetting(s sight) bool {
	return s.digits && s.holds(settingVerbs...) || s.profile.settingFile(s.wording()) != nil || s.code(func(text string) bool {
		_, known := s.profile.setting(text)
		return known || strings.HasPrefix(text, "--") || strings.Contains(text, "=")
	})
}

func mayDemandObject(s sight) bool {
	return s.code(func(text string) bool { return slices.Contains(sqlPrivileges, text) }) || s.holds(modal...) && (s.holds("extension", "schema", "privilege", "privileges") || s.holds(charsetWords...))
}

func mayNameVersion(s sight) bool { return s.digits && len(s.profile.softwareIn(s.wording())) > 0 }

func mayNamePackage(s sight) bool {
	return s.code(func(text string) bool { return strings.HasPrefix(text, "p") || strings.ContainsAny(text, "<>=") }) ||
		s.holds(packageVerbs...) && s.names(s.profile.Packages) || s.holds(sameVersion...) && s.holds("image", "images")
}

func mayGiveCommand(s sight) bool {
	return s.code(func(text string) bool { return strings.Contains(text, " ") })
}

func mayAskForBackup(s sight) bool {
	return s.holds(backupWords...) || s.holds(storageVerbs...) && s.holds(elsewhere...)
}

func mayAskToReach(s sight) bool { return s.holds(reachWords...) }

func mayNameProcess(s sight) bool {
	return s.names(s.profile.Processes) || s.holds(redoVerbs...) || s.holds(durations...) || s.holds(beforehand...) || s.holds("remove", "delete")
}

func mayRulePath(s sight) bool {
	return s.holds(pathVerbs...) && (s.digits || s.holds("stable version") || s.holds(stepwise...))
}

func mayAssign(s sight) bool {
	return s.code(anyCode) || s.holds(askingVerbs...) || s.holds(declaringVerbs...) || s.holds(warningWords...) || s.holds(valueLeads...)
}

func mayNamePermission(s sight) bool {
	return s.code(anyCode) && (s.holds(permissionNouns...) || s.holds(checked...))
}

func mayStateDefault(s sight) bool {
	return s.holds("default", "defaults") || s.holds("now") && s.code(anyCode)
}

func mayTellOfLineage(s sight) bool {
	return (s.holds(s.profile.Lineage.Words...) || s.holds(references...)) &&
		slices.ContainsFunc(s.sentences(), func(o sentence) bool { return len(o.changes(s.profile)) > 0 })
}

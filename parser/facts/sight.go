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
	library *library
	digits  bool
}

// mayTell lists the detectors that may find something in the text, by a bit for
// each.
func (p *prose) mayTell(in *library) uint32 {
	p.look.Do(func() {
		first := sight{p, in, strings.ContainsAny(p.text, "0123456789")}
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
func (s sight) holds(l lookup) bool { return s.wording().words.hasAny(l) }

// code says whether there is a code span in the text of which is says so.
func (s sight) code(is func(string) bool) bool {
	return slices.ContainsFunc(s.marks, func(m mark) bool { return m.kind == parser.TypeCode && is(s.text[m.start:m.end]) })
}

// anyCode is true of every code span.
func anyCode(string) bool { return true }

// What the detectors look for, besides the words of the profile.
var (
	demandSigns     = newLookup(modal)
	settingSigns    = newLookup(settingVerbs)
	objectSigns     = newLookup([]string{"extension", "schema", "privilege", "privileges"}, charsetWords)
	packageSigns    = newLookup(packageVerbs)
	backupSigns     = newLookup(backupWords)
	storageSigns    = newLookup(storageVerbs)
	imageSigns      = newLookup([]string{"image", "images"})
	versionSigns    = newLookup(sameVersion)
	reachSigns      = newLookup(reachWords)
	processSigns    = newLookup(redoVerbs, durations, beforehand, []string{"remove", "delete"})
	pathSigns       = newLookup(pathVerbs)
	stepSigns       = newLookup(stepwise, []string{"stable version"})
	assignSigns     = newLookup(askingVerbs, declaringVerbs, warningWords, valueLeads)
	permissionSigns = newLookup(permissionNouns, checked)
	defaultSigns    = newLookup([]string{"default", "defaults"})
	nowSigns        = newLookup([]string{"now"})
	referenceSigns  = newLookup(references)
	changeSigns     = newLookup(changeWords)
)

func mayHoldSetting(s sight) bool {
	return s.digits && s.holds(settingSigns) || s.holds(s.library.settingFiles) || s.code(func(text string) bool {
		_, known := s.library.profile.setting(text)
		return known || strings.HasPrefix(text, "--") || strings.Contains(text, "=")
	})
}

func mayDemandObject(s sight) bool {
	return s.holds(objectSigns) && s.holds(demandSigns) || s.code(func(text string) bool { return slices.Contains(sqlPrivileges, text) })
}

func mayNameVersion(s sight) bool { return s.digits && s.holds(s.library.software) }

func mayNamePackage(s sight) bool {
	return s.holds(s.library.packages) && s.holds(packageSigns) || s.holds(imageSigns) && s.holds(versionSigns) ||
		s.code(func(text string) bool { return strings.HasPrefix(text, "p") || strings.ContainsAny(text, "<>=") })
}

func mayGiveCommand(s sight) bool {
	return s.code(func(text string) bool { return strings.Contains(text, " ") })
}

func mayAskForBackup(s sight) bool { return s.holds(backupSigns) || s.holds(storageSigns) }

func mayAskToReach(s sight) bool { return s.holds(reachSigns) }

func mayNameProcess(s sight) bool { return s.holds(s.library.processes) || s.holds(processSigns) }

func mayRulePath(s sight) bool { return s.holds(pathSigns) && (s.digits || s.holds(stepSigns)) }

func mayAssign(s sight) bool { return s.code(anyCode) || s.holds(assignSigns) }

func mayNamePermission(s sight) bool { return s.code(anyCode) && s.holds(permissionSigns) }

func mayStateDefault(s sight) bool {
	return s.holds(defaultSigns) || s.code(anyCode) && s.holds(nowSigns)
}

func mayTellOfLineage(s sight) bool {
	return (s.holds(s.library.lineage) || s.holds(referenceSigns)) && s.holds(changeSigns)
}

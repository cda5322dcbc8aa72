package facts

import (
	"fmt"
	"slices"
	"strings"
)

// processes finds the steps people have to take that no command does for them:
// those the profile names, wherever a page asks for them.
func processes(b *block) []Fact {
	if b.kind == fenceBlock || b.section.zone == news || b.section.zone == trouble {
		return nil
	}
	var out []Fact
	for _, pr := range b.page.profile.Processes {
		if b.kind == headingBlock {
			if pr.spokenOf(b.wording()) && b.section.zone != breaking && b.section.zone != deprecation {
				out = append(out, processFact(pr.Name, pr.Phase, Inferred, b.lines()))
			}
			continue
		}
		for _, s := range b.sentences() {
			if !pr.spokenOf(s.wording()) || s.says([]string{"don't need", "doesn't need", "do not need", "no need", "not needed", "not required"}) {
				continue
			}
			if s.says(modal) || b.section.zone == after || imperative(s) {
				f := processFact(pr.Name, pr.Phase, Inferred, b.cite(s))
				if z := b.section.zone; z.declared() || z == changes {
					f.Kind = z.kind()
				}
				out = append(out, f)
			}
		}
	}
	for _, s := range b.sentences() {
		if b.kind == headingBlock {
			continue
		}
		named := func() bool {
			return slices.ContainsFunc(b.page.profile.Processes, func(pr Named) bool { return pr.spokenOf(s.wording()) })
		}
		if f := b.redo(s); f != nil && !named() {
			out = append(out, *f)
		}
		if f := b.cleanup(s); f != nil {
			out = append(out, *f)
		}
		if f := b.firstOf(s); f != nil && !named() {
			out = append(out, *f)
		}
		if f := b.patience(s); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// spokenOf says whether a text is about the thing.
func (n Named) spokenOf(w wording) bool {
	if w.says(n.Words) {
		return true
	}
	return w.says(n.Objects) && slices.ContainsFunc(headingWords(strings.ReplaceAll(w.text, "-", "")), func(w string) bool {
		return slices.ContainsFunc(n.Verbs, func(v string) bool { return strings.HasPrefix(w, strings.ReplaceAll(v, "-", "")) })
	})
}

// imperative says whether a sentence begins with a verb of doing.
func imperative(s sentence) bool {
	toks := s.tokens()
	for len(toks) > 0 && toks[0].kind == punct {
		toks = toks[1:] // the box of a task
	}
	return len(toks) > 0 && slices.Contains([]string{"click", "choose", "go", "run", "select", "reindex", "redeploy", "recreate", "re-index", "re-deploy", "rebuild", "re-create", "stop", "pause", "wait", "shut", "scale"}, toks[0].lower)
}

// cleanup reads the order to take something out of one's own files: "remove
// the image tags from your values". Names in code have their own detectors.
func (b *block) cleanup(s sentence) *Fact {
	if b.section.zone.declared() || !s.says([]string{"remove", "delete"}) {
		return nil
	}
	toks := s.tokens()
	if len(toks) < 3 || !slices.Contains([]string{"remove", "delete"}, toks[0].lower) || !s.says([]string{"values", "that file", "your file", "configuration", "config"}) {
		return nil
	}
	object := trimFillers(nounPhrase(toks[1:]))
	if len(object) == 0 || len(object) > 8 || len(identifiers(object, b.page.profile)) > 0 {
		return nil
	}
	f := processFact("remove "+s.text[object[0].start:object[len(object)-1].end], Before, Inferred, b.cite(s))
	f.Summary = shorten(b.section.title + ": " + s.String())
	return &f
}

// beforehand says that something comes before the upgrade.
var beforehand = []string{"before starting", "before you start", "before upgrading", "before you upgrade", "before the upgrade", "before the migration", "before going on"}

// firstOf reads the order to do something before the upgrade: "write down the
// URLs before starting".
func (b *block) firstOf(s sentence) *Fact {
	if !b.section.zone.declared() && b.section.zone != changes && b.section.zone != requirement {
		return nil
	}
	toks := s.tokens()
	if len(toks) < 4 || s.hasCode() || !slices.Contains([]string{"write", "note", "save", "export", "download", "disable", "drain", "copy", "record"}, toks[0].lower) || !s.says(beforehand) {
		return nil
	}
	f := processFact(strings.TrimSuffix(strings.ToLower(s.text[s.start:s.start+1])+s.text[s.start+1:s.end], "."), Before, Inferred, b.cite(s))
	return &f
}

// durations say that something takes its time.
var durations = []string{"may take", "can take", "might take", "will take", "could take"}

// patience reads the warning that a step takes long.
func (b *block) patience(s sentence) *Fact {
	text := s.String()
	if !s.says([]string{"migration", "migrations", "upgrade", "process", "reindex"}) || !s.says(durations) ||
		!s.says([]string{"time", "long", "longer", "hours", "minutes", "while"}) {
		return nil
	}
	f := processFact("allow time for the migration", During, Inferred, b.cite(s))
	f.Expect.Text = shorten(text)
	return &f
}

// redoVerbs say that something is made again.
var redoVerbs = []string{"redeploy", "re-deploy", "recreate", "re-create", "reconfigure", "re-ingest", "reingest", "rebuild"}

// redo reads the demand to make something again: "you will need to recreate
// your alerts", "redeploy data quality workflows".
func (b *block) redo(s sentence) *Fact {
	if !b.section.zone.declared() && b.section.zone != changes {
		return nil
	}
	toks := s.tokens()
	for i, t := range toks {
		if !slices.Contains(redoVerbs, t.lower) {
			continue
		}
		if !s.says(modal) && !s.says([]string{"can then", "have to", "will need"}) {
			continue
		}
		object := trimFillers(nounPhrase(toks[i+1:]))
		if len(object) == 0 || len(object) > 6 {
			continue
		}
		words := s.text[object[0].start:object[len(object)-1].end]
		f := processFact(t.lower+" "+words, After, Inferred, b.cite(s))
		f.Kind = b.section.zone.kind()
		return &f
	}
	return nil
}

func processFact(name string, phase Phase, c Confidence, ev Evidence) Fact {
	return Fact{
		Kind: Requirement, Subject: Subject{Type: Process, Name: name}, Expect: &Expect{Op: Run, Text: name},
		Phase: phase, Confidence: c, Evidence: []Evidence{ev},
		Summary: strings.ToUpper(name[:1]) + name[1:] + ".",
	}
}

var (
	// pathVerbs say that one goes from release to release
	pathVerbs = []string{"upgrade", "upgrading", "upgraded", "migrate", "migrated", "migration", "moving", "move", "go from", "jump", "bring", "going to", "go to", "stop by", "stop at", "upgrades"}
	// stepwise says that none may be left out
	stepwise = []string{"minor release at a time", "minor version at a time", "release at a time", "do not skip releases", "do not skip a release"}
)

// upgradePaths finds the rules about which release may be upgraded to which.
func upgradePaths(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		text := s.String()
		if !s.says(pathVerbs) {
			continue
		}
		var releases []Version
		toks := s.tokens()
		var stop Version // the release the sentence sends its reader to
		for i, t := range toks {
			if isNumber(t) && isRelease(t.text) && !softwareBefore(b.page.profile, toks, i) {
				v, _ := ParseVersion(t.text)
				releases = append(releases, v)
				prev := at(toks, i-1).lower
				if stop.IsZero() && (prev == "to" && slices.Contains([]string{"upgrade", "upgraded", "migrate", "migrated", "move", "moved", "go"}, at(toks, i-2).lower) || (prev == "on" || prev == "at" || prev == "latest") && !orOlder(toks, i) || prev == "from" && s.says([]string{"only", "supported from", "possible from"})) {
					stop = v
				}
			}
		}
		if stop.IsZero() && len(releases) > 0 {
			stop = releases[0]
		}
		forbids := s.says([]string{"not support", "not supported", "unsupported", "cannot", "can't", "no direct"}) && s.says([]string{"from"})
		stops := s.says([]string{"must", "should", "need to", "have to"}) && s.says([]string{"first", "stable version", "directly", "intermediate", "before upgrading", "before going", "before moving", "before you upgrade", "in between", "stop by", "stop at"}) ||
			s.says([]string{"should go from", "must go from"}) || s.says([]string{"upgrade to", "migrate to", "move to", "go to"}) && s.says([]string{"first"}) ||
			s.says([]string{"supported from", "possible from", "only supported from", "only from", "only possible from", "only be upgraded from"})
		switch {
		case s.says(stepwise):
			out = append(out, Fact{
				Kind: Requirement, Subject: Subject{Type: UpgradePath, Name: "one release at a time"}, Confidence: Inferred,
				Expect: &Expect{Op: Equal, Text: text}, Evidence: []Evidence{b.cite(s)},
				Summary: "The upgrade goes through every minor release on the way: " + shorten(text),
			})
		case forbids && olderThan(toks) && len(releases) > 0:
			oldest := releases[len(releases)-1]
			out = append(out, Fact{
				Kind: Requirement, Subject: Subject{Type: UpgradePath, Name: "stop " + oldest.String()}, Confidence: Inferred,
				Expect: &Expect{Op: Equal, Value: oldest.String(), Text: text}, Evidence: []Evidence{b.cite(s)},
				Summary: fmt.Sprintf("The upgrade starts from %s or later: %s", oldest, shorten(text)),
			})
		case forbids && len(releases) > 0:
			f := Fact{
				Kind: BreakingChange, Subject: Subject{Type: UpgradePath, Name: "from " + releases[0].String()}, Confidence: Inferred,
				Expect: &Expect{Op: Absent, Value: releases[0].String(), Text: text}, Evidence: []Evidence{b.cite(s)},
				Summary: fmt.Sprintf("The database cannot be migrated in place from %s.", releases[0]),
			}
			out = append(out, f)
		case stops && (len(releases) > 0 || s.says([]string{"stable version"})):
			f := Fact{
				Kind: Requirement, Subject: Subject{Type: UpgradePath, Name: "stop"}, Confidence: Inferred,
				Expect: &Expect{Op: Equal, Text: text}, Evidence: []Evidence{b.cite(s)},
				Summary: "The upgrade goes through stated releases: " + shorten(text),
			}
			if len(releases) > 0 {
				f.Subject.Name = "stop " + stop.String()
				f.Expect.Value = stop.String()
			} else {
				f.Subject.Name = "stable to stable"
			}
			out = append(out, f)
		}
	}
	return out
}

// orOlder says whether the release at i stands for itself and what came before.
func orOlder(toks []token, i int) bool {
	return at(toks, i+1).lower == "or" && slices.Contains([]string{"below", "older", "earlier", "lower", "before"}, at(toks, i+2).lower)
}

// olderThan says whether a sentence is about releases older than one.
func olderThan(toks []token) bool {
	for i := range toks {
		if phrase(toks, i, "older", "than") || phrase(toks, i, "earlier", "than") || phrase(toks, i, "lower", "than") {
			return true
		}
	}
	return false
}

// softwareBefore says whether the number at i is the version of other software.
func softwareBefore(p *Profile, toks []token, i int) bool {
	for _, s := range p.Software {
		for j := max(0, i-3); j < i; j++ {
			if matchWords(toks, j, s.Words) > 0 {
				return true
			}
		}
	}
	return false
}

// shorten keeps a quotation to a line.
func shorten(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= 160 {
		return s
	}
	if r := []rune(s); len(r) > 160 {
		cut := string(r[:157])
		if i := strings.LastIndexByte(cut, ' '); i > 80 {
			cut = cut[:i]
		}
		return strings.TrimRight(cut, ",;: ") + "…"
	}
	return s
}

package facts

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// commands finds the commands a page has its reader run: calls of the
// product's own programs in fences and inline code and, where a breaking change
// asks for it, calls of any program.
func commands(b *block) []Fact {
	if b.section.zone == trouble || b.section.zone == plain && !b.page.aboutUpgrade() {
		return nil
	}
	var out []Fact
	if b.kind == fenceBlock {
		if b.code.language() != "shell" || b.isExample() {
			return nil
		}
		for _, c := range b.code.shell() {
			ev := b.citeCode(c.line, c.end)
			if f, ok := b.call(c, ev); ok {
				out = append(out, f...)
			} else if (b.section.zone != recovery && b.section.zone != trouble && (b.section.zone == breaking && b.demandedByLead() || b.lead != nil && b.lead.kind != fenceBlock && b.lead.says([]string{"has to be", "must be", "have to be"}))) && len(c.words) > 1 {
				out = append(out, ordered(c, ev))
			}
		}
		return out
	}
	if b.kind == headingBlock {
		return nil
	}
	for _, s := range b.sentences() {
		toks := s.tokens()
		for i, t := range toks {
			if t.kind != code || !strings.Contains(t.text, " ") || !orders(toks[:i]) || b.section.zone == deprecation {
				continue
			}
			for _, c := range readShell(t.text) {
				if f, ok := b.call(c, b.cite(s)); ok {
					out = append(out, f...)
				}
			}
		}
	}
	return out
}

// orders says whether the words before a command ask for it to be run.
func orders(before []token) bool {
	if slices.ContainsFunc(before, func(t token) bool {
		return slices.Contains([]string{"could", "previously", "formerly", "told", "used", "until"}, t.lower)
	}) {
		return false // how it was done before
	}
	for i := len(before) - 1; i >= 0 && i >= len(before)-10; i-- {
		switch before[i].lower {
		case "using", "with", "via":
			if i >= len(before)-3 && !slices.ContainsFunc(before, func(t token) bool { return t.lower == "if" }) {
				return slices.ContainsFunc(before[:i], func(t token) bool {
					return slices.Contains([]string{"validate", "verify", "check", "run", "running", "migrate", "upgrade", "confirm", "do"}, t.lower)
				})
			}
		case "run", "running", "execute", "executing", "invoke", "call":
			return true
		case ".", ";", "removed", "deprecated", "vs", "instead", "when":
			return false
		}
	}
	return false
}

// demandedByLead says whether the prose before a fence asks for what is in it.
func (b *block) demandedByLead() bool {
	if b.lead == nil || b.lead.kind == fenceBlock {
		return false
	}
	if all := b.lead.sentences(); len(all) > 0 && all[len(all)-1].says([]string{"must", "has to", "have to", "need to", "needs to"}) {
		return true
	}
	return b.lead.says([]string{"need to", "must", "have to", "run", "execute", "required"}) &&
		!b.lead.says([]string{"error", "output", "see"})
}

// call turns a call of one of the product's programs into what it amounts to.
// ok is false when the program is not the product's.
func (b *block) call(c call, ev Evidence) (found []Fact, ok bool) {
	p := b.page.profile
	if tool := path.Base(firstWord(c.words)); tool == "mysqldump" || tool == "pg_dump" || tool == "pg_dumpall" || tool == "mariadb-dump" {
		return []Fact{backupFact(ev, Exact)}, true
	}
	cmd, n := p.command(c.words)
	if n == 0 {
		return nil, false
	}
	args := c.words[n:]
	name := callName(cmd, args)
	_, sub, _ := strings.Cut(name, " ")
	if sub == "" || sub == "--help" || sub == "--debug" || slices.Contains(args, "--help") || slices.Contains(args, "-h") && sub != "backup" {
		return nil, true
	}
	what := cmd.Subcommands[sub]
	phase := what.Phase
	if phase == "" && b.section.zone == after {
		phase = After
	}
	switch what.Fact {
	case "none":
		return nil, true
	case "backup":
		return []Fact{backupFact(ev, Exact)}, true
	case "process":
		f := processFact(what.Process, phase, Exact, ev)
		f.Remedy = []Remedy{{Language: "bash", Text: strings.Join(c.words, " ")}}
		return []Fact{f}, true
	}
	return []Fact{{
		Kind: Requirement, Subject: Subject{Type: CLICommand, Name: name},
		Expect: &Expect{Op: Run, Text: strings.Join(c.words, " ")}, Phase: phase, Confidence: Exact,
		Evidence: []Evidence{ev}, Remedy: []Remedy{{Language: "bash", Text: strings.Join(c.words, " ")}},
		Summary: fmt.Sprintf("Run %s.", name),
	}}, true
}

func firstWord(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// ordered is a step of a breaking change: run this, whatever the program.
func ordered(c call, ev Evidence) Fact {
	text := strings.Join(c.words, " ")
	if len(c.words) > 2 && c.words[0] == "sudo" {
		c.words = c.words[1:]
	}
	target := ""
	for _, w := range c.words[1:] {
		if strings.HasPrefix(w, "-") || strings.ContainsAny(w, " ;'") || isVersion(w) {
			continue
		}
		if target == "" || strings.ContainsAny(w, "./") && !strings.ContainsAny(target, "./") {
			target = w
		}
	}
	name := strings.TrimSpace(path.Base(c.words[0]) + " " + target)
	return Fact{
		Kind: Requirement, Subject: Subject{Type: Process, Name: name},
		Expect: &Expect{Op: Run, Text: text}, Confidence: Exact, Evidence: []Evidence{ev},
		Remedy: []Remedy{{Language: "bash", Text: text}}, Summary: fmt.Sprintf("Run %s.", text),
	}
}

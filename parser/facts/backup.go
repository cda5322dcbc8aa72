package facts

import (
	"slices"
	"strings"
)

// modal are the words by which prose demands something.
var modal = []string{
	"must", "should", "make sure", "ensure", "need to", "needs to", "need", "have to", "has to", "required", "require", "requires",
	"recommend", "recommended", "important", "please", "advised", "crucial", "mandatory", "encourages", "encourage", "necessary", "needs", "needed", "suggest", "advise", "don't forget", "do not forget",
}

// backups finds the demand for a backup, where to keep it, and what it may be
// used for.
func backups(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news || b.section.zone == recovery {
		return nil
	}
	var out []Fact
	for _, s := range b.sentences() {
		text := s.String()
		if !speaksOfBackup(s.wording()) {
			if stored := b.storage(s); stored != nil {
				out = append(out, *stored)
			}
			continue
		}
		lower := strings.ToLower(text)
		switch {
		case s.says([]string{"restore", "restoring", "restored"}) && !s.says([]string{"deprecated", "removed"}) && s.says([]string{"not", "never", "only"}) &&
			s.says([]string{"version", "release"}):
			out = append(out, Fact{
				Kind: Requirement, Subject: Subject{Type: Backup, Name: "restore"}, Confidence: Inferred, Evidence: []Evidence{b.cite(s)},
				Expect:  &Expect{Op: Equal, Value: "same version", Text: "restore only into the version it was taken from"},
				Summary: "A backup may only be restored into the version it was taken from.",
			})
		case b.storage(s) != nil:
			out = append(out, *b.storage(s))
		case b.section.zone != trouble && demandsBackup(s) && (s.says([]string{"metadata", "database", "db", "data", "mysql", "postgres", "instance", "openmetadata_db", "upgrade"}) || b.section.zone == requirement) &&
			!strings.Contains(lower, "to run the backup") && !strings.Contains(lower, "backup command output") && b.beforeUpgrade():
			out = append(out, backupFact(b.cite(s), Inferred))
		}
	}
	return out
}

// demandsBackup says whether the words of demand stand close to those for the
// backup: "strongly recommend backing up", "a backup is required".
func demandsBackup(s sentence) bool {
	toks := s.tokens()
	for i := range toks {
		if !slices.ContainsFunc([]string{"backup", "backups", "back", "backing", "backed", "dump", "snapshot"}, func(w string) bool { return toks[i].lower == w }) {
			continue
		}
		lo, hi := max(0, i-8), min(len(toks), i+8)
		near := s.text[toks[lo].start:toks[hi-1].end]
		if begun := i <= 2 && slices.Contains([]string{"take", "make", "create", "dump", "back", "backup"}, toks[0].lower); begun && !(toks[0].lower == "back" && at(toks, 1).lower != "up") {
			return true
		}
		if containsAny(near, []string{"you made", "you have made", "you took", "must", "should", "make sure", "ensure", "need to", "have to", "recommend", "recommended", "important", "please", "advised", "crucial", "mandatory", "encourages", "encourage", "is necessary", "are necessary", "necessary to", "is required", "are required", "suggest", "suggested", "advise", "always"}) {
			return true
		}
	}
	return false
}

// beforeUpgrade says whether the block is about preparing an upgrade, by its
// headings or by its page.
func (b *block) beforeUpgrade() bool {
	if b.section.zone != plain {
		return true
	}
	return containsAny(b.text+" "+strings.Join(b.section.path(), " "), []string{"upgrade", "upgrading", "migration", "migrations", "before", "backup", "back up"})
}

// backupWords are what prose calls a backup, and making one.
var backupWords = []string{"backup", "backups", "back up", "backing up", "backed up", "dump", "dumps", "snapshot"}

func speaksOfBackup(w wording) bool {
	return w.says(backupWords)
}

// storageVerbs say that something is put away.
var storageVerbs = []string{"store", "keep", "save", "copy", "stored", "kept", "move"}

// elsewhere are the words for a place that survives what may go wrong.
var elsewhere = []string{"safe", "safely", "secure", "securely", "another machine", "another host", "another server", "other machine", "off the machine", "off the host", "a disk", "off-site", "offsite", "elsewhere", "somewhere else"}

// storage recognises the demand to keep a backup safe.
func (b *block) storage(s sentence) *Fact {
	if !s.says(storageVerbs) || !s.says(elsewhere) {
		return nil
	}
	about := speaksOfBackup(s.wording()) || speaksOfBackup(wording{text: b.page.firstTitle()}) || speaksOfBackup(wording{text: strings.Join(b.section.path(), " ")}) || b.lead != nil && speaksOfBackup(b.lead.wording())
	if !about {
		return nil
	}
	return &Fact{
		Kind: Requirement, Subject: Subject{Type: Backup, Name: "storage"}, Confidence: Inferred, Evidence: []Evidence{b.cite(s)},
		Expect:  &Expect{Op: Exists, Text: "kept in a safe place"},
		Summary: "The backup file must be kept in a safe place, off the machine that is upgraded.",
	}
}

func backupFact(ev Evidence, c Confidence) Fact {
	return Fact{
		Kind: Requirement, Subject: Subject{Type: Backup, Name: "database"}, Phase: Before, Confidence: c,
		Expect: &Expect{Op: Exists, Value: "1", Text: "a backup of the metadata database"}, Evidence: []Evidence{ev},
		Summary: "A backup of the metadata database must exist before the upgrade.",
	}
}

// reachWords say that one machine gets through to another.
var reachWords = []string{"connectivity", "reachable", "network access", "connected to", "can reach", "can connect", "reaches", "reach", "open a connection", "able to connect", "connect to", "has access", "have access", "can access"}

// connectivity finds the demand that the database can be reached from where
// the upgrade's commands run.
func connectivity(b *block) []Fact {
	if b.kind == fenceBlock || b.kind == headingBlock || b.section.zone == news {
		return nil
	}
	p := b.page.profile
	var out []Fact
	for _, s := range b.sentences() {
		if !s.says(reachWords) ||
			!s.says(modal) && b.section.zone != requirement || !(p.namesEngines(s.wording()) || s.says([]string{"database", "db", "3306", "5432"})) {
			continue
		}
		f := Fact{
			Kind: Requirement, Subject: Subject{Type: Connectivity, Name: "database"}, Phase: Before, Confidence: Inferred,
			Expect: &Expect{Op: Exists, Text: "reachable"}, Evidence: []Evidence{b.cite(s)},
			Summary: "The database must be reachable from the host that runs the backup and the migration.",
		}
		var ports []string
		for _, t := range s.tokens() {
			if at := strings.TrimPrefix(t.text, "port "); at == "3306" || at == "5432" {
				ports = append(ports, at)
			}
		}
		if len(ports) == 0 {
			ports = b.page.ports()
		}
		if len(ports) > 0 {
			f.Expect.Value = strings.Join(ports, ", ")
			f.Expect.Text = "reachable on port " + strings.Join(ports, " or ")
		}
		out = append(out, f)
	}
	return out
}

// ports lists the database ports the page's own commands use.
func (pg *page) ports() []string {
	if pg.reached == nil {
		pg.reached = pg.findPorts()
	}
	return pg.reached
}

func (pg *page) findPorts() []string {
	out := []string{}
	for _, b := range pg.blocks {
		if b.kind != fenceBlock || b.code.language() != "shell" {
			continue
		}
		for _, c := range b.code.shell() {
			if _, n := pg.profile.command(c.words); n == 0 && !slices.Contains([]string{"mysqldump", "pg_dump", "mysql", "psql"}, firstWord(c.words)) {
				continue
			}
			if port := c.flag("--port", "-P"); isNatural(port) && !slices.Contains(out, port) {
				out = append(out, port)
			}
		}
	}
	slices.Sort(out)
	return out
}

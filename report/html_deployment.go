package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/omlint/omlint/probe"
)

// What was seen of the deployment. Nothing here says right or wrong.
type (
	htmlDatabase struct {
		Name, Server, Why string
		Facts             []htmlFact
		Settings          []probe.Setting
		Tables            []htmlTable
		Rest              string // of the tables: how many smaller ones there are
		Total             string
	}
	htmlServer struct {
		Name, Server, Why string
		Facts             []htmlFact
	}
	htmlFact  struct{ Name, Value string }
	htmlTable struct {
		Name, Size, Rows string
		Percent          int // of the largest table's size

		bytes int64
	}
	htmlBackup struct {
		Path, Stopped string
		Damaged       bool
		Facts         []htmlFact
		Notes         []string
		Rungs         []htmlRung
	}
	htmlRung struct {
		Name, Meaning string
		Reached       bool
	}
)

// rungs are the ladder of a backup, from the bottom.
var rungs = []htmlRung{
	{Name: "present", Meaning: "there, and not empty"},
	{Name: "identified", Meaning: "its content says what wrote it"},
	{Name: "complete", Meaning: "read to an end that its tool writes"},
	{Name: "covered", Meaning: "holds what the database holds"},
	{Name: "restorable", Meaning: "a restore is known to work"},
	{Name: "restored", Meaning: "was restored"},
}

// mostTables bounds the chart of table sizes.
const mostTables = 12

func (p *htmlPage) deployment(s *probe.Snapshot) {
	for i := range s.Databases {
		p.Databases = append(p.Databases, htmlDatabaseOf(&s.Databases[i]))
	}
	for i := range s.Servers {
		p.Servers = append(p.Servers, htmlServerOf(&s.Servers[i]))
	}
	for i := range s.Search {
		p.Servers = append(p.Servers, htmlSearchOf(&s.Search[i]))
	}
	for i := range s.Backups {
		p.Backups = append(p.Backups, htmlBackupOf(&s.Backups[i]))
	}
}

// stated are the facts that have a value.
func stated(list ...htmlFact) []htmlFact {
	for i := range list {
		list[i].Value = clean(list[i].Value)
	}
	return slices.DeleteFunc(list, func(f htmlFact) bool { return f.Value == "" })
}

func htmlDatabaseOf(d *probe.Database) htmlDatabase {
	out := htmlDatabase{Name: clean(d.Name), Server: clean(d.VersionText), Why: clean(d.Why)}
	if d.Source == probe.SourceFile {
		out.Server = "a configuration file"
	}
	out.Facts = stated(htmlFact{"Database", d.Database}, htmlFact{"Login", d.User}, htmlFact{"Migrates as", d.MigrationUser})
	for _, set := range d.Settings {
		value := cmp.Or(set.Text, set.Value)
		if set.Why != "" {
			value = "not known: " + set.Why
		}
		out.Settings = append(out.Settings, probe.Setting{Name: clean(set.Name), Value: clean(value), Origin: clean(set.Origin)})
	}
	out.chart(d.Look("tables"))
	return out
}

// chart fills in the sizes of the tables, the largest first.
func (d *htmlDatabase) chart(l *probe.Look) {
	if l == nil {
		return
	}
	var tables []htmlTable
	var total int64
	for _, t := range l.Records() {
		bytes, err := strconv.ParseInt(t["bytes"], 10, 64)
		if err != nil || bytes < 0 {
			continue
		}
		rows := t["estimate"]
		if n, err := strconv.ParseInt(rows, 10, 64); err != nil || n < 0 { // PostgreSQL says -1 of a table it never counted
			rows = ""
		}
		tables = append(tables, htmlTable{Name: clean(t["name"]), Size: humanSize(bytes), Rows: rows, bytes: bytes})
		total += bytes
	}
	slices.SortFunc(tables, func(a, b htmlTable) int { return cmp.Or(cmp.Compare(b.bytes, a.bytes), cmp.Compare(a.Name, b.Name)) })
	d.Total = count(len(tables), "table", "tables") + ", " + humanSize(total)
	if n := len(tables) - mostTables; n > 0 {
		var rest int64
		for _, t := range tables[mostTables:] {
			rest += t.bytes
		}
		d.Rest = fmt.Sprintf("%s, %s together", count(n, "smaller table", "smaller tables"), humanSize(rest))
		tables = tables[:mostTables]
	}
	for i := range tables {
		if largest := tables[0].bytes; largest > 0 {
			tables[i].Percent = int(100 * float64(tables[i].bytes) / float64(largest))
		}
	}
	d.Tables = tables
}

// humanSize is a number of bytes to three digits, in powers of 1024.
func humanSize(bytes int64) string {
	if bytes < 1024 {
		return fmt.Sprintf("%d B", bytes)
	}
	n, unit := float64(bytes)/1024, 0
	for n >= 1000 && unit < 4 {
		n, unit = n/1024, unit+1
	}
	if n < 10 {
		return fmt.Sprintf("%.1f %s", n, []string{"KiB", "MiB", "GiB", "TiB", "PiB"}[unit])
	}
	return fmt.Sprintf("%.0f %s", n, []string{"KiB", "MiB", "GiB", "TiB", "PiB"}[unit])
}

func htmlServerOf(s *probe.Server) htmlServer {
	out := htmlServer{Name: clean(s.Name), Why: clean(s.Why)}
	if s.Connected {
		out.Server = clean("OpenMetadata " + s.Version)
	}
	for _, c := range s.Checks {
		verdict := "fails"
		if c.Passed {
			verdict = "passes"
		}
		out.Facts = append(out.Facts, stated(htmlFact{clean(c.Name), verdict + ": " + c.Message})...)
	}
	return out
}

func htmlSearchOf(s *probe.Search) htmlServer {
	return htmlServer{
		Name: clean(s.Name), Server: clean(s.VersionText), Why: clean(s.Why),
		Facts: stated(htmlFact{"Cluster", s.Cluster}, htmlFact{"Health", cmp.Or(s.Health, s.HealthWhy)}),
	}
}

func htmlBackupOf(b *probe.Backup) htmlBackup {
	out := htmlBackup{Path: clean(b.Path), Stopped: clean(b.Stopped), Damaged: b.Damaged, Rungs: slices.Clone(rungs)}
	format := b.Format
	if b.Container != "" {
		format += " in " + b.Container
	}
	tables := ""
	if len(b.Tables) > 0 {
		tables = fmt.Sprint(len(b.Tables))
	}
	size := ""
	if b.Bytes > 0 {
		size = humanSize(b.Bytes)
	}
	out.Facts = stated(htmlFact{"Format", format}, htmlFact{"Written by", b.Producer}, htmlFact{"Of server", b.Server}, htmlFact{"Database", b.Database},
		htmlFact{"Taken", b.TakenAt}, htmlFact{"Size", size}, htmlFact{"Tables", tables})
	for _, n := range b.Notes {
		out.Notes = append(out.Notes, clean(n))
	}
	top := slices.IndexFunc(rungs, func(r htmlRung) bool { return r.Name == b.Level })
	for i := range out.Rungs {
		out.Rungs[i].Reached = i <= top
	}
	return out
}

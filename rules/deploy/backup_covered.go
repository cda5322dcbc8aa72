package deploy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// hollow says what a backup lacks, whatever it is of: rows, definitions, or a
// database. "" when it has all of these.
func hollow(b *probe.Backup) string {
	var created, filled int
	for _, t := range b.Tables {
		if t.Created {
			created++
		}
		if t.Rows != 0 {
			filled++
		}
	}
	switch {
	case !slices.Contains(rungs[2:], b.Level):
		return "" // what it holds was not read to the end
	case len(b.Tables) == 0 && b.Format == "pg_dumpall":
		return "holds roles and settings (--globals-only), and no database"
	case len(b.Tables) == 0:
		return ""
	case filled == 0:
		return "holds no rows: it is a dump of the schema alone, or of empty tables"
	case created == 0 && !slices.Contains(b.Traits, probe.TraitNoDefinitions):
		return "holds rows and no table definitions (a dump of the data alone): it restores only where the same tables are there already"
	}
	for _, t := range b.Tables {
		if t.Rows == 0 && slices.Contains(neverEmpty, strings.ToLower(bareName(t.Name))) {
			return fmt.Sprintf("holds no row of table %s, which is never empty", t.Name)
		}
	}
	return ""
}

// neverEmpty are tables of OpenMetadata that have rows from the first start on:
// its migration history, and its users, of which one is the administrator.
var neverEmpty = []string{"server_change_log", "user_entity"}

// bareName is a table's name without its database and schema.
func bareName(table string) string { return table[strings.LastIndexByte(table, '.')+1:] }

// stateless are prefixes of tables that OpenMetadata's own backup leaves out:
// those of Flowable and Quartz (DatabaseBackupRestore.java).
var stateless = []string{"act_", "flw_", "qrtz_"}

func isStateless(table string) bool {
	return slices.ContainsFunc(stateless, func(p string) bool { return strings.HasPrefix(strings.ToLower(table), p) })
}

// incomparable says why a backup cannot be compared with a database; "" when it
// can.
func incomparable(d *probe.Database) string {
	if d == nil {
		return ""
	}
	switch seen := d.Look("tables"); {
	case seen == nil:
		return "the snapshot does not say which tables it has; record it again with this version's omlint probe"
	case seen.Why != "":
		return "its tables could not be listed: " + seen.Why
	case len(seen.Rows) == 0:
		return "the login sees no table there"
	}
	return ""
}

// uncovered compares what a backup holds with what the database does, and says
// how the rows were compared.
func uncovered(b *probe.Backup, d *probe.Database) (found []remark, rows basis) {
	seen := d.Look("tables")
	var missing, empty, short []string
	kept := tablesOf(b, d.Database)
	taken, _ := time.Parse(time.RFC3339, b.TakenAt) // an unknown time is long ago
	live := known(d, taken)
	for _, table := range seen.Records() {
		name := table["name"]
		if b.Format == "openmetadata-ops backup" && isStateless(name) {
			continue
		}
		t, ok := kept[strings.ToLower(name)]
		there := live(table)
		switch {
		case !ok:
			missing = append(missing, name)
		case !there.known || t.Rows == probe.RowsUnknown:
			rows.not++
			continue
		case t.Rows == 0 && there.filled():
			empty = append(empty, fmt.Sprintf("%s (%s)", name, there))
		case there.exceeds(t.Rows):
			short = append(short, fmt.Sprintf("%s (%d of %s)", name, t.Rows, there))
		}
		if there.counted {
			rows.counted++
		} else {
			rows.estimated++
		}
	}
	if len(missing) > 0 {
		found = append(found, remark{rules.Fail, fmt.Sprintf("it lacks %d of the %d tables of %s: %s", len(missing), len(seen.Rows), d.Name, some(missing)), "dump the whole database, as a user who may read every table"})
	}
	if len(empty) > 0 {
		found = append(found, remark{rules.Fail, fmt.Sprintf("it holds no row of tables that have some in %s: %s", d.Name, some(empty)), "dump the whole database, as a user who may read every table"})
	}
	if len(short) > 0 {
		found = append(found, remark{rules.Warn, fmt.Sprintf("it holds far fewer rows than %s: %s", d.Name, some(short)), "dump again; whether an estimate of the server is wrong, --count-rows tells"})
	}
	return append(found, otherHistory(b, d)...), rows
}

// tablesOf are the tables that a backup holds of a database, by their bare
// names in lower case.
func tablesOf(b *probe.Backup, database string) map[string]probe.BackupTable {
	several := strings.Contains(b.Database, ", ")
	kept := map[string]probe.BackupTable{}
	for _, t := range b.Tables {
		if !several || strings.HasPrefix(t.Name, database+".") {
			kept[strings.ToLower(bareName(t.Name))] = t
		}
	}
	return kept
}

// historyOf is the migration history that a backup holds of a database; nil for
// none, or more than one.
func historyOf(b *probe.Backup, database string) []string {
	kept, n := b.Migrations, 0
	for table, versions := range b.Histories {
		if strings.HasPrefix(table, database+".") {
			kept, n = versions, n+1
		}
	}
	if n > 1 {
		return nil
	}
	return kept
}

// otherHistory compares the migration history in the backup with the
// database's: a backup from before or after a migration is one of another
// release.
func otherHistory(b *probe.Backup, d *probe.Database) []remark {
	seen := d.Look("migrations")
	if seen == nil || seen.Why != "" || seen.Absent || seen.More || len(seen.Rows) == 0 {
		return nil
	}
	kept := historyOf(b, d.Database)
	if kept == nil {
		return []remark{{outcome: rules.Unknown, text: "its migration history could not be read, so which release it is of is not known"}}
	}
	live := seen.Column("version")
	var lacks, more []string
	for _, v := range live {
		if !slices.Contains(kept, v) {
			lacks = append(lacks, v)
		}
	}
	for _, v := range kept {
		if !slices.Contains(live, v) {
			more = append(more, v)
		}
	}
	const again = "make a backup of the database as it is now"
	switch {
	case len(lacks) > 0 && len(more) > 0:
		return []remark{{rules.Fail, fmt.Sprintf("it is of another database: its migration history has %s, and lacks %s, which %s went through", some(more), some(lacks), d.Name), again}}
	case len(lacks) > 0:
		return []remark{{rules.Fail, fmt.Sprintf("it is of an older release: its migration history lacks %s, which %s went through", some(lacks), d.Name), again}}
	case len(more) > 0:
		return []remark{{rules.Fail, fmt.Sprintf("it is of a newer release: its migration history has %s, which %s did not go through", some(more), d.Name), again}}
	}
	return nil
}

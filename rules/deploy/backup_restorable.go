package deploy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/rules"
)

// restoreNeeds asks what a dump may need of the server that it is restored to.
// The accounts of MySQL are for administrators to see alone.
var restoreNeeds = []probe.Query{
	{Name: "roles", Engine: "postgres", SQL: `SELECT rolname AS name FROM pg_catalog.pg_roles ORDER BY rolname`},
	{Name: "available-extensions", Engine: "postgres", SQL: `SELECT name FROM pg_catalog.pg_available_extensions ORDER BY name`},
}

// A restoreRule is a reason for which a whole dump does not restore, or not
// everywhere. It is asked with the database that would take the dump, nil when
// that is not known: then the dump's own server is what it has to fit.
type restoreRule func(b *probe.Backup, d *probe.Database) []remark

var restoreRules = []restoreRule{
	strayText, lostCharacters, generatedColumns, flavours, sandbox, gtids, mixedCollations,
	versions, missingRoles, missingExtensions, restrictCommand,
}

func unrestorable(b *probe.Backup, d *probe.Database) []remark {
	var found []remark
	for _, rule := range restoreRules {
		found = append(found, rule(b, d)...)
	}
	return found
}

func has(b *probe.Backup, trait string) bool { return slices.Contains(b.Traits, trait) }

// strayText is what does not belong into a dump and stops a client.
func strayText(b *probe.Backup, _ *probe.Database) []remark {
	var found []remark
	if has(b, probe.TraitMessages) {
		found = append(found, remark{rules.Fail, "messages of the dumper stand in it, at which a restore stops", "dump with --result-file (mysqldump) or --file (pg_dump), or take 2>&1 and docker exec -t away; in this file, delete those lines"})
	}
	if has(b, probe.TraitByteOrderMark) {
		found = append(found, remark{rules.Fail, "it begins with a byte order mark, which clients refuse", "delete its first three bytes: tail -c +4 FILE"})
	}
	if has(b, probe.TraitLineEnds) {
		found = append(found, remark{rules.Warn, "its lines end in CR LF: it passed through a terminal or a Windows tool, which may have changed the data", "dump with --result-file (mysqldump) or --file (pg_dump)"})
	}
	return found
}

// lostCharacters: a dumper writes question marks for what its character set does
// not have.
func lostCharacters(b *probe.Backup, _ *probe.Database) []remark {
	if !has(b, probe.TraitNarrow) {
		return nil
	}
	return []remark{{rules.Warn, "it was dumped in a character set that lacks some of utf8mb4: those characters became question marks", "dump with --default-character-set=utf8mb4"}}
}

// generatedColumns: MySQL refuses values for generated columns (error 3105),
// which MariaDB's dumper writes (bcgov/backup-container issue 150), and
// mysqldump before 8.3 wrote a broken INSERT where a table's first column is
// generated (MySQL bug 81926, OpenMetadata issue 15388), as later ones do that
// write each row on its own (seen with 9.7.4).
func generatedColumns(b *probe.Backup, d *probe.Database) []remark {
	tool, version, _ := strings.Cut(b.Producer, " ")
	intoMariaDB := isMariaDB(b.Server)
	if d != nil {
		intoMariaDB = d.Flavour == "mariadb"
	}
	if has(b, probe.TraitGeneratedValues) && !intoMariaDB {
		return []remark{{rules.Fail, "it writes values into generated columns, which MySQL refuses (error 3105)", "dump with MySQL's own mysqldump, 8.3 or newer"}}
	}
	if has(b, probe.TraitMissingValues) {
		return []remark{{rules.Fail, "rows of tables whose first column is generated begin with a comma, which every server refuses (MySQL bug 81926)", "dump with mysqldump 8.3 or newer, without --skip-extended-insert and --skip-opt"}}
	}
	if has(b, probe.TraitGeneratedFirst) && tool == "mysqldump" {
		switch old, known := olderThan(version, 8, 3); {
		case !known:
			return []remark{{rules.Unknown, "which mysqldump wrote it is not said, and before 8.3 its dumps of tables whose first column is generated do not restore", "dump with mysqldump 8.3 or newer, with comments"}}
		case old:
			return []remark{{rules.Fail, fmt.Sprintf("mysqldump %s wrote it, whose dumps of tables whose first column is generated do not restore (MySQL bug 81926)", version), "dump with mysqldump 8.3 or newer"}}
		}
	}
	return nil
}

func isMariaDB(version string) bool { return strings.Contains(version, "MariaDB") }

// flavours: MySQL and MariaDB have collations that the other does not know.
func flavours(b *probe.Backup, d *probe.Database) []remark {
	if d == nil || d.Engine != "mysql" {
		return nil
	}
	foreign := "_uca1400_"
	if d.Flavour == "mariadb" {
		foreign = "_0900_"
	}
	for _, t := range b.Tables {
		if strings.Contains(t.Collation, foreign) {
			return []remark{{rules.Fail, fmt.Sprintf("table %s has the collation %s, which %s does not know", t.Name, t.Collation, flavourName(d.Flavour)), "restore it where it came from: " + b.Server}}
		}
	}
	if b.Server != "" && isMariaDB(b.Server) != (d.Flavour == "mariadb") {
		return []remark{{rules.Warn, fmt.Sprintf("it was made from %s, and would go into %s", b.Server, flavourName(d.Flavour)), "rehearse it: omlint backup --restore-into URL"}}
	}
	return nil
}

// sandbox: the first line of newer MariaDB dumps is one that other clients stop
// at (https://mariadb.org/mariadb-dump-file-compatibility-change/).
func sandbox(b *probe.Backup, d *probe.Database) []remark {
	if !has(b, probe.TraitSandbox) || d == nil || d.Flavour == "mariadb" {
		return nil
	}
	return []remark{{rules.Warn, `its first line turns on MariaDB's sandbox mode, at which MySQL's client stops (unknown command '\-')`, "leave the first line out: tail -n +2 FILE | mysql …"}}
}

func gtids(b *probe.Backup, _ *probe.Database) []remark {
	if !has(b, probe.TraitGTIDPurged) {
		return nil
	}
	return []remark{{rules.Warn, "it sets GTID_PURGED, for which a restore needs SYSTEM_VARIABLES_ADMIN, and which group replication refuses (error 3911)", "dump with --set-gtid-purged=OFF, unless it is to set up a replica"}}
}

// mixedCollations: foreign keys between tables of different collations fail
// when tables are made anew (error 3780, OpenMetadata issue 28255); Flowable's
// tables have met it.
func mixedCollations(b *probe.Backup, _ *probe.Database) []remark {
	collations := map[string]string{}
	for _, t := range b.Tables {
		if t.Collation != "" && strings.HasPrefix(strings.ToUpper(bareName(t.Name)), "ACT_") {
			collations[t.Collation] = t.Name
		}
	}
	if len(collations) < 2 {
		return nil
	}
	var examples []string
	for c, table := range collations {
		examples = append(examples, table+" "+c)
	}
	slices.Sort(examples)
	return []remark{{rules.Warn, "Flowable's tables differ in collation, so that their foreign keys may be refused (error 3780): " + some(examples), "convert the tables to one collation, then dump again"}}
}

var firstNumbers = regexp.MustCompile(`^(\d+)(?:\.(\d+))?`)

// olderThan compares the beginning of a version.
func olderThan(version string, major, minor int) (older, known bool) {
	m := firstNumbers.FindStringSubmatch(version)
	if m == nil {
		return false, false
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[2])
	return a < major || a == major && b < minor, true
}

// versions: a dump of a newer server, or by a newer pg_dump, may use what an
// older server does not know.
func versions(b *probe.Backup, d *probe.Database) []remark {
	if d == nil || d.Engine != "postgres" {
		return nil
	}
	m := firstNumbers.FindStringSubmatch(d.Version)
	if m == nil {
		return nil
	}
	major, _ := strconv.Atoi(m[1])
	_, tool, _ := strings.Cut(b.Producer, " ")
	for _, version := range []string{b.Server, tool} {
		if older, known := olderThan(version, major+1, 0); known && !older {
			return []remark{{rules.Warn, fmt.Sprintf("it was made with PostgreSQL %s, which is newer than the server's %s, and may use what that does not know", version, d.Version), "dump with pg_dump " + m[1]}}
		}
	}
	return nil
}

func missingRoles(b *probe.Backup, d *probe.Database) []remark {
	switch {
	case d == nil:
	case d.Engine == "mysql" && len(b.Users) > 0:
		return []remark{{outcome: rules.Pass, text: "its views, triggers or routines run as " + some(b.Users) + ", which has to be there after a restore"}}
	case d.Engine == "postgres":
		if absent := absentFrom(d.Look("roles"), b.Users); len(absent) > 0 {
			return []remark{{rules.Warn, fmt.Sprintf("roles that own its tables or may read them are not on %s: %s", d.Name, some(absent)), "create them before a restore, or restore with --no-owner --no-acl"}}
		}
	}
	return nil
}

func missingExtensions(b *probe.Backup, d *probe.Database) []remark {
	if d == nil {
		return nil
	}
	if absent := absentFrom(d.Look("available-extensions"), b.Extensions); len(absent) > 0 {
		return []remark{{rules.Fail, fmt.Sprintf("%s lacks extensions that it needs: %s", d.Name, some(absent)), "install them on the server"}}
	}
	return nil
}

// absentFrom are the names that an answer does not have; none where there is no
// answer to tell.
func absentFrom(l *probe.Look, names []string) []string {
	if l == nil || l.Why != "" || l.Absent || l.More || len(l.Rows) == 0 {
		return nil
	}
	there := l.Column("name")
	var absent []string
	for _, n := range names {
		if !slices.Contains(there, n) && n != "PUBLIC" {
			absent = append(absent, n)
		}
	}
	return absent
}

// restrictCommand is no fault of a dump, but a demand on the client.
func restrictCommand(b *probe.Backup, _ *probe.Database) []remark {
	if !has(b, probe.TraitRestrict) {
		return nil
	}
	return []remark{{outcome: rules.Pass, text: `restoring it takes a psql that knows \restrict: 13.22, 14.19, 15.14, 16.10, 17.6 or newer`}}
}

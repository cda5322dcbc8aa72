// Package probe holds the [Snapshot]: everything that was observed about a
// deployment. Its collectors live in the packages below it. A snapshot is
// serialisable, free of secrets, and says nothing about right or wrong.
package probe

// Schema names the version of the snapshot's JSON form.
const Schema = "omlint.snapshot/v1"

// Snapshot is what the collectors saw. Slices are sorted, so that the same
// deployment always gives the same bytes.
type Snapshot struct {
	Schema       string     `json:"schema"`
	Databases    []Database `json:"databases"`
	Keys         []Key      `json:"keys"` // in the order in which their files were named
	Servers      []Server   `json:"servers"`
	Search       []Search   `json:"search"`
	Backups      []Backup   `json:"backups"`
	Uses         []Use      `json:"uses"`
	Sought       []string   `json:"sought,omitempty"` // the names, as TYPE/NAME, that a scan looked for besides calls, packages and images
	FilesScanned int        `json:"files_scanned"`
	FilesSkipped []Skipped  `json:"files_skipped"`
	Installed    []Asked    `json:"installed,omitempty"` // who was asked what is installed on this host; none: that was not looked for
	Probes       []Status   `json:"probes"`
}

// New returns an empty snapshot, ready to be filled.
func New() *Snapshot {
	return &Snapshot{
		Schema: Schema, Databases: []Database{}, Keys: []Key{}, Servers: []Server{}, Search: []Search{}, Backups: []Backup{}, Uses: []Use{},
		FilesSkipped: []Skipped{}, Probes: []Status{},
	}
}

// Status says whether a collector did its job. Every collector that was asked
// for leaves one, so that a probe that failed is never mistaken for one that
// found nothing.
type Status struct {
	Probe  string `json:"probe"`  // "database mysql://host:3306/openmetadata_db", "server https://host", "backup dump.sql", "usage scripts/"
	Status string `json:"status"` // StatusOK, StatusPartial or StatusFailed
	Why    string `json:"why"`    // "" when ok; else one line: what failed and what to do
}

// The values of Status.Status.
const (
	StatusOK      = "ok"
	StatusPartial = "partial"
	StatusFailed  = "failed"
)

// Skipped is a file that a collector did not read, and why.
type Skipped struct {
	File   string `json:"file"`
	Why    string `json:"why"`
	Unread bool   `json:"unread"` // it may hold what was looked for; false for binaries and what others wrote
}

// Asked is a command that was asked what of the product is installed on the
// host. What it named is among the uses.
type Asked struct {
	Command string `json:"command"` // as it was run
	Why     string `json:"why"`     // why it gave no answer, and what to do; "" when it did
	Found   int    `json:"found"`   // how many uses it named
}

// Database is one observed database, live or described by configuration files.
type Database struct {
	Name          string    `json:"name"`           // the URL without any secret, or the configuration file's path
	Source        string    `json:"source"`         // SourceLive or SourceFile
	Format        string    `json:"format"`         // of the configuration file: "my.cnf", "docker-compose", …; "" for a live database
	Engine        string    `json:"engine"`         // "mysql" or "postgres"
	Flavour       string    `json:"flavour"`        // "mysql", "mariadb", "percona", "postgres", "aurora-mysql", …; "" unknown
	Version       string    `json:"version"`        // numbers only: "9.7.4", "15.18"; "" unknown
	VersionText   string    `json:"version_text"`   // what the server said of itself
	Database      string    `json:"database"`       // the schema looked at
	User          string    `json:"user"`           // who the probe logged in as
	MigrationUser string    `json:"migration_user"` // whose settings are reported
	Connected     bool      `json:"connected"`
	Why           string    `json:"why"` // why there is no connection; for files: what could not be read
	Settings      []Setting `json:"settings"`
	Looks         []Look    `json:"looks"` // sorted by name
}

// The values of Database.Source.
const (
	SourceLive = "live"
	SourceFile = "file"
)

// Setting returns the named setting, or nil when it was not observed.
func (d *Database) Setting(name string) *Setting {
	for i := range d.Settings {
		if d.Settings[i].Name == name {
			return &d.Settings[i]
		}
	}
	return nil
}

// Look returns the answer to the named query, or nil when it was not asked.
func (d *Database) Look(name string) *Look {
	for i := range d.Looks {
		if d.Looks[i].Name == name {
			return &d.Looks[i]
		}
	}
	return nil
}

// Setting is the value of one server setting as a new connection of the
// migrating user would get it.
type Setting struct {
	Name       string `json:"name"`
	Value      string `json:"value"`      // canonical: bytes as a decimal number where Unit says so
	Unit       string `json:"unit"`       // "bytes", "ms", … or ""
	Text       string `json:"text"`       // as the server prints it
	Origin     string `json:"origin"`     // where the value comes from: "compiled default", "role openmetadata_user", "/etc/my.cnf:12"
	Query      string `json:"query"`      // the SQL (or file) that it was read with
	Persistent string `json:"persistent"` // PersistentYes, PersistentNo or PersistentUnknown
	Pending    string `json:"pending"`    // a different value that is configured but not in force, and what activates it; "" none
	Why        string `json:"why"`        // why Value is unknown; "" when it is known
	Note       string `json:"note"`       // what could not be seen about a known value, and what would show it; "" none
}

// Whether a setting survives a restart of the server.
const (
	PersistentYes     = "yes"
	PersistentNo      = "no"
	PersistentUnknown = "unknown"
)

// Backup is what one backup file or directory turned out to be.
type Backup struct {
	Path        string              `json:"path"`
	Level       string              `json:"level"`     // highest rung reached: "", "present", "identified", "complete", …
	Stopped     string              `json:"stopped"`   // what stopped the climb, one line
	Damaged     bool                `json:"damaged"`   // true when the file was shown to be broken, not merely unproven
	Format      string              `json:"format"`    // "mysqldump", "pg_dump plain", "pg_dump custom", …; "" unidentified
	Container   string              `json:"container"` // "gzip", "zstd", … or ""
	Producer    string              `json:"producer"`  // the tool and version that wrote it
	Engine      string              `json:"engine"`    // "mysql", "postgres" or ""
	Server      string              `json:"server"`    // server version named in the backup
	Database    string              `json:"database"`  // database named in the backup
	Instance    string              `json:"instance"`  // the server that a managed snapshot is of, as its provider names it; else ""
	TakenAt     string              `json:"taken_at"`  // RFC 3339 from the backup itself, or ""
	TakenAtFrom string              `json:"taken_at_from"`
	Bytes       int64               `json:"bytes"`
	Tables      []BackupTable       `json:"tables"`              // sorted by name
	Migrations  []string            `json:"migrations"`          // the versions in its copy of the migration history, sorted; null when that was not read, or is not one: see Histories
	Histories   map[string][]string `json:"histories,omitempty"` // where it holds several that differ, by table: "openmetadata_db.SERVER_CHANGE_LOG"
	Users       []string            `json:"users"`               // accounts that a restore needs: owners, grantees, definers
	Extensions  []string            `json:"extensions"`          // extensions of PostgreSQL that a restore needs
	Traits      []string            `json:"traits"`              // what decides whether a server takes it: Trait…
	Restore     *Restore            `json:"restore"`             // what came of restoring it; null when that was not tried
	Notes       []string            `json:"notes"`               // observations worth telling: "first line is an error message of the dumper"
}

// BackupTable is what a backup holds of one table.
type BackupTable struct {
	Name      string `json:"name"`      // as the backup names it: "table_entity", "public.table_entity"
	Created   bool   `json:"created"`   // its definition is there
	Rows      int64  `json:"rows"`      // how many were counted; RowsUnknown when they were not
	Collation string `json:"collation"` // of MySQL's tables, where their definition names it; else the character set, or ""
}

// Restore is what came of restoring a backup into a scratch database.
type Restore struct {
	Into    string `json:"into"`    // the database's URL without any secret
	Outcome string `json:"outcome"` // RestoreDone, RestoreFailed or RestoreRefused
	Why     string `json:"why"`     // why it was not done
	Tables  int    `json:"tables"`  // how many arrived
	Rows    int64  `json:"rows"`
}

// The values of Restore.Outcome.
const (
	RestoreDone    = "restored"
	RestoreFailed  = "failed"
	RestoreRefused = "refused" // nothing was written
)

// NoTimeZone ends Backup.TakenAtFrom where the time is a guess: up to a day from
// the right one.
const NoTimeZone = ", which names no time zone; read as this machine's"

// RowsUnknown stands for rows that nobody counted.
const RowsUnknown = -1

// The values of Backup.Traits.
const (
	TraitSandbox         = "sandbox-mode"     // its first line is one that only newer clients of MariaDB take
	TraitRestrict        = "restrict"         // it has the \restrict command that psql learnt in August 2025
	TraitGTIDPurged      = "gtid-purged"      // it sets GTID_PURGED
	TraitGeneratedFirst  = "generated-first"  // a table's first column is a generated one
	TraitGeneratedValues = "generated-values" // it writes values into generated columns
	TraitMessages        = "messages"         // messages of the dumper stand among its statements
	TraitLineEnds        = "crlf"             // its lines end in CR LF
	TraitByteOrderMark   = "byte-order-mark"  // it begins with one
	TraitNamesDatabase   = "names-database"   // it says itself which database it goes to
	TraitClientCommands  = "client-commands"  // it holds commands for the client that no dumper writes
	TraitMissingValues   = "missing-values"   // rows begin with a comma: mysqldump left out a generated column, and not what parts it from the next
	TraitNarrow          = "narrow-charset"   // it was dumped in a character set that lacks characters which its tables may hold
	TraitNoDefinitions   = "no-definitions"   // its format holds no table definitions
)

// Use is one use of something a release may deprecate or remove, found in the
// code around the deployment. Quote never holds a secret.
type Use struct {
	Type      string `json:"type"` // a facts.Type: "cli-command", …
	Name      string `json:"name"` // "metadata backup"
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Quote     string `json:"quote"`

	Command  string   `json:"command,omitempty"`  // what said so of this host, instead of a file and a place in it
	Value    string   `json:"value,omitempty"`    // what a name is set or pinned to: "~=1.3.0", "noop", an image's tag
	Note     string   `json:"note,omitempty"`     // what else was seen that tells right from wrong
	Flags    []string `json:"flags,omitempty"`    // of a call, without their values: "--force"
	Valued   []string `json:"valued,omitempty"`   // those of Flags that a value follows
	Password bool     `json:"password,omitempty"` // a call gives a password in plain text
	Spot     *Spot    `json:"-"`                  // what to replace to rename it; nil where that takes more

	ValueSpot *Spot            `json:"-"` // what to replace to change Value; nil where that takes more
	FlagSpots map[string]*Spot `json:"-"` // what to replace to rename one of Flags
}

// Spot is the place that spells a name: the file's bytes from Start up to End.
// Line and Column are 1-based; Whole is the text of the line.
type Spot struct {
	Start, End   int
	Line, Column int
	Text, Whole  string
}

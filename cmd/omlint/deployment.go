package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/omlint/omlint/parser/facts"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/backup"
	"github.com/omlint/omlint/probe/bucket"
	"github.com/omlint/omlint/probe/database"
	"github.com/omlint/omlint/rules/deploy"
)

// deployment are the flags that say where to look.
type deployment struct {
	databases     []string
	dbConfigs     []string
	migrationUser string
	backups       []string
	scans         []string
	http          serverFlags
	snapshot      string
	timeout       time.Duration
	deep          bool
	countRows     bool
	shown         *progress // how far the reading of backups is; nil to show nothing
	password      *string   // of the databases whose URLs have none, nil to look where ParseURL does
}

func addDeploymentFlags(cmd *cobra.Command) *deployment {
	d := &deployment{}
	f := cmd.Flags()
	d.addDatabaseFlags(f)
	f.StringArrayVar(&d.dbConfigs, "db-config", nil, "read settings from a my.cnf, postgresql.conf, docker-compose.yml, values.yaml or a provider's list in a `FILE` instead of a server (repeatable; the older first)")
	f.StringVar(&d.migrationUser, "migration-user", "", "report settings as this user gets them (default: the user of --database)")
	f.StringArrayVar(&d.backups, "backup", nil, "check this backup: a file, a directory or a glob `PATH`, on disk or as s3://BUCKET/KEY (repeatable)")
	f.StringArrayVar(&d.scans, "scan", nil, "look for uses in the scripts below `PATH` (repeatable)")
	d.http.add(f)
	f.BoolVar(&d.deep, "deep", false, "read whole tables where a sample is the default; takes the server's time")
	return d
}

// addDatabaseFlags are the flags of every command that looks at databases.
func (d *deployment) addDatabaseFlags(f *pflag.FlagSet) {
	f.StringArrayVar(&d.databases, "database", nil, "look at this database: postgres://, mysql://, jdbc:postgresql:// or jdbc:mysql:// `URL` (repeatable)")
	f.StringVar(&d.snapshot, "snapshot", "", "start from a snapshot `FILE` that omlint probe wrote")
	f.BoolVar(&d.countRows, "count-rows", false, "count the rows of every table to compare backups with, instead of those alone whose estimate is in doubt; takes the server's time")
	f.DurationVar(&d.timeout, "timeout", 30*time.Second, "bound every single network step by `DURATION`")
}

// given says whether any flag names something to look at.
func (d *deployment) given() bool {
	return d.snapshot != "" || d.http.given() || len(d.databases)+len(d.dbConfigs)+len(d.backups)+len(d.scans) > 0
}

// check refuses limits that are none.
func (d *deployment) check() error {
	if d.timeout <= 0 {
		return fmt.Errorf("--timeout %s is no limit: give a duration above zero, like 30s", d.timeout)
	}
	for _, path := range slices.Concat(d.dbConfigs, d.scans, d.http.files(), []string{d.snapshot}) {
		if strings.Contains(path, "://") {
			// A database URL among the paths would be printed as one, password and all.
			return fmt.Errorf("%s is no path; a database is named with --database", masked(path))
		}
	}
	return checkBackups(d.backups)
}

// checkBackups refuses URLs that are no backups: what gives access in them would
// be printed with the path.
func checkBackups(paths []string) error {
	for _, path := range paths {
		switch before, _, _ := strings.Cut(path, "?"); {
		case backup.Remote(path) && masked(path) != path:
			return fmt.Errorf("--backup: an s3:// URL takes no login: name s3://BUCKET/KEY, and give the keys in the environment or a profile")
		case strings.Contains(path, "://") && !backup.Remote(path):
			return fmt.Errorf("%s is no path; a database is named with --database, an object in S3 as s3://BUCKET/KEY", masked(before))
		}
	}
	return nil
}

// files are the files that are read, which no output may overwrite.
func (d *deployment) files() []string {
	return slices.Concat(d.dbConfigs, d.backups, d.scans, d.http.files(), []string{d.snapshot})
}

// notNegative refuses an age that lies in the future.
func notNegative(flag string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("%s %s is negative: give a duration like 24h", flag, d)
	}
	return nil
}

// collect looks at everything the flags name. Whatever fails is an observation
// in the snapshot; the errors are those of the command line and of files that
// cannot be read, and the snapshot holds the rest all the same.
func (d *deployment) collect(ctx context.Context, demands []facts.Fact, profile *facts.Profile) (*probe.Snapshot, error) {
	wanted := settingsOf(demands)
	snapshot := probe.New()
	var problems []error
	if d.snapshot != "" {
		recorded, err := readSnapshot(d.snapshot)
		if err != nil {
			problems = append(problems, err)
		} else {
			snapshot = recorded
		}
	}

	addServers := d.http.look(ctx, wanted[searchEngine], d.timeout) // while the databases answer
	live, unusable, err := d.collectDatabases(ctx, wanted)
	problems = append(problems, err)
	snapshot.Probes = append(snapshot.Probes, unusable...)
	snapshot.Databases = append(snapshot.Databases, live...)
	for i := range live {
		snapshot.Probes = append(snapshot.Probes, database.Status(live[i]))
	}
	for _, path := range d.dbConfigs {
		config, err := database.ReadConfig(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("--db-config: %w", err))
			continue
		}
		snapshot.Databases = append(snapshot.Databases, config.Databases...)
		for _, db := range config.Databases {
			snapshot.Probes = append(snapshot.Probes, database.Status(db))
		}
		snapshot.Keys = append(snapshot.Keys, config.Keys...)
		if len(config.Databases) == 0 {
			snapshot.Probes = append(snapshot.Probes, probe.Status{Probe: "keys " + path, Status: probe.StatusOK})
		}
	}

	problems = append(problems, addServers(snapshot))

	backups, statuses, err := inspectBackups(ctx, d.backups, d.backupOptions(), d.shown)
	d.shown.clear()
	problems = append(problems, err)
	snapshot.Backups = append(snapshot.Backups, backups...)
	snapshot.Probes = append(snapshot.Probes, statuses...)
	if len(d.backups) > 0 || d.countRows {
		d.addCounts(ctx, snapshot)
	}

	if len(d.scans) > 0 {
		problems = append(problems, scanInto(ctx, snapshot, "--scan ", d.scans, usageOptions(profile, demands)))
	}

	if err := ctx.Err(); err != nil {
		problems = append(problems, errors.New("interrupted: what was not looked at by then is reported as unknown"))
	}
	return snapshot, errors.Join(problems...)
}

// inspectBackups reads the backups that the patterns stand for. A backup that
// cannot be opened is an observation and an error: the path may be mistyped.
func inspectBackups(ctx context.Context, patterns []string, o backup.Options, shown *progress) ([]probe.Backup, []probe.Status, error) {
	var found []probe.Backup
	var statuses []probe.Status
	var problems []error
	for _, pattern := range patterns {
		paths, err := backup.Find(ctx, pattern, o)
		if err != nil {
			problems = append(problems, fmt.Errorf("backup %w", err))
			continue
		}
		for _, path := range paths {
			size, unreadable := backup.Size(ctx, path, o)
			o.Read = shown.bytes(path, size)
			b := backup.Inspect(ctx, path, o)
			s := probe.Status{Probe: "backup " + path, Status: probe.StatusOK}
			if unreadable != nil {
				problems = append(problems, fmt.Errorf("backup %s: %s", path, b.Stopped))
				s.Status, s.Why = probe.StatusFailed, b.Stopped
			}
			found = append(found, b)
			statuses = append(statuses, s)
		}
	}
	return found, statuses, errors.Join(problems...)
}

// backupOptions say how to read backups.
func (d *deployment) backupOptions() backup.Options {
	return backup.Options{S3: &bucket.Store{Timeout: d.timeout}, HistoryTable: deploy.HistoryTable, HistoryColumn: deploy.HistoryColumn}
}

// collectDatabases looks at all live databases at once; each has its own time
// limit, so that one hanging server delays nobody.
func (d *deployment) collectDatabases(ctx context.Context, wanted settings) ([]probe.Database, []probe.Status, error) {
	var problems []error
	var unusable []probe.Status
	var targets []database.Request
	for i, url := range d.databases {
		if slices.Contains(d.databases[:i], url) {
			continue
		}
		target, err := d.target(url)
		if err != nil {
			problems = append(problems, fmt.Errorf("--database: %w", err))
			unusable = append(unusable, probe.Status{Probe: "database", Status: probe.StatusFailed, Why: err.Error()})
			continue
		}
		targets = append(targets, database.Request{
			Target: target, Settings: wanted.of(target.Engine), MigrationUser: d.migrationUser, Timeout: d.timeout,
			Queries: deploy.Queries(), Deep: d.deep,
		})
	}
	seen := make([]probe.Database, len(targets))
	var wg sync.WaitGroup
	for i := range targets {
		wg.Go(func() { seen[i] = database.Collect(ctx, targets[i]) })
	}
	wg.Wait()
	return seen, unusable, errors.Join(problems...)
}

func (d *deployment) target(url string) (*database.Target, error) {
	if d.password != nil {
		return database.ParseURLWithPassword(url, *d.password)
	}
	return database.ParseURL(url)
}

// readSnapshot reads what omlint probe wrote.
func readSnapshot(path string) (*probe.Snapshot, error) {
	source, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("--snapshot: %s does not exist; omlint probe --output %s writes one", path, path)
	}
	if err != nil {
		return nil, fmt.Errorf("--snapshot: %w", err)
	}
	s := probe.New()
	s.Schema = "" // has to be said by the file
	if err := json.Unmarshal(source, s); err != nil {
		return nil, fmt.Errorf("--snapshot: %s is not a snapshot: %w; omlint probe --output FILE writes one", path, err)
	}
	if s.Schema != probe.Schema {
		return nil, fmt.Errorf("--snapshot: %s has the schema %q, not %q; record it again with this version's omlint probe", path, s.Schema, probe.Schema)
	}
	return s, nil
}

// settings are the names of the settings to look at, by engine; those of no
// engine are looked for in every database.
type settings map[facts.Engine][]string

// searchEngine is the engine whose settings facts of the type search-setting
// name, whichever of them it is.
const searchEngine facts.Engine = "search"

// settingsOf are the settings that facts talk about.
func settingsOf(list []facts.Fact) settings {
	s := settings{}
	for _, f := range list {
		switch f.Subject.Type {
		case facts.DBSetting:
			s.add(f.Subject.Engine, f.Subject.Name)
		case facts.SearchSetting:
			s.add(searchEngine, f.Subject.Name)
		}
	}
	return s
}

func (s settings) add(engine facts.Engine, name string) {
	if !slices.Contains(s[engine], name) {
		s[engine] = append(s[engine], name)
	}
}

// of names the settings that concern an engine, sorted.
func (s settings) of(engine string) []string {
	names := slices.Concat(s[facts.NoEngine], s[facts.Engine(engine)])
	slices.Sort(names)
	return slices.Compact(names)
}

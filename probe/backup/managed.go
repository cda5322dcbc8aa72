package backup

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/omlint/omlint/probe"
)

func init() { register(managedSnapshot{}) }

// managedSnapshot reads what a provider says of the snapshots that it keeps:
// the JSON of aws rds describe-db-snapshots, az mysql|postgres flexible-server
// backup list, and gcloud sql backups list. It proves that there is one, and no
// more: nobody can look inside but by restoring it.
type managedSnapshot struct{}

func (managedSnapshot) name() string { return "managed snapshot" }

// listing is the form in which one provider lists snapshots.
type listing struct {
	provider string
	mark     string // in its JSON, and in no other's
	read     func([]byte) ([]snapshot, error)
}

// snapshot is one that is listed.
type snapshot struct {
	id, instance, engine, version string
	usable                        bool
	at                            time.Time
}

var listings = []listing{
	{"Amazon RDS", `"DBSnapshots"`, readRDS},
	{"Azure", `/flexibleServers/`, readAzure},
	{"Cloud SQL", `"sql#backupRun"`, readCloudSQL},
}

func listingOf(head []byte) *listing {
	trimmed := bytes.TrimLeft(head, " \t\r\n")
	if len(trimmed) == 0 || trimmed[0] != '{' && trimmed[0] != '[' {
		return nil
	}
	for i := range listings {
		if bytes.Contains(head, []byte(listings[i].mark)) {
			return &listings[i]
		}
	}
	return nil
}

func (managedSnapshot) match(head []byte) bool { return listingOf(head) != nil }

func (managedSnapshot) read(in *input, b *probe.Backup) error {
	b.Level = LevelPresent
	head, _ := in.head()
	l := listingOf(head)
	text, err := io.ReadAll(io.LimitReader(in, maxManifest))
	if err != nil {
		return err
	}
	all, err := l.read(text)
	if err != nil {
		return damaged("the list of snapshots cannot be read: %v", err)
	}
	b.Producer = l.provider
	usable := slices.DeleteFunc(slices.Clone(all), func(s snapshot) bool { return !s.usable })
	if len(usable) == 0 {
		b.Level = ""
		return fmt.Errorf("%s lists %d snapshots, of which none can be used yet", l.provider, len(all))
	}
	newest := slices.MaxFunc(usable, func(a, b snapshot) int { return a.at.Compare(b.at) })
	b.Engine, b.Server, b.Instance = newest.engine, newest.version, newest.instance
	takenAt(b, newest.at, l.provider)
	note(b, fmt.Sprintf("the newest of %d is %s, of the instance %s", len(usable), newest.id, cmp.Or(newest.instance, "that was listed")))
	return errors.New("nobody can look inside a managed snapshot: it is there, and whether it restores shows only when it is restored into a new instance")
}

// engineOf tells an engine by a provider's name for it: "mysql",
// "aurora-postgresql", "POSTGRES_15".
func engineOf(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "postgres"):
		return "postgres"
	case strings.Contains(lower, "mysql"), strings.Contains(lower, "mariadb"):
		return "mysql"
	}
	return ""
}

func readRDS(text []byte) ([]snapshot, error) {
	var list struct {
		DBSnapshots []struct {
			DBSnapshotIdentifier, DBInstanceIdentifier, Engine, EngineVersion, Status string
			SnapshotCreateTime                                                        time.Time
		}
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var all []snapshot
	for _, s := range list.DBSnapshots {
		all = append(all, snapshot{
			id: s.DBSnapshotIdentifier, instance: s.DBInstanceIdentifier, engine: engineOf(s.Engine), version: s.EngineVersion,
			usable: s.Status == "available", at: s.SnapshotCreateTime,
		})
	}
	return all, nil
}

func readAzure(text []byte) ([]snapshot, error) {
	var list []struct {
		Name, ID, Type string
		CompletedTime  time.Time
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var all []snapshot
	for _, s := range list {
		// /subscriptions/…/flexibleServers/SERVER/backups/NAME
		var server string
		parts := strings.Split(s.ID, "/")
		if i := slices.IndexFunc(parts, func(p string) bool { return strings.EqualFold(p, "flexibleServers") }); i >= 0 && i+1 < len(parts) {
			server = parts[i+1]
		}
		all = append(all, snapshot{id: s.Name, instance: server, engine: engineOf(s.Type + s.ID), usable: !s.CompletedTime.IsZero(), at: s.CompletedTime})
	}
	return all, nil
}

func readCloudSQL(text []byte) ([]snapshot, error) {
	var list []struct {
		ID, Instance, Status, DatabaseVersion string
		EndTime                               time.Time
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var all []snapshot
	for _, s := range list {
		all = append(all, snapshot{
			id: s.ID, instance: s.Instance, engine: engineOf(s.DatabaseVersion), version: s.DatabaseVersion,
			usable: s.Status == "SUCCESSFUL", at: s.EndTime,
		})
	}
	return all, nil
}

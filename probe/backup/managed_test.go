package backup

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/omlint/omlint/probe"
)

// TestManagedSnapshots reads what providers list. It is graded present at most,
// whatever a list says.
func TestManagedSnapshots(t *testing.T) {
	for _, test := range []struct {
		name, text                     string
		level, engine, instance, taken string
		mention                        string
	}{
		{
			"Amazon RDS", `{"DBSnapshots": [
				{"DBSnapshotIdentifier": "before", "DBInstanceIdentifier": "om-prod", "SnapshotCreateTime": "2026-11-20T01:00:00.123Z", "Engine": "mysql", "EngineVersion": "8.0.40", "Status": "available"},
				{"DBSnapshotIdentifier": "latest", "DBInstanceIdentifier": "om-prod", "SnapshotCreateTime": "2026-11-25T01:00:00Z", "Engine": "mysql", "EngineVersion": "8.0.40", "Status": "available"},
				{"DBSnapshotIdentifier": "running", "DBInstanceIdentifier": "om-prod", "SnapshotCreateTime": "2026-11-25T09:00:00Z", "Engine": "mysql", "Status": "creating"}]}`,
			LevelPresent, "mysql", "om-prod", "2026-11-25T01:00:00Z", "look inside",
		},
		{
			"Azure", `[{"backupType": "Full", "completedTime": "2026-11-25T02:00:00+00:00", "id": "/subscriptions/x/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/om-db/backups/b1", "name": "b1", "type": "Microsoft.DBforPostgreSQL/flexibleServers/backups"}]`,
			LevelPresent, "postgres", "om-db", "2026-11-25T02:00:00Z", "look inside",
		},
		{
			"Cloud SQL", `[{"kind": "sql#backupRun", "id": "17", "instance": "om", "status": "SUCCESSFUL", "databaseVersion": "POSTGRES_15", "endTime": "2026-11-25T03:00:00Z"}, {"kind": "sql#backupRun", "id": "18", "instance": "om", "status": "FAILED", "endTime": "2026-11-25T04:00:00Z"}]`,
			LevelPresent, "postgres", "om", "2026-11-25T03:00:00Z", "look inside",
		},
		{"none that can be used", `{"DBSnapshots": [{"DBSnapshotIdentifier": "x", "Status": "failed"}]}`, "", "", "", "", "none can be used"},
		{"an empty list", `{"DBSnapshots": []}`, "", "", "", "", "lists 0 snapshots"},
		{"a list that was cut", `{"DBSnapshots": [{"DBSnapshotIdentifier": "x"`, LevelPresent, "", "", "", "cannot be read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := inspect(t, []byte(test.text))
			if b.Format != "managed snapshot" || b.Level != test.level || b.Engine != test.engine || b.Instance != test.instance || !strings.Contains(b.Stopped, test.mention) {
				t.Errorf("%+v", b)
			}
			if test.taken != "" && b.TakenAt != test.taken {
				t.Errorf("taken at %s, want %s", b.TakenAt, test.taken)
			}
		})
	}
}

// TestAttestation takes the record of a check in the place of a backup, while
// that is the same to the byte.
func TestAttestation(t *testing.T) {
	dir := t.TempDir()
	dump, record := filepath.Join(dir, "om.sql"), filepath.Join(dir, "om.json")
	put := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content := "-- MySQL dump 10.13  Distrib 8.3.0, for x\nCREATE TABLE `t` (\n  `n` int\n);\nINSERT INTO `t` VALUES (1),(2);\n-- Dump completed on 2026-01-01 10:00:00\n"
	put(dump, content)
	o := looking
	o.Sums = map[string]string{}
	checked := Inspect(t.Context(), dump, o)
	whole(t, checked)
	sum, err := Sum(t.Context(), dump, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if o.Sums[dump] != sum {
		t.Errorf("while it was read its sum was %q, afterwards %s", o.Sums[dump], sum)
	}
	checked.Restore = &probe.Restore{Into: "mysql://scratch", Outcome: probe.RestoreDone, Tables: 1, Rows: 2}
	text, err := json.MarshalIndent(Attestation{AttestationSchema, sum, "me", "2026-01-01T11:00:00Z", checked}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	put(record, string(text))

	b := Inspect(t.Context(), record, looking)
	whole(t, b)
	if b.Restore == nil || b.Path != dump || len(b.Tables) != 1 || b.Tables[0].Rows != 2 {
		t.Errorf("%+v", b)
	}
	put(dump, strings.Replace(content, "(2)", "(3)", 1))
	broken(t, Inspect(t.Context(), record, looking))
	if err := os.Remove(dump); err != nil {
		t.Fatal(err)
	}
	unproven(t, Inspect(t.Context(), record, looking))
}

// TestStdin reads a backup that has no name.
func TestStdin(t *testing.T) {
	o := looking
	o.Stdin = strings.NewReader("-- MySQL dump 10.13  Distrib 8.3.0, for x\nCREATE TABLE `t` (\n  `n` int\n);\n-- Dump completed on 2026-01-01 10:00:00\n")
	whole(t, Inspect(t.Context(), Stdin, o))
}

package backup

import (
	"os"
	"path/filepath"
	"testing"
)

// fuzzDirectory writes files into a directory and checks what must hold for
// whatever is in them.
func fuzzDirectory(t *testing.T, files map[string]string) {
	dir := t.TempDir()
	for name, content := range files {
		if len(content) > 1<<14 {
			return
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := Inspect(t.Context(), dir, looking)
	if (b.Stopped == "") != (b.Level == LevelComplete) || b.Damaged && b.Stopped == "" {
		t.Errorf("%+v", b)
	}
}

func FuzzMydumper(f *testing.F) {
	f.Add("# Started dump at: 2026-01-01 00:00:00\n[config]\n\n[`db`.`t`]\nrows = 2\n\n# Finished dump at: 2026-01-01 00:00:01\n", "CREATE TABLE `t` (\n  `n` int\n);\n", "INSERT INTO `t` VALUES\n(1),\n(2);\n")
	f.Add("Started dump at: 2026-01-01 00:00:00\nFinished dump at: 2026-01-01 00:00:01\n", "CREATE TABLE `t` (`n` int);\n", "")
	f.Fuzz(func(t *testing.T, metadata, schema, rows string) {
		fuzzDirectory(t, map[string]string{"metadata": metadata, "db.t-schema.sql": schema, "db.t.00000.sql": rows})
	})
}

func FuzzMySQLShell(f *testing.F) {
	f.Add(`{"dumper":"mysqlsh Ver 8.4.0 for x","schemas":["d"],"basenames":{"d":"d"},"begin":"2026-01-01 00:00:00"}`, `{"tables":["t"],"basenames":{}}`,
		`{"extension":"tsv","options":{"columns":["n"]}}`, "1\n2\n", `{"tableDataBytes":{"d":{"t":4}},"chunkFileBytes":{"d@t@@0.tsv":4}}`)
	f.Fuzz(func(t *testing.T, start, schema, table, rows, done string) {
		fuzzDirectory(t, map[string]string{
			"@.json": start, "d.json": schema, "d.sql": "CREATE DATABASE d;\n", "d@t.json": table, "d@t.sql": "CREATE TABLE `t` (\n  `n` int\n);\n", "d@t@@0.tsv": rows, "@.done.json": done,
		})
	})
}

func FuzzManagedSnapshot(f *testing.F) {
	f.Add(`{"DBSnapshots": [{"DBSnapshotIdentifier": "a", "SnapshotCreateTime": "2026-11-20T01:00:00Z", "Status": "available"}]}`)
	f.Add(`[{"kind": "sql#backupRun", "status": "SUCCESSFUL"}]`)
	f.Add(`[{"id": "/x/flexibleServers/om-db/backups/b1", "completedTime": "2026-11-25T02:00:00+00:00"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		b := inspect(t, []byte(text))
		if b.Format == "managed snapshot" && b.Level != LevelPresent && b.Level != "" {
			t.Errorf("%+v", b)
		}
	})
}

func FuzzInsert(f *testing.F) {
	f.Add("INSERT INTO `t` (`a`, b) VALUES (1,'x''y','\\'',NULL),((2),\"z\")", true)
	f.Fuzz(func(_ *testing.T, statement string, backslash bool) {
		columns("CREATE TABLE t (\n" + statement)
		_, rows := splitInsert(statement)
		for range tuples(rows, backslash) {
		}
	})
}

package backup

import (
	"archive/tar"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/probe"
)

func TestMetadataBackup(t *testing.T) {
	mysql := `TRUNCATE TABLE task_sequence;
INSERT INTO task_sequence (id) VALUES (1);
TRUNCATE TABLE table_entity;
INSERT INTO table_entity (json) VALUES ('{"name": "a\\"b", "sql": "-- Dump completed on 2026-01-01  0:00:00"}');
INSERT INTO table_entity (json) VALUES ('{"name": "c"}');
TRUNCATE TABLE entity_extension_time_series;
INSERT INTO entity_extension_time_series (entityFQNHash, json) VALUES ('x', '{}');
`
	postgres := strings.ReplaceAll(mysql, `\\`, `\`)
	unfinished, _, _ := strings.Cut(mysql, "TRUNCATE TABLE entity_ext")
	for _, test := range []struct {
		name, dump, engine, mention string
		check                       func(testing.TB, probe.Backup)
	}{
		{"MySQL", mysql, "mysql", "cannot be proved", unproven},
		{"PostgreSQL", postgres, "postgres", "cannot be proved", unproven},
		{"CRLF", strings.ReplaceAll(mysql, "\n", "\r\n"), "mysql", "cannot be proved", unproven},
		{"cut behind a table", unfinished, "mysql", "usually written last", unproven},
		{"cut in a row", mysql[:len(mysql)-9], "mysql", "entity_extension_time_series", broken},
		{"a byte short", mysql[:len(mysql)-1], "mysql", "line end", broken},
		{"two runs in one minute", mysql + mysql, "mysql", "two backups", unproven},
		{"an error in it", mysql + "Traceback (most recent call last):\n", "mysql", "neither", broken},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := inspect(t, []byte(test.dump))
			test.check(t, b)
			if said := b.Stopped + strings.Join(b.Notes, "\n"); !strings.Contains(said, test.mention) {
				t.Errorf("no %q in %q", test.mention, said)
			}
			if b.Engine != test.engine || b.Format != "metadata backup" || !slices.ContainsFunc(b.Tables, func(t probe.BackupTable) bool { return t.Name == "table_entity" }) {
				t.Errorf("%+v", b)
			}
		})
	}
}

// opsBackup is an archive as openmetadata-ops.sh backup writes it.
func opsBackup(files ...string) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		_ = w.WriteHeader(&tar.Header{Name: files[i], Mode: 0o600, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg})
		_, _ = w.Write([]byte(files[i+1]))
	}
	_ = w.Close()
	return b.Bytes()
}

const opsManifest = `{"timestamp": "2026-03-19T10:15:00Z", "version": "1.12.1", "databaseType": "MYSQL", "databaseName": "openmetadata_db",
	"migrationVersions": ["1.12.0"], "tables": {"table_entity": {"columns": [], "rowCount": 2}, "empty": {"rowCount": 0}}}`

func TestOpsBackup(t *testing.T) {
	rows := `[{"json": "{\"a\": [1, 2]}", "x": [1, {"y": ","}]}, {"json": "]"}]`
	good := opsBackup("tables/table_entity.json", rows, "tables/empty.json", "[ ]", "metadata.json", opsManifest)
	for _, test := range []struct {
		name    string
		dump    []byte
		check   func(testing.TB, probe.Backup)
		mention string
	}{
		{"whole", good, whole, "Flowable"},
		{"without the manifest", opsBackup("tables/table_entity.json", rows), broken, "metadata.json"},
		{"a broken manifest", opsBackup("tables/table_entity.json", rows, "metadata.json", opsManifest[:50]), broken, "cannot be read"},
		{"a row less", opsBackup("tables/table_entity.json", "[{}]", "tables/empty.json", "[]", "metadata.json", opsManifest), broken, "1 rows"},
		{"a table less", opsBackup("tables/empty.json", "[]", "metadata.json", opsManifest), broken, "table_entity is missing"},
		{"an array cut", opsBackup("tables/table_entity.json", rows[:20], "metadata.json", opsManifest), broken, "ends early"},
		{"an array and more", opsBackup("tables/table_entity.json", rows+"x", "metadata.json", opsManifest), broken, "follows"},
		{"no array", opsBackup("tables/table_entity.json", "{}", "metadata.json", opsManifest), broken, "no JSON array"},
		{"a table more", opsBackup("tables/table_entity.json", rows, "tables/other.json", "[]", "metadata.json", opsManifest), unproven, "other"},
		{"without the end of the tar", good[:len(good)-1024], broken, "no end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, dump := range [][]byte{test.dump, gzipped(test.dump)} {
				b := inspect(t, dump)
				test.check(t, b)
				if said := b.Stopped + strings.Join(b.Notes, "\n"); !strings.Contains(said, test.mention) {
					t.Errorf("no %q in %q", test.mention, said)
				}
			}
		})
	}
	b := inspect(t, gzipped(good))
	if b.TakenAt != "2026-03-19T10:15:00Z" || b.Producer != "openmetadata-ops 1.12.1" || b.Database != "openmetadata_db" || b.Engine != "mysql" {
		t.Errorf("%+v", b)
	}
	for _, n := range cuts(len(good)) {
		t.Run(fmt.Sprint("cut to ", n), func(t *testing.T) {
			incomplete(t, inspect(t, good[:n]))
			incomplete(t, inspect(t, gzipped(good[:n])))
		})
	}
}

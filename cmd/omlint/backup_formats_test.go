package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/omlint/omlint/internal/sqlquote"
	"github.com/omlint/omlint/internal/testdump"
)

// formats are all the ways to make a backup.
func (m *matrix) formats(t *testing.T) []backupFormat {
	plain := testdump.MariaDB(t).WithoutOddNames(t)
	plain.Grow(t)
	m.record(t, plain)
	mysqldump := piped("mysqldump", m.mysql, m.postgres15, "mysqldump", "--set-gtid-purged=OFF", m.mysql.Database)
	mysqldump.text, mysqldump.schemaOnly, mysqldump.dataOnly = true, "--no-data", "--no-create-info"
	mariadb := piped("mariadb-dump", m.mariadb, m.postgres15, "mariadb-dump", m.mariadb.Database)
	mariadb.text, mariadb.schemaOnly, mariadb.dataOnly = true, "--no-data", "--no-create-info"
	beside := m.mysql.Server.NewDatabase(t)
	m.mysql.Server.Exec(t, beside, "CREATE TABLE table_entity (id INT)", "CREATE TABLE SERVER_CHANGE_LOG (version VARCHAR(99))", "INSERT INTO SERVER_CHANGE_LOG VALUES ('1.2.0')")
	several := piped("mysqldump --databases", m.mysql, m.postgres15, "mysqldump", "--set-gtid-purged=OFF", "--databases", m.mysql.Database, beside)
	several.text, several.schemaOnly, several.dataOnly = true, "--no-data", "--no-create-info"
	mydumper := backupFormat{name: "mydumper 0.10", source: plain, other: m.postgres15, tool: "mydumper", schemaOnly: "--no-data", dataOnly: "--no-schemas"}
	mydumper.dump = func(t testing.TB, path string, flags ...string) {
		plain.Dump(t, "mydumper", append(flags, "-B", plain.Database, "-o", path, "-G", "--build-empty-files")...)
	}
	counting := backupFormat{name: "mydumper 0.14 and newer¹", source: plain, other: m.postgres15}
	counting.dump = func(t testing.TB, path string, _ ...string) {
		plain.Dump(t, "mydumper", "-c", "-B", plain.Database, "-o", path, "-G")
		plain.CountInMetadata(t, path)
	}
	shell := backupFormat{name: "MySQL Shell¹", source: m.mysql, other: m.postgres15}
	shell.dump = func(t testing.TB, path string, _ ...string) { shellDump(t, m.mysql, path) }

	all := []backupFormat{mysqldump, several, mariadb, packed(mysqldump, "gzip"), packed(mysqldump, "zstd"), packed(mariadb, "xz"), mydumper, counting, shell}
	for _, s := range []testdump.Source{m.postgres15, m.postgres18} {
		release := "15"
		if s == m.postgres18 {
			release = "18"
		}
		text := piped("pg_dump "+release, s, m.mysql, "pg_dump", s.Database)
		text.text, text.schemaOnly, text.dataOnly = true, "--schema-only", "--data-only"
		custom := piped("pg_dump "+release+" -Fc", s, m.mysql, "pg_dump", "-Fc", s.Database)
		custom.schemaOnly, custom.dataOnly = "--schema-only", "--data-only"
		tarball := piped("pg_dump "+release+" -Ft", s, m.mysql, "pg_dump", "-Ft", s.Database)
		tarball.schemaOnly, tarball.dataOnly = "--schema-only", "--data-only"
		directory := backupFormat{name: "pg_dump " + release + " -Fd", source: s, other: m.mysql, tool: "pg_dump", schemaOnly: "--schema-only", dataOnly: "--data-only"}
		directory.dump = func(t testing.TB, path string, flags ...string) {
			s.Dump(t, "pg_dump", append(flags, "-Fd", "-f", path, s.Database)...)
		}
		all = append(all, text, custom, tarball, directory)
		if release == "15" {
			cluster := piped("pg_dumpall", s, m.mysql, "pg_dumpall", "--exclude-database=template1", "--exclude-database="+m.another[s])
			cluster.text, cluster.schemaOnly, cluster.dataOnly = true, "--schema-only", "--data-only"
			all = append(all, packed(text, "bzip2"), packed(text, "lz4"), cluster)
		}
	}
	legacy := backupFormat{name: "metadata backup¹", source: m.mysql, other: m.postgres15, text: true, dump: metadataBackup}
	ops := backupFormat{name: "openmetadata-ops backup¹", source: m.mysql, other: m.postgres15}
	ops.dump = func(t testing.TB, path string, _ ...string) { opsBackup(t, m.mysql, path) }
	all = append(all, legacy, ops)

	masters, keep := map[string]string{}, t.TempDir()
	for i := range all {
		all[i].masters, all[i].keep = masters, keep
	}
	return all
}

// piped is a format whose tool writes it to standard output.
func piped(name string, source, other testdump.Source, tool string, args ...string) backupFormat {
	return backupFormat{
		name: name, source: source, other: other, tool: tool, args: args,
		dump: func(t testing.TB, path string, flags ...string) {
			write(t, path, source.Dump(t, tool, append(flags, args...)...))
		},
	}
}

// packed is a format that a compressor packs.
func packed(f backupFormat, compressor string) backupFormat {
	inner := f.dump
	f.name, f.text, f.tool, f.schemaOnly, f.dataOnly = f.name+" in "+compressor, false, "", "", ""
	f.dump = func(t testing.TB, path string, flags ...string) {
		inner(t, path, flags...)
		cmd := exec.Command(compressor, "-c")
		cmd.Stdin = bytes.NewReader(read(t, path))
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", compressor, err)
		}
		write(t, path, out)
	}
	return f
}

// killedDirectory is what a dumper leaves in its directory that was killed as
// soon as there were rows.
func (f backupFormat) killedDirectory(t *testing.T, path string) []madeBackup {
	args := []string{"-Fd", "-Z9", "-f", path, f.source.Database}
	if f.tool == "mydumper" {
		args = []string{"-B", f.source.Database, "-o", path}
	}
	cmd := f.source.Command(t, f.tool, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := false; !begun; time.Sleep(time.Millisecond) {
		entries, _ := os.ReadDir(path)
		begun = slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "metadata.partial" || strings.Contains(e.Name(), ".dat") })
	}
	_ = cmd.Process.Kill()
	if cmd.Wait() == nil {
		t.Fatal("the dumper ended well before it was killed")
	}
	return []madeBackup{{path: path}}
}

// forced are the dumps of a dumper that was told to go on after errors.
func (f backupFormat) forced(t *testing.T) []madeBackup {
	if f.tool != "mysqldump" && f.tool != "mariadb-dump" {
		return nil
	}
	s := f.source
	s.Server.Exec(t, s.Database, "CREATE TABLE gone (n INT)", "CREATE VIEW broken AS SELECT n FROM gone", "DROP TABLE gone")
	defer s.Server.Exec(t, s.Database, "DROP VIEW broken")
	cmd := s.Command(t, f.tool, append([]string{"--force"}, f.args...)...)
	dump, err := cmd.Output()
	if err == nil {
		t.Fatal("the dumper met no error")
	}
	path := filepath.Join(t.TempDir(), "dump")
	write(t, path, dump)
	return []madeBackup{{path: path}}
}

// shellDump writes what util.dumpSchemas writes of two tables.
func shellDump(t testing.TB, s testdump.Source, dir string) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	put := func(name string, content any) {
		text, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name), text)
	}
	now := time.Now().Format(time.DateTime)
	db, bytesOf, fileBytes := s.Database, map[string]int{}, map[string]int{}
	put("@.json", map[string]any{"dumper": "mysqlsh Ver 8.4.0 for Linux on x86_64", "version": "2.0.1", "schemas": []string{db}, "basenames": map[string]string{db: db}, "serverVersion": "8.4.0", "begin": now})
	tables := slices.Sorted(maps.Keys(s.Tables(t)))
	put(db+".json", map[string]any{"schema": db, "includesDdl": true, "includesData": true, "tables": tables, "basenames": map[string]string{}})
	write(t, filepath.Join(dir, db+".sql"), []byte("CREATE DATABASE /*!32312 IF NOT EXISTS*/ `"+db+"`;\n"))
	encoder, _ := zstd.NewWriter(nil)
	for _, table := range tables {
		base := db + "@" + table
		quoted := sqlquote.MySQLName(table)
		column, columns := "n", []string{"n"}
		switch table {
		case "SERVER_CHANGE_LOG":
			column, columns = "version", []string{"version"}
		case "table_entity":
			column, columns = "json", []string{"json"}
		}
		put(base+".json", map[string]any{"options": map[string]any{"schema": db, "table": table, "columns": columns}, "extension": "tsv.zst", "includesData": true, "includesDdl": true})
		write(t, filepath.Join(dir, base+".sql"), []byte("CREATE TABLE "+quoted+" (\n  `"+column+"` text\n);\n"))
		var rows strings.Builder
		for _, row := range s.Column(t, "SELECT "+column+" FROM "+quoted) {
			rows.WriteString(strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\t", "\\t").Replace(row) + "\n")
		}
		file := base + "@@0.tsv.zst"
		write(t, filepath.Join(dir, file), encoder.EncodeAll([]byte(rows.String()), nil))
		write(t, filepath.Join(dir, file+".idx"), make([]byte, 8))
		bytesOf[table], fileBytes[file] = rows.Len(), rows.Len()
	}
	put("@.done.json", map[string]any{"end": now, "dataBytes": 1, "tableDataBytes": map[string]any{db: bytesOf}, "chunkFileBytes": fileBytes})
}

// metadataBackup writes what "metadata backup" of the Python package wrote
// before 1.8.
func metadataBackup(t testing.TB, path string, _ ...string) {
	var b strings.Builder
	for _, table := range []string{"task_sequence", "table_entity", "user_entity", "entity_extension_time_series"} {
		fmt.Fprintf(&b, "TRUNCATE TABLE %s;\n", table)
		for i := range 40 {
			fmt.Fprintf(&b, `INSERT INTO %s (json) VALUES ('{"id": "%d", "sql": "a\\"b; -- Dump completed on 2026-01-01"}');`+"\n", table, i)
		}
	}
	write(t, path, []byte(b.String()))
}

// opsBackup writes what openmetadata-ops.sh backup writes.
func opsBackup(t testing.TB, s testdump.Source, path string) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	add := func(name string, content any) {
		text, err := json.Marshal(content)
		if err != nil {
			t.Fatal(err)
		}
		_ = w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(text)), Typeflag: tar.TypeReg})
		_, _ = w.Write(text)
	}
	counts := map[string]any{}
	for table, n := range s.Tables(t) {
		rows := []map[string]any{}
		for i := range n {
			rows = append(rows, map[string]any{"json": fmt.Sprintf(`{"id": %d, "text": "], [ -- Dump completed"}`, i)})
		}
		add("tables/"+table+".json", rows)
		counts[table] = map[string]any{"columns": []string{"json"}, "rowCount": len(rows)}
	}
	add("metadata.json", map[string]any{
		"timestamp": time.Now().UTC().Format(time.RFC3339), "version": "1.12.1", "databaseType": "MYSQL", "databaseName": s.Database,
		"migrationVersions": []string{"1.3.0", "1.4.0"}, "tables": counts,
	})
	_ = w.Close()
	write(t, path, gzipOf(b.Bytes()))
}

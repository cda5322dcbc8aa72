package backup

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
)

// TestS3 reads the same of a backup in S3 as of the backup on disk, whole or
// damaged, whatever its format.
func TestS3(t *testing.T) {
	s := testserver.StartS3(t)
	src := testdump.MariaDB(t).WithoutOddNames(t)
	dumps := t.TempDir()
	sql := src.Dump(t, "mariadb-dump", src.Database)
	for name, content := range map[string][]byte{"om.sql": sql, "om.sql.gz": gzipped(sql), "om.sql.zst": zstandard(sql)} {
		if err := os.WriteFile(filepath.Join(dumps, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src.Dump(t, "mydumper", "-c", "-B", src.Database, "-o", filepath.Join(dumps, "mydumper"), "-G")
	pg := testdump.Postgres(t, 15)
	for format, name := range map[string]string{"-Fd": "directory", "-Fc": "om.dump", "-Ft": "om.tar"} {
		pg.Dump(t, "pg_dump", format, "-f", filepath.Join(dumps, name), pg.Database)
	}
	all, err := os.ReadDir(dumps)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range all {
		t.Run(entry.Name(), func(t *testing.T) {
			path := filepath.Join(dumps, entry.Name())
			here := func(harm string) {
				t.Helper()
				key := entry.Name() + "/" + strings.ReplaceAll(harm, " ", "-")
				s.Upload(t, "backups", key, path)
				onDisk, inS3 := Inspect(t.Context(), path, looking), Inspect(t.Context(), "s3://backups/"+key, looking)
				if harm == "whole" && entry.Name() != "mydumper" {
					whole(t, inS3)
				}
				if inS3.Level == LevelComplete && !slices.ContainsFunc(inS3.Notes, func(n string) bool { return strings.Contains(n, "the store keeps") }) {
					t.Errorf("nothing is said of the store's checksum: %q", inS3.Notes)
				}
				for _, b := range []*probe.Backup{&onDisk, &inS3} {
					b.Path, b.Notes = "", nil
					if b.TakenAtFrom == fileTime {
						b.TakenAt = ""
					}
					b.TakenAtFrom, _, _ = strings.Cut(b.TakenAtFrom, ",") // it was uploaded at another time
				}
				if !reflect.DeepEqual(onDisk, inS3) {
					t.Errorf("%s: on disk\n%+v\nin S3\n%+v", harm, onDisk, inS3)
				}
			}
			here("whole")
			files := []string{path}
			if entry.IsDir() {
				files, _ = filepath.Glob(filepath.Join(path, "*"))
			}
			for _, file := range files {
				content, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				for harm, n := range map[string]int{"cut in half": len(content) / 2, "one byte short": len(content) - 1} {
					if err := os.WriteFile(file, content[:max(n, 0)], 0o600); err != nil {
						t.Fatal(err)
					}
					here(filepath.Base(file) + " " + harm)
				}
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
				if entry.IsDir() {
					here(filepath.Base(file) + " missing")
				}
				if err := os.WriteFile(file, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestS3Find finds backups in a bucket as on disk.
func TestS3Find(t *testing.T) {
	s := testserver.StartS3(t)
	for key, content := range map[string]string{
		"day1/om.sql": "", "day1/README.md": "hello", "day2/nightly": "-- MySQL dump 10.13  Distrib 9, for x\n",
		"day2/om.dir/toc.dat": "PGDMP", "day2/om.dir/1.dat": "", "none/x.txt": "text",
		"shell/@.json": "{}", "shell/@.done.json": "{}", "shell/db@t@@0.tsv.zst": "",
	} {
		s.Put(t, "backups", key, []byte(content))
	}
	for _, test := range []struct{ pattern, want string }{
		{"s3://backups/day1/om.sql", "s3://backups/day1/om.sql"},
		{"s3://backups/missing.sql", "s3://backups/missing.sql"},
		{"s3://backups/day2/om.dir/", "s3://backups/day2/om.dir/"},
		{"s3://backups", "s3://backups/day1/om.sql s3://backups/day2/nightly s3://backups/day2/om.dir s3://backups/shell"},
		{"s3://backups/day*", "s3://backups/day1/om.sql s3://backups/day2/nightly s3://backups/day2/om.dir"},
		{"s3://backups/*/om.*", "s3://backups/day1/om.sql s3://backups/day2/om.dir"},
		{"s3://backups/day3/*", "s3://backups/day3/*: nothing matches"},
		{"s3://backups/none", "s3://backups/none: no backup in this directory"},
		{"s3://backups/[", "s3://backups/[: syntax error"},
		{"s3://elsewhere/*.sql", "s3://elsewhere/*.sql: there is no bucket elsewhere"},
	} {
		mustFind(t, test.pattern, test.want)
	}
}

// TestS3Trouble takes nothing that a store does for a whole backup, nor for a
// damaged one where it is not.
func TestS3Trouble(t *testing.T) {
	const dump = "-- MySQL dump 10.13  Distrib 8.3.0, for x\nCREATE TABLE `t` (\n  `n` int\n);\n-- Dump completed on 2026-01-01 10:00:00\n"
	cut := func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter { return testserver.CutAfter(w, 30) }
	refuse := func(status int, code string) func(http.ResponseWriter, *http.Request) http.ResponseWriter {
		return func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
			if r.Method == http.MethodHead {
				return w
			}
			testserver.Refuse(w, status, code)
			return nil
		}
	}
	for _, test := range []struct {
		name    string
		instead func(http.ResponseWriter, *http.Request) http.ResponseWriter
		damaged bool
		mention string
	}{
		{"cut again and again", func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
			if r.Header.Get("Range") != "" {
				return testserver.CutAfter(w, 0)
			}
			return cut(w, r)
		}, false, "again and again"},
		{"archived", refuse(403, "InvalidObjectState"), false, "archived"},
		{"denied", refuse(403, "AccessDenied"), false, "access is denied"},
		{"changed", refuse(412, "PreconditionFailed"), false, "changed while it was read"},
		{"another checksum", func(w http.ResponseWriter, _ *http.Request) http.ResponseWriter {
			w.Header().Set("x-amz-checksum-crc32", "AAAAAA==")
			return w
		}, true, "not what was uploaded: the CRC32"},
		{"shorter than announced", func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
			w.Header().Set("Content-Length", "400")
			w.Header().Set("ETag", `"e"`)
			if r.Method == http.MethodGet {
				_, _ = io.WriteString(w, dump)
			}
			return nil
		}, false, "cannot be read to the end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := testserver.StartS3(t)
			s.Put(t, "backups", "om.sql", []byte(dump))
			whole(t, Inspect(t.Context(), "s3://backups/om.sql", looking))
			s.Instead = test.instead
			b := Inspect(t.Context(), "s3://backups/om.sql", looking)
			if b.Level == LevelComplete || b.Damaged != test.damaged || !strings.Contains(b.Stopped, test.mention) {
				t.Errorf("%+v", b)
			}
		})
	}
}

// TestS3Checksum compares with the checksum beside an object, which nobody need
// be allowed to list.
func TestS3Checksum(t *testing.T) {
	const dump = "-- MySQL dump 10.13  Distrib 8.3.0, for x\nCREATE TABLE `t` (\n  `n` int\n);\n-- Dump completed on 2026-01-01 10:00:00\n"
	s := testserver.StartS3(t)
	s.Put(t, "backups", "om.sql", []byte(dump))
	s.Put(t, "backups", "om.sql.md5", []byte("00000000000000000000000000000000  om.sql\n"))
	broken(t, Inspect(t.Context(), "s3://backups/om.sql", looking))
	s.Instead = func(w http.ResponseWriter, r *http.Request) http.ResponseWriter {
		if !strings.HasSuffix(r.URL.Path, ".sql") { // as S3 to those who may not list the bucket
			testserver.Refuse(w, http.StatusForbidden, "AccessDenied")
			return nil
		}
		return w
	}
	whole(t, Inspect(t.Context(), "s3://backups/om.sql", looking))
}

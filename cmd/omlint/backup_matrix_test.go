package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/internal/testdump"
	"github.com/omlint/omlint/internal/testserver"
)

// TestBackupMatrix makes a backup in every format, with the real tools where
// there are any, damages it in every way, and has omlint judge the result. No
// damaged backup may be called complete, no whole one damaged. The table of all
// verdicts goes to docs/backup-formats.md, with -update.
func TestBackupMatrix(t *testing.T) {
	m := newMatrix(t)
	var table strings.Builder
	formats := m.formats(t)
	rows := make([][]string, len(damages))
	for i, d := range damages {
		rows[i] = []string{d.name}
	}
	header := []string{"damage"}
	for _, f := range formats {
		header = append(header, f.name)
		t.Run(f.name, func(t *testing.T) {
			for i, d := range damages {
				verdicts := []string{}
				all := d.make(t, m, f)
				if d.allowed == nil {
					rows[i] = append(rows[i], m.caught(t, f, all))
					continue
				}
				for _, made := range all {
					v := m.judge(t, made)
					if !slices.Contains(d.allowed, v) {
						t.Errorf("%s: %s: %s, want one of %q", d.name, filepath.Base(made.path), v, d.allowed)
					}
					if !slices.Contains(verdicts, v) {
						verdicts = append(verdicts, v)
					}
				}
				slices.Sort(verdicts)
				rows[i] = append(rows[i], strings.Join(verdicts, " "))
			}
		})
	}
	for i, row := range slices.Insert(rows, 0, header) {
		fmt.Fprintf(&table, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(&table, "|---%s\n", strings.Repeat("|:-:", len(formats))+"|")
		}
	}
	if t.Failed() || len(rows[0]) <= len(formats) { // some formats were not asked for
		return
	}
	compareSection(t, "../../docs/backup-formats.md", "matrix", table.String())
}

// compareSection compares the part of a page between two comments with what it
// should be; with -update it writes it there.
func compareSection(t *testing.T, page, section, want string) {
	t.Helper()
	source, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+section+" -->\n", "<!-- /"+section+" -->"
	before, rest, ok1 := strings.Cut(string(source), begin)
	got, after, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no part between %s and %s", page, begin, end)
	}
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("%s says otherwise (-page +real), rewrite with -update:\n%s", page, diff)
	}
}

// backupFormat is one way to make a backup.
type backupFormat struct {
	name   string
	source testdump.Source
	other  testdump.Source // of the other engine
	// dump makes a backup, a file or a directory, at path.
	dump func(t testing.TB, path string, flags ...string)
	tool string // whose standard output is the backup; "" for formats made otherwise
	args []string
	// text is SQL that an editor, a terminal or a shell can get at.
	text bool
	// schemaOnly and dataOnly are the flags for those; "" where there are none.
	schemaOnly, dataOnly string

	masters map[string]string // backups made so far, by format and flags, in the directory keep
	keep    string
}

// matrix holds what all the formats share.
type matrix struct {
	mysql, mariadb, postgres15, postgres18 testdump.Source
	snapshots                              map[testdump.Source]string
	another, other                         map[testdump.Source]string // another database of the same server, and its snapshot
	s3                                     *testserver.S3
	judged                                 int
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{
		mysql: testdump.MySQL(t), mariadb: testdump.MariaDB(t), postgres15: testdump.Postgres(t, 15), postgres18: testdump.Postgres(t, 18),
		snapshots: map[testdump.Source]string{}, another: map[testdump.Source]string{}, other: map[testdump.Source]string{}, s3: testserver.StartS3(t),
	}
	for _, s := range []testdump.Source{m.mysql, m.mariadb, m.postgres15, m.postgres18} {
		s.Grow(t)
		m.record(t, s)
	}
	return m
}

// record takes snapshots of a database and of another one of its server.
func (m *matrix) record(t *testing.T, s testdump.Source) {
	another := s.Server.NewDatabase(t)
	s.Server.Exec(t, another, "CREATE TABLE table_entity (id INT)", "CREATE TABLE SERVER_CHANGE_LOG (version VARCHAR(99))", "INSERT INTO SERVER_CHANGE_LOG VALUES ('0.9.0'), ('0.13.2')")
	m.another[s] = another
	m.snapshots[s] = snapshotOf(t, s.Server.URL(s.Server.Admin, s.Server.Password, s.Database))
	m.other[s] = snapshotOf(t, s.Server.URL(s.Server.Admin, s.Server.Password, another))
}

// snapshotOf records a database.
func snapshotOf(t *testing.T, url string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "snapshot.json")
	var stderr bytes.Buffer
	if code := run([]string{"probe", "--database", url, "--output", path}, nil, io.Discard, &stderr); code == exitTrouble {
		t.Fatalf("omlint probe: %s", &stderr)
	}
	return path
}

// madeBackup is a backup to be judged, and how.
type madeBackup struct {
	path, snapshot string
	later          time.Duration // how long after it was made it is judged
}

// The verdicts of the matrix.
const (
	isWhole    = "✓" // complete or better
	isWarned   = "!" // the same, with a warning
	isRefused  = "⊘" // whole, and of no use: of another database, without rows, too old …
	isUnproven = "?" // neither shown to be whole nor to be damaged
	isDamaged  = "✗"
)

// caught counts the backups that are not called whole. Where a compressor has a
// checksum over everything, those are all.
func (m *matrix) caught(t *testing.T, f backupFormat, all []madeBackup) string {
	n := 0
	for _, made := range all {
		if v := m.judge(t, made); v != isWhole && v != isWarned {
			n++
		}
	}
	if strings.Contains(f.name, " in ") && n < len(all) {
		t.Errorf("%d of %d flipped bits went unnoticed", len(all)-n, len(all))
	}
	return fmt.Sprintf("%d/%d", n, len(all))
}

// judge has omlint judge a backup on disk, and the same backup in S3.
func (m *matrix) judge(t *testing.T, made madeBackup) string {
	t.Helper()
	onDisk := m.verdict(t, made)
	bucket := fmt.Sprintf("backup-%d", m.judged)
	m.judged++
	for _, path := range append(beside(made.path), made.path) {
		m.s3.Upload(t, bucket, filepath.Base(path), path)
	}
	inS3 := made
	inS3.path = "s3://" + bucket + "/" + filepath.Base(made.path)
	defer m.s3.Drop(t, bucket)
	if v := m.verdict(t, inS3); v != onDisk {
		t.Errorf("%s: %s on disk and %s in S3", made.path, onDisk, v)
	}
	return onDisk
}

// beside are the checksums of a backup.
func beside(path string) []string {
	sums, _ := filepath.Glob(path + ".*")
	return sums
}

func (m *matrix) verdict(t *testing.T, made madeBackup) string {
	t.Helper()
	args := []string{"backup", made.path, "--format", "json", "--as-of", time.Now().Add(made.later).Format(time.RFC3339)}
	if made.snapshot != "" {
		args = append(args, "--snapshot", made.snapshot)
	}
	var stdout, stderr bytes.Buffer
	run(args, nil, &stdout, &stderr)
	var report struct {
		Results []struct{ Outcome, Level, Message string }
	}
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil || len(report.Results) != 1 {
		t.Fatalf("%v: %v\n%s%s", args, err, &stdout, &stderr)
	}
	r := report.Results[0]
	t.Logf("%s: %s", r.Outcome, r.Message)
	switch {
	case r.Outcome == "fail" && strings.Contains(r.Message, "is no usable backup"):
		return isDamaged
	case r.Outcome == "fail":
		return isRefused
	case r.Outcome == "unknown":
		return isUnproven
	case r.Outcome == "warn":
		return isWarned
	}
	return isWhole
}

// A harm is one row of the matrix: it makes a backup and does something
// to it, in several ways if need be; in none where it does not apply.
type harm struct {
	name    string
	allowed []string // the verdicts that are right; nil to count those that notice it
	make    func(t *testing.T, m *matrix, f backupFormat) []madeBackup
}

var (
	good     = []string{isWhole, isWarned, isUnproven}
	bad      = []string{isDamaged, isUnproven}
	unfit    = []string{isRefused, isUnproven}
	badOrNot = []string{isDamaged, isUnproven, isRefused}
)

var damages = []harm{
	{"whole", good, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup { return f.made(t, nil) }},
	{"whole, compared with its database", good, func(t *testing.T, m *matrix, f backupFormat) []madeBackup {
		made := f.made(t, nil)
		made[0].snapshot = m.snapshots[f.source]
		return made
	}},
	cutTo(99), cutTo(90), cutTo(50), cutTo(10), cutTo(1),
	{"cut behind a statement", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, f.text, func(content []byte) []byte {
			return content[:bytes.LastIndex(content[:len(content)*3/4], []byte(";\n"))+2]
		})
	}},
	{"cut behind marker text in the rows", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, f.text, func(content []byte) []byte {
			marker := []byte("Dump completed")
			return content[:bytes.LastIndex(content[:len(content)-200], marker)+len(marker)]
		})
	}},
	{"one byte short", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, true, func(content []byte) []byte { return content[:len(content)-1] })
	}},
	{"bit flip, SHA-256 beside it", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		made := f.edited(t, true, nil)
		if isDirectory(made[0].path) {
			return nil
		}
		sum, err := exec.Command("sh", "-c", `cd "$(dirname "$1")" && sha256sum "$(basename "$1")"`, "sh", made[0].path).Output()
		if err != nil {
			t.Fatal(err)
		}
		write(t, made[0].path+".sha256", sum)
		write(t, made[0].path, flipped(read(t, made[0].path), 1, 2))
		return made
	}},
	{"bit flip, nothing beside it²", nil, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		var made []madeBackup
		for i := range 20 {
			whole := f.made(t, nil)[0]
			file := whole.path
			if isDirectory(file) {
				file = largest(t, file)
			}
			write(t, file, flipped(read(t, file), 2*i+1, 40))
			made = append(made, whole)
		}
		return made
	}},
	{"a member missing", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		whole := f.made(t, nil)[0].path
		if !isDirectory(whole) {
			return withoutMembers(t, whole)
		}
		var made []madeBackup
		for _, name := range filesOf(t, whole) {
			if optional(name) {
				continue
			}
			dir := filepath.Join(t.TempDir(), "dump")
			copyDirectory(t, whole, dir)
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
			made = append(made, madeBackup{path: dir})
		}
		return made
	}},
	{"cut before it was compressed", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		whole := f.made(t, nil)[0].path
		if isDirectory(whole) {
			return nil
		}
		path := filepath.Join(t.TempDir(), "dump.gz")
		content := read(t, whole)
		if z, err := gzip.NewReader(bytes.NewReader(content)); err == nil {
			if content, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		write(t, path, gzipOf(content[:len(content)*3/5]))
		return []madeBackup{{path: path}}
	}},
	{"dumper killed", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup { return f.killed(t) }},
	{"a warning of the dumper in it", unfit, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, f.text && f.tool != "", func(content []byte) []byte {
			return append([]byte(f.tool+": warning: something that ends on standard error\n"), content...)
		})
	}},
	{"an error of the dumper in it", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, f.text && f.tool != "", func(content []byte) []byte {
			end := bytes.LastIndex(content[:len(content)/2], []byte("\n")) + 1
			return append(content[:end:end], f.tool+": error: connection to the server was lost\n"...)
		})
	}},
	{"CR LF", []string{isWarned, isUnproven}, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, f.text, func(content []byte) []byte { return bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n")) })
	}},
	{"schema only", unfit, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup { return f.with(t, f.schemaOnly) }},
	{"data only", unfit, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup { return f.with(t, f.dataOnly) }},
	{"of another engine", unfit, func(t *testing.T, m *matrix, f backupFormat) []madeBackup {
		made := f.made(t, nil)
		made[0].snapshot = m.snapshots[f.other]
		return made
	}},
	{"of another database", unfit, func(t *testing.T, m *matrix, f backupFormat) []madeBackup {
		made := f.made(t, nil)
		made[0].snapshot = m.other[f.source]
		return made
	}},
	{"two days old", unfit, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		made := f.made(t, nil)
		made[0].later = 48 * time.Hour
		return made
	}},
	{"empty", bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, true, func([]byte) []byte { return nil })
	}},
	{"without comments", []string{isUnproven}, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		if f.tool != "mysqldump" && f.tool != "mariadb-dump" || !f.text {
			return nil
		}
		return append(f.with(t, "--skip-comments"), f.with(t, "--compact")...)
	}},
	{"forced past an error", badOrNot, func(t *testing.T, m *matrix, f backupFormat) []madeBackup { return f.forced(t) }},
}

func cutTo(percent int) harm {
	return harm{fmt.Sprintf("cut to %d %%", percent), bad, func(t *testing.T, _ *matrix, f backupFormat) []madeBackup {
		return f.edited(t, true, func(content []byte) []byte { return content[:len(content)*percent/100] })
	}}
}

// made is a whole backup. Each is made once, and copied from then on.
func (f backupFormat) made(t *testing.T, flags []string) []madeBackup {
	key := fmt.Sprint(f.name, flags)
	master := f.masters[key]
	if master == "" {
		master = filepath.Join(f.keep, fmt.Sprint(len(f.masters)))
		f.dump(t, master, flags...)
		f.masters[key] = master
	}
	path := filepath.Join(t.TempDir(), "dump")
	if isDirectory(master) {
		copyDirectory(t, master, path)
	} else {
		write(t, path, read(t, master))
	}
	return []madeBackup{{path: path}}
}

// with is a backup made with a flag.
func (f backupFormat) with(t *testing.T, flag string) []madeBackup {
	if flag == "" {
		return nil
	}
	return f.made(t, []string{flag})
}

// edited is a backup whose content was changed; in a directory, that of each
// file in turn.
func (f backupFormat) edited(t *testing.T, applies bool, edit func([]byte) []byte) []madeBackup {
	if !applies {
		return nil
	}
	whole := f.made(t, nil)
	if edit == nil {
		return whole
	}
	if !isDirectory(whole[0].path) {
		write(t, whole[0].path, edit(read(t, whole[0].path)))
		return whole
	}
	var made []madeBackup
	for _, name := range filesOf(t, whole[0].path) {
		if optional(name) {
			continue
		}
		dir := filepath.Join(t.TempDir(), "dump")
		copyDirectory(t, whole[0].path, dir)
		content := read(t, filepath.Join(dir, name))
		if len(content) == 0 {
			continue
		}
		write(t, filepath.Join(dir, name), edit(content))
		made = append(made, madeBackup{path: dir})
	}
	return made
}

// optional names files of a directory that nothing depends on.
func optional(name string) bool {
	name = strings.TrimSuffix(name, ".gz")
	return strings.HasSuffix(name, ".idx") || name == "@.sql" || name == "@.post.sql" ||
		strings.HasSuffix(name, "-schema-create.sql") || strings.HasSuffix(name, "-schema-view.sql") || strings.HasSuffix(name, "-schema-triggers.sql")
}

// killed is what a dumper leaves that was killed.
func (f backupFormat) killed(t *testing.T) []madeBackup {
	if f.tool == "" {
		return nil
	}
	path := filepath.Join(t.TempDir(), "dump")
	if f.args == nil { // it writes a directory
		return f.killedDirectory(t, path)
	}
	cmd := f.source.Command(t, f.tool, f.args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var dump bytes.Buffer
	if _, err := io.CopyN(&dump, out, 100_000); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(&dump, out)
	if cmd.Wait() == nil {
		t.Fatal("the dumper ended well before it was killed")
	}
	write(t, path, dump.Bytes())
	return []madeBackup{{path: path}}
}

func flipped(content []byte, numerator, denominator int) []byte {
	c := bytes.Clone(content)
	c[len(c)*numerator/denominator] ^= 1
	return c
}

// withoutMembers are copies of a tar, each without one of its members.
func withoutMembers(t *testing.T, path string) []madeBackup {
	content := read(t, path)
	zipped := bytes.HasPrefix(content, []byte("\x1f\x8b"))
	if zipped {
		z, err := gzip.NewReader(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		if content, err = io.ReadAll(z); err != nil {
			return nil
		}
	}
	var members []string
	for r := tar.NewReader(bytes.NewReader(content)); ; {
		h, err := r.Next()
		if err != nil {
			break
		}
		if h.Name != "restore.sql" && h.Size > int64(len("[]")) { // a convenience; an empty table
			members = append(members, h.Name)
		}
	}
	var made []madeBackup
	for _, missing := range members {
		var out bytes.Buffer
		w := tar.NewWriter(&out)
		for r := tar.NewReader(bytes.NewReader(content)); ; {
			h, err := r.Next()
			if err != nil {
				break
			}
			if h.Name == missing {
				continue
			}
			_ = w.WriteHeader(h)
			if _, err := io.Copy(w, r); err != nil {
				t.Fatal(err)
			}
		}
		_ = w.Close()
		copied := filepath.Join(t.TempDir(), "dump")
		write(t, copied, out.Bytes())
		made = append(made, madeBackup{path: copied})
	}
	return made
}

func gzipOf(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(content)
	_ = w.Close()
	return b.Bytes()
}

func isDirectory(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func filesOf(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func largest(t *testing.T, dir string) (path string) {
	t.Helper()
	var most int64 = -1
	for _, name := range filesOf(t, dir) {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() > most {
			path, most = filepath.Join(dir, name), info.Size()
		}
	}
	return path
}

func copyDirectory(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

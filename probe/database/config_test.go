package database_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/database"
)

func unsetenv(t *testing.T, name string) {
	t.Helper()
	t.Setenv(name, "") // so that it is restored
	if err := os.Unsetenv(name); err != nil {
		t.Fatal(err)
	}
}

// files writes files below a new directory, from pairs of name and text.
func files(t *testing.T, pairs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		path := filepath.Join(dir, pairs[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(pairs[i+1], "DIR", dir)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readOne reads a file that configures one server.
func readOne(path string) (probe.Database, error) {
	config, err := database.ReadConfig(path)
	if err == nil && (len(config.Databases) != 1 || len(config.Keys) != 0) {
		err = fmt.Errorf("%d databases, %d keys", len(config.Databases), len(config.Keys))
	}
	return append(config.Databases, probe.Database{})[0], err
}

// summary lists settings as "name=value unit (origin)", with "?" for unknown.
func summary(db probe.Database, dir string) []string {
	lines := []string{}
	for _, s := range db.Settings {
		value := s.Value
		if s.Why != "" {
			value = "?"
		}
		origin := strings.ReplaceAll(s.Origin, dir+"/", "")
		lines = append(lines, strings.ReplaceAll(fmt.Sprintf("%s=%s %s (%s)", s.Name, value, s.Unit, origin), "  ", " "))
	}
	return lines
}

func TestReadMyCnf(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"sizes", "[mysqld]\nsort_buffer_size = 20M\nsort-buffer-size=262144\nmax_allowed_packet=1g\ntmp_table_size=64k\n",
			[]string{"max_allowed_packet=1073741824 bytes (my.cnf:4)", "sort_buffer_size=262144 bytes (my.cnf:3)", "tmp_table_size=65536 bytes (my.cnf:5)"},
		},
		{"a size that the server refuses", "[mysqld]\nsort_buffer_size = 20MB\n", []string{"sort_buffer_size=? bytes (my.cnf:2)"}},
		{
			"only the server's groups", "[client]\nsort_buffer_size=1\n[mysqld_safe]\nsort_buffer_size=2\n[mysqldump]\nsort_buffer_size=3\n[server]\nsort_buffer_size=4\n[mysql]\nsort_buffer_size=5\n",
			[]string{"sort_buffer_size=4 bytes (my.cnf:8)"},
		},
		{"MariaDB's groups", "[mysqld]\nsort_buffer_size=1\n[mariadb-10.11]\nsort_buffer_size=2\n", []string{"sort_buffer_size=2 bytes (my.cnf:4)"}},
		{"the last group wins", "[mysqld]\na=1\n[mariadbd]\na=2\n[mysqld]\na=3\n", []string{"a=3 (my.cnf:6)"}},
		{
			"comments and quotes", "# c\n; c\n[mysqld] # c\na = 'x # y' # z\nb = \"q;\" \nc = 1;2#3\nd='it\\'s # x' # y\n",
			[]string{"a=x # y (my.cnf:4)", "b=q; (my.cnf:5)", "c=1;2 (my.cnf:6)", "d=it's # x (my.cnf:7)"},
		},
		{
			"switches", "[mysqld]\nskip-name-resolve\nloose-foo=1\nloose_bar\nskip-log-bin\ndisable-x\nenable-y\nempty=\n",
			[]string{"bar=ON (my.cnf:4)", "empty= (my.cnf:8)", "foo=1 (my.cnf:3)", "log_bin=OFF (my.cnf:5)", "skip_name_resolve=ON (my.cnf:2)", "x=OFF (my.cnf:6)", "y=ON (my.cnf:7)"},
		},
		{"spaces and Windows line ends", "\ufeff[mysqld ]\r\n   sort_buffer_size   =   20M  \r\n", []string{"sort_buffer_size=20971520 bytes (my.cnf:2)"}},
		{
			"secrets", "[mysqld]\nwsrep_sst_auth=root:sesame\nmaster_password=sesame\nfoo=mysql://a:sesame@b/c\n",
			[]string{"foo=? (my.cnf:4)", "master_password=? (my.cnf:3)", "wsrep_sst_auth=? (my.cnf:2)"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := files(t, "my.cnf", test.text)
			db, err := readOne(filepath.Join(dir, "my.cnf"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, summary(db, dir)); diff != "" {
				t.Error(diff)
			}
			if db.Engine != "mysql" || db.Source != probe.SourceFile || db.Why != "" {
				t.Errorf("engine %q, source %q, why %q", db.Engine, db.Source, db.Why)
			}
			if shown := fmt.Sprintf("%+v", db); strings.Contains(shown, "sesame") {
				t.Errorf("a secret shows in %s", shown)
			}
		})
	}
}

// What MariaDB's own tool makes of option files is what we make of them.
func TestReadMyCnfAsMariaDBDoes(t *testing.T) {
	dir := files(t, "my.cnf", `# comment
[mysqld]
a = 'x # y' # z
b = "q;"
c = 1;2#3
d='it\'s # x' # y
e = a\sb\tc\\d
f="unbalanced
g=un"quo#ted"
 h  =
  [server]
j=1
[ server]
j=2
[mariadb] trailing
k=2 ; not a comment
l="a"b"
m='a"b' # c
n=\"x\"
o=#5
p="a\"#b" #c
[mysqld_safe]
a=safe
[client]
a=client
[mariadb]
!includedir DIR/d
!include DIR/extra
q=after
`, "d/z.cnf", "[mysqld]\na=last\n", "d/a.cnf", "[mysqld]\na=first\n", "d/zz.ini", "[mysqld]\na=ini\n", "extra", "[mariadb]\nr=1\n")
	path := filepath.Join(dir, "my.cnf")
	printed, err := exec.Command(testserver.MariaDB(t).Tool(t, "my_print_defaults"), "--defaults-file="+path, "mysqld", "server", "mariadb").Output()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for line := range strings.Lines(string(printed)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "--"), "\n"), "=")
		want[name] = value
	}
	db, err := readOne(path)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range db.Settings {
		got[s.Name] = s.Text
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 15 {
		t.Errorf("%d settings: %s", len(got), diff)
	}
}

// What PostgreSQL makes of its configuration is what we make of it, down to
// the lines that it cannot read.
func TestReadPgConfAsPostgreSQLDoes(t *testing.T) {
	everyPostgres(t, func(t *testing.T, major int) {
		s := testserver.StartPostgres(t, major)
		original, err := os.ReadFile(s.ConfigFile)
		if err != nil {
			t.Fatal(err)
		}
		read := func(text string) (theirs, ours map[string]string, err error) {
			t.Helper()
			if err := os.WriteFile(s.ConfigFile, []byte(string(original)+"\n"+text), 0o600); err != nil {
				t.Fatal(err)
			}
			theirs, ours = map[string]string{}, map[string]string{}
			rows, err := s.DB(t, "").Query("SELECT name, setting FROM pg_file_settings WHERE name LIKE 'x.%' ORDER BY seqno")
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			for rows.Next() {
				var name, value string
				if err := rows.Scan(&name, &value); err != nil {
					t.Fatal(err)
				}
				theirs[name] = value
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			db, err := readOne(s.ConfigFile)
			for _, s := range db.Settings {
				if strings.HasPrefix(s.Name, "x.") {
					ours[s.Name] = s.Value
				}
			}
			return theirs, ours, err
		}
		theirs, ours, err := read(`x.a = 20MB # c
x.b='it''s \\ \t \101 # x' # y
x.c on
x.d=-1.5e3
x.e = .5
x.f 0x1F
x.g = a/b:c-d.e
x.h='quoted'# c
  x.i	=	1
x.j=+7kB#c
x.a = 2
x.k = ''
x.l'tight'
`)
		if diff := cmp.Diff(theirs, ours); err != nil || diff != "" || len(ours) != 12 {
			t.Errorf("%d settings, error %v: %s", len(ours), err, diff)
		}
		for _, line := range []string{"x.a = 1 2", "x.a = 20 MB", "x.a = 'open", "x.a = \"d\"", "x.a ==1", "= 1", "x.a", "x.a = 1;", "1x = 1", "x.a = a b", "x. = 1", "x.a = a@b", "x.a = 1e3", "x.a=-", "x.a=1.5MB"} {
			theirs, ours, err := read(line + "\n")
			if (len(theirs) == 0) != (err != nil) || err == nil && !cmp.Equal(theirs, ours) {
				t.Errorf("%q: PostgreSQL reads %v, we read %v, error %v", line, theirs, ours, err)
			}
		}
	})
}

func TestReadMyCnfIncludes(t *testing.T) {
	dir := files(t,
		"my.cnf", "[mysqld]\na=1\n!includedir DIR/conf.d\nb=1\n!include extra.cnf\n!includedir DIR/missing/\n",
		"conf.d/10.cnf", "[mysqld]\na=10\nb=10\nc=10\n",
		"conf.d/20.cnf", "[mysqld]\na=20\n[client]\na=21\n",
		"conf.d/30.conf", "[mysqld]\na=30\n",
		"extra.cnf", "[mysqld]\nc=40\n!include my.cnf\n",
	)
	db, err := readOne(filepath.Join(dir, "my.cnf"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a=20 (conf.d/20.cnf:2)", "b=1 (my.cnf:4)", "c=40 (extra.cnf:2)"}, summary(db, dir)); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{"my.cnf:6: what is included here could not be read", "extra.cnf:3:", "includes itself"} {
		if !strings.Contains(db.Why, want) {
			t.Errorf("why %q lacks %q", db.Why, want)
		}
	}
	if s := database.Status(db); s.Status != probe.StatusPartial || s.Why != db.Why {
		t.Errorf("status %+v", s)
	}
}

// Twenty files that include the whole directory make 20! ways through it.
func TestReadConfigIncludeLoopsEnd(t *testing.T) {
	var my, pg []string
	for i := range 20 {
		my = append(my, fmt.Sprintf("d/%d.cnf", i), "[mysqld]\na=1\n!includedir DIR/d\n")
		pg = append(pg, fmt.Sprintf("d/%d.conf", i), "work_mem=1MB\ninclude_dir '.'\n")
	}
	for name, path := range map[string]string{
		"my.cnf":          filepath.Join(files(t, my...), "d/0.cnf"),
		"postgresql.conf": filepath.Join(files(t, pg...), "d/0.conf"),
	} {
		if _, err := readOne(path); err == nil || !strings.Contains(err.Error(), "include itself") {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func TestReadPgConf(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"units", "work_mem = 20MB # c\nmaintenance_work_mem='1.5GB'\nshared_buffers=16384\nstatement_timeout = 2min\nmax_wal_size 1\nwal_buffers=-1\nautovacuum_naptime='90 s'\n",
			[]string{
				"autovacuum_naptime=90000 ms (c:7)", "maintenance_work_mem=1610612736 bytes (c:2)", "max_wal_size=1048576 bytes (c:5)",
				"shared_buffers=134217728 bytes (c:3)", "statement_timeout=120000 ms (c:4)", "wal_buffers=-1 bytes (c:6)", "work_mem=20971520 bytes (c:1)",
			},
		},
		{"the last wins, whatever its case", "work_mem = 4MB\nWORK_MEM = 20480\n", []string{"work_mem=20971520 bytes (c:2)"}},
		{"units that the server refuses", "work_mem = 20mb\nmaintenance_work_mem=20s\n", []string{"maintenance_work_mem=? (c:2)", "work_mem=? (c:1)"}},
		{
			"quotes", "application_name = 'it''s\\t#1' # c\nDateStyle = iso\nmy.setting = on\nport = 0x10\n",
			[]string{"DateStyle=iso (c:2)", "application_name=it's\t#1 (c:1)", "my.setting=on (c:3)", "port=16 (c:4)"},
		},
		{"switches", "autovacuum = TRUE\nfsync=no\n", []string{"autovacuum=on (c:1)", "fsync=off (c:2)"}},
		{
			"secrets", "primary_conninfo = 'host=a password=sesame'\nport=1\nssl_passphrase_command='echo sesame'\n",
			[]string{"port=1 (c:2)", "primary_conninfo=? (c:1)", "ssl_passphrase_command=? (c:3)"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := files(t, "c", test.text)
			db, err := readOne(filepath.Join(dir, "c"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, summary(db, dir)); diff != "" {
				t.Error(diff)
			}
			if db.Engine != "postgres" || db.Why != "" {
				t.Errorf("engine %q, why %q", db.Engine, db.Why)
			}
			if shown := fmt.Sprintf("%+v", db); strings.Contains(shown, "sesame") {
				t.Errorf("a secret shows in %s", shown)
			}
		})
	}
}

func TestReadPgConfIncludes(t *testing.T) {
	dir := files(t,
		"postgresql.conf", "work_mem=1MB\ndata_directory='DIR/data'\ninclude_dir 'conf.d'\ninclude_if_exists 'nope.conf'\ninclude 'more.conf'\ninclude 'lost.conf'\n",
		"conf.d/a.conf", "work_mem=2MB\ntemp_buffers=2MB\n",
		"conf.d/b.conf", "work_mem=3MB\n",
		"conf.d/.c.conf", "work_mem=4MB\n",
		"conf.d/d.conf~", "work_mem=5MB\n",
		"more.conf", "temp_buffers = 6MB\nmaintenance_work_mem=7MB\n",
		"data/postgresql.auto.conf", "# Do not edit this file manually!\nmaintenance_work_mem = '64MB'\n",
	)
	db, err := readOne(filepath.Join(dir, "postgresql.conf"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"data_directory=" + dir + "/data (postgresql.conf:2)", "maintenance_work_mem=67108864 bytes (data/postgresql.auto.conf:2)",
		"temp_buffers=6291456 bytes (more.conf:1)", "work_mem=3145728 bytes (conf.d/b.conf:1)",
	}
	if diff := cmp.Diff(want, summary(db, dir)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(db.Why, "postgresql.conf:6: what is included here could not be read") || strings.Contains(db.Why, "nope") {
		t.Errorf("why %q", db.Why)
	}
}

func TestReadRDS(t *testing.T) {
	dir := files(t, "p.json", `{"Parameters": [
		{"ParameterName": "sort_buffer_size", "ParameterValue": "20971520", "Source": "user", "ApplyType": "dynamic"},
		{"ParameterName": "max_allowed_packet", "Source": "engine-default", "ApplyType": "dynamic"},
		{"ParameterName": "innodb_buffer_pool_size", "ParameterValue": "{DBInstanceClassMemory*3/4}", "Source": "system", "ApplyType": "dynamic"}]}`,
		"q.json", `[{"ParameterName": "work_mem", "ParameterValue": "20480", "Source": "user", "ApplyType": "dynamic"}]`,
		"other.json", `{"a": 1}`)
	for name, want := range map[string][]string{
		"p.json": {"innodb_buffer_pool_size=? (p.json:4 (source system))", "sort_buffer_size=20971520 bytes (p.json:2 (source user))"},
		"q.json": {"work_mem=20971520 bytes (q.json:1 (source user))"},
	} {
		db, err := readOne(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(want, summary(db, dir)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestReadConfigErrors(t *testing.T) {
	dir := files(t,
		"notes.txt", "Remember to raise the memory settings.\n",
		"empty.txt", "",
		"values.yaml", "openmetadata:\n  database: x\n",
		"bare.cnf", "password=sesame\n[mysqld]\n",
		"open.cnf", "[mysqld\n",
		"bang.cnf", "[mysqld]\n!sesame\n",
		"postgresql.conf", "work_mem = 20 MB sesame\n",
		"dump.sql", "-- MySQL dump\nSET a = 1;\n",
		"binary.cnf", "[mysqld]\n\x00\x01",
		"other.json", `{"a": 1}`,
		"half.json", `{"Parameters": [`,
		"mixed.json", `{"Parameters": [{"ParameterName": "work_mem"}, {"ParameterName": "sort_buffer_size"}]}`,
		"azure.json", `[{"name": "a", "value": "1", "source": "x", "type": "Microsoft.DBforMySQL/flexibleServers/configurations"},
			{"name": "b", "value": "1", "source": "x", "type": "Microsoft.DBforPostgreSQL/flexibleServers/configurations"}]`,
		"template.yaml", "mysql:\n  {{- toYaml .Values.mysql }}\n",
		"broken.yaml", "password: *sesame\n",
		"two.yaml", "services: {mysql: {image: mysql}}\n---\nmysql: {primary: {}}\n",
		"some.json", `{"Parameters": [{"ParameterName": "x", "ParameterValue": "1"}]}`,
	)
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.cnf"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"notes.txt": "give one of: ", "empty.txt": "my.cnf (with a [mysqld] group)", "values.yaml": "give one of", "dump.sql": "give one of",
		"binary.cnf": "give one of", "other.json": "give one of", "half.json": "is not valid JSON", "some.json": "complete output",
		"mixed.json": "mixes parameters", "template.yaml": "as helm template prints it", "broken.yaml": "broken.yaml is not valid YAML",
		"two.yaml": "give one of", "azure.json": "mixes parameters",
		"bare.cnf": "bare.cnf:1: an option before any [group]", "open.cnf": "open.cnf:1: the group's name", "bang.cnf": "bang.cnf:2: a directive",
		"postgresql.conf": "postgresql.conf:1: a line that PostgreSQL cannot read",
		"missing.cnf":     "no such file", "pipe.cnf": "not a regular file", ".": "not a regular file",
	} {
		_, err := database.ReadConfig(filepath.Join(dir, name))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: got error %v, want one with %q", name, err, want)
		}
	}
}

// A my.cnf that only speaks to clients must not look like one without faults.
func TestReadConfigWithoutServerGroup(t *testing.T) {
	dir := files(t, "my.cnf", "[client]\nuser=om\n")
	db, err := readOne(filepath.Join(dir, "my.cnf"))
	if err != nil || !strings.Contains(db.Why, "no group for the server") {
		t.Errorf("got why %q, error %v", db.Why, err)
	}
}

func FuzzReadMyCnf(f *testing.F) {
	f.Add("[mysqld]\nsort_buffer_size = 20M # c\n!include x.cnf\n!includedir .\na='b\\'c'\n")
	f.Add("[client]\npassword=\"x\"\n[mariadb-10.11]\nloose-a\ninit_connect='SET sort_buffer_size=1, b=(2,3)'")
	f.Fuzz(func(t *testing.T, text string) { fuzzConfig(t, "my.cnf", text) })
}

func FuzzReadPgConf(f *testing.F) {
	f.Add("work_mem = 20MB # c\ninclude 'x'\ninclude_dir '.'\ninclude_if_exists x\na.b='it''s \\101'\n")
	f.Add("work_mem='1e30TB'\nstatement_timeout=-1\nshared_buffers=0x7fffffffffffffff\nvacuum_cost_delay=.5us")
	f.Fuzz(func(t *testing.T, text string) { fuzzConfig(t, "postgresql.conf", text) })
}

func FuzzReadTree(f *testing.F) {
	f.Add("services:\n  mysql:\n    image: mysql\n    command: >\n      --sort_buffer_size=${A:-10M} -x 'b\n")
	f.Add("a: &a {<<: [*a, *a], services: *a}\nservices: {mysql: {image: mysql, extends: mysql, command: [sh, -c, 'postgres -c a=1']}}\n")
	f.Add("mysql:\n  primary:\n    extraFlags: \"--a=1 --b\"\n    configuration: |-\n      [mysqld]\n      !include x\n")
	f.Add("apiVersion: v1\nkind: List\nitems:\n- {kind: ConfigMap, data: {a.conf: work_mem=1MB, FERNET_KEY: a}}\n")
	f.Add("fernetConfiguration: {fernetKey: '${FERNET_KEY:-a,b}'}\n")
	f.Fuzz(func(t *testing.T, text string) { fuzzConfig(t, "file.yaml", text) })
}

func FuzzReadParameters(f *testing.F) {
	f.Add(`{"Parameters": [{"ParameterName": "work_mem", "ParameterValue": "20480", "Source": "user"}]}`)
	f.Add(`[{"name": "sort_buffer_size", "value": 1, "source": "x", "type": "Microsoft.DBforMySQL/a"}]`)
	f.Add(`{"databaseVersion": "MYSQL_8_0", "settings": {"databaseFlags": [{"name": "a", "value": "\ud83d\ude00"}]}}`)
	f.Add(`{"Version": 2, "mysql_server": {"a": {"Value": "1", "Metadata": {}}, "mysql_server_static_options": {"b": {"Value": null}}}}`)
	f.Fuzz(func(t *testing.T, text string) { fuzzConfig(t, "file.json", text) })
}

func FuzzReadDotenv(f *testing.F) {
	f.Add("# c\nexport FERNET_KEY='a,b' # c\nX=\"1\nFERNET_KEY\n")
	f.Fuzz(func(t *testing.T, text string) { fuzzConfig(t, "om.env", text) })
}

// fuzzConfig reads hostile text and checks what must hold for any.
func fuzzConfig(t *testing.T, name, text string) {
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "/") {
		return // includes are to stay in the directory
	}
	config, err := database.ReadConfig(path)
	if err != nil {
		return
	}
	again, err := database.ReadConfig(path)
	if err != nil || !cmp.Equal(config, again) {
		t.Errorf("a second reading differs: %v\n%s", err, cmp.Diff(config, again))
	}
	if len(config.Databases)+len(config.Keys) == 0 {
		t.Error("nothing was read, and that is no error")
	}
	for _, db := range config.Databases {
		for _, s := range db.Settings {
			if s.Name == "" || s.Origin == "" || s.Why != "" && s.Value != "" {
				t.Errorf("%+v", s)
			}
		}
	}
	for _, k := range config.Keys {
		if (k.Why == "") != (len(k.Fingerprints) > 0) || k.Place == "" {
			t.Errorf("%+v", k)
		}
	}
}

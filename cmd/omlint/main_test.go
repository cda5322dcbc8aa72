package main

import (
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/omlint/omlint/internal/faultproxy"
	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/report/schema"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"omlint": main})
}

// TestScripts runs the command line's stories. Besides testscript's own
// commands they have:
//
//	exits STATUS omlint ARG…     run omlint, expect exactly this exit status
//	server mysql|mariadb|postgresN
//	                             start a server of the script's own; sets $URL (an
//	                             unprivileged user with $PASSWORD), $URL_NO_PASSWORD,
//	                             $ADMIN_URL, $SERVER_USER, $SERVER_DATABASE, $HOST_PORT
//	sql STATEMENT…               run statements as the server's administrator
//	restart-server               restart it
//	openmetadata-server [-tls] VERSION [TOKEN] [PART=TROUBLE…]
//	                             an OpenMetadata server; sets $OM_URL, and with -tls
//	                             writes its authority to ca.pem
//	search-server elasticsearch|opensearch VERSION [SETTING=VALUE…]
//	                             a search engine that asks om for $PASSWORD; sets
//	                             $SEARCH_URL
//	s3-server BUCKET DIR         a store that holds the files of a directory; sets what leads
//	                             clients to it
//	faulty-proxy drop|reset|close BYTES
//	                             stands before the server and fails after so many
//	                             bytes of it; sets $FAULTY_URL
//	silent-server                a listener that accepts and never answers; sets $HOST_PORT
//	client-came                  wait until somebody connected to it since the last time
//	valid SCHEMA FILE            FILE (or stdout) is JSON that fits facts|report|snapshot|fleet
//	unix2utf16 FROM TO           write a file in UTF-16, as PowerShell's > does
//	damage DIR                   cut every file in a folder in half
//	fill FILE NAME=VALUE…        write VALUE for every NAME in a file
//	processes-hide SECRET        no running omlint shows SECRET to ps
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("ROOT", root)
			env.Setenv("CORPUS", os.Getenv("OMLINT_CORPUS"))
			env.Values[scriptServer{}] = &started{t: env.T().(testing.TB), came: make(chan net.Conn, 100)}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond == "corpus" && os.Getenv("OMLINT_CORPUS") == "" {
				t.Log("OMLINT_CORPUS is not set: the stories on real pages do not run")
				return false, nil
			}
			return cond == "corpus", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":          exits,
			"server":         startServer,
			"sql":            runSQL,
			"restart-server": restartServer,
			"faulty-proxy":   faultyProxy,
			"silent-server":  silentServer,

			"openmetadata-server": openMetadataServer,
			"search-server":       searchServer,
			"s3-server":           s3Server,

			"client-came":    clientCame,
			"valid":          valid,
			"unix2utf16":     toUTF16,
			"damage":         damage,
			"fill":           fill,
			"processes-hide": processesHide,
		},
	})
}

func fill(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for _, pair := range args[1:] {
		name, value, _ := strings.Cut(pair, "=")
		text = strings.ReplaceAll(text, name, value)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

func damage(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	files, err := os.ReadDir(dir)
	ts.Check(err)
	if len(files) == 0 {
		ts.Fatalf("%s holds nothing to damage", args[0])
	}
	for _, f := range files {
		info, err := f.Info()
		ts.Check(err)
		ts.Check(os.Truncate(filepath.Join(dir, f.Name()), info.Size()/2))
	}
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(interface{ ExitCode() int })
		if !ok {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	ts.Logf("%s%s", ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// scriptServer is the key of the server that a script started.
type scriptServer struct{}

type started struct {
	server   *testserver.Server
	t        testing.TB
	database string
	came     chan net.Conn // connections to the silent server
}

func startServer(ts *testscript.TestScript, _ bool, args []string) {
	const password = "pa:ss/w@rd-%41-s3cr3t" // every character that a URL or a DSN could trip over
	s := ts.Value(scriptServer{}).(*started)
	switch args[0] {
	case "mysql":
		s.server = testserver.StartMySQL(s.t)
	case "mariadb":
		s.server = testserver.StartMariaDB(s.t)
	default:
		major, err := strconv.Atoi(strings.TrimPrefix(args[0], "postgres"))
		ts.Check(err)
		s.server = testserver.StartPostgres(s.t, major)
	}
	s.database = s.server.NewDatabase(s.t)
	user := s.server.NewUser(s.t, password)
	if args[0] == "mysql" || args[0] == "mariadb" {
		s.server.Exec(s.t, s.database, fmt.Sprintf("GRANT SELECT ON %s.* TO '%s'@'%%'", s.database, user))
	}
	url := s.server.URL(user, password, s.database)
	scheme, rest, _ := strings.Cut(url, "://")
	address := rest[strings.LastIndexByte(rest, '@')+1:]
	ts.Setenv("URL", url)
	ts.Setenv("PASSWORD", password)
	ts.Setenv("URL_NO_PASSWORD", scheme+"://"+user+"@"+address)
	ts.Setenv("ADMIN_URL", s.server.URL(s.server.Admin, s.server.Password, s.database))
	ts.Setenv("SERVER_USER", user)
	ts.Setenv("SERVER_DATABASE", s.database)
	ts.Setenv("HOST_PORT", fmt.Sprintf("%s:%d", s.server.Host, s.server.Port))
}

func runSQL(ts *testscript.TestScript, _ bool, statements []string) {
	s := ts.Value(scriptServer{}).(*started)
	s.server.Exec(s.t, s.database, statements...)
}

func restartServer(ts *testscript.TestScript, _ bool, _ []string) {
	s := ts.Value(scriptServer{}).(*started)
	s.server.Restart(s.t)
}

func faultyProxy(ts *testscript.TestScript, _ bool, args []string) {
	kind, ok := map[string]faultproxy.Kind{"drop": faultproxy.Drop, "reset": faultproxy.Reset, "close": faultproxy.Close}[args[0]]
	if !ok {
		ts.Fatalf("no fault %q", args[0])
	}
	after, err := strconv.Atoi(args[1])
	ts.Check(err)
	proxy := faultproxy.Start(ts.Value(scriptServer{}).(*started).t, ts.Getenv("HOST_PORT"), faultproxy.Fault{Kind: kind, After: after})
	ts.Setenv("FAULTY_URL", strings.Replace(ts.Getenv("URL"), ts.Getenv("HOST_PORT"), proxy.Address(), 1))
}

func silentServer(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	came := ts.Value(scriptServer{}).(*started).came
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			came <- c // and never a word
		}
	}()
	ts.Setenv("HOST_PORT", l.Addr().String())
}

func clientCame(ts *testscript.TestScript, _ bool, _ []string) {
	select {
	case <-ts.Value(scriptServer{}).(*started).came:
	case <-time.After(30 * time.Second):
		ts.Fatalf("nobody connected to the silent server")
	}
}

func valid(ts *testscript.TestScript, neg bool, args []string) {
	source, ok := map[string]string{"facts": schema.Facts, "report": schema.Report, "snapshot": schema.Snapshot, "fleet": schema.Fleet}[args[0]]
	if !ok {
		ts.Fatalf("no schema %q", args[0])
	}
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(source))
	ts.Check(err)
	compiler := jsonschema.NewCompiler()
	ts.Check(compiler.AddResource("schema.json", document))
	compiled, err := compiler.Compile("schema.json")
	ts.Check(err)
	instance, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	if err := compiled.Validate(instance); (err != nil) != neg {
		ts.Fatalf("%s: %v", args[1], err)
	}
}

func toUTF16(ts *testscript.TestScript, _ bool, args []string) {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(ts.ReadFile(args[0]))) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), out, 0o644))
}

func processesHide(ts *testscript.TestScript, _ bool, args []string) {
	seen := 0
	dirs, err := filepath.Glob("/proc/[0-9]*")
	ts.Check(err)
	for _, dir := range dirs {
		name, _ := os.ReadFile(filepath.Join(dir, "comm"))
		if strings.TrimSpace(string(name)) != "omlint" {
			continue
		}
		seen++
		cmdline, _ := os.ReadFile(filepath.Join(dir, "cmdline"))
		if strings.Contains(string(cmdline), args[0]) {
			ts.Fatalf("%s/cmdline shows %s", dir, args[0])
		}
	}
	if seen == 0 {
		ts.Fatalf("no omlint is running")
	}
}

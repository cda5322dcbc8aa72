package main

import (
	"crypto/tls"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/omlint/omlint/internal/testserver"
)

// serve answers until the end of the script and returns the URL.
func serve(ts *testscript.TestScript, h http.Handler, certificates ...tls.Certificate) string {
	s := testserver.Serve(h, certificates...)
	ts.Defer(s.Close)
	return s.URL
}

func openMetadataServer(ts *testscript.TestScript, _ bool, args []string) {
	var certificates []tls.Certificate
	if args[0] == "-tls" {
		args = args[1:]
		t := ts.Value(scriptServer{}).(*started).t
		ca := testserver.NewAuthority(t)
		certificates = append(certificates, ca.Issue(t, "127.0.0.1", time.Now().Add(time.Hour)))
		ts.Check(os.WriteFile(ts.MkAbs("ca.pem"), ca.PEM(), 0o600))
	}
	om := testserver.OpenMetadata{Version: args[0], Failing: map[string]string{}}
	for _, arg := range args[1:] {
		if part, trouble, ok := strings.Cut(arg, "="); ok {
			om.Failing[part] = trouble
		} else {
			om.Token = arg
		}
	}
	ts.Setenv("OM_URL", serve(ts, om, certificates...))
}

func searchServer(ts *testscript.TestScript, _ bool, args []string) {
	const password = "s3cr3t/of:search"
	defaults := map[string]any{}
	for _, arg := range args[2:] {
		name, value, _ := strings.Cut(arg, "=")
		defaults[name] = value
	}
	url := serve(ts, testserver.Search{
		Distribution: args[0], Number: args[1], Health: "green", User: "om", Password: password,
		Settings: map[string]map[string]any{"defaults": defaults},
	})
	ts.Setenv("SEARCH_URL", strings.Replace(url, "://", "://om@", 1))
	ts.Setenv("PASSWORD", password)
}

func s3Server(ts *testscript.TestScript, _ bool, args []string) {
	s := testserver.NewS3()
	s.Upload(ts.Value(scriptServer{}).(*started).t, args[0], "", ts.MkAbs(args[1]))
	for name, value := range s.Variables(serve(ts, s)) {
		ts.Setenv(name, value)
	}
}

// A token goes to the server that was named, and with it only what --config says
// of files is relative to the configuration.
func TestTokenFileIsAPath(t *testing.T) {
	for _, name := range []string{"server-token-file", "ca-file"} {
		if flag := newProbeCommand().Flags().Lookup(name); flag == nil || !isPath[name] {
			t.Errorf("--%s in a configuration would be relative to the working directory", name)
		}
	}
}

package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/omlint/omlint/internal/testserver"
	"github.com/omlint/omlint/probe"
)

const (
	token    = "eyJhbGciOiJSUzI1NiJ9.s3cr3t-t0ken"
	password = "s3cr3t:pa/ss@w%rd"
)

// start serves until the end of the test.
func start(t *testing.T, h http.Handler, certificates ...tls.Certificate) *httptest.Server {
	t.Helper()
	s := testserver.Serve(h, certificates...)
	t.Cleanup(s.Close)
	return s
}

func collect(t *testing.T, url, token string, timeout time.Duration, roots *x509.CertPool) probe.Server {
	t.Helper()
	target, err := ParseServerURL(url, token)
	if err != nil {
		t.Fatal(err)
	}
	return Collect(t.Context(), Request{Target: target, Timeout: timeout, Roots: roots})
}

func collectSearch(t *testing.T, url, password string, settings ...string) probe.Search {
	t.Helper()
	target, err := ParseSearchURL(url, password)
	if err != nil {
		t.Fatal(err)
	}
	return CollectSearch(t.Context(), Request{Target: target, Timeout: 10 * time.Second, Settings: settings})
}

func TestServer(t *testing.T) {
	s := start(t, testserver.OpenMetadata{
		Version: "1.3.1", Token: token,
		Failing: map[string]string{"migrations": "Missing migrations that were not executed [1.3.1]", "database": "jdbc:mysql://root:pw123456@db/om?password=pw123456"},
	})
	got := collect(t, s.URL+"/api/v1/", "Bearer "+token+"\n", 0, nil)
	want := probe.Server{
		Name: s.URL, Connected: true, Version: "1.3.1", Revision: "4f2a9c1", VersionFrom: s.URL + "/api/v1/system/version",
		ChecksFrom: s.URL + "/api/v1/system/status",
		Checks: []probe.ServerCheck{
			{Name: "database", Message: "jdbc:mysql://db/om?password=********"},
			{Name: "jwks", Passed: true},
			{Name: "migrations", Message: "Missing migrations that were not executed [1.3.1]"},
			{Name: "pipelineServiceClient", Passed: true},
			{Name: "searchInstance", Passed: true},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := Status(got); got.Status != probe.StatusOK {
		t.Errorf("got %+v", got)
	}
}

// Without a token the version is seen, the rest not; nor are the parts of a
// release that does not check them.
func TestServerInPart(t *testing.T) {
	many := map[string]string{}
	for i := range 60 {
		many[fmt.Sprint("part", i)] = "fails"
	}
	for name, test := range map[string]struct {
		server      testserver.OpenMetadata
		token, want string
	}{
		"no token":       {testserver.OpenMetadata{Version: "1.3.1", Token: token}, "", "/api/v1/system/status wants a login: set OMLINT_SERVER_TOKEN, or name a file with --server-token-file"},
		"wrong token":    {testserver.OpenMetadata{Version: "1.3.1", Token: "other"}, token, "/api/v1/system/status refuses the login, which is wrong or has expired"},
		"another status": {testserver.OpenMetadata{Version: "1.3.1", Failing: many}, "", "/api/v1/system/status tells of 65 parts"},
		"before 1.0":     {testserver.OpenMetadata{Version: "0.13.2", Old: true}, "", "/api/v1/system/status does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			got := collect(t, start(t, test.server).URL, test.token, 0, nil)
			if got.Version != test.server.Version || !strings.Contains(got.ChecksWhy, test.want) {
				t.Errorf("got %+v", got)
			}
			if got := Status(got); got.Status != probe.StatusPartial || got.Why == "" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// raw answers every connection with bytes of its own, which need not be HTTP,
// and then does what the test is about.
func raw(t *testing.T, text string, then func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				_, _ = c.Read(make([]byte, 4096))
				_, _ = io.WriteString(c, text)
				then(c)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func reset(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }

func hang(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

func drip(c net.Conn) {
	for {
		if _, err := io.WriteString(c, " "); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func end(net.Conn) {}

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// Whatever answers, the version is unknown, with a reason that says what to do.
func TestTrouble(t *testing.T) {
	says := func(status int, contentType, body string) func(*testing.T) string {
		return func(t *testing.T) string {
			return start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", contentType)
				w.WriteHeader(status)
				fmt.Fprint(w, body)
			})).URL
		}
	}
	over := func(text string, then func(net.Conn)) func(*testing.T) string {
		return func(t *testing.T) string { return raw(t, text, then) }
	}
	const jsonType = "application/json"
	for name, test := range map[string]struct {
		at   func(*testing.T) string
		want string
	}{
		"nobody there":  {func(*testing.T) string { return "http://127.0.0.1:1" }, "connection refused by 127.0.0.1:1: check host and port"},
		"no such host":  {func(*testing.T) string { return "http://no-such-host.invalid" }, "unknown host no-such-host.invalid"},
		"never answers": {over("", hang), "no answer from 127.0.0.1:"},
		"never shakes hands": {func(t *testing.T) string {
			return strings.Replace(raw(t, "", hang), "http://", "https://", 1)
		}, "no answer from 127.0.0.1:"},
		"stops in its headers":   {over("HTTP/1.1 200 OK\r\nContent-", hang), "within 300ms"},
		"drips its body":         {over(head+"\r\n{", drip), "within 300ms"},
		"drips its headers":      {over(head+"X: ", drip), "within 300ms"},
		"hangs up":               {over("", end), "closed the connection"},
		"resets":                 {over("HTTP/1.1 200", reset), "closed the connection"},
		"resets in its body":     {over(head+"Content-Length: 99\r\n\r\n{", reset), "closed the connection"},
		"hangs up in its body":   {over(head+"Content-Length: 99\r\n\r\n{", end), "closed the connection"},
		"is no web server":       {over("220 mail.example.com ESMTP\r\n", end), "does not speak HTTP"},
		"sends endless headers":  {over(head+"X: "+strings.Repeat("x", maxHeader+4096)+"\r\n\r\n", end), "check host and port"},
		"a login page":           {says(200, "text/html", "<!doctype html><title>Sign in</title>"), "answers with a web page instead of JSON, perhaps one to log in"},
		"a page called JSON":     {says(200, jsonType, "\n <html>"), "answers with a web page"},
		"401":                    {says(401, jsonType, "{}"), "refuses the login"},
		"403":                    {says(403, jsonType, "{}"), "is not open to this login"},
		"404":                    {says(404, jsonType, "{}"), "/api/v1/system/version does not exist: check host, port and path"},
		"429":                    {says(429, jsonType, "{}"), "wait, then look again"},
		"500":                    {says(500, jsonType, "{}"), "answers 500 Internal Server Error: look into its log"},
		"503":                    {says(503, "text/html", "<html>"), "answers 503 Service Unavailable: look into its log, or wait"},
		"an unheard-of status":   {says(299, jsonType, "{}"), "answers 299: check host, port and path"},
		"nothing":                {says(200, jsonType, ""), "not that of an OpenMetadata server: check host, port and path"},
		"broken JSON":            {says(200, jsonType, `{"version":"1.3.1"`), "not that of an OpenMetadata server"},
		"a version that is none": {says(200, jsonType, `{"version":131,"revision":"x"}`), "not that of an OpenMetadata server"},
		"JSON's null":            {says(200, jsonType, "null"), "not that of an OpenMetadata server"},
		"a list":                 {says(200, jsonType, "[]"), "not that of an OpenMetadata server"},
		"another product":        {says(200, jsonType, `{"version":"2.10.5","git_version":null}`), "not that of an OpenMetadata server"},
		"more than enough":       {says(200, jsonType, `{"version":"`+strings.Repeat("1", maxBody)+`"}`), "answers more than 4 MB"},
		"TLS, spoken plainly": {func(t *testing.T) string {
			s := start(t, http.NotFoundHandler(), testserver.NewAuthority(t).Issue(t, "127.0.0.1", time.Now().Add(time.Hour)))
			return strings.Replace(s.URL, "https://", "http://", 1)
		}, "if it speaks TLS, write https://"},
		"no TLS, where it should be": {func(t *testing.T) string {
			return strings.Replace(start(t, testserver.OpenMetadata{Version: "1.3.1"}).URL, "http://", "https://", 1)
		}, "does not speak TLS: write http://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := collect(t, test.at(t), token, 300*time.Millisecond, nil)
			if got.Connected || got.Version != "" || !strings.Contains(got.Why, test.want) {
				t.Errorf("got %+v\nwant %s", got, test.want)
			}
			if s := Status(got); s.Status != probe.StatusFailed || s.Why == "" {
				t.Errorf("got %+v", s)
			}
			if text, _ := json.Marshal(got); strings.Contains(string(text), "s3cr3t") {
				t.Errorf("shows the token: %s", text)
			}
		})
	}
}

// A redirect within the server is followed; to any other place, neither the
// question nor the token goes.
func TestRedirect(t *testing.T) {
	asked := make(chan string, 10)
	elsewhere := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Header.Get("Authorization") }))
	om := testserver.OpenMetadata{Version: "1.3.1", Token: token}
	s := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch rest, inside := strings.CutPrefix(r.URL.Path, "/old"); {
		case inside:
			http.Redirect(w, r, rest, http.StatusMovedPermanently)
		case strings.HasPrefix(r.URL.Path, "/sso"):
			http.Redirect(w, r, elsewhere.URL+"/authorize?state=s3cr3t-state", http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/loop"):
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		case strings.HasPrefix(r.URL.Path, "/nowhere"):
			w.WriteHeader(http.StatusFound)
		default:
			om.ServeHTTP(w, r)
		}
	}))
	if got := collect(t, s.URL+"/old", token, 0, nil); got.Version != "1.3.1" || got.ChecksWhy != "" {
		t.Errorf("not followed: %+v", got)
	}
	for path, want := range map[string]string{
		"/sso":     "leads elsewhere, to " + elsewhere.URL + ": if that is the server, name its URL",
		"/loop":    "leads elsewhere",
		"/nowhere": "leads elsewhere",
	} {
		got := collect(t, s.URL+path, token, 0, nil)
		if got.Connected || !strings.Contains(got.Why, want) || strings.Contains(got.Why, "s3cr3t") {
			t.Errorf("%s: got %+v", path, got)
		}
	}
	select {
	case header := <-asked:
		t.Errorf("the other host was asked, with %q", header)
	default:
	}
}

// http to https of the same host is followed, https to http is not.
func TestRedirectOfScheme(t *testing.T) {
	ca := testserver.NewAuthority(t)
	secure := start(t, testserver.OpenMetadata{Version: "1.3.1", Token: token}, ca.Issue(t, "127.0.0.1", time.Now().Add(time.Hour)))
	plain := start(t, testserver.OpenMetadata{Version: "1.3.1", Token: token})
	to := func(base string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, base+r.URL.Path, http.StatusPermanentRedirect)
		})
	}
	roots := trusted(t, ca)
	if got := collect(t, start(t, to(secure.URL)).URL, token, 0, roots); !got.Connected || got.ChecksWhy != "" {
		t.Errorf("to https: %+v", got)
	}
	down := start(t, to(plain.URL), ca.Issue(t, "127.0.0.1", time.Now().Add(time.Hour)))
	if got := collect(t, down.URL, token, 0, roots); got.Connected || !strings.Contains(got.Why, "leads elsewhere, to http://") {
		t.Errorf("to http: %+v", got)
	}
}

// trusted reads the authority as the user names it: from a file.
func trusted(t *testing.T, ca *testserver.Authority) *x509.CertPool {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, ca.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	roots, err := Roots(file)
	if err != nil {
		t.Fatal(err)
	}
	return roots
}

func TestTLS(t *testing.T) {
	ca, other := testserver.NewAuthority(t), testserver.NewAuthority(t)
	soon := time.Now().Add(time.Hour)
	for name, test := range map[string]struct {
		certificate tls.Certificate
		want        string // "" is trust
	}{
		"of the authority named": {ca.Issue(t, "127.0.0.1", soon), ""},
		"of another authority":   {other.Issue(t, "127.0.0.1", soon), "unknown authority: name its CA with --ca-file"},
		"of another host":        {ca.Issue(t, "other.example.com", soon), "not valid for this connection"},
		"expired":                {ca.Issue(t, "127.0.0.1", time.Now().Add(-time.Minute)), "has expired"},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, testserver.OpenMetadata{Version: "1.3.1"}, test.certificate)
			got := collect(t, s.URL, token, 0, trusted(t, ca))
			if got.Connected != (test.want == "") || !strings.Contains(got.Why, test.want) {
				t.Errorf("got %+v", got)
			}
		})
	}
	s := start(t, testserver.OpenMetadata{Version: "1.3.1"}, ca.Issue(t, "127.0.0.1", soon))
	if got := collect(t, s.URL, token, 0, nil); got.Connected {
		t.Errorf("trusts whom nobody knows: %+v", got)
	}
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{empty, "missing.pem"} {
		if _, err := Roots(file); err == nil {
			t.Errorf("%s is taken for certificates", file)
		}
	}
}

// An audit that is called off says so at once.
func TestInterrupted(t *testing.T) {
	target, err := ParseServerURL(raw(t, "", hang), "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if got := Collect(ctx, Request{Target: target}); got.Connected || got.Why != "interrupted" {
		t.Errorf("got %+v", got)
	}
}

func TestParseURL(t *testing.T) {
	for raw, want := range map[string]string{
		"http://om:8585":                  "http://om:8585",
		"HTTPS://om.example.com/":         "https://om.example.com",
		"http://om:8585/api":              "http://om:8585",
		"http://om:8585/api/v1/":          "http://om:8585",
		"https://host/openmetadata/api":   "https://host/openmetadata",
		"http://admin:s3cr3t@om:8585":     "http://om:8585",
		"http://[::1]:8585":               "http://[::1]:8585",
		"om:8585":                         "",
		"jdbc:mysql://om:s3cr3t@host/db":  "",
		"http://":                         "",
		"http://admin:s3/cr3t@om:8585":    "",
		"http://admin:s3?cr3t@om:8585":    "",
		"http://admin:s3#cr3t@om:8585":    "",
		"http://admin:12/s3cr3t@om":       "",
		"http://om:8585/?password=s3cr3t": "",
		"http://om:port-of-s3cr3t":        "",
		"http://admin:s3cr3t%@om":         "",
	} {
		target, err := ParseServerURL(raw, "")
		switch {
		case err != nil && want != "":
			t.Errorf("%s: %v", raw, err)
		case err != nil && strings.Contains(err.Error(), "cr3t"):
			t.Errorf("%s: the error shows the password: %v", raw, err)
		case err == nil && fmt.Sprintf("%v %#v", target, target) != want+" "+want:
			t.Errorf("%s: got %v, want %s", raw, target, want)
		}
	}
	if _, err := ParseServerURL("http://admin:x@om", token); err == nil {
		t.Error("a token and a password cannot both be sent")
	}
	for _, bad := range []string{"two\nlines", "two words", "t\u00f6ken"} {
		if _, err := ParseServerURL("http://om", bad); err == nil || strings.Contains(err.Error(), bad) {
			t.Errorf("token %q: %v", bad, err)
		}
	}
}

// A proxy that the environment names is on the way, and named where it fails.
func TestProxy(t *testing.T) {
	var through string
	proxyOf = func(*http.Request) (*url.URL, error) { return url.Parse(through) }
	t.Cleanup(func() { proxyOf = http.ProxyFromEnvironment })
	om := testserver.OpenMetadata{Version: "1.3.1"}
	good := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Proxy-Authorization") == "" {
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		}
		om.ServeHTTP(w, r)
	}))
	bad := start(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	withUser := strings.Replace(good.URL, "://", "://u:s3cr3t-of-proxy@", 1)
	host := func(u string) string { return strings.TrimPrefix(u, "http://") }
	for _, test := range []struct{ through, url, want string }{
		{withUser, "http://om.invalid:8585", ""},
		{good.URL, "http://om.invalid:8585", "the proxy wants a login (http://USER:PASSWORD@HOST:PORT); it was asked through the proxy " + host(good.URL)},
		{good.URL, "https://om.invalid", "Proxy Authentication Required): check host and port; it was asked through the proxy"},
		{bad.URL, "http://om.invalid:8585", "answers 502 Bad Gateway: look into its log, or wait until it has started; it was asked through the proxy " + host(bad.URL)},
		{"http://u:s3cr3t-of-proxy@127.0.0.1:1", "https://om.invalid", "connection refused by 127.0.0.1:1"},
		{"http://u:s3cr3t-of-proxy@:bad:", "https://om.invalid", "what HTTP_PROXY or HTTPS_PROXY says is no URL"},
	} {
		through = test.through
		got := collect(t, test.url, token, 0, nil)
		if got.Connected != (test.want == "") || !strings.Contains(got.Why, test.want) || strings.Contains(got.Why, "s3cr3t") {
			t.Errorf("%s through %s: got %+v", test.url, test.through, got)
		}
	}
}

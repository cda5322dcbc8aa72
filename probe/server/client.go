package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// What an answer may be at most. The largest, a search engine's settings with
// all defaults, has a few hundred kilobytes.
const (
	maxBody      = 4 << 20
	maxHeader    = 64 << 10
	maxRedirects = 5
)

// client asks one server.
type client struct {
	http    *http.Client
	target  *Target
	timeout time.Duration
	proxy   string // host and port of the proxy on the way, "" none
}

func newClient(t *Target, roots *x509.CertPool, timeout time.Duration) *client {
	c := &client{target: t, timeout: timeout}
	c.http = &http.Client{
		CheckRedirect: sameServer,
		Transport: &http.Transport{
			Proxy:                  c.throughProxy,
			TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
			MaxResponseHeaderBytes: maxHeader,
			ForceAttemptHTTP2:      true,
		},
	}
	return c
}

// throughProxy takes the way that HTTP_PROXY, HTTPS_PROXY and NO_PROXY tell.
func (c *client) throughProxy(r *http.Request) (*url.URL, error) {
	proxy, err := proxyOf(r)
	switch {
	case err != nil:
		return nil, errProxy // its own words would be the URL, password and all
	case proxy != nil:
		c.proxy = proxy.Host
	}
	return proxy, nil
}

// proxyOf is changed by tests: the environment is read only once.
var proxyOf = http.ProxyFromEnvironment

var errProxy = errors.New("what HTTP_PROXY or HTTPS_PROXY says is no URL: correct it, or go around it with NO_PROXY")

func (c *client) close() { c.http.CloseIdleConnections() }

// sameServer follows redirects within a server, and from http to https. Any
// other place gets neither the question nor the login.
func sameServer(next *http.Request, via []*http.Request) error {
	first := via[0].URL
	same := next.URL.Scheme == first.Scheme && portOf(next.URL) == portOf(first)
	upgraded := first.Scheme == "http" && next.URL.Scheme == "https"
	if strings.EqualFold(next.URL.Hostname(), first.Hostname()) && (same || upgraded) && len(via) <= maxRedirects {
		return nil
	}
	return http.ErrUseLastResponse
}

// refused is an answer that is not the one asked for.
type refused struct {
	status int    // of HTTP
	why    string // in one line, what to do included
}

func (e refused) Error() string { return e.why }

// where is the URL of a path on the server, to be shown.
func (c *client) where(path string) string { return c.target.base.String() + path }

// get asks for a path and returns the body of an answer with status 200. The
// time limit holds for the whole of it, the last byte included.
func (c *client) get(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.where(path), http.NoBody)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "omlint")
	if c.target.authorization != "" {
		req.Header.Set("Authorization", c.target.authorization)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		var outer *url.Error
		if errors.As(err, &outer) {
			err = outer.Err // its own words would be the URL
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, refused{resp.StatusCode, c.statusWhy(path, resp)}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxBody:
		return nil, refused{resp.StatusCode, fmt.Sprintf("%s answers more than %d MB, which is not what was asked for: check host, port and path", c.where(path), maxBody>>20)}
	case looksLikePage(resp.Header.Get("Content-Type"), body):
		return nil, refused{resp.StatusCode, fmt.Sprintf("%s answers with a web page instead of JSON, perhaps one to log in: name the URL of the server itself, not of what stands before it", c.where(path))}
	}
	return body, nil
}

// looksLikePage recognises HTML, whatever its declared type.
func looksLikePage(contentType string, body []byte) bool {
	return strings.Contains(strings.ToLower(contentType), "html") || strings.HasPrefix(strings.TrimSpace(string(body[:min(len(body), 64)])), "<")
}

// Roots are the system's certificate authorities and those of a PEM file; nil,
// which stands for the system's alone, where file is "".
func Roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)", file)
	}
	return roots, nil
}

package server

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/omlint/omlint/probe/network"
)

// why says in one line what went wrong and what to do.
func (c *client) why(err error) string {
	why := c.directWhy(err)
	if c.proxy != "" {
		why += fmt.Sprintf("; it was asked through the proxy %s of HTTP_PROXY or HTTPS_PROXY, which NO_PROXY goes around", c.proxy)
	}
	return why
}

func (c *client) directWhy(err error) string {
	var (
		no     refused
		notTLS tls.RecordHeaderError
	)
	t := c.target
	switch {
	case errors.Is(err, errProxy):
		return err.Error()
	case errors.As(err, &no):
		return no.why
	case errors.As(err, &notTLS), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return fmt.Sprintf("%s does not speak TLS: write http:// instead of https://, or check the port", t.address())
	case strings.Contains(err.Error(), "malformed HTTP"):
		return fmt.Sprintf("what listens on %s does not speak HTTP: check host and port", t.address())
	}
	peer := network.Peer{Host: t.base.Hostname(), Address: t.address(), Timeout: c.timeout, CA: "with --ca-file", Secrets: t.secrets}
	var step *net.OpError
	if errors.As(err, &step) && step.Op == "proxyconnect" {
		peer.Host, peer.Address = c.proxy, c.proxy
	}
	if why := peer.Why(err); why != "" {
		return why
	}
	return fmt.Sprintf("what %s answers cannot be read (%s): check host and port", t.address(), t.quote(err.Error()))
}

// statusWhy explains an answer that is no 200.
func (c *client) statusWhy(path string, resp *http.Response) string {
	where := c.where(path)
	switch code := resp.StatusCode; {
	case code == http.StatusUnauthorized && c.target.authorization == "", code == http.StatusForbidden && c.target.authorization == "":
		return where + " wants a login: " + c.target.login
	case code == http.StatusUnauthorized:
		return where + " refuses the login, which is wrong or has expired: " + c.target.login
	case code == http.StatusForbidden:
		return where + " is not open to this login: give it the right to read this, or use another"
	case code >= 300 && code < 400:
		return fmt.Sprintf("%s leads elsewhere%s: if that is the server, name its URL; if it is a page to log in, name the URL behind it", where, elsewhere(resp))
	case code == http.StatusNotFound:
		return where + " does not exist: check host, port and path"
	case code == http.StatusBadRequest && c.target.base.Scheme == "http":
		return where + " answers 400 Bad Request: if it speaks TLS, write https://"
	case code == http.StatusProxyAuthRequired:
		return where + " was not reached: the proxy wants a login (http://USER:PASSWORD@HOST:PORT)"
	case code == http.StatusTooManyRequests:
		return where + " is asked too often (429): wait, then look again"
	case code >= 500:
		return fmt.Sprintf("%s answers %d %s: look into its log, or wait until it has started", where, code, http.StatusText(code))
	default:
		return strings.TrimSpace(fmt.Sprintf("%s answers %d %s", where, code, http.StatusText(code))) + ": check host, port and path"
	}
}

// elsewhere names the host of a redirect, and nothing of its path or query:
// they hold what a login is begun with.
func elsewhere(resp *http.Response) string {
	u, err := url.Parse(resp.Header.Get("Location"))
	if err != nil || u.Host == "" {
		return ""
	}
	return ", to " + network.OneLine(u.Scheme+"://"+u.Host)
}

var secretInText = []struct {
	re   *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`://[^\s/@"']*@`), "://"},
	{regexp.MustCompile(`(?i)((?:password|passwd|pwd|secret|token)["']?\s*[=:]\s*["']?)[^\s&;,"')]+`), "${1}********"},
	{regexp.MustCompile(`(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}`), "${1}********"},
}

// quote makes a server's own words fit to be shown: one line, without what may
// be a secret.
func (t Target) quote(text string) string {
	for _, s := range secretInText {
		text = s.re.ReplaceAllString(text, s.with)
	}
	return network.OneLine(text, t.secrets...)
}

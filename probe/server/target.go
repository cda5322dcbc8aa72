package server

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strings"
)

// Target is a server to look at and how to log into it. Printing it shows no
// secret.
type Target struct {
	base          *url.URL // scheme, host and path only
	authorization string   // the value of the Authorization header; "" none
	secrets       []string // what no message may repeat
	login         string   // how the user gives a login
}

// String returns the URL without user and password: "https://om.example.com".
func (t Target) String() string { return t.base.String() }

// GoString is String, so that %#v shows no secret either.
func (t Target) GoString() string { return t.String() }

// address is where the server should be listening.
func (t Target) address() string { return net.JoinHostPort(t.base.Hostname(), portOf(t.base)) }

// portOf is the port of an http or https URL.
func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "http":
		return "80"
	default:
		return "443"
	}
}

// apiSuffix is what users copy behind the server's own URL: the configuration
// of clients ends in /api.
var apiSuffix = regexp.MustCompile(`(?:/api(?:/v1)?)?/*$`)

// ParseServerURL reads the URL of an OpenMetadata server, with or without the
// /api of its clients' configuration. The token, "" for none, is sent as a
// bearer token; a user and password in the URL, for a proxy in front of the
// server, as basic authentication.
//
// No error repeats the URL or the token.
func ParseServerURL(raw, token string) (*Target, error) {
	t, user, err := parse(raw, "http://openmetadata.example.com:8585")
	if err != nil {
		return nil, err
	}
	t.login = "set OMLINT_SERVER_TOKEN, or name a file with --server-token-file, to the token of an administrator or a bot"
	t.base.Path = apiSuffix.ReplaceAllString(t.base.Path, "")
	token = strings.TrimSpace(token)
	if kind, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(kind, "bearer") {
		token = strings.TrimSpace(rest)
	}
	switch {
	case token == "":
		t.logIn(user)
	case user != nil:
		return nil, errors.New("the server's URL has a user and password, and there is a token: only one of them can be sent; leave one out")
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
		return nil, errors.New("the server's token is not one: it has spaces, line breaks or letters that no token has")
	default:
		t.authorization = "Bearer " + token
		t.secrets = append(t.secrets, token)
	}
	return t, nil
}

// ParseSearchURL reads the URL of a search engine. The password, "" for none,
// belongs to the user that the URL names; one in the URL itself wins.
//
// No error repeats the URL or the password.
func ParseSearchURL(raw, password string) (*Target, error) {
	t, user, err := parse(raw, "https://elastic@search.example.com:9200")
	if err != nil {
		return nil, err
	}
	t.login = "name the user in its URL, like https://elastic@HOST:9200, and set OMLINT_SEARCH_PASSWORD"
	t.base.Path = strings.TrimRight(t.base.Path, "/")
	if user != nil {
		if _, given := user.Password(); !given {
			user = url.UserPassword(user.Username(), password)
		}
	}
	t.logIn(user)
	return t, nil
}

func (t *Target) logIn(user *url.Userinfo) {
	if user == nil {
		return
	}
	password, _ := user.Password()
	encoded := base64.StdEncoding.EncodeToString([]byte(user.Username() + ":" + password))
	t.authorization = "Basic " + encoded
	t.secrets = append(t.secrets, encoded, password)
}

// parse reads an http or https URL, and takes the user out of it.
func parse(raw, example string) (*Target, *url.Userinfo, error) {
	raw = strings.TrimSpace(raw)
	scheme, rest, ok := strings.Cut(raw, "://")
	scheme = strings.ToLower(scheme)
	if !ok || scheme != "http" && scheme != "https" {
		return nil, nil, fmt.Errorf("this is not the URL of an HTTP server: write http:// or https:// and its host, like %s", example)
	}
	u, err := url.Parse(scheme + "://" + rest)
	// An unencoded password with a slash or a question mark is taken for a path or
	// a query, and the first part of it for a port.
	if err != nil || u.Hostname() == "" || u.Opaque != "" || strings.ContainsAny(u.Path+u.RawQuery+u.Fragment, "@\x00") {
		return nil, nil, fmt.Errorf("the URL cannot be read: write it like %s, special characters in user and password percent-encoded (@ is %%40, / is %%2F, # is %%23, ? is %%3F)", example)
	}
	if u.RawQuery != "" || u.Fragment != "" {
		return nil, nil, fmt.Errorf("the URL has something behind a question mark or a number sign: write it like %s", example)
	}
	return &Target{base: &url.URL{Scheme: scheme, Host: u.Host, Path: u.Path}}, u.User, nil
}

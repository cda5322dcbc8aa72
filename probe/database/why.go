package database

import (
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/omlint/omlint/probe"
	"github.com/omlint/omlint/probe/network"
)

// transportWhy explains the failures that look the same for every kind of
// server; "" when err is none of them.
func transportWhy(err error, req Request) string {
	t := req.Target
	var (
		wrong  wrongServer
		notTLS tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &wrong) && wrong.found != "":
		return fmt.Sprintf("%s is a %s server, not %s: correct the URL's scheme or port", t.address(), wrong.found, t.dialect.product)
	case errors.As(err, &wrong), errors.As(err, &notTLS):
		return fmt.Sprintf("what listens on %s does not speak the %s protocol: check host and port", t.address(), t.dialect.product)
	case errors.Is(err, os.ErrNotExist) && t.Port == "":
		return fmt.Sprintf("there is no socket %s: check the path, and that the server runs", t.address())
	}
	return network.Peer{
		Host: t.Host, Address: t.address(), Timeout: req.Timeout, Secrets: []string{t.password},
		CA: "in the URL (sslrootcert or ssl-ca)",
	}.Why(err)
}

// passwordWhy tells a wrong password from a missing one.
func passwordWhy(req Request, given bool) string {
	if !given {
		return fmt.Sprintf("no password was given for user %s: set OMLINT_DATABASE_PASSWORD", req.Target.User)
	}
	return fmt.Sprintf("wrong password for user %s, or no such user: check OMLINT_DATABASE_PASSWORD or the URL", req.Target.User)
}

// oneLine makes a server's or driver's own words fit to be shown, without the
// password.
func oneLine(text string, t *Target) string { return network.OneLine(text, t.password) }

// withhold empties a setting whose value may be or hold a secret.
func withhold(s probe.Setting) probe.Setting {
	if s.Value+s.Text+s.Pending == "" || !mayHoldSecret(s.Name, s.Text) {
		return s
	}
	s.Value, s.Text, s.Pending, s.Note = "", "", "", ""
	s.Why = "withheld: it may hold a secret"
	return s
}

// mayHoldSecret is deliberately broad: settings worth auditing are numbers,
// switches and names.
func mayHoldSecret(name, text string) bool {
	name, text = settingName(name), strings.ToLower(text)
	for _, part := range []string{
		"passwd", "passphrase", "secret", "credential", "private_key", "conninfo", "_command", "init_connect", "init_file", "sst_auth",
	} {
		if strings.Contains(name, part) {
			return true
		}
	}
	// MySQL has many settings about passwords that hold none.
	if strings.HasSuffix(name, "password") {
		return true
	}
	return strings.Contains(text, "password=") || strings.Contains(text, "://") && strings.Contains(text, "@")
}

package database

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"unicode"

	"github.com/omlint/omlint/probe"
)

// transportWhy explains the failures that look the same for every kind of
// server; "" when err is none of them.
func transportWhy(err error, req Request) string {
	t := req.Target
	var (
		wrong     wrongServer
		unknown   *net.DNSError
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		notTLS    tls.RecordHeaderError
		timeout   interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &wrong) && wrong.found != "":
		return fmt.Sprintf("%s is a %s server, not %s: correct the URL's scheme or port", t.address(), wrong.found, t.dialect.product)
	case errors.As(err, &wrong), errors.As(err, &notTLS):
		return fmt.Sprintf("what listens on %s does not speak the %s protocol: check host and port", t.address(), t.dialect.product)
	case errors.As(err, &authority):
		return "the server's certificate is signed by an unknown authority: name its CA in the URL (sslrootcert or ssl-ca)"
	case errors.As(err, &hostname), errors.As(err, &invalid):
		return "the server's certificate is not valid for this connection: " + oneLine(err.Error(), t)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("connection refused by %s: check host and port, and that the server runs", t.address())
	case errors.Is(err, os.ErrNotExist) && t.Port == "":
		return fmt.Sprintf("there is no socket %s: check the path, and that the server runs", t.address())
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout() && !errors.As(err, &unknown):
		return fmt.Sprintf("no answer from %s within %s: check host, port and firewall, or allow more time (--timeout)", t.address(), req.Timeout)
	case errors.As(err, &unknown):
		return fmt.Sprintf("unknown host %s: check its name", t.Host)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fmt.Sprintf("there is no route to %s: check host and network", t.address())
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return fmt.Sprintf("%s closed the connection: look into the server's log", t.address())
	}
	return ""
}

// passwordWhy tells a wrong password from a missing one.
func passwordWhy(req Request, given bool) string {
	if !given {
		return fmt.Sprintf("no password was given for user %s: set OMLINT_DATABASE_PASSWORD", req.Target.User)
	}
	return fmt.Sprintf("wrong password for user %s, or no such user: check OMLINT_DATABASE_PASSWORD or the URL", req.Target.User)
}

// oneLine makes a server's or driver's own words fit to be shown: one line of
// printable characters, not too long, and without the password.
func oneLine(text string, t *Target) string {
	if t.password != "" {
		for _, form := range []string{t.password, url.QueryEscape(t.password), url.PathEscape(t.password), fmt.Sprintf("%q", t.password)} {
			text = strings.ReplaceAll(text, form, "********")
		}
	}
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if r := []rune(text); len(r) > 300 {
		text = string(r[:300]) + "…"
	}
	return text
}

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

// Package network words, for all collectors alike, why a server could not be
// talked to and what to do about it.
package network

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"
	"unicode"
)

// Peer is the server that was to answer.
type Peer struct {
	Host    string        // as the user named it
	Address string        // host and port, or the path of a socket
	Timeout time.Duration // how long every single step may take
	CA      string        // how the user names a certificate authority: "--ca-file"
	Secrets []string      // what no message may repeat
}

// Why explains the failures that look the same for every kind of server, in one
// line that says what to do; "" when err is none of them.
func (p Peer) Why(err error) string {
	var (
		unknown   *net.DNSError
		authority x509.UnknownAuthorityError
		hostname  x509.HostnameError
		invalid   x509.CertificateInvalidError
		timeout   interface{ Timeout() bool }
	)
	switch {
	case errors.As(err, &authority):
		return "the server's certificate is signed by an unknown authority: name its CA " + p.CA
	case errors.As(err, &hostname), errors.As(err, &invalid):
		return "the server's certificate is not valid for this connection: " + OneLine(err.Error(), p.Secrets...)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Sprintf("connection refused by %s: check host and port, and that the server runs", p.Address)
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout() && !errors.As(err, &unknown):
		return fmt.Sprintf("no answer from %s within %s: check host, port and firewall, or allow more time (--timeout)", p.Address, p.Timeout)
	case errors.As(err, &unknown):
		return fmt.Sprintf("unknown host %s: check its name", p.Host)
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fmt.Sprintf("there is no route to %s: check host and network", p.Address)
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return fmt.Sprintf("%s closed the connection: look into the server's log", p.Address)
	}
	return ""
}

// OneLine makes the words of a server or driver fit to be shown: one line of
// printable characters, not too long, and without the secrets.
func OneLine(text string, secrets ...string) string {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), fmt.Sprintf("%q", secret)} {
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

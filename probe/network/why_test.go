package network

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestWhy(t *testing.T) {
	p := Peer{Host: "db", Address: "db:3306", Timeout: 3 * time.Second, CA: "with --ca-file", Secrets: []string{"s3cr3t"}}
	for _, test := range []struct {
		err  error
		want string
	}{
		{syscall.ECONNREFUSED, "connection refused by db:3306: check host and port, and that the server runs"},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EHOSTUNREACH)}, "there is no route to db:3306"},
		{&net.DNSError{Name: "db", IsTimeout: true}, "unknown host db"},
		{os.ErrDeadlineExceeded, "no answer from db:3306 within 3s"},
		{context.DeadlineExceeded, "no answer from db:3306 within 3s"},
		{context.Canceled, "interrupted"},
		{io.ErrUnexpectedEOF, "db:3306 closed the connection"},
		{x509.UnknownAuthorityError{}, "signed by an unknown authority: name its CA with --ca-file"},
		{x509.CertificateInvalidError{Reason: x509.Expired, Detail: "it knows s3cr3t"}, "has expired or is not yet valid: it knows ********"},
		{errors.New("something else"), ""},
	} {
		got := p.Why(fmt.Errorf("wrapped: %w", test.err))
		if !strings.Contains(got, test.want) || (got == "") != (test.want == "") || strings.Contains(got, "s3cr3t") {
			t.Errorf("%v: got %q, want %q", test.err, got, test.want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"two\r\n\tlines\x1b[31m":            "two lines [31m",
		"the password p@ss, encoded p%40ss": "the password ********, encoded ********",
		strings.Repeat("é", 301):            strings.Repeat("é", 300) + "…",
	} {
		if got := OneLine(text, "", "p@ss"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

package faultproxy_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/omlint/omlint/internal/faultproxy"
)

// echo answers with what it was told.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
	return l.Addr().String()
}

// Each kind lets through what it says, and then fails as it says.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault faultproxy.Fault
		want  string
		end   error
	}{
		{"none", faultproxy.Fault{After: 3}, "abcdef", os.ErrDeadlineExceeded},
		{"drop", faultproxy.Fault{Kind: faultproxy.Drop, After: 3}, "abc", os.ErrDeadlineExceeded},
		{"reset", faultproxy.Fault{Kind: faultproxy.Reset, After: 3}, "", syscall.ECONNRESET},
		{"close", faultproxy.Fault{Kind: faultproxy.Close, After: 3}, "abc", io.EOF},
		{"delay", faultproxy.Fault{Kind: faultproxy.Delay, By: 50 * time.Millisecond}, "abcdef", os.ErrDeadlineExceeded},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := faultproxy.Start(t, echo(t), test.fault)
			c, err := net.Dial("tcp", p.Address())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			begin := time.Now()
			if err := c.SetDeadline(begin.Add(500 * time.Millisecond)); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Write([]byte("abcdef")); err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			buffer := make([]byte, 10)
			for err == nil {
				var n int
				n, err = c.Read(buffer)
				got.Write(buffer[:n])
				if got.String() == "abcdef" && time.Since(begin) < test.fault.By {
					t.Errorf("nothing came late")
				}
			}
			// A reset may overtake what was sent before it.
			if got.String() != test.want && test.name != "reset" || !errors.Is(err, test.end) {
				t.Errorf("%q, then %v; want %q, then %v", got.String(), err, test.want, test.end)
			}
			breaks := test.name != "none" && test.name != "delay"
			if p.RoundTrips() != 1 || p.Broke().IsZero() == breaks {
				t.Errorf("%d round trips, broke at %v", p.RoundTrips(), p.Broke())
			}
		})
	}
}

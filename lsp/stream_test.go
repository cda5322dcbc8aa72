package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
)

type output struct{ bytes.Buffer }

func (*output) Close() error { return nil }

// What cannot be understood is answered, and the next message is read.
func TestStreamGoesOn(t *testing.T) {
	const next = `{"jsonrpc":"2.0","id":7,"method":"next"}`
	frame := func(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }
	for name, c := range map[string]struct{ in, want string }{
		"no JSON":         {frame(`{"id":`), "-32700"},
		"not UTF-8":       {frame("\xff"), "-32700"},
		"nothing":         {frame(""), "-32700"},
		"no object":       {frame(`3`), "-32600"},
		"another object":  {frame(`{"method":{}}`), "-32600"},
		"too large":       {fmt.Sprintf("Content-Length: %d\r\n\r\n%s", largest+1, strings.Repeat(" ", largest+1)), "-32600"},
		"another heading": {"content-type: application/vscode-jsonrpc; charset=utf-8\r\n" + frame(`[`), "-32700"},
	} {
		t.Run(name, func(t *testing.T) {
			var out output
			s := newStream(io.NopCloser(strings.NewReader(c.in+frame(next))), &out)
			var got message
			if err := s.ReadObject(&got); err != nil || got.ID != 7 {
				t.Fatalf("read %+v, %v", got, err)
			}
			if !strings.Contains(out.String(), `"code":`+c.want) || !strings.Contains(out.String(), `"id":null`) {
				t.Errorf("answered %q, want %s", out.String(), c.want)
			}
		})
	}
}

// message is as choosy as that of jsonrpc2.
type message struct{ ID int }

func (m *message) UnmarshalJSON(b []byte) error {
	var v struct {
		ID     int
		Method *string
	}
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	m.ID = v.ID
	return nil
}

// Without a length nobody knows where the next message begins.
func TestStreamEnds(t *testing.T) {
	for _, in := range []string{"", "hello\r\n\r\n", "Content-Length: -1\r\n\r\n", "Content-Length: x\r\n\r\n", "Content-Length: 9\r\n\r\n{}"} {
		var out output
		if err := newStream(io.NopCloser(strings.NewReader(in)), &out).ReadObject(new(message)); err == nil {
			t.Errorf("%q is no error", in)
		}
	}
}

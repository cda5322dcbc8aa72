package lsp

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"

	"github.com/sourcegraph/jsonrpc2"
)

// largest is the size of a message from which on it is refused, in bytes: no
// page is that large.
const largest = 64 << 20

// stream frames messages as the protocol does. A message that cannot be
// understood is answered and passed over; jsonrpc2's own stream would end the
// session.
type stream struct {
	jsonrpc2.ObjectStream
	in *bufio.Reader
}

func newStream(in io.ReadCloser, out io.WriteCloser) *stream {
	return &stream{jsonrpc2.NewBufferedStream(stdio{in, out}, jsonrpc2.VSCodeObjectCodec{}), bufio.NewReader(in)}
}

// ReadObject reads the next message that can be understood.
func (s *stream) ReadObject(v any) error {
	for {
		body, err := s.frame()
		if err != nil {
			return err
		}
		switch {
		case body == nil:
			err = s.refuse(jsonrpc2.CodeInvalidRequest, "the message is too large")
		case !json.Valid(body):
			err = s.refuse(jsonrpc2.CodeParseError, "the message is not JSON")
		default:
			if err = json.Unmarshal(body, v); err == nil {
				return nil
			}
			err = s.refuse(jsonrpc2.CodeInvalidRequest, err.Error())
		}
		if err != nil {
			return err
		}
	}
}

// frame reads a message's bytes, nil for one that is too large. Where a message
// begins cannot be told after a header without a length.
func (s *stream) frame() ([]byte, error) {
	header, err := textproto.NewReader(s.in).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	if err != nil || n < 0 {
		return nil, errors.New("a message without its Content-Length")
	}
	if n > largest {
		_, err := io.CopyN(io.Discard, s.in, n)
		return nil, err
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(s.in, body); err != nil {
		return nil, fmt.Errorf("read a message: %w", err)
	}
	return body, nil
}

// refuse answers a message whose id is not known.
func (s *stream) refuse(code int64, why string) error {
	return s.WriteObject(map[string]any{
		"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": why},
	})
}

// stdio is the two ends of a session as one stream.
type stdio struct {
	io.ReadCloser
	out io.WriteCloser
}

func (s stdio) Write(p []byte) (int, error) { return s.out.Write(p) }
func (s stdio) Close() error                { return errors.Join(s.ReadCloser.Close(), s.out.Close()) }

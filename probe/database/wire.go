package database

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

// wrongServer is the error of finding something else behind a URL than its
// scheme promises.
type wrongServer struct{ found string } // "PostgreSQL", "MySQL or MariaDB"; "" something unknown

func (e wrongServer) Error() string { return "found " + e.found }

// heardConn is a connection that remembers what the server said first.
type heardConn struct {
	net.Conn
	mu      sync.Mutex
	first   []byte // the first bytes, as they came in one read
	pending []byte // what of them is not passed on yet
	end     error  // how reading ended
	reading sync.Mutex
}

func (c *heardConn) Read(p []byte) (int, error) {
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.heard() == nil {
		if err := c.listen(); err != nil {
			c.note(err)
			return 0, err
		}
	}
	if len(c.pending) > 0 {
		n := copy(p, c.pending)
		c.pending = c.pending[n:]
		return n, nil
	}
	n, err := c.Conn.Read(p)
	c.note(err)
	return n, err
}

// note remembers the error that ended the reading.
func (c *heardConn) note(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.end == nil {
		c.end = err
	}
}

// ended returns the error that ended the reading, or nil.
func (c *heardConn) ended() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end
}

// listen waits for the first bytes of the server.
func (c *heardConn) listen() error {
	buffer := make([]byte, 512)
	n, err := c.Conn.Read(buffer)
	if n == 0 {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.first, c.pending = buffer[:n], buffer[:n]
	return nil
}

// heard returns the first bytes of the server, or nil before they came.
func (c *heardConn) heard() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}

// dialListening dials and listens for at most patience to what the server says
// unasked. A silent server is not an error.
func dialListening(ctx context.Context, network, address string, patience time.Duration) (*heardConn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c := &heardConn{Conn: conn}
	if patience <= 0 {
		return c, nil
	}
	err = conn.SetReadDeadline(time.Now().Add(patience))
	if err == nil {
		err = c.listen()
	}
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		err = conn.SetReadDeadline(time.Time{})
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return c, nil
}

// greetsLikeMySQL recognises the first packet of a MySQL or MariaDB server:
// three bytes of length, the packet's number 0, then protocol version 10 or an
// error. See "Connection Phase" in the MySQL internals manual.
func greetsLikeMySQL(first []byte) bool {
	return len(first) >= 5 && first[3] == 0 && (first[4] == 10 || first[4] == 0xff)
}

// answersLikePostgres recognises the first byte of a PostgreSQL server: the
// answer to a request for TLS, or the type of an ordinary message.
func answersLikePostgres(first []byte) bool {
	if len(first) == 0 {
		return false
	}
	switch first[0] {
	case 'S', 'N', 'E', 'R', 'v':
		return !greetsLikeMySQL(first)
	}
	return false
}

// isPostgres asks whether a PostgreSQL server listens, by requesting TLS as a
// client of its own (PostgreSQL manual, "SSLRequest").
func isPostgres(ctx context.Context, network, address string, patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return false
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		return false
	}
	request := binary.BigEndian.AppendUint32(nil, 8)
	request = binary.BigEndian.AppendUint32(request, 80877103)
	if _, err := conn.Write(request); err != nil {
		return false
	}
	answer := make([]byte, 1)
	_, err = io.ReadFull(conn, answer)
	return err == nil && (answer[0] == 'S' || answer[0] == 'N')
}

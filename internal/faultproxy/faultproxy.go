// Package faultproxy stands between a client and a server on the loopback
// interface and fails in the ways that networks fail. Only tests import it.
package faultproxy

import (
	"context"
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// Kind is a way to fail.
type Kind int

// The kinds.
const (
	None  Kind = iota // everything gets through
	Drop              // nothing gets through any more, either way, and nobody is told
	Reset             // the connection is torn down: "connection reset by peer"
	Close             // the server's side seems to end its stream in good order
	Delay             // what the server says comes late by Fault.By, every time
)

// Fault is what happens to each connection.
type Fault struct {
	Kind  Kind
	After int           // bytes of the server that get through before it happens
	By    time.Duration // see Delay
}

// Proxy passes connections on to a server.
type Proxy struct {
	listener net.Listener
	server   string
	fault    Fault

	mu    sync.Mutex
	conns []net.Conn
	broke time.Time
	bytes int
	trips int
	asked bool // the client spoke last
}

// Start listens on a free loopback port until the test ends.
func Start(t testing.TB, server string, fault Fault) *Proxy {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{listener: l, server: server, fault: fault}
	t.Cleanup(p.stop)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.pass(c)
		}
	}()
	return p
}

// Address is the host and port to connect to instead of the server's.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// Broke is when the fault happened first; zero before.
func (p *Proxy) Broke() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.broke
}

// Bytes is how much of what the server said got through, over all connections.
func (p *Proxy) Bytes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}

// RoundTrips is how often the client spoke and then got an answer.
func (p *Proxy) RoundTrips() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.trips
}

func (p *Proxy) stop() {
	_ = p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
}

// keep has a connection closed when the test ends.
func (p *Proxy) keep(c net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns = append(p.conns, c)
}

func (p *Proxy) pass(client net.Conn) {
	p.keep(client)
	server, err := new(net.Dialer).DialContext(context.Background(), "tcp", p.server)
	if err != nil {
		_ = client.Close()
		return
	}
	p.keep(server)
	broken := make(chan struct{})
	go p.toServer(server, client, broken)
	p.toClient(client, server, broken)
}

func (p *Proxy) toServer(server, client net.Conn, broken <-chan struct{}) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := client.Read(buffer)
		select {
		case <-broken:
			if p.fault.Kind == Drop {
				_, _ = io.Copy(io.Discard, client)
			}
			return
		default:
		}
		p.mu.Lock()
		p.asked = p.asked || n > 0
		p.mu.Unlock()
		if _, failed := server.Write(buffer[:n]); err != nil || failed != nil {
			_ = server.(*net.TCPConn).CloseWrite()
			return
		}
	}
}

func (p *Proxy) toClient(client, server net.Conn, broken chan<- struct{}) {
	buffer := make([]byte, 1<<16)
	for passed := 0; ; {
		n, err := server.Read(buffer)
		if p.fault.Kind == Delay {
			time.Sleep(p.fault.By)
		}
		cut := p.fault.Kind != None && p.fault.Kind != Delay && passed+n >= p.fault.After
		if cut {
			n = p.fault.After - passed
		}
		p.count(n)
		passed += n
		_, failed := client.Write(buffer[:n])
		switch {
		case cut:
			close(broken)
			p.breakOff(client, server)
			return
		case err != nil || failed != nil:
			_ = client.Close()
			return
		}
	}
}

func (p *Proxy) count(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.bytes += n
	if p.asked {
		p.trips++
	}
	p.asked = false
}

func (p *Proxy) breakOff(client, server net.Conn) {
	p.mu.Lock()
	if p.broke.IsZero() {
		p.broke = time.Now()
	}
	p.mu.Unlock()
	switch p.fault.Kind {
	case Reset:
		_ = client.(*net.TCPConn).SetLinger(0)
		_ = client.Close()
		_ = server.Close()
	case Close:
		_ = client.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, server)
	case Drop, Delay, None:
		_, _ = io.Copy(io.Discard, server) // so that it does not notice
	}
}

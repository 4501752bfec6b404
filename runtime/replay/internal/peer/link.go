//go:build unix

package peer

import (
	"net"
	"os"
	"sync"
	"testing"
)

// Link forwards bytes between clients and a server until it is silenced or cut.
type Link struct {
	server   string
	lock     sync.Mutex
	toServer direction
	toClient direction
	open     map[net.Conn]bool
}

// direction is one of the directions of a link.
type direction struct {
	silent bool
	limit  int // how many more bytes are forwarded before all connections are cut; less than 0: no limit
}

// StartLink listens on a Unix socket and connects each client to the socket server.
func StartLink(t testing.TB, listen, server string) *Link {
	t.Helper()
	listener, err := net.Listen("unix", listen)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(listen, 0o777); err != nil { // a server may be another user's process
		t.Fatal(err)
	}
	l := &Link{server: server, open: map[net.Conn]bool{}}
	l.Limit(-1, -1)
	t.Cleanup(func() {
		listener.Close()
		l.Cut()
	})
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go l.serve(client)
		}
	}()
	return l
}

// Silence loses all bytes in one direction or both, as a network does whose packets are
// dropped. Connections stay open. Bytes that are lost stay lost when the link speaks
// again, so call Cut then.
func (l *Link) Silence(toServer, toClient bool) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.toServer.silent, l.toClient.silent = toServer, toClient
}

// Limit cuts all connections after so many more bytes in a direction. Less than 0 means
// no limit.
func (l *Link) Limit(toServer, toClient int) {
	l.lock.Lock()
	defer l.lock.Unlock()
	l.toServer.limit, l.toClient.limit = toServer, toClient
}

// Cut closes all connections.
func (l *Link) Cut() {
	l.lock.Lock()
	defer l.lock.Unlock()
	for c := range l.open {
		c.Close()
	}
	clear(l.open)
}

// admit returns how many of n bytes are forwarded, and whether the connections are cut
// then.
func (l *Link) admit(d *direction, n int) (admitted int, cut bool) {
	l.lock.Lock()
	defer l.lock.Unlock()
	switch {
	case d.silent:
		return 0, false
	case d.limit < 0:
		return n, false
	}
	admitted = min(n, d.limit)
	d.limit -= admitted
	return admitted, admitted < n
}

// silent reports whether a direction is silent.
func (l *Link) silent(d *direction) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	return d.silent
}

func (l *Link) serve(client net.Conn) {
	server, err := net.Dial("unix", l.server)
	if err != nil {
		client.Close()
		return
	}
	l.lock.Lock()
	l.open[client], l.open[server] = true, true
	l.lock.Unlock()
	go l.forward(client, server, &l.toServer)
	l.forward(server, client, &l.toClient)
}

// forward copies bytes that are not lost. If the link is silent, the other side does not
// learn that a connection has ended.
func (l *Link) forward(from, to net.Conn, d *direction) {
	for b := make([]byte, 64<<10); ; {
		n, err := from.Read(b)
		n, cut := l.admit(d, n)
		to.Write(b[:n])
		if cut {
			l.Cut()
		}
		if err != nil {
			if !l.silent(d) {
				to.Close()
			}
			return
		}
	}
}

//go:build unix

package peer

import (
	"net"
	"os"
	"sync"
	"testing"
)

// Link forwards bytes between clients and a server until it is silenced.
type Link struct {
	server             string
	lock               sync.Mutex
	toServer, toClient bool // whether the direction is silent
	open               map[net.Conn]bool
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
	l.toServer, l.toClient = toServer, toClient
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

// silent reports whether a direction is silent.
func (l *Link) silent(direction *bool) bool {
	l.lock.Lock()
	defer l.lock.Unlock()
	return *direction
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
func (l *Link) forward(from, to net.Conn, direction *bool) {
	for b := make([]byte, 64<<10); ; {
		n, err := from.Read(b)
		if l.silent(direction) {
			n = 0
		} else if err != nil {
			to.Close()
		}
		if err != nil {
			return
		}
		to.Write(b[:n])
	}
}

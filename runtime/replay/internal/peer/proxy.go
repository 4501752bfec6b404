//go:build unix

package peer

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Proxy stands between clients and a server and does as it likes with replies.
type Proxy struct {
	server string
	lock   sync.Mutex
	mangle func(reply string) (string, bool)
}

// StartProxy listens on one Unix socket and passes everything on to another.
func StartProxy(t testing.TB, listen, server string) *Proxy {
	t.Helper()
	listener, err := net.Listen("unix", listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	p := &Proxy{server: server}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
	return p
}

// Mangle lets a function change each reply; where it returns false the
// connection breaks instead. A nil function leaves them alone.
func (p *Proxy) Mangle(f func(reply string) (string, bool)) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.mangle = f
}

// Lose breaks the connection in place of the next reply for which is holds.
func (p *Proxy) Lose(is func(reply string) bool) {
	lost := false
	p.Mangle(func(reply string) (string, bool) {
		if lost || !is(reply) {
			return reply, true
		}
		lost = true
		return "", false
	})
}

func (p *Proxy) reply(s string) (string, bool) {
	p.lock.Lock()
	defer p.lock.Unlock()
	if p.mangle == nil {
		return s, true
	}
	return p.mangle(s)
}

func (p *Proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, client)
	for b := make([]byte, 64<<10); ; {
		n, err := server.Read(b)
		if err != nil {
			return
		}
		reply, ok := p.reply(string(b[:n]))
		if !ok {
			return
		}
		io.WriteString(client, reply)
	}
}

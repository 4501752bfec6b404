//go:build unix

package peer

import (
	"io"
	"net"
	"sync"
	"testing"

	typeseal "github.com/typeseal/typeseal/runtime"
	"github.com/typeseal/typeseal/runtime/replay/internal/storetest"
)

// Proxy forwards the messages of clients and a server, and can change the replies.
type Proxy struct {
	server string
	lock   sync.Mutex
	change func(reply string) (changed string, ok bool)
}

// StartProxy listens on a Unix socket and connects each client to the socket
// server.
func StartProxy(t testing.TB, listen, server string) *Proxy {
	t.Helper()
	listener, err := net.Listen("unix", listen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	p := &Proxy{server: server}
	p.Change(func(reply string) (string, bool) { return reply, true })
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

// Change sets the function that changes each reply. If it returns false, the
// connection is closed in place of the reply.
func (p *Proxy) Change(f func(reply string) (changed string, ok bool)) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.change = f
}

// Lose closes the connection in place of the next reply for which is returns true.
func (p *Proxy) Lose(is func(reply string) bool) {
	lost := false
	p.Change(func(reply string) (string, bool) {
		if lost || !is(reply) {
			return reply, true
		}
		lost = true
		return "", false
	})
}

// serve forwards the messages of one client and the server.
func (p *Proxy) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(server, client)
		server.Close()
	}()
	for b := make([]byte, 64<<10); ; {
		n, err := server.Read(b)
		if err != nil {
			return
		}
		p.lock.Lock()
		reply, ok := p.change(string(b[:n]))
		p.lock.Unlock()
		if !ok {
			return
		}
		io.WriteString(client, reply)
	}
}

// CheckLostAnswer loses the server's answer to the first Consume, which is a reply for
// which is returns true. The call must fail. If it is repeated with its claim, it must
// succeed, but not with another claim or without one. The store must not repeat requests
// by itself.
func (p *Proxy) CheckLostAnswer(t *testing.T, store typeseal.Store, is func(reply string) bool) {
	t.Helper()
	use := storetest.Claimed(storetest.NewUse(), storetest.Random())
	p.Lose(is)
	storetest.WantConsumeError(t, store, use, nil)
	storetest.Want(t, store, true, use)
	storetest.Want(t, store, false, storetest.Claimed(use, storetest.Random()), storetest.Claimed(use, [16]byte{}))
}

// CheckOtherAnswer sends the answer to one Consume also to the next Consume, which must
// fail.
func (p *Proxy) CheckOtherAnswer(t *testing.T, store typeseal.Store, is func(reply string) bool) {
	t.Helper()
	answer := ""
	p.Change(func(reply string) (string, bool) {
		if is(reply) && answer == "" {
			answer = reply
		} else if is(reply) {
			reply = answer
		}
		return reply, true
	})
	storetest.Want(t, store, true, storetest.NewUse())
	storetest.WantConsumeError(t, store, storetest.NewUse(), nil)
}
